//! A folder of Parquet files, in which each year or country has a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use parquet::basic::Compression;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::Run;

const EVENTS: &str = r#"id,date,title,country,report_of
may,2014-05-06,A day,Türkiye,
war,2014/2016,What lasts,Côte d'Ivoire,
open,../2015,No start,a/b=c,
none,,Undated,,
long-ago,-0003-05,Before Christ,Türkiye,
unknown,"[2014-12,2015-01]",Either month,poland,
about,2015~,Qualified,Poland,
again,2013-12-31,Another report,Türkiye,may
"#;

/// The files of a folder, with the ids of their events.
fn files(run: &Run, folder: &str) -> String {
    let mut found = Vec::new();
    for part in fs::read_dir(run.path(folder)).unwrap() {
        for file in fs::read_dir(part.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.strip_prefix(run.path("")).unwrap().to_str().unwrap().to_owned();
            let ids = run.output(&["export", &name, "--columns", "id"]).stdout;
            let ids = String::from_utf8(ids).unwrap().lines().skip(1).collect::<Vec<_>>().join(" ");
            found.push(format!("{name}: {ids}\n"));
        }
    }
    found.sort();
    found.concat()
}

fn paths(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { paths(&path, found) } else { found.push(path.to_str().unwrap().to_owned()) }
    }
}

/// The events of some files as lines of JSON, in whatever order.
fn events(run: &Run, files: &[&str]) -> BTreeSet<String> {
    let omit: &[&str] = if files.len() > 1 { &["--omit", "file"] } else { &[] };
    let json = run.output(&[&["export", "--format", "ndjson"], omit, files].concat()).stdout;
    let events: BTreeSet<String> = String::from_utf8(json).unwrap().lines().map(str::to_owned).collect();
    assert!(!events.is_empty());
    events
}

#[test]
fn an_event_is_in_the_year_in_which_it_may_first_have_happened() {
    let run = Run::nowhere().file("a.csv", EVENTS);
    assert_snapshot!(run.show(&["export", "a.csv", "--partition", "year", "-o", "out"]), @"");
    assert_snapshot!(files(&run, "out"), @"
    out/year=-3/events-2.parquet: long-ago
    out/year=2013/events-3.parquet: may again
    out/year=2014/events-4.parquet: war unknown
    out/year=2015/events-5.parquet: about
    out/year=__HIVE_DEFAULT_PARTITION__/events-1.parquet: open none
    ");
}

#[test]
fn a_value_that_no_folder_can_have_is_escaped() {
    let run = Run::nowhere().file("a.csv", EVENTS);
    run.show(&["export", "a.csv", "--partition", "country", "-o", "out"]);
    assert_snapshot!(files(&run, "out"), @"
    out/country=Côte d%27Ivoire/events-2.parquet: war
    out/country=Poland/events-3.parquet: about
    out/country=Türkiye/events-4.parquet: may again long-ago
    out/country=__HIVE_DEFAULT_PARTITION__/events-1.parquet: none
    out/country=a%2Fb%3Dc/events-5.parquet: open
    out/country=poland/events-6.parquet: unknown
    ");
}

#[test]
fn what_is_read_back_are_the_same_events() {
    let countries = ["Türkiye", "", "Poland", "poland"];
    let rows: String = (0..3000)
        .map(|n| {
            let (year, country) = (1000 + n % 350, countries[n % 4]);
            format!("e{n},{year}-05,Event {n},{country},{}\n", n % 17)
        })
        .collect();
    let run = Run::nowhere().file("a.csv", format!("id,date,title,country,note\n{rows}"));
    let own = events(&run, &["a.csv"]);
    for by in ["year", "country"] {
        run.show(&["export", "a.csv", "--partition", by, "-o", by]);
        let mut files = Vec::new();
        paths(&run.path(by), &mut files);
        assert!(files.len() >= if by == "year" { 350 } else { 4 }, "{}", files.len());
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        assert_eq!(events(&run, &files), own, "{by}");
    }
}

#[test]
fn a_folder_is_whole_or_not_there() {
    let run = Run::nowhere().file("a.csv", "id,date,title\nx,2014-13,y\nz,2014,y\n").file("b.csv", EVENTS);
    run.show(&["export", "a.csv", "--strict", "--partition", "year", "-o", "out"]);
    let names = |run: &Run| {
        let mut names: Vec<_> = fs::read_dir(run.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&run), ["a.csv", "b.csv"]);
    // An empty folder gives way, one that holds something does not.
    fs::create_dir(run.path("out")).unwrap();
    run.show(&["export", "b.csv", "--partition", "year", "-o", "out"]);
    assert_eq!(names(&run), ["a.csv", "b.csv", "out"]);
    assert_snapshot!(run.show(&["export", "b.csv", "--partition", "year", "-o", "out"]), @"
    --- stderr
    error: there is something in the folder `out` already, and files of two exports must not be mixed
    hint: name a folder that is not there yet, or empty this one
    --- exit 1
    ");
    assert_snapshot!(run.show(&["export", "b.csv", "--partition", "year", "-o", "a.csv"]), @"
    --- stderr
    error: `a.csv` is a file, and a folder is to be written
    hint: name a folder that is not there yet
    --- exit 2
    ");
}

#[test]
fn what_does_not_go_together_is_refused() {
    let run = Run::nowhere().file("a.csv", EVENTS);
    assert_snapshot!(run.show(&["export", "a.csv", "--partition", "year"]), @"
    --- stderr
    error: a partitioned export is a folder of files
    hint: name the folder with -o FOLDER
    --- exit 2
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--partition", "year", "--format", "csv", "-o", "x"]), @"
    --- stderr
    error: --partition is for Parquet
    hint: say --format parquet
    --- exit 2
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--partition", "country", "--omit", "country", "-o", "x"]), @"
    --- stderr
    error: the names of the folders would tell the country, which is left out
    hint: keep the column `country`, or leave --partition out
    --- exit 2
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--compression", "zstd"]), @"
    --- stderr
    error: --compression is for Parquet
    hint: say --format parquet, or end --output in .parquet
    --- exit 2
    ");
}

#[test]
fn a_folder_that_is_read_is_told_its_files() {
    let run = Run::nowhere().file("a.csv", EVENTS);
    run.show(&["export", "a.csv", "--partition", "year", "-o", "my out"]);
    assert_snapshot!(run.show(&["list", "my out"]), @"
    --- stderr
    error: cannot read `my out`: it is a directory, not a file
    hint: name the files in it: dateline list 'my out'/*/*.parquet
    --- exit 1
    ");
}

#[test]
fn a_file_is_packed_as_it_is_asked_for() {
    let run = Run::nowhere().file("a.csv", EVENTS);
    for (options, packed) in
        [(&[][..], Compression::SNAPPY), (&["--compression", "zstd"], Compression::ZSTD(Default::default()))]
    {
        run.show(&[&["export", "a.csv", "-o", "a.parquet"], options].concat());
        let reader = SerializedFileReader::new(bytes::Bytes::from(run.read("a.parquet"))).unwrap();
        assert_eq!(reader.metadata().row_group(0).column(0).compression(), packed);
        assert_eq!(events(&run, &["a.parquet"]), events(&run, &["a.csv"]));
    }
}
