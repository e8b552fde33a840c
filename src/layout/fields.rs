//! Where each field of the model comes from: one column, several, a code to be put into words.
//!
//! A codebook makes [`Fields`] of the columns that a file has; events read themselves with them.

use std::borrow::Cow;

use super::IsMissing;
use super::when::{DateColumns, plain_code};
use crate::csv::row::Row;
use crate::model::field::Field;
use crate::model::people::{CountError, PeopleCount};
use crate::text::bytes16::Bytes16;
use crate::text::markup::text_of_html;

/// The source of every field of the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    pub id: TextColumns,
    pub date: DateColumns,
    pub title: TextColumns,
    pub location: TextColumns,
    pub country: TextColumns,
    pub latitude: TextColumns,
    pub longitude: TextColumns,
    pub kind: TextColumns,
    /// A cell with `;` between the actors.
    pub actors: TextColumns,
    pub killed: CountColumns,
    pub wounded: CountColumns,
    pub summary: TextColumns,
    /// A cell with `;` between the citations.
    pub source: TextColumns,
}

/// Codes, and the words for them.
pub type Codes = &'static [(&'static str, &'static str)];

/// The columns that a text is made of, by their number in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TextColumns {
    /// The file does not have it.
    #[default]
    Absent,
    Cell(usize),
    /// The first of them that is not blank.
    FirstOf(Vec<usize>),
    /// All of them with that between them; what is blank, or there already, left out.
    Joined(Vec<usize>, &'static str),
    /// A code, put into words. One that has none stays.
    Coded(usize, Codes),
    /// What happened, and between whom: `Armed clash: Police – Rioters`.
    Sentence(Box<TextColumns>, Vec<usize>),
    /// After the last comma: the country of `Kabul, Kabol, Afghanistan`.
    LastPart(usize),
    /// Before the last comma: the place of `Kabul, Kabol, Afghanistan`; nothing where there is none.
    BeforeLastPart(usize),
    /// The latitude of a point in well-known text, `Point(69.17 34.53)`, whose first number is the longitude.
    PointLatitude(usize),
    PointLongitude(usize),
    /// HTML, of which the text is wanted.
    Html(usize),
}

impl TextColumns {
    /// The text, made of what `cell` gives for each column.
    pub fn text<'a>(&self, cell: &impl Fn(usize) -> Cow<'a, str>) -> Cow<'a, str> {
        match self {
            TextColumns::Absent => Cow::Borrowed(""),
            TextColumns::Cell(i) => cell(*i),
            TextColumns::FirstOf(columns) => {
                columns.iter().map(|&i| cell(i)).find(|text| !text.trim().is_empty()).unwrap_or_default()
            }
            TextColumns::Joined(columns, separator) => joined(columns, separator, cell),
            TextColumns::Coded(i, codes) => {
                let code = cell(*i);
                let words = codes.iter().find(|(known, _)| *known == plain_code(&code));
                words.map_or(code, |(_, words)| Cow::Borrowed(*words))
            }
            TextColumns::Sentence(what, whom) => {
                let (what, whom) = (what.text(cell), joined(whom, " – ", cell));
                let mut letters = what.trim().chars();
                let what = letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str()));
                match (what, whom.is_empty()) {
                    (Some(what), true) => Cow::Owned(what),
                    (None, _) => whom,
                    (Some(what), false) => Cow::Owned(format!("{what}: {whom}")),
                }
            }
            TextColumns::LastPart(i) => parts(cell(*i)).1,
            TextColumns::BeforeLastPart(i) => parts(cell(*i)).0,
            TextColumns::PointLatitude(i) => point(&cell(*i), 1),
            TextColumns::PointLongitude(i) => point(&cell(*i), 0),
            TextColumns::Html(i) => match cell(*i) {
                html if html.contains(['<', '&']) => Cow::Owned(text_of_html(&html)),
                text => text,
            },
        }
    }

    /// This or, where the file has nothing for it, another.
    pub fn or(self, other: TextColumns) -> TextColumns {
        if self == TextColumns::Absent { other } else { self }
    }

    /// The one column that holds it as it is; `None` where it is made of others.
    #[inline]
    pub fn column(&self) -> Option<usize> {
        if let TextColumns::Cell(i) = self { Some(*i) } else { None }
    }

    /// The columns whose cells, one by one, say all that the text says.
    pub fn columns(&self) -> &[usize] {
        match self {
            TextColumns::Cell(i) => std::slice::from_ref(i),
            TextColumns::FirstOf(columns) | TextColumns::Joined(columns, _) => columns,
            _ => &[],
        }
    }

    /// The columns that need not be shown beside it.
    fn held(&self) -> &[usize] {
        match self {
            TextColumns::LastPart(i)
            | TextColumns::BeforeLastPart(i)
            | TextColumns::PointLatitude(i)
            | TextColumns::PointLongitude(i) => std::slice::from_ref(i),
            TextColumns::Html(i) => std::slice::from_ref(i),
            // In each row it says but one of them.
            TextColumns::FirstOf(_) => &[],
            _ => self.columns(),
        }
    }
}

fn joined<'a>(columns: &[usize], separator: &str, cell: &impl Fn(usize) -> Cow<'a, str>) -> Cow<'a, str> {
    let mut parts: Vec<Cow<'a, str>> = Vec::with_capacity(columns.len());
    for &i in columns {
        let part = cell(i);
        if !part.trim().is_empty() && parts.iter().all(|before| before.trim() != part.trim()) {
            parts.push(part);
        }
    }
    match parts.len() {
        0 => Cow::Borrowed(""),
        1 => parts.swap_remove(0),
        _ => Cow::Owned(parts.iter().map(|part| part.trim()).collect::<Vec<_>>().join(separator)),
    }
}

/// What stands before the last comma, and after it.
fn parts(cell: Cow<'_, str>) -> (Cow<'_, str>, Cow<'_, str>) {
    match cell.rsplit_once(',') {
        Some((before, last)) => (Cow::Owned(before.trim().to_owned()), Cow::Owned(last.trim().to_owned())),
        None => (Cow::Borrowed(""), cell),
    }
}

/// One of the two numbers of `Point(69.17 34.53)`; blank where the text is no point.
fn point<'a>(text: &str, number: usize) -> Cow<'a, str> {
    let numbers = text.rsplit_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
    let number = numbers.and_then(|numbers| numbers.split_whitespace().nth(number));
    Cow::Owned(number.unwrap_or_default().to_owned())
}

/// The columns that a count of people is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CountColumns {
    /// The file does not have it.
    #[default]
    Absent,
    Cell(usize),
    /// A number; one below zero is a code that says why it is unknown.
    Coded(usize),
    /// The numbers of a best estimate and its bounds.
    Estimate {
        low: usize,
        best: usize,
        high: usize,
    },
}

impl CountColumns {
    /// Reads the count of a row, once [`PeopleCount`]'s own convention has been tried on a single cell. Blank is `None`.
    ///
    /// # Errors
    /// The column of a cell that is no count, and why.
    pub fn read(
        &self,
        row: &Row<'_>,
        unknown: Option<IsMissing>,
        decimal_comma: bool,
    ) -> Result<Option<PeopleCount>, (usize, CountError)> {
        let number = |i: usize, coded: bool| -> Result<Option<PeopleCount>, (usize, CountError)> {
            if let Some(number) = row.short(i).and_then(Bytes16::number) {
                return Ok(Some(PeopleCount::exactly(number)));
            }
            let cell = row.cell(i);
            let text = cell.trim();
            let is_code = || coded && text.parse::<f64>().is_ok_and(|number| number < 0.0);
            if text.is_empty() || unknown.is_some_and(|is_unknown| is_unknown(text)) || is_code() {
                return Ok(None);
            }
            match as_exported(text, decimal_comma) {
                Some(count) => Ok(Some(count)),
                None => PeopleCount::parse(text).map_err(|error| (i, error)),
            }
        };
        match *self {
            CountColumns::Absent => Ok(None),
            CountColumns::Cell(i) => number(i, false),
            CountColumns::Coded(i) => number(i, true),
            CountColumns::Estimate { low, best, high } => {
                let exact = |i| Ok(number(i, false)?.and_then(|count| count.low));
                match (exact(low)?, exact(best)?, exact(high)?) {
                    // Without a best estimate the bounds are all that is known.
                    (None, None, None) => Ok(None),
                    (low, None, high) => Ok(Some(PeopleCount::within(low, high))),
                    (low, Some(best), high) => {
                        Ok(Some(PeopleCount::estimate(low.unwrap_or(best), best, high.unwrap_or(best))))
                    }
                }
            }
        }
    }

    /// The one column that holds it as it is.
    #[inline]
    pub fn column(&self) -> Option<usize> {
        if let CountColumns::Cell(i) = self { Some(*i) } else { None }
    }

    fn held(&self) -> Vec<usize> {
        match *self {
            CountColumns::Absent => Vec::new(),
            CountColumns::Cell(i) | CountColumns::Coded(i) => vec![i],
            CountColumns::Estimate { low, best, high } => vec![low, best, high],
        }
    }
}

/// A count as spreadsheets and statistics programs write it: `1,963` with its thousands parted, `3.0` for 3, and `1.5`,
/// by which GTD shares three dead between two attacks, for 1 to 2.
///
/// With a decimal comma the comma and the full stop change places.
fn as_exported(text: &str, decimal_comma: bool) -> Option<PeopleCount> {
    let (grouping, point) = if decimal_comma { ('.', ',') } else { (',', '.') };
    if let Some(count) = thousands(text, grouping) {
        return Some(count);
    }
    let (whole, fraction) = text.split_once(point).or_else(|| text.split_once('.'))?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let is_whole = fraction.bytes().all(|byte| byte == b'0');
    // Three digits may be thousands with the sign of another country.
    if !is_whole && fraction.len() == 3 {
        return None;
    }
    let low: u64 = whole.parse().ok()?;
    Some(PeopleCount { low: Some(low), high: Some(low + u64::from(!is_whole)), best: None, approximate: false })
}

/// `1,963`, `12 000`, `1’000`: groups of three digits with one sign between them.
fn thousands(text: &str, grouping: char) -> Option<PeopleCount> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if separator != grouping && !matches!(separator, ' ' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}') {
        return None;
    }
    let mut groups = text.split(separator);
    let first = groups.next().filter(|first| matches!(first.len(), 1..=3))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    let number = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(PeopleCount::exactly(number))
}

impl Fields {
    /// What a field's text is made of; of those that have a form of their own, the cell that holds it.
    pub fn cells(&self, field: Field) -> &TextColumns {
        match field {
            Field::Id => &self.id,
            Field::Title => &self.title,
            Field::Location => &self.location,
            Field::Country => &self.country,
            Field::Latitude => &self.latitude,
            Field::Longitude => &self.longitude,
            Field::Kind => &self.kind,
            Field::Actors => &self.actors,
            Field::Summary => &self.summary,
            Field::Source => &self.source,
            Field::Date | Field::Killed | Field::Wounded => &TextColumns::Absent,
        }
    }

    /// Takes one column for the field.
    pub fn set(&mut self, field: Field, column: usize) {
        let cells = match field {
            Field::Id => &mut self.id,
            Field::Title => &mut self.title,
            Field::Location => &mut self.location,
            Field::Country => &mut self.country,
            Field::Latitude => &mut self.latitude,
            Field::Longitude => &mut self.longitude,
            Field::Kind => &mut self.kind,
            Field::Actors => &mut self.actors,
            Field::Summary => &mut self.summary,
            Field::Source => &mut self.source,
            Field::Date => {
                // A code for how exactly that same day is known still counts.
                if !matches!(self.date, DateColumns::Rounded { day, .. } if day == column) {
                    self.date = DateColumns::Cell(column);
                }
                return;
            }
            Field::Killed => {
                self.killed = CountColumns::Cell(column);
                return;
            }
            Field::Wounded => {
                self.wounded = CountColumns::Cell(column);
                return;
            }
        };
        *cells = TextColumns::Cell(column);
    }

    /// Whether the file has anything for the field.
    pub fn has(&self, field: Field) -> bool {
        match field {
            Field::Date => self.date != DateColumns::Absent,
            Field::Killed => self.killed != CountColumns::Absent,
            Field::Wounded => self.wounded != CountColumns::Absent,
            field => *self.cells(field) != TextColumns::Absent,
        }
    }

    /// The one column that holds the field as it is; `None` where it is made of others.
    #[inline]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        match field {
            Field::Date => self.date.column(),
            Field::Killed => self.killed.column(),
            Field::Wounded => self.wounded.column(),
            field => self.cells(field).column(),
        }
    }

    /// The columns that the field is made of; the one that holds it, where it is one.
    pub fn columns_of(&self, field: Field) -> Vec<usize> {
        match field {
            Field::Date => self.date.held(),
            Field::Killed => self.killed.held(),
            Field::Wounded => self.wounded.held(),
            field => self.cells(field).held().to_vec(),
        }
    }

    /// The columns that some field says all of.
    pub fn held(&self) -> Vec<usize> {
        let texts = Field::ALL.into_iter().flat_map(|field| self.cells(field).held()).copied();
        texts.chain(self.date.held()).chain(self.killed.held()).chain(self.wounded.held()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: [&str; 6] = ["Kabul, Kabol, Afghanistan", " ", "Police", "Police", "Point(69.17 34.53)", "7"];

    fn text(cells: &TextColumns) -> String {
        cells.text(&|i| Cow::Borrowed(ROW[i])).into_owned()
    }

    #[test]
    fn texts_are_made_of_their_columns() {
        assert_eq!(text(&TextColumns::FirstOf(vec![1, 2])), "Police");
        assert_eq!(text(&TextColumns::Joined(vec![2, 1, 3, 5], "; ")), "Police; 7");
        assert_eq!(text(&TextColumns::Coded(5, &[("7", "repression")])), "repression");
        assert_eq!(text(&TextColumns::Coded(5, &[("8", "riot")])), "7");
        assert_eq!(
            text(&TextColumns::Sentence(Box::new(TextColumns::Cell(5)), vec![2, 0])),
            "7: Police – Kabul, Kabol, Afghanistan"
        );
        assert_eq!(text(&TextColumns::Sentence(Box::new(TextColumns::Cell(5)), vec![1])), "7");
        assert_eq!(text(&TextColumns::LastPart(0)), "Afghanistan");
        assert_eq!(text(&TextColumns::BeforeLastPart(0)), "Kabul, Kabol");
        assert_eq!(
            (text(&TextColumns::PointLatitude(4)), text(&TextColumns::PointLongitude(4))),
            ("34.53".into(), "69.17".into())
        );
        assert_eq!(text(&TextColumns::PointLatitude(2)), "");
    }

    #[test]
    fn html_becomes_its_text() {
        assert_eq!(text_of_html("<p>Dock &amp; <b>yard</b><br>workers</p>"), "Dock & yard workers");
        assert_eq!(text_of_html("1 < 2 &lt;b&gt;"), "1 < 2 <b>");
    }

    #[test]
    fn numbers_as_programs_write_them() {
        let read = |text: &str| as_exported(text, false).map(|count| count.to_string());
        let read_german = |text: &str| as_exported(text, true).map(|count| count.to_string());
        assert_eq!(read_german("1.963").unwrap(), "1963");
        assert_eq!(read_german("3,0").unwrap(), "3");
        assert_eq!(read("1,963").unwrap(), "1963");
        assert_eq!(read("1 234 567").unwrap(), "1234567");
        assert_eq!(read("3.0").unwrap(), "3");
        assert_eq!(read("1.5").unwrap(), "1..2");
        assert_eq!(read("2.333333").unwrap(), "2..3");
        assert_eq!(read_german("3.0").unwrap(), "3");
        for other in ["1,96", "1.963", "1,2345", "12,34,567", "13", "a,bcd", ".5", "1."] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
