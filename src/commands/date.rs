//! `date`: what dateline makes of a date.

use crate::cli;
use crate::date::Date;
use crate::error::{Diagnostic, Result};
use crate::output;

use super::{Streams, rendered};

pub(super) fn date(args: &cli::DateArgs, streams: &mut Streams<'_>) -> Result<bool> {
    let inputs = dates(&args.text);
    let mut all_good = true;
    for (i, input) in inputs.iter().enumerate() {
        match Date::parse(input) {
            Ok(date) if args.format == Some(cli::DateFormat::Json) => output::date::json(streams.out, input, &date)?,
            Ok(date) => {
                if i > 0 {
                    writeln!(streams.out)?;
                }
                output::date::words(streams.out, input, &date)?;
            }
            Err(error) => {
                let mut diagnostic = Diagnostic::from(error);
                if inputs.len() > 1 {
                    diagnostic.message = format!("`{input}`: {}", diagnostic.message);
                }
                streams.out.flush()?;
                let _ = streams.notes.write_all(rendered(&diagnostic).as_bytes());
                all_good = false;
            }
        }
    }
    Ok(all_good)
}

/// The dates in the arguments: one each where they were quoted or are dates by themselves, else the words of one.
fn dates(arguments: &[String]) -> Vec<String> {
    let separate = arguments.iter().any(|text| text.trim().contains(char::is_whitespace))
        || arguments.iter().all(|text| Date::parse(text).is_ok());
    if separate { arguments.to_vec() } else { vec![arguments.join(" ")] }
}
