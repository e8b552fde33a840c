//! The command line as it was typed, parsed; and, where it can't be, an error that a terminal can show and that names
//! what was likely meant.

use std::ffi::OsString;

use clap::Parser;

use super::Cli;
use crate::text::sanitize;

/// Parses the arguments, of which the first is the name of the program.
///
/// # Errors
/// What clap ends the program with: the help that was asked for, or an argument that can't be parsed.
pub fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(arguments).map_err(|error| if error.use_stderr() { harmless(error, arguments) } else { error })
}

/// The same error, without the control characters that were typed.
fn harmless(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let arguments = arguments.iter().map(|argument| sanitize(&argument.to_string_lossy()).into_owned());
    match Cli::try_parse_from(arguments) {
        Err(harmless) => harmless,
        // Without them it is no error: a column, say, whose name needs one of them.
        Ok(_) => clap::Error::raw(error.kind(), format!("{}\n", sanitize(error.render().to_string().trim_end()))),
    }
}
