//! `count`: how many events, killed and wounded, in groups.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::StripStream;
use clap::{Args, ValueEnum, ValueHint};

use super::missing::{Takes, with_hint};
use super::{Command, Environment, Streams, check_is_path, create, inputs, note, open, report};
use crate::cli::{Filters, Inputs, USUAL_WIDTH_PX, complete, title, width_px};
use crate::error::{Error, Result};
use crate::layout::FILE;
use crate::publish::count::Counts;
use crate::query::Query;
use crate::query::count::{By, Group, GroupOrder, Groups, Tally, Unit, count as count_events};
use crate::query::cross::{Cross, cross};
use crate::query::spread::{Spread, spread as spread_events};
use crate::store::{ReadReport, Store};
use crate::text::counted;
use crate::{output, publish};

/// Count events, killed and wounded in groups
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  dateline count --by country --sort -killed      the deadliest first\n  dateline count --by month --spread              a range for what is not known to the month\n  dateline count --by year --by kind              a table of both\n  dateline count --by year -o killed.svg          a picture"
)]
pub struct Count {
    #[command(flatten)]
    pub filters: Filters,

    /// What to group by: decade, year, quarter, month, week, day, weekday, country, location, kind, actor, tag, status, file,
    /// or any column; said twice, a table with the second across [default: year]
    #[arg(long, value_name = "COLUMN", help_heading = "Output", add = complete::column_or(GROUPS))]
    pub by: Vec<By>,

    /// Count an event that may belong to several years or months as at most one in each, so that a group has 2 to 5 events
    #[arg(long, help_heading = "Output")]
    pub spread: bool,

    /// Order the groups by events, killed, wounded or group; from the end with a hyphen before it: -killed
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, help_heading = "Output")]
    pub sort: Option<GroupOrder>,

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

    #[command(flatten)]
    pub inputs: Inputs,
}

/// What is counted by, besides the columns of a file.
const GROUPS: &[&str] = &[
    "decade", "year", "quarter", "month", "week", "day", "weekday", "country", "location", "kind", "actor", "tag",
    "status", "file",
];

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
    check_is_path(args.output.as_deref())?;
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
    let query = args.filters.query()?;
    let grouping = Grouping::of(args.by, args.spread, format)?;
    let mut store = open(&args.inputs.files, &args.inputs.reading, environment, streams)
        .map_err(|error| with_hint(error, &args.inputs.files, Takes::Groups))?;
    if grouping.names_file() {
        store.name_files();
    }
    let counted_events = grouping.count(store, &query)?;
    let mut groups = counted_events.groups();
    let all = groups.len();
    if let Some(order) = args.sort {
        order.sort(&mut groups);
    }
    groups.truncate(args.limit.unwrap_or(all));
    let title = args.title.unwrap_or_else(|| format!("Events by {}", grouping.rows().name()));
    let width_px = args.width_px.unwrap_or(USUAL_WIDTH_PX);
    let counts = Counts {
        by: grouping.rows(),
        groups: &groups,
        all,
        is_in_time_order: args.sort.is_none(),
        is_shared: matches!(grouping, Grouping::Spread(..)),
        total: counted_events.total(),
        possible: counted_events.possible(),
    };
    let write = |out: &mut dyn Write| -> io::Result<usize> {
        match (&counted_events.in_groups, grouping.pair(), format) {
            (InGroups::Pairs(cross), Some(by), CountFormat::Csv) => publish::count::cross_csv(out, cross, &groups, by)?,
            (InGroups::Pairs(cross), Some(by), CountFormat::Json) => {
                publish::count::cross_json(out, cross, &groups, by)?
            }
            (InGroups::Pairs(cross), Some(by), _) => {
                output::count::print_cross(out, cross, &groups, by, environment.width)?;
            }
            (.., CountFormat::Text) => output::count::print(out, &counts, environment.width)?,
            (.., CountFormat::Csv) => publish::count::csv(out, &counts)?,
            (.., CountFormat::Json) => publish::count::json(out, &counts)?,
            (.., CountFormat::Svg) => return publish::count::picture(out, &counts, (&title, width_px)),
        }
        Ok(0)
    };
    let read = &counted_events.read;
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
    if counts.possible > 0 && matches!(format, CountFormat::Csv | CountFormat::Json) {
        let events = counted(counts.total.events, "event");
        note(streams, &format!("{} of {events} match only possibly; --certain leaves them out", counts.possible));
    }
    report(read, streams)
}

/// What events are grouped by, and how.
enum Grouping {
    By(By),
    /// An event that may belong to several units of the calendar is shared by all of them.
    Spread(By, Unit),
    /// By two things at once.
    Pairs([By; 2]),
}

impl Grouping {
    fn of(mut by: Vec<By>, spread: bool, format: CountFormat) -> Result<Grouping> {
        if by.is_empty() {
            by.push(By::Period(Unit::Year));
        }
        if by.len() > 2 {
            return Err(
                Error::usage("--by is given more than twice").hint("a table has rows and columns: give it twice")
            );
        }
        if by.len() == 2 && by[0] == by[1] {
            return Err(Error::usage(format!("--by {} is given twice", by[0].name())));
        }
        match (<[By; 2]>::try_from(by), spread) {
            (Ok(_), true) => Err(Error::usage("--spread is for one --by")),
            (Ok(_), false) if format == CountFormat::Svg => {
                Err(Error::usage("a picture shows one --by").hint("say --format csv for a table of both"))
            }
            (Ok(pair), false) => Ok(Grouping::Pairs(pair)),
            (Err(mut one), _) => match (one.remove(0), spread) {
                (by, false) => Ok(Grouping::By(by)),
                (By::Period(unit), true) if unit != Unit::Weekday => Ok(Grouping::Spread(By::Period(unit), unit)),
                (by, true) => Err(Error::usage(format!("--spread is for units of time, not for {}", by.name()))
                    .hint("say --by year, month, week or day")),
            },
        }
    }

    /// What the groups of the rows are.
    fn rows(&self) -> &By {
        match self {
            Grouping::By(by) | Grouping::Spread(by, _) | Grouping::Pairs([by, _]) => by,
        }
    }

    /// Whether events are grouped by the name of their file.
    fn names_file(&self) -> bool {
        let is_file = |by: &By| by.name() == FILE;
        is_file(self.rows()) || self.pair().is_some_and(|pair| is_file(pair[1]))
    }

    fn pair(&self) -> Option<[&By; 2]> {
        match self {
            Grouping::Pairs([rows, columns]) => Some([rows, columns]),
            _ => None,
        }
    }

    fn count(&self, store: Store, query: &Query) -> Result<CountedEvents> {
        let (in_groups, read) = match self {
            Grouping::By(by) => {
                let (groups, read) = count_events(store, query, by)?;
                (InGroups::Alone(groups), read)
            }
            Grouping::Spread(_, unit) => {
                let (spread, read) = spread_events(store, query)?;
                let groups = spread.groups(*unit).ok_or_else(|| {
                    Error::usage("the dates span more units than can be counted one by one")
                        .hint("say --by year or decade")
                })?;
                (InGroups::Shared(spread, groups), read)
            }
            Grouping::Pairs([rows, columns]) => {
                let (cross, read) = cross(store, query, rows, columns)?;
                (InGroups::Pairs(Box::new(cross)), read)
            }
        };
        Ok(CountedEvents { in_groups, read })
    }
}

/// The events that were counted, and the rows that are no events.
struct CountedEvents {
    in_groups: InGroups,
    read: ReadReport,
}

enum InGroups {
    Alone(Groups),
    Shared(Spread, Vec<(Group, Tally)>),
    Pairs(Box<Cross>),
}

impl CountedEvents {
    /// The groups of the rows, in their own order.
    fn groups(&self) -> Vec<(Group, Tally)> {
        match &self.in_groups {
            InGroups::Alone(groups) => groups.sorted(),
            InGroups::Shared(_, groups) => groups.clone(),
            InGroups::Pairs(cross) => cross.rows.sorted(),
        }
    }

    /// All events, each counted once.
    fn total(&self) -> Tally {
        match &self.in_groups {
            InGroups::Alone(groups) => groups.total(),
            InGroups::Shared(spread, _) => spread.total(),
            InGroups::Pairs(cross) => cross.rows.total(),
        }
    }

    /// How many of the events match only possibly.
    fn possible(&self) -> u64 {
        match &self.in_groups {
            InGroups::Alone(groups) => groups.possible,
            InGroups::Shared(spread, _) => spread.possible,
            InGroups::Pairs(cross) => cross.rows.possible,
        }
    }
}
