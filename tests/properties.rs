//! What holds for any input: filters keep a subset and change nothing the second time; what is exported reads back as the
//! same events; no bytes make the program panic.

use std::collections::HashSet;

use clap::Parser;
use dateline::program::{Cli, Environment, Paint, Streams, run};
use dateline::{Chronology, Query};
use proptest::prelude::*;

type Rows = Vec<Vec<Vec<u8>>>;

fn rows(bytes: &[u8], delimiter: u8) -> Rows {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    let records = reader.byte_records().map(|record| record.expect("any bytes are CSV to the csv crate"));
    records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
}

/// Bytes in which what matters to CSV is frequent.
fn csv_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b",".to_vec()),
        4 => Just(b"\"".to_vec()),
        3 => Just(b"\n".to_vec()),
        2 => Just(b"\r".to_vec()),
        1 => Just(b"\r\n".to_vec()),
        1 => Just(b";".to_vec()),
        4 => "[a-c ]{0,70}".prop_map(String::into_bytes),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => Just("é”東".as_bytes().to_vec()),
    ];
    // The csv crate takes a byte order mark away; here that is the store's work.
    prop::collection::vec(piece, 0..60)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("no byte order mark", |bytes| !bytes.starts_with(b"\xEF\xBB\xBF"))
}

/// Chronologies of good rows, with all the fields that have a form of their own and much to quote.
fn chronology() -> impl Strategy<Value = String> {
    let date = prop_oneof![
        3 => (1990..2024, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        1 => (1990..2024, 1..13).prop_map(|(y, m)| format!("{y}-{m:02}")),
        1 => (1990..2024).prop_map(|y: i32| y.to_string()),
        1 => prop::sample::select(vec!["", "[2014-09..2014-12]", "2015/..", "../2016", "2015~", "199X", "\"{2001,2003}\"", "2020-21", "2004-06-~11", "2019-06-15T17:50:00Z"]).prop_map(str::to_owned),
    ];
    let count = prop::sample::select(vec!["", "0", "13", "10..20", "131..", "..50", "~170", "13 (10..20)"]);
    let text = "[a-zA-Z, \"\n;Çéß東]{0,12}";
    let row = (date, text, text, count, text).prop_map(
        |(date, title, location, killed, note): (String, String, String, &str, String)| {
            let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
            format!("{date},{},{},{killed},{}\n", quoted(&format!("t{title}")), quoted(&location), quoted(&note))
        },
    );
    prop::collection::vec(row, 0..30).prop_map(|rows| format!("date,title,location,killed,note\n{}", rows.concat()))
}

/// A cell of what means something in one format of documents or another.
fn published_cell() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "<b>", "</p>", "&lt;", "\"", "'", "\\", "\n", "\r\n", "#", "- ", "1. ", "2021: ", "[", "](", ")", "!", "`", "*", "_", "~",
            "|", ";", ",", ":", "=", "+", "@", "BEGIN:VEVENT\n", "END:VCALENDAR", "---\n", "//", "section ", "\u{202e}", "\0", "\u{2028}",
            "    ", "\t", "https://a.org/", "\u{85}", "]]>", "{{", "every ", "now ",
        ]).prop_map(str::to_owned),
        2 => "[a-z ]{0,30}",
        1 => "\\PC{0,20}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Runs the program on a file of these bytes: what it writes to standard output, and whether all rows were good.
fn program(bytes: &[u8], arguments: &[&str]) -> (Vec<u8>, Option<bool>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, bytes).expect("a test file");
    let path = path.to_str().expect("a path in UTF-8");
    let cli = Cli::try_parse_from(["dateline"].iter().chain(arguments).copied().chain([path])).expect("good arguments");
    let environment = Environment {
        layouts: None,
        width: 80,
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
    let result = run(cli.into_command(), &environment, &mut Streams { out: &mut out, notes: &mut notes });
    (out, result.ok())
}

/// The headers of the data sets that are known, and some that are not.
const HEADERS: &[&str] = &[
    "event_id_cnty,event_date,time_precision,event_type,actor1,actor2,country,location,fatalities",
    "id,type_of_violence,dyad_name,date_start,date_end,date_prec,best,high,low,country",
    "eventid,iyear,imonth,iday,approxdate,attacktype1_txt,country_txt,city,nkill,nwound",
    "eventid,countryname,startdate,stday,stmo,styr,eday,emo,eyr,etype,ndeath",
    "item,itemLabel,date,coord,countryLabel,deaths",
    "Year,Month,Day,Time,End Year,End Month,End Day,Display Date,Headline,Text,Type",
    "Start Date,End Date,Headline,Text,Type,Tag",
    "Event Date,Headline,City,Deaths,lat,lon",
    "year,month,what happened",
    "date;title;killed;latitude",
];

/// Cells as those data sets have them, good and bad.
fn foreign_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec![
            "", "1", "2", "3", "0", "-99", "12", "2019", "NA", "1,963", "3.0", "1.5", "03/04/2021", "25/04/2021", "2021-08-26",
            "2021-08-26 00:00:00.000", "03 February 2019", "28-Jan-90", "20230415", "44434", "late 2014", "-500", "title",
            "era", "Total", "Point(20.25 10.5)", "http://x", "1919-01-01T00:00:00Z", "April 12-13, 1999", "<b>x</b>", "34,53",
        ]).prop_map(str::to_owned),
        1 => "[a-zé,;\"\n\\p{Greek}]{0,9}",
    ]
}

/// A table under one of the headers, and its rows.
fn foreign() -> impl Strategy<Value = String> {
    let row = prop::collection::vec(foreign_cell(), 12);
    (prop::sample::select(HEADERS.to_vec()), prop::collection::vec(row, 0..12)).prop_map(|(header, rows)| {
        let (delimiter, width) = match header.contains(';') {
            true => (";", header.split(';').count()),
            false => (",", header.split(',').count()),
        };
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<String>| row[..width].iter().map(quoted).collect::<Vec<_>>().join(delimiter) + "\n";
        format!("{header}\n{}", rows.iter().map(line).collect::<String>())
    })
}

/// How many events a file holds, how many rows that can't be read, and how many that are no events.
fn outcome(bytes: &[u8]) -> Option<(u64, u64, u64)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, bytes).expect("a test file");
    let events = Chronology::open(path).ok()?.select(&Query::new()).expect("a test file can be read");
    Some((events.len() as u64, events.unreadable(), events.skipped()))
}

fn filter() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::select(vec![
        vec!["--year", "2014"],
        vec!["--year", "1995..2005", "--certain"],
        vec!["--from", "2015-06", "--to", "2018"],
        vec!["--on", "199X"],
        vec!["--location", "a"],
        vec!["--search", "ç"],
        vec!["--where", "killed >= 15"],
        vec!["--where", "killed != 13", "--where", "title ~ b"],
        vec!["--year", "2014", "--year", "2016", "--location", "e"],
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_bytes_make_the_program_panic(bytes in csv_bytes()) {
        let with_header = [b"id,date,title\n".as_slice(), &bytes].concat();
        for arguments in [&["timeline"][..], &["list"], &["count"], &["export", "--format", "json"], &["export", "--sort", "title"]] {
            program(&bytes, arguments);
            program(&with_header, arguments);
            program(&[HEADERS[bytes.len() % HEADERS.len()].as_bytes(), b"\n", &bytes].concat(), arguments);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]

    #[test]
    fn an_export_of_everything_is_the_file(text in chronology()) {
        let (out, good) = program(text.as_bytes(), &["export"]);
        prop_assert_eq!(good, Some(true));
        prop_assert_eq!(String::from_utf8(out).unwrap(), text);
    }

    #[test]
    fn filters_keep_a_subset_and_keep_it_again(text in chronology(), filter in filter()) {
        let arguments = [&["export"][..], &filter].concat();
        let (kept, _) = program(text.as_bytes(), &arguments);
        let all: HashSet<Vec<Vec<u8>>> = rows(text.as_bytes(), b',').into_iter().collect();
        prop_assert!(rows(&kept, b',').iter().all(|row| all.contains(row)));
        prop_assert_eq!(program(&kept, &arguments).0, kept);
    }

    #[test]
    fn what_is_certain_is_possible(text in chronology(), filter in filter()) {
        let possible = program(text.as_bytes(), &[&["export"][..], &filter].concat()).0;
        let certain = if filter.contains(&"--certain") { filter } else { [&filter[..], &["--certain"]].concat() };
        let certain = program(text.as_bytes(), &[&["export"][..], &certain].concat()).0;
        let possible: HashSet<_> = rows(&possible, b',').into_iter().collect();
        prop_assert!(rows(&certain, b',').iter().all(|row| possible.contains(row)));
    }

    #[test]
    fn what_is_exported_reads_back_as_the_same_events(text in chronology()) {
        let json = |bytes: &[u8]| String::from_utf8(program(bytes, &["export", "--format", "ndjson"]).0).unwrap();
        let (copy, _) = program(text.as_bytes(), &["export"]);
        prop_assert_eq!(json(&copy), json(text.as_bytes()));
        let (native, _) = program(text.as_bytes(), &["export", "--native"]);
        prop_assert_eq!(&program(&native, &["export", "--native"]).0, &native);
        // The model has no column for the note.
        let model = |json: String| json.lines().map(|line| line.split(",\"extra\":").next().unwrap().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(model(json(&native)), model(json(text.as_bytes())));
    }

    /// A row with the right number of cells is an event, whatever is in them, if it has a date or a title.
    #[test]
    fn a_row_with_the_right_number_of_cells_is_an_event(
        rows in prop::collection::vec((foreign_cell(), foreign_cell(), foreign_cell(), foreign_cell()), 0..12),
    ) {
        let is_event = |(date, title, ..): &&(String, String, String, String)| {
            !date.trim().is_empty() || !title.trim().is_empty()
        };
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |(date, title, killed, latitude): &(String, String, String, String)| {
            [date, title, killed, latitude].map(quoted).join(",") + "\n"
        };
        // The first row is good, and keeps the column from being one of day numbers.
        let text = format!("date,title,killed,latitude\n2020-05-01,A,1,2.5\n{}", rows.iter().map(line).collect::<String>());
        let events = 1 + rows.iter().filter(is_event).count() as u64;
        if let Some((found, _, totals)) = outcome(text.as_bytes()) {
            prop_assert_eq!(found + totals, events, "{}", text);
        }
    }

    /// Whatever the layout makes of a row, it is an event, or it is reported: none is lost.
    #[test]
    fn every_row_of_any_layout_is_an_event_or_reported(text in foreign()) {
        let delimiter = if text.starts_with("date;") { b';' } else { b',' };
        let is_blank = |row: &Vec<Vec<u8>>| row.iter().all(|cell| cell.trim_ascii().is_empty());
        let wanted = rows(text.as_bytes(), delimiter).iter().skip(1).filter(|row| !is_blank(row)).count() as u64;
        if let Some((events, bad, others)) = outcome(text.as_bytes()) {
            prop_assert_eq!(events + bad + others, wanted);
        }
    }

    #[test]
    fn a_table_of_any_layout_reads_back_as_the_same_events(text in foreign()) {
        // An undated `Total` is a row of totals unless it has words, and these may stand where the model has no column.
        let may_be_a_total = |event: &str| event.contains("\"date\":null") && event.contains(":\"Total");
        let model = |bytes: &[u8]| -> Vec<String> {
            let json = String::from_utf8(program(bytes, &["export", "--format", "ndjson"]).0).unwrap();
            let events = json.lines().map(|line| line.split(",\"extra\":").next().unwrap().to_owned());
            events.filter(|event| !may_be_a_total(event)).collect()
        };
        let (native, _) = program(text.as_bytes(), &["export", "--native"]);
        let found = model(&native);
        // What can't be read in a table of its own kind may not be a cell of the model's.
        let expected = model(text.as_bytes());
        let is_read = |event: &&String| !event.contains("\"unread\":");
        let mut left = found.iter();
        prop_assert!(expected.iter().filter(is_read).all(|event| left.any(|found| found == event)), "{found:#?} {expected:#?}");
        prop_assert!(found.len() <= expected.len());
    }

    #[test]
    fn an_encoding_changes_no_event(text in foreign(), big_endian in any::<bool>()) {
        let json = |bytes: &[u8]| String::from_utf8(program(bytes, &["export", "--format", "ndjson"]).0).unwrap();
        let bytes = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect();
        prop_assert_eq!(json(&utf16), json(text.as_bytes()));
        let latin1: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        if let Some(latin1) = latin1.filter(|bytes| text.lines().count() > 1 && str::from_utf8(bytes).is_err()) {
            prop_assert_eq!(json(&latin1), json(text.as_bytes()));
        }
    }

    #[test]
    fn a_sort_changes_the_order_alone(text in chronology(), column in prop::sample::select(vec!["date", "-date", "killed", "-title", "note"])) {
        let (sorted, _) = program(text.as_bytes(), &["export", "--sort", column]);
        let in_order = |bytes: &[u8]| { let mut rows = rows(bytes, b','); rows.sort(); rows };
        prop_assert_eq!(in_order(&sorted), in_order(text.as_bytes()));
        prop_assert_eq!(program(&sorted, &["export", "--sort", column]).0, sorted);
    }

    /// No cell breaks a document: each of them is read by another reader, and has as many events as it should.
    #[test]
    fn any_cell_leaves_documents_whole(cells in prop::collection::vec(published_cell(), 1..6)) {
        let row = |cell: &String| vec!["2021-08-26".to_owned(), format!("t{cell}"), cell.clone(), cell.clone(), cell.clone()];
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(["date", "title", "kind", "summary", "source"]).unwrap();
        cells.iter().for_each(|cell| table.write_record(row(cell)).unwrap());
        let table = table.into_inner().unwrap();
        let written = |format| program(&table, &["export", "--format", format]).0;
        let json: serde_json::Value = serde_json::from_slice(&written("timelinejs")).unwrap();
        prop_assert_eq!(json["events"].as_array().unwrap().len(), cells.len());
        let html = |cell: &serde_json::Value| cell.as_str().unwrap().replace("<p>", "").replace("</p>", "");
        prop_assert!(json["events"].as_array().unwrap().iter().all(|slide| !html(&slide["text"]["text"]).contains('<')));
        let ics = String::from_utf8(written("ics")).unwrap();
        prop_assert!(ics.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        let calendar = ical::IcalParser::new(ics.as_bytes()).next().unwrap().unwrap();
        prop_assert_eq!(calendar.events.len(), cells.len());
        let markdown = String::from_utf8(written("markdown")).unwrap();
        let footnotes = pulldown_cmark::Options::ENABLE_FOOTNOTES;
        let items = pulldown_cmark::Parser::new_ext(&markdown, footnotes)
            .filter(|event| matches!(event, pulldown_cmark::Event::Start(pulldown_cmark::Tag::Item)));
        prop_assert_eq!(items.count(), cells.len());
        let features: geojson::FeatureCollection = String::from_utf8(written("geojson")).unwrap().parse().unwrap();
        prop_assert!(features.features.is_empty());
        let dates = String::from_utf8(written("markwhen")).unwrap();
        let begins = |line: &&str| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(':');
        prop_assert_eq!(dates.lines().filter(begins).count(), cells.len());
    }
}
