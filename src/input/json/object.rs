//! One JSON object as one row: nested names are joined with dots, lists of texts with `; `.
//!
//! `table` reads every element of an array and every line of JSON lines with it.

use std::collections::HashMap;
use std::io;

use foldhash::fast::RandomState;
use json_event_parser::{
    JsonEvent, JsonParseError, JsonSyntaxError, LowLevelJsonSerializer, ReaderJsonParser, SliceJsonParser,
};

use crate::input::LONGEST_RECORD;
use crate::input::locator::step;
use crate::input::spool::MOST_COLUMNS;
use crate::text::list::as_part;

/// How deep lists and objects may lie in each other. RFC 8259, section 9, leaves the limit to the reader.
pub const DEEPEST: usize = 128;

/// What makes a JSON text unreadable.
#[derive(Debug)]
pub enum Fault {
    Io(io::Error),
    /// No JSON, at that line and column, both from 1, which end at that byte.
    Syntax {
        message: String,
        line: u64,
        column: usize,
        end: u64,
    },
    /// The text ends in the midst of a value.
    CutShort,
    /// Nested deeper than [`DEEPEST`].
    TooDeep,
    /// A value, or all of an object, is longer than [`LONGEST_RECORD`].
    TooLong,
    /// More names than a table may have columns.
    TooManyColumns,
    /// An object gives a name twice.
    Twice(String),
    /// Something other than an object stands where an object should.
    NotAnObject(&'static str),
}

impl From<JsonSyntaxError> for Fault {
    fn from(error: JsonSyntaxError) -> Fault {
        let (at, end) = (error.location().start, error.location().end.offset);
        Fault::Syntax { message: error.message().to_owned(), line: at.line + 1, column: at.column as usize + 1, end }
    }
}

impl From<JsonParseError> for Fault {
    fn from(error: JsonParseError) -> Fault {
        match error {
            JsonParseError::Io(error) if error.kind() == io::ErrorKind::OutOfMemory => Fault::TooLong,
            JsonParseError::Io(error) => Fault::Io(error),
            JsonParseError::Syntax(error) => Fault::from(error),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}

impl Fault {
    /// The same in a text of so many bytes, at whose end nothing but its end is wrong.
    pub fn at_end_of(self, length: u64) -> Fault {
        match self {
            Fault::Syntax { end, .. } if end >= length => Fault::CutShort,
            fault => fault,
        }
    }
}

/// The tokens of a JSON text, from a stream or from memory.
pub trait Tokens {
    /// # Errors
    /// What is no JSON, or can't be read.
    fn token(&mut self) -> Result<JsonEvent<'_>, Fault>;
}

impl<R: io::Read> Tokens for ReaderJsonParser<R> {
    fn token(&mut self) -> Result<JsonEvent<'_>, Fault> {
        Ok(self.parse_next()?)
    }
}

impl Tokens for SliceJsonParser<'_> {
    fn token(&mut self) -> Result<JsonEvent<'_>, Fault> {
        Ok(self.parse_next()?)
    }
}

/// The columns of a table, in the order in which they were met.
#[derive(Default)]
pub struct Columns {
    /// `killed.low`
    pub names: Vec<String>,
    /// Where each stands in its object: `.killed.low`.
    pub paths: Vec<String>,
    numbers: HashMap<String, usize, RandomState>,
}

impl Columns {
    /// Columns that are there whatever the objects hold; where they stand is not known yet.
    pub fn of(names: &[&str]) -> Columns {
        Columns {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            paths: vec![String::new(); names.len()],
            numbers: names.iter().enumerate().map(|(i, &name)| (name.to_owned(), i)).collect(),
        }
    }

    /// The number of the column of that name, which is made where there is none. `path` is asked then alone.
    ///
    /// # Errors
    /// There are [`MOST_COLUMNS`] others.
    pub fn number(&mut self, name: &str, path: impl FnOnce() -> String) -> Result<usize, Fault> {
        if let Some(&number) = self.numbers.get(name) {
            return Ok(number);
        }
        let number = self.names.len();
        if number == MOST_COLUMNS {
            return Err(Fault::TooManyColumns);
        }
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        self.paths.push(path());
        Ok(number)
    }

    /// The column of that name, if there is one.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// Forgets all but the first so many: what a broken object brought is no column.
    pub fn truncate(&mut self, length: usize) {
        self.numbers.retain(|_, number| *number < length);
        self.names.truncate(length);
        self.paths.truncate(length);
    }
}

/// The cells of one row, by the number of their column.
#[derive(Default)]
pub struct Cells {
    /// Kept from row to row, for a fresh text a cell would cost more than the reading.
    texts: Vec<String>,
    is_set: Vec<bool>,
}

impl Cells {
    /// The text of a cell; blank where the row has none.
    pub fn get(&self, column: usize) -> &str {
        self.texts.get(column).map_or("", String::as_str)
    }

    pub fn clear(&mut self) {
        self.texts.iter_mut().for_each(String::clear);
        self.is_set.fill(false);
    }

    /// The cell to be written, and whether it was written before.
    pub fn set(&mut self, column: usize) -> (&mut String, bool) {
        if column >= self.texts.len() {
            self.texts.resize_with(column + 1, String::new);
            self.is_set.resize(column + 1, false);
        }
        (&mut self.texts[column], std::mem::replace(&mut self.is_set[column], true))
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }
}

/// Reads an object whose opening brace was read, to its closing one.
///
/// # Errors
/// [`Fault::Twice`], after all of it was read; every other fault leaves it half read.
pub fn read(tokens: &mut impl Tokens, columns: &mut Columns, cells: &mut Cells) -> Result<(), Fault> {
    read_within("", tokens, columns, cells)
}

/// The same, where the names begin with `prefix`.
///
/// # Errors
/// As [`read`].
pub fn read_within(
    prefix: &str,
    tokens: &mut impl Tokens,
    columns: &mut Columns,
    cells: &mut Cells,
) -> Result<(), Fault> {
    let mut object = Object { name: prefix.to_owned(), starts: vec![prefix.len()], length: 0, twice: None };
    loop {
        match tokens.token()? {
            JsonEvent::ObjectKey(key) => {
                let start = *object.starts.last().unwrap_or(&0);
                object.name.truncate(start);
                object.name.push_str(&key);
            }
            JsonEvent::StartObject => {
                object.name.push('.');
                object.starts.push(object.name.len());
                if object.starts.len() > DEEPEST {
                    return Err(Fault::TooDeep);
                }
            }
            JsonEvent::EndObject => {
                object.starts.pop();
                if object.starts.is_empty() {
                    break;
                }
            }
            JsonEvent::StartArray => {
                let depth = object.starts.len();
                let text = list(tokens, depth)?;
                object.cell(columns, cells, &text)?;
            }
            JsonEvent::String(text) | JsonEvent::Number(text) => object.cell(columns, cells, &text)?,
            JsonEvent::Boolean(is_so) => object.cell(columns, cells, if is_so { "true" } else { "false" })?,
            JsonEvent::Null => object.cell(columns, cells, "")?,
            JsonEvent::EndArray => {}
            JsonEvent::Eof => return Err(Fault::CutShort),
        }
    }
    object.twice.map_or(Ok(()), |name| Err(Fault::Twice(name)))
}

/// An object that is being read.
struct Object {
    /// The name of the value that is read, with those of the objects around it before it.
    name: String,
    /// Where the name within each object that is open begins in `name`.
    starts: Vec<usize>,
    /// How many bytes its cells hold.
    length: usize,
    twice: Option<String>,
}

impl Object {
    fn cell(&mut self, columns: &mut Columns, cells: &mut Cells, text: &str) -> Result<(), Fault> {
        self.length += text.len();
        if self.length > LONGEST_RECORD {
            return Err(Fault::TooLong);
        }
        let column = columns.number(&self.name, || self.path())?;
        let (cell, was_set) = cells.set(column);
        if was_set {
            self.twice.get_or_insert_with(|| self.name.clone());
        }
        cell.clear();
        cell.push_str(text);
        Ok(())
    }

    fn path(&self) -> String {
        let ends = self.starts[1..].iter().map(|start| start - 1).chain([self.name.len()]);
        self.starts.iter().zip(ends).map(|(&start, end)| step(&self.name[start..end])).collect()
    }
}

/// Reads a list whose bracket was read, in `depth` objects: its texts and numbers joined, or all of it as JSON where
/// lists or objects are among them.
fn list(tokens: &mut impl Tokens, depth: usize) -> Result<String, Fault> {
    let mut joined = String::new();
    let mut is_flat = true;
    let mut json = Vec::new();
    let mut serializer = LowLevelJsonSerializer::new();
    serializer.serialize_event(JsonEvent::StartArray, &mut json)?;
    let mut inside = 1;
    while inside > 0 {
        let token = tokens.token()?;
        match &token {
            JsonEvent::StartArray | JsonEvent::StartObject => {
                is_flat = false;
                inside += 1;
                if depth + inside > DEEPEST {
                    return Err(Fault::TooDeep);
                }
            }
            JsonEvent::EndArray | JsonEvent::EndObject => inside -= 1,
            JsonEvent::String(text) | JsonEvent::Number(text) if is_flat => join(&mut joined, text),
            JsonEvent::Boolean(is_so) if is_flat => join(&mut joined, if *is_so { "true" } else { "false" }),
            JsonEvent::Eof => return Err(Fault::CutShort),
            _ => {}
        }
        serializer.serialize_event(token, &mut json)?;
        if json.len() > LONGEST_RECORD {
            return Err(Fault::TooLong);
        }
    }
    // What was text is text again.
    Ok(if is_flat { joined } else { String::from_utf8_lossy(&json).into_owned() })
}

fn join(joined: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    if !joined.is_empty() {
        joined.push_str("; ");
    }
    joined.push_str(&as_part(text));
}

/// Reads on to the end of a list or object whose opening was read. Returns how many values a list holds.
///
/// # Errors
/// As [`read`].
pub fn skip(tokens: &mut impl Tokens, depth: usize) -> Result<u64, Fault> {
    let (mut inside, mut values) = (1, 0);
    while inside > 0 {
        let is_value = inside == 1;
        match tokens.token()? {
            JsonEvent::StartArray | JsonEvent::StartObject => {
                inside += 1;
                values += u64::from(is_value);
                if depth + inside > DEEPEST {
                    return Err(Fault::TooDeep);
                }
            }
            JsonEvent::EndArray | JsonEvent::EndObject => inside -= 1,
            JsonEvent::Eof => return Err(Fault::CutShort),
            JsonEvent::ObjectKey(_) => {}
            _scalar => values += u64::from(is_value),
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: &str) -> Result<Vec<(String, String)>, Fault> {
        let mut tokens = SliceJsonParser::new(json.as_bytes());
        assert_eq!(tokens.token()?, JsonEvent::StartObject);
        let (mut columns, mut cells) = (Columns::default(), Cells::default());
        read(&mut tokens, &mut columns, &mut cells)?;
        Ok(columns.names.iter().enumerate().map(|(i, name)| (name.clone(), cells.get(i).to_owned())).collect())
    }

    fn pairs(json: &str) -> String {
        row(json).unwrap().iter().map(|(name, cell)| format!("{name}={cell}")).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn nested_names_are_joined_and_lists_too() {
        assert_eq!(
            pairs(r#"{"b":1.50,"a":{"x":{"y":true},"z":null},"t":["p","q"],"n":[1,2],"e":[],"o":[{"k":[1]}],"f":{}}"#),
            r#"b=1.50|a.x.y=true|a.z=|t=p; q|n=1; 2|e=|o=[{"k":[1]}]"#
        );
    }

    #[test]
    fn numbers_and_texts_stand_as_they_were_written() {
        assert_eq!(
            pairs(r#"{"a":12345678901234567890,"b":-0.10,"c":1e3,"d":"\u00e9\n"}"#),
            "a=12345678901234567890|b=-0.10|c=1e3|d=é\n"
        );
    }

    #[test]
    fn columns_know_their_paths() {
        let mut tokens = SliceJsonParser::new(br#"{"a":{"b c":{"d":1}},"a.b":2}"#);
        tokens.token().unwrap();
        let mut columns = Columns::default();
        read(&mut tokens, &mut columns, &mut Cells::default()).unwrap();
        assert_eq!(columns.paths, [r#".a["b c"].d"#, r#"["a.b"]"#]);
    }

    #[test]
    fn what_is_deep_cut_short_or_twice_is_a_fault() {
        let deep =
            |open: &str, close: &str| row(&format!("{{\"a\":{}1{}}}", open.repeat(10_000), close.repeat(10_000)));
        assert!(matches!(deep("[", "]"), Err(Fault::TooDeep)));
        assert!(matches!(deep("{\"a\":", "}"), Err(Fault::TooDeep)));
        assert!(matches!(row(r#"{"a":1,"a":2}"#), Err(Fault::Twice(name)) if name == "a"));
        for short in [r#"{"a":1"#, r#"{"a":"x"#, r#"{"a""#, r#"{"a":[1"#] {
            assert!(matches!(row(short), Err(Fault::Syntax { .. } | Fault::CutShort)), "{short}");
        }
    }
}
