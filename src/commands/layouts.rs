//! `layouts`: the data sets whose files are recognised; or the codebook of one, to start another from.

use clap::Args;

use super::{Command, Environment, Streams};
use crate::error::Result;
use crate::layout::{Codebooks, LayoutChoice};
use crate::output::HEADING;

/// List the layouts of data sets that are recognised, or print one as TOML to start from
#[derive(Args, Debug)]
pub struct Layouts {
    /// The layout to print: a name of the list, or a TOML file
    #[arg(value_name = "NAME")]
    pub layout: Option<LayoutChoice>,
}

impl Command for Layouts {
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        let codebooks = Codebooks::with_folder(environment.layouts.clone());
        if let Some(layout) = &self.layout {
            streams.out.write_all(codebooks.toml(layout)?.as_bytes())?;
            return Ok(true);
        }
        let all = codebooks.all()?;
        let width = all.iter().map(|codebook| codebook.name.as_str().len()).max().unwrap_or(0) + 2;
        for codebook in all {
            writeln!(streams.out, "{HEADING}{:<width$}{HEADING:#}{}", codebook.name.as_str(), codebook.about)?;
        }
        Ok(true)
    }
}
