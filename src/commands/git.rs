//! `init --git`: what makes git merge a chronology event by event, and show what changed in it field by field.
//!
//! git is asked for the repository and told the settings; the rule for the file stands in `.gitattributes` beside it.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{Streams, answer, note};
use crate::edit::safe_file::{SafeFile, folder};
use crate::error::{Diagnostic, Error, Result};
use crate::text::shell_word;

/// The attributes of a chronology.
const ATTRIBUTES: &str = "merge=dateline diff=dateline";

/// Has git merge and compare the file `path` with dateline, and says what was written.
///
/// # Errors
/// git is not there, or the file is in none of its repositories; the attributes or the settings can't be written.
pub(super) fn set_up(path: &Path, streams: &mut Streams<'_>) -> Result<()> {
    let folder = folder(path);
    git(folder, ["rev-parse", "--show-toplevel"])?;
    let file = path.file_name().and_then(OsStr::to_str).ok_or_else(|| {
        Error::from(Diagnostic::new(format!("git can't be told of `{}`, whose name is not UTF-8", path.display())))
    })?;
    let program = program()?;
    let rule = format!("{} {ATTRIBUTES}", pattern(file));
    let attributes = folder.join(".gitattributes");
    let name = attributes.strip_prefix(".").unwrap_or(&attributes).display().to_string();
    match add_line(&attributes, &rule)? {
        true => answer(streams, &format!("wrote into {name}: {rule}"))?,
        false => answer(streams, &format!("{name} has it already: {rule}"))?,
    }
    let settings = [
        ("merge.dateline.name", "dateline, event by event and field by field".to_owned()),
        ("merge.dateline.driver", format!("{program} merge --file-name %P %O %A %B -o %A")),
        ("diff.dateline.textconv", format!("{program} diff --textconv")),
        // The heading of an event begins a line, its fields do not.
        ("diff.dateline.xfuncname", "^[^ ].*$".to_owned()),
    ];
    for (key, value) in settings {
        git(folder, ["config", "--local", key, &value])?;
        answer(streams, &format!("set {key}: {value}"))?;
    }
    let word = shell_word(&path.display().to_string()).into_owned();
    note(streams, &format!("git keeps its settings in one clone: in each other, run `dateline init --git {word}` too"));
    Ok(())
}

/// Runs git in a folder.
fn git<const N: usize>(folder: &Path, arguments: [&str; N]) -> Result<Output> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(|error| {
        let message = format!("git can't be run: {error}");
        Error::from(Diagnostic::new(message)).hint("install git, or leave `--git` out")
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim().trim_start_matches("fatal: ");
    let error = Error::from(Diagnostic::new(format!("git {}: {said}", arguments.first().copied().unwrap_or_default())));
    Err(if arguments[0] == "rev-parse" { error.hint("make a repository first: git init") } else { error })
}

/// How git calls this program: by its name where a shell finds it, else by its path.
fn program() -> Result<String> {
    let own = std::env::current_exe()
        .and_then(fs::canonicalize)
        .map_err(|error| Error::from(Diagnostic::new(format!("the path of dateline is not known: {error}"))))?;
    let folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let found = folders.iter().find_map(|folder| folder.join("dateline").canonicalize().ok());
    Ok(match found {
        Some(found) if found == own => "dateline".to_owned(),
        // `%` begins what git puts into the command.
        _ => shell_word(&own.display().to_string()).replace('%', "%%"),
    })
}

/// The file of that name in this folder alone, as a pattern of `.gitattributes`.
fn pattern(file: &str) -> String {
    let mut pattern = "/".to_owned();
    for c in file.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '"';
    if pattern.chars().all(is_plain) {
        return pattern;
    }
    // As C writes a string (gitattributes(5)).
    format!("\"{}\"", pattern.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t"))
}

/// Adds a line to a file, which is made where there is none. `false`: it has the line already.
fn add_line(path: &Path, line: &str) -> Result<bool> {
    let name = path.display().to_string();
    let mut text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::reading(&name, &error)),
    };
    if text.split(|byte| *byte == b'\n').any(|own| own.trim_ascii() == line.as_bytes()) {
        return Ok(false);
    }
    if text.last().is_some_and(|last| *last != b'\n') {
        text.push(b'\n');
    }
    text.extend_from_slice(line.as_bytes());
    text.push(b'\n');
    let mut file = SafeFile::create(path)?;
    file.write_all(&text).map_err(|error| Error::writing(&name, &error))?;
    file.finish()?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn a_name_is_no_pattern_of_others() {
        assert_eq!(pattern("events.csv"), "/events.csv");
        assert_eq!(pattern("my events.csv"), "\"/my events.csv\"");
        assert_eq!(pattern("a*[1].csv"), r"/a\*\[1\].csv");
        assert_eq!(pattern("a b*.csv"), r#""/a b\\*.csv""#);
    }
}
