//! `date`: what dateline makes of a date.

use crate::cli;
use crate::date::Date;
use crate::error::{Diagnostic, Result};
use crate::output;

use super::Streams;

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
                let message = match inputs.len() {
                    1 => error.message,
                    _ => format!("`{input}`: {}", error.message),
                };
                let diagnostic = Diagnostic { message, place: None, hint: error.hint };
                streams.out.flush()?;
                let _ = streams.notes.write_all(diagnostic.render().as_bytes());
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
