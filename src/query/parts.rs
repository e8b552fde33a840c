//! A long list made into something part by part, on several threads, and handed over in order.
//!
//! Outputs that need the events in order print a [`Selection`] with it: how each event is written does not depend on the
//! others, or only on the one before it.

use std::io;
use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::order::{Selected, Selection};
use crate::csv::parallel::workers;
use crate::date::Certainty;
use crate::event::Event;
use crate::store::Source;

/// How many items make a part: so many that threads seldom wait for each other, and so few that what is made of them stays
/// small.
const PART: usize = 500;

/// Calls `make` with each part of the numbers from 0 up to `total`, on several threads, and `take` with what comes of it,
/// in order. As many parts as there are threads are held at once.
///
/// # Errors
/// The first that `make` or `take` returns, in the order of the parts.
pub fn in_parts<P>(
    total: usize,
    make: impl Fn(Range<usize>) -> io::Result<P> + Sync,
    take: impl FnMut(P) -> io::Result<()> + Send,
) -> io::Result<()> {
    let parts = total.div_ceil(PART);
    let begun = AtomicUsize::new(0);
    let turn = Mutex::new(Turn { number: 0, take, result: Ok(()) });
    let changed = Condvar::new();
    let work = || loop {
        let number = begun.fetch_add(1, Relaxed);
        if number >= parts {
            return;
        }
        let part = make(number * PART..total.min((number + 1) * PART));
        let turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |turn: &mut Turn<_>| turn.number != number && turn.result.is_ok();
        let mut turn = changed.wait_while(turn, waits).unwrap_or_else(PoisonError::into_inner);
        if turn.result.is_err() {
            return;
        }
        turn.result = part.and_then(|part| (turn.take)(part));
        turn.number += 1;
        changed.notify_all();
    };
    thread::scope(|scope| {
        for _ in 1..workers().min(parts) {
            // If the system has no thread to give, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    turn.into_inner().unwrap_or_else(PoisonError::into_inner).result
}

/// Which part is taken next, and whether all went well so far.
struct Turn<T> {
    number: usize,
    take: T,
    result: io::Result<()>,
}

impl Selection {
    /// [`in_parts`] of the events in order: each part is begun with the event before it, if there is one, and `add` adds
    /// the events to it.
    ///
    /// # Errors
    /// An event that can't be read again; what `add` and `take` return.
    pub fn in_parts<P>(
        &self,
        sources: &[Source],
        begin: impl Fn(Option<&Event<'_>>) -> P + Sync,
        add: impl Fn(&mut P, &Event<'_>, Certainty) -> io::Result<()> + Sync,
        take: impl FnMut(P) -> io::Result<()> + Send,
    ) -> io::Result<()> {
        self.in_parts_as(|selected, take| selected.read(sources, take), begin, add, take)
    }

    /// The same, where `read` reads an event again and shows it as it is wanted.
    ///
    /// # Errors
    /// As [`Selection::in_parts`].
    pub fn in_parts_as<P>(
        &self,
        read: impl Fn(&Selected<'_>, &mut dyn FnMut(&Event<'_>)) -> io::Result<()> + Sync,
        begin: impl Fn(Option<&Event<'_>>) -> P + Sync,
        add: impl Fn(&mut P, &Event<'_>, Certainty) -> io::Result<()> + Sync,
        take: impl FnMut(P) -> io::Result<()> + Send,
    ) -> io::Result<()> {
        let make = |range: Range<usize>| {
            let mut begun = None;
            if let Some(before) = range.start.checked_sub(1).and_then(|before| self.get(before)) {
                read(&before, &mut |event| begun = Some(begin(Some(event))))?;
            }
            let mut part = begun.unwrap_or_else(|| begin(None));
            for selected in range.filter_map(|i| self.get(i)) {
                let mut added = Ok(());
                read(&selected, &mut |event| added = add(&mut part, event, selected.certainty))?;
                added?;
            }
            Ok(part)
        };
        in_parts(self.len(), make, take)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{PART, in_parts};

    #[test]
    fn parts_come_in_order() {
        for total in [0, 1, PART, 7 * PART + 3] {
            let mut taken = Vec::new();
            let take = |part: Vec<usize>| {
                taken.extend(part);
                Ok(())
            };
            in_parts(total, |range| Ok(range.collect()), take).unwrap();
            assert_eq!(taken, (0..total).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        let failed = |what: &str| io::Error::other(what.to_owned());
        let mut taken = 0;
        let make = |range: std::ops::Range<usize>| if range.start < 3 * PART { Ok(()) } else { Err(failed("made")) };
        let take = |()| {
            taken += 1;
            Ok(())
        };
        let error = in_parts(9 * PART, make, take).unwrap_err();
        assert_eq!((taken, error.to_string()), (3, "made".to_owned()));
        let error = in_parts(9 * PART, |_| Ok(()), |()| Err(failed("taken"))).unwrap_err();
        assert_eq!(error.to_string(), "taken");
    }
}
