//! EDTF in: what `edtf-core` reads, and the two things it leaves out: masked years before the year 0 (`-03XX`), and the
//! order of years too large for its arithmetic.
//!
//! Every text is tried as EDTF here before it is taken for a phrase.

use std::cmp::Ordering;

use edtf_core::{Bound, Date, Edtf, Interval, IntervalEndpoint, ParseError, Set, SetElement, SetKind, Year, YearKind};

use super::bounds;

/// Reads EDTF, levels 0 to 2.
///
/// # Errors
/// Text that is none, and an interval or a range that runs backwards.
pub(super) fn parse(text: &str) -> Result<Edtf, ParseError> {
    let edtf = match Edtf::parse(text) {
        Err(error) => masked_before_christ(text).ok_or(error)?,
        Ok(edtf) => edtf,
    };
    let backwards = |message, joint: &str| {
        let offset = text.find(joint).map_or(0, |at| at + joint.len());
        Err(ParseError { message, offset })
    };
    match &edtf {
        Edtf::Interval(Interval { start: IntervalEndpoint::Date(start), end: IntervalEndpoint::Date(end) })
            if is_after(start, end) =>
        {
            backwards("interval end precedes interval start", "/")
        }
        Edtf::Set(set) if set.elements.iter().any(runs_backwards) => {
            backwards("set range end precedes range start", "..")
        }
        _ => Ok(edtf),
    }
}

fn runs_backwards(element: &SetElement) -> bool {
    matches!(element, SetElement::Range(first, last) if is_after(first, last))
}

/// Whether all of the one date is after all of the other.
pub(super) fn is_after(a: &Date, b: &Date) -> bool {
    let is_masked = |date: &Date| is_negative(&date.year) && date.year.has_unspecified();
    if is_masked(a) || is_masked(b) {
        return bounds::span(a).0 > bounds::span(b).1;
    }
    match (Edtf::Date(*a).bounds().earliest, Edtf::Date(*b).bounds().latest) {
        (Bound::Date(first), Bound::Date(last)) => first > last,
        _ => compare_sizes(&a.year, &b.year) == Ordering::Greater,
    }
}

pub(super) fn is_negative(year: &Year) -> bool {
    match year.kind {
        YearKind::Standard { negative, .. } => negative,
        YearKind::Big { value } => value < 0,
        YearKind::Exponential { significand, .. } => significand < 0,
    }
}

/// The order of two years of any size, by their digits: `Y17E100` has more than any integer of the machine.
fn compare_sizes(a: &Year, b: &Year) -> Ordering {
    match (is_negative(a), is_negative(b)) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => compare_digits(a, b),
        (true, true) => compare_digits(b, a),
    }
}

fn compare_digits(a: &Year, b: &Year) -> Ordering {
    let parts = |year: &Year| match year.kind {
        YearKind::Exponential { significand, exponent } => (significand.unsigned_abs().to_string(), exponent as usize),
        _ => (year.value().unwrap_or(0).unsigned_abs().to_string(), 0),
    };
    let ((a, a_zeros), (b, b_zeros)) = (parts(a), parts(b));
    let width = a.len().max(b.len());
    let padded = |digits: &str| format!("{digits:0<width$}");
    (a.len() + a_zeros).cmp(&(b.len() + b_zeros)).then_with(|| padded(&a).cmp(&padded(&b)))
}

/// Reads EDTF in which a year before the year 0 has unknown digits, which ISO 8601-2 allows and `edtf-core` does not.
/// `None`: it is none, or has no such year.
fn masked_before_christ(text: &str) -> Option<Edtf> {
    if !text.contains('-') || !text.contains('X') {
        return None;
    }
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return set(SetKind::OneMember, inner);
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return set(SetKind::AllMembers, inner);
    }
    let Some((start, end)) = text.split_once('/') else { return date(text).map(Edtf::Date) };
    let endpoint = |text: &str| match text {
        "" => Some(IntervalEndpoint::Unknown),
        ".." => Some(IntervalEndpoint::Open),
        _ => date(text).map(IntervalEndpoint::Date),
    };
    Some(Edtf::Interval(Interval { start: endpoint(start)?, end: endpoint(end)? }))
}

fn set(kind: SetKind, inner: &str) -> Option<Edtf> {
    let element = |text: &str| {
        if let Some(rest) = text.strip_prefix("..") {
            return date(rest).map(SetElement::OnOrBefore);
        }
        if let Some(rest) = text.strip_suffix("..") {
            return date(rest).map(SetElement::OnOrAfter);
        }
        match text.split_once("..") {
            // The ends of a range have no unknown digits.
            Some(_) => match Edtf::parse(&format!("[{text}]")).ok()? {
                Edtf::Set(set) => set.elements.first().copied(),
                _ => None,
            },
            None => date(text).map(SetElement::Date),
        }
    };
    let elements = inner.split(',').map(element).collect::<Option<Vec<_>>>()?;
    Some(Edtf::Set(Set { kind, elements }))
}

/// One date, read without the minus of its year, which is put back.
fn date(text: &str) -> Option<Date> {
    let single = |text: &str| match Edtf::parse(text).ok()? {
        Edtf::Date(date) => Some(date),
        _ => None,
    };
    let start = text.len() - text.trim_start_matches(['?', '~', '%']).len();
    let (marks, rest) = text.split_at(start);
    let year = rest.strip_prefix('-').filter(|rest| rest.get(..4).is_some_and(|year| year.contains('X')));
    let Some(rest) = year else { return single(text) };
    let mut date = single(&format!("{marks}{rest}"))?;
    if let YearKind::Standard { negative, .. } = &mut date.year.kind {
        *negative = true;
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use crate::date::{Date, DateErrorKind};

    #[test]
    fn masks_before_christ_have_exact_bounds() {
        for (text, earliest, latest) in [
            ("-03XX", "-0399-01-01", "-0300-12-31"),
            ("-00XX", "-0099-01-01", "0000-12-31"),
            ("-049X", "-0499-01-01", "-0490-12-31"),
            ("-1XXX", "-1999-01-01", "-1000-12-31"),
            ("-XXXX", "-9999-01-01", "0000-12-31"),
            ("-03X5", "-0395-01-01", "-0305-12-31"),
            ("-03XX~", "-0399-01-01", "-0300-12-31"),
            ("-03XX-12-25", "-0399-12-25", "-0300-12-25"),
            ("-03XX-02-29", "-0396-02-29", "-0304-02-29"),
            ("-03XX-XX", "-0399-01-01", "-0300-12-31"),
            ("-03XX-21", "-0399-03-01", "-0300-05-31"),
            ("-03XX/-02XX", "-0399-01-01", "-0200-12-31"),
            ("[-03XX,-01XX]", "-0399-01-01", "-0100-12-31"),
            ("[-03XX,-0043..0014]", "-0399-01-01", "0014-12-31"),
        ] {
            let date = Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.format("%Y-%m-%d").to_string());
            assert_eq!(
                (day(date.earliest()), day(date.latest())),
                (Some(earliest.into()), Some(latest.into())),
                "{text}"
            );
            assert_eq!(date.to_string(), text);
        }
        assert_eq!(Date::parse("-03XX/..").unwrap().latest(), None);
        for text in ["-03XX/-04XX", "-03XXX", "-0XX", "[-03XX..-01XX]", "-03XX-13", "-03XXS2"] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn years_of_any_size_have_an_order() {
        for (text, is_ordered) in [
            ("Y18E21/1994", false),
            ("1994/Y18E21", true),
            ("Y-18E21/1994", true),
            ("1994/Y-18E21", false),
            ("Y18E21/Y17E21", false),
            ("Y17E21/Y18E21", true),
            ("Y18E20/Y17E21", true),
            ("Y17E21/Y18E20", false),
            ("Y-17E21/Y-18E21", false),
            ("Y-18E21/Y-17E21", true),
            ("Y1799E20/Y18E22", true),
            ("Y18E22/Y1799E20", false),
            ("Y7010000/Y710100", false),
            ("Y710100-Y7010000", true),
            ("Y7010000-Y710100", false),
            ("from Y18E21 to 1994", false),
            ("between Y18E21 and 1994", false),
        ] {
            match Date::parse(text) {
                Ok(date) => assert!(is_ordered, "{text} became {date}"),
                Err(error) => assert!(!is_ordered && error.kind == DateErrorKind::Backwards, "{text}: {error}"),
            }
        }
    }
}
