//! What an independent reader, `tests/data/figures.py`, found in each file.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{FILES, events};
use crate::{Run, data};

/// A line of `figures.csv`.
#[derive(serde::Deserialize)]
pub struct Figures {
    /// As it is found from the project's own folder.
    file: String,
    events: usize,
    first: String,
    last: String,
    killed: u64,
    /// Rows whose least, best and most of the killed are out of order.
    pub out_of_order: usize,
}

impl Figures {
    pub fn all() -> Vec<Figures> {
        csv::Reader::from_reader(&data("figures.csv")[..]).into_deserialize().map(Result::unwrap).collect()
    }

    /// Those of a file named as in `figures.csv`.
    pub fn of(file: &str) -> Figures {
        Figures::all().into_iter().find(|figures| figures.file == file).expect("a line of figures.csv")
    }

    pub fn path(&self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(&self.file)
    }

    /// Fails where dateline reads anything else in the file.
    pub fn assert_read(&self) {
        let Figures { file, .. } = self;
        let events = events(&Run::nowhere(), &[self.path().to_str().unwrap()]);
        assert_eq!(events.len(), self.events, "{file}");
        let days = |end: &str| -> Vec<(i32, String)> {
            events.iter().filter_map(|event| event[end].as_str()).map(day).collect()
        };
        assert_eq!(days("earliest").into_iter().min().unwrap(), day(&self.first), "{file}");
        assert_eq!(days("latest").into_iter().max().unwrap(), day(&self.last), "{file}");
        let best = |event: &Value| {
            let count = &event["killed"];
            count["best"].as_u64().or(count["low"].as_u64()).unwrap_or(0)
        };
        assert_eq!(events.iter().map(best).sum::<u64>(), self.killed, "{file}");
    }
}

/// A day of ISO 8601 as numbers, so that years before our era come first.
fn day(text: &str) -> (i32, String) {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    (sign * rest[..4].parse::<i32>().unwrap(), rest[5..].to_owned())
}

#[test]
fn the_figures_are_those_of_an_independent_reader() {
    for name in FILES {
        Figures::of(&format!("tests/data/{name}")).assert_read();
    }
}

#[test]
fn every_line_of_the_figures_is_of_a_file_that_is_tested() {
    let tested = Figures::all().into_iter().filter(|figures| !figures.file.starts_with("../shared/data/"));
    assert_eq!(tested.count(), FILES.len());
}
