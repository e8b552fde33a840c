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
    ORDER BY earliest ASC NULLS LAST, time_of_day ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
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
    ORDER BY earliest ASC NULLS LAST, time_of_day ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC
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
    ORDER BY earliest ASC NULLS LAST, time_of_day ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
    "#);
    assert_snapshot!(sql(&["-l", "İstanbul' OR \\'1", "--table", "a.my \"`t", "--columns", "id", "--dialect", "postgres"]), @r#"
    SELECT id,
      TRUE AS certain
    FROM "a"."my ""`t"
    WHERE (position(E'istanbul'' or \\''1' IN place_folded) > 0)
    ORDER BY earliest ASC NULLS LAST, time_of_day ASC NULLS FIRST, latest ASC, qualified ASC, row_number ASC;
    "#);
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
fn what_the_columns_can_not_answer_is_refused() {
    for filter in [
        &["--tag", "x"][..],
        &["--status", "disputed"],
        &["--where", "note = x"],
        &["--where", "killed ="],
        &["--where", "date != 2016-03"],
        &["--from", "2022-02-24T05:00"],
        &["--search", "a\nb"],
    ] {
        let shown = sql(&[filter, &["x.parquet"]].concat());
        assert!(shown.contains("can't be asked of these columns exactly") && shown.contains("exit 2"), "{shown}");
    }
    assert_snapshot!(sql(&["--tag", "x", "x.parquet"]), @"
    --- stderr
    error: a filter by tag or status can't be asked of these columns exactly
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
    use std::fmt::Write as _;
    use std::process::Command;

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
        match n.below(16) {
            0..7 => a,
            7 | 8 => format!("{a}/{b}"),
            9 => format!("{a}/{}", n.of(&["..", ""])),
            10 => format!("{}/{a}", n.of(&["..", ""])),
            11 => format!("[{a},{b}]"),
            12 => format!("{{{a},{b}}}"),
            13 => format!("{{201{}-05..2016-06}}", n.below(6)),
            14 => format!("{{{}..}}", n.of(&["2014", "2015-03", "2016-02-03"])),
            _ => {
                n.of(&["Y-170000002", "Y170000002", "2014-06-15T05:30:00Z", "2014-06-15T23:00", "[..2014]"]).to_owned()
            }
        }
    }

    /// A chronology of so many events, some of whose dates no column can hold or dateline can read.
    fn chronology(n: &mut Numbers, events: usize) -> String {
        let mut csv = "id,date,title,location,country,latitude,longitude,kind,actors,killed,note\n".to_owned();
        for i in 0..events {
            let date = if n.below(20) == 0 { String::new() } else { any_date(n) };
            let place = n.of(&["Kabul", "İstanbul, Fatih", "Łódź", "", "Orléans"]);
            let country = n.of(&["Türkiye", "Afghanistan", "", "Poland"]);
            let killed = n.of(&["", "0", "5", "10..20", "131..", "..50", "~170", "13 (10..20)", "100"]);
            let (latitude, longitude) = match n.below(3) {
                0 => (String::new(), String::new()),
                _ => (format!("{}.{}", 30 + n.below(20), n.below(99)), format!("{}.{}", 20 + n.below(50), n.below(99))),
            };
            let kind = n.of(&["attack", "Émeute", ""]);
            let actors = n.of(&["Group A; Group B", "O'Neill's men", "\\ backslash", ""]);
            let note = n.of(&["100% sure", "a_b", "plain", ""]);
            let _ = writeln!(
                csv,
                "e{i},\"{date}\",Event {i},\"{place}\",{country},{latitude},{longitude},{kind},{actors},{killed},{note}"
            );
        }
        csv
    }

    const FILTERS: &[&[&str]] = &[
        &[],
        &["--year", "2014"],
        &["--year", "2015"],
        &["--year", "2014", "--year", "2016"],
        &["--year", "2013..2015"],
        &["--year", "-0003"],
        &["--on", "2014-06-15"],
        &["--on", "2014-06"],
        &["--on", "2014-02-28", "--on", "2015-07-30"],
        &["--from", "2015"],
        &["--from", "2014-06-15", "--to", "2016-03-31"],
        &["--from", "2014-06-15", "--to", "2014-08-02"],
        &["--to", "2014"],
        &["--to", "0000"],
        &["--from", "1900", "--to", "1999"],
        &["--from", "-9999", "--to", "9999"],
        &["--location", "istanbul"],
        &["--location", "lodz, pol"],
        &["--country", "turk"],
        &["--kind", "emeute", "--year", "2014..2016"],
        &["--actor", "o'neill"],
        &["--actor", "\\"],
        &["--search", "100%"],
        &["--search", "a_b"],
        &["--where", "killed >= 15"],
        &["--where", "killed < 15"],
        &["--where", "killed != 5"],
        &["--near", "41,29", "--within", "900"],
    ];

    /// Runs each statement in DuckDB, by Python, which has it as a package: the ids, and whether they match for certain.
    /// `None`: it is not here.
    fn duckdb(run: &Run, statements: &[String]) -> Option<Vec<Vec<(String, bool)>>> {
        const SCRIPT: &str = "import duckdb, json, sys\n\
            rows = lambda sql: [(str(row[0]), bool(row[-1])) for row in duckdb.sql(sql).fetchall()]\n\
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

    #[test]
    fn duckdb_finds_what_dateline_finds_in_the_same_order() {
        let mut numbers = Numbers(20_261_126);
        let all = chronology(&mut numbers, 4000);
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
        let kept = lines.filter(|line| ids.contains(line.split(',').next().unwrap()));
        let kept: Vec<&str> = kept.collect();
        assert!(kept.len() > 3000, "{}", kept.len());
        let run = Run::nowhere().file("events.csv", header + &kept.join("\n") + "\n");
        let said = run.show(&["export", "events.csv", "-o", "events.parquet"]);
        assert!(!said.contains("error"), "{said}");
        let (mut statements, mut own) = (Vec::new(), Vec::new());
        for filter in FILTERS {
            for certain in [&[][..], &["--certain"]] {
                let found = run
                    .show(&[&["export", "events.csv", "--sort", "date", "--columns", "id"], *filter, certain].concat());
                let found = found.split("--- stderr").next().unwrap();
                own.push(found.lines().skip(1).map(str::to_owned).collect::<Vec<_>>());
                statements.push(run.show(&[&["sql", "events.parquet", "--columns", "id"], *filter, certain].concat()));
            }
        }
        let Some(theirs) = duckdb(&run, &statements) else { return };
        for (i, filter) in FILTERS.iter().enumerate() {
            let ids = |rows: &[(String, bool)]| rows.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&theirs[2 * i]), own[2 * i], "{filter:?}");
            assert_eq!(ids(&theirs[2 * i + 1]), own[2 * i + 1], "{filter:?} for certain");
            // What the column `certain` says of each.
            let certain: Vec<_> = theirs[2 * i].iter().filter(|(_, is_certain)| *is_certain).cloned().collect();
            assert_eq!(ids(&certain), own[2 * i + 1], "{filter:?}, the column");
        }
    }
}
