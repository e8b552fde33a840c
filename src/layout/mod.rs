//! A header into fields: which columns of a file make which field of the model.
//!
//! The store makes one [`Layout`] an input, from its header, the codebook of the data set that it is recognised as, and
//! the user's `--map`; events and outputs look their columns up in it.

mod codebook;
mod codebooks;
mod count_columns;
mod date_columns;
mod date_parts;
mod date_source;
pub mod evidence;
pub mod field_map;
mod fields;
pub mod mapping;
mod missing;
mod saved;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::csv::dialect::{Dialect, RecordFormat};
use crate::csv::row::Row;
use crate::date::Date;
use crate::date::convention::DateConvention;
use crate::error::{Diagnostic, Hint};
use crate::model::choice::{ColumnChoice, is_private};
use crate::model::field::{Column, Field};
use crate::text::sanitize::truncate;
use crate::text::similar::offer;
pub use codebook::Codebook;
use codebook::{ColumnNames, NotEvents};
pub use codebooks::{Codebooks, LayoutChoice, LayoutId};
pub use date_columns::DateColumns;
pub use date_source::{BadDate, DateReading};
use evidence::{Evidence, Sample};
use field_map::CellForms;
pub use fields::{CountColumns, Fields};
pub use mapping::Mapping;
use mapping::{MapField, UnknownCodes};
use missing::CodePattern;
pub use missing::MissingCodes;

fn no_such_column(field: MapField, column: &str, names: &[String]) -> Diagnostic {
    Diagnostic::new(format!("there is no column `{column}` for the field `{}`", field.name())).hint(offer(
        column,
        "columns",
        names.iter().map(String::as_str),
        &listed(names),
    ))
}

/// Without these a file is no chronology.
fn is_required(field: Field) -> bool {
    matches!(field, Field::Date | Field::Title)
}

/// The columns of one input, and how they are read.
#[derive(Clone, Debug)]
pub struct Layout {
    pub name: LayoutId,
    pub dialect: Dialect,
    /// The name of the file, where it is one of several that are read together.
    pub file: Option<String>,
    /// How its dates are written.
    pub convention: DateConvention,
    /// The names in the header, without edge spaces, in file order.
    names: Vec<String>,
    fields: Fields,
    /// The column of each name, in lower case; of columns with one name, the first.
    by_name: HashMap<String, usize>,
    /// The columns that hold no field, each with a name that no other of them has.
    extra: Vec<(usize, String)>,
    /// The columns of administrative units, which `--location` looks into too.
    admin_units: Vec<usize>,
    /// The column that holds the year of dates that lack it, or lack its century.
    year_column: Option<usize>,
    /// What stands for an unknown value.
    pub missing: MissingCodes,
    /// The column that tells of rows that are no events, and its values.
    not_events: Option<(usize, NotEvents)>,
    /// The fields that are not published.
    withheld: Vec<Field>,
}

impl Layout {
    /// Reads a header. The layout is the one that is asked for, else the one that the names are known by.
    ///
    /// A `--map` to a column that the header does not have is left out: it may be meant for another input.
    ///
    /// # Errors
    /// A `--map` of the date or the title to a column that is not there, where nothing else holds it; a codebook of the
    /// user's that can't be read.
    pub fn from_header(
        names: Vec<String>,
        mapping: &Mapping,
        asked: Option<Arc<Codebook>>,
        codebooks: &Codebooks,
        dialect: Dialect,
    ) -> Result<Layout, Box<Diagnostic>> {
        let mut by_name = HashMap::new();
        for (i, name) in names.iter().enumerate() {
            by_name.entry(name.to_lowercase()).or_insert(i);
        }
        let columns = ColumnNames::new(&by_name);
        let codebook = asked.map_or_else(|| codebooks.of_header(&columns), Ok)?;
        let name = codebook.name.clone();
        let mut fields = codebook.fields(&columns);
        mapping.resolve(&names).apply(&mut fields, &names, CellForms::default());
        // A column that is not there may be one of another input; `check_mapping` sees to it that one has it.
        let is_lacking = |field: MapField| match field {
            MapField::Field(field) => is_required(field) && !fields.has(field),
            MapField::Start | MapField::End => !fields.has(Field::Date),
        };
        if let Some((field, column)) = mapping.first_unknown(&[&names])
            && is_lacking(field)
            && name != LayoutId::Other
        {
            return Err(Box::new(no_such_column(field, column, &names)));
        }
        let admin_units = (0..names.len()).filter(|&i| is_admin_unit(&names[i])).collect();
        let extra = extra(&names, &fields);
        let Codebook { order, century, counts_bc, quoting, .. } = *codebook;
        let dialect = Dialect { quoting: quoting.unwrap_or(dialect.quoting), ..dialect };
        Ok(Layout {
            name,
            dialect,
            file: None,
            convention: DateConvention {
                order,
                century,
                counts_bc,
                zero_is_unknown: codebook.name != LayoutId::Native,
                ..DateConvention::default()
            },
            year_column: codebook.year_beside(&columns).or_else(|| columns.find(YEARS)),
            missing: codebook.missing(&columns),
            not_events: codebook.not_events(&columns),
            withheld: Vec::new(),
            names,
            fields,
            by_name,
            extra,
            admin_units,
        })
    }

    /// Weighs the columns of a file without a codebook for the fields that the user did not name, by a look at some of its
    /// rows, and takes what it finds.
    pub fn weigh(&mut self, sample: &Sample, mapping: &Mapping) -> Evidence {
        let evidence = Evidence::read(&self.names, sample, &mapping.resolve(&self.names), &self.fields);
        evidence.map.apply(&mut self.fields, &self.names, evidence.forms);
        let codes =
            evidence.codes.iter().map(|(i, codes)| (*i, codes.iter().map(|code| CodePattern::new(code)).collect()));
        self.missing = std::mem::take(&mut self.missing).with(&[], codes.collect());
        for field in [Field::Killed, Field::Wounded] {
            // A code that is a number like any other must be looked for in every cell.
            let is_coded = |i: usize| {
                evidence
                    .codes
                    .iter()
                    .any(|(column, codes)| *column == i && codes.iter().any(|code| code.parse::<u64>().is_ok()))
            };
            if let Some(column) = self.column_of(field).filter(|column| is_coded(*column)) {
                self.fields.set_count(field, CountColumns::Coded(column));
            }
        }
        self.convention.counts_bc |= evidence.years.counts_bc;
        self.convention.fewest_digits = evidence.years.fewest_digits;
        self.convention.zero_is_unknown = true;
        self.year_column = evidence.years.beside.or(self.year_column);
        self.extra = extra(&self.names, &self.fields);
        evidence
    }

    /// Takes what the user says stands for an unknown value. A column that the file does not have is left out.
    pub fn add_unknown(&mut self, unknown: &[UnknownCodes]) {
        for UnknownCodes { column, codes } in unknown {
            let codes: Vec<CodePattern> = codes.iter().map(|code| CodePattern::new(code)).collect();
            let (everywhere, in_columns) = match column {
                None => (codes, Vec::new()),
                Some(name) => match self.by_name.get(&name.to_lowercase()) {
                    Some(column) => (Vec::new(), vec![(*column, codes.into())]),
                    None => continue,
                },
            };
            self.missing = std::mem::take(&mut self.missing).with(&everywhere, in_columns);
        }
    }

    /// # Errors
    /// No column for the date or the title.
    pub fn check_required(&self) -> Result<(), Box<Diagnostic>> {
        let missing: Vec<Field> =
            Field::ALL.into_iter().filter(|field| is_required(*field) && !self.has(*field)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name())).collect();
        let map: Vec<String> =
            missing.iter().map(|&field| format!("{}={}", field.name(), self.likely(field))).collect();
        Err(Box::new(
            Diagnostic::new(format!(
                "the file has no {} column; its columns are: {}",
                names.join(" and no "),
                listed(&self.names)
            ))
            .hint(Hint::Columns { map: map.join(","), file: None }),
        ))
    }

    /// A column that may hold a required field, for the hint that asks the user to say so; `COLUMN` where none does.
    fn likely(&self, field: Field) -> &str {
        let holds = |name: &String| name.to_lowercase().contains(field.name());
        self.names.iter().find(|name| holds(name)).map_or("COLUMN", String::as_str)
    }

    /// How the records of the file are told apart.
    pub fn record_format(&self) -> RecordFormat {
        self.dialect.format(self.width())
    }

    /// All that the meaning of a row hangs on besides the row, as text. The names of columns that hold no field change nothing.
    pub fn reading(&self) -> String {
        let Layout { name, dialect, convention, fields, admin_units, year_column, missing, not_events, .. } = self;
        format!(
            "{name:?} {dialect:?} {convention:?} {fields:?} {admin_units:?} {year_column:?} {missing:?} {not_events:?}"
        )
    }

    /// The number of columns.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The field that column `i` is by itself.
    pub fn field_of(&self, i: usize) -> Option<Field> {
        Field::ALL.into_iter().find(|field| self.column_of(*field) == Some(i))
    }

    /// The name of column `i`; empty past the last.
    pub fn column_name(&self, i: usize) -> &str {
        self.names.get(i).map_or("", String::as_str)
    }

    /// The names of all columns, in file order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    #[inline]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The one column that holds the field as it is; `None` where it is made of others, or absent.
    #[inline]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.fields.column_of(field)
    }

    /// Whether the file has anything for the field.
    pub fn has(&self, field: Field) -> bool {
        self.fields.has(field)
    }

    /// The number of the column that a user named, where it is one as it is.
    pub fn find(&self, column: &Column) -> Option<usize> {
        match column {
            Column::Field(field) => self.column_of(*field),
            Column::Other(name) => self.by_name.get(name).copied(),
        }
    }

    /// Whether there is such a column, or a field that is made of others.
    pub fn knows(&self, column: &Column) -> bool {
        match column {
            Column::Field(field) => self.has(*field),
            Column::Other(_) => self.find(column).is_some() || self.is_file(column),
        }
    }

    /// Whether the column is not the file's own but the name of the file, which `file` stands for where several are read.
    pub fn is_file(&self, column: &Column) -> bool {
        self.file.is_some() && matches!(column, Column::Other(name) if name == FILE) && self.find(column).is_none()
    }

    pub fn admin_units(&self) -> &[usize] {
        &self.admin_units
    }

    /// Reads the date of a row; `None`: it is undated.
    ///
    /// # Errors
    /// The first cell that can't be read, by its column.
    pub fn date(&self, row: &Row<'_>) -> Result<Option<Date>, Box<BadDate>> {
        let reading = DateReading { row, convention: &self.convention, missing: &self.missing };
        let bad = match self.fields.date.read(reading) {
            Err(bad) => bad,
            date => return date,
        };
        let year = self.year_column.and_then(|i| row.cell(i).trim().parse().ok());
        match year.filter(|year| (1000..=9999).contains(year)) {
            Some(year) => {
                let convention = DateConvention { year_beside: Some(year), ..self.convention };
                self.fields.date.read(DateReading { convention: &convention, ..reading })
            }
            None => Err(bad),
        }
    }

    /// Whether the cell that holds the date says nothing of it: it is blank, or a code for what is not known.
    pub fn says_nothing_of_date(&self, row: &Row<'_>, column: usize) -> bool {
        DateReading { row, convention: &self.convention, missing: &self.missing }.says_nothing(column)
    }

    /// The columns that the date was read from, those included that say something of their own too.
    pub fn date_columns(&self) -> Vec<usize> {
        self.fields.date.made_of().into_iter().chain(self.year_column).collect()
    }

    /// What a row is that is no event, by its cell in the column that tells.
    #[inline]
    pub fn not_event<'a>(&self, cell: impl Fn(usize) -> std::borrow::Cow<'a, str>) -> Option<Arc<str>> {
        let (column, values) = self.not_events.as_ref()?;
        Layout::code_among(cell(*column).trim(), values)
    }

    #[inline(never)]
    fn code_among(value: &str, values: &[(missing::CodePattern, Arc<str>)]) -> Option<Arc<str>> {
        let is = |code: &missing::CodePattern| code.matches(value) || code.as_str().eq_ignore_ascii_case(value);
        values.iter().find(|(code, _)| is(code)).map(|(_, what)| what.clone())
    }

    /// The columns that hold no field of the model, with their names, in file order. A name that stands twice in the
    /// header is made another with a number: `note`, `note_2`.
    pub fn extra(&self) -> impl Iterator<Item = (usize, &str)> {
        self.extra.iter().map(|(i, name)| (*i, name.as_str()))
    }

    /// The layout of the same rows with only the columns that are kept. A field that is made of private columns goes with
    /// them, and a column that the user asked for by name is there by that name, also where it is part of a field.
    pub fn keeping(&self, choice: &ColumnChoice) -> Layout {
        let mut layout = self.clone();
        for field in Field::ALL {
            let is_private = |&i: &usize| is_private(self.column_name(i)) && !choice.with_private;
            if !choice.keeps_field(field) || self.fields.columns_of(field).iter().any(is_private) {
                layout.fields.remove(field);
                layout.withheld.push(field);
            }
        }
        let named = |i: usize| choice.names(&self.names[i]).then(|| (i, self.names[i].clone()));
        let extra =
            |i: usize| self.extra.iter().find(|(column, name)| *column == i && choice.keeps_other(name)).cloned();
        layout.extra = (0..self.width()).filter_map(|i| extra(i).or_else(|| named(i))).collect();
        layout.by_name.retain(|_, i| layout.extra.iter().any(|(column, _)| column == i));
        layout.admin_units.clear();
        layout.file = self.file.clone().filter(|_| choice.keeps_other(FILE));
        layout
    }

    /// Whether [`Layout::keeping`] left the field out. One that the file does not have is not withheld.
    pub fn withholds(&self, field: Field) -> bool {
        self.withheld.contains(&field)
    }

    /// Whether the two have the same columns in the same order, written in the same way.
    pub fn is_like(&self, other: &Layout) -> bool {
        let lower = |name: &String| name.to_lowercase();
        self.names.iter().map(lower).eq(other.names.iter().map(lower)) && self.dialect == other.dialect
    }
}

/// Names of a column that holds the year of the date beside it.
const YEARS: &str = "year|event_year|iyear|styr|yr";

/// Checks that each column that is mapped, and each for which there are codes, is in one of the inputs.
///
/// # Errors
/// A column that none of them has.
pub fn check_mapping(mapping: &Mapping, unknown: &[UnknownCodes], layouts: &[&Layout]) -> Result<(), Box<Diagnostic>> {
    let headers: Vec<&[String]> = layouts.iter().map(|layout| layout.names()).collect();
    if let Some((field, column)) = mapping.first_unknown(&headers) {
        return Err(Box::new(no_such_column(field, column, &headers.concat())));
    }
    for column in unknown.iter().filter_map(|unknown| unknown.column.as_ref()) {
        if !layouts.iter().any(|layout| layout.by_name.contains_key(&column.to_lowercase())) {
            return Err(Box::new(
                Diagnostic::new(format!("there is no column `{column}` for the codes that stand for unknown values"))
                    .hint(format!("the columns are: {}", listed(&headers.concat()))),
            ));
        }
    }
    Ok(())
}

/// The column that says which of several files an event is from.
pub const FILE: &str = "file";

fn extra(names: &[String], fields: &Fields) -> Vec<(usize, String)> {
    let held: HashSet<usize> = fields.held().into_iter().collect();
    let all: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut met: HashMap<&str, usize> = HashMap::new();
    let mut extra = Vec::new();
    for (i, name) in names.iter().enumerate().filter(|(i, _)| !held.contains(i)) {
        let times = met.entry(name).or_insert(0);
        *times += 1;
        let mut unique = name.clone();
        while *times > 1 {
            unique = format!("{name}_{times}");
            if !all.contains(unique.as_str()) {
                break;
            }
            *times += 1;
        }
        extra.push((i, unique));
    }
    extra
}

/// `admin1` (ACLED), `adm_1` (UCDP GED), `Admin 2` and their like.
fn is_admin_unit(name: &str) -> bool {
    let name: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let level = name.strip_prefix("admin").or_else(|| name.strip_prefix("adm"));
    level.is_some_and(|level| matches!(level.as_bytes(), [b'0'..=b'9']))
}

/// The names, the first of them, each as far as people read: a header can have a million, and a name a million letters.
pub fn listed(names: &[String]) -> String {
    const MOST: usize = 60;
    const LONGEST: usize = 100;
    let mut list = names.iter().take(MOST).map(|name| truncate(name, LONGEST)).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        list.push_str(&format!(", … and {} more", names.len() - MOST));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(header: &str, mapping: &str) -> Layout {
        let names = header.split(',').map(str::to_owned).collect();
        let mapping = if mapping.is_empty() { Mapping::default() } else { mapping.parse().unwrap() };
        Layout::from_header(names, &mapping, None, &Codebooks::default(), Dialect::default()).unwrap()
    }

    #[test]
    fn names_match_in_any_case() {
        let layout = layout("ID,Date,Notes,TITLE", "");
        assert_eq!(layout.column_of(Field::Date), Some(1));
        assert_eq!(layout.column_of(Field::Title), Some(3));
        assert_eq!(layout.extra().collect::<Vec<_>>(), [(2, "Notes")]);
    }

    #[test]
    fn other_columns_have_names_of_their_own() {
        let layout = layout("date,title,note,note,note_2,note,,", "");
        let extra: Vec<&str> = layout.extra().map(|(_, name)| name).collect();
        assert_eq!(extra, ["note", "note_3", "note_2", "note_4", "", "_2"]);
    }

    #[test]
    fn a_map_wins_over_the_name() {
        let layout = layout("date,title,Notes", "title=notes, date=Date");
        assert_eq!(layout.column_of(Field::Title), Some(2));
        assert_eq!(layout.extra().collect::<Vec<_>>(), [(1, "title")]);
    }

    #[test]
    fn a_file_without_the_required_columns_shows_the_map_to_use() {
        let error = layout("source_date,n", "").check_required().unwrap_err();
        assert_eq!(error.message, "the file has no `date` and no `title` column; its columns are: source_date, n");
        assert_eq!(error.hint, Some(Hint::Columns { map: "date=source_date,title=COLUMN".to_owned(), file: None }));
    }
}
