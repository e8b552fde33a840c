use crate::Run;
use insta::assert_snapshot;

#[test]
fn by_year_with_the_empty_years_between() {
    assert_snapshot!(Run::beside_events().show(&["count", "--width", "60"]), @"
    year  events  killed
    2014       1          ████████████▋
    2015       0
    2016       1          ████████████▋
    2017       0
    2018       0
    2019       0
    2020       1          ████████████▋
    2021       2     183  █████████████████████████▍
    2022       2          █████████████████████████▍
    2023       0
    2024       3    131+  ██████████████████████████████████████
    ────────────────────
    total      10    314+

    10 events
    ");
}

#[test]
fn a_date_that_spans_units_is_a_group_of_its_own() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,killed,wounded\n2014-12-31,A,3,\n[2014-12..2015-01],B,10..20,~7\n2015,C,,\n2016-02,D,131..,\n2018/..,E,..5,\n,F,1,\n199X,G,,\n1800,H,,\n",
    );
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year", "--width", "60"]), @"
    year           events  killed  wounded
    1800                1                   ████████████████████
    1801–1989      no events in 189 years
    1990–1999           1                   ████████████████████
    2000                0
    2001                0
    2002                0
    2003                0
    2004                0
    2005                0
    2006                0
    2007                0
    2008                0
    2009                0
    2010                0
    2011                0
    2012                0
    2013                0
    2014                1       3           ████████████████████
    2014–2015           1   10–20     c. 7  ████████████████████
    2015                1                   ████████████████████
    2016                1    131+           ████████████████████
    2017                0
    2018 or later       1     0–5           ████████████████████
    undated             1       1           ████████████████████
    ──────────────────────────────────────
    total               8    145+     c. 7

    8 events
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "month", "--from", "2014", "--width", "60"]), @"
    month                events  killed  wounded
    Dec 2014                  1       3           ██████████████
    Dec 2014 – Jan 2015       1   10–20     c. 7  ██████████████
    2015                      1                   ██████████████
    Jan 2016                  0
    Feb 2016                  1    131+           ██████████████
    Mar 2016                  0
    Apr 2016                  0
    May 2016                  0
    Jun 2016                  0
    Jul 2016                  0
    Aug 2016                  0
    Sep 2016                  0
    Oct 2016                  0
    Nov 2016                  0
    Dec 2016                  0
    Jan 2017                  0
    Feb 2017                  0
    Mar 2017                  0
    Apr 2017                  0
    May 2017                  0
    Jun 2017                  0
    Jul 2017                  0
    Aug 2017                  0
    Sep 2017                  0
    Oct 2017                  0
    Nov 2017                  0
    Dec 2017                  0
    Jan 2018 or later         1     0–5           ██████████████
    ────────────────────────────────────────────
    total                     5    144+     c. 7

    5 events
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "decade", "--from", "1990", "--width", "60"]), @"
    decade          events  killed  wounded
    1990s                1                   ████▊
    2000s                0
    2010s                4    144+     c. 7  ███████████████████
    2010s or later       1     0–5           ████▊
    ───────────────────────────────────────
    total                6    144+     c. 7

    6 events
    ");
}

#[test]
fn by_text_the_largest_first() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["count", "--by", "country", "--width", "60"]), @"
    country        events  killed
    Afghanistan         5     183  █████████████████████████████
    Russia              2    131+  ███████████▋
    United States       1          █████▊
    (none)              2          ███████████▋
    ─────────────────────────────
    total              10    314+

    10 events
    ");
    assert_snapshot!(run.show(&["count", "--by", "actor", "--limit", "2", "--width", "60"]), @"
    actor    events  killed
    ISIS-K        8    314+  ███████████████████████████████████
    Taliban       2          ████████▊
    ───────────────────────
    total        10    314+

    10 events; the first 2 of 6 groups shown; one with several
    actors counts for each
    ");
    assert_snapshot!(run.show(&["count", "--by", "kind", "--year", "2024", "--width", "60"]), @"
    kind     events  killed
    attack        1    131+  ███████████████████████████████████
    claim         1          ███████████████████████████████████
    warning       1          ███████████████████████████████████
    ───────────────────────
    total         3    131+

    3 events
    ");
}

#[test]
fn nothing_to_count_is_no_error() {
    assert_snapshot!(Run::beside_events().show(&["count", "--year", "1999"]), @"0 events");
    assert_snapshot!(Run::beside_events().show(&["count", "--by", "nothing"]), @"
    --- stderr
    error: there is no column `nothing`
    hint: the columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 2
    ");
}

#[test]
fn no_group_in_a_table_is_a_formula() {
    let run = Run::nowhere()
        .file("a.csv", "date,title,kind\n-0043-03,A,=1+1\n-0042,B,-1-cmd\n2014-05,C,＝1\n2015,D,-5\n2016,E,@x\n");
    let groups = |by: &str| {
        let table = run.show(&["count", "a.csv", "--by", by, "--format", "csv"]);
        table.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // A month before Christ is a set of one, and a plain year a number.
    assert_eq!(groups("month")[..2], ["[-0043-03]", "[-0042-01..-0042-12]"]);
    assert_eq!(groups("year")[..2], ["-0043", "-0042"]);
    assert_eq!(groups("kind"), ["'-1-cmd", "-5", "'=1+1", "'@x", "'＝1"]);
    assert!(run.show(&["date", "[-0043-03]"]).contains("earliest  -0043-03-01"));
}

#[test]
fn groups_for_other_programs() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,killed,wounded,country\n2014~,A,10..20,,\"x, y\"\n2014-12/2015-01,B,131..,3,Peru\n2017,C,~5,..9,Peru\n,D,,,\n",
    );
    assert_snapshot!(run.show(&["count", "a.csv", "--format", "csv"]), @r"
    year,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    2014,1,10..20,10,,20,1,,,,,0
    [2014..2015],1,131..,131,,,1,3,3,,3,1
    2017,1,~5,5,,5,1,0..9,0,,9,1
    ,1,,,,,0,,,,,0
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--format", "json"]), @r#"
    [
    {"group":"Peru","events":2,"killed":{"low":136,"high":null,"approximate":true},"killed_known":2,"wounded":{"low":3,"high":12},"wounded_known":2},
    {"group":"x, y","events":1,"killed":{"low":10,"high":20},"killed_known":1,"wounded":null,"wounded_known":0},
    {"group":null,"events":1,"killed":null,"killed_known":0,"wounded":null,"wounded_known":0}
    ]
    "#);
    assert_snapshot!(run.show(&["count", "a.csv", "--year", "2014", "-o", "possible.csv"]), @r"
    --- stderr
    note: 1 of 2 events match only possibly; --certain leaves them out
    ");
    run.show(&["count", "a.csv", "-o", "groups.csv"]);
    assert_eq!(run.read("groups.csv"), run.output(&["count", "a.csv", "--format", "csv"]).stdout);
    run.show(&["count", "a.csv", "-o", "groups.txt", "--color", "always"]);
    assert_eq!(run.read("groups.txt"), run.output(&["count", "a.csv"]).stdout);
    assert_snapshot!(run.show(&["count", "a.csv", "-o", "groups.doc"]), @r"
    --- stderr
    error: the ending of `groups.doc` names no format
    hint: end the name in .csv, .json, .svg or .txt, or say --format
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--title", "x"]), @r"
    --- stderr
    error: --title and --width-px are for pictures
    hint: say --format svg, or end --output in .svg
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "-o", "a.csv"]), @r"
    --- stderr
    error: `a.csv` is one of the files that are read
    hint: what is not selected, and rows that can't be read, would be lost; write to another file
    --- exit 2
    ");
}

#[test]
fn a_table_has_no_formulas_and_no_name_twice() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,killed,country\n-0043,A,1,\"=HYPERLINK(\"\"http://x\"\")\"\n-0042,B,1,@SUM(A1)\n-0041,C,..2,-5\n-0040,D,1..,-5+cmd\n",
    );
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--format", "csv"]), @r##"
    country,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    -5,1,0..2,0,,2,1,,,,,0
    '-5+cmd,1,1..,1,,,1,,,,,0
    "'=HYPERLINK(""http://x"")",1,1,1,,1,1,,,,,0
    '@SUM(A1),1,1,1,,1,1,,,,,0
    "##);
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "killed", "--format", "csv"]), @r##"
    group,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    1,2,2,2,,2,2,,,,,0
    ..2,1,0..2,0,,2,1,,,,,0
    1..,1,1..,1,,,1,,,,,0
    "##);
    assert_snapshot!(run.show(&["count", "a.csv", "--format", "csv"]), @r##"
    year,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    -0043,1,1,1,,1,1,,,,,0
    -0042,1,1,1,,1,1,,,,,0
    -0041,1,0..2,0,,2,1,,,,,0
    -0040,1,1..,1,,,1,,,,,0
    "##);
}

#[test]
fn a_sum_that_no_number_holds_is_at_least_the_greatest() {
    let most = u64::MAX;
    let run = Run::nowhere().file("a.csv", format!("date,title,killed\n2014,a,{most}\n2014,b,1\n2015,c,2\n"));
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year"]), @"
    year  events                       killed
    2014       2  18,446,744,073,709,551,615+  █████████████████████████████████████
    2015       1                            2  ██████████████████▌
    ─────────────────────────────────────────
    total       3  18,446,744,073,709,551,615+

    3 events
    ");
}

/// Events that may lie in several months, last through them, have no day or no date at all.
fn uncertain() -> Run {
    Run::nowhere().file(
        "a.csv",
        "date,title,killed,tags,country\n2020-06,a,5,x;y,Peru\n2020-06-05,b,3,x,Peru\nsummer 2020,c,1..4,,Chile\n[2020-05..2020-07],d,,y,\n2020-04/2020-08,e,10,,Chile\nY500000,f,,,\n,g,1,,\n2020-06-10/2020-07-02,h,2,,Peru\n",
    )
}

#[test]
fn an_event_that_may_lie_in_several_months_makes_a_range_of_each() {
    let run = uncertain();
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "month", "--spread", "--width", "60"]), @"
    month     events  killed
    Apr 2020       1      10  █████▋
    May 2020     1–2      10  █████▋░░░░░░
    Jun 2020     4–6   20–24  ██████████████████████▋░░░░░░░░░░░
    Jul 2020     2–4   12–16  ███████████▍░░░░░░░░░░░
    Aug 2020     1–2   10–14  █████▋░░░░░░
    unknown        1          █████▋
    undated        1       1  █████▋
    ────────────────────────
    total          8   22–25

    8 events; one that may lie in several, or lasts through
    them, counts in each
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "quarter", "--spread", "--format", "csv"]), @"
    quarter,events,events_low,events_high,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    2020-34,4..6,4,6,20..24,20,,24,5,,,,,0
    2020-35,2..4,2,4,12..16,12,,16,3,,,,,0
    XXXX,1,1,1,,,,,0,,,,,0
    ,1,1,1,1,1,,1,1,,,,,0
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--spread", "--from", "2020", "--to", "2020", "--format", "json"]), @r#"
    [
    {"group":"2020","events":6,"killed":{"low":21,"high":24},"killed_known":5,"wounded":null,"wounded_known":0}
    ]
    "#);
}

#[test]
fn what_is_shared_is_a_unit_of_time() {
    let run = uncertain().file("ages.csv", "date,title\n0001/9999,The common era\n");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--spread"]), @"
    --- stderr
    error: --spread is for units of time, not for country
    hint: say --by year, month, week or day
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "weekday", "--spread"]), @"
    --- stderr
    error: --spread is for units of time, not for weekday
    hint: say --by year, month, week or day
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "ages.csv", "--by", "day", "--spread"]), @"
    --- stderr
    error: the dates span more units than can be counted one by one
    hint: say --by year or decade
    --- exit 2
    ");
}

#[test]
fn by_quarter_week_day_and_weekday() {
    let run = uncertain();
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "quarter", "--width", "60"]), @"
    quarter     events  killed
    unknown          1          ████████
    Q2 2020          2       8  ████████████████
    Q2–Q3 2020       4   13–16  ████████████████████████████████
    undated          1       1  ████████
    ──────────────────────────
    total            8   22–25

    8 events
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "week", "--format", "csv"]), @"
    week,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    XXXX,1,,,,,0,,,,,0
    [2020-03-30..2020-09-06],1,10,10,,10,1,,,,,0
    [2020-04-27..2020-08-02],1,,,,,0,,,,,0
    [2020-06-01..2020-06-07],1,3,3,,3,1,,,,,0
    [2020-06-01..2020-07-05],1,5,5,,5,1,,,,,0
    [2020-06-01..2020-09-06],1,1..4,1,,4,1,,,,,0
    [2020-06-08..2020-07-05],1,2,2,,2,1,,,,,0
    ,1,1,1,,1,1,,,,,0
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "day", "--where", "killed>1", "--width", "60"]), @"
    day                  events  killed
    1 Apr – 31 Aug 2020       1      10  ███████████████████████
    1–30 Jun 2020             1       5  ███████████████████████
    1 Jun – 31 Aug 2020       1     1–4  ███████████████████████
    5 Jun 2020                1       3  ███████████████████████
    10 Jun – 2 Jul 2020       1       2  ███████████████████████
    ───────────────────────────────────
    total                     5   21–24

    5 events: 4 certain, 1 possible (○)
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "weekday", "--width", "60"]), @"
    weekday      events  killed
    not one day       6   18–21  ███████████████████████████████
    Friday            1       3  █████▏
    undated           1       1  █████▏
    ───────────────────────────
    total             8   22–25

    8 events
    ");
}

#[test]
fn by_two_things_at_once() {
    let run = uncertain();
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--by", "tag"]), @"
    country  x  y  (none)  total
    Peru     2  1       1      3
    Chile    ·  ·       2      2
    (none)   ·  1       2      3
    ────────────────────────────
    total    2  2       5      8

    8 events; one with several tags counts for each
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--by", "tag", "--sort", "group", "-n", "1"]), @"
    country  x  y  (none)  total
    Chile    ·  ·       2      2
    ────────────────────────────
    total    2  2       5      8

    8 events; the first 1 of 3 groups shown; one with several tags counts for each
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--by", "tag", "--format", "csv"]), @"
    country,tag,events,killed,killed_low,killed_best,killed_high,killed_known,wounded,wounded_low,wounded_best,wounded_high,wounded_known
    Peru,x,2,8,8,,8,2,,,,,0
    Peru,y,1,5,5,,5,1,,,,,0
    Peru,,1,2,2,,2,1,,,,,0
    Chile,,2,11..14,11,,14,2,,,,,0
    ,y,1,,,,,0,,,,,0
    ,,2,1,1,,1,1,,,,,0
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year", "--by", "tag", "--format", "json", "-n", "1"]), @r#"
    [
    {"groups":["XXXX",null],"events":1,"killed":null,"killed_known":0,"wounded":null,"wounded_known":0}
    ]
    "#);
}

#[test]
fn a_table_that_is_too_wide_says_so() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["count", "--by", "kind", "--by", "actor", "--width", "60"]), @"
    kind         ISIS-K  Taliban  Pakistani Talib…  total
    attack            3        ·                 ·      3
    claim             1        ·                 ·      1
    crackdown         1        1                 ·      1
    designation       1        ·                 ·      1
    founding          1        ·                 1      1
    leadership        1        ·                 ·      1
    takeover          ·        1                 ·      1
    warning           ·        ·                 ·      1
    ─────────────────────────────────────────────────────
    total             8        2                 1     10

    no room for 3 columns; --format csv has all
    10 events; one with several actors counts for each
    ");
}

#[test]
fn two_things_that_make_no_table() {
    let run = uncertain();
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year", "--by", "year"]), @"
    --- stderr
    error: --by year is given twice
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year", "--by", "tag", "--by", "country"]), @"
    --- stderr
    error: --by is given more than twice
    hint: a table has rows and columns: give it twice
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year", "--by", "tag", "--format", "svg"]), @"
    --- stderr
    error: a picture shows one --by
    hint: say --format csv for a table of both
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "year", "--by", "tag", "--spread"]), @"
    --- stderr
    error: --spread is for one --by
    --- exit 2
    ");
}

#[test]
fn the_deadliest_group_first() {
    let run = uncertain();
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "country", "--sort", "-killed", "--width", "60"]), @"
    country  events  killed
    Chile         2   11–14  ███████████████████████▍
    Peru          3      10  ███████████████████████████████████
    (none)        3       1  ███████████████████████████████████
    ───────────────────────
    total         8   22–25

    8 events
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--by", "month", "--sort", "killed", "-n", "2", "--width", "60"]), @"
    month         events  killed
    Jun–Aug 2020       1     1–4  ██████████████████████████████
    undated            1       1  ██████████████████████████████
    ────────────────────────────
    total              8   22–25

    8 events; the first 2 of 7 groups shown
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "--sort", "deaths"]), @"
    --- stderr
    error: invalid value 'deaths' for '--sort <NUMBER>': `deaths` is none of events, killed, wounded and group; -killed begins with the most

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn the_one_file_is_a_group_by_file() {
    assert_snapshot!(Run::beside_events().show(&["count", "--by", "file", "--width", "60"]), @"
    file        events  killed
    events.csv      10    314+  ████████████████████████████████

    10 events
    ");
}

#[test]
fn groups_by_a_list_have_a_total_of_each_event_once() {
    assert_snapshot!(uncertain().show(&["count", "a.csv", "--by", "tags", "--width", "60"]), @"
    tag     events  killed
    x            2       8  ██████████████▍
    y            2       5  ██████████████▍
    (none)       5   14–17  ████████████████████████████████████
    ──────────────────────
    total        8   22–25

    8 events; one with several tags counts for each
    ");
}

#[test]
fn a_shared_group_has_the_events_that_the_filter_finds() {
    let dates = [
        "2014",
        "late 2014",
        "2014~",
        "[2014..2016]",
        "2014/2016",
        "2015-02-03",
        "spring 2015",
        "199X",
        "[..2014]",
        "2016/..",
        "[2014-12-31,2016-01-01]",
        "2015?",
        "{2014,2016}",
        "2013-12-31/2014-01-01",
    ];
    let rows: Vec<String> = dates.iter().map(|date| format!("\"{date}\",x\n")).collect();
    let run = Run::nowhere().file("a.csv", format!("date,title\n{}", rows.concat()));
    let json = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let output = run.output(&[arguments, &["a.csv", "--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let groups = json(&["count", "--spread"]);
    assert!(groups.len() > 20);
    for group in groups {
        let year = group["group"].as_str().unwrap();
        let events = &group["events"];
        let range = |end: &str| events[end].as_u64().or(events.as_u64());
        let found = |more: &[&str]| Some(json(&[&["export", "--year", year], more].concat()).len() as u64);
        assert_eq!((range("low"), range("high")), (found(&["--certain"]), found(&[])), "{year}");
    }
}
