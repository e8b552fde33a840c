//! `remove`: events out of a store, after a question.

use std::io;

use crate::cli;
use crate::error::{Error, Result};
use crate::text::counted;

use super::ask::{Answer, yes_or_no};
use super::change::{Ids, finish, in_words, lock, read, store};
use super::{Environment, Streams};

pub(super) fn remove(args: &cli::Remove, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let path = store(args.target.file.as_deref(), environment)?;
    let asks = !args.yes && !args.target.dry_run;
    if asks && !environment.can_ask {
        return Err(
            Error::usage("nobody can be asked here whether to remove it").hint("say --yes, or look with --dry-run")
        );
    }
    // SkippedRows may change the store while somebody thinks about the answer. That is seen before it is written to.
    let mut held = if asks || args.target.dry_run { None } else { Some(lock(&path, "dateline remove")?) };
    let mut draft = read(&path, &args.target.form.options(&environment.codebooks), streams)?;
    let ids = Ids::of(&draft);
    let mut rows = args.ids.iter().map(|id| ids.row(&draft, id)).collect::<Result<Vec<usize>>>()?;
    rows.sort_unstable();
    rows.dedup();
    let events: Vec<String> = rows.iter().map(|row| in_words(&draft, *row)).collect();
    if asks {
        for event in &events {
            writeln!(streams.notes, "{event}")?;
        }
        let question = format!("Remove {} from {}?", counted(rows.len() as u64, "event"), draft.name);
        if yes_or_no(&question, Answer::No, &mut io::stdin().lock(), streams.notes)? == Answer::No {
            writeln!(streams.out, "nothing was removed")?;
            return Ok(true);
        }
        held = Some(lock(&path, "dateline remove")?);
    }
    for row in rows {
        draft.remove(row);
    }
    let answers: Vec<String> = events.iter().map(|event| format!("removed {event}")).collect();
    finish(draft, held, &answers.join("\n"), streams)?;
    Ok(true)
}
