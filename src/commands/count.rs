//! `count`: how many events, killed and wounded, in groups.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::StripStream;
use clap::{Args, ValueEnum, ValueHint};

use super::missing::{Takes, with_hint};
use super::{Command, Environment, Streams, create, inputs, note, open, report};
use crate::cli::{Filters, Inputs, USUAL_WIDTH_PX, title, width_px};
use crate::error::{Error, Result};
use crate::query::count::{By, count as count_events};
use crate::text::counted;
use crate::{output, publish};

/// Count events, killed and wounded in groups
#[derive(Args, Debug)]
pub struct Count {
    #[command(flatten)]
    pub inputs: Inputs,

    /// What to group by: year, month, decade, country, location, kind, actor, or any column
    #[arg(long, value_name = "COLUMN", default_value = "year", help_heading = "Output")]
    pub by: By,

    #[command(flatten)]
    pub filters: Filters,

    /// Print only the first so many groups
    #[arg(short = 'n', long, value_name = "N", help_heading = "Output")]
    pub limit: Option<usize>,

    /// The format [default: by the ending of --output, else text]
    #[arg(short, long, help_heading = "Output")]
    pub format: Option<CountFormat>,

    /// Write to this file instead of standard output; it is replaced when all is written
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// What a picture is called (SVG)
    #[arg(long, value_name = "TEXT", value_parser = title, help_heading = "Output")]
    pub title: Option<String>,

    /// How wide a picture is, in pixels, from 640 to 4000 (SVG) [default: 1200]
    #[arg(long, value_name = "PIXELS", value_parser = width_px(), help_heading = "Output")]
    pub width_px: Option<u16>,
}

/// The formats of `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CountFormat {
    /// A table for people, with bars
    Text,
    /// A row for each group, with the killed and wounded as they are written and their least, best and most
    Csv,
    /// One JSON array of all groups
    Json,
    /// A picture: bars, with the range of the killed and wounded
    Svg,
}

impl CountFormat {
    /// The format that a file's ending asks for.
    pub fn of_path(path: &Path) -> Option<CountFormat> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(CountFormat::Text),
            "csv" => Some(CountFormat::Csv),
            "json" => Some(CountFormat::Json),
            "svg" => Some(CountFormat::Svg),
            _ => None,
        }
    }
}

impl Command for Count {
    fn writes_data(&self) -> bool {
        self.format.is_some_and(|format| format != CountFormat::Text)
    }

    fn is_strict(&self) -> bool {
        self.inputs.reading.strict
    }

    fn run(self: Box<Self>, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        count(*self, environment, streams)
    }
}

fn count(args: Count, environment: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
    let format = match (args.format, &args.output) {
        (Some(format), _) => format,
        (None, None) => CountFormat::Text,
        (None, Some(path)) => CountFormat::of_path(path).ok_or_else(|| {
            Error::usage(format!("the ending of `{}` names no format", path.display()))
                .hint("end the name in .csv, .json, .svg or .txt, or say --format")
        })?,
    };
    if (args.title.is_some() || args.width_px.is_some()) && format != CountFormat::Svg {
        return Err(
            Error::usage("--title and --width-px are for pictures").hint("say --format svg, or end --output in .svg")
        );
    }
    let store = open(&args.inputs.files, &args.inputs.reading, environment, streams)
        .map_err(|error| with_hint(error, &args.inputs.files, Takes::Groups))?;
    let query = args.filters.query()?;
    let (groups, read) = count_events(store, &query, &args.by)?;
    let title = args.title.unwrap_or_else(|| format!("Events by {}", args.by.name()));
    let width_px = args.width_px.unwrap_or(USUAL_WIDTH_PX);
    let write = |out: &mut dyn Write| -> io::Result<usize> {
        let sorted = groups.sorted();
        let shown = &sorted[..args.limit.unwrap_or(sorted.len()).min(sorted.len())];
        match format {
            CountFormat::Text => output::count::print(out, &groups, &args.by, args.limit, environment.width)?,
            CountFormat::Csv => publish::count::csv(out, shown, &args.by)?,
            CountFormat::Json => publish::count::json(out, shown, &args.by)?,
            CountFormat::Svg => return publish::count::picture(out, &groups, &args.by, args.limit, (&title, width_px)),
        }
        Ok(0)
    };
    let not_drawn = match args.output {
        None => write(streams.out)?,
        Some(path) => {
            let mut file = create(&path, &inputs(&args.inputs.files, environment))?;
            let not_drawn = match format {
                CountFormat::Text => write(&mut StripStream::new(&mut file as &mut dyn Write))?,
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
    if groups.possible > 0 && matches!(format, CountFormat::Csv | CountFormat::Json) {
        let events = counted(groups.events, "event");
        note(streams, &format!("{} of {events} match only possibly; --certain leaves them out", groups.possible));
    }
    report(&read, streams)
}
