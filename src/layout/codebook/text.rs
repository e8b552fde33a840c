//! What a codebook says of a field that is a text: its column, several columns, a template with columns in it.

use super::toml::{Result, Value};
use super::{ColumnNames, Words};
use crate::layout::fields::{DegreeColumns, TemplatePiece, TextColumns};

/// The names of the columns that a text is made of. `a|b` is the first of the two that a file has.
#[derive(Clone, Debug)]
pub enum TextSpec {
    Column(Box<str>),
    Joined {
        columns: Vec<TextSpec>,
        separator: &'static str,
    },
    Items {
        columns: Vec<Box<str>>,
        separator: Box<str>,
    },
    FirstOf(Vec<TextSpec>),
    Part(Box<str>, TextPart),
    Sentence {
        what: Option<Box<TextSpec>>,
        whom: Vec<Box<str>>,
    },
    Template(Vec<TemplateSpec>),
    /// The names of the columns with degrees, minutes, seconds and the direction.
    Degrees([Option<Box<str>>; 4]),
    /// The second, in files that have no column of the first.
    IfAbsent(Box<TextSpec>, Box<TextSpec>),
}

/// Which part of a cell is wanted.
#[derive(Clone, Copy, Debug)]
pub enum TextPart {
    BeforeLastComma,
    AfterLastComma,
    BeforeColon,
    AfterColon,
    PointLatitude,
    PointLongitude,
    PairLatitude,
    PairLongitude,
    Html,
}

const PARTS: &[(&str, TextPart)] = &[
    ("before-last-comma", TextPart::BeforeLastComma),
    ("after-last-comma", TextPart::AfterLastComma),
    ("before-colon", TextPart::BeforeColon),
    ("after-colon", TextPart::AfterColon),
    ("latitude-of-point", TextPart::PointLatitude),
    ("longitude-of-point", TextPart::PointLongitude),
    ("latitude-of-pair", TextPart::PairLatitude),
    ("longitude-of-pair", TextPart::PairLongitude),
    ("text-of-html", TextPart::Html),
];

/// A piece of a template: `Earthquake[, magnitude {Mag}]`.
#[derive(Clone, Debug)]
pub enum TemplateSpec {
    Words(Box<str>),
    Column(Box<str>),
    Optional(Vec<TemplateSpec>),
}

const KEYS: &[&str] = &[
    "column",
    "part",
    "first-of",
    "items",
    "separated-by",
    "what",
    "whom",
    "template",
    "degrees",
    "minutes",
    "seconds",
    "direction",
    "if-absent",
];

impl TextSpec {
    /// Reads what stands at a field. `separator` is what the field has between several texts.
    ///
    /// # Errors
    /// What is not known, or does not go together.
    pub fn read(value: Value<'_>, separator: &'static str) -> Result<TextSpec> {
        if value.as_text().is_some() {
            return Ok(TextSpec::Column(value.text()?.into()));
        }
        if value.is_list() {
            let columns = value.texts()?.into_iter().map(|name| TextSpec::Column(name.into())).collect();
            return Ok(TextSpec::Joined { columns, separator });
        }
        let table = value.table(KEYS)?;
        let names = |value: Value<'_>| value.texts().map(|names| names.into_iter().map(Box::from).collect::<Vec<_>>());
        let several = |value: Value<'_>| {
            value.list()?.into_iter().map(|value| TextSpec::read(value, separator)).collect::<Result<_>>()
        };
        let spec = if let Some(template) = table.get("template") {
            table.together("template", &["if-absent"])?;
            TextSpec::Template(template_of(template)?)
        } else if let Some(texts) = table.get("first-of") {
            table.together("first-of", &["if-absent"])?;
            TextSpec::FirstOf(several(texts)?)
        } else if let Some(items) = table.get("items") {
            table.together("items", &["separated-by", "if-absent"])?;
            let columns = if items.is_list() { names(items)? } else { vec![items.text()?.into()] };
            TextSpec::Items { columns, separator: table.need("separated-by")?.any_text()?.into() }
        } else if table.has("degrees") {
            table.together("degrees", &["minutes", "seconds", "direction", "if-absent"])?;
            let name = |key: &str| table.get(key).map(|value| value.text().map(Box::from)).transpose();
            TextSpec::Degrees([name("degrees")?, name("minutes")?, name("seconds")?, name("direction")?])
        } else if table.has("what") || table.has("whom") {
            table.together("whom", &["what", "if-absent"])?;
            let what = table.get("what").map(|what| TextSpec::read(what, separator)).transpose()?;
            let whom = table.get("whom").map(names).transpose()?.unwrap_or_default();
            TextSpec::Sentence { what: what.map(Box::new), whom }
        } else {
            table.together("column", &["part", "if-absent"])?;
            let column = table.need("column")?.text()?.into();
            match table.get("part") {
                Some(part) => TextSpec::Part(column, part.one_of(PARTS)?),
                None => TextSpec::Column(column),
            }
        };
        match table.get("if-absent") {
            Some(other) => Ok(TextSpec::IfAbsent(Box::new(spec), Box::new(TextSpec::read(other, separator)?))),
            None => Ok(spec),
        }
    }

    /// The columns that a file has of it.
    pub fn resolve(&self, columns: &ColumnNames<'_>, words: &Words) -> TextColumns {
        match self {
            TextSpec::Column(name) => column(name, columns, words),
            TextSpec::Joined { columns: texts, separator } => several(texts, columns, words, |texts| match texts {
                Texts::Cells(cells) => TextColumns::Joined(cells, separator),
                Texts::Made(texts) => TextColumns::JoinedTexts(texts, separator),
            }),
            TextSpec::FirstOf(texts) => several(texts, columns, words, |texts| match texts {
                Texts::Cells(cells) => TextColumns::FirstOf(cells),
                Texts::Made(texts) => TextColumns::FirstText(texts),
            }),
            TextSpec::Items { columns: names, separator } => match columns.all(names) {
                found if found.is_empty() => TextColumns::Absent,
                found => TextColumns::Items(found, separator.clone()),
            },
            TextSpec::Part(name, part) => columns.find(name).map_or(TextColumns::Absent, |i| part.of(i)),
            TextSpec::Sentence { what, whom } => {
                let what = what.as_ref().map_or(TextColumns::Absent, |what| what.resolve(columns, words));
                match columns.all(whom) {
                    whom if whom.is_empty() => what,
                    whom => TextColumns::Sentence(Box::new(what), whom),
                }
            }
            TextSpec::Template(pieces) => {
                let mut has = Has::default();
                let pieces = template(pieces, columns, words, &mut has);
                // Without any of its columns it would say the same of every row.
                if has.asked && !has.found { TextColumns::Absent } else { TextColumns::Template(pieces) }
            }
            TextSpec::Degrees(names) => {
                let [degrees, minutes, seconds, direction] =
                    names.each_ref().map(|name| name.as_ref().and_then(|name| columns.find(name)));
                degrees.map_or(TextColumns::Absent, |degrees| {
                    TextColumns::Degrees(Box::new(DegreeColumns { degrees, minutes, seconds, direction }))
                })
            }
            TextSpec::IfAbsent(text, other) => match text.resolve(columns, words) {
                TextColumns::Absent => other.resolve(columns, words),
                text => text,
            },
        }
    }
}

impl TextPart {
    fn of(self, column: usize) -> TextColumns {
        match self {
            TextPart::BeforeLastComma => TextColumns::BeforeLastPart(column),
            TextPart::AfterLastComma => TextColumns::LastPart(column),
            TextPart::BeforeColon => TextColumns::BeforeColon(column),
            TextPart::AfterColon => TextColumns::AfterColon(column),
            TextPart::PointLatitude => TextColumns::PointLatitude(column),
            TextPart::PointLongitude => TextColumns::PointLongitude(column),
            TextPart::PairLatitude => TextColumns::PairLatitude(column),
            TextPart::PairLongitude => TextColumns::PairLongitude(column),
            TextPart::Html => TextColumns::Html(column),
        }
    }
}

/// One column, in words where its codes have some.
fn column(name: &str, columns: &ColumnNames<'_>, words: &Words) -> TextColumns {
    match columns.find(name) {
        None => TextColumns::Absent,
        Some(i) => match words.get(&i) {
            Some(codes) => TextColumns::Coded(i, codes.clone()),
            None => TextColumns::Cell(i),
        },
    }
}

/// Several texts that a file has: columns as they are, which are read faster, or any others.
enum Texts {
    Cells(Vec<usize>),
    Made(Box<[TextColumns]>),
}

fn several(
    texts: &[TextSpec],
    columns: &ColumnNames<'_>,
    words: &Words,
    make: impl Fn(Texts) -> TextColumns,
) -> TextColumns {
    let mut found: Vec<TextColumns> = texts.iter().map(|text| text.resolve(columns, words)).collect();
    found.retain(|text| *text != TextColumns::Absent);
    if found.len() < 2 {
        return found.pop().unwrap_or_default();
    }
    let cells: Option<Vec<usize>> = found.iter().map(TextColumns::column).collect();
    make(cells.map_or_else(|| Texts::Made(found.into()), Texts::Cells))
}

/// Whether a template has columns, and a file one of them.
#[derive(Default)]
struct Has {
    asked: bool,
    found: bool,
}

fn template(pieces: &[TemplateSpec], columns: &ColumnNames<'_>, words: &Words, has: &mut Has) -> Box<[TemplatePiece]> {
    let piece = |piece: &TemplateSpec| match piece {
        TemplateSpec::Words(words) => TemplatePiece::Words(words.clone()),
        TemplateSpec::Column(name) => {
            let text = column(name, columns, words);
            has.asked = true;
            has.found |= text != TextColumns::Absent;
            TemplatePiece::Text(text)
        }
        TemplateSpec::Optional(pieces) => TemplatePiece::Optional(template(pieces, columns, words, has)),
    };
    pieces.iter().map(piece).collect()
}

fn template_of(value: Value<'_>) -> Result<Vec<TemplateSpec>> {
    let mut rest = value.text()?;
    let pieces = pieces(&mut rest, false).and_then(|pieces| if rest.is_empty() { Ok(pieces) } else { Err("]") });
    pieces.map_err(|sign| value.error(format!("a `{sign}` in the template has no partner")))
}

/// Reads pieces up to the end or to the `]` that ends an optional piece; the error is a sign without its partner.
fn pieces(rest: &mut &str, is_optional: bool) -> std::result::Result<Vec<TemplateSpec>, &'static str> {
    let mut found = Vec::new();
    loop {
        let at = rest.find(['{', '[', ']', '}']).unwrap_or(rest.len());
        let (words, after) = rest.split_at(at);
        if !words.is_empty() {
            found.push(TemplateSpec::Words(words.into()));
        }
        let mut signs = after.chars();
        match signs.next() {
            None if is_optional => return Err("["),
            Some(']') if !is_optional => return Err("]"),
            None | Some(']') => {
                *rest = signs.as_str();
                return Ok(found);
            }
            Some('{') => {
                let (name, after) = signs.as_str().split_once('}').ok_or("{")?;
                found.push(TemplateSpec::Column(name.trim().into()));
                *rest = after;
            }
            Some('[') => {
                *rest = signs.as_str();
                found.push(TemplateSpec::Optional(pieces(rest, true)?));
            }
            Some(_) => return Err("}"),
        }
    }
}
