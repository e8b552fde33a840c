//! What a codebook is: how a data set's files are known, and which of their columns make which field.
//!
//! Each data set is a TOML file that reads like its codebook (`docs/layouts.md` tells of the format). [`Codebook::read`]
//! makes a [`Codebook`] of one; a layout asks it for the columns that a file has.

mod count;
mod date;
mod text;
mod toml;

use std::collections::HashMap;
use std::sync::Arc;

use count::CountSpec;
use date::DateSpec;
use text::TextSpec;
pub use toml::meant;
use toml::{Result, Source, Table, Value};

use super::LayoutId;
use super::fields::{Codes, Fields};
use super::missing::{CodePattern, MissingCodes};
use crate::csv::dialect::Quoting;
use crate::date::convention::PartOrder;
use crate::model::field::Field;

/// How the files of one data set are laid out.
#[derive(Clone, Debug)]
pub struct Codebook {
    /// Its name, such as `acled`.
    pub name: LayoutId,
    /// What the data set is, in one line.
    pub about: Box<str>,
    /// Names of columns that other data sets seldom have. `a|b` is either of the two.
    pub known_by: Vec<Box<str>>,
    /// How many of them make a file one of this data set: fewer than all, where users leave columns out.
    pub at_least: usize,
    /// The names of the columns of each version that is published without a header.
    headers: Vec<Vec<String>>,
    /// What stands for an unknown value in any column, and what in single ones.
    unknown: Arc<[CodePattern]>,
    unknown_in: Vec<(Box<str>, Box<[CodePattern]>)>,
    /// The order of day and month, where dates are numbers and nothing in the column says otherwise.
    pub order: Option<PartOrder>,
    /// The first of the hundred years in which years of two digits lie.
    pub century: Option<i32>,
    /// The column with the year of dates that lack it, or lack its century.
    year_beside: Option<Box<str>>,
    /// A year such as -500 is 500 BC, and not 501 BC as in ISO 8601.
    pub counts_bc: bool,
    /// What quotes mean in its files, if the files themselves need not be asked.
    pub quoting: Option<Quoting>,
    /// Rows that are no events: the column that tells, and its values with what they stand for.
    not_events: Option<(Box<str>, NotEvents)>,
    fields: Vec<(Field, FieldSpec)>,
    words: Vec<(Box<str>, Codes)>,
}

/// Values of a column, and what a row with one of them is instead of an event.
pub type NotEvents = Arc<[(CodePattern, Arc<str>)]>;

/// What a codebook says of one field.
#[derive(Clone, Debug)]
enum FieldSpec {
    Date(DateSpec),
    Count(CountSpec),
    Text(TextSpec),
}

/// What the codes of columns stand for, by the number of the column.
type Words = HashMap<usize, Codes>;

const KEYS: &[&str] =
    &["about", "codebook", "known-by", "without-header", "reading", "not-an-event", "fields", "words"];

const READING: &[&str] = &["unknown", "unknown-in", "date-order", "century", "year-beside", "years-bc", "quotes"];

impl Codebook {
    /// Reads a TOML file. `name` is the layout's, `file` stands in errors.
    ///
    /// # Errors
    /// What is wrong in the file, with its line, column and key.
    pub fn read(name: LayoutId, file: &str, text: &str) -> Result<Codebook> {
        let source = Source { file, text };
        let root = source.parse()?;
        let root = Table::root(source, &root, KEYS)?;
        if let Some(address) = root.get("codebook") {
            address.text()?;
        }
        let mut codebook = Codebook {
            about: root.need("about")?.text()?.into(),
            fields: fields(root.need("fields")?.any_table()?)?,
            ..Codebook::empty(name)
        };
        if let Some(known_by) = root.get("known-by") {
            let known_by = known_by.table(&["columns", "at-least"])?;
            codebook.known_by = known_by.need("columns")?.texts()?.into_iter().map(Into::into).collect();
            let all = codebook.known_by.len();
            codebook.at_least = known_by.get("at-least").map_or(Ok(all), |least| least.number(all))?;
        }
        codebook.headers = root.get("without-header").map(headers).transpose()?.unwrap_or_default();
        if let Some(reading) = root.get("reading") {
            codebook.read_reading(reading.table(READING)?)?;
        }
        codebook.not_events = root.get("not-an-event").map(not_events).transpose()?;
        if let Some(words) = root.get("words") {
            let words = words.any_table()?.entries().into_iter();
            codebook.words =
                words.map(|(column, codes)| Ok((column.into(), words_of(codes)?))).collect::<Result<_>>()?;
        }
        Ok(codebook)
    }

    fn read_reading(&mut self, reading: Table<'_>) -> Result<()> {
        const ORDERS: &[(&str, PartOrder)] =
            &[("dmy", PartOrder::Dmy), ("mdy", PartOrder::Mdy), ("ymd", PartOrder::Ymd)];
        self.unknown = reading.get("unknown").map(codes).transpose()?.unwrap_or_default();
        if let Some(columns) = reading.get("unknown-in") {
            for (column, value) in columns.any_table()?.entries() {
                self.unknown_in.push((column.into(), codes(value)?.to_vec().into()));
            }
        }
        self.order = reading.get("date-order").map(|order| order.one_of(ORDERS)).transpose()?;
        if let Some(century) = reading.get("century") {
            self.century = i32::try_from(century.number(9999)?).ok();
        }
        self.year_beside = reading.get("year-beside").map(|column| column.text().map(Into::into)).transpose()?;
        let quotings = Quoting::ALL.map(|quoting| (quoting.name(), quoting));
        self.quoting = reading.get("quotes").map(|quotes| quotes.one_of(&quotings)).transpose()?;
        if let Some(years) = reading.get("years-bc") {
            self.counts_bc = years.one_of(&[("counted", true), ("astronomical", false)])?;
        }
        Ok(())
    }

    fn empty(name: LayoutId) -> Codebook {
        Codebook {
            name,
            about: "".into(),
            known_by: Vec::new(),
            at_least: 0,
            headers: Vec::new(),
            unknown: Arc::default(),
            unknown_in: Vec::new(),
            order: None,
            century: None,
            year_beside: None,
            counts_bc: false,
            quoting: None,
            not_events: None,
            fields: Vec::new(),
            words: Vec::new(),
        }
    }

    /// dateline's own: the columns have the names of the fields.
    pub fn native() -> Codebook {
        let field = |field: Field| (field, FieldSpec::of_column(field));
        Codebook {
            about: "dateline's own columns: date and title, and any others".into(),
            known_by: Codebook::NATIVE_COLUMNS.map(Into::into).into(),
            at_least: Codebook::NATIVE_COLUMNS.len(),
            fields: Field::ALL.map(field).into(),
            ..Codebook::empty(LayoutId::Native)
        }
    }

    /// What dateline's own files are known by.
    pub const NATIVE_COLUMNS: [&str; 2] = ["date", "title"];

    /// The frame of files that no codebook tells of.
    pub fn other() -> Codebook {
        Codebook {
            about: "any other file: its date and title are found by name or by what is in them, and said".into(),
            unknown: WRITTEN_FOR_UNKNOWN.map(CodePattern::new).into(),
            ..Codebook::empty(LayoutId::Other)
        }
    }

    /// How well the columns of a file fit this data set: the part of those that it is known by, in thousandths. `None`:
    /// they are too few, or the file has no date.
    pub fn fit(&self, columns: &ColumnNames<'_>) -> Option<usize> {
        let known = self.known_by.iter().filter(|wanted| columns.find(wanted).is_some()).count();
        let is_of = self.at_least > 0 && known >= self.at_least && self.fields(columns).has(Field::Date);
        is_of.then(|| 1000 * known / self.known_by.len())
    }

    /// The columns that a file has for each field.
    pub fn fields(&self, columns: &ColumnNames<'_>) -> Fields {
        let words = self.words.iter().filter_map(|(name, codes)| Some((columns.find(name)?, codes.clone())));
        let words: Words = words.collect();
        let mut fields = Fields::default();
        for (field, spec) in &self.fields {
            match spec {
                FieldSpec::Date(date) => fields.date = date.resolve(columns),
                FieldSpec::Count(count) => fields.set_count(*field, count.resolve(columns)),
                FieldSpec::Text(text) => fields.set_text(*field, text.resolve(columns, &words)),
            }
        }
        fields
    }

    /// What stands for an unknown value in the columns of a file.
    pub fn missing(&self, columns: &ColumnNames<'_>) -> MissingCodes {
        let in_columns = self.unknown_in.iter().filter_map(|(name, codes)| Some((columns.find(name)?, codes.clone())));
        MissingCodes::new(self.unknown.clone(), in_columns.collect())
    }

    /// The column of a file with the year of dates that lack it.
    pub fn year_beside(&self, columns: &ColumnNames<'_>) -> Option<usize> {
        self.year_beside.as_ref().and_then(|name| columns.find(name))
    }

    /// The column of a file that tells of rows that are no events, and its values.
    pub fn not_events(&self, columns: &ColumnNames<'_>) -> Option<(usize, NotEvents)> {
        let (name, values) = self.not_events.as_ref()?;
        Some((columns.find(name)?, values.clone()))
    }

    /// The names of the columns of the versions without a header that have so many.
    pub fn headers(&self, width: usize) -> impl Iterator<Item = &Vec<String>> {
        self.headers.iter().filter(move |names| names.len() == width)
    }
}

/// What programs write where there is no value.
pub const WRITTEN_FOR_UNKNOWN: [&str; 6] = ["NA", "N/A", "n/a", "NaN", "NULL", "null"];

impl FieldSpec {
    fn of_column(field: Field) -> FieldSpec {
        match field {
            Field::Date => FieldSpec::Date(DateSpec::column(field.name())),
            Field::Killed | Field::Wounded => FieldSpec::Count(CountSpec::Column(field.name().into())),
            _ => FieldSpec::Text(TextSpec::Column(field.name().into())),
        }
    }

    fn read(field: Field, value: Value<'_>) -> Result<FieldSpec> {
        Ok(match field {
            Field::Date => FieldSpec::Date(DateSpec::read(value)?),
            Field::Killed | Field::Wounded => FieldSpec::Count(CountSpec::read(value)?),
            Field::Actors | Field::Tags | Field::Source => FieldSpec::Text(TextSpec::read(value, "; ")?),
            _ => FieldSpec::Text(TextSpec::read(value, ", ")?),
        })
    }
}

fn fields(table: Table<'_>) -> Result<Vec<(Field, FieldSpec)>> {
    table.need(Field::Date.name())?;
    let fields = table.entries().into_iter().map(|(name, value)| {
        let Some(field) = Field::from_name(name) else {
            let names = Field::ALL.map(Field::name);
            let error = value.error(format!("`{name}` is not a field of the model"));
            return Err(Box::new(error.hint(meant(name, &names))));
        };
        Ok((field, FieldSpec::read(field, value)?))
    });
    fields.collect()
}

fn codes(value: Value<'_>) -> Result<Arc<[CodePattern]>> {
    value.list()?.into_iter().map(|code| Ok(CodePattern::new(code.any_text()?))).collect()
}

fn words_of(value: Value<'_>) -> Result<Codes> {
    let entries = value.any_table()?.entries().into_iter();
    entries.map(|(code, words)| Ok((code.into(), words.text()?.into()))).collect()
}

/// The versions of a table without a header: the first names all columns, each further one those that it lacks.
fn headers(value: Value<'_>) -> Result<Vec<Vec<String>>> {
    let mut headers: Vec<Vec<String>> = Vec::new();
    for version in value.list()? {
        let version = version.table(&["columns", "lacks"])?;
        let names = match (version.get("lacks"), headers.first()) {
            (Some(lacks), Some(first)) => {
                let lacks = lacks.texts()?;
                first.iter().filter(|name| !lacks.contains(&name.as_str())).cloned().collect()
            }
            (Some(lacks), None) => return Err(lacks.error("`lacks` needs a version before it that has `columns`")),
            (None, _) => version.need("columns")?.texts()?.into_iter().map(str::to_owned).collect(),
        };
        headers.push(names);
    }
    Ok(headers)
}

fn not_events(value: Value<'_>) -> Result<(Box<str>, NotEvents)> {
    let table = value.table(&["column", "values"])?;
    let values = table.need("values")?.any_table()?.entries().into_iter();
    let values = values.map(|(code, what)| Ok((CodePattern::new(code), what.text()?.into())));
    Ok((table.need("column")?.text()?.into(), values.collect::<Result<_>>()?))
}

/// The columns of a file, to be found by their names.
pub struct ColumnNames<'a> {
    by_name: &'a HashMap<String, usize>,
}

impl<'a> ColumnNames<'a> {
    /// Each name in lower case, with the number of its column.
    pub fn new(by_name: &'a HashMap<String, usize>) -> ColumnNames<'a> {
        ColumnNames { by_name }
    }

    /// The first that the file has of several names, `a|b`, in any case: versions of a data set name a column
    /// differently.
    pub fn find(&self, names: &str) -> Option<usize> {
        names.split('|').find_map(|name| self.by_name.get(name.to_lowercase().as_str()).copied())
    }

    /// Those of several that the file has.
    pub fn all(&self, names: &[impl AsRef<str>]) -> Vec<usize> {
        names.iter().filter_map(|name| self.find(name.as_ref())).collect()
    }
}
