//! `sql`: the query as a statement for an engine, whose answers are dateline's own.

use crate::Run;
use insta::assert_snapshot;

fn sql(arguments: &[&str]) -> String {
    Run::nowhere().show(&[&["sql"], arguments].concat())
}

#[test]
fn a_year_of_a_file_for_duckdb() {
    assert_snapshot!(sql(&["--year", "2014", "acled.parquet", "--columns", "id,date"]), @r#"
    SELECT id, date,
      CASE WHEN members IS NOT NULL THEN len(list_filter(members, lambda m: ((m.unit IS NULL AND CASE WHEN m.runs IS NOT NULL THEN NOT (len(list_filter(m.runs, lambda s: NOT ((s."first" >= 20140101 AND s."last" <= 20141231)))) > 0) ELSE ((m."first" >= 20140101 AND m."last" <= 20141231)) END) OR (m.unit = 'year' AND ((m."first" <= 20141231 AND m."last" >= 20140101))) OR (m.unit = 'month' AND ((m."first" <= 20141231 AND m."last" >= 20140101))) OR (m.unit = 'day' AND ((m."first" <= 20141231 AND m."last" >= 20140101)))))) > 0 ELSE ((latest_start <= 20141231 AND earliest_end >= 20140101)) END AS certain
    FROM read_parquet('acled.parquet')
    WHERE earliest IS NOT NULL AND ((earliest <= 20141231 AND latest >= 20140101)) AND (NOT (runs IS NOT NULL) OR len(list_filter(runs, lambda r: ((r."first" <= 20141231 AND r."last" >= 20140101)))) > 0)
    ORDER BY earliest ASC NULLS LAST, time_rank ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
    "#);
}

#[test]
fn certain_events_alone_and_the_first_few() {
    assert_snapshot!(sql(&["--from", "2014-06-15", "--certain", "-n", "3", "x.parquet", "--columns", "id"]), @r#"
    SELECT id,
      CASE WHEN members IS NOT NULL THEN len(list_filter(members, lambda m: ((m.unit IS NULL AND CASE WHEN m.runs IS NOT NULL THEN NOT (len(list_filter(m.runs, lambda s: NOT ((s."first" >= 20140615)))) > 0) ELSE ((m."first" >= 20140615)) END) OR (m.unit = 'year' AND ((m."last" >= 20150101))) OR (m.unit = 'month' AND ((m."last" >= 20140701))) OR (m.unit = 'day' AND ((m."last" >= 20140615)))))) > 0 ELSE ((earliest_end >= 20140615)) END AS certain
    FROM read_parquet('x.parquet')
    WHERE earliest IS NOT NULL AND ((latest >= 20140615)) AND (NOT (runs IS NOT NULL) OR len(list_filter(runs, lambda r: ((r."last" >= 20140615)))) > 0)
      AND CASE WHEN members IS NOT NULL THEN len(list_filter(members, lambda m: ((m.unit IS NULL AND CASE WHEN m.runs IS NOT NULL THEN NOT (len(list_filter(m.runs, lambda s: NOT ((s."first" >= 20140615)))) > 0) ELSE ((m."first" >= 20140615)) END) OR (m.unit = 'year' AND ((m."last" >= 20150101))) OR (m.unit = 'month' AND ((m."last" >= 20140701))) OR (m.unit = 'day' AND ((m."last" >= 20140615)))))) > 0 ELSE ((earliest_end >= 20140615)) END
    ORDER BY earliest ASC NULLS LAST, time_rank ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC
    LIMIT 3;
    "#);
}

#[test]
fn texts_are_folded_and_quoted_for_their_dialect() {
    for dialect in ["duckdb", "spark", "trino", "postgres", "clickhouse"] {
        let shown =
            sql(&["--location", "İstanbul' OR \\'1", "--table", "a.my \"`t", "--columns", "id", "--dialect", dialect]);
        let lines = shown.lines().filter(|line| line.starts_with("FROM") || line.starts_with("WHERE"));
        println!("{dialect}: {}", lines.collect::<Vec<_>>().join(" "));
    }
    assert_snapshot!(sql(&["-l", "İstanbul' OR \\'1", "--table", "a.my \"`t", "--columns", "id", "--dialect", "spark"]), @r#"
    SELECT id,
      TRUE AS certain
    FROM `a`.`my "``t`
    WHERE (locate('istanbul\' or \\\'1', place_folded) > 0)
    ORDER BY earliest ASC NULLS LAST, time_rank ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
    "#);
    assert_snapshot!(sql(&["-l", "İstanbul' OR \\'1", "--table", "a.my \"`t", "--columns", "id", "--dialect", "postgres"]), @r#"
    SELECT id,
      TRUE AS certain
    FROM "a"."my ""`t"
    WHERE (position(E'istanbul'' or \\''1' IN place_folded) > 0)
    ORDER BY earliest ASC NULLS LAST, time_rank ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
    "#);
}

#[test]
fn clickhouse_takes_names_for_columns_and_not_for_sums() {
    let shown = sql(&["--count", "--by", "kind", "--table", "events", "--dialect", "clickhouse"]);
    let end: Vec<&str> = shown.lines().rev().take(3).collect();
    assert_eq!(end, ["SETTINGS prefer_column_name_to_alias = 1;", "ORDER BY 1 ASC NULLS LAST", "GROUP BY 1"]);
}

#[test]
fn counts_have_their_ranges() {
    assert_snapshot!(sql(&["--count", "--by", "country", "x.parquet", "--where", "killed >= 100"]), @"
    SELECT country AS country, COUNT(*) AS events,
      SUM(killed_known) AS killed_known, SUM(killed_low) AS killed_low, SUM(COALESCE(killed_high, killed_low)) AS killed_high, SUM(COALESCE(killed_best, killed_low)) AS killed_best, MAX(killed_estimated) AS killed_estimated, MAX(killed_unbounded) AS killed_unbounded, MAX(killed_approx) AS killed_approx,
      SUM(wounded_known) AS wounded_known, SUM(wounded_low) AS wounded_low, SUM(COALESCE(wounded_high, wounded_low)) AS wounded_high, SUM(COALESCE(wounded_best, wounded_low)) AS wounded_best, MAX(wounded_estimated) AS wounded_estimated, MAX(wounded_unbounded) AS wounded_unbounded, MAX(wounded_approx) AS wounded_approx
    FROM read_parquet('x.parquet')
    WHERE killed_known = 1 AND ((killed_unbounded = 1 OR killed_high >= 100))
    GROUP BY 1
    ORDER BY 1 ASC NULLS LAST;
    ");
}

#[test]
fn a_time_of_day_is_compared_as_an_instant_where_it_has_a_zone() {
    assert_snapshot!(sql(&["--from", "2022-02-24T05:00Z", "--table", "t", "--columns", "id"]), @r#"
    SELECT id,
      (((CASE WHEN (date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified)) AND time_rank IS NOT NULL AND time_zoned AND earliest IN (20220223, 20220224, 20220225) THEN (CASE earliest WHEN 20220223 THEN time_rank + (-176947200) WHEN 20220225 THEN time_rank + (176947200) ELSE time_rank END) >= 140083200 WHEN (date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified)) AND earliest = 20220224 THEN TRUE ELSE earliest IS NOT NULL AND ((latest >= 20220224)) AND (NOT (runs IS NOT NULL) OR len(list_filter(runs, lambda r: ((r."last" >= 20220224)))) > 0) END) AND (CASE WHEN (date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified)) AND time_rank IS NOT NULL AND time_zoned AND earliest IN (20220223, 20220224, 20220225) THEN NOT qualified WHEN (date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified)) THEN earliest <> 20220224 AND CASE WHEN members IS NOT NULL THEN len(list_filter(members, lambda m: ((m.unit IS NULL AND CASE WHEN m.runs IS NOT NULL THEN NOT (len(list_filter(m.runs, lambda s: NOT ((s."first" >= 20220224)))) > 0) ELSE ((m."first" >= 20220224)) END) OR (m.unit = 'year' AND ((m."last" >= 20230101))) OR (m.unit = 'month' AND ((m."last" >= 20220301))) OR (m.unit = 'day' AND ((m."last" >= 20220224)))))) > 0 ELSE ((earliest_end >= 20220224)) END ELSE CASE WHEN members IS NOT NULL THEN len(list_filter(members, lambda m: ((m.unit IS NULL AND CASE WHEN m.runs IS NOT NULL THEN NOT (len(list_filter(m.runs, lambda s: NOT ((s."first" >= 20220224)))) > 0) ELSE ((m."first" >= 20220224)) END) OR (m.unit = 'year' AND ((m."last" >= 20230101))) OR (m.unit = 'month' AND ((m."last" >= 20220301))) OR (m.unit = 'day' AND ((m."last" >= 20220224)))))) > 0 ELSE ((earliest_end >= 20220224)) END AND (NOT (earliest IS NOT NULL AND ((earliest <= 20220224 AND latest >= 20220224)) AND (NOT (runs IS NOT NULL) OR len(list_filter(runs, lambda r: ((r."first" <= 20220224 AND r."last" >= 20220224)))) > 0)) OR (date_kind = 'interval' AND latest > 20220224)) END))) AS certain
    FROM "t"
    WHERE ((CASE WHEN (date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified)) AND time_rank IS NOT NULL AND time_zoned AND earliest IN (20220223, 20220224, 20220225) THEN (CASE earliest WHEN 20220223 THEN time_rank + (-176947200) WHEN 20220225 THEN time_rank + (176947200) ELSE time_rank END) >= 140083200 WHEN (date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified)) AND earliest = 20220224 THEN TRUE ELSE earliest IS NOT NULL AND ((latest >= 20220224)) AND (NOT (runs IS NOT NULL) OR len(list_filter(runs, lambda r: ((r."last" >= 20220224)))) > 0) END))
    ORDER BY earliest ASC NULLS LAST, time_rank ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
    "#);
}

#[test]
fn what_the_columns_can_not_answer_is_refused() {
    for filter in [
        &["--where", "note = x"][..],
        &["--where", "summary ~ x"],
        &["--where", "title = 1984"],
        &["--where", "latitude ="],
        &["--where", "date != 2016-03"],
        &["--search", "a\nb"],
    ] {
        let shown = sql(&[filter, &["x.parquet"]].concat());
        println!("{}", shown.lines().nth(1).unwrap_or_default());
        assert!(shown.contains("can't be asked of these columns exactly") && shown.contains("exit 2"), "{shown}");
    }
    assert_snapshot!(sql(&["--where", "note = x", "x.parquet"]), @"
    --- stderr
    error: a condition on a column beyond the model, which the table has only as it is written, can't be asked of these columns exactly
    hint: leave it out, and filter what comes back: … | dateline list - FILTERS
    --- exit 2
    ");
    assert_snapshot!(sql(&["--where", "date != 2016-03", "x.parquet"]), @"
    --- stderr
    error: a date that is excluded (`!=`), which a qualified year may mean or not, can't be asked of these columns exactly
    hint: leave it out, and filter what comes back: … | dateline list - FILTERS
    --- exit 2
    ");
    assert_snapshot!(sql(&["x.parquet", "--dialect", "postgres"]), @"
    --- stderr
    error: postgres reads no file by its name
    hint: load it into a table, and name that: --table TABLE
    --- exit 2
    ");
}

/// Dates of every kind, events with folded texts, ranges and coordinates, and filters, all made up.
#[cfg(feature = "parquet")]
mod equal {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::process::Command;

    use insta::assert_snapshot;
    use serde_json::{Value, json};

    use crate::Run;

    /// Numbers that look random and are the same in each run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, most: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((self.0 >> 33) % most as u64) as usize
        }

        fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
            all[self.below(all.len())]
        }
    }

    fn one_date(n: &mut Numbers) -> String {
        let mark = |n: &mut Numbers| n.of(&["", "", "", "", "~", "?", "%"]);
        let year = n.of(&["2013", "2014", "2015", "2016", "201X", "20XX", "-0003", "0000", "1950S2"]);
        if year.contains('S') {
            return year.to_owned();
        }
        let (q, r, s) = (mark(n), mark(n), mark(n));
        let month = n.of(&["01", "02", "06", "12", "XX", "1X"]);
        let day = n.of(&["01", "15", "28", "2X", "XX"]);
        match n.below(5) {
            0 => format!("{year}{q}"),
            1 => format!("{year}{q}-{r}{month}"),
            2 => format!("{year}{q}-{r}{}", 21 + n.below(21)),
            3 => format!("{year}{q}-{r}{month}-{s}{day}"),
            _ => format!("{}-{}-{}", n.of(&["2014", "2015", "9999", "0001"]), n.of(&["03", "07"]), n.of(&["04", "30"])),
        }
    }

    fn any_date(n: &mut Numbers) -> String {
        let (a, b) = (one_date(n), one_date(n));
        match n.below(18) {
            0..7 => a,
            7 | 8 => format!("{a}/{b}"),
            9 => format!("{a}/{}", n.of(&["..", ""])),
            10 => format!("{}/{a}", n.of(&["..", ""])),
            11 => format!("[{a},{b}]"),
            12 => format!("{{{a},{b}}}"),
            13 => format!("{{201{}-05..2016-06}}", n.below(6)),
            14 => format!("{{{}..}}", n.of(&["2014", "2015-03", "2016-02-03"])),
            15 | 16 => n
                .of(&[
                    "2014-06-15T05:30:00Z",
                    "2014-06-15T08:30+03:00",
                    "2014-06-15T05:30",
                    "2014-06-15T05:30:30.25",
                    "2014-06-15T23:00",
                    "2014-06-16T00:10",
                    "2014-06-16T01:00+03:00",
                    "2014-06-14T23:50-02:00",
                    "2014-06-14T23:50",
                    "2014-06-15",
                    "2014-06-15?",
                    "2014-06-14/2014-06-15",
                    "2014-06-15/..",
                    "[2014-06-14..2014-06-16]",
                    "{2014-06-15,2014-06-20}",
                ])
                .to_owned(),
            _ => n.of(&["Y-170000002", "Y170000002", "[..2014]", "2014-06-15T05:30:00Z"]).to_owned(),
        }
    }

    /// A chronology of so many events, some of whose dates no column can hold or dateline can read.
    fn chronology(n: &mut Numbers, events: usize) -> String {
        let columns = "id,date,title,location,country,latitude,longitude,kind,actors,tags,status,killed,wounded,note";
        let mut csv = format!("{columns}\n");
        for i in 0..events {
            let date = if n.below(20) == 0 { String::new() } else { any_date(n) };
            let title = n.of(&["Attack", "Émeute à Paris", "1984", "Ωmega"]);
            let place = n.of(&["Kabul", "İstanbul, Fatih", "Łódź", "", "Orléans"]);
            let country = n.of(&["Türkiye", "Afghanistan", "", "Poland", " poland "]);
            let killed = n.of(&["", "0", "5", "10..20", "131..", "..50", "~170", "13 (10..20)", "100"]);
            let wounded = n.of(&["", "", "7", "1..3", "~20..", "2 (1..9)"]);
            let (latitude, longitude) = match n.below(3) {
                0 => (String::new(), String::new()),
                _ => (format!("{}.{}", 30 + n.below(20), n.below(99)), format!("{}.{}", 20 + n.below(50), n.below(99))),
            };
            let kind = n.of(&["attack", "Émeute", "", "zoo", "\u{301}"]);
            let actors = n.of(&["Group A; Group B", "O'Neill's men", "\\ backslash", ""]);
            let tags = n.of(&["Fire; night", "", "été", "nightfall"]);
            let status = n.of(&["confirmed", "Unconfirmed", "", "dísputed"]);
            let note = n.of(&["100% sure", "a_b", "plain", ""]);
            let _ = writeln!(
                csv,
                "e{i},\"{date}\",{title},\"{place}\",{country},{latitude},{longitude},{kind},{actors},{tags},{status},\
                 {killed},{wounded},{note}"
            );
        }
        csv
    }

    /// Filters by windows of days.
    const WINDOWS: &[&[&str]] = &[
        &["--year", "2014"],
        &["--year", "2015"],
        &["--year", "2014", "--year", "2016"],
        &["--year", "2013..2015"],
        &["--year", "-0003"],
        &["--year", "..2013"],
        &["--year", "2016.."],
        &["--on", "2014-06-15"],
        &["--on", "2014-06"],
        &["--on", "2014-02-28", "--on", "2015-07-30"],
        &["--on", "2013-12", "--on", "2014-12", "--on", "2015-12"],
        &["--on", "late 2014"],
        &["--on", "2015-21"],
        &["--on", "201X"],
        &["--on", "2016-02-29"],
        &["--from", "2015"],
        &["--from", "2014-06-15", "--to", "2016-03-31"],
        &["--from", "2014-06-15", "--to", "2014-08-02"],
        &["--from", "2014-12-31", "--to", "2015-01-01"],
        &["--to", "2014"],
        &["--to", "0000"],
        &["--to", "2014-06-14"],
        &["--from", "1900", "--to", "1999"],
        &["--from", "2000", "--to", "2099"],
        &["--from", "-9999", "--to", "9999"],
        &["--from", "-0050", "--to", "0050"],
        &["--year", "2014..2016", "--from", "2014-07-03"],
        &["--where", "date > 2014-06-15"],
        &["--where", "date <= 2015-03"],
    ];

    /// Other filters, alone and together.
    const FILTERS: &[&[&str]] = &[
        &[],
        &["--from", "2014-06-15T05:30"],
        &["--from", "2014-06-15T05:30Z"],
        &["--to", "2014-06-15T05:30"],
        &["--to", "2014-06-15T22:00Z"],
        &["--on", "2014-06-15T05:30"],
        &["--on", "2014-06-15T05:30Z"],
        &["--on", "2014-06-15T05:30:30"],
        &["--from", "2014-06-14T23:55", "--to", "2014-06-16T00:05"],
        &["--from", "2014-06-15T05:30", "--from", "2016"],
        &["--on", "2014-06-15T05:30", "--on", "2015", "--year", "2014..2015"],
        &["--where", "date > 2014-06-15T05:30"],
        &["--where", "date < 2014-06-15T05:30Z"],
        &["--where", "date != 2014-06-15T05:30"],
        &["--location", "istanbul"],
        &["--location", "lodz, pol"],
        &["--country", "turk"],
        &["--kind", "emeute", "--year", "2014..2016"],
        &["--kind", ""],
        &["--actor", "o'neill"],
        &["--actor", "\\"],
        &["--tag", "night"],
        &["--tag", "ete", "--tag", "fire"],
        &["--status", "confirmed"],
        &["--status", "DISPUTED", "--status", ""],
        &["--search", "100%"],
        &["--search", "a_b"],
        &["--where", "killed >= 15"],
        &["--where", "killed < 15"],
        &["--where", "killed != 5"],
        &["--where", "killed ="],
        &["--where", "killed = 5", "--where", "killed ="],
        &["--where", "wounded > 2"],
        &["--where", "kind = EMEUTE"],
        &["--where", "kind != attack"],
        &["--where", "kind > attack"],
        &["--where", "kind ="],
        &["--where", "kind !="],
        &["--where", "title ~ emeute"],
        &["--where", "title <= omega"],
        &["--where", "title >= ω"],
        &["--where", "location = kabul", "--where", "location = lodz"],
        &["--where", "location !="],
        &["--where", "country = poland"],
        &["--where", "actors ~ group b"],
        &["--where", "tags ="],
        &["--where", "status != confirmed", "--where", "status !="],
        &["--where", "date ="],
        &["--near", "41,29", "--within", "900"],
    ];

    /// What each statement gives in DuckDB, by Python, which has it as a package: each row by the names of its columns.
    /// `None`: it is not here.
    fn duckdb(run: &Run, statements: &[String]) -> Option<Vec<Vec<Value>>> {
        const SCRIPT: &str = "import duckdb, json, sys\n\
            def rows(sql):\n    \
                answer = duckdb.sql(sql)\n    \
                return [dict(zip(answer.columns, row)) for row in answer.fetchall()]\n\
            print(json.dumps([rows(sql) for sql in json.load(open(sys.argv[1]))]))\n";
        std::fs::write(run.path("statements.json"), serde_json::to_string(statements).unwrap()).unwrap();
        let output = Command::new("python3").current_dir(run.path("")).args(["-c", SCRIPT, "statements.json"]).output();
        match output {
            Ok(output) if output.status.success() => Some(serde_json::from_slice(&output.stdout).unwrap()),
            other => {
                let why = other.map(|output| String::from_utf8_lossy(&output.stderr).into_owned());
                let is_missing = why.as_ref().map_or(true, |why| why.contains("No module named 'duckdb'"));
                assert!(is_missing && std::env::var_os("DATELINE_ENGINE_TESTS").is_none(), "DuckDB: {why:?}");
                eprintln!("skipped: DuckDB's package for Python is not here");
                None
            }
        }
    }

    /// A chronology of more than 3,000 events that dateline reads and columns can hold, and the same as Parquet.
    fn exported() -> Run {
        let mut numbers = Numbers(20_261_126);
        let all = chronology(&mut numbers, 4400);
        let run = Run::nowhere().file("all.csv", &all);
        // What can't be read as a date, or has too many runs, is left out for both.
        let readable = run.show(&["export", "all.csv", "--format", "ndjson"]);
        let ids: std::collections::HashSet<String> = readable
            .lines()
            .filter(|line| line.starts_with('{') && !line.contains("\"unread\""))
            .map(|line| line.split('"').nth(3).unwrap().to_owned())
            .collect();
        let mut lines = all.lines();
        let header = lines.next().unwrap().to_owned() + "\n";
        let kept: Vec<&str> = lines.filter(|line| ids.contains(line.split(',').next().unwrap())).collect();
        assert!(kept.len() > 3000, "{}", kept.len());
        let run = Run::nowhere().file("events.csv", header + &kept.join("\n") + "\n");
        let said = run.show(&["export", "events.csv", "-o", "events.parquet"]);
        assert!(!said.contains("error"), "{said}");
        run
    }

    #[test]
    fn duckdb_finds_what_dateline_finds_in_the_same_order() {
        let run = exported();
        assert!(WINDOWS.len() >= 25);
        let filters: Vec<&[&str]> = WINDOWS.iter().chain(FILTERS).copied().collect();
        let (mut statements, mut own) = (Vec::new(), Vec::new());
        for filter in &filters {
            for certain in [&[][..], &["--certain"]] {
                let found = run
                    .show(&[&["export", "events.csv", "--sort", "date", "--columns", "id"], *filter, certain].concat());
                let found = found.split("--- stderr").next().unwrap();
                own.push(found.lines().skip(1).map(str::to_owned).collect::<Vec<_>>());
                let statement = run.show(&[&["sql", "events.parquet", "--columns", "id"], *filter, certain].concat());
                assert!(statement.starts_with("SELECT"), "{filter:?}: {statement}");
                statements.push(statement);
            }
        }
        let Some(theirs) = duckdb(&run, &statements) else { return };
        for (i, filter) in filters.iter().enumerate() {
            let ids =
                |rows: &[Value]| rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
            assert_eq!(ids(&theirs[2 * i]), own[2 * i], "{filter:?}");
            assert_eq!(ids(&theirs[2 * i + 1]), own[2 * i + 1], "{filter:?} for certain");
            // What the column `certain` says of each.
            let certain: Vec<Value> = theirs[2 * i].iter().filter(|row| row["certain"] == true).cloned().collect();
            assert_eq!(ids(&certain), own[2 * i + 1], "{filter:?}, the column");
        }
    }

    /// The years from the first to the last as `count` names them.
    fn years(first: &Value, last: &Value) -> Value {
        let year = |year: i64| if year < 0 { format!("-{:04}", -year) } else { format!("{year:04}") };
        let (Some(first), Some(last)) = (first.as_i64(), last.as_i64()) else { return Value::Null };
        let (first, last) = ((first > -10_000_000).then_some(first), (last < 9_999_999).then_some(last));
        json!(match (first, last) {
            (Some(first), Some(last)) if first == last => year(first),
            (Some(first), Some(last)) => format!("[{}..{}]", year(first), year(last)),
            (Some(first), None) => format!("[{}..]", year(first)),
            (None, Some(last)) => format!("[..{}]", year(last)),
            (None, None) => "XXXX".to_owned(),
        })
    }

    /// A sum of people as `count` gives it.
    fn people(row: &Value, what: &str) -> Value {
        let number = |name: &str| row[format!("{what}_{name}")].clone();
        if number("known") == 0 {
            return Value::Null;
        }
        let mut sum = json!({ "low": number("low"), "high": number("high") });
        if number("unbounded") == 1 {
            sum["high"] = Value::Null;
        }
        if number("estimated") == 1 {
            sum["best"] = number("best");
        }
        if number("approx") == 1 {
            sum["approximate"] = json!(true);
        }
        sum
    }

    #[test]
    fn duckdb_counts_what_dateline_counts() {
        let run = exported();
        let filters =
            [&[][..], &["--year", "2014..2015"], &["--certain", "--to", "2014"], &["--where", "killed >= 15"]];
        let (mut statements, mut own, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for filter in filters {
            for by in ["year", "country", "kind"] {
                let counted = run.output(&[&["count", "events.csv", "--by", by, "--format", "json"], filter].concat());
                own.push(serde_json::from_slice::<Vec<Value>>(&counted.stdout).unwrap());
                statements.push(run.show(&[&["sql", "events.parquet", "--count", "--by", by], filter].concat()));
                asked.push((filter, by));
            }
        }
        let Some(theirs) = duckdb(&run, &statements) else { return };
        let sorted = |groups: Vec<Value>| groups.iter().map(Value::to_string).collect::<BTreeSet<String>>();
        let total = |groups: &[Value]| groups.iter().map(|group| group["events"].as_u64().unwrap()).sum::<u64>();
        for (((filter, by), own), theirs) in asked.iter().zip(own).zip(theirs) {
            let group = |row: &Value| match *by {
                "year" => years(&row["first_year"], &row["last_year"]),
                by => row[by].clone(),
            };
            let theirs: Vec<Value> = theirs
                .iter()
                .map(|row| {
                    json!({
                        "group": group(row), "events": row["events"],
                        "killed": people(row, "killed"), "killed_known": row["killed_known"],
                        "wounded": people(row, "wounded"), "wounded_known": row["wounded_known"],
                    })
                })
                .collect();
            let found = run.show(&[&["export", "events.csv", "--columns", "id"], *filter].concat());
            let found = found.split("--- stderr").next().unwrap().lines().count() as u64 - 1;
            assert_eq!(total(&theirs), found, "{filter:?} by {by}, the total");
            assert!(own.len() > 3, "{own:?}");
            let (theirs, own) = (sorted(theirs), sorted(own));
            let different: Vec<_> = theirs.symmetric_difference(&own).collect();
            assert!(different.is_empty(), "{filter:?} by {by}: {different:#?}");
        }
    }

    /// Such a file, and a folder of it, in which the reports of an event stand in one part.
    #[test]
    fn several_reports_of_one_event_are_refused() {
        let events =
            "id,date,title,country,report_of\na,2014,First,Peru,\nb,2015,Second,Peru,\n,2014-05,Again,Peru,a\n";
        let run = Run::nowhere().file("r.csv", events).file("none.csv", events.replace("Peru,a", "Peru,"));
        for file in ["r", "none"] {
            run.show(&["export", &format!("{file}.csv"), "-o", &format!("{file}.parquet")]);
        }
        run.show(&["export", "r.csv", "--partition", "country", "-o", "parts"]);
        assert_snapshot!(run.show(&["sql", "--year", "2014", "r.parquet"]), @"
        --- stderr
        error: events of r.parquet have several reports (`report_of`), and a statement would look at each by itself
        hint: ask dateline, which joins them: dateline list r.parquet
        --- exit 2
        ");
        assert!(run.show(&["sql", "parts"]).contains("events of parts have several reports"));
        for file in ["none.parquet", "elsewhere.parquet"] {
            assert!(run.show(&["sql", file]).starts_with("SELECT id, "), "{file}");
        }
    }

    #[test]
    fn a_folder_of_parts_answers_as_one_file_does() {
        let run = exported();
        run.show(&["export", "events.csv", "--partition", "year", "-o", "by-year"]);
        run.show(&["export", "events.csv", "--partition", "country", "-o", "by-country"]);
        let mut statements = Vec::new();
        for filter in WINDOWS {
            for table in ["events.parquet", "by-year", "by-country"] {
                statements.push(run.show(&[&["sql", table, "--columns", "id,country"], *filter].concat()));
            }
        }
        let Some(theirs) = duckdb(&run, &statements) else { return };
        for (of_one, filter) in theirs.chunks(3).zip(WINDOWS) {
            assert_eq!(of_one[1], of_one[0], "{filter:?} by year");
            assert_eq!(of_one[2], of_one[0], "{filter:?} by country");
        }
    }
}
