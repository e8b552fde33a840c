//! Where the date of an event comes from, and what a data set means by it: a day, some time between two days, something
//! that lasted, a month that is written as its middle.
//!
//! A codebook, or the reading of a table without one, makes [`DateColumns`]; events read their date with it.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::date_parts::DateParts;
use super::date_source::{BadDate, DateReading, DateSource, ReadDate, plain_code};
use super::missing::CodePattern;
use crate::csv::row::Row;
use crate::date::convention::DateConvention;
use crate::date::{Date, DateError, DateErrorKind, DateKind};

/// The columns, by their number in the file, that a date is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DateColumns {
    /// The file has no date.
    #[default]
    Absent,
    /// One column with a date in any form. By far the most files have this, and events read it without a detour.
    Cell(usize),
    /// One date that is made of several columns, or of one whose text is no date by itself.
    Made(Box<DateSource>),
    /// A first and a last date.
    Span(Box<SpanColumns>),
    /// Something that lasted several times, such as a war with a truce in it.
    Episodes(Box<[SpanColumns]>),
    /// The first of these that a row has.
    FirstOf(Box<[DateColumns]>),
    /// A date, and a column with words for it that may say more.
    WithWords(Box<DateColumns>, DateWords),
}

/// Two dates that make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanColumns {
    pub first: DateSource,
    pub last: DateSource,
    pub meaning: SpanMeaning,
    /// What it means that a row has a first date and no last one.
    pub blank_end: BlankEnd,
    /// Codes in the last date's own column, or in its year's, for something that goes on.
    pub ongoing: Arc<[CodePattern]>,
}

/// What two dates of one row say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanMeaning {
    /// It lasted from the first to the last.
    Lasting,
    /// It happened some time from the first to the last: one event on an unknown day.
    Between,
}

/// What a blank end means beside a start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlankEnd {
    /// It ended as it began: the start is the date of the event.
    #[default]
    SameAsStart,
    /// It goes on.
    Open,
    /// It ended, and nobody knows when.
    Unknown,
}

/// A column with words for the date that other columns hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateWords {
    /// The span in which it happened, of which the other columns hold but one day.
    Approximate(usize),
    /// What readers are shown: it counts where it says more than the other columns, not where it says less.
    Display(usize),
}

impl DateColumns {
    /// Year, month and day in columns of their own.
    pub fn parts(parts: DateParts) -> DateColumns {
        DateColumns::Made(Box::new(DateSource::Parts(Box::new(parts))))
    }

    /// Something that lasted from the one date to the other.
    pub fn lasting(start: DateSource, end: DateSource, blank_end: BlankEnd) -> DateColumns {
        let (meaning, ongoing) = (SpanMeaning::Lasting, Arc::default());
        DateColumns::Span(Box::new(SpanColumns { first: start, last: end, meaning, blank_end, ongoing }))
    }

    /// One event, some time from the first date to the last.
    pub fn between(first: DateSource, last: DateSource) -> DateColumns {
        let (meaning, blank_end, ongoing) = (SpanMeaning::Between, BlankEnd::SameAsStart, Arc::default());
        DateColumns::Span(Box::new(SpanColumns { first, last, meaning, blank_end, ongoing }))
    }

    /// The one column that holds the date as it is.
    #[inline]
    pub fn column(&self) -> Option<usize> {
        match self {
            DateColumns::Cell(column) => Some(*column),
            _ => None,
        }
    }

    fn sources(&self) -> Vec<&DateSource> {
        match self {
            DateColumns::Absent | DateColumns::Cell(_) => Vec::new(),
            DateColumns::Made(source) => vec![source],
            DateColumns::Span(span) => vec![&span.first, &span.last],
            DateColumns::Episodes(spans) => spans.iter().flat_map(|span| [&span.first, &span.last]).collect(),
            DateColumns::FirstOf(dates) => dates.iter().flat_map(DateColumns::sources).collect(),
            DateColumns::WithWords(date, _) => date.sources(),
        }
    }

    /// The columns of whole dates, whose cells together may settle how they are written.
    pub fn dates(&self) -> Vec<usize> {
        match self {
            DateColumns::Cell(column) => vec![*column],
            DateColumns::FirstOf(dates) => dates.iter().flat_map(DateColumns::dates).collect(),
            _ => self.sources().into_iter().flat_map(DateSource::dates).collect(),
        }
    }

    /// The columns that the date is read from.
    pub fn made_of(&self) -> Vec<usize> {
        let mut columns = match self {
            DateColumns::Cell(column) => vec![*column],
            DateColumns::FirstOf(dates) => dates.iter().flat_map(DateColumns::made_of).collect(),
            _ => self.sources().into_iter().flat_map(DateSource::columns).collect(),
        };
        if let DateColumns::WithWords(_, DateWords::Approximate(column) | DateWords::Display(column)) = self {
            columns.push(*column);
        }
        columns
    }

    /// The columns that the date says all of.
    pub fn held(&self) -> Vec<usize> {
        match self {
            DateColumns::Cell(column) => vec![*column],
            // The words may say more than the other columns, and the first of several columns that has a date hides the
            // others: what these hold is not said by the date.
            DateColumns::WithWords(..) | DateColumns::FirstOf(_) => Vec::new(),
            _ => self.sources().into_iter().flat_map(DateSource::held).collect(),
        }
    }

    /// Reads the date of a row; `None`: it is undated.
    ///
    /// # Errors
    /// The first cell that can't be read.
    pub fn read(&self, reading: DateReading<'_>) -> ReadDate {
        match self {
            DateColumns::Absent => Ok(None),
            DateColumns::Cell(column) => reading.cell(*column),
            DateColumns::Made(source) => source.read(reading),
            DateColumns::Span(span) => span.read(reading),
            DateColumns::Episodes(spans) => episodes(spans, reading),
            DateColumns::FirstOf(dates) => {
                for date in dates {
                    let date = date.read(reading)?;
                    if date.is_some() {
                        return Ok(date);
                    }
                }
                Ok(None)
            }
            DateColumns::WithWords(date, words) => Ok(words.read(date.read(reading)?, reading)),
        }
    }
}

impl SpanColumns {
    /// Whether both dates are the same text.
    fn are_alike(&self, row: &Row<'_>) -> bool {
        match (&self.first, &self.last) {
            (DateSource::Cell(first), DateSource::Cell(last)) => row.raw(*first) == row.raw(*last),
            _ => false,
        }
    }

    fn read(&self, reading: DateReading<'_>) -> ReadDate {
        let column = self.last.column();
        if let (false, Some(column)) = (self.ongoing.is_empty(), column) {
            let cell = reading.row.cell(column);
            if self.ongoing.iter().any(|code| code.matches(plain_code(&cell))) {
                return Ok(self.first.read(reading)?.map(|start| unended(start, true)));
            }
        }
        let first = self.first.read(reading)?;
        // Most events begin and end on one day.
        let last = if self.are_alike(reading.row) { first.clone() } else { self.last.read(reading)? };
        let column = column.unwrap_or(0);
        match (first, last, self.meaning) {
            (Some(first), Some(last), SpanMeaning::Lasting) => lasting(first, last, column).map(Some),
            (Some(first), Some(last), SpanMeaning::Between) => between(first, last, column).map(Some),
            (Some(start), None, SpanMeaning::Lasting) => Ok(Some(match self.blank_end {
                BlankEnd::SameAsStart => start,
                // A code for an end that is not known says that there was one.
                BlankEnd::Open if reading.row.cell(column).trim().is_empty() => unended(start, true),
                BlankEnd::Open | BlankEnd::Unknown => unended(start, false),
            })),
            // Where an end that is not known says that it goes on, a start that is not known says no less.
            (None, Some(end), SpanMeaning::Lasting) if self.blank_end == BlankEnd::Open => {
                Ok(Some(about_day(&end, false).and_then(|end| Date::with_unknown_start(&end)).unwrap_or(end)))
            }
            (first, last, _) => Ok(first.or(last)),
        }
    }
}

/// Something that lasted several times: it happened on all days of each of them.
fn episodes(spans: &[SpanColumns], reading: DateReading<'_>) -> ReadDate {
    let mut dates = Vec::new();
    for span in spans {
        dates.extend(span.read(reading)?);
    }
    if dates.len() < 2 {
        return Ok(dates.pop());
    }
    let column = spans.last().and_then(|span| span.last.column()).unwrap_or(0);
    let unsupported = || DateError::new(DateErrorKind::Unsupported, "these dates make no set");
    Date::episodes(&dates).map(Some).ok_or_else(|| Box::new((column, unsupported())))
}

fn backwards(start: &Date, end: &Date) -> DateError {
    DateError::new(DateErrorKind::Backwards, "the range runs backwards").hint(format!("{end} is before {start}"))
}

pub(super) fn between(first: Date, last: Date, column: usize) -> Result<Date, Box<BadDate>> {
    if first == last {
        return Ok(first);
    }
    let days = first.earliest().zip(last.latest());
    let one_of_days = days.and_then(|(a, b)| Date::between(a, b));
    // Days of years before 0 have no shorter form than a set.
    let one_of = || days.filter(|(a, b)| a <= b).and_then(|_| Date::one_of(&first, &last));
    one_of_days.or_else(one_of).ok_or_else(|| Box::new((column, backwards(&first, &last))))
}

fn lasting(start: Date, end: Date, column: usize) -> Result<Date, Box<BadDate>> {
    // Within one day the time of its start says the most.
    if start.day().is_some() && start.day() == end.day() {
        return Ok(start);
    }
    let as_written = Date::lasting(&start, &end);
    let about = || match (about_day(&start, true), about_day(&end, false)) {
        (Some(start), Some(end)) => Date::lasting(&start, &end),
        (Some(start), None) => Date::since(&start),
        (None, Some(end)) => Date::until(&end),
        (None, None) => None,
    };
    let is_backwards = || start.earliest().zip(end.latest()).is_some_and(|(start, end)| end < start);
    let date = as_written.or_else(|| if is_backwards() { None } else { about() });
    date.ok_or_else(|| Box::new((column, backwards(&start, &end))))
}

/// A date as the end of an interval, where EDTF allows no time of day, and neither a set nor another interval: these
/// become their outer day, marked as approximate. `None`: it has no bound on that side.
fn about_day(date: &Date, is_start: bool) -> Option<Date> {
    if Date::since(date).is_some() {
        return Some(date.clone());
    }
    let of = |day: NaiveDate| Date::of_day(day.year(), day.month() as u8, day.day() as u8);
    if let Some(day) = date.day() {
        return of(day);
    }
    let day = if is_start { date.earliest() } else { date.latest() }?;
    let is_year = (day.month(), day.day()) == if is_start { (1, 1) } else { (12, 31) };
    let outer = if is_year { Some(Date::of_year(day.year())) } else { of(day) };
    outer?.qualified(false, true)
}

/// Something that began then and goes on, or ended at a time that nobody knows.
fn unended(start: Date, goes_on: bool) -> Date {
    let unended = if goes_on { Date::since } else { Date::with_unknown_end };
    about_day(&start, true).and_then(|start| unended(&start)).unwrap_or(start)
}

impl DateWords {
    /// The date, or the one that the words beside it say more exactly or more honestly.
    fn read(self, date: Option<Date>, reading: DateReading<'_>) -> Option<Date> {
        let year = date.as_ref().and_then(Date::earliest).map(|day| day.year());
        let convention = DateConvention { year, ..*reading.convention };
        let understood = |column: usize| convention.read(reading.row.cell(column).trim()).ok();
        let words = match self {
            // Words that contradict the other columns are of something else.
            DateWords::Approximate(column) => understood(column)
                .map(some_time_within)
                .filter(|words| date.as_ref().is_none_or(|date| overlap(date, words))),
            DateWords::Display(column) => {
                understood(column).filter(|words| date.as_ref().is_none_or(|date| is_no_vaguer(words, date)))
            }
        };
        words.or(date)
    }
}

/// `April 12-13, 1999` for the approximate date of an attack is no attack of two days, but one on either.
fn some_time_within(date: Date) -> Date {
    let is_interval = date.kind() == DateKind::Interval;
    let within = date.earliest().zip(date.latest()).filter(|_| is_interval);
    within.and_then(|(first, last)| Date::between(first, last)).unwrap_or(date)
}

fn ends(date: &Date) -> Option<(NaiveDate, NaiveDate)> {
    date.earliest().zip(date.latest())
}

/// Whether the two may mean the same.
fn overlap(a: &Date, b: &Date) -> bool {
    ends(a).zip(ends(b)).is_some_and(|((a1, a2), (b1, b2))| a1 <= b2 && b1 <= a2)
}

/// Whether words are no vaguer than the date beside them: a time within it, perhaps with a doubt, or one day of several.
fn is_no_vaguer(words: &Date, date: &Date) -> bool {
    let is_open = words.earliest().is_none() != words.latest().is_none();
    if is_open {
        // `since 2015` beside 2015 says more: that it went on.
        return words.earliest() == date.earliest() || words.latest() == date.latest();
    }
    ends(words).zip(ends(date)).is_some_and(|(words, date)| date.0 <= words.0 && words.1 <= date.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::scan::Scanner;
    use crate::date::convention::Midnight;
    use crate::layout::missing::MissingCodes;

    fn read(when: &DateColumns, row: &str) -> Result<Option<String>, (usize, String)> {
        let mut scanner = Scanner::new(row.as_bytes(), b',');
        let record = scanner.next_record().unwrap();
        let missing = MissingCodes::new([CodePattern::new("NA")].into(), Vec::new());
        let convention = DateConvention { counts_bc: true, midnight: Midnight::Day, ..DateConvention::default() };
        let row = Row::new(row, &record);
        let read = when.read(DateReading { row: &row, convention: &convention, missing: &missing });
        read.map(|date| date.map(|date| date.to_string())).map_err(|bad| (bad.0, bad.1.message))
    }

    fn date(when: &DateColumns, row: &str) -> String {
        read(when, row).unwrap().unwrap_or_default()
    }

    fn year(column: usize) -> DateSource {
        DateSource::Parts(Box::new(DateParts::of(column, None, None)))
    }

    #[test]
    fn some_time_between_is_a_set_and_never_an_interval() {
        let when = DateColumns::between(DateSource::Cell(0), DateSource::Cell(1));
        assert_eq!(date(&when, "2013-01-03 00:00:00.000,2013-01-03 00:00:00.000"), "2013-01-03");
        assert_eq!(date(&when, "2013-01-03,2013-01-09"), "[2013-01-03..2013-01-09]");
        assert_eq!(date(&when, "2013-01-01,2013-01-31"), "2013-01");
        assert_eq!(date(&when, "2013-01-01,2013-12-31"), "2013");
        assert_eq!(date(&when, "2013-01-01,"), "2013-01-01");
        assert_eq!(date(&when, "NA,"), "");
        assert_eq!(read(&when, "2013-01-03,2013-01-02").unwrap_err(), (1, "the range runs backwards".to_owned()));
    }

    #[test]
    fn what_has_no_end_is_what_the_codebook_says() {
        let with = |blank_end| DateColumns::lasting(DateSource::Cell(0), DateSource::Cell(1), blank_end);
        assert_eq!(date(&with(BlankEnd::Open), "2019-05-01,"), "2019-05-01/..");
        assert_eq!(date(&with(BlankEnd::Open), "2019-05-01,NA"), "2019-05-01/");
        assert_eq!(date(&with(BlankEnd::Unknown), "2019-05-01,NA"), "2019-05-01/");
        assert_eq!(date(&with(BlankEnd::SameAsStart), "2019-05-01,"), "2019-05-01");
        assert_eq!(date(&with(BlankEnd::Open), "2019-05-01,2019-06-01"), "2019-05-01/2019-06-01");
        assert_eq!(date(&with(BlankEnd::Open), ",2019-06-01"), "/2019-06-01");
        let span = SpanColumns {
            first: year(0),
            last: year(1),
            meaning: SpanMeaning::Lasting,
            blank_end: BlankEnd::Unknown,
            ongoing: [CodePattern::new("-7")].into(),
        };
        let when = DateColumns::Span(Box::new(span));
        assert_eq!(date(&when, "2001,-7"), "2001/..");
        assert_eq!(date(&when, "2001,"), "2001/");
        assert_eq!(date(&when, "-430,-426"), "-0429/-0425");
    }

    #[test]
    fn the_end_of_an_interval_may_be_unsure() {
        let when = DateColumns::lasting(DateSource::Cell(0), DateSource::Cell(1), BlankEnd::Open);
        assert_eq!(date(&when, "[2014-09..2014-12],2016"), "2014-09-01~/2016");
        assert_eq!(date(&when, "[2014..2015],"), "2014~/..");
        assert_eq!(date(&when, "2014,[2015..2016]"), "2014/2016~");
        assert_eq!(date(&when, "2014,[2015..]"), "2014/..");
        assert_eq!(date(&when, "2022-10-10 04:00,2022-10-11 06:00"), "2022-10-10/2022-10-11");
        assert_eq!(date(&when, "2022-10-10 04:00,2022-10-10 06:00"), "2022-10-10T04:00:00");
        assert_eq!(read(&when, "2013,2012").unwrap_err(), (1, "the range runs backwards".to_owned()));
    }

    #[test]
    fn something_may_last_several_times() {
        let span = |first, last| SpanColumns {
            first: year(first),
            last: year(last),
            meaning: SpanMeaning::Lasting,
            blank_end: BlankEnd::Unknown,
            ongoing: [CodePattern::new("-7")].into(),
        };
        let when = DateColumns::Episodes([span(0, 1), span(2, 3)].into());
        assert_eq!(date(&when, "1912,1913,,"), "1912/1913");
        assert_eq!(date(&when, "1912,1913,1915,1918"), "{1912..1913,1915..1918}");
        assert_eq!(date(&when, "1912,1913,2015,-7"), "{1912..1913,2015..}");
        let span =
            |first, last| SpanColumns { first: DateSource::Cell(first), last: DateSource::Cell(last), ..span(0, 0) };
        let when = DateColumns::Episodes([span(0, 1), span(2, 3)].into());
        assert_eq!(date(&when, "1991-01-05,1991-03,1993,1994"), "{1991-01..1991-03,1993..1994}");
    }

    #[test]
    fn words_may_say_more_than_the_parts() {
        let parts = || Box::new(DateColumns::parts(DateParts::of(0, Some(1), Some(2))));
        let when = DateColumns::WithWords(parts(), DateWords::Approximate(3));
        assert_eq!(date(&when, "-500,,,c. 500 BCE"), "-0499~");
        assert_eq!(date(&when, "1999,4,12,\"April 12-13, 1999\""), "[1999-04-12..1999-04-13]");
        assert_eq!(date(&when, "2017,8,19,\"August 17 - September 2, 2017\""), "[2017-08-17..2017-09-02]");
        assert_eq!(date(&when, "2017,8,19,August 17 - September 2"), "[2017-08-17..2017-09-02]");
        assert_eq!(date(&when, "2017,8,19,some text"), "2017-08-19");
        assert_eq!(date(&when, "2017,8,19,2015"), "2017-08-19");
        let shown = DateColumns::WithWords(parts(), DateWords::Display(3));
        assert_eq!(date(&shown, "1963,5,3,May 1963"), "1963-05-03");
        assert_eq!(date(&shown, "1963,,,May 1963"), "1963-05");
        assert_eq!(date(&shown, "1963,,,since 1963"), "1963/..");
        assert_eq!(date(&shown, "1963,,,c. 1963"), "1963~");
    }
}
