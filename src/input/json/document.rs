//! A JSON text of one value: an array of objects, alone or somewhere inside objects.
//!
//! It is read once, from its start to its end, so memory holds one object at a time. Until its end nobody knows whether
//! another array of objects follows, so each array becomes a table of its own.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use json_event_parser::{JsonEvent, ReaderJsonParser};

use super::object::{Fault, Tokens, skip};
use super::shape::Shape;
use super::table::Table;
use super::{Faults, LONGEST_TOKEN, not_read};
use crate::error::{Diagnostic, Error, Hint, Place, Result};
use crate::input::Converted;
use crate::input::locator::{Origin, step};
use crate::text::counted;

/// How many arrays are taken in; a document with more has no one that is meant.
const MOST_ARRAYS: usize = 64;

/// An array of the document.
struct Array {
    /// Where it stands: `.data.events`, and `.` for the whole document.
    path: String,
    /// How many values it holds.
    values: u64,
    /// `None`: it holds no objects, or another was asked for.
    table: Option<Table>,
    faults: Faults,
}

/// A document that is being read.
struct Walk<'a, R: Read> {
    file: &'a str,
    asked: Option<String>,
    tokens: ReaderJsonParser<R>,
    arrays: Vec<Array>,
    /// The path of each object that is open.
    open: Vec<String>,
}

/// Reads a document. `asked` is the path of the array to be read, where the user names one. `Ok(None)`: it is an object
/// in which there is no array of objects, and may be an event by itself.
///
/// # Errors
/// No JSON, or nothing in it that is the one array of objects.
pub fn read(file: &str, input: impl Read, asked: Option<&str>) -> Result<Option<Converted>> {
    let asked = asked.map(|path| if path.starts_with(['.', '[']) { path.to_owned() } else { format!(".{path}") });
    let length = Rc::new(Cell::new(Length::default()));
    let input = Counted { input, length: Rc::clone(&length) };
    let tokens = ReaderJsonParser::new(input).with_max_buffer_size(LONGEST_TOKEN);
    let mut walk = Walk { file, asked, tokens, arrays: Vec::new(), open: Vec::new() };
    walk.read().map_err(|fault| {
        let Length { bytes, is_all } = length.get();
        not_read(file, if is_all { fault.at_end_of(bytes) } else { fault })
    })?;
    let Walk { asked, mut arrays, .. } = walk;
    if asked.is_none() && arrays.iter().all(Array::is_of_an_event) {
        return Ok(None);
    }
    let array = chosen(&arrays, asked.as_deref()).map(|i| arrays.swap_remove(i));
    let Some(Array { path, table: Some(table), faults, .. }) = array else {
        return Err(no_one_array(file, asked.as_deref(), &arrays));
    };
    let path = if path == "." { String::new() } else { path };
    let converted = table
        .finish(file, |columns| Origin::JsonArray { path, columns })
        .map_err(|error| Error::reading(file, &error))?;
    Ok(Some(faults.into_converted(converted)))
}

/// How many bytes were read, and whether these are all there are.
#[derive(Clone, Copy, Default)]
struct Length {
    bytes: u64,
    is_all: bool,
}

/// An input whose bytes are counted: an error at its end means that it was cut short.
struct Counted<R> {
    input: R,
    length: Rc<Cell<Length>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let more = self.input.read(into)?;
        let Length { bytes, .. } = self.length.get();
        self.length.set(Length { bytes: bytes + more as u64, is_all: more == 0 });
        Ok(more)
    }
}

/// The array that is meant: the one that holds objects, else the one whose slides are the events.
fn chosen(arrays: &[Array], asked: Option<&str>) -> Option<usize> {
    let with_table = || arrays.iter().enumerate().filter(|(_, array)| array.table.is_some());
    if let Some(asked) = asked
        && let Some((i, _)) = with_table().find(|(_, array)| array.path == asked)
    {
        return Some(i);
    }
    let is_slides =
        |array: &Array| array.path == ".events" && array.table.as_ref().and_then(Table::shape) == Some(Shape::Slide);
    if let Some((i, _)) = with_table().find(|(_, array)| is_slides(array)) {
        return Some(i);
    }
    // An empty array is none of objects where another is.
    let with_values = || with_table().filter(|(_, array)| array.values > 0);
    let (first, others) = match with_values().next() {
        Some((i, _)) => (Some(i), with_values().count() - 1),
        None => (with_table().next().map(|(i, _)| i), with_table().count().saturating_sub(1)),
    };
    first.filter(|_| others == 0)
}

/// Why nothing was read, with the arrays there are.
fn no_one_array(file: &str, asked: Option<&str>, arrays: &[Array]) -> Error {
    let told = |array: &Array| format!("`{}` ({})", array.path, counted(array.values, "value"));
    let all: Vec<String> = arrays.iter().map(told).collect();
    let with_table: Vec<&Array> = arrays.iter().filter(|array| array.table.is_some()).collect();
    let message = match (asked, with_table.as_slice()) {
        (Some(asked), _) if all.is_empty() => format!("{file} has no array at `{asked}`, and no other"),
        (Some(asked), []) => format!("{file} has no array of objects at `{asked}`; its arrays are {}", all.join(", ")),
        (None, []) => format!("{file} has no array of objects; its arrays are {}", all.join(", ")),
        (_, several) => {
            let several: Vec<String> = several.iter().map(|array| told(array)).collect();
            format!("{file} has several arrays of objects: {}", several.join(", "))
        }
    };
    let largest = with_table.iter().max_by_key(|array| array.values);
    let error = Error::from(Diagnostic::new(message));
    match largest {
        Some(array) => error.hint(Hint::Array { path: array.path.clone() }),
        None => error,
    }
}

impl<R: Read> Walk<'_, R> {
    /// Reads all of the document.
    fn read(&mut self) -> std::result::Result<(), Fault> {
        // The value of the name that was read last stands here.
        let mut path = String::new();
        loop {
            match self.tokens.token()? {
                JsonEvent::ObjectKey(key) => {
                    path.clone_from(self.open.last().unwrap_or(&String::new()));
                    path.push_str(&step(&key));
                }
                JsonEvent::StartObject => {
                    self.open.push(path.clone());
                    if self.open.len() > super::object::DEEPEST {
                        return Err(Fault::TooDeep);
                    }
                }
                JsonEvent::EndObject => {
                    self.open.pop();
                }
                JsonEvent::StartArray => self.array(if path.is_empty() { "." } else { &path })?,
                JsonEvent::Eof => return Ok(()),
                _scalar => {}
            }
        }
    }

    /// Reads an array whose bracket was read.
    fn array(&mut self, path: &str) -> std::result::Result<(), Fault> {
        let depth = self.open.len();
        let is_wanted = self.asked.as_deref().is_none_or(|asked| is_at(path, asked)) && self.arrays.len() < MOST_ARRAYS;
        let mut array = Array { path: path.to_owned(), values: 0, table: None, faults: Faults::default() };
        loop {
            match self.tokens.token()? {
                JsonEvent::EndArray => break,
                JsonEvent::StartObject if is_wanted && (array.values == 0 || array.table.is_some()) => {
                    match array.table.get_or_insert_default().object(&mut self.tokens) {
                        Ok(()) => {}
                        Err(fault @ Fault::Twice(_)) => array.fault(self.file, fault),
                        Err(fault) => return Err(fault),
                    }
                }
                // An array whose first value is no object is no table.
                JsonEvent::StartObject | JsonEvent::StartArray => {
                    skip(&mut self.tokens, depth + 1)?;
                    array.not_an_object(self.file, "a list")?;
                }
                JsonEvent::Null => array.not_an_object(self.file, "null")?,
                JsonEvent::String(_) => array.not_an_object(self.file, "a text")?,
                JsonEvent::Number(_) => array.not_an_object(self.file, "a number")?,
                JsonEvent::Boolean(_) => array.not_an_object(self.file, "true or false")?,
                JsonEvent::EndObject | JsonEvent::ObjectKey(_) | JsonEvent::Eof => return Err(Fault::CutShort),
            }
            array.values += 1;
        }
        if array.values == 0 && is_wanted {
            array.table = Some(Table::default());
        }
        if self.arrays.len() < MOST_ARRAYS {
            self.arrays.push(array);
        }
        Ok(())
    }
}

/// Whether a path is the one that was asked for, or lies below it.
fn is_at(path: &str, asked: &str) -> bool {
    let asked = if asked == "." { "" } else { asked };
    path.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

impl Array {
    /// Whether an object that holds it may be an event. An empty one is no table but where the format says so: in
    /// GeoJSON and TimelineJS.
    fn is_of_an_event(&self) -> bool {
        let is_table = self.values > 0 || matches!(self.path.as_str(), "." | ".features" | ".events");
        self.table.is_none() || !is_table
    }

    /// Takes in a value that is no object: among objects it is a fault.
    fn not_an_object(&mut self, file: &str, what: &'static str) -> std::result::Result<(), Fault> {
        if let Some(table) = &mut self.table {
            table.blank()?;
            self.fault(file, Fault::NotAnObject(what));
        }
        Ok(())
    }

    fn fault(&mut self, file: &str, fault: Fault) {
        let path = if self.path == "." { "" } else { &self.path };
        let place = Place {
            file: file.to_owned(),
            line: self.values,
            original: Some(format!("{file}: {path}[{}]", self.values)),
            ..Place::default()
        };
        self.faults.add(|| {
            let message = match fault {
                Fault::NotAnObject(what) => format!("this is {what}, not an object"),
                Fault::Twice(name) => format!("this object has the name `{name}` twice"),
                _ => "this object can't be read".to_owned(),
            };
            Diagnostic::new(message).at(place)
        });
    }
}
