//! `timeline`: the events down the screen, grouped by year.

use clap::Args;

use super::missing::{Takes, with_hint};
use super::{Command, Environment, Streams, open, report, select};
use crate::cli::{Filters, Inputs, Sorting};
use crate::error::Result;
use crate::event::Coordinates;
use crate::output;

/// Print events down the screen, grouped by year
#[derive(Args, Debug, Default)]
#[command(
    after_help = "Examples:\n  dateline timeline --year 2021..2022             two years\n  dateline timeline --actor taliban --certain     without what is only possible"
)]
pub struct Timeline {
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub sorting: Sorting,

    #[command(flatten)]
    pub inputs: Inputs,
}

impl Command for Timeline {
    fn is_strict(&self) -> bool {
        self.inputs.reading.strict
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        timeline(*self, environment, streams)
    }
}

fn timeline(args: Timeline, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)
        .map_err(|error| with_hint(error, &args.inputs.files, Takes::Filters))?;
    let (kept, read) = select(store, &args.filters.query()?, &args.sorting, Coordinates::Skip)?;
    output::timeline::print(streams.out, &kept, &read.sources, (environment.width, environment.paint))?;
    report(&read.report, streams)
}
