use std::collections::HashSet;

use ical::parser::ical::component::IcalEvent;

use super::{HOSTILE, country, difficult, lines, shown, written};
use crate::Run;
use insta::assert_snapshot;

/// The events that another parser finds, with the file's form held to RFC 5545.
fn events(bytes: &[u8]) -> Vec<IcalEvent> {
    let text = str::from_utf8(bytes).unwrap();
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a line is ended otherwise than by CR LF");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "a line is longer than 75 octets");
    let mut calendars = ical::IcalParser::new(bytes);
    let calendar = calendars.next().unwrap().unwrap();
    assert!(calendars.next().is_none());
    assert!(["VERSION", "PRODID"].iter().all(|name| calendar.properties.iter().any(|property| property.name == *name)));
    calendar.events
}

/// The value of a property, TEXT resolved (RFC 5545, 3.3.11).
fn value(event: &IcalEvent, name: &str) -> Option<String> {
    let value = event.properties.iter().find(|property| property.name == name)?.value.clone()?;
    let mut text = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next().unwrap() {
                'n' => '\n',
                c => c,
            },
            c => c,
        });
    }
    Some(text)
}

#[test]
fn an_event_takes_up_all_days_that_it_may_be() {
    let run = difficult().env("SOURCE_DATE_EPOCH", "0");
    assert_snapshot!(run.show(&["export", "--format", "ics"]).replace("\r\n", "\n"), @r"
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//dateline//dateline//EN
    CALSCALE:GREGORIAN
    X-WR-CALNAME:events
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20140901
    DTEND;VALUE=DATE:20150101
    DTSTAMP:19700101T000000Z
    UID:d372b491-87d7-5aa3-ae4c-a1ec7fe78243@dateline
    SUMMARY:Founding (late 2014)
    STATUS:TENTATIVE
    TRANSP:TRANSPARENT
    DESCRIPTION:Date: late 2014 (EDTF [2014-09..2014-12])\nId: b
    X-DATELINE-ID:b
    X-DATELINE-DATE:[2014-09..2014-12]
    X-DATELINE-TITLE:Founding
    END:VEVENT
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20150101
    DTEND;VALUE=DATE:20160101
    DTSTAMP:19700101T000000Z
    UID:65b4d9db-d6ce-568a-b86d-2efc77839f8b@dateline
    SUMMARY:Split (c. 2015)
    STATUS:TENTATIVE
    TRANSP:TRANSPARENT
    DESCRIPTION:Date: c. 2015 (EDTF 2015~)\n10–20 killed\nId: b
    X-DATELINE-ID:b
    X-DATELINE-DATE:2015~
    X-DATELINE-TITLE:Split
    X-DATELINE-LATITUDE:91
    X-DATELINE-LONGITUDE:0
    X-DATELINE-KILLED:10..20
    END:VEVENT
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20150101
    DTEND;VALUE=DATE:20150102
    DTSTAMP:19700101T000000Z
    UID:12e155e0-110a-575f-8bbe-cd47f3cb5a01@dateline
    SUMMARY:War (since 2015)
    STATUS:TENTATIVE
    TRANSP:TRANSPARENT
    DESCRIPTION:Date: since 2015 (EDTF 2015/..)
    X-DATELINE-DATE:2015/..
    X-DATELINE-TITLE:War
    END:VEVENT
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20210826
    DTEND;VALUE=DATE:20210827
    DTSTAMP:19700101T000000Z
    UID:4b797ca2-504a-550b-940a-03095902156d@dateline
    SUMMARY:Attack
    TRANSP:TRANSPARENT
    LOCATION:Kabul airport\, Kabul\, Afghanistan
    CATEGORIES:attack
    DESCRIPTION:183 killed\, 150+ wounded\nX\; Y\nOne.\nId: a\nSource: S1\nSour
     ce: S2
    GEO:34.53;69.17
    X-DATELINE-ID:a
    X-DATELINE-DATE:2021-08-26
    X-DATELINE-TITLE:Attack
    X-DATELINE-LOCATION:Kabul airport\, Kabul
    X-DATELINE-COUNTRY:Afghanistan
    X-DATELINE-LATITUDE:34.53
    X-DATELINE-LONGITUDE:69.17
    X-DATELINE-KIND:attack
    X-DATELINE-ACTORS:X\; Y
    X-DATELINE-KILLED:183
    X-DATELINE-WOUNDED:150..
    X-DATELINE-SUMMARY:One.
    X-DATELINE-SOURCE:S1\; S2
    END:VEVENT
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20210826
    DTEND;VALUE=DATE:20210829
    DTSTAMP:19700101T000000Z
    UID:6d6a2f98-de52-5421-89e2-6028ddae0182@dateline
    SUMMARY:Siege
    TRANSP:TRANSPARENT
    X-DATELINE-DATE:2021-08-26/2021-08-28
    X-DATELINE-TITLE:Siege
    END:VEVENT
    BEGIN:VEVENT
    DTSTART;VALUE=DATE:20210826
    DTEND;VALUE=DATE:20210827
    DTSTAMP:19700101T000000Z
    UID:73590e7e-8964-52d9-8302-278cfae94fd4@dateline
    SUMMARY:Blast
    TRANSP:TRANSPARENT
    DESCRIPTION:Date: 26 Aug 2021 17:50 (EDTF 2021-08-26T17:50:00)\nc. 5 killed
    X-DATELINE-DATE:2021-08-26T17:50:00
    X-DATELINE-TITLE:Blast
    X-DATELINE-KILLED:~5
    END:VEVENT
    END:VCALENDAR
    --- stderr
    note: 1 event before the year 1 or after 9999 left out; 2 inexact dates became all days that they may be, tentative; 1 open date became a single day, with its words beside the title; 1 undated event left out; 3 counts of people became text, 10..20 killed for one; left out: note
    ");
}

#[test]
fn a_reader_of_calendars_reads_every_cell_as_text() {
    let bytes = written(".ics", "note: left out: note\n");
    let events = events(&bytes);
    assert_eq!(events.len(), HOSTILE.len());
    for (i, (event, cell)) in events.iter().zip(HOSTILE).enumerate() {
        assert_eq!(value(event, "SUMMARY").unwrap(), shown(cell));
        assert_eq!(value(event, "DTSTART").unwrap(), format!("{}0826", 1980 + i));
        assert_eq!(value(event, "DTEND").unwrap(), format!("{}0827", 1980 + i));
        assert_eq!(value(event, "LOCATION").unwrap(), [shown(cell), shown(&country(cell))].join(", "));
        assert_eq!(value(event, "GEO").unwrap(), "34.5;69.25");
        assert_eq!(value(event, "CATEGORIES").unwrap(), shown(cell));
        let description = value(event, "DESCRIPTION").unwrap();
        assert!(description.contains(&lines(cell).join("\n")), "{description:?}");
    }
}

fn uids(run: &Run, arguments: &[&str]) -> Vec<String> {
    events(&run.output(arguments).stdout).iter().map(|event| value(event, "UID").unwrap()).collect()
}

#[test]
fn every_event_has_a_name_of_its_own_that_stays() {
    let run = difficult();
    let all = uids(&run, &["export", "--format", "ics"]);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 6);
    // They must not change from one version of dateline to the next: a calendar would show each event twice.
    assert_eq!(
        uids(&run, &["export", "--format", "ics", "--search", "war"]),
        ["12e155e0-110a-575f-8bbe-cd47f3cb5a01@dateline"]
    );
    assert_eq!(
        uids(&run, &["export", "--format", "ics", "--search", "attack"]),
        ["4b797ca2-504a-550b-940a-03095902156d@dateline"]
    );
}

#[test]
fn the_name_of_an_event_is_the_same_in_any_order_and_filter() {
    let run = Run::nowhere()
        .file("a.csv", "id,date,title\nb,2021,A\nb-2,2022,B\n,2023,C\n")
        .file("turned.csv", "title,id,date\nC,,2023\nB,b-2,2022\nA,b,2021\n");
    let mut all = uids(&run, &["export", "a.csv", "--format", "ics"]);
    assert_eq!(uids(&run, &["export", "a.csv", "--format", "ics", "--year", "2023"]), all[2..]);
    assert_eq!(uids(&run, &["export", "turned.csv", "--format", "ics"]), all);
    all.reverse();
    assert_eq!(uids(&run, &["export", "a.csv", "--format", "ics", "--sort", "-date"]), all);
    // Where several events have one id, the others are told apart by what they say.
    let run = Run::nowhere()
        .file("a.csv", "id,date,title\nb,2021,A\nb,2022,B\n")
        .file("other.csv", "id,date,title\nb,1903,X\n");
    let both = uids(&run, &["export", "a.csv", "other.csv", "--format", "ics"]);
    assert_eq!(both.iter().collect::<HashSet<_>>().len(), 3);
    // What can't be told apart is numbered.
    let run = Run::nowhere().file("a.csv", "date,title\n2021,A\n2021,A\n");
    let [first, second] = &uids(&run, &["export", "a.csv", "--format", "ics"])[..] else { panic!() };
    assert_eq!(second.replace("-2@", "@"), *first);
}

/// A calendar that gets the file again shows a changed event once.
#[test]
fn whatever_changes_about_an_event_its_id_names_it() {
    let header = "id,date,title,location,country,kind,killed,summary\n";
    let rows = [
        "kabul-airport,2021-08-26,Attack,Kabul,Afghanistan,attack,183,One.",
        "kabul-airport,2021-08-27,Attack,Kabul,Afghanistan,attack,183,One.",
        "kabul-airport,late 2021,Suicide attack,,,,,",
    ];
    let names = rows.map(|row| {
        let run = Run::nowhere().file("a.csv", format!("{header}{row}\n"));
        uids(&run, &["export", "a.csv", "--format", "ics"])
    });
    assert!(names[0].len() == 1 && names.iter().all(|name| *name == names[0]), "{names:?}");
}

/// Lines are folded in time that grows with their length, and not with its square.
#[test]
fn a_cell_of_megabytes_takes_no_time() {
    let summary = "Shelling of the town goes on; nobody counts the dead any more. ".repeat(80_000);
    let run = Run::nowhere().file("a.csv", format!("date,title,summary\n2021-08-26,Attack,{summary}\n"));
    let start = std::time::Instant::now();
    let output = run.output(&["export", "a.csv", "--format", "ics"]);
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    let description = value(&events(&output.stdout)[0], "DESCRIPTION").unwrap();
    assert_eq!(description, summary.trim());
}

#[test]
fn the_last_day_of_all_has_a_length_instead_of_an_end() {
    let run = Run::nowhere().file("a.csv", "date,title\n9999-12-31,A\n9999-12-30/9999-12-31,B\n0000-12-31,C\n");
    let bytes = run.output(&["export", "a.csv", "-o", "a.ics"]);
    assert_eq!(String::from_utf8_lossy(&bytes.stderr), "note: 1 event before the year 1 or after 9999 left out\n");
    let found = events(&run.read("a.ics"));
    let lengths: Vec<_> = found
        .iter()
        .map(|event| ["SUMMARY", "DTSTART", "DTEND", "DURATION"].map(|name| value(event, name).unwrap_or_default()))
        .collect();
    assert_eq!(lengths, [["B", "99991230", "", "P2D"], ["A", "99991231", "", "P1D"]]);
}
