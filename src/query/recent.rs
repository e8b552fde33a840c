//! A small table of the short cells that were met last, each with a number: a column of countries or kinds repeats a few
//! values over and over.
//!
//! Groups look a cell up here before they decode it and look its text up in a map, and filters before they search it.

use crate::text::bytes32::Bytes32;

/// How many cells are remembered, as a power of two: more than most columns of kinds and countries have.
const BITS: u32 = 7;

/// The number of each cell that was met lately. Two cells can share a slot of the table: it has two places for them.
#[derive(Debug, Default)]
pub struct RecentCells {
    /// Empty until the first cell is remembered. An unused place holds the empty cell, which is never looked up.
    places: Vec<(Bytes32, usize)>,
}

impl RecentCells {
    /// The number of a cell that is not empty; `None` if it was not met lately.
    #[inline]
    pub fn get(&self, cell: Bytes32) -> Option<usize> {
        debug_assert!(!cell.is_empty());
        let slot = RecentCells::slot(cell);
        for place in [slot, slot ^ 1] {
            if let Some((recent, number)) = self.places.get(place)
                && *recent == cell
            {
                return Some(*number);
            }
        }
        None
    }

    /// Remembers a cell that [`RecentCells::get`] does not know.
    pub fn insert(&mut self, cell: Bytes32, number: usize) {
        self.places.resize(1 << BITS, (Bytes32::default(), 0));
        let slot = RecentCells::slot(cell);
        // The older cell moves to the second place. With one place, two frequent cells would replace each other at every
        // row.
        self.places[slot ^ 1] = std::mem::replace(&mut self.places[slot], (cell, number));
    }

    #[inline]
    fn slot(cell: Bytes32) -> usize {
        (cell.hash() >> (u64::BITS - BITS)) as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn cell(text: &str) -> Bytes32 {
        Bytes32::of(text.as_bytes()).unwrap()
    }

    #[test]
    fn two_cells_of_one_slot_are_both_remembered() {
        let cells: Vec<Bytes32> = (0..1000).map(|i| cell(&i.to_string())).collect();
        let alike =
            |a: &Bytes32| cells.iter().copied().find(|b| b != a && RecentCells::slot(*a) == RecentCells::slot(*b));
        let (first, second) = cells.iter().find_map(|a| Some((*a, alike(a)?))).unwrap();
        let mut recent = RecentCells::default();
        assert_eq!(recent.get(first), None);
        recent.insert(first, 1);
        recent.insert(second, 2);
        assert_eq!((recent.get(first), recent.get(second)), (Some(1), Some(2)));
    }

    proptest! {
        /// A cell that is known has the number it was given, whatever came after it.
        #[test]
        fn no_cell_has_the_number_of_another(texts in prop::collection::vec("[a-z]{1,2}", 0..2000)) {
            let mut recent = RecentCells::default();
            let mut numbers: HashMap<&str, usize> = HashMap::new();
            for text in &texts {
                let next = numbers.len();
                let number = *numbers.entry(text).or_insert(next);
                match recent.get(cell(text)) {
                    Some(known) => prop_assert_eq!(known, number),
                    None => recent.insert(cell(text), number),
                }
                prop_assert_eq!(recent.get(cell(text)), Some(number));
            }
        }
    }
}
