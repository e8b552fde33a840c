use crate::Run;
use insta::assert_snapshot;

#[test]
fn by_year() {
    let run = Run::beside_events();
    assert_eq!(run.ids(&["--year", "2014"]), ["founding"]);
    assert_eq!(run.ids(&["--year", "2021"]), ["takeover", "kabul-airport"]);
    assert_eq!(run.ids(&["--year", "2014..2016"]), ["founding", "us-designation"]);
    assert_eq!(run.ids(&["-y", "2014", "-y", "2016"]), ["founding", "us-designation"]);
    assert_eq!(run.ids(&["--year", "2022", "--certain"]), ["crackdown", "russian-embassy"]);
}

#[test]
fn by_dates_whole_units_at_both_ends() {
    let run = Run::beside_events();
    assert_eq!(run.ids(&["--from", "2022-06", "--to", "2022-08"]), ["crackdown"]);
    assert!(run.ids(&["--from", "2022-06", "--to", "2022-08", "--certain"]).is_empty());
    assert_eq!(run.ids(&["--to", "2016"]), ["founding", "us-designation"]);
    assert_eq!(run.ids(&["--from", "25 March 2024"]), ["media-claim"]);
    assert_eq!(run.ids(&["--on", "2021-08-26"]), ["takeover", "kabul-airport"]);
    assert_eq!(run.ids(&["--on", "late 2014"]), ["founding"]);
    assert_eq!(run.ids(&["--on", "2014-09", "--certain"]), [""; 0]);
}

#[test]
fn by_place() {
    let run = Run::beside_events();
    assert_eq!(run.ids(&["--location", "kabul"]), ["kabul-airport", "russian-embassy"]);
    assert_eq!(
        run.ids(&["--country", "afghanistan"]),
        ["founding", "takeover", "kabul-airport", "crackdown", "russian-embassy"]
    );
    assert_eq!(run.ids(&["--near", "34.5,69.2", "--within", "20"]), ["kabul-airport", "russian-embassy"]);
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,admin1,location\na,2020,x,Kabul Province,\nb,2020,x,,İstanbul\nc,2020,x,,Bogotá\n",
    );
    assert_eq!(run.ids(&["a.csv", "-l", "kabul"]), ["a"]);
    assert_eq!(run.ids(&["a.csv", "-l", "istanbul", "-l", "Bogota"]), ["b", "c"]);
}

#[test]
fn by_actor_kind_and_text() {
    let run = Run::beside_events();
    assert_eq!(run.ids(&["--actor", "pakistani taliban"]), ["founding"]);
    assert_eq!(run.ids(&["--kind", "attack", "--year", "2024"]), ["moscow-concert"]);
    assert_eq!(run.ids(&["--kind", "warning", "--kind", "claim"]), ["us-warning", "media-claim"]);
    assert_eq!(run.ids(&["--search", "footage"]), ["moscow-concert"]);
}

#[test]
fn by_condition() {
    let run = Run::beside_events();
    assert_eq!(run.ids(&["--where", "killed >= 100"]), ["kabul-airport", "moscow-concert"]);
    assert_eq!(run.ids(&["--where", "killed>=150"]), ["kabul-airport", "moscow-concert"]);
    assert_eq!(run.ids(&["--where", "killed>=150", "--certain"]), ["kabul-airport"]);
    assert_eq!(run.ids(&["--where", "killed=100..200"]), ["kabul-airport", "moscow-concert"]);
    assert_eq!(run.ids(&["--where", "killed=", "--where", "kind=attack"]), ["russian-embassy"]);
    assert_eq!(run.ids(&["--where", "kind=claim", "--where", "KIND=Warning"]), ["us-warning", "media-claim"]);
    assert_eq!(
        run.ids(&["--where", "date > 2022", "--where", "kind!=claim", "--where", "kind!=attack"]),
        ["us-warning"]
    );
    assert_eq!(run.ids(&["--where", "title ~ CONCERT"]), ["moscow-concert"]);
    assert_eq!(run.ids(&["--where", "latitude > 50"]), ["moscow-concert"]);
}

#[test]
fn what_is_unknown_fulfils_no_comparison() {
    let run = Run::nowhere().file("a.csv", "id,date,title,killed,score\na,2020,x,,\nb,,x,5,3\nc,2021,x,~5,n/a\n");
    assert_eq!(run.ids(&["a.csv", "--where", "killed < 100"]), ["b", "c"]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed < 100", "--certain"]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed != 5"]), ["c"; 0]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed != 6"]), ["b", "c"]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed="]), ["a"]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed != 5", "--certain"]), [""; 0]);
    assert_eq!(run.ids(&["a.csv", "--where", "date != 2020"]), ["c"]);
    assert_eq!(run.ids(&["a.csv", "--where", "date="]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "score < 100"]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "score!="]), ["b", "c"]);
}

#[test]
fn conditions_on_one_date_or_count_are_taken_together() {
    let run = Run::nowhere()
        .file("a.csv", "id,date,title,killed\na,\"[2014-01-05,2015-01-05]\",x,1..20\nb,[2014..2015],x,1..2\n");
    assert_eq!(run.ids(&["a.csv", "--year", "2014", "--where", "date >= 2014-06"]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "date >= 2014-02", "--where", "date <= 2014-12"]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "date = 2014", "--where", "date = 2015", "--certain"]), ["a", "b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed >= 15", "--where", "killed <= 5"]), [""; 0]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed = 1", "--where", "killed = 2", "--certain"]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--from", "Y300000"]), [""; 0]);
    assert_eq!(run.ids(&["a.csv", "--where", "date > Y300000"]), [""; 0]);
}

#[test]
fn what_is_unknown_can_be_one_of_the_alternatives() {
    let run = Run::nowhere().file("a.csv", "id,killed,date,title\na,,2020,A\nb,183,2021,B\nc,5,,C\n");
    assert_eq!(run.ids(&["a.csv", "--where", "killed=", "--where", "killed=183"]), ["a", "b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "date=", "--where", "date=2020"]), ["a", "c"]);
    assert_eq!(run.ids(&["a.csv", "--where", "date=", "--where", "date=2020", "--year", "2020"]), ["a"]);
    assert_eq!(run.ids(&["a.csv", "--where", "killed!=", "--where", "killed!=5"]), ["b"]);
}

#[test]
fn long_numbers_are_told_apart() {
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,post\na,2020,x,1766000000000000002\nb,2020,x,1766000000000000001\nc,2020,x,NaN\n",
    );
    assert_eq!(run.ids(&["a.csv", "--where", "post == 1766000000000000001"]), ["b"]);
    assert_eq!(run.ids(&["a.csv", "--where", "post != 7"]), ["a", "b", "c"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "post"]), ["b", "a", "c"]);
}

#[test]
fn a_place_may_reach_from_the_location_into_the_country() {
    assert_eq!(Run::beside_events().ids(&["--location", "kabul, afghanistan"]), ["kabul-airport", "russian-embassy"]);
}

#[test]
fn the_quotes_of_the_file_are_in_no_texts_way() {
    let rows = r#"id,date,title,location
plain,2021,A,Camp "Eagle" Kabul
quoted,2021,B,"Camp ""Eagle"", Kabul"
curly,2021,C,Camp “Eagle”
"#;
    let run = Run::nowhere().file("a.csv", rows);
    assert_eq!(run.ids(&["a.csv", "-l", r#"camp "eagle""#]), ["plain", "quoted", "curly"]);
    assert_eq!(run.ids(&["a.csv", "-l", "eagle"]), ["plain", "quoted", "curly"]);
    assert_eq!(run.ids(&["a.csv", "-l", r#""""#]), [""; 0]);
    assert_eq!(run.ids(&["a.csv", "-l", "kabul"]), ["plain", "quoted"]);
}

#[test]
fn wrong_values_are_usage_errors_that_say_what_is_right() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["list", "--year", "late 2014"]), @r#"
    --- stderr
    error: invalid value 'late 2014' for '--year <YEAR>': `late 2014` is not a year; write 2014 or 2014..2016

      tip: `--on "late 2014"` takes a date in words

    For more information, try '--help'.
    --- exit 2
    "#);
    assert_snapshot!(run.show(&["list", "--from", "03/04/2021"]), @"
    --- stderr
    error: invalid value '03/04/2021' for '--from <DATE>': `03/04/2021` has two readings: 3 April or 4 March 2021; write 2021-04-03 or 2021-03-04

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--year", "14"]), @"
    --- stderr
    error: invalid value '14' for '--year <YEAR>': `14` has no century; for that year itself write 0014

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--from", "2022", "--to", "2021"]), @"
    --- stderr
    error: --from begins on 2022-01-01, after --to ends on 2021-12-31
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--where", "killed"]), @"
    --- stderr
    error: invalid value 'killed' for '--where <COLUMN OP VALUE>': `killed` is not COLUMN OP VALUE; the operators are = != ~ (contains) >= <= > <

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--where", "killed > many"]), @"
    --- stderr
    error: invalid value 'killed > many' for '--where <COLUMN OP VALUE>': `many` names no number

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--near", "91,0", "--within", "5"]), @"
    --- stderr
    error: invalid value '91,0' for '--near <LAT,LON>': `91,0` is not LAT,LON in degrees, such as 34.53,69.17

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--near", "34.5,69.2"]), @"
    --- stderr
    error: the following required arguments were not provided:
      --within <KM>

    Usage: dateline list --near <LAT,LON> --within <KM> [FILE]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "--where", "deaths > 5"]), @"
    --- stderr
    error: there is no column `deaths`
    hint: the columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 2
    ");
}

fn with_times() -> Run {
    let rows = "2022-02-23T23:30,the day before\n2022-02-24T04:59:59,before\n2022-02-24T05:00,invasion\n2022-02-24,that day\n\
                2022-02,that month\n2022-02-24/2022-04-01,lasting\n2022-02-25,the day after\n";
    Run::nowhere().file("a.csv", format!("date,title\n{rows}"))
}

#[test]
fn a_time_of_day_is_a_limit_too() {
    let run = with_times();
    assert_snapshot!(run.show(&["list", "a.csv", "--from", "2022-02-24 05:00"]), @"
       date                 title
    ─────────────────────────────────────
    ○  Feb 2022             that month
    ○  24 Feb 2022          that day
       24 Feb – 1 Apr 2022  lasting
       24 Feb 2022 05:00    invasion
       25 Feb 2022          the day after

    5 events: 3 certain, 2 possible (○)
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--to", "2022-02-24T04:59", "--certain"]), @"
    date                  title
    ────────────────────────────────────
    23 Feb 2022 23:30     the day before
    24 Feb 2022 04:59:59  before

    2 events
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--on", "2022-02-24 05:00"]), @"
       date                 title
    ──────────────────────────────────
    ○  Feb 2022             that month
    ○  24 Feb 2022          that day
    ○  24 Feb – 1 Apr 2022  lasting
       24 Feb 2022 05:00    invasion

    4 events: 1 certain, 3 possible (○)
    ");
    let of = |condition: &str| {
        run.output(&["list", "a.csv", "--where", condition, "--certain", "--columns", "title"]).stdout
    };
    assert_eq!(
        of("date >= 2022-02-24T05:00"),
        run.output(&["list", "a.csv", "--from", "2022-02-24T05:00", "--certain", "--columns", "title"]).stdout
    );
    assert_eq!(
        of("date < 2022-02-24T05:00"),
        run.output(&["list", "a.csv", "--to", "2022-02-24T04:59:59", "--certain", "--columns", "title"]).stdout
    );
}

#[test]
fn times_that_contradict_each_other_are_refused() {
    let run = with_times();
    assert_snapshot!(run.show(&["list", "a.csv", "--from", "2022-02-24 08:00", "--to", "2022-02-24 07:00"]), @"
    --- stderr
    error: --from is 24 Feb 2022 08:00, after --to, 24 Feb 2022 07:00
    --- exit 2
    ");
    assert_snapshot!(run.show(&["list", "a.csv", "--from", "2022-02-25 08:00", "--to", "2022-02-24"]), @"
    --- stderr
    error: --from begins on 2022-02-25, after --to ends on 2022-02-24
    --- exit 2
    ");
}

/// A cell of more than one block: its lines look like events to whoever begins to read among them.
#[test]
fn only_events_without_coordinates_are_counted() {
    let lines = "a,2021-01-01,An event,,,words\n".repeat(80_000);
    let rows = format!("x,2021-01-01,A long report,34.5,69.2,\"{lines}\"\ny,2021-01-01,Somewhere,,,\n");
    let run = Run::nowhere().file("a.csv", format!("id,date,title,latitude,longitude,summary\n{rows}"));
    let list = ["list", "a.csv", "--near", "34.5,69.2", "--within", "5", "--columns", "id"];
    assert_snapshot!(run.show(&list), @"
    id
    ──
    x

    1 event
    --- stderr
    note: 1 event without coordinates is left out: how far away it was is not known
    ");
}

#[test]
fn events_without_coordinates_are_not_left_out_in_silence() {
    let rows = "2021,a,34.5,69.2\n2021,b,,\n2021,c,34.6,\n2022,d,,\n2021,e,50,10\n";
    let run = Run::nowhere().file("a.csv", format!("date,title,latitude,longitude\n{rows}"));
    let near = ["--near", "34.5,69.2", "--within", "50"];
    assert_snapshot!(run.show(&[&["list", "a.csv", "--year", "2021"], &near[..]].concat()), @"
    date  title
    ───────────
    2021  a

    1 event
    --- stderr
    note: 2 events without coordinates are left out: how far away they were is not known
    ");
    assert_snapshot!(run.show(&[&["count", "a.csv", "--by", "year"], &near[..]].concat()), @"
    year  events
    2021       1  ████████████████████████████████████████████████████████████

    1 event
    --- stderr
    note: 3 events without coordinates are left out: how far away they were is not known
    ");
    assert_snapshot!(run.show(&[&["export", "a.csv", "--year", "2022"], &near[..]].concat()), @"
    date,title,latitude,longitude
    --- stderr
    note: 1 event without coordinates is left out: how far away it was is not known
    ");
}
