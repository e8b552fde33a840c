//! A folder of Parquet files, one folder in it for each value that events are parted by: `year=2014/events-1.parquet`, as
//! Hive names them and DuckDB, Spark and Trino read them.
//!
//! Memory stays flat however the parts are mixed: when too many rows wait, those of the part with most of them are written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::Partition;
use super::cells::Rows;
use super::table::{Form, ROW_GROUP, Table, failed};
use crate::date::Date;
use crate::event::Event;
use crate::model::field::Field;

/// What tells the part of an event; `None`, where it has no such value.
pub(super) type Key = Option<String>;

/// The name by which engines know a value that is NULL.
const NO_VALUE: &str = "__HIVE_DEFAULT_PARTITION__";

/// What Hive escapes in the name of a folder beside control characters, and what no folder of Windows may have in its name.
/// Letters beyond ASCII stay as they are, since Hive and Spark read each escape as a letter.
const ESCAPED: &str = "\"#%'*/:<=>?[\\]^{|}";

/// How many rows may wait, of all parts together.
const MOST_WAITING: usize = 2 * ROW_GROUP;

/// How many files may be open.
const MOST_OPEN: usize = 100;

/// The part of an event. Of several reports, the one that may be the earliest tells the year.
pub(super) fn key(event: &Event<'_>, partition: Partition) -> Key {
    match partition {
        Partition::Country => Some(event.text(Field::Country).trim().to_owned()).filter(|country| !country.is_empty()),
        Partition::Year => {
            // `None` sorts first: where one start is open, that of the event is.
            let first = event.rows().iter().filter_map(|report| report.date()).map(Date::earliest).min();
            first.flatten().map(|day| day.year().to_string())
        }
    }
}

/// The name of the folder of a part.
fn folder_name(partition: Partition, key: &Key) -> String {
    let value = key.as_ref().map_or_else(|| NO_VALUE.to_owned(), |key| escaped(key));
    let name = match partition {
        Partition::Year => "year",
        Partition::Country => "country",
    };
    format!("{name}={value}")
}

fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            c if c.is_ascii_control() || ESCAPED.contains(c) => text.push_str(&format!("%{:02X}", u32::from(c))),
            c => text.push(c),
        }
    }
    text
}

/// Rows of one value, and its file, if one is open.
struct Part {
    waiting: Rows,
    table: Option<Table<BufWriter<File>>>,
    /// How many times any part had been written to when this one was.
    used: usize,
}

/// All parts of a folder.
pub(super) struct Parts<'a> {
    folder: &'a Path,
    partition: Partition,
    form: &'a Form,
    parts: BTreeMap<Key, Part>,
    waiting: usize,
    open: usize,
    used: usize,
    /// How many files there are. Each has a number of its own, so that no two have one name, even where a file system takes
    /// `country=poland` and `country=Poland` for one folder.
    files: usize,
}

impl<'a> Parts<'a> {
    pub fn new(folder: &'a Path, partition: Partition, form: &'a Form) -> Parts<'a> {
        Parts { folder, partition, form, parts: BTreeMap::new(), waiting: 0, open: 0, used: 0, files: 0 }
    }

    /// Adds rows of a part, whose numbers begin after `before`.
    pub fn add(&mut self, key: Key, rows: Rows, before: i64) -> io::Result<()> {
        self.waiting += rows.len();
        let part = self.parts.entry(key.clone());
        let part = part.or_insert_with(|| Part { waiting: self.form.rows(), table: None, used: 0 });
        part.waiting.append(rows, before);
        while self.parts.get(&key).is_some_and(|part| part.waiting.len() >= ROW_GROUP) {
            self.write(&key, ROW_GROUP)?;
        }
        while self.waiting > MOST_WAITING {
            let largest = self.parts.iter().max_by_key(|(_, part)| part.waiting.len());
            let Some((key, rows)) = largest.map(|(key, part)| (key.clone(), part.waiting.len())) else { break };
            self.write(&key, rows)?;
        }
        Ok(())
    }

    /// Writes the first so many rows of a part as a row group.
    fn write(&mut self, key: &Key, rows: usize) -> io::Result<()> {
        if self.parts.get(key).is_some_and(|part| part.table.is_none()) {
            self.make_room()?;
            let table = self.create(key)?;
            self.open += 1;
            self.parts.entry(key.clone()).and_modify(|part| part.table = Some(table));
        }
        self.used += 1;
        let Some(part) = self.parts.get_mut(key) else { return Ok(()) };
        part.used = self.used;
        self.waiting -= rows;
        match &mut part.table {
            Some(table) => table.write(&mut part.waiting, rows).map_err(failed),
            None => Ok(()),
        }
    }

    /// Begins the next file of a part.
    fn create(&mut self, key: &Key) -> io::Result<Table<BufWriter<File>>> {
        let folder: PathBuf = self.folder.join(folder_name(self.partition, key));
        fs::create_dir_all(&folder)?;
        self.files += 1;
        let file = File::create_new(folder.join(format!("events-{}.parquet", self.files)))?;
        Table::new(BufWriter::new(file), self.form).map_err(failed)
    }

    /// Ends the file that has not been written to for longest, if as many are open as may be.
    fn make_room(&mut self) -> io::Result<()> {
        if self.open < MOST_OPEN {
            return Ok(());
        }
        let open = self.parts.values_mut().filter(|part| part.table.is_some());
        let oldest = open.min_by_key(|part| part.used).and_then(|part| part.table.take());
        self.open -= usize::from(oldest.is_some());
        oldest.map_or(Ok(()), end)
    }

    /// Writes what waits, and ends all files.
    pub fn finish(mut self) -> io::Result<()> {
        let keys: Vec<(Key, usize)> = self.parts.iter().map(|(key, part)| (key.clone(), part.waiting.len())).collect();
        for (key, rows) in keys {
            if rows > 0 {
                self.write(&key, rows)?;
            }
            let table = self.parts.remove(&key).and_then(|part| part.table);
            self.open -= usize::from(table.is_some());
            table.map_or(Ok(()), end)?;
        }
        Ok(())
    }
}

/// Ends a file, and waits until it is on the disk.
fn end(table: Table<BufWriter<File>>) -> io::Result<()> {
    let mut file = table.finish().map_err(failed)?;
    file.flush()?;
    file.get_ref().sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_as_hive_does() {
        let name = |value: &str| folder_name(Partition::Country, &Some(value.to_owned()));
        assert_eq!(name("Côte d'Ivoire"), "country=Côte d%27Ivoire");
        assert_eq!(name("a/b=c%20:*"), "country=a%2Fb%3Dc%2520%3A%2A");
        assert_eq!(name("../x\u{7f}\n"), "country=..%2Fx%7F%0A");
        assert_eq!(folder_name(Partition::Year, &None), "year=__HIVE_DEFAULT_PARTITION__");
    }
}
