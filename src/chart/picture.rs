//! A picture in SVG, built up piece by piece: its head and style, text that is measured and wrapped, its end.
//!
//! The other modules of `chart` draw with it.

use std::fmt::{Display, Write as _};

use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_width::UnicodeWidthChar;

use crate::text::markup::Escaped;
use crate::text::sanitize_line;

/// What a text is, which decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Heading,
    /// The title of an event.
    Title,
    When,
    /// Place, kind and the like.
    Plain,
    Toll,
    /// The names of an axis, and notes.
    Note,
    /// An axis's years.
    Strong,
}

impl Style {
    const ALL: [Style; 7] =
        [Style::Heading, Style::Title, Style::When, Style::Plain, Style::Toll, Style::Note, Style::Strong];

    fn class(self) -> &'static str {
        match self {
            Style::Heading => "heading",
            Style::Title => "title",
            Style::When => "when",
            Style::Plain => "plain",
            Style::Toll => "toll",
            Style::Note => "note",
            Style::Strong => "strong",
        }
    }

    /// In pixels, in a picture of the usual width.
    fn size(self) -> f64 {
        match self {
            Style::Heading => 31.0,
            Style::Title => 17.0,
            Style::When => 15.0,
            Style::Plain | Style::Toll | Style::Note | Style::Strong => 14.0,
        }
    }

    fn is_bold(self) -> bool {
        matches!(self, Style::Heading | Style::Title | Style::When | Style::Toll | Style::Strong)
    }

    fn is_serif(self) -> bool {
        matches!(self, Style::Heading | Style::Title)
    }

    fn colour(self) -> &'static str {
        match self {
            Style::Heading | Style::Title | Style::Strong => "ink",
            Style::When => "time",
            Style::Toll => "toll",
            Style::Plain | Style::Note => "quiet",
        }
    }
}

/// Which end of a text its position is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    End,
}

/// The most lines of one text in [`Picture::flow`].
const MOST_LINES: usize = 3;

/// The separator between texts in one line.
const DOT: &str = " · ";

/// The error that sums of widths may have, in pixels.
const ROUNDING: f64 = 0.01;

/// The width for which all sizes are given, in CSS pixels.
const USUAL_WIDTH: f64 = 1200.0;

pub struct Picture {
    /// In CSS pixels.
    pub width: f64,
    /// The factor by which all sizes are multiplied.
    pub unit: f64,
    body: String,
}

/// A part of a text within which no line ends, with the space behind it.
#[derive(Debug)]
struct Fragment<'a> {
    text: &'a str,
    /// The widths of the text without the space and of the space, in pixels.
    width: f64,
    space: f64,
}

impl textwrap::core::Fragment for Fragment<'_> {
    fn width(&self) -> f64 {
        self.width
    }

    fn whitespace_width(&self) -> f64 {
        self.space
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

impl Picture {
    pub fn new(width: u16) -> Picture {
        let width = f64::from(width);
        // Text grows less than the picture does, and never becomes too small to read.
        Picture { width, unit: (width / USUAL_WIDTH).sqrt().clamp(0.9, 1.5), body: String::new() }
    }

    /// The margin on all sides, in pixels.
    pub fn margin(&self) -> f64 {
        28.0 * self.unit
    }

    pub fn size(&self, style: Style) -> f64 {
        style.size() * self.unit
    }

    /// The distance from one line of a text to the next, in pixels.
    pub fn line(&self, style: Style) -> f64 {
        (self.size(style) * 1.3).round()
    }

    /// The width of a text in pixels: an estimate that is rather too large, since the reader's fonts are not known.
    pub fn measure(&self, text: &str, style: Style) -> f64 {
        let heavier = match (style.is_serif(), style.is_bold()) {
            (false, true) => 1.08,
            _ => 1.0,
        };
        text.chars().map(advance).sum::<f64>() * heavier * self.size(style)
    }

    /// Breaks a text into at most `most` lines of at most that width in pixels; `…` stands for what does not fit.
    pub fn wrap(&self, text: &str, style: Style, width: f64, most: usize) -> Vec<String> {
        let text = sanitize_line(text);
        let fragments = self.fragments(&text, style, width);
        let joined = |line: &[Fragment<'_>]| line.iter().map(|fragment| fragment.text).collect::<String>();
        let lines = wrap_first_fit(&fragments, &[width + ROUNDING]);
        let mut lines: Vec<String> = lines.into_iter().map(|line| joined(line).trim_end().to_owned()).collect();
        let is_cut = lines.len() > most;
        lines.truncate(most);
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            *last = self.truncate(last, style, width);
        }
        lines
    }

    /// The words of a text, each with the space behind it. One that is longer than a line, as a text without spaces is,
    /// may be broken after any character.
    fn fragments<'a>(&self, text: &'a str, style: Style, width: f64) -> Vec<Fragment<'a>> {
        let fragment = |text: &'a str| {
            let word = text.trim_end_matches(' ');
            let (word, space) = (self.measure(word, style), self.measure(&text[word.len()..], style));
            Fragment { text, width: word, space }
        };
        let words = text.split_inclusive(' ').flat_map(|word| {
            if self.measure(word.trim_end(), style) <= width + ROUNDING {
                return vec![fragment(word)];
            }
            word.split_inclusive(|_: char| true).map(fragment).collect()
        });
        words.collect()
    }

    /// As much of a line as fits with `…` behind it.
    fn truncate(&self, line: &str, style: Style, width: f64) -> String {
        let mut kept = line.to_owned();
        while self.measure(&format!("{kept}…"), style) > width && kept.pop().is_some() {}
        format!("{}…", kept.trim_end())
    }

    /// Writes a text; `y` is its base line.
    pub fn text(&mut self, (x, y): (f64, f64), style: Style, anchor: Anchor, text: &str) {
        self.write_text((x, y), style, anchor, &Escaped(&sanitize_line(text)));
    }

    /// Writes a text whose content is markup already.
    fn write_text(&mut self, (x, y): (f64, f64), style: Style, anchor: Anchor, content: &dyn Display) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::End => " text-anchor=\"end\"",
        };
        let class = style.class();
        let _ = writeln!(self.body, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\"{anchor}>{content}</text>");
    }

    /// Distributes texts of several styles over lines. Only a text that is longer than a line is broken.
    pub fn flow(&self, texts: &[(Style, String)], width: f64) -> Vec<Vec<(Style, String)>> {
        let dot = self.measure(DOT, Style::Plain);
        let mut lines: Vec<Vec<(Style, String)>> = Vec::new();
        let mut taken = 0.0;
        for (style, text) in texts {
            let wrapped = self.wrap(text, *style, width, MOST_LINES);
            let length = wrapped.last().map_or(0.0, |line| self.measure(line, *style));
            match lines.last_mut() {
                Some(line) if wrapped.len() == 1 && taken + dot + length <= width => {
                    taken += dot + length;
                    line.extend(wrapped.into_iter().map(|text| (*style, text)));
                }
                _ => {
                    taken = length;
                    lines.extend(wrapped.into_iter().map(|text| vec![(*style, text)]));
                }
            }
        }
        lines
    }

    /// Writes texts of several styles in one line, with a dot between any two.
    pub fn texts(&mut self, (x, y): (f64, f64), anchor: Anchor, texts: &[(Style, String)]) {
        let span = |(style, text): &(Style, String)| {
            format!("<tspan class=\"{}\">{}</tspan>", style.class(), Escaped(&sanitize_line(text)))
        };
        let spans: Vec<String> = texts.iter().map(span).collect();
        self.write_text((x, y), Style::Plain, anchor, &spans.join(DOT));
    }

    /// Writes the heading and a line below it. Returns the `y` at which they end.
    pub fn head(&mut self, title: &str, note: &str) -> f64 {
        let margin = self.margin();
        let mut y = margin;
        let _ = writeln!(
            self.body,
            "<rect class=\"ink\" x=\"{margin:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            margin * 0.6,
            self.width - 2.0 * margin,
            4.0 * self.unit
        );
        for line in self.wrap(title, Style::Heading, self.width - 2.0 * margin, 3) {
            y += self.line(Style::Heading);
            self.text((margin, y), Style::Heading, Anchor::Start, &line);
        }
        for line in self.wrap(note, Style::Note, self.width - 2.0 * margin, 3) {
            y += self.line(Style::Note) + 5.0 * self.unit;
            self.text((margin, y), Style::Note, Anchor::Start, &line);
        }
        y + 8.0 * self.unit
    }

    /// Writes what the classes of marks mean, from the base line `y` on. Returns the `y` below it.
    pub fn key(&mut self, mut y: f64, entries: &[(&str, &str)], is_round: bool) -> f64 {
        let (unit, mut x) = (self.unit, self.margin());
        for (class, text) in entries {
            let (width, height) = (if matches!(*class, "firm" | "dead") { 9.0 } else { 30.0 } * unit, 9.0 * unit);
            let end = x + width + 7.0 * unit + self.measure(text, Style::Note);
            if end > self.width - self.margin() && x > self.margin() {
                (x, y) = (self.margin(), y + self.line(Style::Note) + 4.0 * unit);
            }
            match *class {
                "best" => self.line_between(class, (x + width / 2.0, y - height - 1.0), (x + width / 2.0, y + 1.0)),
                _ => self.raw(format_args!(
                    "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
                     rx=\"{:.1}\"/>",
                    y - height,
                    if is_round { height / 2.0 } else { 0.0 }
                )),
            }
            x += width + 7.0 * unit;
            self.text((x, y), Style::Note, Anchor::Start, text);
            x += self.measure(text, Style::Note) + 22.0 * unit;
        }
        y + self.margin() * 0.8
    }

    /// Draws a rectangle of a class, such as `firm`, `soft` or `ink`.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let _ = writeln!(
            self.body,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        );
    }

    pub fn line_between(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = writeln!(
            self.body,
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        );
    }

    /// Adds any other markup. The caller must have escaped all text in it.
    pub fn raw(&mut self, markup: impl Display) {
        let _ = writeln!(self.body, "{markup}");
    }

    /// The whole picture. The title and the description are for readers who do not see it.
    pub fn finish(self, height: f64, title: &str, description: &str) -> String {
        let (width, height) = (self.width, height.ceil());
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"dateline-title \
             dateline-text\">\n<title id=\"dateline-title\">{}</title>\n<desc id=\"dateline-text\">{}</desc>\n<style>\n",
            Escaped(&sanitize_line(title)),
            Escaped(&sanitize_line(description)),
        );
        out.push_str(COLOURS);
        for style in Style::ALL {
            let family = if style.is_serif() { SERIF } else { SANS };
            let weight = if style.is_bold() { 700 } else { 400 };
            let _ = writeln!(
                out,
                ".{} {{ font: {weight} {:.1}px {family}; fill: var(--{}); }}",
                style.class(),
                self.size(style),
                style.colour()
            );
        }
        let _ = write!(
            out,
            "</style>\n{GRADIENTS}\n<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>\n",
            self.body
        );
        out
    }
}

const SERIF: &str = "Charter, 'Bitstream Charter', Georgia, 'Liberation Serif', 'Times New Roman', serif";
const SANS: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif";

/// Light unless the reader's system is dark.
const COLOURS: &str = "\
svg { --paper: #fdfcfa; --ink: #1c1b19; --quiet: #625e58; --rule: #ddd8d0; --time: #1f5673; --toll: #a3271d; }
@media (prefers-color-scheme: dark) {
svg { --paper: #161514; --ink: #ece8e1; --quiet: #a8a299; --rule: #3a3733; --time: #8cc3e0; --toll: #f08a7e; }
}
.paper { fill: var(--paper); }
.ink { fill: var(--ink); }
.firm { fill: var(--time); }
.soft { fill: var(--time); opacity: .36; }
.fade { fill: url(#dateline-fade); }
#dateline-fade stop, #dateline-open stop { stop-color: var(--time); }
#dateline-toll stop { stop-color: var(--toll); }
.dead { fill: var(--toll); }
.dead-more { fill: var(--toll); opacity: .36; }
.dead-open { fill: url(#dateline-toll); }
.rule { stroke: var(--rule); }
.base { stroke: var(--quiet); }
.strong, .note { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.best { stroke: var(--ink); stroke-width: 2; }
.leader { stroke: var(--quiet); stroke-width: .8; fill: none; opacity: .7; }
";

/// `fade` fills what may lie anywhere between its top and its bottom; `toll` is the end of a bar without an upper limit.
const GRADIENTS: &str = "<defs><linearGradient id=\"dateline-fade\" x2=\"0\" y2=\"1\">\
<stop offset=\"0\" stop-opacity=\".1\"/><stop offset=\".15\" stop-opacity=\".45\"/>\
<stop offset=\".85\" stop-opacity=\".45\"/><stop offset=\"1\" stop-opacity=\".1\"/></linearGradient>\
<linearGradient id=\"dateline-toll\"><stop offset=\"0\" stop-opacity=\".5\"/><stop offset=\"1\" stop-opacity=\"0\"/>\
</linearGradient></defs>";

/// The width of a character relative to the font size, as in a wide typeface such as Verdana or DejaVu Sans.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | ' ' | '.' | ',' | '\'' | ':' | ';' | '|' | '!' | '’' => 0.36,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' | '[' | ']' => 0.42,
        'W' => 1.13,
        'm' | 'w' | 'M' | '@' | '%' | '—' | '…' => 1.0,
        'A'..='Z' => 0.72,
        '0'..='9' => 0.64,
        'a'..='z' => 0.59,
        c => match c.width() {
            Some(0) | None => 0.0,
            Some(2) => 1.05,
            _ => 0.7,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_and_cut_to_its_room() {
        let picture = Picture::new(1200);
        let text = "Taliban take control of Afghanistan while people try to leave";
        let lines = picture.wrap(text, Style::Title, 260.0, 5);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 1 && lines.iter().all(|line| picture.measure(line, Style::Title) <= 260.0));
        let lines = picture.wrap(text, Style::Title, 260.0, 2);
        assert!(lines.len() == 2 && lines[1].ends_with('…'), "{lines:?}");
        assert!(picture.measure(&lines[1], Style::Title) <= 260.0);
        let word = picture.wrap(&"x".repeat(500), Style::Plain, 100.0, 3);
        assert!(word.len() == 3 && picture.measure(&word[2], Style::Plain) <= 100.0, "{word:?}");
        assert_eq!(picture.wrap("", Style::Plain, 100.0, 3), [""]);
    }
}
