//! HTML: one page that needs nothing but itself. An overview of the time to scale, the events by year, their sources.
//!
//! [`publisher`](super::publisher) has [`write`] among the formats. What the page looks like stands in `page.html`, its
//! style and its script beside that: without the script all is there to read, with it the page filters. Every date is put
//! into words and reckoned here, so that no browser has to read one.

mod item;
mod survey;

use std::collections::HashMap;
use std::io::Write;

use askama::Template;

use crate::chart::overview::{self, Overview};
use crate::error::Result;
use crate::event::Event;
use crate::text;
use crate::text::markup::{self, Piece};

use super::{Document, Losses};
use item::{Item, Meta};
use survey::Survey;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The SHA-256 of [`STYLE`] and [`SCRIPT`], without which a browser runs neither: what a cell might smuggle in has none.
/// A test says what they must be.
const STYLE_HASH: &str = "sha256-AZ2vp+RHM5DgChzJKVw2pwqieFAcL5Bwws74F0o0KEQ=";
const SCRIPT_HASH: &str = "sha256-Fq6mfaKt6xDD9BrG1DD+KqM3impMiLezECJ7pSgf+/g=";

/// Writes the page.
///
/// # Errors
/// What the writer refuses, or an event that can't be read again.
pub fn write(document: &Document<'_>, out: &mut (dyn Write + Send)) -> Result<Losses> {
    let mut losses = Losses::default();
    let survey = Survey::of(document, &mut losses)?;
    let page = Page {
        document,
        overview: survey.scale.as_ref().map(|scale| overview::draw(&survey.points(), scale)),
        countries: survey.countries.numbers(),
        kinds: survey.kinds.numbers(),
        files: document.sources.iter().map(|source| source.file_name()).collect::<Vec<_>>().join(", "),
        survey: &survey,
    };
    page.write_into(out)?;
    Ok(losses)
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    document: &'a Document<'a>,
    survey: &'a Survey,
    overview: Option<Overview>,
    /// The number of each country and kind among the choices of its filter.
    countries: HashMap<&'a str, usize>,
    kinds: HashMap<&'a str, usize>,
    files: String,
}

impl Page<'_> {
    /// The events one by one, each read when it is asked for: there may be more than fit into memory in words.
    fn items(&self) -> impl Iterator<Item = askama::Result<Item<'_>>> {
        let mut heading = String::new();
        self.document.selection.iter().zip(&self.survey.events).map(move |(selected, entry)| {
            let selected = selected.map_err(askama::Error::custom)?;
            let item = |event: &Event<'_>| Item::of(self, entry, event, selected.certainty, &heading);
            let item = self.document.with_event(&selected, item);
            let item = item.map_err(askama::Error::custom)?;
            if let Some(next) = &item.heading {
                heading.clone_from(next);
            }
            Ok(item)
        })
    }
}

/// Whether a heading is words, which need more room than the number of a year.
fn needs_room(heading: &str) -> bool {
    heading.split(' ').any(|word| word.len() > 7)
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_style_and_the_script_have_the_hashes_that_the_page_allows() {
        let hash = |text: &str| format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)));
        assert_eq!(STYLE_HASH, hash(STYLE), "the style");
        assert_eq!(SCRIPT_HASH, hash(SCRIPT), "the script");
        // Nothing in them ends the element that they stand in.
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</"));
    }
}
