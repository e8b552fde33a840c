//! `diff`: what changed from one chronology to another.

use std::ops::ControlFlow;

use crate::cli::{self, DiffFormat};
use crate::diff::{Layouts, Old, OldPart, Pairing, Part};
use crate::error::Result;
use crate::output;
use crate::output::FileRead;
use crate::output::diff::Compared;

use super::{Environment, Streams, open, report};

pub(super) fn diff(args: cli::Diff, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let both = open(&[args.old, args.new], &args.reading, environment, streams)?;
    let [mut old_store, mut new_store]: [_; 2] =
        both.each_alone().try_into().unwrap_or_else(|_| unreachable!("two files were opened"));
    let mut old = Old::default();
    let mut bad = old_store.read_with_bad(
        |part: &mut OldPart, event, _| part.add(event),
        OldPart::add_unreadable,
        |part| {
            old.append(part);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    let new_layout = new_store.sources[0].layout.clone();
    let layouts = Layouts::new(&old_store.sources[0].layout, &new_layout);
    let mut pairing = Pairing::new(&old, &layouts);
    bad.extend(new_store.read_with_bad(
        |part: &mut Part, event, _| part.add(event, &old, &layouts),
        Part::add_unreadable,
        |part| {
            pairing.append(part);
            Ok(ControlFlow::Continue(()))
        },
    )?);
    if args.reading.strict && bad.count > 0 {
        return report(&bad, streams);
    }
    let new = FileRead { source: &new_store.sources[0], events: pairing.events(), unreadable: pairing.unreadable() };
    let difference = pairing.finish()?;
    let compared = Compared {
        old: FileRead { source: &old_store.sources[0], events: old.len() as u64, unreadable: old.unreadable() },
        new,
        columns: &layouts.columns,
        difference: &difference,
    };
    match args.format {
        DiffFormat::Text => output::diff::text(streams.out, &compared, environment.width)?,
        DiffFormat::Json => output::diff::json(streams.out, &compared)?,
    }
    let is_as_wanted = difference.is_empty() || !args.exit_code;
    Ok(report(&bad, streams)? && is_as_wanted)
}
