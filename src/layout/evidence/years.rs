//! How the years of a table's dates are written: before Christ, with few digits, or with the full year in another column.

use super::dates::{Role, role_in};
use super::name::Meaning;
use super::profile::{Profile, share, whole_number};
use crate::date::convention::DateConvention;
use crate::layout::field_map::{DateExpr, FieldMap};
use crate::model::field::Field;

/// How the years of the dates are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Years {
    /// -31 is 31 BC, since there is no year 0.
    pub counts_bc: bool,
    /// A year before Christ that was met, for a note that says how it is read.
    pub bc_seen: Option<(usize, i64)>,
    /// Numbers with at least so many digits are years; 0: as everywhere, those with four.
    pub fewest_digits: u8,
    /// The column that holds the year of dates that lack it, or lack its century.
    pub beside: Option<usize>,
    /// The columns of years.
    pub columns: Vec<usize>,
}

impl Years {
    /// Looks at the columns of the date, and tells years from decades in what a mapping says of them.
    pub fn of(profiles: &[Profile<'_>], map: &mut FieldMap) -> Years {
        let Some(date) = &mut map.date else { return Years::default() };
        tell_decades(&mut date.start, profiles);
        if let Some(end) = &mut date.end {
            tell_decades(end, profiles);
        }
        let columns = map.columns_of(Field::Date);
        let is_years = |i: &usize| matches!(role_in(&profiles[*i]), Some(Role::Year | Role::Decade | Role::Century));
        let of_years: Vec<usize> = columns.iter().copied().filter(is_years).collect();
        let numbers = || of_years.iter().flat_map(|&i| profiles[i].whole_numbers().map(move |(_, year)| (i, year)));
        let has_zero = numbers().any(|(_, year)| year == 0);
        let bc = numbers().filter(|(_, year)| *year < 0 && !(-9..0).contains(year) || *year < -9);
        let codes = [-99, -88, -77, -999, -9999];
        let all_bc: Vec<(usize, i64)> = bc.filter(|(_, year)| !codes.contains(year)).collect();
        let early = !all_bc.is_empty() || numbers().any(|(_, year)| (100..1000).contains(&year));
        Years {
            counts_bc: !has_zero,
            bc_seen: all_bc.first().copied().filter(|_| !has_zero),
            fewest_digits: match (of_years.is_empty(), early) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 3,
            },
            beside: beside(profiles, &columns),
            columns: of_years,
        }
    }
}

fn tell_decades(date: &mut DateExpr, profiles: &[Profile<'_>]) {
    match date {
        DateExpr::Column(column) => {
            let length = match role_in(&profiles[*column]) {
                Some(Role::Decade) => 10,
                Some(Role::Century) => 100,
                _ => return,
            };
            *date = DateExpr::Years(*column, length);
        }
        DateExpr::FirstOf(sources) => sources.iter_mut().for_each(|source| tell_decades(source, profiles)),
        DateExpr::Between(first, last) => {
            tell_decades(first, profiles);
            tell_decades(last, profiles);
        }
        DateExpr::Parts(_) | DateExpr::Years(..) => {}
    }
}

/// A column of full years that completes most of the dates which can't be read without it.
fn beside(profiles: &[Profile<'_>], dates: &[usize]) -> Option<usize> {
    let date = dates.iter().copied().find(|&i| role_in(&profiles[i]) == Some(Role::Whole))?;
    let convention = DateConvention { century: None, ..profiles[date].convention() };
    let lacking: Vec<(usize, &str)> =
        profiles[date].cells.iter().copied().filter(|(_, cell)| convention.read(cell).is_err()).collect();
    if lacking.is_empty() {
        return None;
    }
    let completes = |i: usize| {
        let years: std::collections::HashMap<usize, i32> = profiles[i]
            .cells
            .iter()
            .filter_map(|&(row, cell)| Some((row, i32::try_from(whole_number(cell)?).ok()?)))
            .collect();
        let read = lacking.iter().filter(|(row, cell)| {
            let year_beside = years.get(row).copied();
            year_beside.is_some() && DateConvention { year_beside, ..convention }.read(cell).is_ok()
        });
        share(read.count(), lacking.len())
    };
    let is_year = |i: usize| {
        !dates.contains(&i) && profiles[i].name.has(Meaning::Year) && role_in(&profiles[i]) == Some(Role::Year)
    };
    let mut likely: Vec<(usize, f32)> =
        (0..profiles.len()).filter(|&i| is_year(i)).map(|i| (i, completes(i))).collect();
    likely.retain(|(_, share)| *share >= 0.5);
    likely.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| profiles[a.0].header.cmp(profiles[b.0].header)));
    likely.first().map(|(column, _)| *column)
}
