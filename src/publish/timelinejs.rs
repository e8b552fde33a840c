//! TimelineJS, the timelines of Knight Lab, in both of its forms: JSON, and the 19 columns of its spreadsheet.
//!
//! <https://timeline.knightlab.com/docs/json-format.html> and <https://timeline.knightlab.com/docs/using-spreadsheets.html>.
//! Its texts are HTML, so cells are escaped in them.

use std::fmt::{self, Display};
use std::io::{self, Write};

use serde::Serialize;

use crate::date::{Certainty, Parts, TimeOfDay};
use crate::error::Result;
use crate::event::Event;
use crate::input::json::TIMELINEJS_COLUMNS;
use crate::model::field::Field;
use crate::publish::csv::{failed, is_formula};
use crate::text::is_bidi;
use crate::text::markup;
use crate::text::{sanitize_paragraphs, sanitize_text};
use crate::words::{self, place, title};

use super::gaps::WithGaps;
use super::{Document, Loss, Losses, NamedBy, UNDATED, UniqueNames, coordinates, details};

const BEYOND: Loss = Loss { one: "event beyond the calendar left out", several: "events beyond the calendar left out" };
const UNCERTAIN: Loss =
    Loss { one: "uncertain date became display text", several: "uncertain dates became display text" };

/// One slide, by the format's own names, but its `unique_id`, which comes first. `location` is not among them: it is that of StoryMapJS, by the same makers, and
/// TimelineJS ignores it.
#[derive(Serialize)]
struct Slide {
    start_date: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_date: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_date: Option<String>,
    text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    media: Option<Media>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
}

/// Only the parts that are known.
#[derive(Clone, Copy, Serialize)]
struct Day {
    /// 44 BC is -44, and there is no year 0: TimelineJS shows a negative year without its sign, before `BCE`.
    year: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<u8>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    time: Option<Clock>,
}

/// A time of day, by the clock of whatever zone it is in: TimelineJS knows no zones.
#[derive(Clone, Copy, Serialize)]
struct Clock {
    hour: u8,
    minute: u8,
    second: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    millisecond: Option<u16>,
}

impl From<&TimeOfDay> for Clock {
    fn from(time: &TimeOfDay) -> Clock {
        let thousandths: String = time.fraction.chars().chain("000".chars()).take(3).collect();
        let millisecond = thousandths.parse().ok().filter(|_| !time.fraction.is_empty());
        Clock { hour: time.hour, minute: time.minute, second: time.second, millisecond }
    }
}

impl Display for Clock {
    /// As the spreadsheet holds it: `17:50:00`, `17:50:00.250`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        self.millisecond.map_or(Ok(()), |millisecond| write!(f, ".{millisecond:03}"))
    }
}

impl From<Parts> for Day {
    fn from(Parts { year, month, day }: Parts) -> Day {
        Day { year: if year < 1 { year - 1 } else { year }, month, day, time: None }
    }
}

/// HTML.
#[derive(Serialize)]
struct Text {
    headline: String,
    text: String,
}

/// A picture or film. The credit and the caption are HTML.
#[derive(Serialize)]
struct Media {
    url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    credit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    caption: String,
}

#[derive(Serialize)]
struct Location {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    lat: f64,
    lon: f64,
}

/// The JSON that a page loads.
pub(super) fn json(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    out.write_all(b"{")?;
    if document.is_titled {
        let text = Text { headline: html(&document.title), text: String::new() };
        writeln!(out, r#""title":{{"text":{}}},"#, to_json(&text)?)?;
    }
    out.write_all(br#""events":["#)?;
    let mut separator = "\n";
    let mut identities = UniqueNames::default();
    let losses = each_slide(
        document,
        &[],
        WithGaps::default,
        |slides: &mut WithGaps<NamedBy>, slide, event| {
            // The name comes before the first member.
            slides.leave(NamedBy::of(event));
            slides.text.push_str(&to_json(&slide)?[1..]);
            Ok(())
        },
        |slides| {
            slides.write(out, |out, named_by| {
                let name = to_json(&identities.local(named_by))?;
                write!(out, r#"{separator}{{"unique_id":{name},"#)?;
                separator = ",\n";
                Ok(())
            })
        },
    )?;
    writeln!(out, "\n]}}")?;
    Ok(losses)
}

fn to_json(value: &impl Serialize) -> io::Result<String> {
    Ok(serde_json::to_string(value)?)
}

/// The table that is copied into the spreadsheet.
pub(super) fn csv(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut head = new_table();
    row(&mut head, &TIMELINEJS_COLUMNS.map(|column| (column, column.to_owned())))?;
    if document.is_titled {
        row(&mut head, &[("Headline", no_formula(html(&document.title))), ("Type", "title".to_owned())])?;
    }
    let mut write = |table: Table| out.write_all(&table.into_inner().map_err(|error| error.into_error())?);
    write(head)?;
    // The spreadsheet has no columns for ids and coordinates.
    let left_out = [Field::Id, Field::Latitude, Field::Longitude];
    Ok(each_slide(document, &left_out, new_table, |table, slide, _| slide_row(table, slide), write)?)
}

/// Rows of the spreadsheet.
type Table = ::csv::Writer<Vec<u8>>;

fn new_table() -> Table {
    ::csv::Writer::from_writer(Vec::new())
}

/// Adds a row with these cells, each in the column of that name.
fn row(table: &mut Table, cells: &[(&str, String)]) -> io::Result<()> {
    let cell = |column: &&str| cells.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell.as_str());
    table.write_record(TIMELINEJS_COLUMNS.iter().map(cell)).map_err(failed)
}

fn slide_row(table: &mut Table, slide: Slide) -> io::Result<()> {
    let number = |n: Option<u8>| n.map(|n| n.to_string()).unwrap_or_default();
    let (start, end) = (slide.start_date, slide.end_date);
    let media = slide.media.unwrap_or(Media { url: String::new(), credit: String::new(), caption: String::new() });
    row(
        table,
        &[
            ("Year", start.year.to_string()),
            ("Month", number(start.month)),
            ("Day", number(start.day)),
            ("Time", start.time.map(|time| time.to_string()).unwrap_or_default()),
            ("End Year", end.map(|end| end.year.to_string()).unwrap_or_default()),
            ("End Month", number(end.and_then(|end| end.month))),
            ("End Day", number(end.and_then(|end| end.day))),
            ("Display Date", no_formula(slide.display_date.unwrap_or_default())),
            ("Headline", no_formula(slide.text.headline)),
            ("Text", slide.text.text),
            ("Media", media.url),
            ("Media Credit", no_formula(media.credit)),
            ("Media Caption", no_formula(media.caption)),
            ("Group", no_formula(slide.group.unwrap_or_default())),
        ],
    )
}

/// Makes a slide of each event that has a date, on several threads: `add` adds it to a part, which `begin` has begun, and
/// `write` gets the parts in order. `left_out` are the fields that the form has no place for.
fn each_slide<P>(
    document: &Document<'_>,
    left_out: &[Field],
    begin: impl Fn() -> P + Sync,
    add: impl Fn(&mut P, Slide, &Event<'_>) -> io::Result<()> + Sync,
    mut write: impl FnMut(P) -> io::Result<()> + Send,
) -> io::Result<Losses> {
    let mut all_losses = Losses::default();
    let slide = |(part, losses): &mut (P, Losses), event: &Event<'_>, certainty| {
        let Some(date) = event.date() else {
            losses.add(UNDATED);
            return Ok(());
        };
        let Some(extent) = date.extent() else {
            losses.add(BEYOND);
            return Ok(());
        };
        if !extent.is_exact {
            losses.add(UNCERTAIN);
        }
        losses.counts(event);
        losses.left_out(left_out, event);
        let slide = Slide {
            start_date: Day { time: date.time().map(Clock::from), ..extent.start.into() },
            end_date: extent.end.map(Day::from),
            display_date: (!extent.is_exact || extent.has_time).then(|| html(&date.words())),
            text: Text { headline: html(&title(event)), text: text(event, certainty) },
            media: media(event, losses),
            group: group(event),
            location: coordinates(event).ok().flatten().map(|[lon, lat]| Location {
                name: html(&place(event)),
                lat,
                lon,
            }),
        };
        add(part, slide, event)
    };
    let take = |(part, losses): (P, Losses)| {
        all_losses.append(losses);
        write(part)
    };
    document.in_parts(|_| (begin(), Losses::default()), slide, take)?;
    Ok(all_losses)
}

/// What follows the headline: the details, the summary, the sources, a paragraph each.
fn text(event: &Event<'_>, certainty: Certainty) -> String {
    let summary = event.text(Field::Summary);
    let mut text = String::new();
    let mut add = |paragraph: &str| {
        let paragraph = html(paragraph);
        if !paragraph.is_empty() {
            text.extend(["<p>", &paragraph, "</p>"]);
        }
    };
    add(&details(event, certainty));
    sanitize_paragraphs(&summary).for_each(|line| add(&line));
    event.reports().iter().for_each(|report| add(&["Report: ", &words::report(report, event)].concat()));
    event.sources().iter().for_each(|source| add(&["Source: ", source].concat()));
    text
}

/// The picture or film of an event. What is no address is left out with what belongs to it.
fn media(event: &Event<'_>, losses: &mut Losses) -> Option<Media> {
    let address = event.text(Field::Media);
    let address = address.trim();
    if !is_address(address) {
        losses.left_out_of_model(&[Field::Media, Field::MediaCredit, Field::MediaCaption], event);
        return None;
    }
    let text = |field| html(&event.text(field));
    // In a table, a name such as `-1.jpg` would be a formula.
    let url = if is_formula(address) { format!("./{address}") } else { address.to_owned() };
    Some(Media { url, credit: text(Field::MediaCredit), caption: text(Field::MediaCaption) })
}

/// Whether a text is an address of the web or the name of a file. TimelineJS would show HTML raw, and follow any other
/// scheme, such as `javascript:`.
fn is_address(text: &str) -> bool {
    let ends_address = |c: char| c.is_whitespace() || c.is_control() || is_bidi(c) || "<>\"'`".contains(c);
    let is_web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    !text.is_empty() && !text.contains(ends_address) && (is_web || !text.contains(':'))
}

/// What TimelineJS shows in one row: the events of one kind, else of one country.
///
/// TimelineJS removes the tags of a group, resolves its entities and then shows the result as HTML, so that no escape would
/// hold. Characters that could become markup are replaced by others that look like them.
fn group(event: &Event<'_>) -> Option<String> {
    let names = [event.text(Field::Kind), event.text(Field::Country)];
    let name = names.iter().map(|name| sanitize_text(name)).find(|name| !name.is_empty())?;
    let mut group = String::with_capacity(name.len());
    let mut rest = name.chars();
    while let Some(c) = rest.next() {
        group.push(match c {
            '<' => '‹',
            '>' => '›',
            '&' if rest.as_str().starts_with(|c: char| c == '#' || c.is_ascii_alphanumeric()) => '＆',
            c => c,
        });
    }
    Some(group)
}

/// Text in one line, escaped for HTML.
fn html(text: &str) -> String {
    markup::escaped(&sanitize_text(text))
}

/// HTML that no spreadsheet takes for a formula.
fn no_formula(html: String) -> String {
    match html.chars().next() {
        Some(sign) if is_formula(&html) => format!("&#{};{}", sign as u32, &html[sign.len_utf8()..]),
        _ => html,
    }
}
