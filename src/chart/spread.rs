//! Where things go that must not cover one another: labels along a side of an axis, marks in lanes.
//!
//! The pictures (`svg`) and the overview of the page (`html`) are laid out with it.
//!
//! Nothing is left to chance, so the same events make the same picture.

/// What wants to be somewhere along a line, and how much room it needs.
#[derive(Clone, Copy, Debug)]
pub struct LabelRequest {
    /// Where its start would best be.
    pub start: f64,
    pub length: f64,
}

/// Neighbours that touch, moved as one.
struct Group {
    first: usize,
    start: f64,
    length: f64,
    /// The sum of where each would have the group start, and how many they are.
    wanted: f64,
    members: usize,
}

impl Group {
    fn settle(&mut self, end: f64) {
        self.start = (self.wanted / self.members as f64).min(end - self.length).max(0.0);
    }
}

/// Puts them between 0 and `end`, in the order given, none over another and each as near to its wish as the squares of
/// the distances allow (the pool-adjacent-violators method of isotonic regression). They must fit.
pub fn spread(wishes: &[LabelRequest], end: f64) -> Vec<f64> {
    let mut groups: Vec<Group> = Vec::new();
    for (i, wish) in wishes.iter().enumerate() {
        let mut group = Group { first: i, start: 0.0, length: wish.length, wanted: wish.start, members: 1 };
        group.settle(end);
        while let Some(before) = groups.pop_if(|before| before.start + before.length > group.start) {
            group = Group {
                first: before.first,
                start: 0.0,
                length: before.length + group.length,
                // Its members would have the larger group start as much earlier as the one before it is long.
                wanted: before.wanted + group.wanted - before.length * group.members as f64,
                members: before.members + group.members,
            };
            group.settle(end);
        }
        groups.push(group);
    }
    let mut places = Vec::with_capacity(wishes.len());
    for group in groups {
        let mut at = group.start;
        for wish in &wishes[group.first..group.first + group.members] {
            places.push(at);
            at += wish.length;
        }
    }
    places
}

/// The lane of each span, so that those in one lane do not touch; past `most` lanes they do.
pub fn lanes(spans: &[(f64, f64)], most: usize) -> Vec<usize> {
    let mut ends: Vec<f64> = Vec::new();
    spans
        .iter()
        .map(|&(start, end)| {
            let free = ends.iter().position(|&taken| taken <= start);
            let lane = free.unwrap_or_else(|| {
                if ends.len() < most {
                    ends.push(0.0);
                    return ends.len() - 1;
                }
                // The one that is free again the soonest.
                (0..ends.len()).min_by(|a, b| ends[*a].total_cmp(&ends[*b])).unwrap_or(0)
            });
            ends[lane] = ends[lane].max(end);
            lane
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_room_stays_where_it_wants_to_be() {
        let wishes = [10.0, 50.0, 52.0, 90.0].map(|start| LabelRequest { start, length: 10.0 });
        assert_eq!(spread(&wishes, 100.0), [10.0, 46.0, 56.0, 90.0]);
        assert_eq!(spread(&[LabelRequest { start: 99.0, length: 10.0 }], 100.0), [90.0]);
    }

    proptest! {
        #[test]
        fn nothing_covers_another_or_leaves_the_line(wishes in prop::collection::vec((0.0..1000.0f64, 1.0..40.0f64), 0..60)) {
            let mut wishes: Vec<LabelRequest> = wishes.into_iter().map(|(start, length)| LabelRequest { start, length }).collect();
            wishes.sort_by(|a, b| a.start.total_cmp(&b.start));
            let end = wishes.iter().map(|wish| wish.length).sum::<f64>().max(1000.0);
            let places = spread(&wishes, end);
            let mut free = 0.0;
            for (place, wish) in places.iter().zip(&wishes) {
                prop_assert!(*place >= free - 1e-6, "{places:?}");
                free = place + wish.length;
            }
            prop_assert!(free <= end + 1e-6, "{free} {end}");
        }
    }

    #[test]
    fn lanes_are_taken_from_the_first() {
        assert_eq!(lanes(&[(0.0, 5.0), (1.0, 2.0), (2.0, 3.0), (5.0, 6.0)], 5), [0, 1, 1, 0]);
        assert_eq!(lanes(&[(0.0, 5.0), (1.0, 9.0), (2.0, 3.0)], 2), [0, 1, 0]);
    }
}
