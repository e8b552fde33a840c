//! Every command gives for a table what it gives for the file that the table was made of.

use std::fmt::Write as _;

use crate::Team;

/// What is asked of a file or a table named FILE, whatever its size.
const READING: &[&[&str]] = &[
    &["export", "FILE"],
    &["export", "FILE", "-f", "json"],
    &["timeline", "FILE"],
    &["list", "FILE", "--year", "2014"],
    &["list", "FILE", "--columns", "id,date,title,killed,source", "--width", "200"],
    &["count", "FILE", "--by", "year"],
    &["check", "FILE", "-f", "json"],
    &["columns", "FILE", "-f", "json"],
    &["diff", "other.csv", "FILE"],
    &["show", "nosuch", "-f", "FILE"],
    &["list", "FILE", "--where", "nosuch = 1"],
];

/// What is asked of a small one too.
const READING_SMALL: &[&[&str]] = &[
    &["list", "FILE"],
    &["list", "FILE", "--from", "2021-06", "--certain", "--sort", "killed"],
    &["list", "FILE", "--search", "a", "-n", "5"],
    &["list", "FILE", "--where", "killed >= 10"],
    &["export", "FILE", "--native"],
    &["export", "FILE", "--year", "2021"],
    &["export", "FILE", "-f", "ndjson"],
    &["export", "FILE", "-f", "html"],
    &["export", "FILE", "-f", "svg"],
    &["export", "FILE", "-f", "markdown"],
    &["export", "FILE", "-f", "ics"],
    &["export", "FILE", "-f", "geojson"],
    &["export", "FILE", "-f", "timelinejs"],
    &["export", "FILE", "-f", "markwhen"],
    &["export", "FILE", "other.csv", "-f", "json"],
    &["count", "FILE", "--by", "country", "-f", "json"],
    &["count", "FILE", "--by", "month", "--spread"],
    &["check", "FILE"],
    &["columns", "FILE"],
    &["diff", "FILE", "other.csv", "-f", "json"],
];

/// Asks all of it of a table that is made of `NAME.csv`, which must be there.
fn compare(team: &Team, name: &str, is_small: bool, ids: &[&str]) {
    let file = format!("{name}.csv");
    let address = team.table_of(name, &file);
    let shows: Vec<Vec<&str>> = ids.iter().map(|id| vec!["show", id, "-f", "FILE"]).collect();
    let small = if is_small { READING_SMALL } else { &[] };
    for words in READING.iter().chain(small).map(|words| words.to_vec()).chain(shows) {
        let of = |named: &str| {
            let words: Vec<&str> = words.iter().map(|word| if *word == "FILE" { named } else { word }).collect();
            team.say(&words)
        };
        // The table has the name of the file without its ending; the address may stand in quotes of the shell.
        let table = of(&address).replace(&format!("'{address}'"), name).replace(&address, name);
        let file = of(&file).replace(&file, name);
        if words[0] == "columns" || words[0] == "diff" {
            // What is fitted to a width has other spaces where the name is longer.
            let words_of = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(words_of(&table), words_of(&file), "{words:?}");
        } else {
            assert_eq!(table, file, "{words:?}");
        }
    }
}

#[test]
fn of_the_projects_own_events() {
    let Some(team) = Team::new() else { return };
    let events = include_str!("../../events.csv");
    team.write("events.csv", events);
    team.write("other.csv", events.replace("late 2014", "2014").replace("183", "170..183"));
    compare(&team, "events", true, &["kabul", "founding"]);
}

#[test]
fn of_a_release_of_ged() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/ucdp_ged_231_sample.csv");
    let Ok(bytes) = std::fs::read_to_string(sample) else {
        eprintln!("skipped: there is no {sample}");
        return;
    };
    let Some(team) = Team::new() else { return };
    let (head, rest) = bytes.split_at(bytes.find('\n').unwrap() + 1);
    team.write("other.csv", format!("{head}{}", rest.lines().skip(9).collect::<Vec<_>>().join("\n")));
    team.write("ged.csv", bytes);
    compare(&team, "ged", false, &[]);
}

/// Cells that are something else to a server, or to whoever splits lines.
const NASTY: &[&str] = &[
    "\\.",
    "\\N",
    "\n\\.\n",
    "a\\b\\\\",
    "\"",
    "\"\"quoted\"\"",
    "'",
    "''; DROP TABLE events; --",
    ",",
    "a,b",
    "two\nlines",
    "two\r\nlines",
    "\r",
    " edges ",
    "NULL",
    "{}",
    "$1",
    "%s",
    "\u{feff}",
    "é İ ß 漢字 🕯",
    "\t",
    "-",
    "#tag",
    "",
];

/// So many events with dates of every kind, and nasty cells.
fn made_up(events: usize) -> String {
    let dates = [
        "2014",
        "late 2014",
        "2014-06",
        "2014-06-15",
        "2014-06-15T10:30",
        "201X",
        "[2014,2018]",
        "{2014,2016-03}",
        "2014/2016",
        "2014/..",
        "../2015",
        "2015~",
        "2015?",
        "-0043-03-15",
        "2014-21",
        "[2014-09..2014-12]",
        "around 2015",
        "",
        "no date",
        "2021-08-~26",
        "the 1990s",
        "Y-17E7",
    ];
    let counts = ["", "0", "13", "10..20", "131..", "..50", "~170", "13 (10..20)", "at least 4", "some"];
    let long = "a column whose name is longer than any name that PostgreSQL allows for one";
    assert!(long.len() > 70);
    let mut text = format!("ID,date,Title,location,country,killed,source,report_of,{long},note,note,private note\n");
    let mut state: u64 = 20_261_126;
    let mut pick = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let quoted = |cell: &str| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    for n in 0..events {
        let mut cells = vec![format!("e{n}"), dates[pick(dates.len())].to_owned()];
        cells.push(format!("Event {n} {}", NASTY[pick(NASTY.len())]).trim().to_owned());
        cells.extend(
            [["Kabul", "Łódź", "İstanbul", ""][pick(4)], ["Afghanistan", "Polska", ""][pick(3)]].map(str::to_owned),
        );
        cells.extend([counts[pick(counts.len())].to_owned(), format!("UN, {}", 2000 + pick(25))]);
        cells.push(if n > 10 && pick(10) == 0 { format!("e{}", pick(10)) } else { String::new() });
        cells.extend((0..4).map(|_| NASTY[pick(NASTY.len())].to_owned()));
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        let _ = writeln!(text, "{}", cells.join(","));
    }
    text
}

#[test]
fn of_a_thousand_events_with_nasty_cells() {
    let Some(team) = Team::new() else { return };
    let events = made_up(1_000);
    let (head, _) = events.split_at(events.find('\n').unwrap() + 1);
    team.write("other.csv", format!("{head}e1,2014,Another,,,,,,,,,\n"));
    team.write("made.csv", &events);
    compare(&team, "made", false, &["e1", "e17", "e9"]);
    // What `COPY` writes is what was read, byte for byte, since both quote only where they must.
    let address = team.address("made");
    let read = team.command(&["list", "-n", "0", &address]).output().unwrap();
    assert!(String::from_utf8_lossy(&read.stderr).contains("could not be read"), "dates that are none are told");
    let lines = team.server.sql("SELECT count(*), count(DISTINCT row_number), max(version) FROM made");
    assert_eq!(lines, "1000|1000|1");
}

#[test]
fn of_another_kind_of_file() {
    let Some(team) = Team::new() else { return };
    team.write("a.json", r#"[{"date": "2014", "title": "A \\. \\N", "n": 1}, {"date": "late 2014", "title": "B\nC"}]"#);
    let address = team.table_of("a", "a.json");
    assert_eq!(team.data(&["export", &address]), "date,title,n\n2014,A \\. \\N,1\nlate 2014,\"B\nC\",\n");
    // Semicolons and another encoding.
    team.write("b.csv", b"date;title\r\n2014;Caf\xe9; \r\n".map(|byte| byte).as_slice());
    let said = team.say(&["init", &team.address("b"), "--from", "b.csv"]);
    assert!(said.contains("has other cells than the header"), "{said}");
    team.write("b.csv", b"date;title\r\n2014;Caf\xe9 \r\n".as_slice());
    let address = team.table_of("b", "b.csv");
    assert_eq!(team.data(&["export", &address]), "date,title\n2014,Caf\u{e9} \n");
}
