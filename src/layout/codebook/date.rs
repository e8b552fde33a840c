//! What a codebook says of the date: one column, parts, a start and an end, and how exactly each is known.

use std::sync::{Arc, LazyLock};

use super::toml::{Result, Table, Value};
use super::{ColumnNames, codes};
use crate::layout::date_columns::{BlankEnd, DateColumns, DateWords, SpanColumns, SpanMeaning};
use crate::layout::date_parts::{DateParts, Doubt, Modifier, Modifiers, PartsTime};
use crate::layout::date_source::{DateSource, EpochUnit, Precision, Precisions};
use crate::layout::missing::CodePattern;

/// The names of the columns that a date is made of. `a|b` is the first of the two that a file has.
#[derive(Clone, Debug)]
pub struct DateSpec {
    form: FormSpec,
    words: Option<(Box<str>, WordsAre)>,
}

/// What the words in a column are.
type WordsAre = fn(usize) -> DateWords;

#[derive(Clone, Debug)]
enum FormSpec {
    One(OneDate),
    Span(SpanSpec),
    Episodes(Vec<SpanSpec>),
    FirstOf(Vec<FormSpec>),
}

/// The columns of one date, without a second one.
#[derive(Clone, Debug)]
enum OneDate {
    Column(Box<str>),
    Rounded {
        day: Box<str>,
        precision: Box<str>,
        codes: Precisions,
    },
    Instant {
        column: Box<str>,
        precision: Option<Box<str>>,
    },
    Epoch {
        column: Box<str>,
        unit: EpochUnit,
    },
    Formatted {
        column: Box<str>,
        forms: Arc<[Box<str>]>,
    },
    WithTime {
        day: Box<str>,
        time: Box<str>,
    },
    Parts(Box<PartsSpec>),
    FirstOf(Vec<OneDate>),
    /// A column with the first of so many years.
    Years(Box<str>, i32),
    /// It was some time from the one to the other.
    Between(Box<(OneDate, OneDate)>),
}

#[derive(Clone, Debug)]
struct PartsSpec {
    year: Box<str>,
    month: Option<Box<str>>,
    day: Option<Box<str>>,
    time: Option<Box<str>>,
    hour: Option<Box<str>>,
    minute: Option<Box<str>>,
    second: Option<Box<str>>,
    year_doubt: DoubtSpec,
    day_doubt: DoubtSpec,
    modifiers: Modifiers,
}

#[derive(Clone, Debug)]
struct DoubtSpec {
    modifier: Option<Box<str>>,
    plus_minus: Option<Box<str>>,
}

#[derive(Clone, Debug)]
struct SpanSpec {
    first: OneDate,
    last: OneDate,
    meaning: SpanMeaning,
    blank_end: BlankEnd,
    ongoing: Arc<[CodePattern]>,
}

/// The keys of one date.
const ONE: &[&str] = &[
    "column",
    "precision",
    "codes",
    "instant",
    "epoch",
    "forms",
    "time",
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "year-modifier",
    "day-modifier",
    "modifiers",
    "year-plus-minus",
    "day-plus-minus",
    "first-of",
    "years",
    "between",
];

/// The keys that decide how one date is made, and those that each has beside it.
const FORMS: &[(&str, &[&str])] = &[
    ("first-of", &[]),
    ("between", &[]),
    ("years", &[]),
    (
        "year",
        &[
            "month",
            "day",
            "time",
            "hour",
            "minute",
            "second",
            "year-modifier",
            "day-modifier",
            "modifiers",
            "year-plus-minus",
            "day-plus-minus",
        ],
    ),
    ("instant", &["precision"]),
    ("precision", &["codes"]),
    ("epoch", &[]),
    ("forms", &[]),
];

/// The keys of something with a beginning and an end.
const SPAN: &[&str] = &["start", "end", "blank-end", "ongoing", "earliest", "latest"];

/// The keys of several spans, and of words beside a date.
const AROUND: &[&str] = &["episodes", "approximate", "shown-as"];

/// All keys that a date can have.
static KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| [ONE, SPAN, AROUND].concat());

const PRECISIONS: &[(&str, Precision)] = &[
    ("day", Precision::Day),
    ("week", Precision::Week),
    ("month", Precision::Month),
    ("year", Precision::Year),
    ("decade", Precision::Decade),
    ("century", Precision::Century),
    ("unknown", Precision::Unknown),
];

const MODIFIERS: &[(&str, Modifier)] = &[
    ("uncertain", Modifier::Uncertain),
    ("approximate", Modifier::Approximate),
    ("before", Modifier::Before),
    ("after", Modifier::After),
];

const BLANK_ENDS: &[(&str, BlankEnd)] =
    &[("open", BlankEnd::Open), ("unknown", BlankEnd::Unknown), ("same-as-start", BlankEnd::SameAsStart)];

const UNITS: &[(&str, EpochUnit)] = &[
    ("seconds", EpochUnit::Seconds),
    ("milliseconds", EpochUnit::Milliseconds),
    ("microseconds", EpochUnit::Microseconds),
];

impl DateSpec {
    /// The date in one column.
    pub fn column(name: &str) -> DateSpec {
        DateSpec { form: FormSpec::One(OneDate::Column(name.into())), words: None }
    }

    /// Reads what stands at the field `date`.
    ///
    /// # Errors
    /// What is not known, or does not go together.
    pub fn read(value: Value<'_>) -> Result<DateSpec> {
        if value.as_text().is_some() {
            return Ok(DateSpec { form: FormSpec::One(OneDate::read(value)?), words: None });
        }
        let table = value.table(&KEYS)?;
        let form = FormSpec::read(table)?;
        let words = match (table.get("approximate"), table.get("shown-as")) {
            (Some(_), Some(shown)) => return Err(shown.error("a date has either `approximate` or `shown-as`")),
            (Some(text), None) => Some((text.text()?.into(), DateWords::Approximate as WordsAre)),
            (None, Some(text)) => Some((text.text()?.into(), DateWords::Display as WordsAre)),
            (None, None) => None,
        };
        Ok(DateSpec { form, words })
    }

    /// The columns that a file has of it.
    pub fn resolve(&self, columns: &ColumnNames<'_>) -> DateColumns {
        let date = self.form.resolve(columns);
        let words = self.words.as_ref().and_then(|(name, words)| columns.find(name).map(words));
        match words {
            Some(words) if date != DateColumns::Absent => DateColumns::WithWords(Box::new(date), words),
            _ => date,
        }
    }
}

impl FormSpec {
    fn read(table: Table<'_>) -> Result<FormSpec> {
        const WORDS: [&str; 2] = ["approximate", "shown-as"];
        if let Some(forms) = table.get("first-of") {
            table.together("first-of", &WORDS)?;
            let forms = forms.list()?.into_iter().map(|form| match form.as_text() {
                Some(_) => Ok(FormSpec::One(OneDate::read(form)?)),
                None => FormSpec::read(form.table(&KEYS)?),
            });
            return Ok(FormSpec::FirstOf(forms.collect::<Result<_>>()?));
        }
        if let Some(episodes) = table.get("episodes") {
            table.together("episodes", &WORDS)?;
            let spans = episodes.list()?.into_iter().map(|span| SpanSpec::read(span.table(SPAN)?));
            return Ok(FormSpec::Episodes(spans.collect::<Result<_>>()?));
        }
        if SPAN.iter().any(|key| table.has(key)) {
            table.together("start", &[SPAN, &WORDS].concat())?;
            return Ok(FormSpec::Span(SpanSpec::read(table)?));
        }
        Ok(FormSpec::One(OneDate::of_table(table)?))
    }

    fn resolve(&self, columns: &ColumnNames<'_>) -> DateColumns {
        match self {
            FormSpec::One(date) => date.resolve(columns).map_or(DateColumns::Absent, made),
            FormSpec::Span(span) => span.resolve(columns),
            FormSpec::Episodes(spans) => {
                let whole: Vec<SpanColumns> = spans.iter().filter_map(|span| span.both(columns)).collect();
                match whole.len() {
                    0 | 1 => spans.first().map_or(DateColumns::Absent, |first| first.resolve(columns)),
                    _ => DateColumns::Episodes(whole.into()),
                }
            }
            FormSpec::FirstOf(forms) => {
                // A start and an end go before a single date only in files that have both of them.
                let is_whole = |form: &&FormSpec| match form {
                    FormSpec::Span(span) => span.both(columns).is_some(),
                    _ => true,
                };
                let resolved = |forms: &mut dyn Iterator<Item = &FormSpec>| -> Vec<DateColumns> {
                    let dates = forms.map(|form| form.resolve(columns));
                    dates.filter(|date| *date != DateColumns::Absent).collect()
                };
                let mut dates = resolved(&mut forms.iter().filter(is_whole));
                if dates.is_empty() {
                    dates = resolved(&mut forms.iter());
                }
                match dates.len() {
                    0 | 1 => dates.pop().unwrap_or_default(),
                    _ => DateColumns::FirstOf(dates.into()),
                }
            }
        }
    }
}

/// The form that a date of one source is read fastest in.
fn made(source: DateSource) -> DateColumns {
    match source {
        DateSource::Cell(column) => DateColumns::Cell(column),
        source => DateColumns::Made(Box::new(source)),
    }
}

impl SpanSpec {
    fn read(table: Table<'_>) -> Result<SpanSpec> {
        let (first, last, meaning) = match (table.get("earliest"), table.get("start")) {
            (Some(_), Some(start)) => {
                return Err(start.error("a date has either `start` and `end` or `earliest` and `latest`"));
            }
            (Some(earliest), None) => (earliest, table.need("latest")?, SpanMeaning::Between),
            (None, _) => (table.need("start")?, table.need("end")?, SpanMeaning::Lasting),
        };
        let blank_end = table.get("blank-end").map_or(Ok(BlankEnd::SameAsStart), |end| end.one_of(BLANK_ENDS))?;
        let ongoing = table.get("ongoing").map(codes).transpose()?.unwrap_or_default();
        Ok(SpanSpec { first: OneDate::read(first)?, last: OneDate::read(last)?, meaning, blank_end, ongoing })
    }

    /// `None`: the file lacks one of the two.
    fn both(&self, columns: &ColumnNames<'_>) -> Option<SpanColumns> {
        let (first, last) = (self.first.resolve(columns)?, self.last.resolve(columns)?);
        let SpanSpec { meaning, blank_end, .. } = *self;
        Some(SpanColumns { first, last, meaning, blank_end, ongoing: self.ongoing.clone() })
    }

    fn resolve(&self, columns: &ColumnNames<'_>) -> DateColumns {
        match self.both(columns) {
            Some(span) => DateColumns::Span(Box::new(span)),
            None => {
                let one = self.first.resolve(columns).or_else(|| self.last.resolve(columns));
                one.map_or(DateColumns::Absent, made)
            }
        }
    }
}

impl OneDate {
    fn read(value: Value<'_>) -> Result<OneDate> {
        match value.as_text() {
            Some(_) => Ok(OneDate::Column(value.text()?.into())),
            None => OneDate::of_table(value.table(ONE)?),
        }
    }

    fn of_table(table: Table<'_>) -> Result<OneDate> {
        let name = |key: &str| table.get(key).map(|value| value.text().map(Into::into)).transpose();
        let form = FORMS.iter().find(|(key, _)| table.has(key));
        let (key, allowed) = form.copied().unwrap_or(("column", &["time"]));
        table.together(key, &[allowed, &["column", "approximate", "shown-as"]].concat())?;
        if let Some(dates) = table.get("first-of") {
            return Ok(OneDate::FirstOf(dates.list()?.into_iter().map(OneDate::read).collect::<Result<_>>()?));
        }
        if let Some(ends) = table.get("between") {
            let dates = ends.list()?.into_iter().map(OneDate::read).collect::<Result<Vec<_>>>()?;
            let Ok([first, last]) = <[OneDate; 2]>::try_from(dates) else {
                return Err(ends.error("a date is between two dates"));
            };
            return Ok(OneDate::Between(Box::new((first, last))));
        }
        if table.has("year") {
            return Ok(OneDate::Parts(Box::new(PartsSpec::read(table)?)));
        }
        let column: Box<str> = table.need("column")?.text()?.into();
        if let Some(instant) = table.get("instant") {
            instant.one_of(&[("wikidata", ())])?;
            return Ok(OneDate::Instant { column, precision: name("precision")? });
        }
        if let Some(precision) = name("precision")? {
            let codes = table.need("codes")?.any_table()?.coded(PRECISIONS)?;
            return Ok(OneDate::Rounded { day: column, precision, codes });
        }
        if let Some(years) = table.get("years") {
            return Ok(OneDate::Years(column, i32::try_from(years.number(1000)?).unwrap_or(1)));
        }
        if let Some(unit) = table.get("epoch") {
            return Ok(OneDate::Epoch { column, unit: unit.one_of(UNITS)? });
        }
        if let Some(forms) = table.get("forms") {
            return Ok(OneDate::Formatted { column, forms: forms.texts()?.into_iter().map(Into::into).collect() });
        }
        Ok(match name("time")? {
            Some(time) => OneDate::WithTime { day: column, time },
            None => OneDate::Column(column),
        })
    }

    /// `None`: the file lacks the column without which there is no date.
    fn resolve(&self, columns: &ColumnNames<'_>) -> Option<DateSource> {
        let optional = |name: &Option<Box<str>>| name.as_ref().and_then(|name| columns.find(name));
        Some(match self {
            OneDate::Column(name) => DateSource::Cell(columns.find(name)?),
            OneDate::Rounded { day, precision, codes } => {
                let day = columns.find(day)?;
                match columns.find(precision) {
                    Some(precision) => DateSource::Rounded { day, precision, codes: codes.clone() },
                    None => DateSource::Cell(day),
                }
            }
            OneDate::Instant { column, precision } => {
                DateSource::Instant { column: columns.find(column)?, precision: optional(precision) }
            }
            OneDate::Epoch { column, unit } => DateSource::Epoch { column: columns.find(column)?, unit: *unit },
            OneDate::Formatted { column, forms } => {
                DateSource::Formatted { column: columns.find(column)?, forms: forms.clone() }
            }
            OneDate::WithTime { day, time } => {
                let day = columns.find(day)?;
                columns.find(time).map_or(DateSource::Cell(day), |time| DateSource::WithTime { day, time })
            }
            OneDate::Parts(parts) => DateSource::Parts(Box::new(parts.resolve(columns)?)),
            OneDate::Years(column, length) => DateSource::Years { first: columns.find(column)?, length: *length },
            OneDate::Between(ends) => match (ends.0.resolve(columns), ends.1.resolve(columns)) {
                (Some(first), Some(last)) => DateSource::Between(Box::new((first, last))),
                (first, last) => first.or(last)?,
            },
            OneDate::FirstOf(dates) => {
                let mut found: Vec<DateSource> = dates.iter().filter_map(|date| date.resolve(columns)).collect();
                if found.len() < 2 { found.pop()? } else { DateSource::FirstOf(found.into()) }
            }
        })
    }
}

impl PartsSpec {
    fn read(table: Table<'_>) -> Result<PartsSpec> {
        let name = |key: &str| table.get(key).map(|value| value.text().map(Into::into)).transpose();
        let doubt = |modifier: &str, plus_minus: &str| {
            Ok::<_, Box<_>>(DoubtSpec { modifier: name(modifier)?, plus_minus: name(plus_minus)? })
        };
        let modifiers = table.get("modifiers").map(|value| value.any_table()?.coded(MODIFIERS)).transpose()?;
        Ok(PartsSpec {
            year: table.need("year")?.text()?.into(),
            month: name("month")?,
            day: name("day")?,
            time: name("time")?,
            hour: name("hour")?,
            minute: name("minute")?,
            second: name("second")?,
            year_doubt: doubt("year-modifier", "year-plus-minus")?,
            day_doubt: doubt("day-modifier", "day-plus-minus")?,
            modifiers: modifiers.unwrap_or_default(),
        })
    }

    /// `None`: the file has no column for the year.
    fn resolve(&self, columns: &ColumnNames<'_>) -> Option<DateParts> {
        let find = |name: &Option<Box<str>>| name.as_ref().and_then(|name| columns.find(name));
        let doubt = |doubt: &DoubtSpec| Doubt {
            modifier: find(&doubt.modifier).map(|column| (column, self.modifiers.clone())),
            plus_minus: find(&doubt.plus_minus),
        };
        let time = match (find(&self.time), find(&self.hour), find(&self.minute)) {
            (Some(time), ..) => PartsTime::Cell(time),
            (None, Some(hour), Some(minute)) => PartsTime::Clock { hour, minute, second: find(&self.second) },
            _ => PartsTime::None,
        };
        Some(DateParts {
            year: columns.find(&self.year)?,
            month: find(&self.month),
            day: find(&self.day),
            time,
            year_doubt: doubt(&self.year_doubt),
            day_doubt: doubt(&self.day_doubt),
        })
    }
}
