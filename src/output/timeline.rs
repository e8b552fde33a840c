//! The timeline: events along a vertical line, years as headings, dates in words exactly as precise as they are.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;
use textwrap::{Options, wrap};

use crate::date::Certainty;
use crate::event::Event;
use crate::model::field::Field;

use super::{CASUALTIES, HEADING, Paint, QUIET, WHEN, push_spaces, push_styled};
use crate::query::selection::Selection;
use crate::store::Source;
use crate::text::{cells, truncate_cell};
use crate::words::{CERTAIN, POSSIBLE, casualties, place, reports, status, summary_words, title, when, year_heading};

/// The width of the vertical line with the spaces around it.
const LINE: usize = 4;
/// The space between dates and texts.
const GAP: usize = 2;

/// Prints the events of a selection in its order, laid out on several threads.
///
/// # Errors
/// An event that can't be read again; what `out` refuses.
pub fn print(
    out: &mut (dyn Write + Send),
    selection: &Selection,
    sources: &[Source],
    (width, paint): (usize, Paint),
) -> io::Result<()> {
    let mut longest = 0;
    selection.in_parts(
        sources,
        |_| 0,
        |longest, event, _| {
            *longest = cells(&when(event)).max(*longest);
            Ok(())
        },
        |of_part| {
            longest = longest.max(of_part);
            Ok(())
        },
    )?;
    let widths = Widths::new(width, longest, paint);
    selection.in_parts(
        sources,
        |before| Lines { text: String::new(), heading: before.map(year_heading) },
        |lines, event, certainty| {
            lines.event(&widths, event, certainty);
            Ok(())
        },
        |lines| out.write_all(lines.text.as_bytes()),
    )?;
    if !selection.is_empty() {
        writeln!(out, " │")?;
    }
    super::footer(out, &summary_words(selection.summary()), LINE + widths.dates + GAP + widths.texts)
}

/// The widths of the dates and of the texts behind them, in terminal cells.
struct Widths {
    dates: usize,
    texts: usize,
    paint: Paint,
}

impl Widths {
    /// `longest` is the width of the longest date, `width` that of the terminal, both in terminal cells.
    fn new(width: usize, longest: usize, paint: Paint) -> Widths {
        let width = width.max(30);
        // A long date is wrapped, so that it leaves enough room for what happened.
        let dates = if longest <= width / 4 { longest.max(4) } else { (width / 5).clamp(13, 26) };
        Widths { dates, texts: width - LINE - dates - GAP, paint }
    }
}

/// The lines of some events.
struct Lines {
    text: String,
    /// The heading under which the event before stands.
    heading: Option<String>,
}

impl Lines {
    fn event(&mut self, widths: &Widths, event: &Event<'_>, certainty: Certainty) {
        let paint = widths.paint;
        self.year(event, paint);
        let (date, title) = (when(event), title(event));
        let (date, title) = (truncate_cell(&date), truncate_cell(&title));
        let (dates, titles) = (lines(&date, widths.dates), lines(&title, widths.texts));
        let details = details(widths, event, certainty);
        let mark = match certainty {
            Certainty::Certain => CERTAIN,
            Certainty::Possible => POSSIBLE,
        };
        let text = &mut self.text;
        let rows = dates.len().max(titles.len() + details.len());
        for i in 0..rows {
            let start = text.len();
            text.extend([" ", if i == 0 { mark } else { "│" }, "  "]);
            let date: &str = dates.get(i).map_or("", |date| date);
            if !date.is_empty() {
                push_styled(text, paint.style(WHEN), date);
            }
            let padding = widths.dates.saturating_sub(cells(date)) + GAP;
            if let Some(title) = titles.get(i) {
                push_spaces(text, padding);
                push_styled(text, paint.style(HEADING), title);
            } else if let Some(detail) = details.get(i - titles.len()) {
                push_spaces(text, padding);
                text.push_str(detail);
            }
            text.truncate(start + text[start..].trim_end().len());
            text.push('\n');
        }
    }

    /// Adds a heading, where the year is not that of the event before, and the line that leads to the event.
    fn year(&mut self, event: &Event<'_>, paint: Paint) {
        let heading = year_heading(event);
        if self.heading.as_ref() != Some(&heading) {
            if self.heading.is_some() {
                self.text.push_str(" │\n");
            }
            push_styled(&mut self.text, paint.style(HEADING), &heading);
            self.text.push('\n');
            self.heading = Some(heading);
        }
        self.text.push_str(" │\n");
    }
}

/// Place, kind and casualties: on one line as far as they fit.
fn details(widths: &Widths, event: &Event<'_>, certainty: Certainty) -> Vec<String> {
    let width = widths.texts;
    let possible = if certainty == Certainty::Possible { "possible" } else { "" };
    let kind = event.text(Field::Kind);
    let parts: [(Style, Cow<'_, str>); 7] = [
        (QUIET, place(event)),
        (QUIET, kind.trim().into()),
        (CASUALTIES, casualties(event).into()),
        (QUIET, reports(event).into()),
        (QUIET, status(event)),
        (QUIET, event.file().unwrap_or_default().into()),
        (WHEN, possible.into()),
    ];
    let mut details: Vec<String> = Vec::new();
    let mut room = 0;
    for (style, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
        let style = widths.paint.style(*style);
        let text = truncate_cell(text);
        let wrapped = lines(&text, width);
        let widest = wrapped.iter().map(|line| cells(line)).max().unwrap_or(0);
        match details.last_mut() {
            Some(last) if wrapped.len() == 1 && widest + 3 <= room => {
                push_styled(last, widths.paint.style(QUIET), " · ");
                push_styled(last, style, &wrapped[0]);
                room -= widest + 3;
            }
            _ => {
                room = width.saturating_sub(wrapped.last().map_or(0, |line| cells(line)));
                details.extend(wrapped.iter().map(|line| {
                    let mut styled = String::with_capacity(width);
                    push_styled(&mut styled, style, line);
                    styled
                }));
            }
        }
    }
    details
}

/// The text wrapped; one empty line where it is empty.
fn lines(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    // `wrap` does the same with a line that fits, and looks at each of its words.
    if cells(text) <= width && !text.contains('\n') && !text.ends_with(' ') {
        return vec![Cow::Borrowed(text)];
    }
    wrap(text, Options::new(width.max(1)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_that_fits_is_what_wrapping_makes_of_it(text in "[a-zé東 \\-–\u{ad}]{0,30}", width in 0usize..40) {
            prop_assert_eq!(lines(&text, width), wrap(&text, Options::new(width.max(1))));
        }
    }
}
