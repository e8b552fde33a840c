//! Three-way merge: what changed from BASE to THEIRS is brought into OURS, event by event and field by field.
//!
//! `merge` calls it. Every row of OURS that THEIRS did not change stays byte for byte. Where both changed one field in two
//! ways, or one side changed an event that the other removed, nobody can know: that is a [`Conflict`].

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::fs::File;
use std::hash::BuildHasher;
use std::ops::ControlFlow;

use foldhash::fast::RandomState;
use foldhash::quality::FixedState;

use super::values::{check_takes_dates, degrees};
use super::{InsertAt, InsertPositions, InvalidValue, Transaction};
use crate::date::Date;
use crate::diff::{NumberedEvents, pair_numbered};
use crate::error::{Diagnostic, Error, Result};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::{Column, Field};
use crate::model::id::{fold_id, numbered};
use crate::store::{Collect, RowOutcome, Source, Store};
use crate::text::similar::hash;

/// The events of BASE or of THEIRS, in their order.
pub struct MergeSide {
    pub source: Source,
    records: Records,
    /// How many rows can't be read.
    pub unreadable: u64,
}

/// Records one after the other, and by what each is known again.
#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    keys: Vec<Keys>,
}

impl Records {
    fn get(&self, i: usize) -> &[u8] {
        let start = i.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[i]]
    }
}

/// Hashes by which an event is found again.
#[derive(Clone, Copy)]
struct Keys {
    /// `None`: it has no id.
    id: Option<u64>,
    /// Of its record without the line break: an event without an id is most often as it was, byte for byte.
    record: u64,
}

impl Keys {
    fn of(event: &Event<'_>) -> Keys {
        let id = event.text(Field::Id);
        let id = fold_id(&id);
        let record = FixedState::with_seed(1).hash_one(event.whole_record().trim_ascii_end());
        Keys { id: (!id.is_empty()).then(|| hash(&id)), record }
    }
}

struct KeepRecords;

impl Collect for KeepRecords {
    type Part = Records;
    type Whole = Records;
    type Stop = Infallible;

    /// Each row is looked at by itself.
    fn joins_reports(&self) -> bool {
        false
    }

    fn event(&self, part: &mut Records, event: &Event<'_>, _: usize) {
        part.bytes.extend_from_slice(event.whole_record());
        part.ends.push(part.bytes.len());
        part.keys.push(Keys::of(event));
    }

    fn append(&self, whole: &mut Records, part: Records, _: u64) -> ControlFlow<Infallible> {
        let start = whole.bytes.len();
        whole.bytes.extend_from_slice(&part.bytes);
        whole.ends.extend(part.ends.into_iter().map(|end| start + end));
        whole.keys.extend(part.keys);
        ControlFlow::Continue(())
    }
}

impl MergeSide {
    /// Reads a store of one input.
    ///
    /// # Errors
    /// The input can't be read.
    ///
    /// # Panics
    /// The store has no input.
    pub fn read(store: Store) -> Result<MergeSide> {
        let mut records = Records::default();
        let mut read = store.read(&KeepRecords, &mut records)?;
        let unreadable = read.report.rows;
        Ok(MergeSide { source: read.sources.swap_remove(0), records, unreadable })
    }

    /// Whether an event is written as one of the other side is, but for the line break behind it.
    fn is_same_record(&self, i: usize, other: &MergeSide, j: usize) -> bool {
        self.records.get(i).trim_ascii_end() == other.records.get(j).trim_ascii_end()
    }

    fn with<R>(&self, i: usize, take: impl FnOnce(&Event<'_>) -> R) -> Result<R> {
        Ok(self.source.with_event(self.records.get(i), take)?)
    }
}

/// Which side is taken where both changed one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preferred {
    Ours,
    Theirs,
    /// Both: the event of THEIRS becomes a report of that of OURS. An event that only one side still has stays.
    Reports,
}

/// What both sides changed in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The event in BASE or, if it is new, in THEIRS: its id, date and title.
    pub id: String,
    pub date: Option<Date>,
    pub title: String,
    pub what: ConflictOf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConflictOf {
    /// One field, with its value in BASE, in OURS and in THEIRS.
    Field { column: String, base: String, ours: String, theirs: String },
    /// OURS removed the event, and THEIRS changed it.
    RemovedByOurs,
    /// THEIRS removed the event, and OURS changed it.
    RemovedByTheirs,
}

/// What was merged.
#[derive(Debug, Default)]
pub struct Merged {
    pub added: u64,
    pub removed: u64,
    pub changed: u64,
    /// How many events of THEIRS became reports of those of OURS.
    pub reports: u64,
    pub conflicts: Vec<Conflict>,
    /// The columns of THEIRS that changed and that OURS does not have.
    pub left_out: Vec<String>,
    marks: Marks,
}

/// Where conflicts stand in OURS.
#[derive(Debug, Default)]
struct Marks {
    /// By the row: the cells of BASE and of THEIRS in the columns that are in conflict; `None`: THEIRS has removed it.
    rows: BTreeMap<usize, RowMark>,
    /// By the row before which they stand: the cells in BASE and in THEIRS of events that OURS has removed.
    removed: Vec<(usize, Vec<String>, Vec<String>)>,
}

#[derive(Debug, Default)]
struct RowMark {
    base: Vec<(usize, String)>,
    theirs: Option<Vec<(usize, String)>>,
}

/// How an event of one side is compared with the same event of another: for each column of OURS the text it would hold.
struct Columns {
    columns: Vec<Column>,
    /// The columns of OURS that BASE and THEIRS have too, by their numbers in OURS.
    base: Vec<bool>,
    theirs: Vec<bool>,
    /// Whether numbers have a comma before their decimals in OURS.
    decimal_commas: Vec<bool>,
    /// Whether all three are of one layout, whose cells are taken as they are written.
    is_one_layout: bool,
}

impl Columns {
    fn of(ours: &Transaction, base: &Layout, theirs: &Layout) -> Columns {
        let layout = &ours.layout;
        let is_one_layout = layout.name == base.name && layout.name == theirs.name;
        let column = |i: usize| {
            let other = || Column::Other(layout.column_name(i).to_lowercase());
            if is_one_layout { other() } else { layout.field_of(i).map_or_else(other, Column::Field) }
        };
        let columns: Vec<Column> = (0..layout.width()).map(column).collect();
        let has = |side: &Layout| columns.iter().map(|column| index_of(side, column).is_some()).collect();
        let is_degrees = |i: usize| matches!(layout.field_of(i), Some(Field::Latitude | Field::Longitude));
        let decimal_commas = (0..layout.width()).map(|i| is_degrees(i) && ours.has_decimal_comma(i)).collect();
        Columns { base: has(base), theirs: has(theirs), columns, decimal_commas, is_one_layout }
    }

    /// What an event holds in each column of OURS.
    fn cells(&self, event: &Event<'_>) -> Vec<String> {
        let cell = |(column, has_comma): (&Column, &bool)| match self.is_one_layout {
            true => index_of(event.layout(), column).map(|i| event.cell(i).into_owned()).unwrap_or_default(),
            false => degrees(event.native(column).trim(), *has_comma),
        };
        self.columns.iter().zip(&self.decimal_commas).map(cell).collect()
    }
}

/// The column of a file that has that name, or holds that field.
fn index_of(layout: &Layout, column: &Column) -> Option<usize> {
    match column {
        Column::Other(name) => layout.names().iter().position(|own| own.eq_ignore_ascii_case(name)),
        Column::Field(field) => layout.has(*field).then(|| layout.column_of(*field).unwrap_or(0)),
    }
}

/// Whether two cells say the same.
fn is_same(a: &str, b: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    a.trim() == b.trim() || number(a).zip(number(b)).is_some_and(|(a, b)| a == b)
}

/// Why an event that was kept can be read again.
const READ: &str = "what was read as an event is one, and is in memory";

/// A merge holds OURS in memory, and so what it makes of it.
fn in_memory() -> Result<File> {
    Err(Error::from(Diagnostic::new("the merged file is put together in memory")))
}

/// Brings what changed from `base` to `theirs` into `ours`, which is in memory (see [`Transaction::in_memory`]).
///
/// # Errors
/// An event that can't be read again, or not be written in the encoding of OURS; dates that OURS can't hold.
pub fn merge(
    ours: &mut Transaction,
    base: &MergeSide,
    theirs: &MergeSide,
    preferred: Option<Preferred>,
) -> std::result::Result<Merged, CannotMerge> {
    let (mut rows, mut keys) = (Vec::new(), Vec::new());
    let read = |outcome: RowOutcome<'_>| match outcome {
        RowOutcome::Event(event, _) => Some(Keys::of(event)),
        _ => None,
    };
    let take = |row, key| {
        rows.push(row);
        keys.push(key);
    };
    ours.each_row(|_, outcome| read(outcome), take)?;
    let columns = Columns::of(ours, &base.source.layout, &theirs.source.layout);
    let own = |i: usize, take: &mut dyn FnMut(&Event<'_>)| {
        ours.event(rows[i], |event| take(event)).ok().flatten().expect(READ);
    };
    let in_base = |i: usize, take: &mut dyn FnMut(&Event<'_>)| base.with(i, |event| take(event)).expect(READ);
    let in_theirs = |i: usize, take: &mut dyn FnMut(&Event<'_>)| theirs.with(i, |event| take(event)).expect(READ);
    let (base_events, their_events) = (base.records.keys.len(), theirs.records.keys.len());
    let is_alike = |a: &Layout, b: &Layout| a.name == b.name && a.names() == b.names();
    let ours_alike = is_alike(&base.source.layout, &ours.layout);
    let are_alike = is_alike(&base.source.layout, &theirs.source.layout);
    let base_ours = pairs((&base.records.keys, &in_base), (&keys, &own), ours_alike);
    let base_theirs = pairs((&base.records.keys, &in_base), (&theirs.records.keys, &in_theirs), are_alike);
    let cells = |side: &NumberedEvents<'_>, i: usize| {
        let mut cells = Vec::new();
        side(i, &mut |event| cells = columns.cells(event));
        cells
    };
    let mut merger = Merger {
        columns: &columns,
        preferred,
        merged: Merged::default(),
        changes: Vec::new(),
        removals: Vec::new(),
        insertions: Vec::new(),
        reports: Vec::new(),
    };
    let named = |side: &NumberedEvents<'_>, i: usize| {
        let mut named = (String::new(), None, String::new());
        side(i, &mut |event| {
            let text = |field: Field| event.text(field).trim().to_owned();
            named = (text(Field::Id), event.date().cloned(), text(Field::Title));
        });
        named
    };
    let mut is_ours_paired = vec![false; rows.len()];
    let mut is_theirs_paired = vec![false; their_events];
    for b in 0..base_events {
        let (o, t) = (base_ours[b], base_theirs[b]);
        o.into_iter().for_each(|o| is_ours_paired[o] = true);
        t.into_iter().for_each(|t| is_theirs_paired[t] = true);
        let event = || named(&in_base, b);
        match (o, t) {
            // Nearly all events are as they were.
            (_, Some(t)) if are_alike && base.is_same_record(b, theirs, t) => {}
            (Some(o), Some(t)) => {
                let (b, o_cells, t) = (cells(&in_base, b), cells(&own, o), cells(&in_theirs, t));
                merger.both(rows[o], event, &b, &o_cells, &t);
            }
            (Some(o), None) => {
                let (b, o_cells) = (cells(&in_base, b), cells(&own, o));
                merger.removed_by_theirs(rows[o], event, &b, &o_cells);
            }
            (None, Some(t)) => {
                let (b, t_cells) = (cells(&in_base, b), cells(&in_theirs, t));
                merger.removed_by_ours(event, b, t_cells);
            }
            (None, None) => {}
        }
    }
    // What is new in THEIRS may be new in OURS too.
    let new_ours: Vec<usize> = (0..rows.len()).filter(|o| !is_ours_paired[*o]).collect();
    let new_theirs: Vec<usize> = (0..their_events).filter(|t| !is_theirs_paired[*t]).collect();
    let of_ours = |i: usize, take: &mut dyn FnMut(&Event<'_>)| own(new_ours[i], take);
    let of_theirs = |i: usize, take: &mut dyn FnMut(&Event<'_>)| in_theirs(new_theirs[i], take);
    let their_keys: Vec<Keys> = new_theirs.iter().map(|t| theirs.records.keys[*t]).collect();
    let our_keys: Vec<Keys> = new_ours.iter().map(|o| keys[*o]).collect();
    let both_new = pairs((&their_keys, &of_theirs), (&our_keys, &of_ours), false);
    for (t, o) in both_new.into_iter().enumerate() {
        let event = || named(&of_theirs, t);
        let theirs = cells(&of_theirs, t);
        match o {
            Some(o) => {
                let blank = vec![String::new(); columns.columns.len()];
                merger.both(rows[new_ours[o]], event, &blank, &cells(&of_ours, o), &theirs);
            }
            None => {
                merger.merged.added += 1;
                merger.insertions.push((event().1, theirs));
            }
        }
    }
    let Merger { merged, changes, removals, insertions, reports, .. } = merger;
    let mut merged = merged;
    merged.left_out = left_out(base, theirs, &base_theirs, ours, &columns)?;
    carry_out(ours, &columns, changes, removals, insertions, &mut merged)?;
    add_reports(ours, reports)?;
    Ok(merged)
}

/// Why two sides can't be merged.
#[derive(Debug, thiserror::Error)]
pub enum CannotMerge {
    /// OURS can't hold the dates.
    #[error(transparent)]
    Dates(InvalidValue),
    /// Events of OURS that should get reports have no ids.
    #[error("events without ids can't have reports")]
    NoIds,
    #[error(transparent)]
    Failed(#[from] crate::error::Error),
}

/// What an event is looked up by; `None`: it has no such thing.
type Key<'a> = &'a dyn Fn(&Keys) -> Option<u64>;

/// Gives each event of one side its pair in another: by an id that only one of each has, else as `diff` pairs them.
fn pairs(
    (old_keys, old): (&[Keys], &NumberedEvents<'_>),
    (new_keys, new): (&[Keys], &NumberedEvents<'_>),
    are_alike: bool,
) -> Vec<Option<usize>> {
    let mut pairs = vec![None; old_keys.len()];
    let mut is_taken = vec![false; new_keys.len()];
    let by_id = |keys: &Keys| keys.id;
    let by_record = |keys: &Keys| Some(keys.record);
    let stages: [Key<'_>; 2] = [&by_id, &by_record];
    // In other columns the same text may be another event.
    for key in &stages[..if are_alike { 2 } else { 1 }] {
        // `None`: several events have the key.
        let mut by_key: HashMap<u64, Option<usize>, RandomState> = HashMap::default();
        for (n, key) in new_keys.iter().map(key).enumerate().filter(|(n, _)| !is_taken[*n]) {
            if let Some(key) = key {
                by_key.entry(key).and_modify(|known| *known = None).or_insert(Some(n));
            }
        }
        let mut of_old: HashMap<u64, bool, RandomState> = HashMap::default();
        let left: Vec<(usize, u64)> =
            (0..old_keys.len()).filter(|o| pairs[*o].is_none()).filter_map(|o| Some((o, key(&old_keys[o])?))).collect();
        for (_, key) in &left {
            of_old.entry(*key).and_modify(|is_one| *is_one = false).or_insert(true);
        }
        for (o, key) in left {
            if let (Some(true), Some(Some(n))) = (of_old.get(&key), by_key.get(&key)) {
                pairs[o] = Some(*n);
                is_taken[*n] = true;
            }
        }
    }
    let old_left: Vec<usize> = (0..old_keys.len()).filter(|o| pairs[*o].is_none()).collect();
    let new_left: Vec<usize> = (0..new_keys.len()).filter(|n| !is_taken[*n]).collect();
    for (o, n) in pair_numbered(&old_left, old, &new_left, new) {
        pairs[o] = Some(n);
    }
    pairs
}

/// The columns of THEIRS that changed, and for which OURS has none.
fn left_out(
    base: &MergeSide,
    theirs: &MergeSide,
    pairs: &[Option<usize>],
    ours: &Transaction,
    columns: &Columns,
) -> Result<Vec<String>> {
    let names = |layout: &Layout| layout.extra().map(|(i, name)| (i, name.to_lowercase())).collect::<Vec<_>>();
    let of_base: HashMap<String, usize> = names(&base.source.layout).into_iter().map(|(i, name)| (name, i)).collect();
    let is_in_ours = |name: &str| ours.layout.names().iter().any(|own| own.eq_ignore_ascii_case(name));
    let mut left_out = Vec::new();
    if !columns.is_one_layout {
        return Ok(left_out);
    }
    for (i, name) in names(&theirs.source.layout).into_iter().filter(|(_, name)| !is_in_ours(name)) {
        let b = of_base.get(&name).copied();
        for (base_event, t) in pairs.iter().enumerate() {
            let Some(t) = t else { continue };
            let new = theirs.with(*t, |event| event.cell(i).trim().to_owned())?;
            let old = match b {
                Some(b) => base.with(base_event, |event| event.cell(b).trim().to_owned())?,
                None => String::new(),
            };
            if new != old {
                left_out.push(name);
                break;
            }
        }
    }
    Ok(left_out)
}

/// Decides event by event what becomes of OURS.
struct Merger<'a> {
    columns: &'a Columns,
    preferred: Option<Preferred>,
    merged: Merged,
    /// Cells of OURS that change: the row, the column, and the text.
    changes: Vec<(usize, usize, String)>,
    removals: Vec<usize>,
    insertions: Vec<(Option<Date>, Vec<String>)>,
    /// Rows of OURS, and what THEIRS has instead, which becomes a report of them.
    reports: Vec<(usize, Vec<String>)>,
}

type Named = (String, Option<Date>, String);

impl Merger<'_> {
    fn conflict(&mut self, (id, date, title): Named, what: ConflictOf) {
        self.merged.conflicts.push(Conflict { id, date, title, what });
    }

    /// An event that all three have.
    fn both(&mut self, row: usize, event: impl Fn() -> Named, base: &[String], ours: &[String], theirs: &[String]) {
        let mut is_changed = false;
        let mut is_report = false;
        for i in (0..self.columns.columns.len()).filter(|i| self.columns.theirs[*i]) {
            let (b, o, t) = (&base[i], &ours[i], &theirs[i]);
            if is_same(b, t) || is_same(o, t) {
                continue;
            }
            // What BASE does not have OURS has of its own.
            let is_ours = self.columns.base[i] && is_same(b, o);
            let is_blank = o.trim().is_empty() && !self.columns.base[i];
            match self.preferred {
                _ if is_ours || is_blank => {}
                Some(Preferred::Theirs) => {}
                Some(Preferred::Ours) => continue,
                Some(Preferred::Reports) => {
                    is_report = true;
                    continue;
                }
                None => {
                    let column = self.columns.columns[i].name().to_owned();
                    let [base, ours, theirs] = [b, o, t].map(|text| text.trim().to_owned());
                    let mark = self
                        .merged
                        .marks
                        .rows
                        .entry(row)
                        .or_insert_with(|| RowMark { base: Vec::new(), theirs: Some(Vec::new()) });
                    mark.base.push((i, b.clone()));
                    mark.theirs.get_or_insert_default().push((i, t.clone()));
                    self.conflict(event(), ConflictOf::Field { column, base, ours, theirs });
                    continue;
                }
            }
            is_changed = true;
            self.changes.push((row, i, t.clone()));
        }
        self.merged.changed += u64::from(is_changed);
        if is_report {
            self.merged.reports += 1;
            self.reports.push((row, theirs.to_vec()));
        }
    }

    /// An event that THEIRS does not have any more.
    fn removed_by_theirs(&mut self, row: usize, event: impl Fn() -> Named, base: &[String], ours: &[String]) {
        let own: Vec<usize> =
            (0..ours.len()).filter(|i| self.columns.base[*i] && !is_same(&base[*i], &ours[*i])).collect();
        if own.is_empty() || self.preferred == Some(Preferred::Theirs) {
            self.merged.removed += 1;
            self.removals.push(row);
        } else if self.preferred.is_none() {
            let base = own.into_iter().map(|i| (i, base[i].clone())).collect();
            self.merged.marks.rows.insert(row, RowMark { base, theirs: None });
            self.conflict(event(), ConflictOf::RemovedByTheirs);
        }
    }

    /// An event that OURS does not have any more.
    fn removed_by_ours(&mut self, event: impl Fn() -> Named, base: Vec<String>, theirs: Vec<String>) {
        if base.iter().zip(&theirs).all(|(b, t)| is_same(b, t)) {
            return;
        }
        match self.preferred {
            Some(Preferred::Ours) => {}
            Some(Preferred::Theirs | Preferred::Reports) => {
                self.merged.added += 1;
                self.insertions.push((event().1, theirs));
            }
            None => {
                let event = event();
                // The row before which they stand is found when all rows are known.
                self.merged.marks.removed.push((usize::MAX, base, theirs));
                self.conflict(event, ConflictOf::RemovedByOurs);
            }
        }
    }
}

/// Changes OURS as it was decided.
fn carry_out(
    ours: &mut Transaction,
    columns: &Columns,
    changes: Vec<(usize, usize, String)>,
    removals: Vec<usize>,
    insertions: Vec<(Option<Date>, Vec<String>)>,
    merged: &mut Merged,
) -> std::result::Result<(), CannotMerge> {
    let places = ours.places()?;
    let date_column = ours.layout.column_of(Field::Date);
    let is_date = |i: usize| !columns.is_one_layout && Some(i) == date_column;
    if changes.iter().any(|(_, i, text)| is_date(*i) && !text.is_empty())
        || (!columns.is_one_layout && insertions.iter().any(|(date, _)| date.is_some()))
    {
        check_takes_dates(ours).map_err(CannotMerge::Dates)?;
    }
    for (row, i, text) in changes {
        ours.replace(row, i, &text)?;
    }
    for row in removals {
        ours.remove(row);
    }
    for (date, cells) in insertions {
        ours.insert(places.of(date.as_ref()), &cells)?;
    }
    for (before, ..) in &mut merged.marks.removed {
        *before = InsertPositions::of(&places, None).before;
    }
    Ok(())
}

/// Adds what THEIRS has as reports of rows of OURS, each behind its event.
fn add_reports(ours: &mut Transaction, reports: Vec<(usize, Vec<String>)>) -> std::result::Result<(), CannotMerge> {
    if reports.is_empty() {
        return Ok(());
    }
    let (Some(id_column), Some(report_of)) = (ours.layout.column_of(Field::Id), ours.layout.column_of(Field::ReportOf))
    else {
        return Err(CannotMerge::NoIds);
    };
    let (mut ids, places) = ours.ids_and_places()?;
    for (row, mut cells) in reports {
        let id = ours.id_of(row)?;
        if id.is_empty() {
            return Err(CannotMerge::NoIds);
        }
        let event = Some(ours.cell(row, report_of)?).filter(|event| !event.trim().is_empty());
        cells[id_column] = numbered(&id, |id| ids.has(id));
        ids.take(&cells[id_column]);
        cells[report_of] = event.unwrap_or(id);
        ours.insert(InsertAt { before: places.behind(row), rank: 0 }, &cells)?;
    }
    Ok(())
}

impl Transaction {
    /// The file after the changes.
    ///
    /// # Errors
    /// As [`Transaction::commit`].
    pub fn changed_bytes(&self) -> Result<Vec<u8>> {
        let after = self.verify(self.changed(in_memory)?)?;
        self.bytes_of(after)
    }

    /// The merged file in which git's conflict marks stand around the rows that are in conflict; `names` are those of
    /// OURS, BASE and THEIRS.
    ///
    /// # Errors
    /// As [`Transaction::commit`]; characters that the encoding of the file does not have.
    pub fn with_marks(&self, merged: &Merged, names: [&str; 3]) -> Result<Vec<u8>> {
        let [own_name, base, theirs] = names;
        let after = self.verify(self.changed(in_memory)?)?;
        let origins = self.changes.origins(self.index.len());
        let line_break = after.line_break_before(after.len());
        let unread = |error| self.unread(error);
        let length = after.content().len();
        let mut out = Vec::with_capacity(length as usize);
        let mut copied = 0;
        let mark = |out: &mut Vec<u8>, sides: [Option<Vec<u8>>; 3]| {
            let [own, before, other] = sides;
            let begins = [format!("<<<<<<< {own_name}"), format!("||||||| {base}"), "=======".to_owned()];
            for (begin, side) in begins.into_iter().zip([own, before, other]) {
                out.extend_from_slice(begin.as_bytes());
                out.extend_from_slice(line_break);
                if let Some(side) = side {
                    out.extend_from_slice(&side);
                    out.extend_from_slice(line_break);
                }
            }
            out.extend_from_slice(format!(">>>>>>> {theirs}").as_bytes());
            out.extend_from_slice(line_break);
        };
        let encoded = |cells: &[(usize, String)]| -> Result<Vec<(usize, Vec<u8>)>> {
            cells.iter().map(|(i, text)| Ok((*i, self.encoded(text, self.encoding)?))).collect()
        };
        for (new, origin) in origins.enumerate() {
            let (super::Origin::Kept(old) | super::Origin::Changed(old)) = origin else { continue };
            let Some(RowMark { base, theirs }) = merged.marks.rows.get(&old) else { continue };
            let row_with = |cells: &[(usize, String)]| -> Result<Vec<u8>> {
                self.changes.row_with(&self.index, &self.style, old, encoded(cells)?).map_err(unread)
            };
            let theirs = theirs.as_deref().map(row_with).transpose()?;
            out.extend_from_slice(&after.content().read(copied..after.span(new).start).map_err(unread)?);
            mark(&mut out, [Some(row_with(&[])?), Some(row_with(base)?), theirs]);
            copied = after.after(new);
        }
        out.extend_from_slice(&after.content().read(copied..length).map_err(unread)?);
        for (_, base, theirs) in &merged.marks.removed {
            let row = |cells: &[String]| -> Result<Vec<u8>> {
                let cells = cells.iter().map(|cell| self.encoded(cell, self.encoding)).collect::<Result<Vec<_>>>()?;
                Ok(self.style.row(&cells))
            };
            mark(&mut out, [None, Some(row(base)?), Some(row(theirs)?)]);
        }
        Ok(out)
    }
}
