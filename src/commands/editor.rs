//! The fields of an event as a text that its keeper changes in an editor.
//!
//! `edit --editor` writes the text, opens the editor and reads what was made of it. A field is a line with its name, a colon
//! and its value; a value of several lines goes on in indented lines. Nothing is escaped, so that quotes and backslashes
//! stand as they are.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::error::{Diagnostic, Error, Result};

/// A field of the event: its name in the file and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextField {
    pub name: String,
    pub value: String,
}

/// Why a text can't be read back.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum TextFault {
    #[error("line {line} begins with the name of no field")]
    NoField { line: usize },
    #[error("`{name}` stands on line {line} again")]
    Again { name: String, line: usize },
    #[error("the line of `{name}` is gone")]
    Missing { name: String },
}

impl TextFault {
    fn hint(&self) -> &'static str {
        match self {
            TextFault::NoField { .. } => "where it belongs to the value above it, indent it with two spaces",
            TextFault::Again { .. } => "leave one of them",
            TextFault::Missing { .. } => "to make a field blank, leave its name and the colon",
        }
    }
}

impl From<TextFault> for Diagnostic {
    fn from(fault: TextFault) -> Diagnostic {
        let hint = fault.hint();
        Diagnostic::new(fault.to_string()).hint(hint)
    }
}

/// What continues a value on the next line.
const INDENT: &str = "  ";

/// The fields below lines that say what to do.
pub(super) fn text_of(fields: &[TextField], what: &str) -> String {
    let mut text = format!(
        "# {what}\n# Change what stands behind the names, save, and close the editor. A value goes on in lines that are \
         indented.\n# An empty file leaves everything as it is.\n\n"
    );
    for TextField { name, value } in fields {
        let mut lines = value.lines();
        let first = lines.next().unwrap_or_default();
        text.push_str(format!("{name}: {first}").trim_end());
        text.push('\n');
        for line in lines {
            text.push_str(format!("{INDENT}{line}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// The value of each of these fields, in their order; `None`: the text is empty.
///
/// # Errors
/// The first line that makes no sense.
pub(super) fn values_of(text: &str, fields: &[TextField]) -> std::result::Result<Option<Vec<String>>, TextFault> {
    let mut values: Vec<Option<String>> = vec![None; fields.len()];
    let mut current: Option<usize> = None;
    // Blank lines belong to a value only where it goes on behind them: many editors end a file with one.
    let mut blank = 0;
    let is_comment = |line: &str| line.starts_with('#');
    if text.lines().all(|line| is_comment(line) || line.trim().is_empty()) {
        return Ok(None);
    }
    for (at, line) in text.lines().enumerate() {
        if is_comment(line) {
            continue;
        }
        if line.trim().is_empty() {
            blank += 1;
            continue;
        }
        let more = line.strip_prefix(INDENT).or_else(|| line.strip_prefix('\t'));
        if let (Some(more), Some(value)) = (more, current.and_then(|i| values[i].as_mut())) {
            value.push_str(&"\n".repeat(blank + 1));
            value.push_str(more.trim_end());
            blank = 0;
            continue;
        }
        blank = 0;
        // The longest name that fits is meant: a name may hold a colon.
        let found = fields.iter().enumerate().filter(|(_, field)| {
            line.strip_prefix(field.name.as_str()).is_some_and(|rest| rest.trim_start().starts_with(':'))
        });
        let Some((i, field)) = found.max_by_key(|(_, field)| field.name.len()) else {
            return Err(TextFault::NoField { line: at + 1 });
        };
        if values[i].is_some() {
            return Err(TextFault::Again { name: field.name.clone(), line: at + 1 });
        }
        let value = line[field.name.len()..].trim_start().strip_prefix(':').unwrap_or_default();
        values[i] = Some(value.trim().to_owned());
        current = Some(i);
    }
    let each = values.into_iter().zip(fields);
    let each = each.map(|(value, field)| value.ok_or_else(|| TextFault::Missing { name: field.name.clone() }));
    each.collect::<std::result::Result<Vec<_>, _>>().map(Some)
}

/// Opens the editor on a file, waits until it is closed, and returns what the file holds then.
///
/// # Errors
/// An editor that can't be started or that fails; a file that is no text any more.
pub(super) fn edited(editor: &OsStr, path: &Path) -> Result<String> {
    let shown = editor.to_string_lossy();
    let failed = |what: String| {
        Error::from(Diagnostic::new(format!("the editor `{shown}` {what}")))
            .hint("name one that waits until the file is closed: EDITOR=nano dateline edit …")
    };
    let status = command(editor, path).status().map_err(|error| failed(format!("can't be started: {error}")))?;
    if !status.success() {
        return Err(failed(format!("failed ({status})")));
    }
    fs::read_to_string(path).map_err(|error| Error::reading(&path.display().to_string(), &error))
}

/// The editor is a command with arguments of its own, such as `code --wait`, which the shell takes apart, as it does for git.
#[cfg(unix)]
fn command(editor: &OsStr, path: &Path) -> Command {
    let mut script = editor.to_owned();
    script.push(" \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(editor).arg(path);
    command
}

#[cfg(not(unix))]
fn command(editor: &OsStr, path: &Path) -> Command {
    let text = editor.to_string_lossy();
    let mut words = text.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or("notepad"));
    command.args(words).arg(path);
    command
}

/// A new file in the folder for temporary files that holds the text, and that only its owner reads.
///
/// # Errors
/// A file that can't be written.
pub(super) fn temporary(text: &str) -> Result<tempfile::NamedTempFile> {
    let failed = |error: std::io::Error| Error::writing(&std::env::temp_dir().display().to_string(), &error);
    let mut file = tempfile::Builder::new().prefix("dateline-").suffix(".txt").tempfile().map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(failed)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(name: &str, value: &str) -> TextField {
        TextField { name: name.to_owned(), value: value.to_owned() }
    }

    #[test]
    fn a_text_is_plain() {
        let fields =
            [field("date", "2014"), field("a: b", "c"), field("summary", "One \"x\".\n\n# Two\\"), field("killed", "")];
        let text = text_of(&fields, "x");
        assert!(text.ends_with("\ndate: 2014\na: b: c\nsummary: One \"x\".\n\n  # Two\\\nkilled:\n"), "{text}");
    }

    #[test]
    fn what_is_missing_or_strange_is_said() {
        let fields = [field("date", "2014"), field("title", "x")];
        let read = |text: &str| values_of(text, &fields);
        assert_eq!(read("date: 2015\ntitle : y\n").unwrap().unwrap(), ["2015", "y"]);
        assert_eq!(read("# nothing\n\n"), Ok(None));
        assert_eq!(read("date: 2015\n"), Err(TextFault::Missing { name: "title".to_owned() }));
        assert_eq!(read("date: 2015\nand more\ntitle: y"), Err(TextFault::NoField { line: 2 }));
        let again = TextFault::Again { name: "date".to_owned(), line: 3 };
        assert_eq!(read("date: 2015\ntitle: y\ndate: 1"), Err(again));
    }

    proptest! {
        #[test]
        fn what_is_not_changed_is_read_as_it_was(values in prop::collection::vec("[ -~é]{0,12}(\n[ -~]{1,8}){0,3}", 3)) {
            let names = ["date", "title", "date of report"];
            let trimmed = |value: &str| {
                let lines: Vec<&str> = value.lines().map(str::trim_end).collect();
                lines.join("\n").trim().to_owned()
            };
            let values: Vec<String> = values.iter().map(|value| trimmed(value)).collect();
            let fields: Vec<TextField> = names.iter().zip(&values).map(|(name, value)| field(name, value)).collect();
            let text = text_of(&fields, "x");
            prop_assert_eq!(values_of(&text, &fields).unwrap().unwrap(), values);
        }
    }
}
