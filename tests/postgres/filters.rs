//! Filters run in the server, and the answers are those that the file gives: nothing is left out, and nothing else is said of
//! what can't be read.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::Team;

/// Passes all on between programs and a server, and counts what the server sends.
struct Wire {
    port: u16,
    sent: Arc<AtomicU64>,
}

impl Wire {
    fn to(server: u16) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let sent = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&sent);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, server) = (client.unwrap(), TcpStream::connect(("127.0.0.1", server)).unwrap());
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pass_on(from, to, None));
                let counter = Arc::clone(&counter);
                thread::spawn(move || pass_on(server, client, Some(counter)));
            }
        });
        Wire { port, sent }
    }

    fn address(&self, table: &str) -> String {
        format!("postgresql://postgres@127.0.0.1:{}/postgres?table={table}", self.port)
    }

    /// How many bytes the server sends while something is done.
    fn sent_while(&self, done: impl FnOnce()) -> u64 {
        let before = self.sent.load(Ordering::SeqCst);
        done();
        self.sent.load(Ordering::SeqCst) - before
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, counter: Option<Arc<AtomicU64>>) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if let Some(counter) = &counter {
            counter.fetch_add(length as u64, Ordering::SeqCst);
        }
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// The same numbers every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

fn unit(chance: &mut Chance) -> String {
    let year = chance.of(&["2012", "2013", "2014", "2015", "2016", "201X", "20XX", "-0003", "0000"]);
    let mut mark = || chance.of(&["", "", "", "", "~", "?", "%"]);
    let (a, b, c) = (mark(), mark(), mark());
    let month = chance.of(&["01", "02", "06", "12", "XX", "1X"]);
    let day = chance.of(&["01", "15", "28", "2X", "XX"]);
    let season = 21 + chance.below(20);
    match chance.below(6) {
        0 => format!("{year}{a}"),
        1 => format!("{year}{a}-{b}{month}"),
        2 => format!("{year}{a}-{b}{season}"),
        3 => format!("{year}{a}-{b}{month}-{c}{day}"),
        4 => format!("2012-03-{:02}", 1 + chance.below(30)),
        _ => format!("2015-07-{:02}", 1 + chance.below(30)),
    }
}

/// A date of any kind, or what is none.
fn date(chance: &mut Chance, has_faults: bool) -> String {
    if !has_faults {
        let year = chance.of(&["2012", "2013", "2014", "2015", "201X", "[2014,2018]"]);
        return if chance.below(2) == 0 { year.to_owned() } else { format!("2014-{:02}", 1 + chance.below(12)) };
    }
    let (a, b) = (unit(chance), unit(chance));
    match chance.below(18) {
        0 => format!("{a}/{b}"),
        1 => format!("{a}/.."),
        2 => format!("../{a}"),
        3 => format!("[{a},{b}]"),
        4 => format!("{{{a},{b}}}"),
        5 => chance.of(&["{2014-05..2016-06}", "{2015-03..}", "Y-170000002", "XXXX-XX-25"]).to_owned(),
        6 => chance.of(&["late 2014", "", "31 June 2014", "summer 2015", "mid-2013", "2014-13-01"]).to_owned(),
        7 => {
            let times = [
                "2014-06-15T05:30:00Z",
                "2014-06-15T08:30+03:00",
                "2014-06-15T05:30",
                "2014-06-16T00:10",
                "2014-06-14T23:50-02:00",
                "2014-06-15",
                "2014-06-15?",
                "2014-06-14/2014-06-15",
            ];
            chance.of(&times).to_owned()
        }
        _ => a,
    }
}

const HEADER: &str =
    "id,date,title,location,country,latitude,longitude,kind,actors,tags,status,killed,wounded,admin1,note";

/// So many events, and rows and cells that can't be read where there are to be faults.
fn events(count: usize, has_faults: bool) -> String {
    let mut chance = Chance(20_261_127);
    let mut csv = format!("{HEADER}\n");
    for i in 0..count {
        let c = &mut chance;
        let title = c.of(&["Attack", "Émeute à Paris", "Ωmega", "Ωmega", "\"two\nlines\"", ""]);
        let place = c.of(&["Kabul", "\"İstanbul, Fatih\"", " Łódź ", "", "\"a\r\nb\""]);
        let country = c.of(&["Türkiye", "Poland", ""]);
        let points = ["north,5", "41.01,28.97", "34.53,69.17", "51.77,19.46", ",", ","];
        let first = usize::from(!has_faults);
        let point = c.of(&points[first..]);
        let kind = c.of(&["attack", "Émeute", "zoo", " "]);
        let actors = c.of(&["Taliban; Army", "\"ISIS; \"\"X\"\"\"", "", "army"]);
        let tags = c.of(&["Fire; night", "été", "nightfall", ""]);
        let status = c.of(&["confirmed", "Unconfirmed", "dísputed", ""]);
        let killed = c.of(&["many", "", "0", "5", "10..20", "131..", "..50", "~170", "13 (10..20)"][first..]);
        let wounded = c.of(&["18446744073709551615", "", "7", "1..3", "~20..", "2 (1..9)"][first..]);
        let admin = c.of(&["Fatih", "Masovia", ""]);
        let note = c.of(&["O'Neill\\x", "100% a_b", "", "¨x", "\"Line one\nline two\""]);
        let padding = "lorem ipsum ".repeat(12);
        let date = date(c, has_faults);
        let date = if date.contains(',') { format!("\"{date}\"") } else { date };
        // What needs an order of day and month comes after what is looked at first.
        let date = if has_faults && i > count / 2 && i % 97 == 0 { "03/04/2014".to_owned() } else { date };
        let note = if note.ends_with('"') { note.to_owned() } else { format!("{note} {padding}") };
        let _ = writeln!(
            csv,
            "e{i},{date},{title},{place},{country},{point},{kind},{actors},{tags},{status},{killed},{wounded},{admin},{note}"
        );
        if has_faults && i % 500 == 300 {
            csv.push_str("Total,,,,,,,,,,,12,3,,\n");
        }
    }
    csv
}

const FILTERS: &[&[&str]] = &[
    &[],
    &["--year", "2014"],
    &["--year", "2014", "--year", "2016"],
    &["--year", "2013..2015", "--certain"],
    &["--year", "2014", "--certain"],
    &["--year", "-0003"],
    &["--year", "..2013"],
    &["--on", "2014-06-15"],
    &["--on", "late 2014"],
    &["--on", "2015-21", "--certain"],
    &["--on", "2014-06-15T05:30"],
    &["--on", "2014-06-15T05:30Z", "--certain"],
    &["--from", "2014-06-15T05:30"],
    &["--from", "2014-06-14T23:55", "--to", "2014-06-16T00:05"],
    &["--from", "2015"],
    &["--from", "2014-06-15", "--to", "2016-03-31", "--certain"],
    &["--to", "2012"],
    &["--to", "0000"],
    &["--where", "date > 2014-06-15"],
    &["--where", "date != 2014"],
    &["--where", "date ="],
    &["--location", "istanbul"],
    &["--location", "lodz, pol"],
    &["--location", "fatih", "--year", "2015"],
    &["--location", "a b"],
    &["--country", "turk"],
    &["--actor", "taliban"],
    &["--actor", "isis; \"x"],
    &["--kind", "emeute"],
    &["--tag", "ete", "--tag", "fire"],
    &["--status", "confirmed"],
    &["--status", "DISPUTED", "--status", ""],
    &["--search", "o'neill\\x"],
    &["--search", "100%"],
    &["--search", "¨x"],
    &["--search", "two"],
    &["--where", "killed >= 15"],
    &["--where", "killed < 15", "--certain"],
    &["--where", "killed ="],
    &["--where", "wounded != 7"],
    &["--where", "kind > attack"],
    &["--where", "kind ="],
    &["--where", "title >= ω", "--where", "title = attack"],
    &["--where", "location = kabul"],
    &["--where", "tags ="],
    &["--where", "note ~ line"],
    &["--where", "latitude > 40", "--year", "2015"],
    &["--near", "41,29", "--within", "900"],
    &["--near", "34.5,69.2", "--within", "5", "--year", "2014"],
    &["--near", "0,0"],
    &["--year", "2015", "-n", "7"],
    &["--sort", "-killed", "--year", "2014", "-n", "20"],
];

const COMMANDS: &[&[&str]] = &[
    &["export"],
    &["list", "--columns", "id,date,title,killed,latitude", "--width", "120"],
    &["timeline"],
    &["count", "--by", "year"],
];

/// Asks a table and a file that holds the same.
fn compare(team: &Team, table: &str, file: &str, filters: &[&[&str]]) {
    for (i, filter) in filters.iter().enumerate() {
        for (j, command) in COMMANDS.iter().enumerate() {
            // Each is asked of one more, or with time enough of all.
            if !crate::is_long() && j > 0 && j != 1 + i % 3 {
                continue;
            }
            let is_order = |word: &&str| ["-n", "--sort"].contains(word);
            if command[0] == "count" && filter.iter().any(is_order) {
                continue;
            }
            let of = |named: &str| {
                team.say(&[command, *filter, &[named]].concat())
                    .replace(&format!("'{named}'"), named)
                    .replace(named.trim_end_matches(".csv"), "t")
                    .replace("t.csv", "t")
            };
            assert_eq!(of(table), of(file), "{command:?} {filter:?}");
        }
    }
}

#[test]
fn answers_are_those_of_the_file() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", events(2_000, true));
    let table = team.table_of("t", "t.csv");
    compare(&team, &table, "t.csv", FILTERS);
    // What was written past dateline is read too, and so is what stands behind it.
    team.server.sql("UPDATE t SET date = '2014-05', title = E'new\\n title' WHERE row_number % 41 = 0");
    team.server.sql(
        "INSERT INTO t (id, date, title, killed) VALUES ('p', '2014', 'Of psql', '99'), ('q', 'soon', E'\\n', '')",
    );
    team.server.sql("INSERT INTO t (date, title) SELECT date, title FROM t WHERE row_number = 7");
    team.server.sql("DELETE FROM t WHERE row_number % 61 = 0");
    team.data(&["edit", "p", "-f", &table, "--killed", "100"]);
    team.data(&["add", "-f", &table, "--date", "2014", "--title", "Of dateline", "--kind", "Émeute"]);
    // What the history tells is read whole.
    let whole = format!("{table}&at=2999-01-01");
    let few: Vec<&[&str]> = FILTERS.iter().step_by(3).copied().collect();
    compare(&team, &table, &whole, &few);
}

#[test]
fn what_is_not_meant_stays_in_the_server() {
    let Some(team) = Team::new() else { return };
    let wire = Wire::to(team.server.port());
    team.write("t.csv", events(6_000, false));
    team.table_of("t", "t.csv");
    let table = wire.address("t");
    let sent = |filter: &[&str]| wire.sent_while(|| drop(team.say(&[&["list"], filter, &[&table]].concat())));
    let whole = sent(&[]);
    for filter in [
        &["--on", "2014-06-15", "--certain"][..],
        &["--year", "-0003", "--certain"],
        &["--country", "turk", "--kind", "zoo", "--status", "confirmed"],
        &["--search", "o'neill", "--tag", "fire"],
        &["--where", "killed > 200", "--where", "wounded = 7"],
    ] {
        let filtered = sent(filter);
        // The first rows come whole, and those that can't be read.
        assert!(filtered < whole / 2, "{filter:?}: {filtered} of {whole} bytes");
    }
    // Those without a position come too, to be counted.
    let nowhere = sent(&["--near", "0,0"]);
    assert!(nowhere < whole * 2 / 3, "{nowhere} of {whole} bytes");
    // Another reading of the same cells has no use for the columns.
    let mapped = sent(&["--year", "-0003", "--certain", "--map", "title=note"]);
    assert!(mapped > whole - 1_000, "{mapped} of {whole} bytes");
}

/// What `check` says of the columns for filters, and the exit code.
fn checked(team: &Team, table: &str) -> String {
    team.say(&["check", table, "--only", "wrong-columns,missing-columns"]).replace(table, "TABLE")
}

const FEW: &str = "id,date,title,location,killed\n\
    a,late 2014,First,\"Kabul\nAfghanistan\",5\n\
    b,{2014-05..2016-06},Second,Łódź,\n\
    c,\"[2014,2018]\",Third,,10..20\n\
    d,soon,Fourth,,1\n";

#[test]
fn columns_that_are_missing_are_named_and_made_again() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", FEW);
    let table = team.table_of("t", "t.csv");
    insta::assert_snapshot!(checked(&team, &table), @"
    TABLE: native, 4 events

    0 errors, 0 warnings in 4 events
    --- stderr
    --- exit 0
    ");
    team.server.sql("UPDATE t SET date = '2019' WHERE id = 'b'");
    team.server.sql("INSERT INTO t (id, date, title) VALUES ('e', '2020', 'Fifth')");
    insta::assert_snapshot!(checked(&team, &table), @"
    TABLE: native, 5 events

    warning[missing-columns]: `b`: the row has no columns for filters, so that it is
      read whatever is asked
     --> TABLE:4:1
      |
    4 | b,2019,Second,Łódź,
      | ^^^^^^^^^^^^^^^^^^^
    hint: `dateline check --fix
      'TABLE'` writes them anew

    warning[missing-columns]: `e`: the row has no columns for filters, so that it is
      read whatever is asked
     --> TABLE:7:1
      |
    7 | e,2020,Fifth,,
      | ^^^^^^^^^^^^^^
    hint: `dateline check --fix
      'TABLE'` writes them anew

    0 errors, 2 warnings in 5 events
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(team.say(&["check", "--fix", &table, "--only", "missing-columns"]).replace(&table, "TABLE"), @"
    TABLE: native, 5 events

    0 errors, 0 warnings in 5 events
    --- stderr
    note: no date was rewritten, since `--only` leaves date-not-edtf out
    note: the columns for filters were written anew in TABLE: 2 rows
    --- exit 0
    ");
    insta::assert_snapshot!(checked(&team, &table), @"
    TABLE: native, 5 events

    0 errors, 0 warnings in 5 events
    --- stderr
    --- exit 0
    ");
    // The text is the same, so nothing was changed by it.
    assert_eq!(team.server.sql("SELECT count(*), max(version) FROM t_history WHERE id = 'e'"), "1|1");
}

#[test]
fn columns_that_say_something_else_are_an_error() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", FEW);
    let table = team.table_of("t", "t.csv");
    team.server.sql("BEGIN; SET LOCAL dateline.typed = 'on'; UPDATE t SET earliest = 19990101 WHERE id = 'c'; COMMIT");
    insta::assert_snapshot!(checked(&team, &table), @r#"
    TABLE: native, 4 events

    error[wrong-columns]: `c`: the columns for filters say something else than the
      row
     --> TABLE:5:1
      |
    5 | c,"[2014,2018]",Third,,10..20
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: `dateline check --fix
      'TABLE'` writes them anew

    1 error, 0 warnings in 4 events
    --- stderr
    --- exit 1
    "#);
    team.data(&["check", "--fix", &table, "--only", "wrong-columns"]);
    insta::assert_snapshot!(checked(&team, &table), @"
    TABLE: native, 4 events

    0 errors, 0 warnings in 4 events
    --- stderr
    --- exit 0
    ");
    assert_eq!(team.server.sql("SELECT earliest, latest FROM t WHERE id = 'c'"), "20140101|20181231");
}

/// Whoever copies a row with all its columns and changes its text has a row without columns for filters.
#[test]
fn no_columns_outlive_their_text() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", FEW);
    let table = team.table_of("t", "t.csv");
    let trusted =
        || team.server.sql("SELECT string_agg(id, ' ' ORDER BY row_number) FROM t WHERE typed_as IS NOT NULL");
    assert_eq!(trusted(), "a b c");
    let columns = team.server.sql(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
        WHERE table_name = 't' AND column_name NOT IN ('row_number', 'version', 'id')",
    );
    team.server.sql(&format!("INSERT INTO t (id, {columns}) SELECT 'copy', {columns} FROM t WHERE id = 'a'"));
    team.server.sql("UPDATE t SET title = 'Other' WHERE id = 'b'");
    assert_eq!(trusted(), "a c");
    team.data(&["edit", "b", "-f", &table, "--killed", "7"]);
    assert_eq!(trusted(), "a b c");
    team.data(&["columns", &table, "--add", "wounded", "--add", "note"]);
    // Each row is read otherwise then, and so are those of the columns that were forgotten.
    let said = checked(&team, &table);
    assert!(said.contains("0 errors, 0 warnings in 5 events"), "{said}");
    assert_eq!(trusted(), "a b c copy");
}

#[test]
fn a_table_of_an_older_dateline_is_given_the_columns_by_its_owner() {
    let Some(team) = Team::new() else { return };
    team.write("t.csv", FEW);
    let table = team.table_of("t", "t.csv");
    // It is as older ones made it: without the columns, and with a trigger that knows none.
    let columns = team.server.sql(
        "SELECT string_agg('DROP COLUMN ' || quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = 't'::regclass AND attnum > (SELECT attnum FROM pg_attribute WHERE attrelid = 't'::regclass
            AND attname = 'extra') AND NOT attisdropped",
    );
    team.server.sql(&format!("ALTER TABLE t {columns}"));
    let function = team.server.sql("SELECT pg_get_functiondef('t_keep_version'::regproc)");
    let forget = function.find("  IF current_setting").unwrap()..function.find("  IF TG_OP = 'INSERT'").unwrap();
    let mut older = function.clone();
    older.replace_range(forget, "");
    team.server.sql(&older);
    team.server.sql("CREATE ROLE ada LOGIN; GRANT t_writers TO ada");
    let by_ada = team.server.address("ada", "t");
    team.data(&["edit", "c", "-f", &by_ada, "--killed", "11"]);
    let list = ["list", "--year", "2014", "--columns", "id,date,killed"];
    let before = team.say(&[&list[..], &[&table]].concat());
    insta::assert_snapshot!(checked(&team, &table), @"
    TABLE: native, 4 events

    0 errors, 0 warnings in 4 events
    --- stderr
    note: TABLE has no columns for filters, so that all of it is read: `dateline check --fix 'TABLE'` writes them anew
    --- exit 0
    ");
    insta::assert_snapshot!(team.say(&["check", "--fix", &by_ada, "--only", "missing-columns"]).replace(&by_ada, "TABLE"), @"
    --- stderr
    note: no date was rewritten, since `--only` leaves date-not-edtf out
    error: only the owner of `TABLE` can give it the columns for filters
    hint: let the owner run the same once; until then it is read whole
    --- exit 1
    ");
    insta::assert_snapshot!(team.say(&["check", "--fix", &table, "--only", "missing-columns"]).replace(&table, "TABLE"), @"
    TABLE: native, 4 events

    0 errors, 0 warnings in 4 events
    --- stderr
    note: no date was rewritten, since `--only` leaves date-not-edtf out
    note: the columns for filters were given to TABLE: 3 rows
    --- exit 0
    ");
    assert_eq!(team.say(&[&list[..], &[&table]].concat()), before);
    // From now on writers keep them.
    team.data(&["edit", "c", "-f", &by_ada, "--killed", "12"]);
    assert_eq!(checked(&team, &by_ada).replace(&by_ada, "TABLE"), checked(&team, &table));
    assert_eq!(team.server.sql("SELECT count(*) FROM t WHERE typed_as IS NOT NULL"), "3");
}
