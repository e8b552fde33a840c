//! Reads the TOML of a codebook, so that every error names its file, line, column and key, and the key that was meant.
//!
//! `codebook` reads its tables with it; the `toml` crate keeps the place of each key and value.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Diagnostic, Place};

/// What every function here fails with: what is wrong in the file, and where.
pub type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// Codes, and what each stands for.
pub type Coded<T> = Arc<[(Box<str>, T)]>;

/// The text of a TOML file, and its name for errors.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub file: &'a str,
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// Reads the whole file.
    ///
    /// # Errors
    /// Text that is no TOML.
    pub fn parse(self) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.text).map_err(|error| {
            let end = self.text.len();
            let span = error.span().map_or(0..0, |span| span.start.min(end)..span.end.min(end));
            let error = self.error(span, None, error.message());
            Box::new(
                error.hint("TOML has texts in quotes, lists in square brackets and tables in braces: https://toml.io"),
            )
        })
    }

    fn error(self, span: Range<usize>, key: Option<&str>, message: impl Into<String>) -> Box<Diagnostic> {
        let place = Place::in_text(self.file, self.text, 1, span);
        Box::new(Diagnostic::new(message).at(Place { field: key.map(str::to_owned), ..place }))
    }
}

/// A value, with the key that it stands at.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    source: Source<'a>,
    key: &'a str,
    value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Value<'a> {
    pub fn error(self, message: impl Into<String>) -> Box<Diagnostic> {
        self.source.error(self.value.span(), Some(self.key), message)
    }

    fn is_no(self, what: &str) -> Box<Diagnostic> {
        let is = match self.value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.error(format!("`{}` is {is}, and should be {what}", self.key))
    }

    pub fn as_text(self) -> Option<&'a str> {
        self.value.get_ref().as_str()
    }

    pub fn is_list(self) -> bool {
        self.value.get_ref().is_array()
    }

    /// # Errors
    /// Anything but a text that is not blank.
    pub fn text(self) -> Result<&'a str> {
        match self.as_text() {
            Some(text) if text.trim().is_empty() => Err(self.error(format!("`{}` is blank", self.key))),
            Some(text) => Ok(text),
            None => Err(self.is_no("a text in quotes")),
        }
    }

    /// A text that may be blank.
    ///
    /// # Errors
    /// Anything but a text.
    pub fn any_text(self) -> Result<&'a str> {
        self.as_text().ok_or_else(|| self.is_no("a text in quotes"))
    }

    /// # Errors
    /// Anything but a whole number from 1 to `most`.
    pub fn number(self, most: usize) -> Result<usize> {
        let number = match self.value.get_ref() {
            DeValue::Integer(number) => usize::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => return Err(self.is_no("a number")),
        };
        let number = number.filter(|number| (1..=most).contains(number));
        number.ok_or_else(|| self.error(format!("`{}` should be from 1 to {most}", self.key)))
    }

    /// # Errors
    /// Anything but a list.
    pub fn list(self) -> Result<Vec<Value<'a>>> {
        let list = self.value.get_ref().as_array().ok_or_else(|| self.is_no("a list in square brackets"))?;
        Ok(list.iter().map(|value| Value { value, ..self }).collect())
    }

    /// # Errors
    /// Anything but a list of texts.
    pub fn texts(self) -> Result<Vec<&'a str>> {
        self.list()?.into_iter().map(Value::text).collect()
    }

    /// The one of these that the text names.
    ///
    /// # Errors
    /// A text that names none of them.
    pub fn one_of<T: Copy>(self, choices: &[(&str, T)]) -> Result<T> {
        let text = self.text()?;
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text) {
            return Ok(*choice);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        Err(Box::new(
            self.error(format!("`{text}` is not something that `{}` can be", self.key)).hint(meant(text, &names)),
        ))
    }

    /// A table with these keys and no others.
    ///
    /// # Errors
    /// Anything but a table, or a key that is not known.
    pub fn table(self, keys: &'static [&'static str]) -> Result<Table<'a>> {
        let table = self.any_table()?;
        table.only(keys)?;
        Ok(table)
    }

    /// A table with any keys.
    ///
    /// # Errors
    /// Anything but a table.
    pub fn any_table(self) -> Result<Table<'a>> {
        let table = self.value.get_ref().as_table().ok_or_else(|| self.is_no("a table in braces"))?;
        Ok(Table { source: self.source, span: (self.value.span().start, self.value.span().end), key: self.key, table })
    }
}

/// A table, with the key that it stands at.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    source: Source<'a>,
    span: (usize, usize),
    key: &'a str,
    table: &'a DeTable<'a>,
}

impl<'a> Table<'a> {
    /// The whole file, with these keys and no others.
    ///
    /// # Errors
    /// A key that is not known.
    pub fn root(
        source: Source<'a>,
        root: &'a Spanned<DeTable<'a>>,
        keys: &'static [&'static str],
    ) -> Result<Table<'a>> {
        let table = Table { source, span: (0, 0), key: "", table: root.get_ref() };
        table.only(keys)?;
        Ok(table)
    }

    fn only(self, keys: &[&str]) -> Result<()> {
        let Some((key, _)) = self.table.iter().find(|(key, _)| !keys.contains(&&**key.get_ref())) else {
            return Ok(());
        };
        let name = &**key.get_ref();
        let message = match self.key {
            "" => format!("a layout has no `{name}`"),
            place => format!("`{place}` has no `{name}`"),
        };
        Err(Box::new(self.source.error(key.span(), Some(name), message).hint(meant(name, keys))))
    }

    /// An error of the table as a whole.
    pub fn error(self, message: impl Into<String>) -> Box<Diagnostic> {
        // The error stands at the line on which the table begins.
        self.source.error(self.span.0..self.span.1, Some(self.key).filter(|key| !key.is_empty()), message)
    }

    pub fn get(self, key: &str) -> Option<Value<'a>> {
        let (key, value) = self.table.get_key_value(key)?;
        Some(Value { source: self.source, key: key.get_ref(), value })
    }

    pub fn has(self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// # Errors
    /// The key is missing.
    pub fn need(self, key: &str) -> Result<Value<'a>> {
        self.get(key).ok_or_else(|| match self.key {
            "" => self.error(format!("the layout lacks `{key}`")),
            place => self.error(format!("`{place}` lacks `{key}`")),
        })
    }

    /// Checks that a key stands beside none but these, of those that mean something in another place.
    ///
    /// # Errors
    /// A key that would say nothing.
    pub fn together(self, key: &str, allowed: &[&str]) -> Result<()> {
        let stray = self.entries().into_iter().find(|(name, _)| *name != key && !allowed.contains(name));
        stray.map_or(Ok(()), |(name, value)| Err(value.error(format!("`{name}` does not go with `{key}`"))))
    }

    /// All keys with their values, in the order of the file.
    pub fn entries(self) -> Vec<(&'a str, Value<'a>)> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let value = |(key, value): (&'a Spanned<_>, &'a Spanned<DeValue<'a>>)| {
            let key: &'a std::borrow::Cow<'a, str> = key.get_ref();
            (&**key, Value { source: self.source, key, value })
        };
        entries.into_iter().map(value).collect()
    }

    /// Each key with the one of these that its text names: codes and what they mean.
    ///
    /// # Errors
    /// A text that names none of them.
    pub fn coded<T: Copy>(self, choices: &[(&str, T)]) -> Result<Coded<T>> {
        self.entries().into_iter().map(|(code, value)| Ok((code.into(), value.one_of(choices)?))).collect()
    }
}

/// A hint that names what was meant by a word, or else all that there is.
pub fn meant(word: &str, names: &[&str]) -> String {
    match closest(word, names) {
        Some(name) => format!("is `{name}` meant?"),
        None => format!("there are: {}", names.join(", ")),
    }
}

/// The name that a mistyped word is most like.
fn closest<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    const LIKE: f64 = 0.75;
    let likeness = |name: &&&str| strsim::jaro_winkler(word, name);
    let best = names.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(&best) >= LIKE).then_some(best)
}
