//! The timeline: events along a vertical line, years as headings, dates in words exactly as precise as they are.

use std::io::{self, Write};

use textwrap::{Options, wrap};
use unicode_width::UnicodeWidthStr;

use crate::date::Certainty;
use crate::event::Event;
use crate::model::field::Field;

use super::{CASUALTIES, HEADING, QUIET, WHEN};
use crate::query::order::Summary;
use crate::text::truncate_cell;
use crate::words::{CERTAIN, POSSIBLE, casualties, place, reports, status, summary_words, title, when, year_heading};

/// Prints events in the order in which they are passed.
pub struct Timeline<'a> {
    out: &'a mut dyn Write,
    /// The widths of the dates and of the texts behind them, in terminal cells.
    dates: usize,
    texts: usize,
    heading: Option<String>,
}

/// The width of the vertical line with the spaces around it.
const LINE: usize = 4;
/// The space between dates and texts.
const GAP: usize = 2;

impl<'a> Timeline<'a> {
    /// `longest` is the width of the longest date to come, `width` that of the terminal, both in terminal cells.
    pub fn new(out: &'a mut dyn Write, width: usize, longest: usize) -> Timeline<'a> {
        let width = width.max(30);
        // A long date is wrapped, so that it leaves enough room for what happened.
        let dates = if longest <= width / 4 { longest.max(4) } else { (width / 5).clamp(13, 26) };
        Timeline { out, dates, texts: width - LINE - dates - GAP, heading: None }
    }

    pub fn event(&mut self, event: &Event<'_>, certainty: Certainty) -> io::Result<()> {
        self.year(event)?;
        let dates = lines(&when(event), self.dates);
        let titles = lines(&title(event), self.texts);
        let details = self.details(event, certainty);
        let mark = match certainty {
            Certainty::Certain => CERTAIN,
            Certainty::Possible => POSSIBLE,
        };
        let rows = dates.len().max(titles.len() + details.len());
        for i in 0..rows {
            let sign = if i == 0 { mark } else { "│" };
            let date = dates.get(i).map_or("", String::as_str);
            let padding = " ".repeat(self.dates.saturating_sub(date.width()) + GAP);
            let line = match titles.get(i) {
                Some(title) => format!("{padding}{HEADING}{title}{HEADING:#}"),
                None => details.get(i - titles.len()).map_or(String::new(), |detail| format!("{padding}{detail}")),
            };
            let date = if date.is_empty() { String::new() } else { format!("{WHEN}{date}{WHEN:#}") };
            let line = format!(" {sign}  {date}{line}");
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Prints a heading, where the year is not that of the event before, and the line that leads to the event.
    fn year(&mut self, event: &Event<'_>) -> io::Result<()> {
        let heading = year_heading(event);
        if self.heading.as_ref() != Some(&heading) {
            if self.heading.is_some() {
                writeln!(self.out, " │")?;
            }
            writeln!(self.out, "{HEADING}{heading}{HEADING:#}")?;
            self.heading = Some(heading);
        }
        writeln!(self.out, " │")
    }

    /// Place, kind and casualties: on one line as far as they fit.
    fn details(&self, event: &Event<'_>, certainty: Certainty) -> Vec<String> {
        let possible = if certainty == Certainty::Possible { "possible" } else { "" };
        let parts = [
            (QUIET, place(event)),
            (QUIET, event.text(Field::Kind).trim().to_owned()),
            (CASUALTIES, casualties(event)),
            (QUIET, reports(event)),
            (QUIET, status(event)),
            (QUIET, event.file().unwrap_or_default().to_owned()),
            (WHEN, possible.to_owned()),
        ];
        let mut details: Vec<String> = Vec::new();
        let mut room = 0;
        for (style, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            let wrapped = lines(text, self.texts);
            let width = wrapped.iter().map(|line| line.width()).max().unwrap_or(0);
            match details.last_mut() {
                Some(last) if wrapped.len() == 1 && width + 3 <= room => {
                    last.push_str(&format!("{QUIET} · {QUIET:#}{style}{}{style:#}", wrapped[0]));
                    room -= width + 3;
                }
                _ => {
                    room = self.texts.saturating_sub(wrapped.last().map_or(0, |line| line.width()));
                    details.extend(wrapped.iter().map(|line| format!("{style}{line}{style:#}")));
                }
            }
        }
        details
    }

    /// Prints the last line, which says how many events there were.
    pub fn finish(self, summary: Summary) -> io::Result<()> {
        if self.heading.is_some() {
            writeln!(self.out, " │")?;
        }
        super::footer(self.out, &summary_words(summary), LINE + self.dates + GAP + self.texts)
    }
}

/// The text sanitized and wrapped; one empty line where it is empty.
fn lines(text: &str, width: usize) -> Vec<String> {
    wrap(&truncate_cell(text), Options::new(width.max(1))).into_iter().map(|line| line.into_owned()).collect()
}

/// The width of the date in words, in terminal cells, for [`Timeline::new`].
pub fn date_width(event: &Event<'_>) -> usize {
    when(event).width()
}
