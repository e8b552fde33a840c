//! The events of a selection made into something part by part, on several threads, and handed over in order.
//!
//! Outputs that need the events in order print a [`Selection`] with it: how each event is written does not depend on the
//! others, or only on the one before it.

use std::io;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

use super::selection::{Batch, Selected, Selection};
use crate::csv::parallel::workers;
use crate::date::Certainty;
use crate::event::Event;
use crate::store::Source;

/// How many events make a part: so many that threads seldom wait for each other, and so few that what is made of them stays
/// small.
const PART: usize = 500;

/// Gets one item after the other from `next`, calls `make` with each, on several threads, and `take` with what comes of it, in
/// order. As many items as there are threads are held at once.
///
/// # Errors
/// The first that `next`, `make` or `take` returns, in the order of the items.
fn in_order<I, P>(
    next: impl FnMut() -> io::Result<Option<I>> + Send,
    make: impl Fn(I) -> io::Result<P> + Sync,
    take: impl FnMut(P) -> io::Result<()> + Send,
    threads: usize,
) -> io::Result<()> {
    let items = Mutex::new(Items { number: 0, next });
    let turn = Mutex::new(Turn { number: 0, take, result: Ok(()) });
    let changed = Condvar::new();
    let work = || {
        loop {
            // In a statement of its own, or the lock would be held while the part is made.
            let next = items.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, item)) = next else { return };
            let part = item.and_then(&make);
            let turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            let waits = |turn: &mut Turn<_>| turn.number != number && turn.result.is_ok();
            let mut turn = changed.wait_while(turn, waits).unwrap_or_else(PoisonError::into_inner);
            if turn.result.is_err() {
                return;
            }
            turn.result = part.and_then(|part| (turn.take)(part));
            turn.number += 1;
            changed.notify_all();
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // If the system has no thread to give, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    turn.into_inner().unwrap_or_else(PoisonError::into_inner).result
}

/// Where the items come from, and how many there were.
struct Items<N> {
    number: usize,
    next: N,
}

impl<I, N: FnMut() -> io::Result<Option<I>>> Items<N> {
    /// The next item and its number; `None` after the last.
    fn next(&mut self) -> Option<(usize, io::Result<I>)> {
        let item = (self.next)().transpose()?;
        self.number += 1;
        Some((self.number - 1, item))
    }
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
        self.in_batches(
            |batch| {
                let mut begun = None;
                if let Some(before) = batch.before() {
                    read(&before, &mut |event| begun = Some(begin(Some(event))))?;
                }
                let mut part = begun.unwrap_or_else(|| begin(None));
                for selected in batch.iter() {
                    let mut added = Ok(());
                    read(&selected, &mut |event| added = add(&mut part, event, selected.certainty))?;
                    added?;
                }
                Ok(part)
            },
            take,
        )
    }

    /// The same of the events as they are kept.
    ///
    /// # Errors
    /// As [`Selection::in_parts`].
    pub fn in_batches<P>(
        &self,
        make: impl Fn(Batch<'_>) -> io::Result<P> + Sync,
        take: impl FnMut(P) -> io::Result<()> + Send,
    ) -> io::Result<()> {
        in_order(self.batches(PART), make, take, workers().min(self.len().div_ceil(PART)))
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::in_order;

    fn up_to(total: usize) -> impl FnMut() -> io::Result<Option<usize>> {
        let mut numbers = 0..total;
        move || Ok(numbers.next())
    }

    fn failed<T>(what: &str) -> io::Result<T> {
        Err(io::Error::other(what.to_owned()))
    }

    #[test]
    fn parts_come_in_order() {
        for total in [0, 1, 100] {
            let mut taken = Vec::new();
            let take = |number| {
                taken.push(number);
                Ok(())
            };
            in_order(up_to(total), Ok, take, 3).unwrap();
            assert_eq!(taken, (0..total).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_ends_it() {
        let mut taken = 0;
        let make = |number| if number < 3 { Ok(()) } else { failed("made") };
        let take = |()| {
            taken += 1;
            Ok(())
        };
        let error = in_order(up_to(9), make, take, 3).unwrap_err();
        assert_eq!((taken, error.to_string()), (3, "made".to_owned()));
        let error = in_order(up_to(9), |_| Ok(()), |()| failed("taken"), 3).unwrap_err();
        assert_eq!(error.to_string(), "taken");
        let error = in_order(|| failed::<Option<()>>("got"), |()| Ok(()), |()| Ok(()), 3).unwrap_err();
        assert_eq!(error.to_string(), "got");
    }
}
