//! What was meant is said where it is likely, and nothing where it is not.

use crate::Run;
use insta::assert_snapshot;

/// The lines of the errors that name a way out.
fn tip(arguments: &[&str]) -> String {
    let shown = Run::beside_events().show(arguments);
    assert!(shown.contains("error: "), "{arguments:?}: {shown}");
    let tips =
        shown.lines().map(str::trim).filter_map(|line| line.strip_prefix("tip: ").or(line.strip_prefix("hint: ")));
    tips.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_word_that_is_no_command_is_taken_for_one_that_does_it() {
    for (arguments, meant) in [
        (&["search", "kabul"][..], "`dateline list --search kabul` does that"),
        (&["search", "Kabul airport"], "`dateline list --search 'Kabul airport'` does that"),
        (&["serach", "kabul"], "`dateline list --search kabul` does that"),
        (&["sort"], "`dateline list --sort COLUMN` does that"),
        (&["sort", "-killed"], "`dateline list --sort -killed` does that"),
        (&["sort", "events.csv"], "`dateline list --sort COLUMN` does that"),
        (&["certain"], "`dateline list --certain` does that"),
        (&["find", "kabul"], "`dateline list --search kabul` does that"),
        (&["import", "x.csv"], "`dateline add --from x.csv` does that"),
        (&["import"], "`dateline add --from FILE` does that"),
        (&["delete", "kabul"], "`dateline remove kabul` does that"),
        (&["events.csv"], "`dateline timeline events.csv` does that"),
        (&["lst"], "a similar command exists: `list`"),
        (&["timelien"], "a similar command exists: `timeline`"),
        (&["merge", "a", "b"], ""),
        (&["nothing"], ""),
        (&["x.csv"], ""),
    ] {
        assert_eq!(tip(arguments), meant, "{arguments:?}");
    }
}

#[test]
fn an_option_that_is_not_there_is_taken_for_one_that_does_it() {
    for (arguments, meant) in [
        (&["list", "--since", "2014"][..], "`--from 2014` does that"),
        (&["list", "--since=2014"], "`--from 2014` does that"),
        (&["timeline", "--before", "2014"], "`--to 2014` has its last day in it too"),
        (&["export", "--after", "late 2014"], "`--from 'late 2014'` has its first day in it too"),
        (&["count", "--group-by", "year"], "`--by year` does that"),
        (&["list", "--yaer", "2014"], "a similar argument exists: `--year`"),
        (&["list", "--group-by", "year"], ""),
        (&["list", "--frobnicate"], ""),
        (&["show", "kabul", "events.csv"], "to name the file, pass `--file events.csv`"),
        (&["remove", "kabul", "events.csv", "--yes"], "to name the file, pass `--file events.csv`"),
        (&["edit", "kabul", "killed=3"], "to change a column, pass `--killed 3`"),
        (&["edit", "kabul", "note=a b"], "to change a column, pass `--set 'note=a b'`"),
    ] {
        assert_eq!(tip(arguments), meant, "{arguments:?}");
    }
}

#[test]
fn a_date_that_is_no_year_has_an_option_of_its_own() {
    for (arguments, meant) in [
        (&["list", "--year", "late 2014"][..], "`--on \"late 2014\"` takes a date in words"),
        (&["list", "--year", "late", "2014"], "`--on \"late 2014\"` takes a date in words"),
        (&["list", "--year=late", "2014", "--limit", "3"], "`--on \"late 2014\"` takes a date in words"),
        (&["list", "-y", "2021-08"], "`--on \"2021-08\"` takes a date in words"),
        (&["list", "--from", "26", "August", "2021"], "`--from \"26 August 2021\"` takes a date in words"),
        (&["list", "--year", "someday"], ""),
        (&["list", "--limit", "late", "2014"], ""),
    ] {
        assert_eq!(tip(arguments), meant, "{arguments:?}");
    }
}

#[test]
fn a_file_that_is_not_there_is_taken_for_a_filter() {
    let word = "to look for it in the events, pass";
    for (arguments, meant) in [
        (&["list", "kabul"][..], format!("{word} `--location kabul` or `--search kabul`")),
        (
            &["timeline", "kabul", "airport"],
            format!("{word} `--location \"kabul airport\"` or `--search \"kabul airport\"`"),
        ),
        (&["list", "2014"], "for a year, pass `--year 2014`".to_owned()),
        (&["export", "late", "2014"], "for a date, pass `--on \"late 2014\"`".to_owned()),
        (&["count", "year"], "to count by it, pass `--by year`".to_owned()),
        (&["export", "page.html"], "to write it, pass `-o page.html`".to_owned()),
        (&["list", "evnets.csv"], String::new()),
        (&["check", "2014"], String::new()),
    ] {
        assert_eq!(tip(arguments), meant, "{arguments:?}");
    }
}

#[test]
fn the_usage_names_no_option_that_was_not_meant() {
    assert_snapshot!(Run::beside_events().show(&["list", "--since", "2014"]), @"
    --- stderr
    error: unexpected argument '--since' found

      tip: `--from 2014` does that

    Usage: dateline list [OPTIONS] [FILE]...

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(Run::beside_events().show(&["merge", "a", "b"]), @"
    --- stderr
    error: the following required arguments were not provided:
      <THEIRS>

    Usage: dateline merge <BASE> <OURS> <THEIRS>

    For more information, try '--help'.
    --- exit 2
    ");
}
