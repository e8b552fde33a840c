//! `count`: how many events, killed and wounded, in groups.

use std::ops::ControlFlow;

use crate::cli;
use crate::error::Result;
use crate::output;
use crate::query::count::Groups;

use super::{Environment, Streams, known_columns, open, report};

pub(super) fn count(args: cli::Count, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let mut store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    let query = args.filters.query()?;
    known_columns(&store, query.columns())?;
    if let crate::query::count::By::Column(column) = &args.by {
        known_columns(&store, [column])?;
    }
    let mut groups = Groups::default();
    let bad = store.read(
        |groups: &mut Groups, event, _| {
            if let Some(certainty) = query.matches(event) {
                groups.add(event, certainty, &args.by);
            }
        },
        |block| {
            groups.append(block);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    output::count::write(streams.out, &groups, &args.by, args.limit, environment.width)?;
    report(&bad, streams)
}
