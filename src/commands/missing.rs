//! What a word was likely meant as that was taken for a file and is none: `list kabul`, `count year`, `export page.html`.

use std::io;
use std::path::{Path, PathBuf};

use super::count::CountFormat;
use crate::date::Date;
use crate::error::{Error, ErrorKind};
use crate::model::field::Column;
use crate::publish::Format;
use crate::query::Years;
use crate::query::count::By;
use crate::text::shell_word;

/// What a command takes besides files and filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing.
    Filters,
    /// What to group by, and a file to write.
    Groups,
    /// A file to write.
    Output,
}

/// The error of inputs that can't be opened, with a way out where one of them was likely meant otherwise.
pub(super) fn with_hint(error: Error, files: &[PathBuf], takes: Takes) -> Error {
    if error.kind() != Some(ErrorKind::Read(io::ErrorKind::NotFound)) {
        return error;
    }
    let missing: Vec<&Path> = files.iter().map(PathBuf::as_path).filter(|path| !path.exists()).collect();
    match meant(&missing, takes) {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn meant(missing: &[&Path], takes: Takes) -> Option<String> {
    let words: Vec<&str> = missing.iter().map(|path| path.to_str()).collect::<Option<_>>()?;
    let (first, all) = (*words.first()?, words.join(" "));
    // Whoever names a folder means a file.
    if all.contains(['/', '\\']) {
        return None;
    }
    if first.parse::<Years>().is_ok() {
        return Some(format!("for a year, pass `--year {first}`"));
    }
    if Date::parse(&all).is_ok() {
        return Some(format!("for a date, pass `--on {}`", quoted(&all)));
    }
    if takes == Takes::Groups && is_group(first) {
        return Some(format!("to count by it, pass `--by {first}`"));
    }
    // A table that is not there may be an input whose name was mistyped.
    let is_output = match takes {
        Takes::Filters => false,
        Takes::Groups => CountFormat::of_path(missing[0]).is_some_and(|format| format == CountFormat::Svg),
        Takes::Output => Format::of_path(missing[0]).is_some_and(|format| !format.is_table()),
    };
    if is_output {
        return Some(format!("to write it, pass `-o {}`", shell_word(first)));
    }
    // A word with an ending is a file whose name was mistyped.
    let is_text = missing.iter().all(|path| path.extension().is_none());
    is_text.then(|| format!("to look for it in the events, pass `--location {0}` or `--search {0}`", quoted(&all)))
}

/// Whether events are grouped by that without a look into a file.
fn is_group(word: &str) -> bool {
    matches!(word.parse(), Ok(By::Period(_) | By::List(_) | By::Column(Column::Field(_))))
}

/// Words as one argument.
fn quoted(words: &str) -> String {
    if words.contains(' ') && !words.contains(['"', '$', '`', '\\', '!']) {
        format!("\"{words}\"")
    } else {
        shell_word(words).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(words: &[&str], takes: Takes) -> String {
        let missing: Vec<&Path> = words.iter().map(Path::new).collect();
        meant(&missing, takes).unwrap_or_default()
    }

    #[test]
    fn a_word_that_is_no_file_is_taken_for_what_it_may_be() {
        for (words, takes, option) in [
            (&["2014"][..], Takes::Filters, "`--year 2014`"),
            (&["2014..2016"], Takes::Output, "`--year 2014..2016`"),
            (&["2014"], Takes::Groups, "`--year 2014`"),
            (&["2021-08"], Takes::Filters, "`--on 2021-08`"),
            (&["late", "2014"], Takes::Filters, "`--on \"late 2014\"`"),
            (&["26", "August", "2021"], Takes::Groups, "`--on \"26 August 2021\"`"),
            (&["year"], Takes::Groups, "`--by year`"),
            (&["Country"], Takes::Groups, "`--by Country`"),
            (&["year"], Takes::Filters, "`--location year` or `--search year`"),
            (&["page.html"], Takes::Output, "`-o page.html`"),
            (&["my page.svg"], Takes::Groups, "`-o 'my page.svg'`"),
            (&["kabul"], Takes::Filters, "`--location kabul` or `--search kabul`"),
            (&["Kabul", "airport"], Takes::Output, "`--location \"Kabul airport\"` or `--search \"Kabul airport\"`"),
            (&["it's"], Takes::Filters, r"`--location 'it'\''s'` or `--search 'it'\''s'`"),
        ] {
            assert!(hint(words, takes).ends_with(option), "{words:?}: {}", hint(words, takes));
        }
    }

    #[test]
    fn a_file_that_is_mistyped_is_no_word() {
        for (words, takes) in [
            (&["evnets.csv"][..], Takes::Filters),
            (&["evnets.csv"], Takes::Groups),
            (&["evnets.csv"], Takes::Output),
            (&["evnets.json"], Takes::Output),
            (&["data/kabul"], Takes::Output),
            (&["page.html"], Takes::Filters),
            (&["kabul", "acled.csv"], Takes::Filters),
        ] {
            assert_eq!(hint(words, takes), "", "{words:?}");
        }
    }
}
