//! What the columns of a table mean that no codebook tells of: every column is weighed for every field, by the words of its
//! name and by what stands in a sample of its cells. `docs/evidence.md` explains the rules.
//!
//! The store asks [`Evidence::read`] when it opens such a file, and says what was found.

mod codes;
mod dates;
mod fields;
mod name;
mod numbers;
mod profile;
mod refusal;
mod years;

use std::collections::HashSet;

use dates::{FoundDate, Role};
use fields::{best, score};
pub use name::{ColumnName, Meaning};
use profile::Profile;
pub use refusal::Refusal;
pub use years::Years;

use super::field_map::{CellForms, CountMap, DateMap, FieldMap};
use super::fields::Fields;
use crate::date::convention::{DateConvention, PartOrder, is_serial};
use crate::model::field::Field;

/// Rows of a file, for a look at what its columns hold.
#[derive(Default)]
pub struct Sample {
    pub rows: Vec<Vec<String>>,
}

/// How many rows are looked at.
pub const SAMPLE: usize = 256;

/// What a table was found to be.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The columns of each field, those included that the user named.
    pub map: FieldMap,
    /// The fields that were found, and not named by the user.
    pub found: Vec<Field>,
    /// What stands for an unknown value, by column.
    pub codes: Vec<(usize, Vec<String>)>,
    /// Those of them that the sample holds.
    pub codes_met: Vec<(usize, Vec<String>)>,
    /// How the years of its dates are written.
    pub years: Years,
    pub forms: CellForms,
    /// Other columns that could be the date.
    pub other_dates: Vec<usize>,
    /// Why it can't be read as it is.
    pub refusal: Option<Refusal>,
    /// Why each column is taken for what it is taken for.
    pub reasons: Vec<String>,
}

/// A table under judgement.
struct Reader<'a> {
    profiles: Vec<Profile<'a>>,
    /// Columns that another one has the name of, or that have none: no mapping can name them.
    unnamed: HashSet<usize>,
    taken: HashSet<usize>,
    /// Fields that a codebook has found.
    known: Vec<Field>,
    map: FieldMap,
    found: Vec<Field>,
}

impl Evidence {
    /// Weighs the columns with these names for the fields of which neither the user nor a codebook says anything.
    pub fn read(names: &[String], sample: &Sample, asked: &FieldMap, known: &Fields) -> Evidence {
        let mut met = HashSet::new();
        let unnamed =
            (0..names.len()).filter(|&i| names[i].is_empty() || !met.insert(names[i].to_lowercase())).collect();
        let profiles = names.iter().enumerate().map(|(i, name)| Profile::new(name, &sample.rows, i)).collect();
        let taken = asked.columns().into_iter().chain(known.held()).collect();
        let known = Field::ALL.into_iter().filter(|field| known.has(*field) && !asked.says(*field)).collect();
        let mut reader = Reader { profiles, unnamed, taken, known, map: asked.clone(), found: Vec::new() };
        let mut evidence = Evidence::default();
        reader.find_date(&mut evidence);
        reader.find_coordinates();
        reader.find_counts();
        reader.find_event_of_report(names);
        reader.find_texts();
        if !asked.says(Field::Title) && reader.known.is_empty() {
            evidence.refusal = evidence.refusal.or_else(|| refusal::of(&reader.profiles, &reader.map, names));
        }
        if evidence.refusal.is_none() {
            reader.find_title_elsewhere();
        }
        evidence.settle(&reader, names);
        evidence
    }

    /// What was found, as a mapping.
    pub fn found_text(&self, names: &[String]) -> String {
        let texts = self.map.texts(names).into_iter().filter(|(field, _)| self.found.contains(field));
        texts.map(|(_, text)| text).collect::<Vec<_>>().join(",")
    }

    /// Settles, by what stands in the columns of the fields, how they are written.
    fn settle(&mut self, reader: &Reader<'_>, names: &[String]) {
        let profiles = &reader.profiles;
        self.map = reader.map.clone();
        self.found = reader.found.clone();
        self.found.sort_by_key(|field| Field::ALL.iter().position(|own| own == field));
        self.years = Years::of(profiles, &mut self.map);
        self.codes = codes::of(profiles, &self.map);
        let met = self.codes.iter().map(|(i, codes)| {
            let met = codes::worth_saying(&profiles[*i], codes);
            (*i, met.into_iter().map(str::to_owned).collect::<Vec<_>>())
        });
        self.codes_met = met.filter(|(_, codes)| !codes.is_empty()).collect();
        let is_number = |i: &usize| profiles[*i].is_numeric();
        let latitude = self.map.columns_of(Field::Latitude);
        self.forms = CellForms {
            title_is_number: matches!(self.map.columns_of(Field::Title)[..], [column] if is_number(&column)),
            coordinates_are_paired: latitude.first().is_some_and(|&i| numbers::is_coordinates(&profiles[i])),
        };
        self.reasons = (0..names.len()).map(|i| reader.reason(i, &self.map, &self.other_dates)).collect();
    }
}

impl Reader<'_> {
    fn is_free(&self, i: usize) -> bool {
        !self.taken.contains(&i) && !self.unnamed.contains(&i)
    }

    fn says(&self, field: Field) -> bool {
        self.map.says(field) || self.known.contains(&field)
    }

    fn take(&mut self, field: Field, columns: Vec<usize>) {
        self.taken.extend(&columns);
        self.map.set_text(field, vec![columns]);
        self.found.push(field);
    }

    fn find_date(&mut self, evidence: &mut Evidence) {
        if self.says(Field::Date) {
            return;
        }
        match dates::find(&self.profiles, |i| self.is_free(i)) {
            FoundDate::None => {}
            FoundDate::One(date, others) => {
                self.map.date = Some(DateMap { start: date.start, end: date.end });
                self.taken.extend(self.map.columns_of(Field::Date));
                self.found.push(Field::Date);
                evidence.other_dates = others;
            }
            FoundDate::Tied(first, second) => {
                let map = |date: dates::Candidate| DateMap { start: date.start, end: date.end };
                evidence.refusal = Some(Refusal::TwoDates(map(*first), map(*second)));
            }
        }
    }

    fn find_coordinates(&mut self) {
        if self.says(Field::Latitude) || self.says(Field::Longitude) {
            return;
        }
        let pair = numbers::coordinates(&self.profiles, |i| self.is_free(i));
        let one = || numbers::coordinate_pair(&self.profiles, |i| self.is_free(i)).map(|column| (column, column));
        if let Some((latitude, longitude)) = pair.or_else(one) {
            self.take(Field::Latitude, vec![latitude]);
            self.take(Field::Longitude, vec![longitude]);
        }
    }

    /// No other table has a column of that name by chance, and without it each report would count by itself.
    fn find_event_of_report(&mut self, names: &[String]) {
        let is_it = |name: &String| Field::from_name(name) == Some(Field::ReportOf);
        let column = names.iter().position(is_it).filter(|&i| self.is_free(i));
        if let Some(column) = column.filter(|_| !self.says(Field::ReportOf)) {
            self.take(Field::ReportOf, vec![column]);
        }
    }

    fn find_counts(&mut self) {
        for (field, of) in [(Field::Killed, Meaning::Killed), (Field::Wounded, Meaning::Wounded)] {
            if self.says(field) {
                continue;
            }
            let bounds = numbers::bounds(&self.profiles, |i| self.is_free(i), of);
            let range = bounds.map(|bounds| CountMap::Range { low: bounds.low, best: bounds.best, high: bounds.high });
            let by_groups = numbers::counts_groups(&self.profiles, of);
            let score = |profile: &Profile<'_>| numbers::count(profile, of, by_groups);
            let one = || best(&self.profiles, |i| self.is_free(i), score).map(CountMap::Cell);
            if let Some(count) = range.or_else(one) {
                self.taken.extend(count.columns());
                self.map.set_count(field, Some(count));
                self.found.push(field);
            }
        }
    }

    fn find_texts(&mut self) {
        self.find_one(Field::Id);
        self.find_one(Field::Country);
        if !self.says(Field::Location) {
            let country = self.map.columns_of(Field::Country).first().copied();
            let places = fields::places(&self.profiles, |i| self.is_free(i), country);
            if !places.is_empty() {
                self.take(Field::Location, places);
            }
        }
        self.find_one(Field::Title);
        self.find_one(Field::Kind);
        if !self.says(Field::Actors) {
            let actors = fields::actors(&self.profiles, |i| self.is_free(i));
            if !actors.is_empty() {
                self.take(Field::Actors, actors);
            }
        }
        self.find_one(Field::Summary);
        self.find_one(Field::Source);
    }

    fn find_one(&mut self, field: Field) {
        if self.says(field) {
            return;
        }
        if let Some(column) = best(&self.profiles, |i| self.is_free(i), |profile| score(field, profile)) {
            self.take(field, vec![column]);
        }
    }

    /// Where an event has no title of its own, it is called by what else tells what it was: its kind and its place, who
    /// took part, or how strong it was.
    fn find_title_elsewhere(&mut self) {
        let own = self.map.text_of(Field::Title).cloned().unwrap_or_default();
        let is_asked = self.says(Field::Title) && !self.found.contains(&Field::Title);
        let has_date = self.says(Field::Date);
        let is_full =
            own.concat().first().is_some_and(|&i| self.profiles[i].rows == 0 || self.profiles[i].fill() >= 0.9);
        if is_asked || is_full || !has_date {
            return;
        }
        let is_address = |i: &usize| self.profiles[*i].name.has(Meaning::Address);
        let places = self.map.columns_of(Field::Location);
        let named: Vec<usize> = places.iter().copied().filter(|i| !is_address(i)).collect();
        let places = if named.is_empty() { places } else { named };
        let kind = self.map.columns_of(Field::Kind);
        let columns = match (kind.is_empty(), places.is_empty()) {
            (false, _) => [kind, places.into_iter().take(1).collect()].concat(),
            (true, false) => places,
            (true, true) => [Field::Actors, Field::Country, Field::Summary]
                .into_iter()
                .map(|field| self.map.columns_of(field))
                .find(|columns| !columns.is_empty())
                .or_else(|| self.telling_column().filter(|_| own.is_empty()).map(|column| vec![column]))
                .unwrap_or_default(),
        };
        if columns.is_empty() {
            return;
        }
        if own.is_empty() {
            self.found.push(Field::Title);
        }
        self.map.set_text(Field::Title, own.into_iter().chain([columns]).collect());
    }

    /// A column that tells something of the event, if only a number: the strength of an earthquake before all.
    fn telling_column(&self) -> Option<usize> {
        best(
            &self.profiles,
            |i| self.is_free(i),
            |profile| {
                let name = &profile.name;
                let is_about_record =
                    name.has_any(&[Meaning::Link, Meaning::Media, Meaning::Machine, Meaning::Quality, Meaning::Code]);
                match () {
                    () if name.words.iter().all(|(word, _)| word.parse::<u32>().is_ok()) => 0.0,
                    () if name.has(Meaning::Strength) => 9.0,
                    () if is_about_record => 1.3,
                    () if profile.is_text() => 5.0 + profile.distinct_share(),
                    () if name.has(Meaning::Id) => 2.0,
                    () => 3.0 + profile.distinct_share(),
                }
            },
        )
    }

    /// Why a column is taken for what it is taken for.
    fn reason(&self, i: usize, map: &FieldMap, other_dates: &[usize]) -> String {
        let profile = &self.profiles[i];
        let named: Vec<&str> = profile
            .name
            .words
            .iter()
            .filter(|(_, meaning)| meaning.is_some_and(|own| own != Meaning::Filler))
            .map(|(word, _)| word.as_str())
            .collect();
        let name = if named.is_empty() { String::new() } else { format!("name: {}", named.join(" ")) };
        let holds = profile.holds();
        let said = [name, holds].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        let is_held = map.columns().contains(&i);
        match () {
            () if is_held => said,
            () if self.unnamed.contains(&i) => "has no name of its own".to_owned(),
            () if other_dates.contains(&i) => format!("could be the date; {said}"),
            () if profile.is_blank() => "blank".to_owned(),
            () => said,
        }
    }
}

/// Whether a text is a date, whatever the order of its parts, and whatever it lacks. One without a digit, such as `May`, is a
/// word: names of columns hardly ever have one, and to read each as a date would take longer than to open a small file.
pub fn may_be_date(text: &str) -> bool {
    let has_digit = text.chars().any(char::is_numeric);
    has_digit
        && PartOrder::ALL.into_iter().any(|order| {
            let convention = DateConvention {
                order: Some(order),
                century: Some(1950),
                year: Some(2000),
                ..DateConvention::default()
            };
            convention.read(text).is_ok() || is_serial(text)
        })
}

#[cfg(test)]
mod tests;
