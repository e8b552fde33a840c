//! `completions`: a script for a shell, made from the command line's own definition.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Command, Environment, Streams};
use crate::error::Result;

/// Print a completion script for a shell
#[derive(Args, Debug)]
pub struct Completions {
    shell: Shell,
}

impl Command for Completions {
    fn writes_data(&self) -> bool {
        true
    }

    fn run(self: Box<Self>, _: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        // The generator panics where it can't write, so that it writes to memory first.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "dateline", &mut script);
        streams.out.write_all(&script)?;
        Ok(true)
    }
}
