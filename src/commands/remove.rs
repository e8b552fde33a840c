//! `remove`: events out of a store, after a question.

use std::io;

use clap::Args;

use super::ask::{Answer, Lines, yes_or_no};
use super::change::{finish, in_words, lock, must_ask, read, store};
use super::reports::left_reports;
use super::{Command, Environment, Streams};
use crate::cli::Target;
use crate::cli::complete::values_of;
use crate::edit::Ids;
use crate::error::Result;
use crate::model::field::Field;
use crate::text::counted;

/// Take events out
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  dateline remove kabul --dry-run     what would go")]
pub struct Remove {
    /// The ids of the events
    #[arg(value_name = "ID", required = true, add = values_of(Field::Id))]
    pub ids: Vec<String>,

    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,

    #[command(flatten)]
    pub target: Target,
}

impl Command for Remove {
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        remove(&self, environment, streams)
    }
}

fn remove(args: &Remove, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path = store(args.target.file.as_deref(), environment)?;
    let asks = must_ask(args.yes, &args.target, environment)?;
    // Others may change the store while somebody thinks about the answer. That is seen before it is written to.
    let mut held = if asks || args.target.dry_run { None } else { Some(lock(&path, "dateline remove", streams)?) };
    let mut transaction = read(&path, &args.target.form.options(environment.layouts.as_deref()), streams)?;
    let ids = Ids::of(&transaction)?;
    let mut rows = args.ids.iter().map(|id| Ok(ids.row(&transaction, id)?)).collect::<Result<Vec<usize>>>()?;
    rows.sort_unstable();
    rows.dedup();
    let removed: Vec<String> = rows.iter().map(|row| transaction.id_of(*row)).collect::<Result<_>>()?;
    let left = transaction.reports_of(&removed)?.into_iter().filter(|row| rows.binary_search(row).is_err());
    let left: Vec<String> = left.map(|row| transaction.id_of(row)).collect::<Result<_>>()?;
    if !left.is_empty() {
        return Err(left_reports(&left));
    }
    let events: Vec<String> = rows.iter().map(|row| in_words(&transaction, *row)).collect::<Result<_>>()?;
    if asks {
        for event in &events {
            writeln!(streams.notes, "{event}")?;
        }
        let question = format!("Remove {} from {}?", counted(rows.len() as u64, "event"), transaction.name);
        if yes_or_no(&question, Answer::No, &mut Lines(io::stdin().lock()), streams.notes)? == Answer::No {
            writeln!(streams.out, "nothing was removed")?;
            return Ok(true);
        }
        held = Some(lock(&path, "dateline remove", streams)?);
    }
    for row in rows {
        transaction.remove(row);
    }
    let answers: Vec<String> = events.iter().map(|event| format!("removed {event}")).collect();
    finish(transaction, held, &answers.join("\n"), streams)?;
    Ok(true)
}
