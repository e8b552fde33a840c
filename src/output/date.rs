//! `date`: how a date is understood, for people and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::date::Date;

use super::{HEADING, QUIET};
use crate::text::sanitize;

#[derive(Serialize)]
struct Json<'a> {
    input: &'a str,
    edtf: String,
    earliest: Option<String>,
    latest: Option<String>,
    text: String,
}

/// Prints a date as it was given, such as `late 2014`, and what it was read as.
pub fn words(out: &mut dyn Write, input: &str, date: &Date) -> io::Result<()> {
    let bound = |bound: Option<chrono::NaiveDate>| bound.map_or("no limit".to_owned(), |day| day.to_string());
    writeln!(out, "{HEADING}{}{HEADING:#}", sanitize(input))?;
    for (name, text) in [
        ("EDTF", date.to_string()),
        ("earliest", bound(date.earliest())),
        ("latest", bound(date.latest())),
        ("in words", date.words()),
    ] {
        writeln!(out, "  {QUIET}{name:8}{QUIET:#}  {text}")?;
    }
    Ok(())
}

/// Prints the same as one line of JSON. An end without limit is `null`.
pub fn json(out: &mut dyn Write, input: &str, date: &Date) -> io::Result<()> {
    let json = Json {
        input,
        edtf: date.to_string(),
        earliest: date.earliest().map(|day| day.to_string()),
        latest: date.latest().map(|day| day.to_string()),
        text: date.words(),
    };
    serde_json::to_writer(&mut *out, &json)?;
    writeln!(out)
}
