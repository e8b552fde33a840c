//! `init`: a new store, which is a header with the model's columns; on a server, a table with those of a file too.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::change::dangling;
use super::{Command, Environment, Streams, answer, git, note};
use crate::cli::{self, Form};
use crate::edit::safe_file::SafeFile;
use crate::edit::{MadeTable, make_table};
use crate::error::{Diagnostic, Error, Result};
use crate::input::Input;
use crate::model::field::Field;
use crate::postgres::{Address, GroupRoles};
use crate::text::{counted, sanitize_lines, shell_word};

/// Make a chronology: a file with a header
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline init siege.csv\n  dateline init --git          events.csv, merged and compared by git as events"
)]
pub struct Init {
    /// The file to make [default: $DATELINE_FILE, else events.csv]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,

    /// Have git merge it event by event and compare it field by field; the file may be there already
    #[arg(long)]
    pub git: bool,

    /// For a table of PostgreSQL: fill it with the columns and rows of this file, each cell as it is written
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "git")]
    pub from: Option<PathBuf>,
}

impl Command for Init {
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        init(&self, environment, streams)
    }
}

fn init(args: &Init, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path: PathBuf = match (&args.file, &environment.file) {
        (Some(file), _) | (None, Some(file)) => file.clone(),
        (None, None) => "events.csv".into(),
    };
    if let Some(address) = Address::of(&path) {
        return init_table(&address, args, environment, streams);
    }
    let name = path.display().to_string();
    let word = shell_word(&name);
    if args.from.is_some() {
        return Err(Error::usage(format!("--from fills a table of PostgreSQL, and `{name}` is a file"))
            .hint(format!("make the file, and then add the events: dateline add -f {word} --from FILE")));
    }
    if path.as_os_str() == "-" {
        return Err(Error::usage("a chronology is kept in a file, not on standard output"));
    }
    if let Some(error) = dangling(&path) {
        return Err(error);
    }
    if path.is_dir() {
        let error = Error::from(Diagnostic::new(format!("`{name}` is a directory, not a file")));
        let inside = path.join("events.csv").display().to_string();
        return Err(error.hint(format!("name a file in it: dateline init {}", shell_word(&inside))));
    }
    if args.git && path.is_file() {
        git::set_up(&path, streams)?;
        return Ok(true);
    }
    if path.symlink_metadata().is_ok() {
        let error = Error::from(Diagnostic::new(format!("there is a file `{name}` already; it stays as it is")));
        return Err(error.hint(match path.is_file() {
            true => format!("name another, or add to it: dateline add -f {word}"),
            false => "name another".to_owned(),
        }));
    }
    // The column for reports comes with the first of them, since few chronologies have any.
    let columns = Field::ALL.into_iter().filter(|field| *field != Field::ReportOf).map(Field::name);
    let columns: Vec<&str> = columns.collect();
    let mut file = SafeFile::create(&path)?;
    writeln!(file, "{}", columns.join(",")).map_err(|error| Error::writing(&name, &error))?;
    file.finish_new()?;
    answer(streams, &format!("made {name} with the columns {}", columns.join(", ")))?;
    if args.git {
        git::set_up(&path, streams)?;
    }
    Ok(true)
}

fn init_table(address: &Address, args: &Init, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    address.check()?;
    if args.git {
        return Err(Error::usage("--git: git keeps files, and a table of PostgreSQL is none"));
    }
    let from = args.from.as_ref().map(|from| Input::from_argument(from));
    let options = Form::default().options(environment.layouts.as_deref());
    let MadeTable { columns, rows, notes, roles } = make_table(address, from.as_ref(), &options)?;
    for text in &notes {
        note(streams, &cli::hint::note(text));
    }
    let (name, columns) = (address.name(), columns.join(", "));
    match from {
        Some(from) => {
            let rows = counted(rows as u64, "row");
            answer(streams, &format!("made {name} of {}: {rows}, the columns {columns}", from.name()))?;
        }
        None => answer(streams, &format!("made {name} with the columns {columns}"))?,
    }
    let GroupRoles { readers, writers, are_made, rights } = roles;
    match are_made {
        true => note(
            streams,
            &format!("the group roles {readers} and {writers} may read and change it: GRANT {writers} TO \"ada\""),
        ),
        false => note(
            streams,
            &format!(
                "only its owner may use it; for the group roles {readers} and {writers} somebody who may make roles runs:"
            ),
        ),
    }
    if !are_made {
        for line in sanitize_lines(&rights) {
            let _ = writeln!(streams.notes, "  {line}");
        }
    }
    Ok(true)
}
