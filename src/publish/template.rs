//! A document by the user's own template, in the language of Jinja: for every format that dateline does not know.
//!
//! `export` opens the [`Template`] before it reads any event, so that a mistake in it is reported at once.

use std::fs;
use std::io::Write;
use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context, default_auto_escape_callback, escape_formatter};
use serde::Serialize;

use crate::date::Certainty;
use crate::error::{Diagnostic, Error, Place, Result};
use crate::event::Event;
use crate::publish::json::Model;
use crate::words::{casualties, people, place, title, when, year_heading};

use super::{Document, Losses, Publisher};

/// A template that has been read.
pub struct Template {
    environment: Environment<'static>,
    /// Its path, which it goes by in messages.
    name: String,
}

/// How cells are escaped in files with that ending; `None` where it is unknown, as that of a template is: `page.html.j2`.
/// Every media type says whether it is markup or JSON (RFC 6838, section 4.2.8).
fn escape_of(path: &Path) -> Option<AutoEscape> {
    const TEMPLATES: [&str; 4] = ["j2", "jinja", "jinja2", "tmpl"];
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    if TEMPLATES.contains(&ending.as_str()) {
        return escape_of(Path::new(path.file_stem()?));
    }
    let media_type = mime_guess::from_ext(&ending).first();
    let format = media_type.as_ref().map(|media_type| media_type.suffix().unwrap_or(media_type.subtype()).as_str());
    match (default_auto_escape_callback(&format!("x.{ending}")), format) {
        (AutoEscape::None, Some("html" | "xml")) => Some(AutoEscape::Html),
        (AutoEscape::None, Some("json")) => Some(AutoEscape::Json),
        (AutoEscape::None, format) => format.map(|_| AutoEscape::None),
        // Jinja knows JSON's relatives, such as YAML, that have media types of their own.
        (escape, _) => Some(escape),
    }
}

/// How cells are escaped where no ending says so: markup is known by its first character.
fn by_content(source: &str) -> AutoEscape {
    if source.trim_start().starts_with('<') { AutoEscape::Html } else { AutoEscape::None }
}

/// An event, as a template sees it: the model, by the names that it has in JSON, and a little more.
#[derive(Serialize)]
struct Context<'a> {
    #[serde(flatten)]
    model: Model<'a>,
    words: Words,
    /// What it stands under where events are grouped by year.
    year: String,
    /// Whether it matched the filters only possibly.
    possible: bool,
}

/// What people read of an event: `event.words.date`.
#[derive(Serialize)]
struct Words {
    date: String,
    /// `(untitled)` where it has none.
    title: String,
    /// The location and the country.
    place: String,
    killed: Option<String>,
    wounded: Option<String>,
    /// `183 killed, 150+ wounded`
    casualties: String,
}

impl Template {
    /// Reads and compiles a template. Cells are escaped for markup or JSON where the ending of its name or of the
    /// output's is that of such a format, or where neither is known and the template begins with `<`.
    ///
    /// # Errors
    /// A file that can't be read, or is no template.
    pub fn open(path: &Path, output: Option<&Path>) -> Result<Template> {
        let name = path.display().to_string();
        let source = fs::read_to_string(path).map_err(|error| Error::reading(&name, &error))?;
        let mut environment = Environment::new();
        // A name that does not exist is an error, and not printed as empty text.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // Without this, a release build could not say what is undefined, nor in which column.
        environment.set_debug(true);
        // A line that holds nothing but a block leaves no blank line behind.
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
        environment.set_syntax(syntax.unwrap_or_default());
        // Unknown values are printed as empty text instead of `none`.
        environment.set_formatter(
            |out, state, value| if value.is_none() { Ok(()) } else { escape_formatter(out, state, value) },
        );
        let known = [escape_of(path), output.and_then(escape_of)];
        let escape = known.into_iter().flatten().max_by_key(|escape| *escape != AutoEscape::None);
        let escape = escape.unwrap_or_else(|| by_content(&source));
        environment.set_auto_escape_callback(move |_| escape.clone());
        environment.add_template_owned(name.clone(), source.clone()).map_err(|error| wrong(&name, &source, &error))?;
        Ok(Template { environment, name })
    }

    pub fn publisher(self) -> Publisher {
        Box::new(move |document, out| self.write(document, out))
    }

    /// Nothing counts as lost: the template decides what it leaves out.
    ///
    /// # Errors
    /// What the template asks for and is not there.
    fn write(&self, document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
        let mut losses = Losses::default();
        let mut events = Vec::new();
        let mut years: Vec<(String, Vec<Value>)> = Vec::new();
        document.for_each(|event, certainty| {
            losses.carry(event);
            let value = value(event, certainty);
            events.push(value.clone());
            let year = year_heading(event);
            match years.last_mut() {
                Some((last, events)) if *last == year => events.push(value),
                _ => years.push((year, vec![value])),
            }
            Ok(())
        })?;
        let years: Vec<Value> = years.into_iter().map(|(year, events)| context! { name => year, events }).collect();
        let model = context! { title => document.title.as_str(), count => events.len(), events, years };
        let template = self.environment.get_template(&self.name).map_err(|error| wrong(&self.name, "", &error))?;
        let text = template.render(model).map_err(|error| wrong(&self.name, template.source(), &error))?;
        out.write_all(text.as_bytes())?;
        Ok(losses)
    }
}

fn value(event: &Event<'_>, certainty: Certainty) -> Value {
    Value::from(Serde(Context {
        model: Model::with_all_names(event),
        words: Words {
            date: when(event),
            title: title(event).into_owned(),
            place: place(event).into_owned(),
            killed: event.killed().map(people),
            wounded: event.wounded().map(people),
            casualties: casualties(event),
        },
        year: year_heading(event),
        possible: certainty == Certainty::Possible,
    }))
}

/// What is wrong with a template, and where.
fn wrong(name: &str, source: &str, error: &minijinja::Error) -> Error {
    let message = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let diagnostic = Diagnostic::new(message);
    let Some(line) = error.line() else {
        return Error::from(Diagnostic { message: format!("`{name}`: {}", diagnostic.message), ..diagnostic });
    };
    let text = source.lines().nth(line - 1).unwrap_or("").to_owned();
    let start_of_line: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let range = error.range().filter(|range| range.start >= start_of_line && range.start <= start_of_line + text.len());
    let (column, length) = range.map_or((0, text.chars().count()), |range| {
        let end = range.end.min(start_of_line + text.len()).max(range.start);
        (source[start_of_line..range.start].chars().count(), source[range.start..end].chars().count())
    });
    Error::from(diagnostic.at(Place {
        file: name.to_owned(),
        line: line as u64,
        column: column + 1,
        text,
        length,
        ..Place::default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_decides_how_cells_are_escaped() {
        use AutoEscape::{Html, Json, None as Plain};
        for (name, escape) in [
            ("a.html", Some(Html)),
            ("a.HTM", Some(Html)),
            ("a.xml", Some(Html)),
            ("a.xhtml", Some(Html)),
            ("a.svg", Some(Html)),
            ("a.rss", Some(Html)),
            ("a.atom", Some(Html)),
            ("a.kml", Some(Html)),
            ("a.gpx", Some(Html)),
            ("a.html.j2", Some(Html)),
            ("a.svg.jinja", Some(Html)),
            ("a.json", Some(Json)),
            ("a.geojson", Some(Json)),
            ("a.yaml", Some(Json)),
            ("a.txt", Some(Plain)),
            ("a.md", Some(Plain)),
            ("a.tex", Some(Plain)),
            ("a.j2", None),
            ("a.unknown", None),
            ("a", None),
        ] {
            assert_eq!(escape_of(Path::new(name)), escape, "{name}");
        }
        assert_eq!(by_content("\n<feed>"), Html);
        assert_eq!(by_content("{% for event in events %}<li>"), Plain);
    }
}
