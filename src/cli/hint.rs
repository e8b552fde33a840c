//! Hints and notes in the terms of the command line: which option answers what.
//!
//! Whatever prints a diagnostic or a note passes it through here.

use crate::error::{Hint, Note};
use crate::output::columns::map_option;
use crate::text::shell_word;

/// A hint, with the option that follows it.
pub fn hint(hint: &Hint) -> String {
    match hint {
        Hint::DateOrder { or } => {
            let or = or.as_ref().map(|or| format!("; or {or}")).unwrap_or_default();
            format!("pass `--date-order dmy` or `--date-order mdy`{or}")
        }
        Hint::OtherDateOrder { rule } => {
            format!("{rule}; for another order, pass `--date-order dmy` or `--date-order mdy`")
        }
        Hint::Temporary => {
            // Where `std::env::temp_dir` looks.
            let variable = if cfg!(windows) { "TEMP" } else { "TMPDIR" };
            format!("name a folder that has room in {variable}, or allow more with `--memory`")
        }
        Hint::NoMemoryLimit => "leave `--memory` out".to_owned(),
        Hint::Century => "pass `--century 1900` or `--century 2000`, or write the year with four digits".to_owned(),
        Hint::Year => "pass the year with `--assume-year 2021`, or write it".to_owned(),
        Hint::Encoding => "pass its encoding, such as `--encoding windows-1251`, or save the file as UTF-8".to_owned(),
        Hint::Utf16 => {
            "if it is UTF-16 without a byte order mark, pass `--encoding utf-16le` or `--encoding utf-16be`".to_owned()
        }
        Hint::Columns { map, file } => {
            let look = file.as_ref().map(|file| format!("; {}", look_at(file))).unwrap_or_default();
            format!("pass the columns to take: `--map {map}`{look}")
        }
        Hint::EitherMap { maps, file } => {
            format!("pass {} or {}; {}", map_option(&maps[0]), map_option(&maps[1]), look_at(file))
        }
        Hint::NoEvents { file } => {
            format!("to read it all the same, pass `--map date=COLUMN,title=COLUMN`; {}", look_at(file))
        }
        Hint::NoHeader { date } => {
            format!("name its columns by their numbers: `--no-header --map date={date},title=…`")
        }
        Hint::RewriteDate { edtf } => format!("write it as {edtf}, or let `--fix` do so"),
        Hint::RewriteDates { file } => format!(
            "run `dateline check --fix {}` first, while it is known how dates are written in it",
            shell_word(file)
        ),
        Hint::ToUtf8 { file } => {
            format!("make a file in UTF-8 of it: dateline export {} --native -o NEW.csv", shell_word(file))
        }
        Hint::AddColumn { file, columns } => {
            let columns = columns.as_ref().map(|columns| format!("--columns {}", shell_word(columns)));
            let columns = columns.unwrap_or_else(|| "--native".to_owned());
            format!("add it to every row: dateline export {} {columns} -o NEW.csv", shell_word(file))
        }
        Hint::MendColumns { table } => format!("`dateline check --fix {}` writes them anew", shell_word(table)),
        Hint::NoSheet => "leave `--sheet` out".to_owned(),
        Hint::WithoutParquet => "build it with that: cargo install --path . --features parquet".to_owned(),
        Hint::WithoutPostgres => "build it with that: cargo install --path . --features postgres".to_owned(),
        Hint::NoPath => "leave `--path` out".to_owned(),
        Hint::Sheet { sheets } => {
            let sheets: Vec<_> = sheets.iter().map(|sheet| format!("--sheet {}", shell_word(sheet))).collect();
            format!("pass one of: {}", sheets.join(", "))
        }
        Hint::Array { path } => format!("pass the one that holds the events, such as `--path {}`", shell_word(path)),
        Hint::Member { file, members } if !members.is_empty() => {
            const SHOWN: usize = 20;
            let names = members.iter().take(SHOWN).map(|name| shell_word(&format!("{file}/{name}")).into_owned());
            let more = members.len().saturating_sub(SHOWN);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            format!("name one: {}{more}", names.collect::<Vec<_>>().join(", "))
        }
        Hint::ToCsv { file } => {
            format!("make a CSV file of it, and change that: dateline export {} -o events.csv", shell_word(file))
        }
        other => other.to_string(),
    }
}

/// A note, with the option that settles it otherwise.
pub fn note(note: &Note) -> String {
    match note {
        Note::Recoded { what } => format!("{what}; pass `--encoding` if it is in another"),
        Note::Guessed { file, is_known, map } => {
            let what = if *is_known { "lacks columns of its layout" } else { "is of no known layout" };
            format!("{file} {what} and was read with {}; pass another `--map` where that is wrong", map_option(map))
        }
        Note::Sheet { file, sheet, others } => {
            let others: Vec<_> = others.iter().map(|sheet| format!("--sheet {}", shell_word(sheet))).collect();
            format!("sheet \"{sheet}\" of {file} was read; for another, pass {}", others.join(" or "))
        }
        other => other.to_string(),
    }
}

/// How to see what the columns of a file hold.
fn look_at(file: &str) -> String {
    format!("`dateline columns {}` shows what they hold", shell_word(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_option_answers_names_it() {
        assert_eq!(
            hint(&Hint::DateOrder { or: Some("write 2021-04-03".to_owned()) }),
            "pass `--date-order dmy` or `--date-order mdy`; or write 2021-04-03"
        );
        assert_eq!(hint(&Hint::from("leave it out")), "leave it out");
        assert_eq!(
            hint(&Hint::AddColumn { file: "my file.csv".to_owned(), columns: Some("date,source".to_owned()) }),
            "add it to every row: dateline export 'my file.csv' --columns date,source -o NEW.csv"
        );
    }

    #[test]
    fn a_guess_is_said_as_the_option_that_repeats_it() {
        let guessed =
            Note::Guessed { file: "a.csv".to_owned(), is_known: false, map: "date=Day,title=What's new".to_owned() };
        assert_eq!(
            note(&guessed),
            "a.csv is of no known layout and was read with --map \"date=Day,title=What's new\"; pass another `--map` \
             where that is wrong"
        );
    }
}
