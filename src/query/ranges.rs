//! Sets of numbers of people: those that conditions such as `killed >= 100` allow together.
//!
//! `condition` makes them; a [`Query`](super::Query) combines them and tests every event with them.

use crate::date::Certainty;
use crate::model::people::PeopleCount;

/// A union of ranges, inclusive at both ends. They are in order, and at least one number lies between any two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// The union of these ranges, in any order; a range whose low is above its high is empty.
    pub fn new(ranges: impl IntoIterator<Item = (u64, u64)>) -> Ranges {
        let mut sorted: Vec<(u64, u64)> = ranges.into_iter().filter(|(low, high)| low <= high).collect();
        sorted.sort_unstable();
        let mut ranges: Vec<(u64, u64)> = Vec::new();
        for (low, high) in sorted {
            match ranges.last_mut() {
                Some(before) if low <= before.1.saturating_add(1) => before.1 = before.1.max(high),
                _ => ranges.push((low, high)),
            }
        }
        Ranges(ranges)
    }

    /// The ranges in order, inclusive at both ends.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.iter().copied()
    }

    /// The numbers that are in one of the sets.
    pub fn union(&self, other: &Ranges) -> Ranges {
        Ranges::new(self.0.iter().chain(&other.0).copied())
    }

    /// The numbers that are in both sets.
    pub fn intersect(&self, other: &Ranges) -> Ranges {
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a.0.max(b.0), a.1.min(b.1))));
        Ranges::new(pairs)
    }

    /// The numbers that are not in the set.
    pub fn complement(&self) -> Ranges {
        let mut others = Vec::new();
        let mut next = Some(0);
        for (low, high) in &self.0 {
            if let (Some(next), Some(last)) = (next, low.checked_sub(1)) {
                others.push((next, last));
            }
            next = high.checked_add(1);
        }
        others.extend(next.map(|next| (next, u64::MAX)));
        Ranges::new(others)
    }

    /// Whether the count lies in the set, possibly or certainly; `None` if it can't. An approximate count never does so
    /// certainly.
    pub fn matches(&self, count: PeopleCount) -> Option<Certainty> {
        let (low, high) = (count.low.unwrap_or(0), count.high.unwrap_or(u64::MAX));
        let touched = self.0.iter().find(|range| range.0 <= high && range.1 >= low)?;
        let holds_all = touched.0 <= low && touched.1 >= high;
        Some(if holds_all && !count.approximate { Certainty::Certain } else { Certainty::Possible })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_combined() {
        let ranges = Ranges::new([(5, 9), (0, 2), (3, 3), (20, u64::MAX)]);
        assert_eq!(ranges, Ranges(vec![(0, 3), (5, 9), (20, u64::MAX)]));
        assert_eq!(ranges.complement(), Ranges(vec![(4, 4), (10, 19)]));
        assert_eq!(ranges.complement().complement(), ranges);
        assert_eq!(ranges.intersect(&Ranges::new([(2, 6)])), Ranges(vec![(2, 3), (5, 6)]));
    }

    #[test]
    fn a_count_lies_in_them_possibly_or_certainly() {
        let ranges = Ranges::new([(1, 1), (2, 2)]);
        assert_eq!(ranges.matches("1..2".parse().unwrap()), Some(Certainty::Certain));
        assert_eq!(ranges.matches("1..3".parse().unwrap()), Some(Certainty::Possible));
        assert_eq!(ranges.matches("~1".parse().unwrap()), Some(Certainty::Possible));
        assert_eq!(ranges.matches("3..".parse().unwrap()), None);
    }
}
