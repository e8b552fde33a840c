//! What kind of date a [`Date`] is, and dates made of numbers or of other dates.
//!
//! Layouts whose dates stand in several columns make them here; whatever has no place for every kind of date asks for
//! the kind.

use chrono::NaiveDate;
use edtf_core::{DateField, Edtf, Interval, IntervalEndpoint, Qualifier, Set, SetElement, SetKind, Year, YearKind};

use super::time::{TimeOfDay, Timed};
use super::{Date, DateError, DateErrorKind, Plain, Repr, bounds, edtf, names};

/// What kind of date it is. No date at all is `None` of an `Option<Date>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateKind {
    /// A year, month or day of the calendar, perhaps qualified: `2021-08~`.
    Calendar,
    /// A day with a time: `2021-08-26T17:50:00Z`.
    Timed,
    /// A season, quarter, third or half of a year: `2015-22`.
    PartOfYear,
    /// Some digits are not known, `199X`, or not significant, `1950S2`.
    Masked,
    /// It happened once, on one of several days: `[2014-09..2014-12]`.
    OneOf,
    /// It happened on each of several days: `{2014,2016}`.
    AllOf,
    /// It lasted: `2014/2016`, `2015/..`.
    Interval,
}

impl Date {
    /// What kind of date it is.
    pub(crate) fn kind(&self) -> DateKind {
        let edtf = match &self.0 {
            Repr::Plain(_) | Repr::Qualified(..) => return DateKind::Calendar,
            Repr::OneOf(..) => return DateKind::OneOf,
            Repr::Lasting(..) => return DateKind::Interval,
            Repr::Timed(_) => return DateKind::Timed,
            Repr::Other(edtf) => edtf,
        };
        match &**edtf {
            Edtf::Date(date) if date.has_unspecified() || date.year.significant_digits.is_some() => DateKind::Masked,
            Edtf::Date(date) if date.precision() == edtf_core::Precision::Season => DateKind::PartOfYear,
            Edtf::Date(_) => DateKind::Calendar,
            Edtf::DateTime(_) => DateKind::Timed,
            Edtf::Interval(_) => DateKind::Interval,
            Edtf::Set(Set { kind: SetKind::OneMember, .. }) => DateKind::OneOf,
            Edtf::Set(Set { kind: SetKind::AllMembers, .. }) => DateKind::AllOf,
        }
    }

    /// A year, astronomical: 0 is 1 BC.
    pub fn of_year(year: i32) -> Date {
        Date::from_edtf(Edtf::Date(whole_year(year)))
    }

    /// A month, 1 to 12, of an astronomical year. `None`: there is no such month, or a year beyond ±9999, which EDTF can't
    /// divide.
    pub fn of_month(year: i32, month: u8) -> Option<Date> {
        let is_month = (1..=12).contains(&month) && has_four_digits(year);
        is_month.then(|| Date::from_edtf(Edtf::Date(bounds::calendar(year, Some(month), None))))
    }

    /// A day of an astronomical year within ±9999; `None` where there is no such day.
    pub fn of_day(year: i32, month: u8, day: u8) -> Option<Date> {
        NaiveDate::from_ymd_opt(year, month.into(), day.into()).filter(|_| has_four_digits(year))?;
        match Plain::new(year, month, day) {
            Some(plain) => Some(Date(Repr::Plain(plain))),
            None => Some(Date::from_edtf(Edtf::Date(bounds::calendar(year, Some(month), Some(day))))),
        }
    }

    /// A year, month or day from its numbers, as far as they are known. `year` is astronomical: 0 is 1 BC.
    ///
    /// # Errors
    /// A month out of 1 to 12 ([`DateErrorKind::OutOfRange`]), a day that the month does not have
    /// ([`DateErrorKind::NoSuchDay`]), a day without a month ([`DateErrorKind::LacksMonth`]), a month or day of a year
    /// beyond ±9999 ([`DateErrorKind::Unsupported`]).
    pub fn of_parts(year: i32, month: Option<u32>, day: Option<u32>) -> Result<Date, DateError> {
        let Some(month) = month else {
            return match day {
                None => Ok(Date::of_year(year)),
                Some(day) => {
                    Err(DateError::new(DateErrorKind::LacksMonth, format!("there is a day, {day}, and no month")))
                }
            };
        };
        if !has_four_digits(year) {
            let message = format!("the year {year} has more than four digits, and EDTF has no months of such years");
            return Err(DateError::new(DateErrorKind::Unsupported, message).hint("leave the month out"));
        }
        let Some(number) = u8::try_from(month).ok().filter(|month| (1..=12).contains(month)) else {
            return Err(DateError::new(DateErrorKind::OutOfRange, format!("month `{month:02}` is out of range"))
                .hint("months run from 01 to 12"));
        };
        let Some(day) = day else {
            return Ok(Date::from_edtf(Edtf::Date(bounds::calendar(year, Some(number), None))));
        };
        u8::try_from(day).ok().and_then(|day| Date::of_day(year, number, day)).ok_or_else(|| {
            let (month, length) = (names::month_name(number), bounds::days_in_month(year, number));
            let month = format!("{month} {}", names::year_name(year));
            let message = format!("there is no {day} {month}: {month} has {length} days");
            DateError::new(DateErrorKind::NoSuchDay, message).hint("where the day is not known, write the month alone")
        })
    }

    /// One event, some time from the first day of the one date to the last of the other, both of one precision:
    /// `[1801..1900]`. `None`: it would run backwards, or they are no plain years, months or days.
    pub fn one_of(first: &Date, last: &Date) -> Option<Date> {
        let (a, b) = (first.plain()?, last.plain()?);
        if first == last {
            return Some(first.clone());
        }
        let elements = vec![range(&a, &b)?];
        Some(Date::from_edtf(Edtf::Set(Set { kind: SetKind::OneMember, elements })))
    }

    /// Something that lasted from the one date to the other. `None`: it would run backwards, or one of them is no single
    /// date.
    pub fn lasting(start: &Date, end: &Date) -> Option<Date> {
        if start == end && start.day().is_some() {
            return Some(start.clone());
        }
        let (a, b) = (start.single()?, end.single()?);
        if edtf::is_after(&a, &b) {
            return None;
        }
        let (start, end) = (IntervalEndpoint::Date(a), IntervalEndpoint::Date(b));
        Some(Date::from_edtf(Edtf::Interval(Interval { start, end })))
    }

    /// Something that has lasted since the date, whose end is open: `2015/..`. `None`: it is no single date.
    pub fn since(start: &Date) -> Option<Date> {
        let start = IntervalEndpoint::Date(start.single()?);
        Some(Date::from_edtf(Edtf::Interval(Interval { start, end: IntervalEndpoint::Open })))
    }

    /// Something that has ended since the date, at a time that nobody knows: `2015/`. `None`: it is no single date.
    pub fn with_unknown_end(start: &Date) -> Option<Date> {
        let start = IntervalEndpoint::Date(start.single()?);
        Some(Date::from_edtf(Edtf::Interval(Interval { start, end: IntervalEndpoint::Unknown })))
    }

    /// Something that went on before it ended then, without a beginning: `../2015`. `None` as for [`Date::lasting`].
    pub fn until(end: &Date) -> Option<Date> {
        let end = IntervalEndpoint::Date(end.single()?);
        Some(Date::from_edtf(Edtf::Interval(Interval { start: IntervalEndpoint::Open, end })))
    }

    /// Something that ended then and began at a time that nobody knows: `/2015`. `None` as for [`Date::lasting`].
    pub fn with_unknown_start(end: &Date) -> Option<Date> {
        let end = IntervalEndpoint::Date(end.single()?);
        Some(Date::from_edtf(Edtf::Interval(Interval { start: IntervalEndpoint::Unknown, end })))
    }

    /// Something that lasted several times: it happened on all days of each of them. EDTF's sets have neither qualifiers nor
    /// ranges of two precisions, so the one are left out, and of the other the more exact end is cut. `None` as for
    /// [`Date::all_of`].
    pub(crate) fn episodes(episodes: &[Date]) -> Option<Date> {
        let member = |date: &Date| match &*date.edtf() {
            Edtf::Date(day) => Date::from_edtf(Edtf::Date(without_qualifiers(*day, day))),
            Edtf::Interval(Interval { start: IntervalEndpoint::Date(start), end }) => {
                let (start, end) = match end {
                    IntervalEndpoint::Date(end) => {
                        let cut = IntervalEndpoint::Date(without_qualifiers(*end, start));
                        (without_qualifiers(*start, end), cut)
                    }
                    end => (without_qualifiers(*start, start), *end),
                };
                Date::from_edtf(Edtf::Interval(Interval { start: IntervalEndpoint::Date(start), end }))
            }
            _ => date.clone(),
        };
        Date::all_of(&episodes.iter().map(member).collect::<Vec<_>>())
    }

    /// A year of any size, of which so many digits are significant: `Y-13798000000S4`. `None`: all are.
    pub(crate) fn of_long_year(year: i64, significant_digits: Option<u32>) -> Date {
        let year = Year { kind: YearKind::Big { value: year }, significant_digits, qualifier: Qualifier::default() };
        Date::from_edtf(Edtf::Date(edtf_core::Date { year, month: None, day: None }))
    }

    /// One event then or at any time before: `[..2015]`. `None`: the date is more than one calendar date.
    pub(crate) fn on_or_before(last: &Date) -> Option<Date> {
        let elements = vec![SetElement::OnOrBefore(last.single()?)];
        Some(Date::from_edtf(Edtf::Set(Set { kind: SetKind::OneMember, elements })))
    }

    /// One event then or at any time after: `[2015..]`. `None`: the date is more than one calendar date.
    pub(crate) fn on_or_after(first: &Date) -> Option<Date> {
        let elements = vec![SetElement::OnOrAfter(first.single()?)];
        Some(Date::from_edtf(Edtf::Set(Set { kind: SetKind::OneMember, elements })))
    }

    /// The date with its year and its day each marked by itself, as uncertain or as approximate: `2015~-08-?26`. `None`:
    /// the date is more than one calendar date.
    pub(crate) fn with_part_qualifiers(&self, year: Qualifier, day: Qualifier) -> Option<Date> {
        let mut date = self.single()?;
        date.year.qualifier = year;
        if let Some(field) = date.day.as_mut() {
            field.qualifier = day;
        }
        Some(Date::from_edtf(Edtf::Date(date)))
    }

    /// A year whose last `unknown` digits are not known: `199X`, `19XX`. `None`: it is before the year 0 or has more than four
    /// digits.
    pub(crate) fn of_masked_year(year: i32, unknown: usize) -> Option<Date> {
        let mut date = (0..=9999).contains(&year).then(|| whole_year(year))?;
        if let YearKind::Standard { digits, .. } = &mut date.year.kind {
            digits.iter_mut().rev().take(unknown).for_each(|digit| *digit = None);
        }
        Some(Date::from_edtf(Edtf::Date(date)))
    }

    /// One event in some year of these, the last included; the year itself if they are one. `None`: the last is before
    /// the first.
    pub fn of_years(first: i32, last: i32) -> Option<Date> {
        Date::one_of(&Date::of_year(first), &Date::of_year(last))
    }

    /// Something that happened on each of several dates, or throughout each of several spans of them:
    /// `{2014,2016..2018}`. A span that is open, or whose end is unknown, has no last date: `2016..`. `None`: there is none,
    /// or one of them is neither a single date nor a span whose ends are plain.
    pub fn all_of(members: &[Date]) -> Option<Date> {
        let member = |date: &Date| match &*date.edtf() {
            Edtf::Date(date) => Some(SetElement::Date(*date)),
            Edtf::Interval(Interval { start: IntervalEndpoint::Date(start), end }) => match end {
                IntervalEndpoint::Date(end) => range(start, end),
                IntervalEndpoint::Open | IntervalEndpoint::Unknown => Some(SetElement::OnOrAfter(*start)),
                _ => None,
            },
            _ => None,
        };
        let elements = members.iter().map(member).collect::<Option<Vec<_>>>()?;
        (!elements.is_empty()).then(|| Date::from_edtf(Edtf::Set(Set { kind: SetKind::AllMembers, elements })))
    }

    /// The date with all of it uncertain (`?`), approximate (`~`) or both, beside what is so already. `None`: it is no
    /// single date.
    pub fn qualified(&self, uncertain: bool, approximate: bool) -> Option<Date> {
        let mut date = self.single()?;
        let qualifiers = [Some(&mut date.year.qualifier), date.month.as_mut().map(|field| &mut field.qualifier)];
        let day = date.day.as_mut().map(|field| &mut field.qualifier);
        for qualifier in qualifiers.into_iter().chain([day]).flatten() {
            qualifier.uncertain |= uncertain;
            qualifier.approximate |= approximate;
        }
        Some(Date::from_edtf(Edtf::Date(date)))
    }

    /// The same day with a time, as people and databases write one: `17:50`, `5:50 pm`, `17:50:00+04:30`. `None`: it is no
    /// single day of the years 0 to 9999, or that is no time.
    pub fn at_time(&self, time: &str) -> Option<Date> {
        let Repr::Plain(day) = self.0 else { return None };
        let time = TimeOfDay::parse(time)?.ok().filter(|_| day.day > 0)?;
        Some(Date(Repr::Timed(Box::new(Timed { day, time }))))
    }

    /// The date, where it is one alone, without a time.
    fn single(&self) -> Option<edtf_core::Date> {
        match &*self.edtf() {
            Edtf::Date(date) => Some(*date),
            Edtf::DateTime(_) | Edtf::Interval(_) | Edtf::Set(_) => None,
        }
    }

    /// The date, where it is a year, month or day that is wholly known and not qualified.
    fn plain(&self) -> Option<edtf_core::Date> {
        self.single().filter(|_| self.kind() == DateKind::Calendar && !self.is_qualified())
    }
}

/// The range of a set. `None`: it would run backwards, its ends differ in precision, or one of them is not plain.
fn range(first: &edtf_core::Date, last: &edtf_core::Date) -> Option<SetElement> {
    let is_plain = |date: &edtf_core::Date| {
        !date.has_unspecified()
            && !date.is_uncertain()
            && !date.is_approximate()
            && date.precision() != edtf_core::Precision::Season
            && date.year.significant_digits.is_none()
    };
    let fits = is_plain(first) && is_plain(last) && first.precision() == last.precision();
    (fits && !edtf::is_after(first, last)).then_some(SetElement::Range(*first, *last))
}

/// The date without its qualifiers, and no more exact than the other.
fn without_qualifiers(date: edtf_core::Date, other: &edtf_core::Date) -> edtf_core::Date {
    let plain = |field: DateField| DateField { qualifier: Qualifier::default(), ..field };
    let month = date.month.filter(|_| other.month.is_some()).map(plain);
    let day = date.day.filter(|_| month.is_some() && other.day.is_some()).map(plain);
    edtf_core::Date { year: Year { qualifier: Qualifier::default(), ..date.year }, month, day }
}

impl Plain {
    /// `None`: a year out of 0 to 9999. Whether there is such a day is not asked.
    fn new(year: i32, month: u8, day: u8) -> Option<Plain> {
        let year = i16::try_from(year).ok().filter(|year| (0..=9999).contains(year))?;
        Some(Plain { year, month, day })
    }
}

/// Whether EDTF writes a year with four digits, as it must where a month follows.
fn has_four_digits(year: i32) -> bool {
    (-9999..=9999).contains(&year)
}

/// Any year for `edtf-core`, astronomical.
fn whole_year(year: i32) -> edtf_core::Date {
    if has_four_digits(year) {
        return bounds::calendar(year, None, None);
    }
    let kind = YearKind::Big { value: year.into() };
    let year = Year { kind, significant_digits: None, qualifier: Qualifier::default() };
    edtf_core::Date { year, month: None::<DateField>, day: None }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn each_date_has_its_kind() {
        for (kind, texts) in [
            (DateKind::Calendar, &["2021", "2021-08", "2021-08-26", "-0043", "Y12000", "2015~", "2021-08-~26"][..]),
            (DateKind::Timed, &["2021-08-26T17:50:00", "2021-08-26T17:50:00Z"]),
            (DateKind::PartOfYear, &["2015-22", "2020-35", "2015-24?"]),
            (DateKind::Masked, &["199X", "2014-XX", "XXXX-12-25", "1950S2"]),
            (DateKind::OneOf, &["[2014-09..2014-12]", "[2014,2018]", "[..2013]", "[199X..]"]),
            (DateKind::AllOf, &["{2014,2018}", "{2014..2016}"]),
            (DateKind::Interval, &["2014/2016", "2015/..", "2014~/2016", "/2015"]),
        ] {
            for text in texts {
                assert_eq!(date(text).kind(), kind, "{text}");
            }
        }
    }

    #[test]
    fn parts_with_qualifiers_are_written_and_read_back() {
        let doubts = [(false, false), (true, false), (false, true)]
            .map(|(uncertain, approximate)| Qualifier { uncertain, approximate });
        for text in ["2015", "-0043", "2015-08", "2015-08-26"] {
            for (year, day) in doubts.iter().flat_map(|year| doubts.iter().map(move |day| (*year, *day))) {
                let made = date(text).with_part_qualifiers(year, day).unwrap();
                for made in [Date::on_or_before(&made).unwrap(), Date::on_or_after(&made).unwrap(), made] {
                    assert_eq!(Date::parse(&made.to_string()), Ok(made));
                }
            }
        }
    }

    #[test]
    fn what_is_made_is_written_and_read_back() {
        let episodes = |texts: &[&str]| Date::episodes(&texts.iter().map(|text| date(text)).collect::<Vec<_>>());
        for (made, expected) in [
            (Date::until(&date("2015~")), "../2015~"),
            (Date::with_unknown_start(&date("1998")), "/1998"),
            (Date::of_years(1990, 2019), "[1990..2019]"),
            (Date::of_years(-43, -43), "-0043"),
            (Date::of_masked_year(1990, 1), "199X"),
            (Date::of_masked_year(1900, 2), "19XX"),
            (Date::of_masked_year(-100, 1), "none"),
            (Some(Date::of_long_year(-13_798_000_000, Some(5))), "Y-13798000000S5"),
            (Some(Date::of_long_year(12_345, None)), "Y12345"),
            (episodes(&["1848-03-24/1848-08-09", "1849"]), "{1848-03-24..1848-08-09,1849}"),
            (episodes(&["1848-03/1848-08-09", "1849~/.."]), "{1848-03..1848-08,1849..}"),
            (episodes(&["[1848..1850]"]), "none"),
        ] {
            assert_eq!(made.as_ref().map_or("none".to_owned(), Date::to_string), expected);
            if let Some(made) = made {
                assert_eq!(Date::parse(expected), Ok(made));
            }
        }
    }

    #[test]
    fn parts_that_no_date_has_are_refused() {
        let refused = |year, month, day| Date::of_parts(year, month, day).unwrap_err();
        assert_eq!(refused(2021, Some(13), None).message, "month `13` is out of range");
        assert_eq!(refused(2021, Some(21), None).kind, DateErrorKind::OutOfRange);
        assert_eq!(refused(2021, Some(6), Some(31)).kind, DateErrorKind::NoSuchDay);
        assert_eq!(refused(2021, Some(6), Some(400)).kind, DateErrorKind::NoSuchDay);
        assert_eq!(refused(2021, None, Some(3)).kind, DateErrorKind::LacksMonth);
        assert_eq!(refused(12_000, Some(1), None).kind, DateErrorKind::Unsupported);
    }

    #[test]
    fn dates_of_dates_keep_their_ends() {
        let one_of = |a, b| Date::one_of(&date(a), &date(b)).map(|date| date.to_string());
        assert_eq!(one_of("1801", "1900").as_deref(), Some("[1801..1900]"));
        assert_eq!(one_of("-0099", "0000").as_deref(), Some("[-0099..0000]"));
        assert_eq!(one_of("2021-08", "2021-08").as_deref(), Some("2021-08"));
        assert_eq!(one_of("1900", "1801"), None);
        assert_eq!(one_of("1801", "1900-01"), None);
        assert_eq!(one_of("1801~", "1900"), None);
        let lasting = |a, b| Date::lasting(&date(a), &date(b)).map(|date| date.to_string());
        assert_eq!(lasting("2014-12", "2015~").as_deref(), Some("2014-12/2015~"));
        assert_eq!(lasting("2021-08-26", "2021-08-26").as_deref(), Some("2021-08-26"));
        assert_eq!(lasting("2014", "2014").as_deref(), Some("2014/2014"));
        assert_eq!(lasting("2015", "2014"), None);
        assert_eq!(lasting("late 2014", "2015"), None);
        assert_eq!(Date::since(&date("2015-03")), Some(date("since March 2015")));
        assert_eq!(Date::with_unknown_end(&date("2015")), Some(date("2015/")));
        let all_of = |texts: &[&str]| {
            let members: Vec<Date> = texts.iter().map(|text| date(text)).collect();
            Date::all_of(&members).map(|date| date.to_string())
        };
        assert_eq!(all_of(&["2014", "2016/2018", "2020/.."]).as_deref(), Some("{2014,2016..2018,2020..}"));
        assert_eq!(all_of(&["2014", "late 2016"]), None);
        assert_eq!(all_of(&["2014~/2016"]), None);
        assert_eq!(all_of(&[]), None);
        assert_eq!(date("2015-06").qualified(false, true), Some(date("2015-06~")));
        assert_eq!(date("2015-06~").qualified(true, false), Some(date("2015-06%")));
        assert_eq!(date("2014/2015").qualified(true, false), None);
        assert_eq!(date("2021-08-26").at_time("5:50 pm"), Some(date("2021-08-26T17:50:00")));
        assert_eq!(date("2021-08").at_time("17:50"), None);
        assert_eq!(date("2021-08-26").at_time("noon"), None);
    }

    proptest! {
        #[test]
        fn what_is_made_of_numbers_is_what_is_read(year in -9999..=9999i32, month in 1..=12u8, day in 1..=31u8) {
            let text = |rest: String| format!("{}{:04}{rest}", if year < 0 { "-" } else { "" }, year.abs());
            prop_assert_eq!(Date::of_year(year), date(&text(String::new())));
            prop_assert_eq!(Date::of_month(year, month), Some(date(&text(format!("-{month:02}")))));
            let whole = text(format!("-{month:02}-{day:02}"));
            prop_assert_eq!(Date::of_day(year, month, day), Date::parse(&whole).ok());
            let parts = Date::of_parts(year, Some(month.into()), Some(day.into()));
            prop_assert_eq!(parts.ok(), Date::parse(&whole).ok());
        }

        #[test]
        fn a_year_of_any_size_is_read_back(year in any::<i32>()) {
            let made = Date::of_year(year);
            prop_assert_eq!(Date::parse(&made.to_string()), Ok(made));
        }
    }
}
