//! `timeline`: the events down the screen, grouped by year.

use crate::cli;
use crate::error::Result;
use crate::event::Coordinates;
use crate::output;

use super::{Environment, Streams, open, report, select};

pub(super) fn timeline(args: cli::Timeline, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    let (kept, read) = select(store, &args.filters.query()?, &args.sorting, Coordinates::Skip)?;
    let mut longest = 0;
    kept.for_each(&read.sources, |event, _| {
        longest = longest.max(output::timeline::date_width(event));
        Ok(())
    })?;
    let mut timeline = output::timeline::Timeline::new(streams.out, environment.width, longest);
    kept.for_each(&read.sources, |event, certainty| timeline.event(event, certainty))?;
    timeline.finish(kept.summary())?;
    report(&read.report, streams)
}
