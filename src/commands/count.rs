//! `count`: how many events, killed and wounded, in groups.

use std::convert::Infallible;
use std::io::{self, Write};
use std::ops::ControlFlow;

use anstream::StripStream;

use crate::cli;
use crate::cli::CountFormat as Format;
use crate::error::{Error, Result};
use crate::event::{Coordinates, Event};
use crate::query::Query;
use crate::query::count::{By, Groups};
use crate::store::Collect;
use crate::text::{SanitizedWriter, counted};
use crate::{output, publish};

use super::{Environment, Streams, create, inputs, known_columns, note, open, report};

/// Puts the events that match a query into groups.
struct Count<'a> {
    query: &'a Query,
    by: &'a By,
}

impl Collect for Count<'_> {
    type Part = Groups;
    type Whole = Groups;
    type Stop = Infallible;

    fn coordinates(&self) -> Coordinates {
        match self.by {
            By::Column(column) if Coordinates::of_columns([column]) == Coordinates::Check => Coordinates::Check,
            _ => self.query.coordinates(),
        }
    }

    fn event(&self, groups: &mut Groups, event: &Event<'_>, _: usize) {
        if let Some(certainty) = self.query.matches(event) {
            groups.add(event, certainty, self.by);
        }
    }

    fn append(&self, groups: &mut Groups, block: Groups, _: u64) -> ControlFlow<Infallible> {
        groups.append(block);
        ControlFlow::Continue(())
    }
}

pub(super) fn count(args: cli::Count, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let format = match (args.format, &args.output) {
        (Some(format), _) => format,
        (None, None) => Format::Text,
        (None, Some(path)) => Format::of_path(path).ok_or_else(|| {
            Error::usage(format!("the ending of `{}` names no format", path.display()))
                .hint("end the name in .csv, .json, .svg or .txt, or say --format")
        })?,
    };
    if (args.title.is_some() || args.width_px.is_some()) && format != Format::Svg {
        return Err(
            Error::usage("--title and --width-px are for pictures").hint("say --format svg, or end --output in .svg")
        );
    }
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)?;
    let query = args.filters.query()?;
    known_columns(&store.sources, query.columns())?;
    if let By::Column(column) = &args.by {
        known_columns(&store.sources, [column])?;
    }
    let mut groups = Groups::default();
    let read = store.read(&Count { query: &query, by: &args.by }, &mut groups)?.report;
    let title = args.title.unwrap_or_else(|| format!("Events by {}", args.by.name()));
    let width_px = args.width_px.unwrap_or(cli::USUAL_WIDTH_PX);
    let write = |out: &mut dyn Write| -> io::Result<usize> {
        let sorted = groups.sorted();
        let shown = &sorted[..args.limit.unwrap_or(sorted.len()).min(sorted.len())];
        match format {
            Format::Text => output::count::print(out, &groups, &args.by, args.limit, environment.width)?,
            Format::Csv => publish::count::csv(out, shown, &args.by)?,
            Format::Json => publish::count::json(out, shown, &args.by)?,
            Format::Svg => return publish::count::picture(out, &groups, &args.by, args.limit, (&title, width_px)),
        }
        Ok(0)
    };
    let not_drawn = match args.output {
        None if format != Format::Text && environment.to_terminal => write(&mut SanitizedWriter(streams.out))?,
        None => write(streams.out)?,
        Some(path) => {
            let mut file = create(&path, &inputs(&args.inputs.files, environment))?;
            let not_drawn = match format {
                Format::Text => write(&mut StripStream::new(&mut file as &mut dyn Write))?,
                _ => write(&mut file)?,
            };
            if !(args.inputs.reading.strict && read.unreadable() > 0) {
                file.finish()?;
            }
            not_drawn
        }
    };
    if not_drawn > 0 {
        note(streams, &format!("{} not drawn, for want of room", counted(not_drawn as u64, "group")));
    }
    if groups.possible > 0 && matches!(format, Format::Csv | Format::Json) {
        let events = counted(groups.events, "event");
        note(streams, &format!("{} of {events} match only possibly; --certain leaves them out", groups.possible));
    }
    report(&read, streams)
}
