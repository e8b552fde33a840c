//! `edit`: fields of one event, and nothing else of the file.

use std::borrow::Cow;

use crate::cli;
use crate::error::{Error, Result};
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::output::change;

use super::change::{Ids, check_position, checked, finish, open, store};
use super::{Environment, Streams, note, rendered};

pub(super) fn edit(args: cli::Edit, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let values = args.values.given()?;
    if values.is_empty() {
        return Err(Error::usage("say what to change, such as --killed 170..183")
            .hint("`dateline edit --help` lists the fields; an empty value clears one"));
    }
    let path = store(args.target.file.as_deref(), environment)?;
    let (mut draft, lock) = open(&path, &args.target, environment, "dateline edit", streams)?;
    let cells = checked(&draft, values)?;
    let ids = Ids::of(&draft);
    let row = ids.row(&draft, &args.event)?;
    let (has, wants) = (draft.table.with_record(row, |record| record.width()), draft.layout.width());
    if has > wants
        && let Some(fault) = draft.fault(row)
    {
        // Which of its fields is which can't be told.
        return Err(Error::from(fault));
    }
    let mut said = Vec::new();
    let date = draft.layout.column_of(Field::Date);
    for (column, text) in &cells.cells {
        let old = draft.cell(row, *column);
        if old != *text {
            said.push(change::cell(draft.layout.column_name(*column), Some(*column) == date, &old, text));
            draft.replace(row, *column, text)?;
        }
    }
    cells.say_date(streams);
    let id = draft.layout.column_of(Field::Id).map(|i| draft.cell(row, i)).unwrap_or_default();
    let id = id.trim();
    if said.is_empty() {
        writeln!(streams.out, "{id} is like that already: nothing was changed")?;
        return Ok(true);
    }
    if let Some(new) = cells.of(draft.layout.column_of(Field::Id)).filter(|new| fold_id(new) != fold_id(id)) {
        ids.check_is_free(&draft, new)?;
    }
    check_position(&draft, |i| cells.of(Some(i)).map_or_else(|| draft.cell(row, i).into(), Cow::Borrowed))?;
    if has < wants {
        // Else the row would be as unreadable as before.
        if draft.cell(row, wants - 1).is_empty() && cells.of(Some(wants - 1)).is_none() {
            draft.replace(row, wants - 1, "")?;
        }
        note(streams, &format!("the row had {has} of {wants} fields; those that were missing are blank now"));
    }
    let fault = draft.fault_after(row);
    let answer = match said.as_slice() {
        [one] => format!("changed {id}: {one}"),
        several => format!("changed {id}:\n  {}", several.join("\n  ")),
    };
    finish(draft, lock, &answer, streams)?;
    let Some(fault) = fault else { return Ok(true) };
    // It could not be read before either; what is still wrong is told as reading it would.
    streams.out.flush()?;
    let _ = writeln!(streams.notes, "{}\nthe row can still not be read", rendered(&fault));
    Ok(false)
}
