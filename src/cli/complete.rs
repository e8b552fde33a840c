//! What a shell offers when Tab is pressed: the columns, the ids and the values of the file that the command line names.
//!
//! `cli` and `commands` attach these to their arguments; the script of `dateline completions` asks for them.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::input::Input;
use crate::layout::Codebooks;
use crate::model::field::{Column, Field};
use crate::postgres::Address;
use crate::query::values::{KnownValue, ValuesOf, values};
use crate::store::{ReadOptions, Store};
use crate::text::normalize::fold;
use crate::text::{counted, sanitize};

/// About so many events are read for it, so that a key is answered at once in a file of any size.
const MOST_READ: u64 = 200_000;

/// No more values are offered at once.
const MOST_OFFERED: usize = 200;

/// The values of a field of the model.
pub fn values_of(field: Field) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| offered(&ValuesOf::Column(Column::Field(field)), current))
}

/// Positions in degrees: the coordinates of the events whose place holds what was typed.
pub fn positions() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| offered(&ValuesOf::Position, current))
}

/// The names of columns, several with commas between them.
pub fn columns() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let current = current.to_string_lossy();
        let (before, typed) = current.rsplit_once(',').map_or(("", &*current), |(before, typed)| (before, typed));
        let prefix = if before.is_empty() { String::new() } else { format!("{before},") };
        names(typed, &[]).into_iter().map(|candidate| candidate.add_prefix(prefix.clone())).collect()
    })
}

/// The name of one column, or one of these words.
pub fn column_or(words: &'static [&'static str]) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let current = current.to_string_lossy();
        // `-killed` orders from the end.
        let (sign, typed) = current.strip_prefix('-').map_or(("", &*current), |typed| ("-", typed));
        names(typed, words).into_iter().map(|candidate| candidate.add_prefix(sign)).collect()
    })
}

/// The name of a column and what follows it: `status=`.
pub fn column_then(sign: &'static str) -> ArgValueCompleter {
    ArgValueCompleter::new(move |current: &OsStr| {
        let found = names(&current.to_string_lossy(), &[]).into_iter();
        let with_sign = |candidate: CompletionCandidate| {
            let mut value = candidate.get_value().to_owned();
            value.push(sign);
            CompletionCandidate::new(value)
        };
        found.map(with_sign).collect()
    })
}

/// The names of the layouts that are built in.
pub fn layouts() -> ArgValueCompleter {
    ArgValueCompleter::new(|current: &OsStr| {
        let typed = current.to_string_lossy().to_lowercase();
        let all = Codebooks::default().all().unwrap_or_default();
        let fitting = all.iter().filter(|codebook| codebook.name.as_str().starts_with(&typed));
        fitting.map(|codebook| candidate(codebook.name.as_str(), &codebook.about)).collect()
    })
}

/// The values that begin with what was typed, or where none does, that hold it, or are known by it.
fn offered(of: &ValuesOf, current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(store) = store() else { return Vec::new() };
    let Ok(found) = values(store, of, MOST_READ) else { return Vec::new() };
    let typed = fold(&current.to_string_lossy()).into_owned();
    let fits = |fits: fn(&str, &str) -> bool| -> Vec<&KnownValue> {
        let known = |value: &&KnownValue| fits(&fold(&value.value), &typed) || fits(&fold(&value.known_by), &typed);
        found.iter().filter(known).take(MOST_OFFERED).collect()
    };
    let beginning = fits(|value, typed| value.starts_with(typed));
    let fitting = if beginning.is_empty() { fits(|value, typed| value.contains(typed)) } else { beginning };
    let help = |value: &KnownValue| match value.known_by.as_str() {
        "" => counted(value.events, "event"),
        known_by => known_by.to_owned(),
    };
    fitting.into_iter().map(|value| candidate(&value.value, &help(value))).collect()
}

/// The columns of the file, and words that mean more than one, that begin with what was typed.
fn names(typed: &str, words: &[&str]) -> Vec<CompletionCandidate> {
    let typed = typed.to_lowercase();
    let columns: Vec<String> = store()
        .map(|store| store.sources.iter().flat_map(|source| source.layout.names().to_vec()).collect())
        .unwrap_or_default();
    let fields = Field::ALL.iter().map(|field| field.name().to_owned());
    let all = words.iter().map(|word| (*word).to_owned()).chain(fields).chain(columns);
    let mut names: Vec<String> = all.filter(|name| name.to_lowercase().starts_with(&typed)).collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| !name.is_empty() && seen.insert(name.to_lowercase()));
    names.iter().take(MOST_OFFERED).map(|name| candidate(name, "")).collect()
}

/// A value as a shell may show it.
fn candidate(value: &str, help: &str) -> CompletionCandidate {
    let help = (!help.is_empty()).then(|| sanitize(help).into_owned().into());
    CompletionCandidate::new(sanitize(value).into_owned()).help(help)
}

/// The store that the command line means: the files that stand on it, else the usual one.
fn store() -> Option<Store> {
    // The shell passes the command line behind a `--`.
    let typed: Vec<OsString> = std::env::args_os().skip_while(|word| word != "--").skip(2).collect();
    let of_option = |word: &OsString| word.to_str().and_then(|word| word.strip_prefix("--file=")).map(OsString::from);
    let named: Vec<OsString> = typed.iter().map(|word| of_option(word).unwrap_or_else(|| word.clone())).collect();
    // A key is not answered by way of a server.
    if named.iter().any(|word| Address::of(Path::new(word)).is_some()) {
        return None;
    }
    let files: Vec<Input> = named
        .iter()
        .filter(|word| Path::new(word).is_file())
        .map(|word| Input::File(Path::new(word).to_owned()))
        .collect();
    let usual = || {
        let named = std::env::var_os("DATELINE_FILE").filter(|file| !file.is_empty());
        vec![Input::File(named.unwrap_or_else(|| "events.csv".into()).into())]
    };
    let files = if files.is_empty() { usual() } else { files };
    Store::open(&files, &ReadOptions::default()).ok()
}
