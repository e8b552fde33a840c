//! Duplicate events: those with the same id, or with the same day and place and a similar title. Where the place has no
//! name, everything else must be the same too.
//!
//! `check` collects [`Duplicates`] of each block, and compares them in [`SeenEvents`].

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::error::Place;
use crate::event::Event;
use crate::model::field::Field;
use crate::model::id::fold_id;
use crate::model::people::PeopleCount;
use crate::text::normalize::fold;
use crate::text::similar::{MOST_COMPARED, SIMILAR, TitleWords, hash, hasher};

use super::code::Code;
use super::columns::CheckedColumns;
use super::{CheckedRow, Finding, Findings, Wanted};

/// The events of one block, as far as they are needed to find duplicates.
#[derive(Default)]
pub(super) struct Duplicates {
    /// The rows as they are written in the file, one after the other. Only the few that are reported need them.
    text: String,
    rows: Vec<Candidate>,
}

struct Candidate {
    line: u64,
    text: Range<usize>,
    id: Option<(u64, Cell)>,
    title: u64,
    comparable: Option<Comparable>,
}

/// Where a cell is in the text of its row, and its column if it is a single one.
#[derive(Clone)]
struct Cell {
    span: Range<usize>,
    column: Option<usize>,
}

/// What is compared of two events with the same date and place.
struct Comparable {
    date_and_place: u64,
    /// Whether the date is an exact day. If it is not, two events are likely the same only if everything else is too.
    is_day: bool,
    /// How exactly the place is known; a country alone is treated like an inexact date.
    at: PlacePrecision,
    words: TitleWords,
    numbers: Numbers,
    /// A hash of everything else but ids and sources.
    rest: u64,
    killed: Option<PeopleCount>,
    wounded: Option<PeopleCount>,
    cell: Cell,
}

/// How exactly the place of an event is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PlacePrecision {
    Place,
    Country,
    Unknown,
}

/// A title that more events than this have, such as `Air strike`, does not identify an event.
const MOST_BEARERS: u32 = 3;

impl Duplicates {
    pub fn add(&mut self, row: &CheckedRow<'_, '_>) {
        let event = row.event;
        let start = self.text.len();
        self.text.push_str(event.as_written());
        let cell = |field| {
            let column = event.column_of(field);
            let span = column.and_then(|column| event.span(column)).unwrap_or(0..event.as_written().len());
            Cell { span, column }
        };
        let is_report = event.column_of(Field::ReportOf).is_some_and(|i| !event.cell(i).trim().is_empty());
        let id = event.text(Field::Id);
        let id = fold_id(&id);
        let title = event.text(Field::Title);
        let title = fold(title.trim());
        self.rows.push(Candidate {
            line: row.line,
            text: start..self.text.len(),
            id: (!id.is_empty()).then(|| (hash(&id), cell(Field::Id))),
            title: hash(&title),
            // A report is joined to its event already.
            comparable: date_and_place(row).filter(|_| !title.is_empty() && !is_report).map(|(date_and_place, at)| {
                Comparable {
                    date_and_place,
                    at,
                    is_day: event.date().is_some_and(|date| date.day().is_some()),
                    words: TitleWords::of_folded(&title),
                    numbers: Numbers::of_folded(&title),
                    rest: rest(row),
                    killed: event.killed(),
                    wounded: event.wounded(),
                    cell: cell(Field::Title),
                }
            }),
        });
    }
}

/// A hash of the date and the place, and how exactly the place is known. `None`: the date is not known.
fn date_and_place(row: &CheckedRow<'_, '_>) -> Option<(u64, PlacePrecision)> {
    let event = row.event;
    let date = event.date()?;
    let mut hasher = hasher();
    // The time of day is ignored: reports of one event often differ in it.
    match date.day() {
        Some(day) => day.hash(&mut hasher),
        None => date.to_string().hash(&mut hasher),
    }
    let is_blank = |field| event.text(field).trim().is_empty();
    let place =
        |event: &Event<'_>| [Field::Location, Field::Country].map(|field| hash(&fold(event.text(field).trim())));
    let coordinates = || Some((event.latitude()?, event.longitude()?));
    let at = if !is_blank(Field::Location) {
        place(event).hash(&mut hasher);
        PlacePrecision::Place
    } else if let Some((latitude, longitude)) = coordinates() {
        (latitude.to_bits(), longitude.to_bits()).hash(&mut hasher);
        PlacePrecision::Place
    } else if !is_blank(Field::Country) {
        place(event).hash(&mut hasher);
        PlacePrecision::Country
    } else {
        PlacePrecision::Unknown
    };
    Some((hasher.finish(), at))
}

fn rest(row: &CheckedRow<'_, '_>) -> u64 {
    let event = row.event;
    // The date, the title and the place are compared by themselves, and two reports of one event have two sources.
    let is_compared = |field: &Field| {
        use Field::{Country, Date, Id, Killed, Location, Source, Title, Wounded};
        matches!(field, Id | Date | Title | Location | Country | Killed | Wounded | Source)
    };
    let mut hasher = hasher();
    (event.killed(), event.wounded()).hash(&mut hasher);
    for field in Field::ALL.into_iter().filter(|field| !is_compared(field)) {
        event.text(field).hash(&mut hasher);
    }
    for &column in &row.columns.others {
        event.cell(column).hash(&mut hasher);
    }
    hasher.finish()
}

/// The numbers in a title, in figures or words: `Second attack in Herat` is not the first attack.
#[derive(Default, PartialEq, Eq)]
struct Numbers {
    /// `first`, `2nd`
    ordinals: Box<[u64]>,
    /// `two`, `13`
    cardinals: Box<[u64]>,
}

/// A number in words, and whether it is an ordinal.
fn number_word(word: &str) -> Option<(u64, bool)> {
    Some(match word {
        "one" => (1, false),
        "two" => (2, false),
        "three" => (3, false),
        "four" => (4, false),
        "five" => (5, false),
        "six" => (6, false),
        "seven" => (7, false),
        "eight" => (8, false),
        "nine" => (9, false),
        "ten" => (10, false),
        "first" => (1, true),
        "second" => (2, true),
        "third" => (3, true),
        "fourth" => (4, true),
        "fifth" => (5, true),
        "sixth" => (6, true),
        "seventh" => (7, true),
        "eighth" => (8, true),
        "ninth" => (9, true),
        "tenth" => (10, true),
        _ => return None,
    })
}

impl Numbers {
    /// Those of a title that is folded.
    fn of_folded(folded: &str) -> Numbers {
        let is_ending = |rest: &str| matches!(rest, "st" | "nd" | "rd" | "th");
        let (mut ordinals, mut cardinals) = (Vec::new(), Vec::new());
        for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let (digits, rest) = word.split_at(word.bytes().take_while(u8::is_ascii_digit).count());
            match digits.parse() {
                Ok(number) if is_ending(rest) => ordinals.push(number),
                Ok(number) => cardinals.push(number),
                Err(_) => match number_word(word) {
                    Some((number, true)) => ordinals.push(number),
                    Some((number, false)) => cardinals.push(number),
                    None => {}
                },
            }
        }
        Numbers { ordinals: ordinals.into(), cardinals: cardinals.into() }
    }

    /// Whether two titles with these numbers can be about one event. One of them may leave a cardinal out.
    fn agree(&self, other: &Numbers) -> bool {
        let one_is_silent = self.cardinals.is_empty() || other.cardinals.is_empty();
        self.ordinals == other.ordinals && (one_is_silent || self.cardinals == other.cardinals)
    }
}

/// The events of a file that have been read so far.
#[derive(Default)]
pub(super) struct SeenEvents {
    /// The line of the first event with each id.
    ids: HashMap<u64, u64, RandomState>,
    titles: HashMap<u64, u32, RandomState>,
    events: Vec<SeenEvent>,
    by_date_and_place: HashMap<u64, Vec<u32>, RandomState>,
    /// Candidates for duplicates. How common their titles are is known only at the end.
    pairs: Vec<Pair>,
}

struct SeenEvent {
    line: u64,
    title: u64,
    words: TitleWords,
    numbers: Numbers,
    rest: u64,
    killed: Option<PeopleCount>,
    wounded: Option<PeopleCount>,
}

struct Pair {
    first_line: u64,
    place: Place,
    titles: [u64; 2],
    is_day: bool,
    at: PlacePrecision,
    /// Whether everything else is the same too.
    is_same: bool,
}

impl SeenEvents {
    /// Adds the events of a block that begins on that line of the file.
    pub fn append(
        &mut self,
        block: Duplicates,
        first_line: u64,
        columns: &CheckedColumns,
        findings: &mut Findings,
        wanted: &Wanted,
    ) {
        for Candidate { line, text, id, title, comparable } in block.rows {
            let line = line + first_line;
            let place = |cell: Cell| Place {
                field: cell.column.map(|column| columns.name(column).to_owned()),
                ..Place::in_text("", &block.text[text.clone()], line, cell.span)
            };
            if let Some((id, cell)) = id {
                let first = *self.ids.entry(id).or_insert(line);
                if first != line {
                    findings.add(Code::DuplicateId, wanted, || Finding {
                        code: Code::DuplicateId,
                        place: place(cell),
                        message: format!("the event on line {first} has this id already"),
                        hint: Some(
                            "give each event an id of its own; if it is the same event, take one of them out".into(),
                        ),
                        fix: None,
                    });
                }
            }
            *self.titles.entry(title).or_default() += 1;
            if let Some(comparable) = comparable {
                self.compare(line, title, comparable, place);
            }
        }
    }

    fn compare(&mut self, line: u64, title: u64, comparable: Comparable, place: impl Fn(Cell) -> Place) {
        let Comparable { date_and_place, is_day, at, words, numbers, rest, killed, wounded, cell } = comparable;
        let bucket = self.by_date_and_place.entry(date_and_place).or_default();
        let event = SeenEvent { line, title, words, numbers, rest, killed, wounded };
        let find = |is_it: &dyn Fn(&SeenEvent) -> bool| {
            bucket.iter().map(|&i| &self.events[i as usize]).find(|earlier| is_it(earlier))
        };
        let same = find(&|earlier| earlier.rest == rest && earlier.title == title);
        let may_be_alike = is_day && at == PlacePrecision::Place;
        let alike = || find(&|earlier| may_be_alike && earlier.may_be(&event));
        if let Some(earlier) = same.or_else(alike) {
            self.pairs.push(Pair {
                first_line: earlier.line,
                place: place(cell),
                titles: [earlier.title, title],
                is_day,
                at,
                is_same: same.is_some(),
            });
        }
        if bucket.len() < MOST_COMPARED {
            bucket.push(self.events.len() as u32);
            self.events.push(event);
        }
    }

    pub fn finish(self, findings: &mut Findings, wanted: &Wanted) {
        let tells = |title: &u64| self.titles.get(title).is_none_or(|bearers| *bearers <= MOST_BEARERS);
        for Pair { first_line, place, titles, is_day, at, is_same } in self.pairs {
            let is_likely = is_same || titles.iter().all(tells);
            if !is_likely {
                continue;
            }
            let title = if titles[0] == titles[1] { "the same title" } else { "a similar title" };
            let date = if is_day { "day" } else { "date" };
            let and_place = match at {
                PlacePrecision::Place => " and place",
                PlacePrecision::Country => " and country",
                PlacePrecision::Unknown => "",
            };
            findings.add(Code::LikelyDuplicate, wanted, || Finding {
                code: Code::LikelyDuplicate,
                place,
                message: format!("the event on line {first_line} has the same {date}{and_place}, and {title}"),
                hint: Some(
                    "if they are one event, make one row of them and keep the sources of both; if they are two reports of \
                     it, name in `report_of` of one the id of the other: they count once, and both figures stay"
                        .into(),
                ),
                fix: None,
            });
        }
    }
}

impl SeenEvent {
    /// Whether two events on one day at one place may be the same.
    fn may_be(&self, other: &SeenEvent) -> bool {
        let agree = |a: Option<PeopleCount>, b: Option<PeopleCount>| a.zip(b).is_none_or(|(a, b)| overlap(a, b));
        let similar = self.title == other.title
            || self.numbers.agree(&other.numbers) && self.words.likeness(&other.words) >= SIMILAR;
        similar && agree(self.killed, other.killed) && agree(self.wounded, other.wounded)
    }
}

/// Whether there is a number that fits both counts.
fn overlap(a: PeopleCount, b: PeopleCount) -> bool {
    let reaches = |high: Option<u64>, low: Option<u64>| high.is_none_or(|high| low.is_none_or(|low| low <= high));
    a.approximate || b.approximate || reaches(a.high, b.low) && reaches(b.high, a.low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_tell_titles_apart() {
        let numbers = |title: &str| Numbers::of_folded(&fold(title));
        let agree = |a: &str, b: &str| numbers(a).agree(&numbers(b));
        assert!(agree("Two attacks in Herat", "2 attacks in Herat"));
        assert!(agree("Attack kills 13", "Attack in Herat"));
        assert!(agree("The 2nd attack", "The second attack"));
        assert!(!agree("First attack in Herat", "Second attack in Herat"));
        assert!(!agree("Attack in Herat", "Second attack in Herat"));
        assert!(!agree("Checkpoint 4 shelled", "Checkpoint 7 shelled"));
    }
}
