//! `date`: what dateline makes of a date.

use clap::{Args, ValueEnum};

use super::{Command, Environment, Streams, rendered};
use crate::date::Date;
use crate::error::{Diagnostic, Result};
use crate::output;

/// Say what dateline makes of a date: EDTF, bounds, words, or why not
#[derive(Args, Debug)]
pub struct DateArgs {
    /// A date, as EDTF or in words: 2021-08, "late 2014", 26 August 2021
    #[arg(required = true, allow_negative_numbers = true)]
    pub text: Vec<String>,

    /// Write JSON: input, edtf, earliest, latest, text
    #[arg(short, long)]
    pub format: Option<DateFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateFormat {
    Json,
}

impl Command for DateArgs {
    fn run(self: Box<Self>, _: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        date(&self, streams)
    }
}

fn date(args: &DateArgs, streams: &mut Streams<'_>) -> Result<bool> {
    let inputs = dates(&args.text);
    let mut all_good = true;
    for (i, input) in inputs.iter().enumerate() {
        match Date::parse(input) {
            Ok(date) if args.format == Some(DateFormat::Json) => output::date::json(streams.out, input, &date)?,
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
