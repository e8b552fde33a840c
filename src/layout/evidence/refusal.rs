//! Why a table can't be read as events without a word of the user's.

use super::name::Meaning;
use super::profile::Profile;
use crate::layout::field_map::{DateMap, FieldMap};
use crate::model::field::Field;

/// Why a table is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Two readings of the date are equally likely.
    TwoDates(DateMap, DateMap),
    /// Its rows are not events but numbers, of a day, a month or a year.
    Counts,
    /// Its columns are the years of a pivot table.
    YearsAcross,
    /// Most of its columns have no name.
    NoNames,
}

/// Whether a table holds no events, by what its columns are.
pub fn of(profiles: &[Profile<'_>], map: &FieldMap, names: &[String]) -> Option<Refusal> {
    let is_year = |name: &&String| name.len() == 4 && name.parse().is_ok_and(|year: i32| (1500..=2200).contains(&year));
    let years = names.iter().filter(is_year).count();
    let unnamed = names.iter().filter(|name| name.is_empty()).count();
    let is_chosen = map.date.is_some();
    if years >= 3 && !is_chosen {
        return Some(Refusal::YearsAcross);
    }
    if names.len() >= 4 && 2 * unnamed >= names.len() {
        return Some(Refusal::NoNames);
    }
    if map.says(Field::Title) {
        return None;
    }
    let dates = map.columns_of(Field::Date);
    let tells = |i: usize| {
        let profile = &profiles[i];
        !dates.contains(&i) && !profile.is_blank() && tells_of_event(profile)
    };
    let lasts = map.date.as_ref().is_some_and(|date| date.end.is_some());
    let is_told = map.says(Field::Latitude) || lasts || profiles.first().is_none_or(|profile| profile.rows == 0);
    let has_numbers = (0..profiles.len()).any(|i| !dates.contains(&i) && profiles[i].is_numeric());
    (is_chosen && !is_told && has_numbers && !(0..profiles.len()).any(tells)).then_some(Refusal::Counts)
}

/// Whether a column says more of an event than how many there were.
fn tells_of_event(profile: &Profile<'_>) -> bool {
    let name = &profile.name;
    let is_time = name.has_any(&[
        Meaning::Month,
        Meaning::Day,
        Meaning::Year,
        Meaning::OtherUnit,
        Meaning::Quality,
        Meaning::Notes,
        Meaning::Source,
        Meaning::Link,
        Meaning::Code,
    ]);
    name.has(Meaning::Strength) || (profile.is_text() && profile.lettered > 0 && !is_time)
}
