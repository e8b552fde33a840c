use std::collections::HashSet;

use serde_json::Value;

use super::{HOSTILE, difficult, lines, shown, written};
use crate::{Run, lossy};
use insta::assert_snapshot;

/// The rules of <https://timeline.knightlab.com/docs/json-format.html>.
fn check(timeline: &Value) {
    let number =
        |value: &Value, range: std::ops::RangeInclusive<i64>| value.as_i64().is_some_and(|n| range.contains(&n));
    let date = |date: &Value| {
        let parts = date.as_object().unwrap();
        assert!(
            parts
                .keys()
                .all(|key| ["year", "month", "day", "hour", "minute", "second", "millisecond"].contains(&key.as_str())),
            "{date}"
        );
        // Years before our era are negative, and there is no year 0.
        assert!(date["year"].as_i64().is_some_and(|year| year != 0), "{date}");
        assert!(parts.get("month").is_none_or(|month| number(month, 1..=12)), "{date}");
        assert!(parts.get("day").is_none_or(|day| number(day, 1..=31) && parts.contains_key("month")), "{date}");
    };
    let mut ids = HashSet::new();
    for slide in timeline["events"].as_array().unwrap() {
        date(&slide["start_date"]);
        slide.get("end_date").into_iter().for_each(date);
        assert!(slide["text"]["headline"].is_string() && slide["text"]["text"].is_string());
        assert!(["display_date", "group"].iter().all(|key| slide.get(key).is_none_or(Value::is_string)));
        assert!(ids.insert(slide["unique_id"].as_str().unwrap()), "{}", slide["unique_id"]);
    }
    if let Some(title) = timeline.get("title") {
        assert!(title.get("start_date").is_none() && title["text"]["headline"].is_string());
    }
}

/// A hostile cell as HTML may hold it.
fn in_html(cell: &str) -> String {
    shown(cell).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// The text that a browser shows of HTML that has no tags but paragraphs.
fn text(html: &str) -> String {
    assert!(!html.contains(['<', '>', '"', '\'']), "{html}");
    let text = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

#[test]
fn only_the_parts_of_a_date_that_are_known() {
    let run = difficult();
    assert_snapshot!(run.show(&["export", "--format", "timelinejs", "--title", "A < B"]), @r#"
    {"title":{"text":{"headline":"A &lt; B","text":""}},
    "events":[
    {"unique_id":"0ff9eb53-06ab-5a3f-8595-125ce333d520","start_date":{"year":-44},"text":{"headline":"Caesar","text":""}},
    {"unique_id":"b","start_date":{"year":2014,"month":9},"end_date":{"year":2014,"month":12},"display_date":"late 2014","text":{"headline":"Founding","text":""}},
    {"unique_id":"b-2","start_date":{"year":2015},"display_date":"c. 2015","text":{"headline":"Split","text":"<p>10–20 killed</p>"}},
    {"unique_id":"12e155e0-110a-575f-8bbe-cd47f3cb5a01","start_date":{"year":2015},"display_date":"since 2015","text":{"headline":"War","text":""}},
    {"unique_id":"a","start_date":{"year":2021,"month":8,"day":26},"text":{"headline":"Attack","text":"<p>Kabul airport, Kabul, Afghanistan · attack · X; Y · 183 killed, 150+ wounded</p><p>One.</p><p>Source: S1</p><p>Source: S2</p>"},"group":"attack","location":{"name":"Kabul airport, Kabul, Afghanistan","lat":34.53,"lon":69.17}},
    {"unique_id":"6d6a2f98-de52-5421-89e2-6028ddae0182","start_date":{"year":2021,"month":8,"day":26},"end_date":{"year":2021,"month":8,"day":28},"text":{"headline":"Siege","text":""}},
    {"unique_id":"73590e7e-8964-52d9-8302-278cfae94fd4","start_date":{"year":2021,"month":8,"day":26,"hour":17,"minute":50,"second":0},"display_date":"26 Aug 2021 17:50","text":{"headline":"Blast","text":"<p>c. 5 killed</p>"}}
    ]}
    --- stderr
    note: 3 uncertain dates became display text; 1 undated event left out; 3 counts of people became text, 10..20 killed for one; left out: note
    "#);
    check(&serde_json::from_slice(&run.output(&["export", "--format", "timelinejs", "--title", "x"]).stdout).unwrap());
}

#[test]
fn the_spreadsheet_has_its_nineteen_columns() {
    assert_snapshot!(difficult().show(&["export", "-o", "a.timelinejs.csv"]), @"
    --- stderr
    note: 3 uncertain dates became display text; 1 undated event left out; 3 counts of people became text, 10..20 killed for one; left out: id, latitude, longitude, note
    ");
    assert_snapshot!(difficult().show(&["export", "--format", "timelinejs-csv", "--title", "War", "--limit", "4"]), @"
    Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,Media Caption,Media Thumbnail,Alt Text,Type,Group,Background
    ,,,,,,,,,War,,,,,,,title,,
    -44,,,,,,,,,Caesar,,,,,,,,,
    2014,9,,,2014,12,,,late 2014,Founding,,,,,,,,,
    2015,,,,,,,,c. 2015,Split,<p>10–20 killed</p>,,,,,,,,
    2015,,,,,,,,since 2015,War,,,,,,,,,
    --- stderr
    note: 3 uncertain dates became display text; 10..20 killed became text; left out: id, latitude, longitude
    ");
}

#[test]
fn what_is_said_of_the_events_of_this_project() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["export", "-o", "a.timelinejs.json"]), @"
    --- stderr
    note: 2 uncertain dates became display text; 131.. killed became text
    ");
}

#[test]
fn every_cell_is_text_in_json() {
    let timeline: Value = serde_json::from_slice(&written(".timelinejs.json", "note: left out: note\n")).unwrap();
    check(&timeline);
    let slides = timeline["events"].as_array().unwrap();
    assert_eq!(slides.len(), HOSTILE.len());
    for (slide, cell) in slides.iter().zip(HOSTILE) {
        assert_eq!(text(slide["text"]["headline"].as_str().unwrap()), in_html(cell));
        let paragraphs =
            slide["text"]["text"].as_str().unwrap().strip_prefix("<p>").unwrap().strip_suffix("</p>").unwrap();
        let paragraphs: Vec<String> = paragraphs.split("</p><p>").map(text).collect();
        let summary: Vec<String> = lines(cell).iter().map(|line| in_html(line)).collect();
        assert_eq!(paragraphs[1..=summary.len()], summary);
        let place =
            [shown(cell), shown(&super::country(cell))].join(", ").replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
        assert_eq!(text(slide["location"]["name"].as_str().unwrap()), place);
        // Groups are put into the page after their entities are resolved: neither must there be any.
        let group = slide["group"].as_str().unwrap();
        assert!(!group.contains(['<', '>']) && !group.contains("&lt") && !group.contains("&#"), "{group}");
    }
}

#[test]
fn no_cell_is_a_formula_in_the_spreadsheet() {
    let bytes = written(".timelinejs.csv", "note: left out: latitude, longitude, note\n");
    let mut table = csv::Reader::from_reader(&bytes[..]);
    let mut rows = 0;
    for (row, cell) in table.records().map(Result::unwrap).zip(HOSTILE) {
        assert_eq!(row.len(), 19);
        assert!(
            row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])),
            "{row:?}"
        );
        let unguarded = ['=', '+', '-', '@', '＝', '＋', '－', '＠']
            .into_iter()
            .fold(row[9].to_owned(), |text, sign| text.replace(&format!("&#{};", sign as u32), &sign.to_string()));
        assert_eq!(text(&unguarded), in_html(cell));
        rows += 1;
    }
    assert_eq!(rows, HOSTILE.len());
}

#[test]
fn times_of_day_are_in_both_forms() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title\n2021-08-26,A\n2021-08-26T17:50:00,B\n2021-08-26T17:50:07.25,C\n2021-08-27T18:00:00+04:30,D\n",
    );
    let timeline: Value = serde_json::from_slice(&run.output(&["export", "a.csv", "-f", "timelinejs"]).stdout).unwrap();
    check(&timeline);
    let starts = timeline["events"].as_array().unwrap().iter().map(|slide| &slide["start_date"]);
    let clocks = starts.map(|start| ["hour", "minute", "second", "millisecond"].map(|part| start[part].as_i64()));
    assert_eq!(
        clocks.collect::<Vec<_>>(),
        [
            [None; 4],
            [Some(17), Some(50), Some(0), None],
            [Some(17), Some(50), Some(7), Some(250)],
            [Some(18), Some(0), Some(0), None]
        ]
    );
    run.show(&["export", "a.csv", "-o", "sheet.timelinejs.csv"]);
    let sheet = lossy(run.read("sheet.timelinejs.csv"));
    let times: Vec<&str> = sheet.lines().skip(1).map(|line| line.split(',').nth(3).unwrap()).collect();
    assert_eq!(times, ["", "17:50:00", "17:50:07.250", "18:00:00"]);
    assert_eq!(
        run.show(&["export", "sheet.timelinejs.csv", "--columns", "date"]),
        "date\n2021-08-26\n2021-08-26T17:50:00\n2021-08-26T17:50:07.25\n2021-08-27T18:00:00+04:30\n"
    );
}

/// The sheets of others hold HTML.
#[test]
fn entities_in_a_sheet_are_read_as_characters() {
    let run = Run::nowhere().file(
        "sheet.csv",
        "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,\
         Media Caption,Media Thumbnail,Type,Group,Background\n\
         2021,8,26,,,,,,,The caf&eacute;&#8217;s end,<p>It&rsquo;s &lt;gone&gt;&hellip;</p>,,,,,,,\n",
    );
    assert_eq!(
        run.show(&["export", "sheet.csv", "--columns", "title,summary"]),
        "title,summary\nThe café’s end,It’s <gone>…\n"
    );
}

/// The layout of the spreadsheet is one that dateline reads: the dates come back with all that is uncertain in them.
#[test]
fn the_spreadsheet_reads_back_as_the_same_events() {
    let run = Run::beside_events();
    run.show(&["export", "-o", "back.timelinejs.csv"]);
    assert_eq!(
        run.show(&["export", "back.timelinejs.csv", "--columns", "date,title,kind"]),
        run.show(&["export", "--columns", "date,title,kind"])
    );
}
