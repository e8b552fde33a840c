//! The changes of an event, field by field, and in words.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::date::{Date, Window};
use crate::event::Event;
use crate::layout::Layout;
use crate::model::field::{Column, Field};
use crate::model::people::PeopleCount;
use crate::query::{Position, distance};

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The name of the field, or of another column of the file.
    pub field: String,
    /// The old and the new value as the model writes them; blank: unknown.
    pub old: String,
    /// What it is, likewise.
    pub new: String,
    /// The change in words, with the name of the field: `killed 13 → 170..183`.
    pub words: String,
    /// Whether one of the two can't be read. Then `old` and `new` are the texts of the cells.
    pub is_unread: bool,
}

/// Which columns two files have in common, and which only one of them has.
pub struct ComparedColumns {
    /// Whether two words that differ only in the case of their letters are another word, where a codebook has its own:
    /// kind, status, tags and country.
    is_case_told: bool,
    /// Whether all columns are the same, in the same order.
    pub are_alike: bool,
    /// The fields that both have.
    fields: Vec<Field>,
    /// The columns beyond the model that both have: their names, and their numbers in OLD and in NEW.
    others: Vec<(String, usize, usize)>,
    /// The columns that make a field together with others, each with those fields.
    parts: Vec<(usize, Vec<Field>)>,
    /// Columns that only OLD has, and only NEW; of two layouts, the fields.
    pub only_old: Vec<String>,
    pub only_new: Vec<String>,
}

impl ComparedColumns {
    pub fn of(old: &Layout, new: &Layout) -> ComparedColumns {
        let are_alike = old.is_like(new) && old.name == new.name;
        let mut of_old: HashMap<String, usize> = HashMap::new();
        for (i, name) in old.extra() {
            of_old.entry(name.to_lowercase()).or_insert(i);
        }
        let in_old = |name: &str| of_old.get(&name.to_lowercase()).copied();
        let others = new.extra().filter_map(|(i, name)| Some((name.to_owned(), in_old(name)?, i))).collect();
        let missing = |from: &Layout, other: &Layout| {
            let names: HashSet<String> = other.names().iter().map(|name| name.to_ascii_lowercase()).collect();
            let has = |name: &&String| names.contains(&name.to_ascii_lowercase());
            // Files of two data sets have hardly a column in common, so that only fields are worth naming.
            if from.name != other.name {
                let is_alone = |field: &Field| from.has(*field) && !other.has(*field);
                Field::ALL.into_iter().filter(is_alone).map(|field| field.name().to_owned()).collect()
            } else {
                from.names().iter().filter(|name| !has(name)).cloned().collect()
            }
        };
        ComparedColumns {
            is_case_told: false,
            are_alike,
            fields: Field::ALL.into_iter().filter(|&field| old.has(field) && new.has(field)).collect(),
            others,
            parts: if are_alike { parts(new) } else { Vec::new() },
            only_old: missing(old, new),
            only_new: missing(new, old),
        }
    }

    /// Whether the case of letters is a change everywhere.
    pub fn telling_case(mut self, is_case_told: bool) -> ComparedColumns {
        self.is_case_told = is_case_told;
        self
    }

    /// Keeps these columns alone; all of them where none is named.
    ///
    /// # Errors
    /// The first name that is no column of both.
    pub fn only(mut self, names: &[Column]) -> Result<ComparedColumns, Column> {
        if names.is_empty() {
            return Ok(self);
        }
        let is_other = |(other, ..): &(String, usize, usize), name: &Column| other.eq_ignore_ascii_case(name.name());
        let is_known = |name: &&Column| match name {
            Column::Field(field) => self.fields.contains(field),
            name => self.others.iter().any(|other| is_other(other, name)),
        };
        if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
            return Err(unknown.clone());
        }
        self.fields.retain(|field| names.contains(&Column::Field(*field)));
        self.others.retain(|other| names.iter().any(|name| is_other(other, name)));
        self.parts.retain(|(_, fields)| fields.iter().any(|field| names.contains(&Column::Field(*field))));
        Ok(self)
    }

    /// The changes from an event of OLD to the same event in NEW. A value that is written in another way and means the same
    /// is no change: `26 August 2021` and `2021-08-26`.
    pub fn changes(&self, old: &Event<'_>, new: &Event<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        for &field in &self.fields {
            changes.extend(match field {
                field if is_unread(field, old, new) => {
                    let change = text(field.name(), &old.text(field), &new.text(field));
                    change.map(|change| Change { is_unread: true, ..change })
                }
                Field::Date => date(old.date(), new.date()),
                Field::Killed => count(field, old.killed(), new.killed()),
                Field::Wounded => count(field, old.wounded(), new.wounded()),
                Field::Latitude if self.fields.contains(&Field::Longitude) => position(old, new),
                Field::Longitude if self.fields.contains(&Field::Latitude) => None,
                Field::Actors => list("actor", field, &old.actors(), &new.actors()),
                Field::Tags => list("tag", field, &old.tags(), &new.tags()).filter(|change| self.is_told(change)),
                Field::Source => list("source", field, &old.sources(), &new.sources()),
                Field::Kind | Field::Status | Field::Country => {
                    text(field.name(), &old.text(field), &new.text(field)).filter(|change| self.is_told(change))
                }
                field => text(field.name(), &old.text(field), &new.text(field)),
            });
        }
        for (name, before, after) in &self.others {
            changes.extend(text(name, &old.cell(*before), &new.cell(*after)));
        }
        for (column, fields) in &self.parts {
            let is_told = changes.iter().any(|change| fields.iter().any(|field| field.name() == change.field));
            if !is_told {
                changes.extend(text(new.layout().column_name(*column), &old.cell(*column), &new.cell(*column)));
            }
        }
        changes
    }
}

impl ComparedColumns {
    /// Whether a change of a codebook's words is more than one of the case of their letters.
    fn is_told(&self, change: &Change) -> bool {
        self.is_case_told || change.old.to_lowercase() != change.new.to_lowercase()
    }
}

/// The columns that make a field together with others, as GED's `low`, `best` and `high` make one count.
fn parts(layout: &Layout) -> Vec<(usize, Vec<Field>)> {
    let mut parts: Vec<(usize, Vec<Field>)> = Vec::new();
    for field in Field::ALL.into_iter().filter(|&field| layout.column_of(field).is_none()) {
        for column in layout.fields().columns_of(field) {
            match parts.iter_mut().find(|(known, _)| *known == column) {
                Some((_, fields)) => fields.push(field),
                None => parts.push((column, vec![field])),
            }
        }
    }
    parts
}

/// Whether the field can't be read in one of the two, so that only the texts can be compared. Coordinates are compared
/// together.
fn is_unread(field: Field, old: &Event<'_>, new: &Event<'_>) -> bool {
    let either = |field| old.is_unread(field) || new.is_unread(field);
    match field {
        Field::Latitude | Field::Longitude => either(Field::Latitude) || either(Field::Longitude),
        field => either(field),
    }
}

fn change(field: &str, old: impl Into<String>, new: impl Into<String>, words: String) -> Option<Change> {
    Some(Change { field: field.to_owned(), old: old.into(), new: new.into(), words, is_unread: false })
}

fn date(old: Option<&Date>, new: Option<&Date>) -> Option<Change> {
    if old == new {
        return None;
    }
    let edtf = |date: Option<&Date>| date.map(Date::to_string).unwrap_or_default();
    let words = match (old, new) {
        (None, Some(new)) => format!("date, unknown before, is {}", new.words()),
        (Some(old), _) if new.is_none() => format!("date, {} before, is unknown", old.words()),
        (Some(old), Some(new)) => {
            let (mut before, mut after) = (old.words(), new.words());
            if before == after {
                (before, after) = (old.to_string(), new.to_string());
            }
            format!("date {} from {before} to {after}", how_changed(old, new))
        }
        _ => return None,
    };
    change(Field::Date.name(), edtf(old), edtf(new), words)
}

/// How a date changed, in a word: `narrowed`, `widened`, `moved`.
fn how_changed(old: &Date, new: &Date) -> &'static str {
    let (before, after) = (Window::of(old), Window::of(new));
    if before == after {
        return match (old.is_qualified(), new.is_qualified()) {
            (false, true) => "became uncertain,",
            (true, false) => "became certain,",
            _ => "changed",
        };
    }
    let bounds = |window: Window| (window.start.unwrap_or(NaiveDate::MIN), window.end.unwrap_or(NaiveDate::MAX));
    let ((old_start, old_end), (new_start, new_end)) = (bounds(before), bounds(after));
    match (new_start.cmp(&old_start), new_end.cmp(&old_end)) {
        (Ordering::Greater | Ordering::Equal, Ordering::Less | Ordering::Equal) => "narrowed",
        (Ordering::Less | Ordering::Equal, Ordering::Greater | Ordering::Equal) => "widened",
        _ if new_start > old_end || new_end < old_start => "moved",
        _ => "changed",
    }
}

fn count(field: Field, old: Option<PeopleCount>, new: Option<PeopleCount>) -> Option<Change> {
    if old == new {
        return None;
    }
    let text = |count: Option<PeopleCount>| count.map(|count| count.to_string()).unwrap_or_default();
    let (old, new) = (text(old), text(new));
    let words = format!("{} {} → {}", field.name(), or_unknown(&old), or_unknown(&new));
    change(field.name(), old, new, words)
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { "unknown" } else { text }
}

/// The two coordinates as one change.
fn position(old: &Event<'_>, new: &Event<'_>) -> Option<Change> {
    let of = |event: &Event<'_>| (event.latitude(), event.longitude());
    let (before, after) = (of(old), of(new));
    if before == after {
        return None;
    }
    let degrees = |n: Option<f64>| n.map_or_else(|| "unknown".to_owned(), |n| n.to_string());
    let text = |(latitude, longitude): (Option<f64>, Option<f64>)| match (latitude, longitude) {
        (None, None) => String::new(),
        _ => format!("{}, {}", degrees(latitude), degrees(longitude)),
    };
    let point = |at: (Option<f64>, Option<f64>)| {
        Some(Position { latitude: at.0.filter(|n| n.abs() <= 90.0)?, longitude: at.1.filter(|n| n.abs() <= 180.0)? })
    };
    let (from, to) = (text(before), text(after));
    let words = match point(before).zip(point(after)).map(|(a, b)| distance(a, b)) {
        Some(kilometres) if kilometres >= 10.0 => format!("moved {kilometres:.0} km, from {from} to {to}"),
        Some(kilometres) => format!("moved {kilometres:.1} km, from {from} to {to}"),
        None => format!("coordinates {} → {}", or_unknown(&from), or_unknown(&to)),
    };
    change("coordinates", from, to, words)
}

/// The change of a list: which entries were added, and which removed.
fn list(what: &str, field: Field, old: &[String], new: &[String]) -> Option<Change> {
    if old == new {
        return None;
    }
    let (gone, come) = (without(old, new), without(new, old));
    let (before, after) = (old.join("; "), new.join("; "));
    let words = match (&gone[..], &come[..]) {
        // One entry was edited.
        ([gone], [come]) => {
            return text(field.name(), gone, come).map(|text| Change { old: before, new: after, ..text });
        }
        ([], []) => format!("{} in another order", field.name()),
        _ => {
            let named = |parts: &[&String], how: &str| {
                let quoted: Vec<String> = parts.iter().map(|part| format!("“{}”", shortened(part))).collect();
                let s = if parts.len() == 1 { "" } else { "s" };
                (!parts.is_empty()).then(|| format!("{what}{s} {how}: {}", quoted.join(", ")))
            };
            [named(&come, "added"), named(&gone, "removed")].into_iter().flatten().collect::<Vec<_>>().join("; ")
        }
    };
    change(field.name(), before, after, words)
}

/// The entries of a list that another does not have, each as often as it is missing there.
fn without<'a>(parts: &'a [String], others: &[String]) -> Vec<&'a String> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *left.entry(other).or_default() += 1;
    }
    let is_gone = |part: &&String| match left.get_mut(part.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    parts.iter().filter(is_gone).collect()
}

/// The change of any other text. White space at its edges does not count, and a number is the same however many zeros
/// stand behind its point: `369.0` is `369`.
fn text(name: &str, old: &str, new: &str) -> Option<Change> {
    let (old, new) = (old.trim(), new.trim());
    if old == new || number(old).is_some_and(|old| number(new) == Some(old)) {
        return None;
    }
    let words = match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("{name} added: “{}”", shortened(new)),
        (_, true) => format!("{name} removed: “{}”", shortened(old)),
        _ => {
            let (before, after) = differing(old, new);
            format!("{name} “{before}” → “{after}”")
        }
    };
    change(name, old, new, words)
}

/// A decimal number without what it can be written without; `None`: the text is no number, or a code such as `007`.
fn number(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = whole.len() > 1 && whole.starts_with('0');
    if !are_digits(whole) || !are_digits(fraction) || is_code {
        return None;
    }
    let short = if digits.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    Some(if short == "-0" { "0" } else { short })
}

/// The most characters of a text that are shown in words.
const LONGEST: usize = 80;

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
        None => Cow::Borrowed(text),
    }
}

/// The two texts or, where they are long, the part in which they differ, with one common word on each side.
fn differing(old: &str, new: &str) -> (String, String) {
    if old.chars().count().max(new.chars().count()) <= LONGEST / 2 {
        return (old.to_owned(), new.to_owned());
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let head = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let part = |words: &[&str]| {
        let (first, last) = (head.saturating_sub(1), words.len() - tail.saturating_sub(1));
        let before = if first > 0 { "… " } else { "" };
        let after = if last < words.len() { " …" } else { "" };
        format!("{before}{}{after}", shortened(&words[first..last].join(" ")))
    };
    (part(&a), part(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date_words(old: &str, new: &str) -> String {
        let read = |text: &str| Date::parse(text).unwrap();
        date(Some(&read(old)), Some(&read(new))).map(|change| change.words).unwrap_or_default()
    }

    #[test]
    fn a_date_changes_in_words() {
        for (old, new, words) in [
            ("2021-08", "2021-08-26", "date narrowed from Aug 2021 to 26 Aug 2021"),
            ("2021-08-26", "2021", "date widened from 26 Aug 2021 to 2021"),
            ("2021-08-26", "2021-08-27", "date moved from 26 Aug 2021 to 27 Aug 2021"),
            ("2015", "2015~", "date became uncertain, from 2015 to c. 2015"),
            ("2015?", "2015", "date became certain, from 2015? to 2015"),
            ("2014/2016", "2015/2017", "date changed from 2014–2016 to 2015–2017"),
            ("2014/..", "2014/2016", "date narrowed from since 2014 to 2014–2016"),
            ("26 August 2021", "2021-08-26", ""),
        ] {
            assert_eq!(date_words(old, new), words, "{old} {new}");
        }
    }

    #[test]
    fn long_texts_show_where_they_differ() {
        let words = |old: &str, new: &str| text("summary", old, new).map(|change| change.words).unwrap_or_default();
        assert_eq!(words("12 dead", "13 dead "), "summary “12 dead” → “13 dead”");
        assert_eq!(words("", "13 dead"), "summary added: “13 dead”");
        let (old, new) = (
            "Attackers killed 12 people at the gate of the airport and fled",
            "Attackers killed 13 people at the gate of the airport and fled",
        );
        assert_eq!(words(old, new), "summary “… killed 12 people …” → “… killed 13 people …”");
        assert_eq!(words(&format!("{old} north"), old), "summary “… fled north” → “… fled”");
    }

    #[test]
    fn lists_tell_what_came_and_went() {
        let of = |parts: &[&str]| parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        let words = |old: &[&str], new: &[&str]| {
            list("actor", Field::Actors, &of(old), &of(new)).map(|change| change.words).unwrap_or_default()
        };
        assert_eq!(words(&["Taliban"], &["Taliban", "ISIS-K", "Police"]), "actors added: “ISIS-K”, “Police”");
        assert_eq!(words(&["Taliban", "Police"], &["Police"]), "actor removed: “Taliban”");
        assert_eq!(words(&["Taleban"], &["Taliban"]), "actors “Taleban” → “Taliban”");
        assert_eq!(words(&["a", "b"], &["b", "a"]), "actors in another order");
        assert_eq!(words(&["a", "a", "b"], &["a", "b"]), "actor removed: “a”");
        assert_eq!(words(&["a"], &["a"]), "");
    }
}
