//! What a document says of the files it is made of, where the user says nothing: its title and its date.

use chrono::{DateTime, Utc};

use crate::input::Input;

/// The names of the files, without their endings, and of tables; `Chronology` where no input is a file.
pub fn title_of(inputs: &[Input]) -> String {
    let name = |input: &Input| match input {
        Input::File(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
        Input::Table(address) => Some(address.table().into_owned()),
        Input::Stdin | Input::Text(..) => None,
    };
    let names: Vec<String> = inputs.iter().filter_map(name).collect();
    if names.is_empty() { "Chronology".to_owned() } else { names.join(", ") }
}

/// When the inputs were last written, as far as it is known and not after `now`. A stream is written now.
pub fn revised(inputs: &[Input], now: DateTime<Utc>) -> DateTime<Utc> {
    let written = |input: &Input| match input {
        Input::File(path) => path.metadata().ok()?.modified().ok().map(DateTime::from),
        Input::Stdin | Input::Text(..) | Input::Table(_) => None,
    };
    inputs.iter().map(|input| written(input).map_or(now, |time| now.min(time))).max().unwrap_or(now)
}
