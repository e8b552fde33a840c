//! HTML: one page that needs nothing but itself. An overview of the time to scale, the events by year, their sources.
//!
//! `commands::export` calls [`write`] through [`publisher`](super::publisher). The style and the script stand
//! beside; without the script all is there to read, with it the page filters. Every date is put into words and reckoned
//! here, so that no browser has to read one.

mod overview;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::date::{Certainty, Date, Windows};
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::text::normalize::fold;
use crate::text::{counted, thousands};
use crate::words::{casualties, place, title, when, year_heading};

use super::{Document, Losses};
use crate::chart::scale::{Scale, Years, has_place, number, years};
use crate::text::markup::{Escaped, Piece, pieces};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The SHA-256 of [`STYLE`] and [`SCRIPT`], without which a browser runs neither: what a cell might smuggle in has none.
/// A test says what they must be.
const STYLE_HASH: &str = "sha256-XWDF17Jhj0JrOXINVEOveFrqq/7hFOVBtBd5SnBCrOQ=";
const SCRIPT_HASH: &str = "sha256-Fq6mfaKt6xDD9BrG1DD+KqM3impMiLezECJ7pSgf+/g=";

/// The fields of the model that the page shows.
const CARRIED: [Field; 11] = [
    Field::Id,
    Field::Date,
    Field::Title,
    Field::Location,
    Field::Country,
    Field::Kind,
    Field::Actors,
    Field::Killed,
    Field::Wounded,
    Field::Summary,
    Field::Source,
];

/// Writes the page.
///
/// # Errors
/// What the writer refuses, or an event that can't be read again.
pub fn write(document: &Document<'_>, out: &mut dyn Write) -> Result<Losses> {
    let page = Page::survey(document)?;
    let mut losses = Losses::default();
    page.head(out)?;
    page.overview(out)?;
    page.filters(out)?;
    page.events(document, out, &mut losses)?;
    page.foot(document, out)?;
    Ok(losses)
}

/// What must be known of all the events before the first of them is written.
struct Page {
    title: String,
    events: Vec<Entry>,
    possible: usize,
    scale: Option<Scale>,
    years: Vec<(Years, Windows)>,
    countries: Choices,
    kinds: Choices,
}

/// What the overview needs of an event.
struct Entry {
    /// The name that links lead to.
    anchor: String,
    date: Option<Date>,
}

impl Entry {
    /// Its date, where that has a place on the axis.
    fn placed(&self) -> Option<&Date> {
        self.date.as_ref().filter(|date| has_place(date))
    }
}

/// The values of a column, in the order they are offered in. Those that a filter would not tell apart, as `--country`
/// would not, are one; of each spelling there is how many events have it.
#[derive(Default)]
struct Choices(BTreeMap<String, BTreeMap<String, u64>>);

impl Choices {
    fn add(&mut self, cell: &str) {
        let cell = cell.trim();
        if !cell.is_empty() {
            *self.0.entry(fold(cell).into_owned()).or_default().entry(cell.to_owned()).or_default() += 1;
        }
    }

    /// Each in its most frequent spelling, with how many events have it in any.
    fn offered(&self) -> impl ExactSizeIterator<Item = (&str, Option<u64>)> {
        self.0.values().map(|spellings| {
            let most = spellings.iter().rev().max_by_key(|(_, n)| **n);
            (most.map_or("", |(cell, _)| cell), Some(spellings.values().sum()))
        })
    }

    /// The number of each spelling's choice, from 1.
    fn numbers(&self) -> HashMap<&str, usize> {
        let choices = self.0.values().enumerate();
        choices.flat_map(|(i, spellings)| spellings.keys().map(move |cell| (cell.as_str(), i + 1))).collect()
    }
}

/// With more years than this, several of them are one choice of the filter.
const MOST_YEARS: usize = 200;

impl Page {
    fn survey(document: &Document<'_>) -> io::Result<Page> {
        let (mut countries, mut kinds) = (Choices::default(), Choices::default());
        let mut anchors = HashSet::new();
        let mut events = Vec::new();
        let mut possible = 0;
        document.for_each(|event, certainty| {
            countries.add(&event.text(Field::Country));
            kinds.add(&event.text(Field::Kind));
            possible += usize::from(certainty == Certainty::Possible);
            let anchor = anchor(&event.text(Field::Id)).filter(|anchor| !anchors.contains(anchor));
            let anchor = anchor.unwrap_or_else(|| format!("n{}", events.len() + 1));
            anchors.insert(anchor.clone());
            events.push(Entry { anchor, date: event.date.clone() });
            Ok(())
        })?;
        let dates = || events.iter().filter_map(|entry| entry.date.as_ref());
        let scale = Scale::of(dates());
        let years = years(dates(), MOST_YEARS).into_iter();
        let years = years.map(|years| (years.clone(), Windows::new([years.window]))).collect();
        Ok(Page { title: document.title.clone(), possible, scale, years, countries, kinds, events })
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let title = Escaped(&self.title);
        let icon = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath \
                    d='M0 8h16' stroke='%231f5673'/%3E%3Ccircle cx='5' cy='8' r='4' fill='%231f5673'/%3E%3C/svg%3E";
        write!(
            out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '{STYLE_HASH}'; \
             script-src '{SCRIPT_HASH}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"generator\" content=\"dateline {}\">\n<title>{title}</title>\n\
             <link rel=\"icon\" href=\"{icon}\">\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#events\">Skip to the events</a>\n\
             <header>\n<h1 dir=\"auto\">{title}</h1>\n\
             <button type=\"button\" id=\"theme\" hidden>Dark</button>\n",
            env!("CARGO_PKG_VERSION"),
        )?;
        writeln!(out, "<p class=\"dek\">{}</p>\n</header>\n<div class=\"tools\">", self.dek())
    }

    /// What stands below the title: from when to when, and what to know of the events.
    fn dek(&self) -> String {
        let mut dek = match &self.scale {
            Some(scale) => scale.known_years(),
            None => "No event has a date that is known".to_owned(),
        };
        let undated = self.events.iter().filter(|entry| entry.date.is_none()).count();
        if undated > 0 {
            let _ = write!(dek, "; {} without a date", counted(undated as u64, "event"));
        }
        let placeless = self.events.iter().filter(|entry| entry.placed().is_none()).count() - undated;
        if placeless > 0 && self.scale.is_some() {
            let _ = write!(dek, "; {} of no known day, not in the overview", counted(placeless as u64, "event"));
        }
        dek.push('.');
        if self.possible > 0 {
            let _ = write!(
                dek,
                " {} matched the selection only possibly, by what is known of the date: marked <i>○ possible</i>.",
                counted(self.possible as u64, "event")
            );
        }
        dek
    }

    fn filters(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "<form id=\"filters\" role=\"search\" aria-label=\"Filter the events\" autocomplete=\"off\" hidden>\n\
             <label class=\"q\"><span>Search</span><input id=\"q\" type=\"search\"></label>\n"
        )?;
        let years = self.years.iter().map(|(years, _)| (years.label.as_str(), None));
        choice(out, "year", "Year", "Any year", years)?;
        for (id, name, any, choices) in
            [("country", "Country", "Any country", &self.countries), ("kind", "Kind", "Any kind", &self.kinds)]
        {
            choice(out, id, name, any, choices.offered())?;
        }
        let count = match self.possible {
            0 => counted(self.events.len() as u64, "event"),
            n => format!("{}; {} only possible (○)", counted(self.events.len() as u64, "event"), thousands(n as u64)),
        };
        write!(
            out,
            "<button type=\"button\" id=\"clear\" hidden>Clear</button>\n</form>\n</div>\n\
             <p id=\"count\" class=\"count\" role=\"status\">{count}</p>\n"
        )
    }

    fn events(&self, document: &Document<'_>, out: &mut dyn Write, losses: &mut Losses) -> io::Result<()> {
        let (countries, kinds) = (self.countries.numbers(), self.kinds.numbers());
        let mut sources = Sources::default();
        let mut heading: Option<String> = None;
        let mut entries = self.events.iter();
        let mut item = String::new();
        writeln!(out, "<main id=\"events\" tabindex=\"-1\">")?;
        document.for_each(|event, certainty| {
            losses.all_but(&CARRIED, event);
            let this = year_heading(event);
            if heading.as_ref() != Some(&this) {
                if heading.is_some() {
                    writeln!(out, "</ol></section>")?;
                }
                // Words need more room than the number of a year.
                let words = if this.split(' ').any(|word| word.len() > 7) { " class=\"words\"" } else { "" };
                writeln!(out, "<section><h2{words}>{}</h2><ol>", Escaped(&this))?;
                heading = Some(this);
            }
            item.clear();
            // An entry for each event was made of the same events in the same order.
            if let Some(entry) = entries.next() {
                let _ = write!(item, "<li class=\"e\" id=\"{}\"{}", entry.anchor, self.data(entry));
            }
            for (name, numbers, field) in [("c", &countries, Field::Country), ("k", &kinds, Field::Kind)] {
                if let Some(number) = numbers.get(event.text(field).trim()) {
                    let _ = write!(item, " data-{name}=\"{number}\"");
                }
            }
            describe(event, certainty, &mut sources, &mut item);
            out.write_all(item.as_bytes())
        })?;
        if heading.is_some() {
            writeln!(out, "</ol></section>")?;
        } else {
            writeln!(out, "<p class=\"none\">There are no events.</p>")?;
        }
        writeln!(out, "<p id=\"none\" class=\"none\" hidden>No event matches the filters.</p>\n</main>")?;
        sources.write(out)
    }

    /// The days and the years of an event, for the script: `data-d` from the first day to the one after the last, counted
    /// from the axis's first, `data-q` where they are qualified, `data-o` where the first is open; `data-y` the numbers of the years that it may lie in, with `?` where that is not certain.
    fn data(&self, entry: &Entry) -> String {
        let (Some(date), Some(scale)) = (&entry.date, &self.scale) else { return String::new() };
        let (first, end) = scale.days();
        let mut data = String::new();
        if has_place(date) {
            let start = date.earliest().map_or(first, number);
            let last = date.latest().map_or(end - 1, number);
            let _ = write!(data, " data-d=\"{} {}\"", start - first, last + 1 - first);
            data.push_str(if date.is_qualified() { " data-q" } else { "" });
            data.push_str(if date.earliest().is_none() { " data-o" } else { "" });
        }
        let mut years = String::new();
        for (i, (_, windows)) in self.years.iter().enumerate() {
            let certainty = windows.matches(date);
            if let Some(certainty) = certainty {
                let space = if years.is_empty() { "" } else { " " };
                let doubt = if certainty == Certainty::Possible { "?" } else { "" };
                let _ = write!(years, "{space}{}{doubt}", i + 1);
            }
        }
        format!("{data} data-y=\"{years}\"")
    }

    fn foot(&self, document: &Document<'_>, out: &mut dyn Write) -> io::Result<()> {
        let files: Vec<&str> = document.sources.iter().map(|source| source.name.as_str()).collect();
        writeln!(
            out,
            "<footer>Made with dateline from <bdi>{}</bdi>. Dates are as exact as they are known, and no more.</footer>\n\
             <script>{SCRIPT}</script>\n</body>\n</html>",
            Escaped(&files.join(", "))
        )
    }
}

/// A name for links out of an event's id: only where it is made of letters that need no care in an address.
fn anchor(id: &str) -> Option<String> {
    let id = id.trim();
    let is_plain =
        !id.is_empty() && id.len() <= 80 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    // No name of the page itself begins with this.
    is_plain.then(|| format!("e-{id}"))
}

/// A filter that offers values; left out where there are none to choose from.
fn choice<'a>(
    out: &mut dyn Write,
    id: &str,
    name: &str,
    any: &str,
    values: impl ExactSizeIterator<Item = (&'a str, Option<u64>)>,
) -> io::Result<()> {
    if values.len() == 0 {
        return Ok(());
    }
    write!(out, "<label><span>{name}</span><select id=\"{id}\"><option value=\"\">{any}")?;
    for (value, n) in values {
        let n = n.map(|n| format!(" ({})", thousands(n))).unwrap_or_default();
        write!(out, "<option value=\"{0}\">{0}{n}", Escaped(value))?;
    }
    writeln!(out, "</select></label>")
}

/// The rest of an event's item, behind the attributes of its tag.
fn describe(event: &Event<'_>, certainty: Certainty, sources: &mut Sources, item: &mut String) {
    let possible = match certainty {
        Certainty::Certain => "",
        Certainty::Possible => "<span class=\"maybe\">possible</span>",
    };
    let words = match &event.date {
        None => "Undated".to_owned(),
        Some(date) => match machine_date(date) {
            Some(machine) => format!("<time datetime=\"{machine}\">{}</time>", Escaped(&when(event))),
            None => format!("<span>{}</span>", Escaped(&when(event))),
        },
    };
    let _ =
        write!(item, "><p class=\"when\">{words}{possible}</p><div><h3 dir=\"auto\">{}</h3>", Escaped(&title(event)));
    let meta = [
        ("<bdi>", place(event), "</bdi>"),
        ("<bdi>", event.text(Field::Kind).trim().to_owned(), "</bdi>"),
        ("<b class=\"toll\">", casualties(event), "</b>"),
        ("<bdi><span class=\"vh\">Actors: </span>", event.actors().join(", "), "</bdi>"),
    ];
    if meta.iter().any(|(_, text, _)| !text.is_empty()) {
        item.push_str("<p class=\"meta\">");
        for (open, text, close) in meta.iter().filter(|(_, text, _)| !text.is_empty()) {
            let _ = write!(item, "<span>{open}{}{close}</span> ", Escaped(text));
        }
        item.push_str("</p>");
    }
    let summary = event.text(Field::Summary);
    if !summary.trim().is_empty() {
        let _ = write!(item, "<p class=\"sum\" dir=\"auto\">{}</p>", Escaped(summary.trim()));
    }
    let cited = event.sources();
    if !cited.is_empty() {
        let _ = write!(item, "<p class=\"refs\">{}", if cited.len() == 1 { "Source" } else { "Sources" });
        for citation in cited {
            let n = sources.number(citation);
            let _ = write!(item, " <a href=\"#s{n}\" aria-label=\"Source {n}\">{n}</a>");
        }
        item.push_str("</p>");
    }
    item.push_str("</div></li>\n");
}

/// The date as `<time>` may hold it, where it is a plain year, month or day of the years 1 to 9999.
fn machine_date(date: &Date) -> Option<String> {
    let edtf = date.to_string();
    let is_plain = matches!(edtf.len(), 4 | 7 | 10) && edtf.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    // A season stands where a month does, and the year 0 is none of HTML's.
    let has_month = edtf.get(5..7).is_none_or(|month| ("01"..="12").contains(&month));
    (is_plain && has_month && !edtf.starts_with('-') && !edtf.starts_with("0000")).then_some(edtf)
}

/// The citations, numbered as they are first met.
#[derive(Default)]
struct Sources {
    numbers: HashMap<String, usize>,
    citations: Vec<String>,
}

impl Sources {
    fn number(&mut self, citation: String) -> usize {
        let next = self.citations.len() + 1;
        *self.numbers.entry(citation).or_insert_with_key(|citation| {
            self.citations.push(citation.clone());
            next
        })
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.citations.is_empty() {
            return Ok(());
        }
        writeln!(out, "<section class=\"sources\" aria-labelledby=\"sources\"><h2 id=\"sources\">Sources</h2><ol>")?;
        for (i, citation) in self.citations.iter().enumerate() {
            write!(out, "<li id=\"s{0}\"><span>{0}</span><bdi>", i + 1)?;
            for piece in pieces(citation) {
                match piece {
                    Piece::Text(text) => write!(out, "{}", Escaped(text))?,
                    Piece::Address(address) => {
                        write!(out, "<a href=\"{0}\" rel=\"noopener noreferrer\">{0}</a>", Escaped(address))?;
                    }
                }
            }
            writeln!(out, "</bdi></li>")?;
        }
        writeln!(out, "</ol></section>")
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_style_and_the_script_have_the_hashes_that_the_page_allows() {
        let hash = |text: &str| format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)));
        assert_eq!(STYLE_HASH, hash(STYLE), "the style");
        assert_eq!(SCRIPT_HASH, hash(SCRIPT), "the script");
        // Nothing in them ends the element that they stand in.
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</"));
    }

    #[test]
    fn only_ids_that_need_no_care_become_anchors() {
        assert_eq!(anchor(" kabul-airport ").unwrap(), "e-kabul-airport");
        for id in ["", "a b", "a\"b", "é", "a#b", &"x".repeat(81)] {
            assert_eq!(anchor(id), None, "{id}");
        }
    }

    #[test]
    fn time_elements_hold_plain_dates_alone() {
        let machine = |text: &str| machine_date(&text.parse().unwrap());
        for (text, expected) in [
            ("2021-08-26", Some("2021-08-26")),
            ("2021-08", Some("2021-08")),
            ("2021", Some("2021")),
            ("199X", None),
            ("2021~", None),
            ("-0043", None),
            ("0000", None),
            ("2021-22", None),
            ("late 2014", None),
            ("2014/2015", None),
        ] {
            assert_eq!(machine(text).as_deref(), expected, "{text}");
        }
    }
}
