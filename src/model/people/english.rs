//! Counts as people write them: `10–20`, `at least 4`, `about 1,200`, `>5`, `12[3]`, `5 (2 children)`.
//!
//! [`PeopleCount::parse`] comes here with what is not in its own notation. Whatever could be another number is refused.

use super::{CountError, CountErrorKind, PeopleCount};

/// Longer texts are prose, not a count: bytes.
const LONGEST: usize = 100;

/// Texts that say that the number is not known.
const UNKNOWN: &[&str] = &[
    "unknown",
    "unk",
    "unk.",
    "not known",
    "not reported",
    "not available",
    "not stated",
    "unreported",
    "unspecified",
    "undetermined",
    "unclear",
    "n/a",
    "na",
    "n.a.",
    "n.d.",
    "tbd",
    "?",
    "-",
    "–",
    "—",
];

/// Texts that say how many without a number.
const VAGUE: &str = "dozen dozens score scores hundreds thousands several many few some multiple numerous various countless \
    couple handful most all";

/// Texts that may mean zero or that nothing is known.
const ZERO_OR_UNKNOWN: &[&str] = &["none", "no", "nil", "null", "nobody"];

const NUMBERS: &str = "zero one two three four five six seven eight nine ten eleven twelve \
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";

/// Whether a list with spaces between its words has that word.
fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

/// What the words around a number make of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    FewerThan,
    About,
}

/// The words before a number; of two that begin alike the longer first.
const BEFORE: &[(&str, Bound)] = &[
    (">=", Bound::AtLeast),
    ("≥", Bound::AtLeast),
    (">", Bound::MoreThan),
    ("<=", Bound::AtMost),
    ("≤", Bound::AtMost),
    ("<", Bound::FewerThan),
    ("~", Bound::About),
    ("≈", Bound::About),
    ("at least", Bound::AtLeast),
    ("no fewer than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("not fewer than", Bound::AtLeast),
    ("not less than", Bound::AtLeast),
    ("a minimum of", Bound::AtLeast),
    ("minimum", Bound::AtLeast),
    ("min.", Bound::AtLeast),
    ("more than", Bound::MoreThan),
    ("over", Bound::MoreThan),
    ("above", Bound::MoreThan),
    ("at most", Bound::AtMost),
    ("up to", Bound::AtMost),
    ("no more than", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("a maximum of", Bound::AtMost),
    ("maximum", Bound::AtMost),
    ("max.", Bound::AtMost),
    ("fewer than", Bound::FewerThan),
    ("less than", Bound::FewerThan),
    ("under", Bound::FewerThan),
    ("below", Bound::FewerThan),
    ("about", Bound::About),
    ("around", Bound::About),
    ("approximately", Bound::About),
    ("approx.", Bound::About),
    ("approx", Bound::About),
    ("circa", Bound::About),
    ("ca.", Bound::About),
    ("ca", Bound::About),
    ("c.", Bound::About),
    ("c", Bound::About),
    ("roughly", Bound::About),
    ("some", Bound::About),
    ("an estimated", Bound::About),
    ("estimated", Bound::About),
    ("est.", Bound::About),
    ("nearly", Bound::About),
    ("almost", Bound::About),
];

/// The same behind a number.
const BEHIND: &[(&str, Bound)] = &[
    ("+", Bound::AtLeast),
    (" or more", Bound::AtLeast),
    (" and more", Bound::AtLeast),
    (" or over", Bound::AtLeast),
    (" at least", Bound::AtLeast),
    (" (at least)", Bound::AtLeast),
    (" (minimum)", Bound::AtLeast),
    (" or fewer", Bound::AtMost),
    (" or less", Bound::AtMost),
    (" or under", Bound::AtMost),
    (" at most", Bound::AtMost),
    (" (at most)", Bound::AtMost),
    (" (maximum)", Bound::AtMost),
    (" or so", Bound::About),
    (" (approx.)", Bound::About),
    (" (approximately)", Bound::About),
    (" (estimated)", Bound::About),
    (" (estimate)", Bound::About),
    (" (est.)", Bound::About),
];

/// What stands between the least and the most.
const JOINTS: [&str; 6] = ["..", "–", "-", " to ", " and ", " or "];

/// Reads a count in English. `Ok(None)`: the text says that it is unknown.
///
/// # Errors
/// Words without a number (`dozens`), part of a person (`5.5`), and whatever else is no count or may be several.
pub(super) fn read(text: &str) -> Result<Option<PeopleCount>, CountError> {
    let not_a_count = || CountError::new(CountErrorKind::NotACount, format!("`{text}` is not a count of people"));
    if text.len() > LONGEST {
        return Err(CountError::new(CountErrorKind::NotACount, "the text is too long for a count of people"));
    }
    let plain = normalize(text);
    if UNKNOWN.contains(&plain.as_str()) {
        return Ok(None);
    }
    if ZERO_OR_UNKNOWN.contains(&plain.as_str()) {
        let message = format!("`{text}` has two readings: that it was nobody, or that nothing is known");
        return Err(CountError::new(CountErrorKind::Ambiguous, message));
    }
    if let Some(count) = phrase(&plain) {
        return count.map(Some).map_err(|kind| match kind {
            CountErrorKind::Backwards => CountError::new(kind, format!("`{text}` runs backwards")),
            CountErrorKind::TooLarge => CountError::new(kind, format!("`{text}` is too large for a count of people")),
            _ => not_a_count(),
        });
    }
    if plain.split(|c: char| !c.is_alphanumeric()).any(|word| is_in(VAGUE, word)) {
        return Err(CountError::new(CountErrorKind::Vague, format!("`{text}` names no number")));
    }
    if is_fraction(&plain) {
        return Err(CountError::new(CountErrorKind::Fraction, format!("`{text}` is no whole number of people")));
    }
    Err(not_a_count())
}

/// Lower case, one kind of dash and of space, and no footnote: `12[3]`, `12*`, `12¹`.
fn normalize(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('–'),
            _ => plain.extend(c.to_lowercase()),
        }
    }
    let mut plain = plain.trim();
    loop {
        let rest =
            plain.trim_end_matches(['*', '†', '‡', '§', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰']).trim_end();
        let rest = match rest.strip_suffix(']').and_then(|inner| inner.rsplit_once('[')) {
            // Nothing before it would be no footnote of a number.
            Some((before, _)) if !before.trim().is_empty() => before.trim_end(),
            _ => rest,
        };
        if rest.len() == plain.len() {
            return plain.to_owned();
        }
        plain = rest;
    }
}

type Reading = Option<Result<PeopleCount, CountErrorKind>>;

/// `None`: it is no count.
fn phrase(text: &str) -> Reading {
    if let Some(count) = bounded(text) {
        return Some(count);
    }
    estimate(text).or_else(|| bounded(without_remark(text)?))
}

/// A number or a range with the words before and behind it.
fn bounded(text: &str) -> Reading {
    let text =
        ["people", "persons", "person"].iter().find_map(|word| text.strip_suffix(word)).map_or(text, str::trim_end);
    if let Some((rest, bound)) = BEFORE.iter().find_map(|(word, bound)| {
        let rest = text.strip_prefix(word)?;
        // A sign may touch the number, a word may not.
        let is_apart = rest.starts_with(' ') || !word.ends_with(|c: char| c.is_alphabetic());
        is_apart.then(|| (rest.trim_start(), *bound))
    }) {
        return bounded(rest).map(|count| count.and_then(|count| apply(count, bound)));
    }
    let behind = BEHIND.iter().find_map(|(word, bound)| Some((text.strip_suffix(word)?, *bound)));
    if let Some((rest, bound)) = behind {
        return bounded(rest.trim_end()).map(|count| count.and_then(|count| apply(count, bound)));
    }
    range(text)
}

/// Two bounds can't be on one side, and a range has no room for another.
fn apply(count: PeopleCount, bound: Bound) -> Result<PeopleCount, CountErrorKind> {
    if bound == Bound::About {
        return Ok(PeopleCount { approximate: true, ..count });
    }
    let Some(number) = count.low.filter(|_| count.low == count.high) else {
        return Err(CountErrorKind::NotACount);
    };
    let (low, high) = match bound {
        Bound::AtLeast => (Some(number), None),
        Bound::MoreThan => (Some(number.checked_add(1).ok_or(CountErrorKind::TooLarge)?), None),
        Bound::AtMost => (None, Some(number)),
        Bound::FewerThan => (None, Some(number.checked_sub(1).ok_or(CountErrorKind::NotACount)?)),
        Bound::About => (count.low, count.high),
    };
    Ok(PeopleCount { low, high, ..count })
}

/// `10–20`, `between 10 and 20`, or one number.
fn range(text: &str) -> Reading {
    if let Some(number) = number(text) {
        return Some(number.map(PeopleCount::exactly));
    }
    let (inner, joints) = match (text.strip_prefix("between "), text.strip_prefix("from ")) {
        (Some(rest), _) => (rest, &[" and ", "–", "-"][..]),
        (_, Some(rest)) => (rest, &[" to "][..]),
        // `10 and 20` are two counts.
        _ => (text, &JOINTS[..]),
    };
    joints.iter().filter(|joint| inner.len() < text.len() || **joint != " and ").find_map(|joint| {
        let (low, high) = inner.split_once(joint)?;
        let (low, high) = (number(low.trim())?, number(high.trim())?);
        Some(match (low, high) {
            (Ok(low), Ok(high)) if low > high => Err(CountErrorKind::Backwards),
            (Ok(low), Ok(high)) => Ok(PeopleCount::within(Some(low), Some(high))),
            (Err(kind), _) | (_, Err(kind)) => Err(kind),
        })
    })
}

/// A best estimate with its bounds: `13 (10–20)`.
fn estimate(text: &str) -> Reading {
    let (best, bounds) = text.strip_suffix(')')?.split_once('(')?;
    let (best, bounds) = match (bounded(best.trim_end())?, bounded(bounds.trim())?) {
        (Ok(best), Ok(bounds)) => (best, bounds),
        (Err(kind), _) | (_, Err(kind)) => return Some(Err(kind)),
    };
    let lies_within =
        |number| bounds.low.is_none_or(|low| low <= number) && bounds.high.is_none_or(|high| number <= high);
    match best.low.filter(|number| best.low == best.high && lies_within(*number)) {
        Some(number) => {
            let number = (bounds.low != bounds.high).then_some(number);
            Some(Ok(PeopleCount { best: number, approximate: best.approximate || bounds.approximate, ..bounds }))
        }
        None => Some(Err(CountErrorKind::NotACount)),
    }
}

/// Words that make what stands in brackets another count of the same people, or a doubt about it.
const OTHER_COUNT: &str = "according actually alleged allegedly another at between claim claimed claims confirmed could disputed \
    doubtful earlier estimate estimated estimates excluding exclusive fewer final government initial \
    initially later least less likely may maybe might missing more most not official officially or other \
    others over per perhaps plus police possible possibly preliminary presumed probably reported reportedly \
    revised said say says source sources suspected to total unconfirmed under updated up without";

/// `5` of `5 (2 children)`: a remark about some of them. `None`: there is none, or it may say another number.
fn without_remark(text: &str) -> Option<&str> {
    let (count, remark) = text.strip_suffix(')')?.split_once('(')?;
    let most = match bounded(count.trim_end())? {
        Ok(count) => count.low.or(count.high)?,
        Err(_) => return None,
    };
    let is_plain = remark.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '\'' | '’'));
    let words = || remark.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_other = words().any(|word| is_in(OTHER_COUNT, word) || is_in(VAGUE, word));
    let says_more =
        words().filter(|word| word.bytes().any(|byte| byte.is_ascii_digit())).any(|word| match number(word) {
            Some(Ok(number)) => number > most,
            _ => true,
        });
    let has_words = words().any(|word| word.chars().all(char::is_alphabetic));
    (is_plain && has_words && !is_other && !says_more).then(|| count.trim_end())
}

/// `1200`, `1,200`, `1 200`, `369.0`, `twelve`. `None`: it is no number.
fn number(text: &str) -> Option<Result<u64, CountErrorKind>> {
    if let Some(number) = NUMBERS.split(' ').position(|word| word == text) {
        return Some(Ok(number as u64));
    }
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') && zeros.len() != 3 => {
            whole
        }
        Some(_) => return None,
        None => text,
    };
    let separator = whole.chars().find(|c| !c.is_ascii_digit());
    let digits = match separator {
        None => whole.to_owned(),
        Some(separator @ (',' | ' ' | '\'' | '’')) => {
            let groups: Vec<&str> = whole.split(separator).collect();
            let is_grouped = matches!(groups[0].len(), 1..=3) && groups[1..].iter().all(|group| group.len() == 3);
            is_grouped.then(|| groups.concat())?
        }
        Some(_) => return None,
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().map_err(|_| CountErrorKind::TooLarge))
}

/// `5.5`, `1,5`
fn is_fraction(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(['.', ',']).is_some_and(|(whole, fraction)| digits(whole) && digits(fraction))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        match PeopleCount::parse(text) {
            Ok(Some(count)) => count.to_string(),
            Ok(None) => "unknown".to_owned(),
            Err(error) => format!("{:?}", error.kind),
        }
    }

    #[test]
    fn counts_are_read_as_people_write_them() {
        for (count, texts) in [
            (
                "10..20",
                &[
                    "10–20",
                    "10-20",
                    "10 - 20",
                    "10 to 20",
                    "between 10 and 20",
                    "from 10 to 20",
                    "Between 10–20",
                    "10 or 20",
                ][..],
            ),
            (
                "20..",
                &[
                    "20+",
                    "20 +",
                    "at least 20",
                    "At Least 20",
                    "≥20",
                    ">= 20",
                    ">19",
                    "> 19",
                    "more than 19",
                    "over 19",
                    "20 or more",
                    "no fewer than 20",
                    "20 (at least)",
                    "minimum 20",
                ],
            ),
            (
                "..5",
                &[
                    "≤5",
                    "<=5",
                    "<6",
                    "at most 5",
                    "up to 5",
                    "fewer than 6",
                    "less than 6",
                    "under 6",
                    "5 or fewer",
                    "no more than 5",
                    "max. 5",
                ],
            ),
            (
                "~20",
                &[
                    "about 20",
                    "c. 20",
                    "c.20",
                    "ca. 20",
                    "circa 20",
                    "around 20",
                    "approximately 20",
                    "~20",
                    "~ 20",
                    "≈20",
                    "some 20",
                    "20 or so",
                    "20 (est.)",
                    "an estimated 20",
                ],
            ),
            ("~10..20", &["about 10–20", "c. 10 to 20"]),
            ("~20..", &["about 20+", "at least about 20"]),
            ("1200..1500", &["1,200–1,500", "1 200 – 1 500", "1\u{a0}200-1\u{202f}500"]),
            ("1200", &["1,200", "1 200", "1'200", "1200.0"]),
            ("369", &["369.0", "369.00", "369"]),
            (
                "12",
                &[
                    "12[3]",
                    "12[a]",
                    "12 [note 1]",
                    "12[3][4]",
                    "12*",
                    "12†",
                    "12¹",
                    "twelve",
                    "12 people",
                    "12 persons",
                ],
            ),
            ("5", &["5 (2 children)", "5 (including 2 children)", "five (two children)", "5 (civilians)"]),
            ("13 (10..20)", &["13 (10–20)", "13 (10 to 20)", "13 (between 10 and 20)"]),
            ("unknown", &["unknown", "Unknown", "n/a", "?", "–", "not known"]),
            ("0", &["zero", "0"]),
        ] {
            for text in texts {
                assert_eq!(read(text), count, "{text}");
            }
        }
    }

    #[test]
    fn what_may_be_another_number_is_refused() {
        for (kind, texts) in [
            (
                "Vague",
                &["dozens", "several", "many", "hundreds", "a few", "a dozen", "more than a dozen", "scores of people"]
                    [..],
            ),
            ("Ambiguous", &["none", "No", "nil"]),
            ("Fraction", &["5.5", "0.25", "1,5", "1.200", "1,20", "12,34"]),
            ("Backwards", &["20–10", "between 20 and 10", "120–30", "2021-08"]),
            ("TooLarge", &["99999999999999999999999", "more than 18446744073709551615"]),
            (
                "NotACount",
                &[
                    "",
                    "-1",
                    "-9",
                    "5-10-15",
                    "10 and 20",
                    "10 20",
                    "5 (7)",
                    "5 (7 children)",
                    "5 (possibly 12)",
                    "5 (3 according to police)",
                    "5 (or more?)",
                    "5 (+3)",
                    "<0",
                    "5k",
                    "2 million",
                    "5 killed, 3 wounded",
                    "5 injured",
                    "5%",
                    "[12]",
                    "5/6",
                    "at least up to 5",
                    ">5+",
                    "more than between 10 and 20",
                    "1.200.000",
                    "a",
                    "12a",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(read(text), kind, "{text}");
            }
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        let words: Vec<String> = BEFORE.iter().chain(BEHIND).map(|(word, _)| (*word).to_owned()).collect();
        let others = [
            "(", ")", "[3]", "–", "-", "..", " to ", " and ", "between ", "people", "children", "dozens", ",", ".",
            " ", "½",
        ];
        prop_oneof![
            3 => (0..3000u64).prop_map(|number| number.to_string()),
            2 => prop::sample::select(words),
            2 => prop::sample::select(others.map(str::to_owned).to_vec()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn whatever_is_read_is_printed_so_that_it_is_read_again(
            pieces in prop::collection::vec((piece(), any::<bool>()), 1..6),
        ) {
            let text: String = pieces.iter().map(|(piece, space)| format!("{piece}{}", if *space { " " } else { "" })).collect();
            if let Ok(Some(count)) = PeopleCount::parse(&text) {
                prop_assert_eq!(count.to_string().parse::<PeopleCount>(), Ok(count), "{}", text);
                prop_assert!(count.low.zip(count.high).is_none_or(|(low, high)| low <= high), "{}", text);
                prop_assert!(count.low.is_some() || count.high.is_some(), "{}", text);
                // No number comes from nowhere: each is one of the text's, or beside one by `more than` or `fewer than`.
                let digits: String = text.chars().map(|c| if c.is_ascii_digit() { c } else { ' ' }).collect();
                let joined: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
                for number in [count.low, count.high, count.best].into_iter().flatten() {
                    let near = [number.saturating_sub(1), number, number + 1];
                    let is_there = |near: &u64| digits.split(' ').any(|own| own.parse() == Ok(*near)) || joined.contains(&near.to_string());
                    prop_assert!(near.iter().any(is_there), "{}: {}", text, number);
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = PeopleCount::parse(&text);
        }
    }
}
