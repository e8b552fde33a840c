//! Where each field of the model comes from: one column, several, a code to be put into words.
//!
//! A codebook makes [`Fields`] of the columns that a file has; events read themselves with them.

use std::borrow::Cow;
use std::sync::Arc;

pub use super::count_columns::CountColumns;
use super::date_columns::DateColumns;
use super::date_source::{DateSource, plain_code};
use crate::model::field::Field;
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
    /// A cell with `;` between the tags.
    pub tags: TextColumns,
    pub killed: CountColumns,
    pub wounded: CountColumns,
    pub status: TextColumns,
    pub report_of: TextColumns,
    pub media: TextColumns,
    pub media_credit: TextColumns,
    pub media_caption: TextColumns,
    pub summary: TextColumns,
    /// A cell with `;` between the citations.
    pub source: TextColumns,
}

/// Codes, and the words for them.
pub type Codes = Arc<[(Box<str>, Box<str>)]>;

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
    /// All the items of them with `; ` between them, where their cells separate items by another text.
    Items(Vec<usize>, Box<str>),
    /// A code, put into words. One that has none stays.
    Coded(usize, Codes),
    /// What happened, and between whom: `Armed clash: Police – Rioters`.
    Sentence(Box<TextColumns>, Vec<usize>),
    /// Words with cells between them: `Earthquake, magnitude 6.1`.
    Template(Box<[TemplatePiece]>),
    /// The same as `FirstOf` and `Joined`, of texts that are more than a cell as it is.
    FirstText(Box<[TextColumns]>),
    JoinedTexts(Box<[TextColumns]>, &'static str),
    /// After the last comma: the country of `Kabul, Kabol, Afghanistan`.
    LastPart(usize),
    /// Before the last comma: the place of `Kabul, Kabol, Afghanistan`; nothing where there is none.
    BeforeLastPart(usize),
    /// Before the first colon: the country of `TURKEY: KARS`; nothing where there is none.
    BeforeColon(usize),
    /// After the first colon: the place of `TURKEY: KARS`; all of it where there is none.
    AfterColon(usize),
    /// The latitude of a point in well-known text, `Point(69.17 34.53)`, whose first number is the longitude.
    PointLatitude(usize),
    PointLongitude(usize),
    /// The first of two numbers with a comma between them, `34.53, 69.17`.
    PairLatitude(usize),
    PairLongitude(usize),
    /// Degrees, minutes and seconds in columns of their own.
    Degrees(Box<DegreeColumns>),
    /// HTML, of which the text is wanted.
    Html(usize),
}

/// The columns of an angle in degrees, minutes and seconds, by their number in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DegreeColumns {
    pub degrees: usize,
    pub minutes: Option<usize>,
    pub seconds: Option<usize>,
    /// `N`, `S`, `E` or `W`, or a word that begins so.
    pub direction: Option<usize>,
}

/// A piece of [`TextColumns::Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePiece {
    Words(Box<str>),
    Text(TextColumns),
    /// Left out in rows in which a text in it is blank.
    Optional(Box<[TemplatePiece]>),
}

impl TextColumns {
    /// The text, made of what `cell` gives for each column.
    pub fn text<'a>(&'a self, cell: &impl Fn(usize) -> Cow<'a, str>) -> Cow<'a, str> {
        match self {
            TextColumns::Absent => Cow::Borrowed(""),
            TextColumns::Cell(i) => cell(*i),
            TextColumns::FirstOf(columns) => {
                columns.iter().map(|&i| cell(i)).find(|text| !text.trim().is_empty()).unwrap_or_default()
            }
            TextColumns::Joined(columns, separator) => joined(columns.iter().map(|&i| cell(i)), separator),
            TextColumns::Items(columns, separator) => Cow::Owned(items(columns, separator, cell)),
            TextColumns::Coded(i, codes) => {
                let code = cell(*i);
                let words = codes.iter().find(|(known, _)| **known == *plain_code(&code));
                words.map_or(code, |(_, words)| Cow::Borrowed(&**words))
            }
            TextColumns::Sentence(what, whom) => {
                let (what, whom) = (what.text(cell), joined(whom.iter().map(|&i| cell(i)), " – "));
                let mut letters = what.trim().chars();
                let what = letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str()));
                match (what, whom.is_empty()) {
                    (Some(what), true) => Cow::Owned(what),
                    (None, _) => whom,
                    (Some(what), false) => Cow::Owned(format!("{what}: {whom}")),
                }
            }
            TextColumns::Template(pieces) => {
                let mut text = String::new();
                fill(pieces, cell, &mut text);
                Cow::Owned(text)
            }
            TextColumns::FirstText(texts) => {
                texts.iter().map(|text| text.text(cell)).find(|text| !text.trim().is_empty()).unwrap_or_default()
            }
            TextColumns::JoinedTexts(texts, separator) => joined(texts.iter().map(|text| text.text(cell)), separator),
            TextColumns::LastPart(i) => parts(cell(*i)).1,
            TextColumns::BeforeLastPart(i) => parts(cell(*i)).0,
            TextColumns::BeforeColon(i) => around_colon(cell(*i)).0,
            TextColumns::AfterColon(i) => around_colon(cell(*i)).1,
            TextColumns::Degrees(columns) => Cow::Owned(columns.decimal(cell)),
            TextColumns::PointLatitude(i) => point(&cell(*i), 1),
            TextColumns::PointLongitude(i) => point(&cell(*i), 0),
            TextColumns::PairLatitude(i) => pair(&cell(*i), 0),
            TextColumns::PairLongitude(i) => pair(&cell(*i), 1),
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

    /// The column that holds both coordinates, if this is one of them.
    pub fn pair(&self) -> Option<usize> {
        match self {
            TextColumns::PointLatitude(i)
            | TextColumns::PointLongitude(i)
            | TextColumns::PairLatitude(i)
            | TextColumns::PairLongitude(i) => Some(*i),
            _ => None,
        }
    }

    /// The columns that need not be shown beside it.
    fn held(&self) -> &[usize] {
        match self {
            TextColumns::LastPart(i)
            | TextColumns::BeforeLastPart(i)
            | TextColumns::BeforeColon(i)
            | TextColumns::AfterColon(i)
            | TextColumns::PointLatitude(i)
            | TextColumns::PointLongitude(i)
            | TextColumns::PairLatitude(i)
            | TextColumns::PairLongitude(i)
            | TextColumns::Html(i) => std::slice::from_ref(i),
            TextColumns::Items(columns, _) => columns,
            // In each row it says but one of them.
            TextColumns::FirstOf(_) => &[],
            _ => self.columns(),
        }
    }
}

fn joined<'a>(cells: impl ExactSizeIterator<Item = Cow<'a, str>>, separator: &str) -> Cow<'a, str> {
    let mut parts: Vec<Cow<'a, str>> = Vec::with_capacity(cells.len());
    for part in cells {
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

/// The items of several cells, each once, in the model's convention for lists.
fn items<'a>(columns: &[usize], separator: &str, cell: &impl Fn(usize) -> Cow<'a, str>) -> String {
    let cells: Vec<Cow<'a, str>> = columns.iter().map(|&i| cell(i)).collect();
    let mut items: Vec<&str> = Vec::new();
    for item in cells.iter().flat_map(|cell| cell.split(separator)).map(str::trim) {
        if !item.is_empty() && !items.contains(&item) {
            items.push(item);
        }
    }
    items.join("; ")
}

/// Writes the pieces of a template. Whether none of its texts was blank.
fn fill<'a>(pieces: &'a [TemplatePiece], cell: &impl Fn(usize) -> Cow<'a, str>, out: &mut String) -> bool {
    let mut is_whole = true;
    for piece in pieces {
        match piece {
            TemplatePiece::Words(words) => out.push_str(words),
            TemplatePiece::Text(text) => {
                let text = text.text(cell);
                let mut words = text.split_whitespace();
                let first = words.next();
                is_whole &= first.is_some();
                out.push_str(first.unwrap_or_default());
                words.for_each(|word| {
                    out.push(' ');
                    out.push_str(word);
                });
            }
            TemplatePiece::Optional(pieces) => {
                let length = out.len();
                if !fill(pieces, cell, out) {
                    out.truncate(length);
                }
            }
        }
    }
    is_whole
}

/// What stands before the first colon, and after it.
fn around_colon(cell: Cow<'_, str>) -> (Cow<'_, str>, Cow<'_, str>) {
    match cell.split_once(':') {
        Some((before, after)) => (Cow::Owned(before.trim().to_owned()), Cow::Owned(after.trim().to_owned())),
        None => (Cow::Borrowed(""), cell),
    }
}

impl DegreeColumns {
    /// The angle in decimal degrees, to a metre; blank where the degrees are unknown.
    fn decimal<'a>(&self, cell: &impl Fn(usize) -> Cow<'a, str>) -> String {
        let number = |i: usize| cell(i).trim().parse::<f64>().ok();
        let Some(degrees) = number(self.degrees) else { return String::new() };
        let part = |column: Option<usize>| column.and_then(number).unwrap_or(0.0);
        let size = degrees.abs() + part(self.minutes) / 60.0 + part(self.seconds) / 3600.0;
        let direction = self.direction.map(cell).unwrap_or_default();
        let is_negative = degrees.is_sign_negative() || direction.trim_start().starts_with(['S', 's', 'W', 'w']);
        format!("{:.5}", if is_negative { -size } else { size })
    }
}

/// One of the two numbers of `34.53, 69.17`; blank where the text is no pair.
fn pair<'a>(text: &str, number: usize) -> Cow<'a, str> {
    let numbers = text.split_once(',').map(|(latitude, longitude)| [latitude, longitude]);
    Cow::Owned(numbers.map(|numbers| numbers[number].trim().to_owned()).unwrap_or_default())
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
            Field::Tags => &self.tags,
            Field::Status => &self.status,
            Field::ReportOf => &self.report_of,
            Field::Media => &self.media,
            Field::MediaCredit => &self.media_credit,
            Field::MediaCaption => &self.media_caption,
            Field::Summary => &self.summary,
            Field::Source => &self.source,
            Field::Date | Field::Killed | Field::Wounded => &TextColumns::Absent,
        }
    }

    /// Takes one column for the field.
    pub fn set(&mut self, field: Field, column: usize) {
        match field {
            Field::Date => {
                // A code for how exactly that same day is known still counts.
                let is_rounded = matches!(&self.date, DateColumns::Made(source)
                    if matches!(**source, DateSource::Rounded { day, .. } if day == column));
                if !is_rounded {
                    self.date = DateColumns::Cell(column);
                }
            }
            Field::Killed | Field::Wounded => self.set_count(field, CountColumns::Cell(column)),
            field => self.set_text(field, TextColumns::Cell(column)),
        }
    }

    /// Takes these columns for a field that is a count; for any other nothing happens.
    pub fn set_count(&mut self, field: Field, columns: CountColumns) {
        match field {
            Field::Killed => self.killed = columns,
            Field::Wounded => self.wounded = columns,
            _ => {}
        }
    }

    /// Takes these columns for a field that is a text; for the date and the counts nothing happens.
    pub fn set_text(&mut self, field: Field, columns: TextColumns) {
        let text = match field {
            Field::Id => &mut self.id,
            Field::Title => &mut self.title,
            Field::Location => &mut self.location,
            Field::Country => &mut self.country,
            Field::Latitude => &mut self.latitude,
            Field::Longitude => &mut self.longitude,
            Field::Kind => &mut self.kind,
            Field::Actors => &mut self.actors,
            Field::Tags => &mut self.tags,
            Field::Status => &mut self.status,
            Field::ReportOf => &mut self.report_of,
            Field::Media => &mut self.media,
            Field::MediaCredit => &mut self.media_credit,
            Field::MediaCaption => &mut self.media_caption,
            Field::Summary => &mut self.summary,
            Field::Source => &mut self.source,
            Field::Date | Field::Killed | Field::Wounded => return,
        };
        *text = columns;
    }

    /// Takes no column for the field.
    pub fn remove(&mut self, field: Field) {
        match field {
            Field::Date => self.date = DateColumns::Absent,
            Field::Killed | Field::Wounded => self.set_count(field, CountColumns::Absent),
            field => self.set_text(field, TextColumns::Absent),
        }
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

    const ROW: [&str; 7] =
        ["Kabul, Kabol, Afghanistan", " ", "Police", "Police", "Point(69.17 34.53)", "7", "34.53, 69.17"];

    fn codes(codes: &[(&str, &str)]) -> Codes {
        codes.iter().map(|(code, words)| ((*code).into(), (*words).into())).collect()
    }

    fn text(cells: &TextColumns) -> String {
        cells.text(&|i| Cow::Borrowed(ROW[i])).into_owned()
    }

    #[test]
    fn texts_are_made_of_their_columns() {
        assert_eq!(text(&TextColumns::FirstOf(vec![1, 2])), "Police");
        assert_eq!(text(&TextColumns::Joined(vec![2, 1, 3, 5], "; ")), "Police; 7");
        assert_eq!(text(&TextColumns::Coded(5, codes(&[("7", "repression")]))), "repression");
        assert_eq!(text(&TextColumns::Coded(5, codes(&[("8", "riot")]))), "7");
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
        assert_eq!(text(&TextColumns::BeforeColon(2)), "");
        assert_eq!(text(&TextColumns::AfterColon(2)), "Police");
        let pair = (text(&TextColumns::PairLatitude(6)), text(&TextColumns::PairLongitude(6)));
        assert_eq!(pair, ("34.53".into(), "69.17".into()));
        assert_eq!(text(&TextColumns::Items(vec![0, 2, 3], ", ".into())), "Kabul; Kabol; Afghanistan; Police");
    }

    #[test]
    fn degrees_in_columns_become_decimal() {
        let row = ["34", "30", "36", "S"];
        let degrees = DegreeColumns { degrees: 0, minutes: Some(1), seconds: Some(2), direction: Some(3) };
        assert_eq!(degrees.decimal(&|i| Cow::Borrowed(row[i])), "-34.51000");
        let degrees = DegreeColumns { degrees: 3, minutes: Some(1), seconds: None, direction: None };
        assert_eq!(degrees.decimal(&|i| Cow::Borrowed(row[i])), "");
    }

    #[test]
    fn a_template_leaves_out_what_is_blank() {
        let words = |words: &str| TemplatePiece::Words(words.into());
        let cell = |i| TemplatePiece::Text(TextColumns::Cell(i));
        let optional = |i| TemplatePiece::Optional([words("Magnitude "), cell(i), words(": ")].into());
        let template = |i| TextColumns::Template([optional(i), cell(2)].into());
        assert_eq!((text(&template(5)), text(&template(1))), ("Magnitude 7: Police".into(), "Police".into()));
        let texts = [template(1), TextColumns::Cell(5)];
        assert_eq!(text(&TextColumns::FirstText(texts.into())), "Police");
    }

    #[test]
    fn html_becomes_its_text() {
        assert_eq!(text_of_html("<p>Dock &amp; <b>yard</b><br>workers</p>"), "Dock & yard workers");
        assert_eq!(text_of_html("1 < 2 &lt;b&gt;"), "1 < 2 <b>");
    }
}
