//! `status`, `tags` and `media`: in every output, as filters, and where they are checked.

use crate::{Run, lossy};
use insta::assert_snapshot;

/// An event of each status, and one of none.
fn statuses() -> Run {
    Run::nowhere().file(
        "events.csv",
        "id,date,title,status,tags,media,media_credit,media_caption\n\
         a,2021-01-01,A,confirmed,border; Night,https://example.org/gate.jpg,AFP,The gate\n\
         b,2021-01-02,B,Unconfirmed,border,film.mp4,,\n\
         c,2021-01-03,C,disputed,,,,\n\
         d,2021-01-04,D,retracted,,,,\n\
         e,2021-01-05,E,rumour,,,,\n\
         f,2021-01-06,F,,,,,\n",
    )
}

#[test]
fn a_filter_matches_the_whole_status_and_any_part_of_a_tag() {
    let run = statuses();
    assert_eq!(run.ids(&["--status", "confirmed"]), ["a"]);
    assert_eq!(run.ids(&["--status", "UNCONFIRMED"]), ["b"]);
    assert_eq!(run.ids(&["--status", "disputed", "--status", "rumour"]), ["c", "e"]);
    assert_eq!(run.ids(&["--status", "firmed"]), [] as [&str; 0]);
    assert_eq!(run.ids(&["--where", "status="]), ["f"]);
    assert_eq!(run.ids(&["--tag", "bord"]), ["a", "b"]);
    assert_eq!(run.ids(&["--tag", "night", "--tag", "border"]), ["a", "b"]);
    assert_eq!(run.ids(&["--tag", "night", "--status", "unconfirmed"]), [] as [&str; 0]);
}

#[test]
fn people_read_the_status_beside_the_event() {
    let run = statuses();
    assert_snapshot!(run.show(&["list", "--width", "60", "--limit", "3"]), @"
    id  date        title  status
    ──────────────────────────────────
    a   1 Jan 2021  A      confirmed
    b   2 Jan 2021  B      Unconfirmed
    c   3 Jan 2021  C      disputed

    6 events; the first 3 shown
    ");
    assert_snapshot!(run.show(&["timeline", "--width", "60", "--limit", "2"]), @"
    2021
     │
     ●  1 Jan 2021  A
     │              confirmed
     │
     ●  2 Jan 2021  B
     │              Unconfirmed
     │
    6 events; the first 2 shown
    ");
    assert_snapshot!(run.show(&["show", "a", "--width", "60"]), @"
    A
      id             a
      date           1 Jan 2021  2021-01-01
      tags           border
                     Night
      status         confirmed
      media          https://example.org/gate.jpg
      media_credit   AFP
      media_caption  The gate
    ");
    assert_snapshot!(run.show(&["export", "--limit", "2", "--format", "markdown"]), @"
    # events

    ## 2021

    - **1 Jan 2021:** A

      confirmed · border; Night

      The gate (AFP): <https://example.org/gate.jpg>

    - **2 Jan 2021:** B

      Unconfirmed · border

      film.mp4
    --- stderr
    note: left out: id
    ");
}

#[test]
fn machines_get_the_fields_by_name() {
    assert_snapshot!(statuses().show(&["export", "--limit", "1", "--format", "ndjson"]), @r#"{"id":"a","date":"2021-01-01","earliest":"2021-01-01","latest":"2021-01-01","title":"A","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":["border","Night"],"killed":null,"wounded":null,"status":"confirmed","media":"https://example.org/gate.jpg","media_credit":"AFP","media_caption":"The gate","summary":null,"source":[],"extra":{}}"#);
}

#[test]
fn every_output_has_the_status() {
    let run = statuses();
    for format in
        ["csv", "json", "ndjson", "html", "svg", "markdown", "xlsx", "ics", "timelinejs", "timelinejs-csv", "markwhen"]
    {
        let bytes = run.output(&["export", "--format", format]).stdout;
        let text = crate::publish::text_of(format, bytes);
        for status in ["confirmed", "Unconfirmed", "disputed", "retracted", "rumour"] {
            assert!(text.contains(status), "{format} {status}: {text}");
        }
    }
}

#[test]
fn a_calendar_confirms_only_what_is_confirmed() {
    let run = statuses();
    let calendar = lossy(run.output(&["export", "--format", "ics"]).stdout);
    let events = calendar.split("BEGIN:VEVENT").skip(1);
    let statuses = events.map(|event| event.lines().find_map(|line| line.strip_prefix("STATUS:")).unwrap_or("none"));
    assert_eq!(statuses.collect::<Vec<_>>(), ["CONFIRMED", "TENTATIVE", "TENTATIVE", "TENTATIVE", "TENTATIVE", "none"]);
    // A confirmed event of which the day is not known is tentative still.
    let vague = Run::nowhere().file("a.csv", "date,title,status\nlate 2014,A,confirmed\n");
    assert!(lossy(vague.output(&["export", "a.csv", "--format", "ics"]).stdout).contains("STATUS:TENTATIVE"));
}

#[test]
fn the_page_has_a_chip_and_a_link() {
    let page = lossy(statuses().output(&["export", "--format", "html"]).stdout);
    let item = |id: &str| page.split("<li class=\"e\"").find(|item| item.contains(id)).unwrap().to_owned();
    let a = item("id=\"e-a\"");
    assert!(a.contains("<bdi class=\"chip\">confirmed</bdi>"), "{a}");
    assert!(
        a.contains(
            "<a href=\"https://example.org/gate.jpg\" rel=\"noopener noreferrer\">The gate</a> <bdi>(AFP)</bdi>"
        ),
        "{a}"
    );
    assert!(item("id=\"e-b\"").contains("<bdi class=\"chip doubt\">Unconfirmed</bdi>"));
    assert!(item("id=\"e-b\"").contains("<p class=\"media\"><bdi>film.mp4</bdi></p>"));
    assert!(!item("id=\"e-f\"").contains("chip") && !item("id=\"e-f\"").contains("media"));
}

#[test]
fn timelinejs_shows_the_media_and_reads_them_back() {
    let run = statuses();
    let json = run.show(&["export", "--limit", "2", "--format", "timelinejs"]);
    assert!(
        json.contains(r#""media":{"url":"https://example.org/gate.jpg","credit":"AFP","caption":"The gate"}"#)
            && json.contains(r#""media":{"url":"film.mp4"}"#),
        "{json}"
    );
    run.show(&["export", "-o", "sheet.timelinejs.csv"]);
    let media = ["--columns", "date,media,media_credit,media_caption"];
    assert_eq!(
        run.show(&[&["export", "sheet.timelinejs.csv"], &media[..]].concat()),
        run.show(&[&["export", "events.csv"], &media[..]].concat())
    );
}

/// TimelineJS shows HTML in the place of an address, and would run a script.
#[test]
fn what_is_no_address_is_no_media() {
    for media in [
        "<iframe src=x></iframe>",
        "javascript:alert(1)",
        "data:text/html;base64,x",
        "a b",
        "\"x\" onerror=y",
        "//x\u{202e}",
    ] {
        let cell = format!("\"{}\"", media.replace('"', "\"\""));
        let run = Run::nowhere().file("a.csv", format!("date,title,media,media_credit\n2021,A,{cell},AFP\n"));
        for format in ["timelinejs", "timelinejs-csv"] {
            let shown = run.show(&["export", "a.csv", "--format", format]);
            assert!(shown.ends_with("note: left out: media, media_credit\n"), "{format} {media}: {shown}");
            assert!(!shown.contains("AFP") && !shown.contains("\"media\""), "{format} {media}: {shown}");
        }
        let page = lossy(run.output(&["export", "a.csv", "--format", "html"]).stdout);
        let shown = page.split("<p class=\"media\">").nth(1).unwrap().split("</p>").next().unwrap();
        assert!(shown.starts_with("<bdi>") && !shown.contains("href"), "{shown}");
    }
}

#[test]
fn a_status_of_ones_own_is_kept_and_named() {
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,status,source\na,2021,A,confrimed,x\nb,2022,B,rumour,x\nc,2023,C,CONFIRMED,x\nd,2024,D,,x\n",
    );
    assert_snapshot!(run.show(&["check", "a.csv"]), @"
    a.csv: native, 4 events

    warning[unknown-status]: `confrimed` is a status of your own
     --> a.csv:2:10 (status)
      |
    2 | a,2021,A,confrimed,x
      |          ^^^^^^^^^
    hint: did you mean `confirmed`? the words that dateline knows are: confirmed,
      unconfirmed, disputed, retracted

    warning[unknown-status]: `rumour` is a status of your own
     --> a.csv:3:10 (status)
      |
    3 | b,2022,B,rumour,x
      |          ^^^^^^
    hint: the words that dateline knows are: confirmed, unconfirmed, disputed,
      retracted

    0 errors, 2 warnings in 4 events
    ");
    assert!(run.show(&["export", "a.csv", "--columns", "status"]).contains("rumour"));
}

#[test]
fn they_are_given_like_any_field() {
    let run = Run::nowhere();
    run.show(&["init"]);
    run.show(&[
        "add",
        "--date",
        "2021",
        "--title",
        "A",
        "--id",
        "a",
        "--status",
        "disputed",
        "--tags",
        "border",
        "--tags",
        "night",
        "--media",
        "gate.jpg",
        "--media-credit",
        "AFP",
        "--media-caption",
        "The gate",
    ]);
    assert_eq!(
        run.show(&["export", "--columns", "status,tags,media,media_credit,media_caption"]),
        "status,tags,media,media_credit,media_caption\ndisputed,border; night,gate.jpg,AFP,The gate\n"
    );
    run.show(&["edit", "a", "--status", "confirmed"]);
    assert_eq!(run.show(&["export", "--columns", "status"]), "status\nconfirmed\n");
}
