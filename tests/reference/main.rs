//! The answers of the program are those of a reference that is as plain and slow as can be: which events match, in what
//! order, in what groups, and which rows can't be read; for small files, and for ones of many blocks, read from a file
//! and from a pipe.

use std::fmt;
use std::io::Write;
use std::process::{Command, Stdio};

use clap::Parser;
use dateline::program::{Cli, Environment, Paint, Streams, run};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use reference::{COLUMNS, Table};

mod reference;

/// What is asked of a chronology.
#[derive(Clone)]
struct Question {
    filters: Filters,
    wanted: Wanted,
}

#[derive(Clone, Debug, Default)]
struct Filters {
    /// The first and the last year of each `--year`.
    years: Vec<(i32, i32)>,
    from: Option<&'static str>,
    to: Option<&'static str>,
    location: Vec<&'static str>,
    country: Vec<&'static str>,
    search: Vec<&'static str>,
    /// `--where 'killed >= N'`
    killed: Option<u64>,
    certain: bool,
}

#[derive(Clone, Debug)]
enum Wanted {
    Events { format: &'static str, sort: Option<&'static str>, limit: Option<usize> },
    Groups { by: &'static str },
}

/// What is answered.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    /// The ids of the events, or the groups and how many events match, and match only possibly.
    found: Vec<String>,
    /// How many rows and cells can't be read, and in which of the rows that are not blank the first ten are. `None` where a
    /// limit may have ended the reading before all were seen.
    bad: Option<(usize, Vec<usize>)>,
}

impl Question {
    fn arguments(&self) -> Vec<String> {
        let Filters { years, from, to, location, country, search, killed, certain } = &self.filters;
        let mut arguments: Vec<String> = match &self.wanted {
            Wanted::Events { format, sort, limit } => {
                let sort = sort.iter().map(|column| format!("--sort={column}"));
                let limit = limit.iter().map(|limit| format!("--limit={limit}"));
                let command = ["export".to_owned(), format!("--format={format}")];
                command.into_iter().chain(sort).chain(limit).collect()
            }
            Wanted::Groups { by } => vec!["count".to_owned(), format!("--by={by}"), format!("--width={WIDTH}")],
        };
        arguments.extend(years.iter().map(|(a, b)| if a == b { format!("-y{a}") } else { format!("-y{a}..{b}") }));
        arguments.extend(from.iter().map(|date| format!("--from={date}")));
        arguments.extend(to.iter().map(|date| format!("--to={date}")));
        arguments.extend(location.iter().map(|text| format!("--location={text}")));
        arguments.extend(country.iter().map(|text| format!("--country={text}")));
        arguments.extend(search.iter().map(|text| format!("--search={text}")));
        arguments.extend(killed.iter().map(|least| format!("--where=killed >= {least}")));
        arguments.extend(certain.then(|| "--certain".to_owned()));
        arguments
    }
}

/// As it would be typed, for the minimal input of a failure.
impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.arguments())
    }
}

/// So wide that nothing is cut.
const WIDTH: u16 = 200;

/// What the program wrote, and its exit code.
struct Output {
    out: Vec<u8>,
    notes: String,
    code: i32,
}

type Run = fn(&[u8], &Question) -> Output;

/// The program on a file, in this process.
fn from_file(file: &[u8], question: &Question) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, file).unwrap();
    let arguments = question.arguments();
    let whole = ["dateline"].into_iter().chain(arguments.iter().map(String::as_str)).chain([path.to_str().unwrap()]);
    let cli = Cli::try_parse_from(whole).unwrap();
    let environment = Environment {
        layouts: None,
        width: WIDTH.into(),
        paint: Paint::Colours,
        to_terminal: false,
        has_links: false,
        is_watched: false,
        can_ask: false,
        editor: "false".into(),
        file: None,
        now: chrono::DateTime::UNIX_EPOCH,
    };
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let all_good = run(cli.into_command(), &environment, &mut Streams { out: &mut out, notes: &mut notes }).unwrap();
    Output { out, notes: without_colour(&notes), code: i32::from(!all_good) }
}

/// The program itself, with the file on its standard input.
fn from_pipe(file: &[u8], question: &Question) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(question.arguments())
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = program.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // With a limit the program may end before it has read all.
        scope.spawn(move || pipe.write_all(file).ok());
        program.wait_with_output().unwrap()
    });
    Output { out: output.stdout, notes: without_colour(&output.stderr), code: output.status.code().unwrap() }
}

fn without_colour(text: &[u8]) -> String {
    anstream::adapter::strip_str(&String::from_utf8_lossy(text)).to_string()
}

impl Output {
    fn answer(&self, question: &Question, table: &Table, with_bad: bool) -> Answer {
        let found = match &question.wanted {
            Wanted::Events { format: "ndjson", .. } => {
                let events = serde_json::Deserializer::from_slice(&self.out).into_iter::<JsonEvent>();
                events.map(|event| event.unwrap().id).collect()
            }
            Wanted::Events { .. } => {
                let mut reader = csv::Reader::from_reader(self.out.as_slice());
                // Rows are copied byte for byte, whatever their encoding.
                let id = |record: csv::ByteRecord| String::from_utf8_lossy(&record[0]).into_owned();
                reader.byte_records().map(|record| id(record.unwrap())).collect()
            }
            Wanted::Groups { .. } => groups(&without_colour(&self.out)),
        };
        Answer { found, bad: with_bad.then(|| self.bad_rows(table)) }
    }

    /// How many rows and cells could not be read, and the rows of those that are shown.
    fn bad_rows(&self, table: &Table) -> (usize, Vec<usize>) {
        let count = self.notes.lines().find_map(|line| {
            let (counts, _) = line.split_once(" could not be read")?;
            Some(counts.split(" and ").map(|count| number(count.split(' ').next().unwrap())).sum())
        });
        assert_eq!(self.code == 1, count.is_some(), "the exit code is {}:\n{}", self.code, self.notes);
        let places = self.notes.lines().filter(|line| line.starts_with(" --> "));
        let lines = places.map(|place| number(place.rsplit(':').nth(1).unwrap()));
        let rows = lines.map(|line| table.row_at(line).unwrap_or_else(|| panic!("line {line} is blank")));
        (count.unwrap_or(0), rows.collect())
    }
}

#[derive(serde::Deserialize)]
struct JsonEvent {
    id: String,
}

/// `1,234`, and what may follow it: the column's name after a line number.
fn number(text: &str) -> usize {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// The groups that a printed table shows, but those that are empty, and its last line.
fn groups(text: &str) -> Vec<String> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let footer = lines.pop().unwrap();
    let mut groups = Vec::new();
    let mut is_total = false;
    for line in lines.into_iter().skip(1).filter(|line| !line.contains("  no events in ")) {
        if line.starts_with('─') {
            is_total = true;
            continue;
        }
        let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let (label, events) = (cells[0], number(cells[1]));
        // The last cell is a bar, which those without events and the total don't have.
        let has_killed = cells.len() == if is_total { 3 } else { 4 };
        let killed = if has_killed { cells[2].replace(',', "") } else { String::new() };
        if events > 0 {
            groups.push(format!("{label} | {events} | {killed}").trim_end().to_owned());
        }
    }
    let words: Vec<&str> = footer.split(' ').collect();
    let possible = words.iter().position(|word| *word == "possible").map_or(0, |at| number(words[at - 1]));
    groups.push(format!("{} events, {possible} possible", number(words[0])));
    groups
}

/// Both answers where they are not the same: all of them, or a part of long ones from a little before they part.
fn disagreement(file: &[u8], table: &Table, question: &Question, run: Run) -> Option<String> {
    let right = table.answer(question);
    let output = run(file, question);
    let answer = output.answer(question, table, right.bad.is_some());
    if answer == right {
        return None;
    }
    let parts = answer.found.iter().zip(&right.found).take_while(|(a, b)| a == b).count();
    let from = if parts < 20 { 0 } else { parts - 5 };
    let part = |answer: &Answer| {
        let shown: Vec<&String> = answer.found.iter().skip(from).take(40).collect();
        format!("{shown:?} from {from} on, of {}; bad rows: {:?}", answer.found.len(), answer.bad)
    };
    let (answer, right, notes) = (part(&answer), part(&right), &output.notes);
    Some(format!("{:?}\n  dateline: {answer}\n reference: {right}\n{notes}", question.arguments()))
}

/// A file, as the rows after its header.
#[derive(Clone)]
struct Chronology {
    /// A `#` at the start stands for the id.
    rows: Vec<Vec<u8>>,
    line_break: &'static str,
    /// Whether one ends the file.
    ends_in_break: bool,
}

impl Chronology {
    /// The file with its rows repeated until it is that long, each time with other ids. All of `between` but its first
    /// is put in where the file has grown by another part of its length; the first stands before all rows.
    fn file(&self, length: usize, between: &[Vec<u8>]) -> Vec<u8> {
        let mut file = COLUMNS.join(",").into_bytes();
        let (mut put, mut ids) = (0, 0);
        let mut add = |file: &mut Vec<u8>, row: &[u8]| {
            file.extend_from_slice(self.line_break.as_bytes());
            match row.strip_prefix(b"#") {
                None => file.extend_from_slice(row),
                Some(rest) => {
                    ids += 1;
                    file.extend_from_slice(format!("e{ids}").as_bytes());
                    file.extend_from_slice(rest);
                }
            }
        };
        loop {
            for row in &self.rows {
                if put < between.len() && file.len() * between.len() >= put * length {
                    add(&mut file, &between[put]);
                    put += 1;
                }
                add(&mut file, row);
            }
            if file.len() >= length || self.rows.is_empty() {
                break;
            }
        }
        if self.ends_in_break {
            file.extend_from_slice(self.line_break.as_bytes());
        }
        file
    }
}

impl fmt::Debug for Chronology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.file(0, &[]).escape_ascii())
    }
}

/// A cell as it is written: quoted where it must be, and where it need not. A quote in the midst of it needs none.
fn cell(text: &str, quoted: bool) -> String {
    if quoted || text.starts_with('"') || text.contains([',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// Something that keeps a row from being read.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    Cell(&'static str, &'static str),
    NoDateNoTitle,
    FieldTooMuch,
    FieldTooFew,
    TextAfterQuote,
    NeverClosed,
    Windows1252,
    NoText,
}

fn row() -> impl Strategy<Value = Vec<u8>> {
    let date = prop_oneof![
        4 => (2008..2022, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        2 => (2008..2022, 1..13).prop_map(|(y, m)| format!("{y}-{m:02}")),
        1 => (2008..2022).prop_map(|y: i32| y.to_string()),
        3 => prop::sample::select(vec![
            "", " ", " 2014 ", "late 2014", "[2014-09..2014-12]", "[2014,2018]", "2015/..", "../2016", "../..", "2015~",
            "201X", "{2012,2014}", "2014-12/2015-01", "2014-21", "2014-06-~11", "26 Aug. 2014", "around 2015",
            "2014-06-15T17:50:00Z", "2014-01/2015-12",
        ]).prop_map(str::to_owned),
    ];
    let text = || "[abcABC ,;\"éÉçßŁİø東’\n\r\u{301}]{0,9}";
    let title = prop_oneof![
        1 => Just(String::new()),
        1 => Just("5\" gun".to_owned()),
        4 => text().prop_map(|text| format!("t{text}")),
    ];
    let pick = prop::sample::select::<&str>;
    let location = prop_oneof![text(), pick(vec!["Kabul", "Old Town, Kabul", ""]).prop_map(str::to_owned)];
    let country = pick(vec!["", "Afghanistan", "Niger", " Niger", "Nigeria", "Türkiye", "Côte d’Ivoire"]);
    let degrees = pick(vec!["", "34.53", "-4", " 69.17 ", "1e1", ".5"]);
    let kind = pick(vec!["attack", "Attack", "battle", ""]);
    let killed = pick(vec!["", "0", "3", " 13", "10..20", "131..", "130+", "..50", "~170", "~5..9", "1200"]);
    let fault = prop_oneof![
        60 => Just(Fault::None),
        9 => prop::sample::select(vec![
            Fault::Cell("date", "2014-13"), Fault::Cell("date", "Friday"), Fault::Cell("date", "31 June 2014"),
            Fault::Cell("killed", "many"), Fault::Cell("killed", "20..10"), Fault::Cell("killed", ".."),
            Fault::Cell("killed", "+5"), Fault::Cell("latitude", "north"), Fault::Cell("longitude", "nan"),
            Fault::NoDateNoTitle, Fault::FieldTooMuch, Fault::FieldTooFew, Fault::TextAfterQuote, Fault::Windows1252,
            Fault::NoText,
        ]),
        1 => Just(Fault::NeverClosed),
    ];
    let fields = (date, title, location, text(), country, (degrees.clone(), degrees), kind, killed, text());
    (fields, prop::collection::vec(prop::bool::weighted(0.3), COLUMNS.len()), fault).prop_map(
        |(fields, quoted, fault)| {
            let (date, title, location, admin, country, (latitude, longitude), kind, killed, note) = &fields;
            let mut texts = ["#", date, title, location, admin, country, latitude, longitude, kind, killed, note];
            match fault {
                Fault::Cell(column, text) => texts[COLUMNS.iter().position(|name| *name == column).unwrap()] = text,
                Fault::NoDateNoTitle => (texts[1], texts[2]) = ("", " "),
                _ => {}
            }
            let mut cells: Vec<String> = texts.iter().zip(quoted).map(|(text, quoted)| cell(text, quoted)).collect();
            cells[0] = "#".to_owned();
            match fault {
                Fault::FieldTooMuch => cells.push("more".to_owned()),
                Fault::FieldTooFew => drop(cells.pop()),
                Fault::TextAfterQuote => cells[2] = "\"5\" gun".to_owned(),
                Fault::NeverClosed => cells[3] = "\"gun".to_owned(),
                _ => {}
            }
            let mut row = cells.join(",").into_bytes();
            match fault {
                // Its other letters are not such as the reference knows when they are read so.
                Fault::Windows1252 => {
                    row.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'x');
                    row.push(0xFF);
                }
                Fault::NoText => row.push(0x81),
                _ => {}
            }
            row
        },
    )
}

fn chronology(rows: std::ops::Range<usize>) -> impl Strategy<Value = Chronology> {
    let blank = prop::sample::select(vec!["", " ", ",,,", ",,,,,,,,,,", "\"\",\"\""]);
    let row = prop_oneof![10 => row(), 1 => blank.prop_map(|row| row.as_bytes().to_vec())];
    (prop::collection::vec(row, rows), prop::sample::select(vec!["\n", "\n", "\r\n", "\r\n", "\r"]), any::<bool>())
        .prop_map(|(rows, line_break, ends_in_break)| Chronology { rows, line_break, ends_in_break })
}

fn question() -> impl Strategy<Value = Question> {
    let some = |texts: &[&'static str]| {
        let text = prop::sample::select(texts.to_vec());
        prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(text, 1..3)]
    };
    let maybe = |values: &[&'static str]| prop::option::weighted(0.2, prop::sample::select(values.to_vec()));
    let years = prop_oneof![2 => Just(vec![]), 1 => prop::collection::vec((2009..2021, 0..4), 1..3)];
    let filters = (
        years.prop_map(|years| years.into_iter().map(|(first, more): (i32, i32)| (first, first + more)).collect()),
        maybe(&["2010", "2012-06", "2014-06-11", "mid-2014"]),
        maybe(&["2014", "2015-03-10", "late 2014", "2018"]),
        some(&["kabul", "Town, KABUL", "kabul, afg", "a", "É", "ss", "東", "niger"]),
        some(&["niger", "turk", "COTE D'I", "i"]),
        some(&["a", "e", "C", "ß", "ł", "i", "5\" g", "\"", "b c", "’", "tA", "e\u{301}"]),
        prop::option::weighted(0.2, prop::sample::select(vec![0, 3, 15, 131, 171])),
        prop::bool::weighted(0.2),
    )
        .prop_map(|(years, from, to, location, country, search, killed, certain)| Filters {
            years,
            from,
            to,
            location,
            country,
            search,
            killed,
            certain,
        });
    let events = (
        prop::sample::select(vec!["ndjson", "ndjson", "csv"]),
        prop::option::of(prop::sample::select(vec!["date", "-date", "killed", "-killed", "title", "-title"])),
        prop::option::weighted(0.3, 0usize..12),
    );
    let wanted = prop_oneof![
        2 => events.prop_map(|(format, sort, limit)| Wanted::Events { format, sort, limit }),
        1 => prop::sample::select(vec!["year", "month", "country", "kind"]).prop_map(|by| Wanted::Groups { by }),
    ];
    (filters, wanted).prop_map(|(filters, wanted)| Question { filters, wanted })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn the_answers_are_those_of_the_reference(chronology in chronology(0..25), questions in prop::collection::vec(question(), 4)) {
        let file = chronology.file(0, &[]);
        let table = Table::read(&file);
        for question in &questions {
            let disagreement = disagreement(&file, &table, question, from_file);
            prop_assert!(disagreement.is_none(), "{}", disagreement.unwrap());
        }
    }
}

/// So long that it is split into several blocks (of half a megabyte, as `csv::blocks` has it).
const LARGE: usize = 2_100_000;

/// Asks of a few chronologies that are repeated until they are large, with these rows among theirs; read from a file
/// and from a pipe. With a line break, only of such that have that one.
fn hold_for_large_files(between: &[Vec<u8>], line_break: Option<&'static str>) {
    // Each step towards a minimal input takes a second.
    let config = ProptestConfig { failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::with_cases(2) };
    let all = Wanted::Events { format: "ndjson", sort: None, limit: None };
    let everything = Question { filters: Filters::default(), wanted: all };
    let result = TestRunner::new(config).run(&(chronology(5..40), question()), |(mut chronology, question)| {
        chronology.line_break = line_break.unwrap_or(chronology.line_break);
        let file = chronology.file(LARGE, between);
        let table = Table::read(&file);
        let asked: [(_, _, Run); 3] =
            [("a file", &everything, from_file), ("a pipe", &everything, from_pipe), ("a file", &question, from_file)];
        for (from, question, run) in asked {
            let disagreement = disagreement(&file, &table, question, run);
            prop_assert!(disagreement.is_none(), "from {from}: {}", disagreement.unwrap());
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// A row with a cell of about that length, full of what looks like rows, and like the ends and starts of quoted cells.
fn row_with_long_cell(length: usize) -> Vec<u8> {
    let one = "\n#x,2014-05-01,not a row,,,,,,attack,1,\r\n#y,2014-05-02,\"\"nor this\"\",,,,,,attack,1,\"\"";
    format!("#,2014-05-01,t,\"{}\",,,,,attack,1,", one.repeat(length / one.len())).into_bytes()
}

#[test]
fn of_large_files_too() {
    hold_for_large_files(&[], None);
}

#[test]
fn of_large_files_with_bare_returns() {
    hold_for_large_files(&[], Some("\r"));
}

#[test]
fn of_large_files_where_cuts_fall_into_cells() {
    let rows: Vec<Vec<u8>> = (0..9).map(|i| row_with_long_cell(100_000 + 31_337 * i)).collect();
    hold_for_large_files(&rows, None);
}

#[test]
fn of_large_files_with_a_cell_longer_than_blocks() {
    hold_for_large_files(&[row_with_long_cell(900_000)], None);
}

#[test]
fn of_large_files_with_stray_quotes() {
    let amid_a_cell = b"#,2014-05-01,5\" gun,\"a\",,,,,attack,1,";
    let closed_too_late = b"#,2014-05-01,t,\"a,,,,,attack,1,";
    hold_for_large_files(&[amid_a_cell.to_vec(), closed_too_late.to_vec()], None);
}
