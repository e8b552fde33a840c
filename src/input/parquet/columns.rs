//! One column of a Parquet file: its values batch by batch, and which of them belong to which row.
//!
//! [`Rows`](super::Rows) reads every column of a batch, and takes it apart row by row.

use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;

use super::value::{Kind, write};
use crate::text::list::as_part;

/// How many rows are read at a time.
pub const BATCH: usize = 2048;

/// A column of the file that holds values.
pub struct Leaf {
    /// Its number among all that hold values.
    pub index: usize,
    /// The names of the structures that it stands in, and its own, with dots between them.
    pub name: String,
    /// The name of the column that it is all or a part of.
    pub column: String,
    pub kind: Kind,
    /// The definition level of a value that is there.
    defined: i16,
    /// Whether a row may have several values.
    is_list: bool,
}

impl Leaf {
    pub fn new(index: usize, column: &ColumnDescriptor) -> Leaf {
        let is_list = column.max_rep_level() > 0;
        // A list of texts is `actors.list.element`, or `actors.array` and the like in files of old.
        let is_wrapper = |(at, part): &(usize, &String)| {
            let wrappers = ["list", "element", "item", "array", "bag", "array_element", "key_value", "map"];
            *at > 0 && is_list && wrappers.contains(&part.as_str())
        };
        let parts = column.path().parts().iter().enumerate().filter(|part| !is_wrapper(part));
        let name = parts.map(|(_, part)| part.as_str()).collect::<Vec<_>>().join(".");
        let whole = column.path().parts().first().cloned().unwrap_or_default();
        Leaf { index, name, column: whole, kind: Kind::of(column), defined: column.max_def_level(), is_list }
    }
}

/// The values of one batch.
enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// A value of a column as the file stores it.
pub enum Value<'a> {
    Bool(bool),
    Int32(i32),
    Int64(i64),
    Int96(Int96),
    Float(f32),
    Double(f64),
    Bytes(&'a [u8]),
}

/// A column of a row group, read up to somewhere.
pub struct ColumnValues {
    reader: ColumnReader,
    values: Values,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// For each row of the batch where its levels begin, and its values; and where the last ends.
    starts: Vec<(usize, usize)>,
}

impl ColumnValues {
    pub fn new(reader: ColumnReader) -> ColumnValues {
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Bool(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Int32(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Int64(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::Int96(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Float(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Double(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        ColumnValues { reader, values, definitions: Vec::new(), repetitions: Vec::new(), starts: Vec::new() }
    }

    /// Reads the values of the next rows.
    ///
    /// # Errors
    /// The column is damaged, or has fewer rows.
    pub fn read(&mut self, rows: usize, leaf: &Leaf) -> Result<()> {
        let ColumnValues { reader, values, definitions, repetitions, .. } = self;
        definitions.clear();
        repetitions.clear();
        macro_rules! read {
            ($reader:expr, $values:expr) => {{
                $values.clear();
                $reader.read_records(rows, Some(definitions), Some(repetitions), $values)
            }};
        }
        let (read, ..) = match (reader, values) {
            (ColumnReader::BoolColumnReader(reader), Values::Bool(values)) => read!(reader, values),
            (ColumnReader::Int32ColumnReader(reader), Values::Int32(values)) => read!(reader, values),
            (ColumnReader::Int64ColumnReader(reader), Values::Int64(values)) => read!(reader, values),
            (ColumnReader::Int96ColumnReader(reader), Values::Int96(values)) => read!(reader, values),
            (ColumnReader::FloatColumnReader(reader), Values::Float(values)) => read!(reader, values),
            (ColumnReader::DoubleColumnReader(reader), Values::Double(values)) => read!(reader, values),
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => read!(reader, values),
            (ColumnReader::FixedLenByteArrayColumnReader(reader), Values::Fixed(values)) => read!(reader, values),
            _ => unreachable!("the values are of the kind of their reader"),
        }?;
        if read < rows {
            return Err(ParquetError::EOF(format!("the column {} has too few rows", leaf.name)));
        }
        self.find_rows(rows, leaf);
        Ok(())
    }

    /// Passes over the values of the next rows, which then are blank.
    ///
    /// # Errors
    /// The column is damaged.
    pub fn skip(&mut self, rows: usize) -> Result<()> {
        match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::Int32ColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::Int64ColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::Int96ColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::FloatColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::DoubleColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(rows),
        }?;
        self.starts.clear();
        self.starts.resize(rows + 1, (0, 0));
        Ok(())
    }

    /// Whether every row of the batch has a value, and no text of it is blank.
    pub fn is_filled(&self, rows: usize) -> bool {
        let is_text = |value: Value<'_>| !matches!(value, Value::Bytes(bytes) if bytes.trim_ascii().is_empty());
        (0..rows).all(|row| {
            let ((_, start), (_, end)) = (self.starts[row], self.starts[row + 1]);
            start < end && is_text(self.value(start))
        })
    }

    /// Finds where the rows begin. A value that is not there has a level alone.
    fn find_rows(&mut self, rows: usize, leaf: &Leaf) {
        self.starts.clear();
        if leaf.defined == 0 {
            self.starts.extend((0..=rows).map(|row| (row, row)));
            return;
        }
        let mut value = 0;
        for (level, definition) in self.definitions.iter().enumerate() {
            if !leaf.is_list || self.repetitions[level] == 0 {
                self.starts.push((level, value));
            }
            value += usize::from(*definition == leaf.defined);
        }
        self.starts.push((self.definitions.len(), value));
    }

    /// Writes what a row of the batch holds.
    pub fn cell(&self, row: usize, leaf: &Leaf, out: &mut String) {
        let ((_, start), (_, end)) = (self.starts[row], self.starts[row + 1]);
        if start == end {
            return;
        }
        if !leaf.is_list {
            return write(&self.value(start), leaf.kind, out);
        }
        let mut part = String::new();
        for at in start..end {
            part.clear();
            write(&self.value(at), leaf.kind, &mut part);
            if !part.trim().is_empty() {
                if !out.is_empty() {
                    out.push_str("; ");
                }
                out.push_str(&as_part(&part));
            }
        }
    }

    fn value(&self, at: usize) -> Value<'_> {
        match &self.values {
            Values::Bool(values) => Value::Bool(values[at]),
            Values::Int32(values) => Value::Int32(values[at]),
            Values::Int64(values) => Value::Int64(values[at]),
            Values::Int96(values) => Value::Int96(values[at]),
            Values::Float(values) => Value::Float(values[at]),
            Values::Double(values) => Value::Double(values[at]),
            Values::Bytes(values) => Value::Bytes(values[at].data()),
            Values::Fixed(values) => Value::Bytes(values[at].data()),
        }
    }
}
