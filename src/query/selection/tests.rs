//! Properties of a selection: a limit, and too little memory.

use proptest::prelude::*;

use super::*;
use crate::input::Input;
use crate::model::field::Field;
use crate::store::{ReadOptions, Store};

proptest! {
    /// Blocks are read while those before them are being appended. So the shared cutoff may be an old one, but must
    /// never come from a later block.
    #[test]
    fn a_shared_cutoff_keeps_the_first_events(
        // The rows of each block, and how many blocks before it are not appended yet when it is read.
        blocks in prop::collection::vec((prop::collection::vec(0..60u8, 150..400), 0..3usize), 1..8),
        limit in 0..40usize,
        descending: bool,
    ) {
        let input = Input::Text("test", "date,title\n");
        let store = Store::open(&[input], &ReadOptions::default()).unwrap();
        let source = &store.sources[0];
        let sort = if descending { "-date" } else { "date" };
        let order = sort.parse::<Order>().unwrap().first(Some(limit));
        let row = |block: usize, row: usize, year: u8| match year {
            0 => format!(",{block} {row}\n"),
            year => format!("{},{block} {row}\n", 1960 + i32::from(year)),
        };
        let mut taken = Selection::default();
        let mut waiting = std::collections::VecDeque::new();
        let mut all = Vec::new();
        for (number, (years, late)) in blocks.iter().enumerate() {
            while waiting.len() > *late {
                taken.append(waiting.pop_front().unwrap(), &order, 1);
            }
            let mut kept = Selection::default();
            for (i, &year) in years.iter().enumerate() {
                let record = row(number, i, year);
                source.with_event(record.as_bytes(), |event| kept.push(event, 0, Certainty::Certain, &order)).unwrap();
                all.push((year, record));
            }
            waiting.push_back(kept);
        }
        waiting.into_iter().for_each(|kept| taken.append(kept, &order, 1));
        taken.sort(&order);
        // The undated events come last in both directions.
        all.sort_by_key(|(year, _)| match i32::from(*year) {
            0 => i32::MAX,
            year if descending => -year,
            year => year,
        });
        let expected: Vec<&[u8]> = all.iter().take(limit).map(|(_, record)| record.as_bytes()).collect();
        let found: Vec<Cow<'_, [u8]>> = taken.iter().map(|selected| selected.unwrap().record).collect();
        let by_place: Vec<_> = (0..taken.len()).map(|i| taken.get(i).unwrap().unwrap().record).collect();
        prop_assert_eq!(&by_place, &found);
        prop_assert!(taken.get(taken.len()).unwrap().is_none());
        prop_assert_eq!(found, expected);
        prop_assert_eq!(taken.summary().matched, all.len() as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the rows, the order and how little memory there is, the events come out as they do from memory alone.
    #[test]
    fn what_is_sorted_on_disk_comes_out_the_same(
        rows in prop::collection::vec(("(19[0-9]{2}|20XX|)", "[a-cé]{1,3}|-?[0-9]{1,2}|[0-9]\\.5", "[0-9]{0,2}", any::<bool>()), 0..400),
        block in 1..90usize,
        memory in 0..30_000usize,
        limit in prop::option::of(0..450usize),
        sort in prop::sample::select(vec!["date", "-date", "title", "-title", "killed", "-killed"]),
    ) {
        let input = Input::Text("test", "date,title,killed\n");
        let store = Store::open(&[input], &ReadOptions::default()).unwrap();
        let sources = &store.sources;
        let select = |memory: Option<MemoryLimit>| {
            let order = sort.parse::<Order>().unwrap().first(limit);
            let mut all = Selection::within(memory);
            for rows in rows.chunks(block) {
                let mut part = Selection::default();
                for (date, title, killed, is_certain) in rows {
                    let certainty = if *is_certain { Certainty::Certain } else { Certainty::Possible };
                    let record = format!("{date},{title},{killed}\n");
                    let push = |event: &Event<'_>| part.push(event, 0, certainty, &order);
                    sources[0].with_event(record.as_bytes(), push).unwrap();
                }
                all.append(part, &order, 1);
                all.make_room(&order).unwrap();
            }
            all.sort(&order);
            all
        };
        let (held, on_disk) = (select(None), select(Some(MemoryLimit::of_bytes(memory))));
        let all = |selection: &Selection| -> Vec<(Vec<u8>, Certainty, u64)> {
            let parts = |selected: Selected<'_>| (selected.record.into_owned(), selected.certainty, selected.line);
            selection.iter().map(|selected| parts(selected.unwrap())).collect()
        };
        prop_assert_eq!(all(&held), all(&on_disk));
        prop_assert_eq!(format!("{:?}", held.summary()), format!("{:?}", on_disk.summary()));
        prop_assert_eq!(held.kept_possible().unwrap(), on_disk.kept_possible().unwrap());
        // In parts each event comes with the one before it.
        let in_parts = |selection: &Selection| {
            let title = |event: &Event<'_>| event.text(Field::Title).into_owned();
            let mut titles = Vec::new();
            let add = |part: &mut Vec<String>, event: &Event<'_>, _| {
                part.push(title(event));
                Ok(())
            };
            let begin = |before: Option<&Event<'_>>| Vec::from_iter(before.map(title));
            selection.in_parts(sources, begin, add, |part| {
                titles.push(part);
                Ok(())
            }).unwrap();
            titles
        };
        prop_assert_eq!(in_parts(&held), in_parts(&on_disk));
        let middle = held.len() / 2;
        let at = |selection: &Selection| selection.get(middle).unwrap().map(|selected| selected.record.into_owned());
        prop_assert_eq!(at(&held), at(&on_disk));
    }
}
