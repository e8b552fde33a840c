use insta::assert_snapshot;

use crate::Run;

const CALENDAR: &str = "BEGIN:VCALENDAR\r
BEGIN:VEVENT\r
UID:1@x\r
DTSTART;VALUE=DATE:20210826\r
DTEND;VALUE=DATE:20210828\r
SUMMARY:Siege\\, and more\r
LOCATION:Kabul\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@x\r
DTSTART:20211326T100000Z\r
SUMMARY:Broken\r
END:VEVENT\r
END:VCALENDAR\r
";

#[test]
fn calendars_are_read() {
    let run = Run::nowhere().file("c.ics", CALENDAR);
    assert_snapshot!(run.show(&["export", "c.ics", "--native"]), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    1@x,2021-08-26/2021-08-27,"Siege, and more",Kabul,,,,,,,,,,,,,,
    2@x,20211326T100000Z,Broken,,,,,,,,,,,,,,,
    --- stderr
    error: date-times require a complete YYYY-MM-DD date: `20211326T100000Z`
     --> c.ics:9 (date)
      |
    9 | 2@x,20211326T100000Z,Broken,,,,,,,,,,
      |     ^^^^^^^^^^^^^^^^

    1 cell could not be read
    --- exit 1
    "#);
}

#[test]
fn timelines_as_text_are_read() {
    let timeline = "title: My timeline\n\n# Part one\n2021-08-26: Attack #attack\nplace: Kabul\n\nOne line.\n\nAug 2021 / Sep 2021: Siege\n";
    let run = Run::nowhere().file("t.mw", timeline);
    assert_snapshot!(run.show(&["export", "t.mw"]), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source,place
    ,2021-08-26,Attack,,,,,attack,,,,One line.,,Kabul
    ,2021-08/2021-09,Siege,,,,,,,,,,,
    --- stderr
    note: columns beyond the model are published too: place
    "#);
}
