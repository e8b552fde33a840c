//! `list`: the events as a table.

use clap::Args;

use super::missing::{Takes, with_hint};
use super::{Command, Environment, Streams, known_columns, open, report, select};
use crate::cli::complete;
use crate::cli::{Filters, Inputs, Sorting};
use crate::error::Result;
use crate::event::Coordinates;
use crate::model::field::Column;
use crate::output::table::{self, Shown};

/// Print events as a table, one a row
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline list --year 2014                      what happened, or may have, in 2014\n  dateline list --location kabul --from 2021     in one place, since 2021\n  dateline list --where 'killed >= 100' --sort -killed\n  dateline list --columns id,date,source         other columns\n  dateline list acled.csv.gz --kind battles      any kind of file, of the known layouts"
)]
pub struct List {
    #[command(flatten)]
    pub filters: Filters,
    #[command(flatten)]
    pub sorting: Sorting,

    /// The columns to show
    #[arg(long, value_name = "A,B,…", value_delimiter = ',', help_heading = "Output", add = complete::columns())]
    pub columns: Vec<Column>,

    #[command(flatten)]
    pub inputs: Inputs,
}

impl Command for List {
    fn is_strict(&self) -> bool {
        self.inputs.reading.strict
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        list(*self, environment, streams)
    }
}

fn list(args: List, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)
        .map_err(|error| with_hint(error, &args.inputs.files, Takes::Filters))?;
    known_columns(&store.sources, &args.columns)?;
    let (kept, read) = select(store, &args.filters.query()?, &args.sorting, Coordinates::of_columns(&args.columns))?;
    let asked = !args.columns.is_empty();
    let columns = match asked {
        true => args.columns.into_iter().map(Shown::Column).collect(),
        false => Shown::default_columns(),
    };
    table::print(streams.out, (&kept, &read.sources), (columns, asked), (environment.width, environment.paint))?;
    report(&read.report, streams)
}
