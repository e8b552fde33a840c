//! What a codebook is: how a data set's files are known, and which of their columns make which field.
//!
//! Each data set is one small file beside this one that reads like its codebook. To add one: write that file, name it
//! in `layout/mod.rs` as a module, and put it into [`LayoutId`](super::LayoutId), whose functions then ask for it by not
//! compiling.

use std::collections::HashMap;

use super::IsMissing;
use super::fields::{Codes, CountColumns, Fields, TextColumns};
use super::when::{DateColumns, DatePartColumns, Precisions};
use crate::date::convention::PartOrder;

/// How the files of one data set are laid out.
pub struct Codebook {
    /// What it is, for `dateline layouts`.
    pub about: &'static str,
    /// ColumnNames that others seldom have. `a|b` is either of the two.
    pub known_by: &'static [&'static str],
    /// How many of them make a file one of this data set: fewer than all, where users leave columns out.
    pub at_least: usize,
    /// Where it is published without a header: the names of its columns, with commas between them.
    pub without_header: &'static str,
    /// The columns of these that each version so published lacks.
    pub versions: &'static [&'static [&'static str]],
    /// Whether a text stands for an unknown value, in whatever column.
    pub unknown: Option<IsMissing>,
    /// The order of day and month, where dates are numbers and nothing in the column says otherwise.
    pub order: Option<PartOrder>,
    /// A year such as -500 is 500 BC, in columns of whole dates.
    pub counts_bc: bool,
    /// Rows that are no events: the column that tells, and its values with what they stand for.
    pub no_events: Option<(&'static str, Codes)>,
    /// Finds the columns of each field.
    pub fields: fn(&ColumnNames<'_>) -> Fields,
}

impl Codebook {
    /// What most have.
    pub const PLAIN: Codebook = Codebook {
        about: "",
        known_by: &[],
        at_least: 0,
        without_header: "",
        versions: &[],
        unknown: None,
        order: None,
        counts_bc: false,
        no_events: None,
        fields: |_| Fields::default(),
    };

    /// The names of the columns of the versions without a header that have so many.
    pub fn headers(&self, width: usize) -> impl Iterator<Item = Vec<String>> {
        let all = self.without_header.split(',').count();
        let versions = self.versions.iter().filter(move |lacks| all - lacks.len() == width);
        versions.map(|lacks| {
            let names = self.without_header.split(',').filter(|name| !lacks.contains(name));
            names.map(str::to_owned).collect()
        })
    }
}

/// The columns of a file, to be found by their names.
pub struct ColumnNames<'a> {
    by_name: &'a HashMap<String, usize>,
}

impl<'a> ColumnNames<'a> {
    /// Each name in lower case, with the number of its column.
    pub fn new(by_name: &'a HashMap<String, usize>) -> ColumnNames<'a> {
        ColumnNames { by_name }
    }

    /// The first that the file has of several names, `a|b`, in any case: versions of a data set name a column
    /// differently.
    pub fn find(&self, names: &str) -> Option<usize> {
        names.split('|').find_map(|name| self.by_name.get(name.to_lowercase().as_str()).copied())
    }

    fn all(&self, names: &[&str]) -> Vec<usize> {
        names.iter().filter_map(|name| self.find(name)).collect()
    }

    /// One column as it is.
    pub fn cell(&self, names: &str) -> TextColumns {
        self.find(names).map_or(TextColumns::Absent, TextColumns::Cell)
    }

    fn several(&self, names: &[&str], make: impl Fn(Vec<usize>) -> TextColumns) -> TextColumns {
        let columns = self.all(names);
        match columns[..] {
            [] => TextColumns::Absent,
            [column] => TextColumns::Cell(column),
            _ => make(columns),
        }
    }

    /// In each row the first of them that is not blank.
    pub fn first_of(&self, names: &[&str]) -> TextColumns {
        self.several(names, TextColumns::FirstOf)
    }

    /// A place, from the narrowest to the widest.
    pub fn place(&self, names: &[&str]) -> TextColumns {
        self.several(names, |columns| TextColumns::Joined(columns, ", "))
    }

    /// Several actors or sources.
    pub fn list(&self, names: &[&str]) -> TextColumns {
        self.several(names, |columns| TextColumns::Joined(columns, "; "))
    }

    /// A code, put into words.
    pub fn coded(&self, names: &str, codes: Codes) -> TextColumns {
        self.find(names).map_or(TextColumns::Absent, |column| TextColumns::Coded(column, codes))
    }

    /// What happened, and between whom: a title for a data set that has none.
    pub fn sentence(&self, what: TextColumns, whom: &[&str]) -> TextColumns {
        match self.all(whom) {
            whom if whom.is_empty() => what,
            whom => TextColumns::Sentence(Box::new(what), whom),
        }
    }

    /// A column made into something else.
    pub fn made(&self, names: &str, make: fn(usize) -> TextColumns) -> TextColumns {
        self.find(names).map_or(TextColumns::Absent, make)
    }

    /// A number of people.
    pub fn count(&self, names: &str) -> CountColumns {
        self.find(names).map_or(CountColumns::Absent, CountColumns::Cell)
    }

    /// A number of people, in which a number below zero says why it is not known.
    pub fn coded_count(&self, names: &str) -> CountColumns {
        self.find(names).map_or(CountColumns::Absent, CountColumns::Coded)
    }

    /// A best estimate and its bounds.
    pub fn estimate(&self, low: &str, best: &str, high: &str) -> CountColumns {
        match (self.find(low), self.find(best), self.find(high)) {
            (Some(low), Some(best), Some(high)) => CountColumns::Estimate { low, best, high },
            (_, best, _) => best.map_or(CountColumns::Absent, CountColumns::Cell),
        }
    }

    /// One column with a date in any form.
    pub fn date(&self, names: &str) -> DateColumns {
        self.find(names).map_or(DateColumns::Absent, DateColumns::Cell)
    }

    /// Some time from one day to another.
    pub fn between(&self, first: &str, last: &str) -> DateColumns {
        match (self.find(first), self.find(last)) {
            (Some(first), Some(last)) => DateColumns::Between { first, last },
            (first, last) => first.or(last).map_or(DateColumns::Absent, DateColumns::Cell),
        }
    }

    /// From one day to another, all the time.
    pub fn lasting(&self, start: &str, end: &str) -> DateColumns {
        match (self.find(start), self.find(end)) {
            (Some(start), Some(end)) => DateColumns::Lasting { start, end },
            (start, end) => start.or(end).map_or(DateColumns::Absent, DateColumns::Cell),
        }
    }

    /// A day, and a code for how exactly it is known.
    pub fn rounded(&self, day: &str, precision: &str, codes: Precisions) -> DateColumns {
        match (self.find(day), self.find(precision)) {
            (Some(day), Some(precision)) => DateColumns::Rounded { day, precision, codes },
            (day, _) => day.map_or(DateColumns::Absent, DateColumns::Cell),
        }
    }

    /// An instant, and Wikidata's code for its precision where the file has it.
    pub fn instant(&self, instant: &str, precision: &str) -> DateColumns {
        let precision = self.find(precision);
        self.find(instant).map_or(DateColumns::Absent, |column| DateColumns::Instant { column, precision })
    }

    /// Year, month and day in columns of their own. Without a year there is no date.
    pub fn parts(&self, start: [&str; 3], parts: DatePartColumns) -> DateColumns {
        match start.map(|name| self.find(name)) {
            start @ [Some(_), ..] => DateColumns::DatePartColumns(Box::new(DatePartColumns { start, ..parts })),
            _ => DateColumns::Absent,
        }
    }
}
