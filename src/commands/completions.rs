//! `completions`: a script for a shell, which asks the program itself what fits when Tab is pressed.

use clap::{Args, CommandFactory};
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};

use super::{Cli, Command, Environment, Streams};
use crate::error::{Error, Result};

/// Is set by the script of a shell that asks what fits, to the name of the shell.
const VARIABLE: &str = "DATELINE_COMPLETE";

/// Answers a shell that asks what fits, and ends the program; returns where none asks.
pub fn complete() {
    CompleteEnv::with_factory(Cli::command).var(VARIABLE).complete();
}

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
        let shells = Shells::builtins();
        let shell = self.shell.to_string();
        let shell =
            shells.completer(&shell).ok_or_else(|| Error::usage(format!("there is no completion for {shell}")))?;
        shell.write_registration(VARIABLE, "dateline", "dateline", "dateline", &mut &mut *streams.out)?;
        Ok(true)
    }
}
