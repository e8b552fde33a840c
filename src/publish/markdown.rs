//! Markdown: years as headings where the events are ordered by date, one event an item, the sources as footnotes.
//!
//! It is CommonMark with footnotes, as GitHub, pandoc and most site generators read it.

use std::io::Write;

use crate::date::Certainty;
use crate::error::Result;
use crate::event::Event;
use crate::model::field::Field;
use crate::text::markup::{Piece, pieces};
use crate::text::{position_of, sanitize_line, sanitize_paragraphs};
use crate::words::{self, Footnotes, media, title, when, year_heading};

use super::gaps::WithGaps;
use super::{Document, Losses, details};

/// The fields of the model that are not shown.
const LEFT_OUT: [Field; 3] = [Field::Id, Field::Latitude, Field::Longitude];

pub(super) fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut losses = Losses::default();
    let mut footnotes = Footnotes::default();
    writeln!(out, "# {}", inline(&document.title))?;
    document.in_parts(
        |before| Items { year: before.map(year_heading), ..Items::default() },
        |items, event, certainty| {
            items.add(event, certainty, document.is_by_date);
            Ok(())
        },
        |items| {
            losses.append(items.losses);
            items.text.write(out, |out, citation| write!(out, "[^{}]", footnotes.number(citation)))
        },
    )?;
    for (i, citation) in footnotes.iter().enumerate() {
        writeln!(out, "\n[^{}]: {}", i + 1, block(citation))?;
    }
    Ok(losses)
}

/// The items of some events, with a gap for the number of each citation.
#[derive(Default)]
struct Items {
    text: WithGaps<String>,
    /// The heading under which the event before stands.
    year: Option<String>,
    losses: Losses,
}

impl Items {
    fn add(&mut self, event: &Event<'_>, certainty: Certainty, has_headings: bool) {
        let heading = year_heading(event);
        // In any other order the same heading would come again and again.
        if has_headings && self.year.as_ref() != Some(&heading) {
            self.text.text.extend(["\n## ", &inline(&heading), "\n"]);
            self.year = Some(heading);
        }
        self.losses.left_out(&LEFT_OUT, event);
        self.text.text.extend(["\n- ", &head(event)]);
        event.sources().into_iter().for_each(|citation| self.text.leave(citation));
        self.text.text.push('\n');
        for paragraph in paragraphs(event, certainty) {
            self.text.text.extend(["\n  ", &paragraph, "\n"]);
        }
    }
}

fn head(event: &Event<'_>) -> String {
    let title = inline(&title(event));
    match when(event) {
        undated if undated.is_empty() => title,
        when => format!("**{}:** {title}", inline(&when)),
    }
}

/// The paragraphs below the head of an item: place, kind, actors and casualties, then each line of the summary.
fn paragraphs(event: &Event<'_>, certainty: Certainty) -> Vec<String> {
    let summary = event.text(Field::Summary);
    let lines = sanitize_paragraphs(&summary).map(|line| block(&line));
    let media = block(&media(event));
    let reports = event.reports().iter().map(|report| format!("- {}", block(&words::report(report, event))));
    let reports = reports.collect::<Vec<_>>().join("\n  ");
    let paragraphs = std::iter::once(block(&details(event, certainty))).chain(lines).chain([media, reports]);
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect()
}

/// [`inline`] at the beginning of a block, where a sign that would begin a list or a heading is escaped too.
fn block(text: &str) -> String {
    let mut line = inline(text);
    let first = line.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(line.len());
    let is_marked = match line[first..].chars().next() {
        // `1.` and `a)` begin an item.
        Some('.' | ')') => first == 1 || line[..first].bytes().all(|byte| byte.is_ascii_digit()),
        Some('#' | '-' | '+' | '=' | ':' | '%') => first == 0,
        _ => false,
    };
    if is_marked {
        line.insert(first, '\\');
    }
    line
}

/// The text in one line, with all that means something in Markdown or HTML escaped; web addresses become links.
fn inline(text: &str) -> String {
    // Not all that is found as an address may stand between `<` and `>`.
    let is_uri =
        |address: &str| address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"`\\{}|^[]".contains(&byte));
    let written = |piece: Piece<'_>| match piece {
        Piece::Address(address) if is_uri(address) => format!("<{address}>"),
        Piece::Address(text) | Piece::Text(text) => escape(text),
    };
    pieces(&sanitize_line(text)).into_iter().map(written).collect()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let is_special = |byte| {
        matches!(
            byte,
            b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'>' | b'&' | b'~' | b'|' | b'$' | b'^' | b'{' | b'}'
        )
    };
    while let Some(at) = position_of(rest, is_special) {
        escaped.extend([&rest[..at], "\\", &rest[at..=at]]);
        rest = &rest[at + 1..];
    }
    escaped.push_str(rest);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_escaped() {
        for (text, written) in [
            ("a *b* _c_ [d](e)", "a \\*b\\* \\_c\\_ \\[d\\](e)"),
            ("# no heading", "\\# no heading"),
            ("- no item", "\\- no item"),
            ("1. no item", "1\\. no item"),
            ("13 killed. 2 hurt.", "13 killed. 2 hurt."),
            ("<script>&amp;", "\\<script\\>\\&amp;"),
            ("a\r\nb\n\n    c", "a b c"),
            ("see https://example.org/a_b?c=d&e, 2024", "see <https://example.org/a_b?c=d&e>, 2024"),
            ("https://example.org/<b>", "<https://example.org/>\\<b\\>"),
        ] {
            assert_eq!(block(text), written);
        }
    }
    proptest::proptest! {
        /// Another reader finds one paragraph of text, and in it nothing but links to the addresses that it shows.
        #[test]
        fn any_text_is_read_back_as_text(text in r"([ -~\n\t]|\PC|[#>*_`~+=0-9.)(\[\]!<&;:/-]){0,40}") {
            use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
            let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION;
            let mut read = String::new();
            for event in Parser::new_ext(&block(&text), options) {
                match event {
                    Event::Text(text) => read.push_str(&text),
                    Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph | TagEnd::Link) => {}
                    Event::Start(Tag::Link { dest_url, .. }) => assert!(dest_url.starts_with("http"), "{dest_url}"),
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(read, sanitize_line(&text));
        }
    }
}
