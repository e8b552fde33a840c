//! The options of `check` and `diff`, which read a chronology to say something about it.
//!
//! `cli` has them among its commands.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use super::{Form, Reading};
use crate::check::code::Code;

#[derive(Args, Debug)]
pub struct Check {
    /// Chronologies to check; `-` is standard input [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub form: Form,

    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: CheckFormat,

    /// Show every finding, not only the first 10 of each kind in a file
    #[arg(long, help_heading = "Output")]
    pub all: bool,

    /// End with exit code 1 also where there are only warnings
    #[arg(long, value_name = "WHAT", help_heading = "Checks")]
    pub deny: Option<Deny>,

    /// Leave these checks out; here are all there are
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', help_heading = "Checks")]
    pub allow: Vec<Code>,

    /// First rewrite dates that are understood as EDTF, and nothing else of the file
    #[arg(long, help_heading = "Changing")]
    pub fix: bool,

    /// With --fix: print the difference that it would make, and change nothing
    #[arg(long, requires = "fix", help_heading = "Changing")]
    pub dry_run: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for editors and code hosts
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    Warnings,
}

#[derive(Args, Debug)]
pub struct Diff {
    /// The chronology as it was; `-` is standard input
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,

    /// The chronology as it is
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,

    #[command(flatten)]
    pub reading: Reading,

    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub format: DiffFormat,

    /// End with exit code 1 where the two differ
    #[arg(long, help_heading = "Output")]
    pub exit_code: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}
