//! Which columns hold counts of people and coordinates.

use std::collections::HashMap;

use super::fields::best;
use super::name::Meaning::{self, *};
use super::profile::{Profile, is_count, number};

/// How likely a column counts the people of the event, those dead or those wounded.
///
/// `by_groups`: the table has a column for some of them too, such as the soldiers, and civilians are then but some.
pub fn count(profile: &Profile<'_>, of: Meaning, by_groups: bool) -> f32 {
    let name = &profile.name;
    if !name.has(of) || (profile.rows > 0 && !counts(profile)) {
        return 0.0;
    }
    let other = if of == Killed { Wounded } else { Killed };
    const NOT: &[Meaning] = &[
        Damage, Id, Code, Quality, Date, Year, Text, Cause, Birth, Missing, Casualties, Link, Source, Place, Country,
        Start, End, Kind, Title,
    ];
    if name.has(other) || name.has_any(NOT) || name.has_word("order") || name.has_word("per") {
        return 0.0;
    }
    let civilians = name.has_word("civilians") || name.has_word("civilian");
    let some = name
        .words
        .iter()
        .filter(|(word, meaning)| *meaning == Some(SomePeople) && !word.starts_with("civilian"))
        .count();
    // Some of the dead are not all of them: better none than too few.
    if some > 0 || (civilians && by_groups) {
        return 0.0;
    }
    let bounds = if name.has_any(&[Low, High]) { 1.5 } else { 0.0 };
    let strange = name.others(&[of, Number, People, Happening, Low, High, Best, SomePeople, Report]);
    // A total may count what came of the event too; where both are as full, the plain figure is that of the event.
    5.0 + 0.5 * profile.fill()
        - 0.02 * name.words.len() as f32
        - bounds
        - if civilians { 1.0 } else { 0.0 }
        - 1.0 * strange as f32
}

/// Whether columns count some of the people by themselves: soldiers, suspects, children.
pub fn counts_groups(profiles: &[Profile<'_>], of: Meaning) -> bool {
    profiles.iter().any(|profile| {
        let is_group =
            |(word, meaning): &(String, Option<Meaning>)| *meaning == Some(SomePeople) && !word.starts_with("civilian");
        profile.name.has(of) && profile.name.words.iter().any(is_group) && !profile.is_blank()
    })
}

/// Whether the cells are numbers of people. Years alone are none: `Died` beside `Born` is a year.
fn counts(profile: &Profile<'_>) -> bool {
    let are_years = profile.filled() > 1
        && profile.whole_numbers().count() == profile.filled()
        && profile.whole_numbers().all(|(_, number)| (1400..=2100).contains(&number));
    !are_years && profile.share_of(|cell| is_count(cell) || number(cell).is_some()) >= 0.5
}

/// The columns of a lowest, a best and a highest figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub low: usize,
    pub best: Option<usize>,
    pub high: usize,
}

/// Figures that bound one number of people, by names that share all else, and by what stands in them.
pub fn bounds(profiles: &[Profile<'_>], is_free: impl Fn(usize) -> bool, of: Meaning) -> Option<Bounds> {
    const ALIKE: &[Meaning] = &[Low, High, Best, Number, People, Filler];
    let stem = |i: usize| profiles[i].name.stem(ALIKE);
    let of_these = |i: usize| {
        let name = &profiles[i].name;
        let is_some =
            name.words.iter().any(|(word, meaning)| *meaning == Some(SomePeople) && !word.starts_with("civilian"));
        // UCDP names no more than `low`, `best` and `high`.
        (name.has(of) || (of == Killed && stem(i).is_empty()))
            && !is_some
            && !name.has_any(&[Damage, Date, Year, Missing, Casualties])
    };
    // The cells are looked at last, since that takes the longest.
    let columns: Vec<usize> = (0..profiles.len())
        .filter(|&i| is_free(i) && !profiles[i].is_blank() && of_these(i) && counts(&profiles[i]))
        .collect();
    let mut found: Vec<Bounds> = Vec::new();
    for &low in columns.iter().filter(|&&i| profiles[i].name.has(Low)) {
        let Some(&high) = columns.iter().find(|&&i| profiles[i].name.has(High) && stem(i) == stem(low)) else {
            continue;
        };
        let mut middle: Vec<usize> = columns
            .iter()
            .copied()
            .filter(|&i| {
                let name = &profiles[i].name;
                let is_middle = name.has(Best)
                    || (!name.has_any(&[Low, High])
                        && (name.has(Killed) || name.has(Wounded) || name.has_word("estimate")));
                i != low && i != high && is_middle && stem(i) == stem(low)
            })
            .collect();
        middle.sort_by_key(|&i| (!profiles[i].name.has(Best), profiles[i].header));
        let best = middle.first().copied();
        if best.is_none() && stem(low).is_empty() {
            continue;
        }
        if runs_up(&profiles[low], &profiles[high]) {
            found.push(Bounds { low, best, high });
        }
    }
    found.sort_by_key(|bounds| (bounds.best.is_none(), stem(bounds.low).len(), profiles[bounds.low].header));
    found.first().copied()
}

/// Whether the first is nearly never more than the second.
fn runs_up(low: &Profile<'_>, high: &Profile<'_>) -> bool {
    let highs: HashMap<usize, i64> = high.whole_numbers().collect();
    let both: Vec<bool> =
        low.whole_numbers().filter_map(|(row, low)| Some(low <= *highs.get(&row)? || low < 0)).collect();
    10 * both.iter().filter(|runs| **runs).count() >= 9 * both.len()
}

/// The columns of latitude and longitude, whose names share all else.
pub fn coordinates(profiles: &[Profile<'_>], is_free: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let degrees = |profile: &Profile<'_>, most: f64| {
        profile.rows == 0
            || (!profile.is_blank()
                && profile.share_of(|cell| number(cell).is_some_and(|number| number.abs() <= most)) >= 0.5)
    };
    let is_of = |i: usize, meaning: Meaning, most: f64| {
        is_free(i)
            && profiles[i].name.has(meaning)
            && !profiles[i].name.has_any(&[Quality, Code, Id])
            && degrees(&profiles[i], most)
    };
    let stem = |i: usize| profiles[i].name.stem(&[Latitude, Longitude, Coordinates]);
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for lat in (0..profiles.len()).filter(|&i| is_of(i, Latitude, 90.0)) {
        let lon = (0..profiles.len()).find(|&i| i != lat && is_of(i, Longitude, 180.0) && stem(i) == stem(lat));
        pairs.extend(lon.map(|lon| (lat, lon)));
    }
    pairs.into_iter().min_by_key(|&(lat, _)| (stem(lat).len(), profiles[lat].header))
}

/// One column with both, where there are none of their own.
pub fn coordinate_pair(profiles: &[Profile<'_>], is_free: impl Fn(usize) -> bool) -> Option<usize> {
    best(profiles, is_free, |profile| {
        let named = profile.name.has_any(&[Coordinates, Latitude, Longitude, Place]);
        if named && is_coordinates(profile) { 5.0 - 0.3 * profile.name.words.len() as f32 } else { 0.0 }
    })
}

/// `34.53, 69.17`
pub fn is_coordinates(profile: &Profile<'_>) -> bool {
    profile.filled() > 0 && profile.share_of(|cell| pair_of_degrees(cell).is_some()) >= 0.7
}

fn pair_of_degrees(cell: &str) -> Option<(f64, f64)> {
    let (a, b) = cell.trim_matches(['(', ')', '[', ']']).split_once([',', ';', ' '])?;
    let (a, b) = (number(a.trim())?, number(b.trim())?);
    (a.abs() <= 180.0 && b.abs() <= 180.0 && (a.fract() != 0.0 || b.fract() != 0.0)).then_some((a, b))
}
