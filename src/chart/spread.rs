//! Places for things that must not cover one another: labels along a side of an axis, marks in lanes.
//!
//! `labels` and `overview` are laid out with it. The same events always get the same places.

/// Where a label should be along a line, and how much room it needs.
#[derive(Clone, Copy, Debug)]
pub struct LabelRequest {
    /// The best position of its start.
    pub start: f64,
    pub length: f64,
}

/// Neighbours that touch, and are moved together.
struct Group {
    first: usize,
    start: f64,
    length: f64,
    /// The sum of the starts that would put each member in its best position, and the number of members.
    wanted: f64,
    members: usize,
}

impl Group {
    fn settle(&mut self, end: f64) {
        self.start = (self.wanted / self.members as f64).min(end - self.length).max(0.0);
    }
}

/// Places the labels between 0 and `end` in the order given, without overlap, so that the sum of the squared distances
/// from their best positions is least (the pool-adjacent-violators algorithm of isotonic regression). Together they must
/// not be longer than `end`.
pub fn spread(requests: &[LabelRequest], end: f64) -> Vec<f64> {
    let mut groups: Vec<Group> = Vec::new();
    for (i, request) in requests.iter().enumerate() {
        let mut group = Group { first: i, start: 0.0, length: request.length, wanted: request.start, members: 1 };
        group.settle(end);
        while let Some(before) = groups.pop_if(|before| before.start + before.length > group.start) {
            group = Group {
                first: before.first,
                start: 0.0,
                length: before.length + group.length,
                // For its members, the joined group must start earlier by the length of the group before them.
                wanted: before.wanted + group.wanted - before.length * group.members as f64,
                members: before.members + group.members,
            };
            group.settle(end);
        }
        groups.push(group);
    }
    let mut places = Vec::with_capacity(requests.len());
    for group in groups {
        let mut at = group.start;
        for request in &requests[group.first..group.first + group.members] {
            places.push(at);
            at += request.length;
        }
    }
    places
}

/// Gives each span the first lane in which it touches no other. With `most` lanes taken, spans overlap.
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
                // The lane that becomes free first overlaps the least.
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
        let requests = [10.0, 50.0, 52.0, 90.0].map(|start| LabelRequest { start, length: 10.0 });
        assert_eq!(spread(&requests, 100.0), [10.0, 46.0, 56.0, 90.0]);
        assert_eq!(spread(&[LabelRequest { start: 99.0, length: 10.0 }], 100.0), [90.0]);
    }

    proptest! {
        #[test]
        fn nothing_covers_another_or_leaves_the_line(requests in prop::collection::vec((0.0..1000.0f64, 1.0..40.0f64), 0..60)) {
            let mut requests: Vec<LabelRequest> = requests.into_iter().map(|(start, length)| LabelRequest { start, length }).collect();
            requests.sort_by(|a, b| a.start.total_cmp(&b.start));
            let end = requests.iter().map(|request| request.length).sum::<f64>().max(1000.0);
            let places = spread(&requests, end);
            let mut free = 0.0;
            for (place, request) in places.iter().zip(&requests) {
                prop_assert!(*place >= free - 1e-6, "{places:?}");
                free = place + request.length;
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
