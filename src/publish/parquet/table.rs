//! One Parquet file, written a row group at a time.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic;
use parquet::basic::ZstdLevel;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use super::Compression;
use super::cells::Rows;
use super::columns::{Column, Source};
use super::leaf::Written;
use crate::input::MADE_BY_DATELINE;

/// The rows that are compressed together. Engines skip what they don't need by them.
pub(super) const ROW_GROUP: usize = 100_000;

/// What all files of an export have in common.
pub(super) struct Form {
    pub columns: Arc<[Column]>,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
}

impl Form {
    pub fn new(columns: Vec<Column>, compression: Compression) -> io::Result<Form> {
        let columns: Arc<[Column]> = columns.into();
        let fields = Rows::new(Arc::clone(&columns)).schema().map_err(failed)?;
        let schema = Type::group_type_builder("events").with_fields(fields).build().map_err(failed)?;
        let derived = columns.iter().filter(|column| matches!(column.source, Source::Derived(_)));
        let derived = derived.map(|column| column.name.as_str()).collect::<Vec<_>>().join(",");
        let properties = WriterProperties::builder()
            .set_compression(match compression {
                Compression::Snappy => basic::Compression::SNAPPY,
                Compression::Zstd => basic::Compression::ZSTD(ZstdLevel::default()),
            })
            .set_created_by(format!("dateline {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![KeyValue::new(MADE_BY_DATELINE.to_owned(), derived)]))
            .build();
        Ok(Form { columns, schema: Arc::new(schema), properties: Arc::new(properties) })
    }

    /// No rows yet.
    pub fn rows(&self) -> Rows {
        Rows::new(Arc::clone(&self.columns))
    }
}

/// A file that is being written.
pub(super) struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
}

impl<W: Write + Send> Table<W> {
    pub fn new(out: W, form: &Form) -> Written<Table<W>> {
        let (schema, properties) = (Arc::clone(&form.schema), Arc::clone(&form.properties));
        Ok(Table { writer: SerializedFileWriter::new(out, schema, properties)? })
    }

    /// Writes the first so many rows as a row group.
    pub fn write(&mut self, rows: &mut Rows, count: usize) -> Written {
        rows.write(count, self.writer.next_row_group()?)
    }

    /// Writes what stands at the end of a file, and gives back what was written to.
    pub fn finish(self) -> Written<W> {
        self.writer.into_inner()
    }
}

/// The error of the system behind one of the library.
pub(super) fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
