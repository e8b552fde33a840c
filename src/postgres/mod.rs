//! A chronology as a table of a PostgreSQL server.
//!
//! `input` reads such a table and `edit` changes it; both know it by its [`Address`] and open a [`Session`]. What speaks to the
//! server is built with the feature `postgres` alone. Without it an address is known all the same, so that it is not taken
//! for the path of a file, no session can be opened, and the error says what to build.
//!
//! A row of the file is a row of the table: each cell is text as it is written, in a column of its own where the header names
//! a field of the model, else in `extra`. Behind them stand typed columns, which are made of the text, and by which the server
//! leaves out rows that a question surely does not mean (`typed`). Beside the table stand its header and the history of all changes, which a trigger
//! writes (`schema`). Whoever changes a table holds a lock from before it is read until the change is committed, and what
//! was read without the lock is compared with what is there by the versions of its rows (`write`).

#[cfg(not(feature = "postgres"))]
mod absent;
mod address;
#[cfg(feature = "postgres")]
mod connect;
#[cfg(feature = "postgres")]
mod failure;
#[cfg(feature = "postgres")]
mod history;
#[cfg(feature = "postgres")]
mod passfile;
#[cfg(feature = "postgres")]
mod read;
#[cfg(feature = "postgres")]
mod schema;
#[cfg(feature = "postgres")]
mod session;
#[cfg(feature = "postgres")]
mod typed;
#[cfg(feature = "postgres")]
mod write;

#[cfg(not(feature = "postgres"))]
pub use absent::{OpenTable, Session};
pub use address::{Address, NO_PASSWORDS};
#[cfg(feature = "postgres")]
pub use read::OpenTable;
#[cfg(feature = "postgres")]
pub use session::Session;

/// The parameter of an address that asks for what the table held at a moment.
pub const MOMENT: &str = "at";

/// A column of the header, and where its cells are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderColumn {
    /// As it is written in the header.
    pub name: String,
    pub kept_in: KeptIn,
}

/// Where the cells of a column are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptIn {
    /// In the column of the table that has the name of a field of the model.
    Field(String),
    /// In `extra`, under this key, which no other column has.
    Extra(String),
}

/// What tells a row, and its state, from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowKey {
    pub row_number: i64,
    /// Grows by one with each change of a cell.
    pub version: i64,
}

/// A table that was read to be changed.
#[derive(Clone, Debug)]
pub struct TableRead {
    /// The header and the rows, as CSV in UTF-8.
    pub csv: Vec<u8>,
    pub state: TableState,
}

/// What a change is compared with: nobody may have changed the same meanwhile.
#[derive(Clone, Debug, Default)]
pub struct TableState {
    pub header: Vec<HeaderColumn>,
    /// Of each row, in the order of the CSV.
    pub keys: Vec<RowKey>,
}

/// The cells of a row, in the order of the header.
pub type Cells = Vec<String>;

/// A column beside the text, which is made of it, so that the server can filter by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedColumn {
    pub name: &'static str,
    pub kind: TypedKind,
}

/// What such a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedKind {
    Number,
    /// True or false.
    Flag,
    Day,
    /// A list of structures, in JSON.
    List,
    Text,
}

/// The cells of a row in these columns, in their order.
pub type TypedCells = Vec<Option<String>>;

/// How the typed cells of rows were made. Of another reading they say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    pub columns: Vec<TypedColumn>,
    /// A number that tells one way to read rows from others.
    pub reading: i64,
}

/// A row that is to be written.
#[derive(Clone, Debug, Default)]
pub struct NewRow {
    pub cells: Cells,
    /// `None`: it can't be read whole, so that no filter of the server may leave it out.
    pub typed: Option<TypedCells>,
}

/// What a table has in its typed columns.
#[derive(Debug)]
pub enum TypedRows {
    /// Nothing, and it can't have any: it is one of the past, or of a database that does not hold any text.
    Unfit,
    /// The table of an older dateline has no such columns.
    Lacking,
    Rows(Vec<TypedRow>),
}

/// What a row has in its typed columns.
#[derive(Debug)]
pub struct TypedRow {
    pub row_number: i64,
    pub id: String,
    /// How many lines of the CSV come before it below the header.
    pub line: u64,
    /// A hash of the cells, each with its length before it; `None` where they are not those of the reading.
    pub cells: Option<u64>,
}

/// A question that the server can answer of the rows that have typed cells.
#[derive(Clone, Debug)]
pub struct Asked {
    pub typing: Typing,
    /// What holds for each row that may be wanted, in SQL over the typed columns.
    pub condition: String,
}

/// A change of a table.
#[derive(Debug, Default)]
pub struct Difference {
    /// Columns behind the others, blank where a row says nothing else.
    pub new_columns: Vec<HeaderColumn>,
    pub changed: Vec<(RowKey, NewRow)>,
    pub removed: Vec<RowKey>,
    pub added: Vec<NewRow>,
    /// Rows whose text stays, and which are read otherwise now.
    pub retyped: Vec<(RowKey, Option<TypedCells>)>,
    pub typing: Typing,
}

/// A table that is to be made.
#[derive(Debug, Default)]
pub struct NewTable {
    /// The fields of the model, which all have a column.
    pub fields: Vec<&'static str>,
    pub header: Vec<HeaderColumn>,
    pub rows: Vec<NewRow>,
    pub typing: Typing,
}

/// What became of the group roles of a new table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRoles {
    pub readers: String,
    pub writers: String,
    /// They were made, and have their rights. Else they are there already, or the user may not make roles.
    pub are_made: bool,
    /// The statements that give these roles their rights, for whoever may make them.
    pub rights: String,
}

/// A change of one row, as the history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// The id that the row has after it; of a removed one, that it had.
    pub id: String,
    /// `insert`, `update` or `delete`.
    pub operation: String,
    /// In UTC: `2026-11-01T12:30:00Z`.
    pub at: String,
    /// The role that made the change.
    pub by: String,
    /// What it was made with: `dateline edit`, `psql`.
    pub program: String,
    pub changes: Vec<Changed>,
}

/// A cell that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub column: String,
    pub old: String,
    pub new: String,
}
