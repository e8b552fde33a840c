//! What stands for an unknown value in the columns of dates, counts and coordinates, as the columns themselves show it.

use super::Role;
use super::dates;
use super::name::Meaning;
use super::profile::{Profile, number, whole_number};
use crate::layout::codebook::WRITTEN_FOR_UNKNOWN;
use crate::layout::field_map::FieldMap;
use crate::model::field::Field;

/// Words that are met so often that they count in every such column, though the sample has none of them.
const COMMON: &[&str] = &[
    "NA", "N/A", "n/a", "na", "NaN", "nan", "NULL", "null", "None", "Unknown", "unknown", "UNKNOWN", "unk", "n.d.",
    "-", "--", "–", "—", ".", "?", "…",
];

/// Numbers that statistics programs write where there is none. In a column whose numbers can't be below zero they count
/// always.
const BELOW_ZERO: [i64; 10] = [-9, -8, -7, -1, -99, -88, -77, -999, -9999, -99999];

/// The codes of each column, in file order.
pub fn of(profiles: &[Profile<'_>], map: &FieldMap) -> Vec<(usize, Vec<String>)> {
    let dates = map.columns_of(Field::Date);
    let counts = [Field::Killed, Field::Wounded].map(|field| map.columns_of(field)).concat();
    let degrees = [Field::Latitude, Field::Longitude].map(|field| map.columns_of(field));
    let mut codes: Vec<(usize, Vec<String>)> = Vec::new();
    for &column in &dates {
        codes.push((column, of_date(&profiles[column], dates::role_in(&profiles[column]))));
    }
    for &column in &counts {
        codes.push((column, of_count(&profiles[column])));
    }
    // What is no latitude is a code, and then it is one in the longitude too.
    let of_latitude = degrees[0].first().map(|&i| beyond(&profiles[i], 90.0)).unwrap_or_default();
    for &column in degrees.iter().flatten() {
        let mut own = beyond(&profiles[column], 180.0);
        own.extend(
            of_latitude.iter().filter(|code| profiles[column].cells.iter().any(|(_, cell)| cell == code)).cloned(),
        );
        codes.push((column, own));
    }
    for (column, own) in &mut codes {
        let met = profiles[*column].missing_words.iter().map(|word| (*word).to_owned());
        let common = COMMON.iter().map(|word| (*word).to_owned());
        own.extend(met.chain(common));
        let mut seen = std::collections::HashSet::new();
        own.retain(|code| seen.insert(code.clone()));
    }
    codes.sort();
    codes.dedup_by(|a, b| a.0 == b.0);
    codes
}

/// The codes that the sample holds, and that a person should know of: those of every table are left out.
pub fn worth_saying<'a>(profile: &Profile<'_>, codes: &'a [String]) -> Vec<&'a str> {
    let is_met = |code: &&String| {
        (profile.missing_words.contains(&code.as_str()) && !WRITTEN_FOR_UNKNOWN.contains(&code.as_str()))
            || profile.cells.iter().any(|(_, cell)| *cell == code.as_str())
    };
    codes.iter().filter(is_met).map(String::as_str).collect()
}

/// What stands for an unknown date, or an unknown part of one.
pub fn of_date(profile: &Profile<'_>, role: Option<Role>) -> Vec<String> {
    let numbers: Vec<i64> = profile.whole_numbers().map(|(_, number)| number).collect();
    let texts = |codes: &[i64]| codes.iter().map(i64::to_string).collect::<Vec<_>>();
    match role {
        Some(Role::Month | Role::Day) => texts(&[&BELOW_ZERO[..], &[99, 88, 77, 999]].concat()),
        Some(Role::Year | Role::Decade | Role::Century) => {
            // Where other years are below zero, -9 may be one.
            let has_bc = numbers.iter().any(|year| *year < 0 && !BELOW_ZERO.contains(year));
            let mut codes = vec![9999];
            if !has_bc {
                codes.extend(BELOW_ZERO);
            }
            texts(&codes)
        }
        // Databases write this where there is no day.
        _ => ["0000-00-00", "0000-00-00 00:00:00", "1111-11-11"].map(str::to_owned).to_vec(),
    }
}

/// A number of people is never below zero; one of nines alone that stands in several rows, far beyond all others, is none.
fn of_count(profile: &Profile<'_>) -> Vec<String> {
    let mut codes: Vec<String> = BELOW_ZERO.iter().flat_map(|code| [code.to_string(), format!("{code}.0")]).collect();
    let numbers: Vec<i64> = profile.whole_numbers().map(|(_, number)| number).collect();
    let is_nines = |number: i64| number >= 99 && number.to_string().bytes().all(|digit| digit == b'9');
    if let Some(greatest) = numbers.iter().copied().max().filter(|number| is_nines(*number)) {
        let times = numbers.iter().filter(|number| **number == greatest).count();
        let next = numbers.iter().copied().filter(|number| *number != greatest).max().unwrap_or(greatest);
        if times >= 2 && next * 2 < greatest {
            codes.push(greatest.to_string());
        }
    }
    codes
}

fn beyond(profile: &Profile<'_>, most: f64) -> Vec<String> {
    let beyond = profile.cells.iter().filter(|(_, cell)| number(cell).is_some_and(|number| number.abs() > most));
    let mut codes: Vec<String> = beyond.map(|(_, cell)| (*cell).to_owned()).collect();
    codes.sort();
    codes.dedup();
    codes.retain(|code| whole_number(code).is_some());
    // One or two numbers are codes; more are numbers of something else.
    if codes.len() > 2 || profile.name.has(Meaning::Id) { Vec::new() } else { codes }
}
