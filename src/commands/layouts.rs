//! `layouts`: the data sets whose files are recognised, and by which columns.

use clap::Args;

use super::{Command, Environment, Streams};
use crate::error::Result;
use crate::layout::Codebooks;
use crate::output::{HEADING, QUIET};

/// List the layouts of data sets that are recognised
#[derive(Args, Debug)]
pub struct Layouts {}

impl Command for Layouts {
    fn run(self: Box<Self>, _: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        for codebook in Codebooks::default().all()? {
            writeln!(streams.out, "{HEADING}{:<15}{HEADING:#}{}", codebook.name.as_str(), codebook.about)?;
            if !codebook.known_by.is_empty() {
                let columns = codebook.known_by.join(", ").replace('|', " or ");
                writeln!(streams.out, "{:15}{QUIET}known by {columns}{QUIET:#}", "")?;
            }
        }
        Ok(true)
    }
}
