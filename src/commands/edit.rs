//! `edit`: fields of one event, and nothing else of the file.

use std::borrow::Cow;

use clap::Args;

use super::change::{check_id_is_free, finish, open, say_rewritten_date, store};
use super::{Command, Environment, Streams, answer, note, rendered};
use crate::cli::{Target, Values};
use crate::edit::{Ids, check_position, check_values};
use crate::error::{Error, Result};
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::output::change;

/// Change fields of an event; the file stays as it is but for them
#[derive(Args, Debug)]
pub struct Edit {
    /// The id of the event
    #[arg(value_name = "ID")]
    pub event: String,

    #[command(flatten)]
    pub values: Values,

    #[command(flatten)]
    pub target: Target,
}

impl Command for Edit {
    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        edit(*self, environment, streams)
    }
}

fn edit(args: Edit, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let values = args.values.given()?;
    if values.is_empty() {
        return Err(Error::usage("say what to change, such as --killed 170..183")
            .hint("`dateline edit --help` lists the fields; an empty value clears one"));
    }
    let path = store(args.target.file.as_deref(), environment)?;
    let (mut transaction, lock) = open(&path, &args.target, "dateline edit", streams)?;
    let cells = check_values(&transaction, values)?;
    let ids = Ids::of(&transaction);
    let row = ids.row(&transaction, &args.event)?;
    let (has, wants) = (transaction.index.with_record(row, |record| record.width()), transaction.layout.width());
    if has > wants
        && let Some(fault) = transaction.fault(row)
    {
        // Which of its fields is which can't be told.
        return Err(Error::from(fault));
    }
    let mut said = Vec::new();
    let date = transaction.layout.column_of(Field::Date);
    for (column, text) in cells.iter() {
        let old = transaction.cell(row, column);
        if old != text {
            said.push(change::cell(transaction.layout.column_name(column), Some(column) == date, &old, text));
            transaction.replace(row, column, text)?;
        }
    }
    say_rewritten_date(&cells, streams);
    let id = transaction.layout.column_of(Field::Id).map(|i| transaction.cell(row, i)).unwrap_or_default();
    let id = id.trim();
    if said.is_empty() {
        answer(streams, &format!("{id} is like that already: nothing was changed"))?;
        return Ok(true);
    }
    if let Some(new) = cells.of(transaction.layout.column_of(Field::Id)).filter(|new| fold_id(new) != fold_id(id)) {
        check_id_is_free(&ids, &transaction, new)?;
    }
    check_position(&transaction, |i| cells.of(Some(i)).map_or_else(|| transaction.cell(row, i).into(), Cow::Borrowed))?;
    if has < wants {
        // Else the row would be as unreadable as before.
        if transaction.cell(row, wants - 1).is_empty() && cells.of(Some(wants - 1)).is_none() {
            transaction.replace(row, wants - 1, "")?;
        }
        note(streams, &format!("the row had {has} of {wants} fields; those that were missing are blank now"));
    }
    let fault = transaction.fault_after(row);
    let said = match said.as_slice() {
        [one] => format!("changed {id}: {one}"),
        several => format!("changed {id}:\n  {}", several.join("\n  ")),
    };
    finish(transaction, lock, &said, streams)?;
    let Some(fault) = fault else { return Ok(true) };
    // It could not be read before either; what is still wrong is told as reading it would.
    streams.out.flush()?;
    let _ = writeln!(streams.notes, "{}\nthe row can still not be read", rendered(&fault));
    Ok(false)
}
