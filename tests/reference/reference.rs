//! One record after the other, one value after the other, with no code of the program's but its dates (which have a
//! brute-force test of their own).

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::Datelike;
use dateline::{Certainty, Date, Window, Windows};

use super::{Answer, Filters, Question, Wanted};

/// The header of every file here.
pub const COLUMNS: [&str; 11] =
    ["id", "date", "title", "location", "admin1", "country", "latitude", "longitude", "kind", "killed", "note"];

/// A row that is not blank.
struct Row {
    /// Its lines, from 1.
    lines: RangeInclusive<usize>,
    /// `None`: it can't be read.
    event: Option<Event>,
}

struct Event {
    cells: Vec<String>,
    date: Option<Date>,
    killed: Option<Killed>,
    /// Whether the date, the killed and the coordinates can't be read.
    has_bad_date: bool,
    has_bad_killed: bool,
    bad_degrees: usize,
}

/// Which cells of an event are looked at, so that those that can't be read are reported.
#[derive(Clone, Copy, Default)]
struct Asked {
    date: bool,
    killed: bool,
    degrees: bool,
}

impl Asked {
    /// What a question asks of every event: what its filters look at, and the order or the groups of those that match.
    fn of(question: &Question, event: &Event) -> Asked {
        let Question { filters, wanted } = question;
        let windows = windows(filters);
        let date = windows.is_some();
        let in_window =
            windows.is_none_or(|windows| event.date.as_ref().is_some_and(|date| windows.matches(date).is_some()));
        let killed = filters.killed.is_some() && in_window;
        if event.matches(filters).is_none() {
            return Asked { date, killed, degrees: false };
        }
        let by = |column: &str| match wanted {
            Wanted::Events { sort, .. } => sort.is_some_and(|sort| sort.trim_start_matches('-') == column),
            Wanted::Groups { by } => column == "killed" || (column == "date" && matches!(*by, "year" | "month")),
        };
        let asked = Asked { date: date || by("date"), killed: killed || by("killed"), degrees: false };
        match wanted {
            Wanted::Events { sort: Some(_), limit: Some(_), .. } | Wanted::Groups { .. } => asked,
            Wanted::Events { .. } => Asked::of_shown(wanted),
        }
    }

    /// What is shown of an event.
    fn of_shown(wanted: &Wanted) -> Asked {
        let degrees = matches!(wanted, Wanted::Events { format: "ndjson", .. });
        Asked { date: true, killed: true, degrees }
    }

    /// How many of these cells can't be read, apart from those that were looked at before.
    fn faults(self, event: &Event, before: Asked) -> usize {
        let degrees = if self.degrees && !before.degrees { event.bad_degrees } else { 0 };
        usize::from(self.date && !before.date && event.has_bad_date)
            + usize::from(self.killed && !before.killed && event.has_bad_killed)
            + degrees
    }
}

pub struct Table(Vec<Row>);

impl Table {
    pub fn read(file: &[u8]) -> Table {
        let mut rows = Vec::new();
        let (mut at, mut line) = (0, 1);
        while at < file.len() {
            if matches!(file[at], b'\n' | b'\r') {
                at += 1;
                continue;
            }
            line += line_breaks(file, rows_end(&rows), at);
            let Record { end, cells, is_broken } = Record::at(file, at);
            let last = line + line_breaks(file, at, end);
            let is_blank = cells.iter().all(|cell| cell.trim_ascii().is_empty()) && !is_broken;
            let event = if is_broken { None } else { Event::read(&cells) };
            rows.push((Row { lines: line..=last, event }, end, is_blank));
            (line, at) = (last, end);
        }
        Table(rows.into_iter().skip(1).filter(|(.., is_blank)| !is_blank).map(|(row, ..)| row).collect())
    }

    /// The number of the row, of those that are not blank, to which a line of the file belongs.
    pub fn row_at(&self, line: usize) -> Option<usize> {
        self.0.iter().position(|row| row.lines.contains(&line))
    }

    pub fn answer(&self, question: &Question) -> Answer {
        let mut matching: Vec<(&Event, Certainty)> = Vec::new();
        for event in self.0.iter().filter_map(|row| row.event.as_ref()) {
            if let Some(certainty) = event.matches(&question.filters) {
                matching.push((event, certainty));
            }
        }
        let faults = |row: &Row| match &row.event {
            None => 1,
            Some(event) => Asked::of(question, event).faults(event, Asked::default()),
        };
        let mut bad: Vec<usize> = (0..self.0.len()).flat_map(|i| std::iter::repeat_n(i, faults(&self.0[i]))).collect();
        let found = match &question.wanted {
            Wanted::Events { sort, limit, .. } => {
                if let Some(sort) = sort {
                    matching.sort_by(|(a, _), (b, _)| a.compare(b, sort));
                    // Which events are shown is known only now.
                    for (event, _) in matching.iter().take(limit.unwrap_or(0)) {
                        let faults = Asked::of_shown(&question.wanted).faults(event, Asked::of(question, event));
                        let is_it = |row: &Row| row.event.as_ref().is_some_and(|own| std::ptr::eq(own, *event));
                        bad.extend(std::iter::repeat_n(self.0.iter().position(is_it).unwrap(), faults));
                    }
                }
                let ids = matching.iter().map(|(event, _)| event.cell("id").to_owned());
                ids.take(limit.unwrap_or(usize::MAX)).collect()
            }
            Wanted::Groups { by } => groups(&matching, by),
        };
        let stops_early = matches!(question.wanted, Wanted::Events { sort: None, limit: Some(limit), .. }
            if limit <= matching.len());
        Answer { found, bad: (!stops_early).then(|| (bad.len(), bad.into_iter().take(10).collect())) }
    }
}

fn rows_end(rows: &[(Row, usize, bool)]) -> usize {
    rows.last().map_or(0, |(_, end, _)| *end)
}

/// How many lines end in that part of the file: CR LF, LF and CR each end one.
fn line_breaks(file: &[u8], from: usize, to: usize) -> usize {
    let is_end = |&i: &usize| file[i] == b'\n' && (i == 0 || file[i - 1] != b'\r') || file[i] == b'\r';
    (from..to).filter(is_end).count()
}

fn is_line_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// A record by the rules of RFC 4180, where its quotes are good; where they are not, no more than its own line.
struct Record {
    /// Where its text ends.
    end: usize,
    cells: Vec<Vec<u8>>,
    is_broken: bool,
}

impl Record {
    fn at(file: &[u8], start: usize) -> Record {
        let mut cells: Vec<Cell> = Vec::new();
        let mut at = start;
        loop {
            let cell = Cell::at(file, at);
            let end = cell.end;
            if let (true, Some(line_end)) = (cell.is_broken, cell.line_end) {
                return Record { end: line_end, cells: Vec::new(), is_broken: true };
            }
            cells.push(cell);
            if file.get(end) != Some(&b',') {
                break;
            }
            at = end + 1;
        }
        let is_broken = cells.iter().any(|cell| cell.is_broken);
        let spans = cells.iter().enumerate().find_map(|(i, cell)| Some((i, cell.start, cell.line_end?)));
        if let Some((before, cell, line_end)) = spans
            && cells.len() != COLUMNS.len()
            && before + width_as_text(&file[cell..line_end]) == COLUMNS.len()
        {
            return Record { end: line_end, cells: Vec::new(), is_broken: true };
        }
        let end = cells.last().map_or(at, |cell| cell.end);
        Record { end, cells: cells.into_iter().map(|cell| cell.text).collect(), is_broken }
    }
}

/// How many cells a line has whose first quote is text.
fn width_as_text(line: &[u8]) -> usize {
    let Some(comma) = line.iter().position(|byte| *byte == b',') else { return 1 };
    let (mut at, mut width) = (comma, 1);
    while line.get(at) == Some(&b',') {
        at = Cell::at(line, at + 1).end;
        width += 1;
    }
    width
}

struct Cell {
    start: usize,
    /// Where the comma or line break stands that ends it.
    end: usize,
    text: Vec<u8>,
    /// The first line break inside its quotes.
    line_end: Option<usize>,
    /// Its quotes are never closed, or text follows them.
    is_broken: bool,
}

impl Cell {
    fn at(file: &[u8], start: usize) -> Cell {
        let ends = |at: usize| file.get(at).is_none_or(|&byte| byte == b',' || is_line_break(byte));
        let spaces = file[start..].iter().take_while(|byte| **byte == b' ').count();
        let quoted = Cell::quoted(file, start + spaces);
        if let Some(cell) = quoted
            && (spaces == 0 || (!cell.is_broken && cell.line_end.is_none()))
        {
            let text = if spaces > 0 { cell.text.trim_ascii_end().to_vec() } else { cell.text };
            return Cell { start, text, ..cell };
        }
        let end = (start..).find(|at| ends(*at)).unwrap();
        Cell { start, end, text: file[start..end].to_vec(), line_end: None, is_broken: false }
    }

    /// `None` where no quote stands.
    fn quoted(file: &[u8], open: usize) -> Option<Cell> {
        (file.get(open) == Some(&b'"')).then_some(())?;
        let mut cell = Cell { start: open, end: 0, text: Vec::new(), line_end: None, is_broken: false };
        let mut at = open + 1;
        loop {
            match (file.get(at), file.get(at + 1)) {
                (None, _) => {
                    cell.is_broken = true;
                    break;
                }
                (Some(b'"'), Some(b'"')) => {
                    cell.text.push(b'"');
                    at += 2;
                }
                (Some(b'"'), _) => {
                    at += 1;
                    break;
                }
                (Some(&byte), _) => {
                    if is_line_break(byte) {
                        cell.line_end.get_or_insert(at);
                    }
                    cell.text.push(byte);
                    at += 1;
                }
            }
        }
        let rest = file[at..].iter().take_while(|byte| **byte != b',' && !is_line_break(**byte)).count();
        let after = &file[at..at + rest];
        cell.is_broken |= !after.trim_ascii().is_empty();
        cell.text.extend_from_slice(after);
        cell.end = at + rest;
        Some(cell)
    }
}

impl Event {
    /// `None` where something keeps the row from being read.
    fn read(record: &[Vec<u8>]) -> Option<Event> {
        let utf8: Option<Vec<String>> = record.iter().map(|cell| String::from_utf8(cell.clone()).ok()).collect();
        let cells = match utf8 {
            Some(cells) => cells,
            // A row that is not UTF-8 is Windows-1252, in which there are no control characters from 0x80 on.
            None => {
                let text = |cell: &[u8]| encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned();
                let cells: Vec<String> = record.iter().map(|cell| text(cell)).collect();
                if cells.iter().any(|cell| cell.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c))) {
                    return None;
                }
                cells
            }
        };
        if cells.len() != COLUMNS.len() {
            return None;
        }
        let mut event =
            Event { cells, date: None, killed: None, has_bad_date: false, has_bad_killed: false, bad_degrees: 0 };
        if !event.cell("date").is_empty() {
            event.date = Date::parse(event.cell("date")).ok();
            event.has_bad_date = event.date.is_none();
        }
        if !event.cell("killed").is_empty() {
            event.killed = Killed::read(event.cell("killed"));
            event.has_bad_killed = event.killed.is_none();
        }
        for column in ["latitude", "longitude"] {
            let degrees = event.cell(column);
            let is_good = degrees.is_empty() || degrees.parse::<f64>().is_ok_and(f64::is_finite);
            event.bad_degrees += usize::from(!is_good);
        }
        let says_something = !event.cell("date").is_empty() || !event.cell("title").is_empty();
        says_something.then_some(event)
    }

    /// A cell, without the spaces at its edges.
    fn cell(&self, column: &str) -> &str {
        self.cells[COLUMNS.iter().position(|name| *name == column).unwrap()].trim()
    }

    fn matches(&self, filters: &Filters) -> Option<Certainty> {
        let mut certainty = Certainty::Certain;
        if let Some(windows) = windows(filters) {
            certainty = windows.matches(self.date.as_ref()?)?;
        }
        if let Some(least) = filters.killed {
            certainty = certainty.min(self.killed.as_ref()?.at_least(least)?);
        }
        let holds = |cell: &str, text: &str| fold(cell).contains(&fold(text.trim()));
        let place = format!("{}, {}", self.cell("location"), self.cell("country"));
        let passes = |texts: &[&str], cells: &[&str]| {
            texts.is_empty() || texts.iter().any(|text| cells.iter().any(|cell| holds(cell, text)))
        };
        let all: Vec<&str> = self.cells.iter().map(String::as_str).collect();
        let is_kept = passes(&filters.location, &[&place, self.cell("admin1")])
            && passes(&filters.country, &[self.cell("country")])
            && passes(&filters.search, &all)
            && !(filters.certain && certainty == Certainty::Possible);
        is_kept.then_some(certainty)
    }

    /// What is blank comes last, from either end.
    fn compare(&self, other: &Event, sort: &str) -> Ordering {
        fn blank_last<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) if descending => b.cmp(&a),
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }
        let descending = sort.starts_with('-');
        match sort.trim_start_matches('-') {
            "date" => {
                let order = |event: &Event| event.date.as_ref().map(Date::order);
                blank_last(order(self), order(other), descending)
            }
            "killed" => {
                let least_and_most = |event: &Event| event.killed.as_ref().map(Killed::least_and_most);
                blank_last(least_and_most(self), least_and_most(other), descending)
            }
            "title" => {
                let title = |event: &Event| Some(fold(event.cell("title"))).filter(|title| !title.is_empty());
                blank_last(title(self), title(other), descending)
            }
            column => unreachable!("nobody sorts by {column}"),
        }
    }
}

/// The days that all date filters leave, if there are any such filters.
fn windows(filters: &Filters) -> Option<Windows> {
    if filters.years.is_empty() && filters.from.is_none() && filters.to.is_none() {
        return None;
    }
    let from = filters.from.and_then(|from| Date::parse(from).unwrap().earliest());
    let to = filters.to.and_then(|to| Date::parse(to).unwrap().latest());
    let years = match filters.years.as_slice() {
        [] => vec![(None, None)],
        years => years.iter().map(|&(a, b)| (Window::year(a).start, Window::year(b).end)).collect(),
    };
    Some(Windows::new(years.into_iter().map(|(start, end)| Window {
        start: start.into_iter().chain(from).max(),
        end: end.into_iter().chain(to).min(),
    })))
}

/// `13`, `10..20`, `131..`, `130+`, `..50`, `~170`
struct Killed {
    low: Option<u64>,
    high: Option<u64>,
    about: bool,
}

impl Killed {
    fn read(text: &str) -> Option<Killed> {
        // Blank is no limit, which is not to be mistaken for text that is no number.
        let limit = |text: &str| match text {
            "" => Some(None),
            _ if text.chars().all(|c| c.is_ascii_digit()) => text.parse().ok().map(Some),
            _ => None,
        };
        let number = text.trim_start_matches('~');
        let (low, high) = match (number.split_once(".."), number.strip_suffix('+')) {
            (Some((low, high)), _) => (limit(low)?, limit(high)?),
            (None, Some(low)) => (limit(low)?, None),
            (None, None) => (limit(number)?, limit(number)?),
        };
        let is_count = match (low, high) {
            (Some(low), Some(high)) => low <= high,
            (low, high) => low.or(high).is_some(),
        };
        let tildes = text.len() - number.len();
        (is_count && tildes <= 1).then_some(Killed { low, high, about: tildes == 1 })
    }

    fn least_and_most(&self) -> (u64, u64) {
        (self.low.unwrap_or(0), self.high.unwrap_or(u64::MAX))
    }

    fn at_least(&self, least: u64) -> Option<Certainty> {
        let (low, high) = self.least_and_most();
        match () {
            () if high < least => None,
            () if low < least || self.about => Some(Certainty::Possible),
            () => Some(Certainty::Certain),
        }
    }
}

/// Without regard to case and accents, for the letters that the files here are written in.
fn fold(text: &str) -> String {
    let mut folded = String::new();
    for c in text.chars() {
        match c {
            'é' | 'É' => folded.push('e'),
            'ç' => folded.push('c'),
            'ô' => folded.push('o'),
            'ü' => folded.push('u'),
            'ß' => folded.push_str("ss"),
            'Ł' | 'ł' => folded.push('l'),
            'İ' => folded.push('i'),
            'ø' => folded.push('o'),
            '’' => folded.push('\''),
            '\u{301}' => {}
            '東' => folded.push(c),
            // What the letters above become in a row that is read as Windows-1252, and the sign that makes it one.
            'Ã' | 'Å' | 'Ä' | 'â' => folded.push('a'),
            'ÿ' | 'Ÿ' => folded.push('y'),
            '´' | '¸' => folded.push(' '),
            '¼' => folded.push_str("1⁄4"),
            '™' => folded.push_str("tm"),
            '©' | '‰' | '§' | '‚' | '°' | '€' => folded.push(c),
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            c => unreachable!("the reference does not know the letter {c}"),
        }
    }
    folded
}

/// What is shown of a group depends on what it holds; what is last in this order is last in a table.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// The first and the last year, or month since the year 0. Open at its start is first, at its end last.
    Period(Option<i32>, i32),
    Text(String),
    Blank,
}

const OPEN: i32 = i32::MAX;

#[derive(Default)]
struct Tally {
    events: u64,
    known: bool,
    least: u64,
    most: u64,
    open: bool,
    about: bool,
}

fn groups(events: &[(&Event, Certainty)], by: &str) -> Vec<String> {
    let mut groups: BTreeMap<Group, Tally> = BTreeMap::new();
    let mut total = Tally::default();
    for (event, _) in events {
        let period = |number: fn(chrono::NaiveDate) -> i32| match &event.date {
            Some(date) => Group::Period(date.earliest().map(number), date.latest().map_or(OPEN, number)),
            None => Group::Blank,
        };
        let group = match by {
            "year" => period(|day| day.year()),
            "month" => period(|day| day.year() * 12 + day.month0() as i32),
            column if event.cell(column).is_empty() => Group::Blank,
            column => Group::Text(event.cell(column).to_owned()),
        };
        for tally in [groups.entry(group).or_default(), &mut total] {
            tally.events += 1;
            if let Some(Killed { low, high, about }) = event.killed {
                tally.known = true;
                tally.least += low.unwrap_or(0);
                tally.most += high.or(low).unwrap_or(0);
                tally.open |= high.is_none();
                tally.about |= about;
            }
        }
    }
    let mut groups: Vec<(Group, Tally)> = groups.into_iter().collect();
    if groups.iter().any(|(group, _)| matches!(group, Group::Text(_))) {
        groups.sort_by_key(|(group, tally)| (*group == Group::Blank, Reverse(tally.events)));
    }
    let possible = events.iter().filter(|(_, certainty)| *certainty == Certainty::Possible).count();
    let lines = groups.iter().map(|(group, tally)| {
        let line = format!("{} | {} | {}", label(group, by), tally.events, people(tally));
        line.trim_end().to_owned()
    });
    // One group says what a total would.
    let total = (groups.len() > 1).then(|| format!("total | {} | {}", total.events, people(&total)));
    let total = total.map(|line| line.trim_end().to_owned());
    lines.chain(total).chain([format!("{} events, {possible} possible", events.len())]).collect()
}

fn label(group: &Group, by: &str) -> String {
    let year = |n: i32| n.to_string();
    let name = |n: i32| {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        if by == "year" { year(n) } else { format!("{} {}", MONTHS[n as usize % 12], n / 12) }
    };
    match group {
        Group::Text(text) => text.clone(),
        Group::Blank if by == "year" || by == "month" => "undated".to_owned(),
        Group::Blank => "(none)".to_owned(),
        Group::Period(None, OPEN) => "unknown".to_owned(),
        Group::Period(Some(first), OPEN) => format!("{} or later", name(*first)),
        Group::Period(None, last) => format!("{} or earlier", name(*last)),
        Group::Period(Some(first), last) if first == last => name(*first),
        Group::Period(Some(first), last) if by == "year" => format!("{}–{}", year(*first), year(*last)),
        // Whole years are named by their years, and one year is named once.
        Group::Period(Some(first), last) => match (first % 12, last % 12, first / 12 == last / 12) {
            (0, 11, true) => year(first / 12),
            (0, 11, false) => format!("{}–{}", year(first / 12), year(last / 12)),
            (_, _, true) => format!("{}–{}", &name(*first)[..3], name(*last)),
            (_, _, false) => format!("{} – {}", name(*first), name(*last)),
        },
    }
}

fn people(tally: &Tally) -> String {
    let Tally { least, most, .. } = tally;
    let number = match tally {
        Tally { known: false, .. } => return String::new(),
        Tally { open: true, .. } => format!("{least}+"),
        _ if least == most => format!("{least}"),
        _ => format!("{least}–{most}"),
    };
    if tally.about { format!("c. {number}") } else { number }
}
