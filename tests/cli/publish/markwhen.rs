use super::{HOSTILE, difficult, written};
use crate::Run;
use insta::assert_snapshot;

#[test]
fn the_date_that_markwhen_reads_and_the_edtf_beside_it() {
    assert_snapshot!(difficult().show(&["export", "--format", "markwhen"]), @r#"
    ---
    title: "events"
    ---

    44 BC: Caesar
    edtf: "-0043"

    2014-09/2014-12: Founding (late 2014)
    edtf: "[2014-09..2014-12]"
    id: "b"
    title: "Founding"

    2015: Split (c. 2015)
    edtf: "2015~"
    id: "b"
    title: "Split"
    latitude: 91.0
    longitude: 0.0
    killed: "10..20"

    10–20 killed

    2015: War (since 2015)
    edtf: "2015/.."
    title: "War"

    2021-08-26: Attack #attack
    edtf: "2021-08-26"
    id: "a"
    kind: "attack"
    location: "Kabul airport, Kabul"
    country: "Afghanistan"
    latitude: 34.53
    longitude: 69.17
    actors: ["X","Y"]
    killed: 183
    wounded: "150.."
    extra: {"note":"n"}

    Kabul airport, Kabul, Afghanistan · 183 killed, 150+ wounded
    One.
    Source: S1
    Source: S2

    2021-08-26/2021-08-28: Siege
    edtf: "2021-08-26/2021-08-28"

    2021-08-26: Blast
    edtf: "2021-08-26T17:50:00"
    killed: "~5"

    Date: 26 Aug 2021 17:50
    c. 5 killed
    --- stderr
    note: 2 inexact dates became the time from their earliest to their latest days, with their words beside the titles; 1 open date became the day, month or year that is known of it, with its words beside the title; 1 time of day stands only in words below its day; 1 undated event left out
    note: columns beyond the model are published too: note
    "#);
    assert_snapshot!(difficult().show(&["export", "-o", "a.mw"]), @"
    --- stderr
    note: 2 inexact dates became the time from their earliest to their latest days, with their words beside the titles; 1 open date became the day, month or year that is known of it, with its words beside the title; 1 time of day stands only in words below its day; 1 undated event left out
    note: columns beyond the model are published too: note
    ");
}

#[test]
fn a_timeline_shows_no_doubtful_date_as_certain() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title\n-0043-03-15,A\n-0043/-0040-03,B\n2014-06-15?,C\n../2015-03,D\n2016-XX-03,E\nY170000002,F\n",
    );
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "markwhen"]).replace("edtf: ", ""), @r#"
    ---
    title: "a"
    ---

    2015-03: D (until Mar 2015)
    "../2015-03"
    title: "D"

    44 BC - 41 BC: B
    "-0043/-0040-03"

    Date: from 44 BC to Mar 41 BC

    44 BC: A
    "-0043-03-15"

    Date: 15 Mar 44 BC

    2014-06-15: C (15 Jun 2014?)
    "2014-06-15?"
    title: "C"

    2016-01-03/2016-12-03: E (2016-XX-03)
    "2016-XX-03"
    title: "E"
    --- stderr
    note: 1 open date became the day, month or year that is known of it, with its words beside the title; 2 days or months before the common era became their years, with the dates in words below; 2 inexact dates became the time from their earliest to their latest days, with their words beside the titles; 1 event beyond the years that markwhen reads left out
    "#);
    let titles = run.show(&["export", "a.csv", "--format", "markwhen", "--from", "2016-02", "--to", "2016"]);
    assert!(titles.contains("2016-01-03/2016-12-03: E (2016-XX-03, possible)"), "{titles}");
}

/// A line that markwhen takes for the beginning of an event: by its documentation a date, or a range of them, or one
/// reckoned from another event, and a colon. More is taken for one here than there.
fn begins_event(line: &str) -> bool {
    let Some((date, _)) = line.split_once(':') else { return false };
    let mut words = date.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("").to_lowercase();
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let begins_with_dot = line.starts_with(". ");
    !begins_with_dot
        && (first.is_empty()
            || first.starts_with(|c: char| c.is_ascii_digit())
            || months.iter().any(|month| first.starts_with(month))
            || ["now", "by", "before", "after", "plus", "to", "every"].contains(&first.as_str()))
}

#[test]
fn no_cell_begins_an_event_a_property_or_a_section() {
    let text = String::from_utf8(written(".mw", "note: columns beyond the model are published too: note\n")).unwrap();
    let (header, body) = text.split_once("\n---\n").unwrap();
    assert_eq!(header, "---\ntitle: \"hostile\"");
    let mut events = 0;
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        if begins_event(line) {
            let date = format!("{}-08-26: ", 1980 + events);
            assert!(line.starts_with(&date), "{line}");
            let edtf = format!("edtf: \"{}-08-26\"", 1980 + events);
            assert_eq!(lines.next(), Some(edtf.as_str()));
            // Properties go on to the first line that is none. Each is JSON, which is YAML, and keeps the cell.
            while let Some(line) = lines.next_if(|line| !line.is_empty()) {
                let (_, value) = line.split_once(": ").unwrap();
                serde_json::from_str::<serde_json::Value>(value).unwrap();
                assert!(!value.contains('#'), "{line}");
            }
            events += 1;
            continue;
        }
        let first = line.split(' ').next().unwrap();
        assert!(
            !["section", "group", "endSection", "endGroup", "---", "//", "#", "##", "-"].contains(&first),
            "{line}"
        );
        let is_tag = |word: &str| word.strip_prefix('#').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        assert!(!line.split(' ').any(is_tag), "{line}");
        assert!(!line.contains("]("), "{line}");
    }
    assert_eq!(events, HOSTILE.len());
}
