//! What must hold for any bytes. Each module has one function, `holds`, which the target of the same name under
//! `fuzz_targets/` calls, and which panics where something does not hold.

pub mod counts;
pub mod dates;
pub mod edits;
pub mod inputs;
pub mod layouts;
pub mod merges;
pub mod options;
pub mod scanner;
pub mod sql;
pub mod tables;

use std::cell::OnceCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use dateline::Error;
use dateline::program::{Environment, Paint, Streams, parse, run};

/// What a command said.
pub struct Said {
    pub out: Vec<u8>,
    pub notes: String,
    /// Whether it found nothing wrong.
    pub is_good: bool,
    /// Whether it ended with an error.
    pub failed: bool,
}

/// Runs `dateline` with these arguments in this process, as `main` does; without a terminal, and with nobody to ask.
pub fn dateline(arguments: &[OsString]) -> Said {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let all = [OsString::from("dateline")].into_iter().chain(arguments.iter().cloned()).collect::<Vec<_>>();
    let (is_good, failed) = match parse(&all) {
        Err(_) => (false, true),
        Ok(cli) => {
            let environment = Environment {
                width: 80,
                paint: Paint::Colours,
                to_terminal: false,
                has_links: false,
                is_watched: false,
                can_ask: false,
                editor: "false".into(),
                layouts: None,
                file: None,
                now: DateTime::from_timestamp(1_600_000_000, 0).expect("a time in 2020"),
            };
            let mut streams = Streams { out: &mut out, notes: &mut notes };
            match run(cli.into_command(), &environment, &mut streams) {
                Ok(all_good) => (all_good, false),
                Err(Error::BrokenPipe) => panic!("there is no pipe"),
                Err(_) => (false, true),
            }
        }
    };
    Said { out, notes: String::from_utf8(notes).expect("notes are text"), is_good, failed }
}

/// The arguments of a command, the last of which is a file.
pub fn arguments(words: &[&str], file: &Path) -> Vec<OsString> {
    words.iter().map(OsString::from).chain([file.into()]).collect()
}

/// A folder of this process, in memory where the system has that.
pub fn folder() -> PathBuf {
    thread_local! {
        static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
    }
    FOLDER.with(|folder| {
        let made = || {
            let mut builder = tempfile::Builder::new();
            builder.prefix("dateline-fuzz-");
            builder.tempdir_in("/dev/shm").or_else(|_| builder.tempdir()).expect("a folder can be made")
        };
        folder.get_or_init(made).path().to_owned()
    })
}

/// Two parts of the bytes, apart at the first line break.
fn two_parts(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
