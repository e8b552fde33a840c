//! The values of one column that wait for their row group.
//!
//! Definition and repetition levels are those of the Dremel encoding:
//! <https://parquet.apache.org/docs/file-format/nestedencoding/>.

use std::io::Write;

use bytes::Bytes;
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::ParquetError;
use parquet::file::writer::{SerializedColumnWriter, SerializedRowGroupWriter};

pub(super) type Written<T = ()> = Result<T, ParquetError>;

/// A column of values: of one a row, which may be missing, or of those of a list.
#[derive(Debug)]
pub(super) struct Leaf<T> {
    values: Vec<T>,
    /// A level for each value and for each that is missing.
    defined: Vec<i16>,
    /// For a list, 0 where a row begins.
    repeated: Vec<i16>,
    /// The level of a value that is there.
    there: i16,
    is_list: bool,
}

impl<T> Leaf<T> {
    /// One value a row, or none.
    pub fn flat() -> Leaf<T> {
        Leaf { values: Vec::new(), defined: Vec::new(), repeated: Vec::new(), there: 1, is_list: false }
    }

    /// Several values a row, which are there at that level.
    pub fn list(there: i16) -> Leaf<T> {
        Leaf { there, is_list: true, ..Leaf::flat() }
    }

    /// Adds a row of one value.
    pub fn push(&mut self, value: Option<T>) {
        self.defined.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    /// Adds a value of a list, or says at which level it is missing.
    pub fn push_at(&mut self, value: Option<T>, defined: i16, repeated: i16) {
        self.values.extend(value);
        self.defined.push(defined);
        self.repeated.push(repeated);
    }

    /// The values that are there.
    pub fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    pub fn append(&mut self, mut next: Leaf<T>) {
        self.values.append(&mut next.values);
        self.defined.append(&mut next.defined);
        self.repeated.append(&mut next.repeated);
    }

    /// How many levels and values the first so many rows have.
    fn first(&self, rows: usize) -> (usize, usize) {
        let levels = match self.is_list {
            false => rows.min(self.defined.len()),
            true => {
                let mut begins = self.repeated.iter().enumerate().filter(|(_, level)| **level == 0);
                begins.nth(rows).map_or(self.repeated.len(), |(at, _)| at)
            }
        };
        (levels, self.defined[..levels].iter().filter(|level| **level == self.there).count())
    }

    /// Writes the first so many rows as the next column of a row group, and lets go of them.
    pub fn write<D: DataType<T = T>>(
        &mut self,
        rows: usize,
        group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    ) -> Written {
        let (levels, values) = self.first(rows);
        let mut writer = next(group)?;
        let repeated = self.is_list.then(|| &self.repeated[..levels]);
        writer.typed::<D>().write_batch(&self.values[..values], Some(&self.defined[..levels]), repeated)?;
        self.values.drain(..values);
        self.defined.drain(..levels);
        if self.is_list {
            self.repeated.drain(..levels);
        }
        writer.close()
    }
}

/// A column of texts, of one a row or of lists. They wait in one piece of memory, since room for each would cost more than all
/// else that is done to them.
pub(super) struct Texts {
    /// Their levels, and those that are being written.
    leaf: Leaf<ByteArray>,
    bytes: Vec<u8>,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Texts {
    pub fn new(leaf: Leaf<ByteArray>) -> Texts {
        Texts { leaf, bytes: Vec::new(), ends: Vec::new() }
    }

    /// Adds a row of the text that `write` appends; `false`: there is none.
    pub fn push_by(&mut self, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        let is_there = write(&mut self.bytes);
        self.leaf.defined.push(i16::from(is_there));
        if is_there {
            self.ends.push(self.bytes.len());
        }
    }

    /// Adds a text of a list, or says at which level it is missing.
    pub fn push_at(&mut self, text: Option<&str>, defined: i16, repeated: i16) {
        if let Some(text) = text {
            self.bytes.extend_from_slice(text.as_bytes());
            self.ends.push(self.bytes.len());
        }
        self.leaf.defined.push(defined);
        self.leaf.repeated.push(repeated);
    }

    pub fn append(&mut self, mut next: Texts) {
        let before = self.bytes.len();
        self.bytes.append(&mut next.bytes);
        self.ends.extend(next.ends.iter().map(|end| before + end));
        self.leaf.append(next.leaf);
    }

    pub fn write(&mut self, rows: usize, group: &mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Written {
        let (_, count) = self.leaf.first(rows);
        let length = count.checked_sub(1).map_or(0, |last| self.ends[last]);
        let rest = self.bytes.split_off(length);
        let shared = Bytes::from(std::mem::replace(&mut self.bytes, rest));
        let mut start = 0;
        self.leaf.values.extend(self.ends.drain(..count).map(|end| {
            let text = shared.slice(start..end);
            start = end;
            ByteArray::from(text)
        }));
        self.ends.iter_mut().for_each(|end| *end -= length);
        self.leaf.write::<ByteArrayType>(rows, group)
    }
}

/// The writer of the next column.
fn next<'a>(group: &'a mut SerializedRowGroupWriter<'_, impl Write + Send>) -> Written<SerializedColumnWriter<'a>> {
    group.next_column()?.ok_or_else(|| ParquetError::General("the schema has too few columns".to_owned()))
}
