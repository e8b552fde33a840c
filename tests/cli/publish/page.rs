//! The page of `export --format html` as text; `tests/browser` opens it.

use std::fmt::Write as _;

use crate::Run;
use insta::assert_snapshot;

fn page(run: &Run, arguments: &[&str]) -> String {
    let output = run.output(&[&["export"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What stands between two marks, the marks left out.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    page.split_once(start).and_then(|(_, rest)| rest.split_once(end)).expect("both marks").0
}

#[test]
fn an_event_stands_in_the_page_itself() {
    let run = Run::beside_events();
    let page = page(&run, &["--format", "html", "--search", "moscow", "--year", "2024"]);
    assert_eq!(between(&page, "<title>", "</title>"), "events");
    assert_snapshot!(between(&page, "<main id=\"events\" tabindex=\"-1\">\n", "<li class=\"e\" id=\"e-media-claim\""), @r##"
    <section><h2>2024</h2><ol>
    <li class="e" id="e-us-warning" data-d="0 22" data-y="1" data-c="1" data-k="3"><p class="when"><span>between 1 and 22 Mar 2024</span></p><div><h3 dir="auto">US embassy in Russia warns that Islamic militants plan to attack Moscow</h3><p class="meta"><span><bdi>Russia</bdi></span> <span><bdi>warning</bdi></span> <span><bdi><span class="vh">Actors: </span>US embassy in Russia</bdi></span> </p><p class="sum" dir="auto">The warning comes earlier in the month of the attack.</p><p class="refs">Source <a href="#s1" aria-label="Source 1">1</a></p></div></li>
    <li class="e" id="e-moscow-concert" data-d="21 22" data-y="1" data-c="1" data-k="1"><p class="when"><time datetime="2024-03-22">22 Mar 2024</time></p><div><h3 dir="auto">Attack on a Moscow concert hall</h3><p class="meta"><span><bdi>concert hall, Moscow, Russia</bdi></span> <span><bdi>attack</bdi></span> <span><b class="toll">131+ killed</b></span> <span><bdi><span class="vh">Actors: </span>ISIS-K</bdi></span> </p><p class="sum" dir="auto">More than 130 people are killed, in one of the worst attacks in Russia in decades. ISIS-K claims it and releases footage.</p><p class="refs">Source <a href="#s1" aria-label="Source 1">1</a></p></div></li>
    "##);
}

#[test]
fn neighbours_in_the_overview_are_two_marks() {
    let mut week = String::from("date,title\n");
    let mut months = week.clone();
    (18..25).for_each(|day| week += &format!("2024-03-{day},Day\n"));
    (1..13).for_each(|month| months += &format!("2020-{month:02},Month\n"));
    let run = Run::nowhere().file("week.csv", week).file("months.csv", months);
    let marks = |file: &str, class: &str| {
        let page = page(&run, &[file, "--format", "html"]);
        let start = format!("<line class=\"{class}\" ");
        let marks = page.split(&start).skip(1);
        marks.map(|mark| mark.split_once("/>").unwrap().0.to_owned()).collect::<Vec<_>>()
    };
    let attribute = |mark: &str, name: &str| {
        between(mark, &format!("{name}=\""), "\"").trim_end_matches('%').parse::<f64>().unwrap()
    };
    // Every day is a dot.
    let days = marks("week.csv", "firm");
    let week = page(&run, &["week.csv", "--format", "html"]);
    assert!(week.contains("certain days") && !week.contains("possible days"));
    assert_eq!(days.len(), 7);
    assert!(days.iter().all(|day| attribute(day, "x1") == attribute(day, "x2")), "{days:?}");
    let months = marks("months.csv", "soft");
    assert_eq!(months.len(), 12);
    assert!(months.windows(2).all(|pair| attribute(&pair[0], "y1") != attribute(&pair[1], "y1")), "{months:?}");
}

#[test]
fn the_page_names_the_years_and_offers_those_of_its_events() {
    let run = Run::nowhere().file(
        "odd.csv",
        "date,title,country\n-0043-03-15,Ides,Iran\n2015/..,Since then,iran\n2014,Then,Iran \n2017,Then,\n\
         9999-12-31,Far,\nY170000002,Beyond,\n",
    );
    let page = page(&run, &["odd.csv", "--format", "html"]);
    assert_eq!(
        between(&page, "<p class=\"dek\">", "</p>"),
        "From 44 BC to 9999; 1 event of no known day, not in the overview."
    );
    assert_eq!(
        between(&page, "<option value=\"\">Any year", "</select>"),
        ["44 BC", "2014", "2015", "2017", "9999"].map(|year| format!("<option value=\"{year}\">{year}")).concat()
    );
    // Spellings that the filter does not tell apart are one choice.
    assert_eq!(between(&page, "Any country", "</select>"), "<option value=\"Iran\">Iran (3)");
    let beyond = page.split("<li class=\"e\" ").find(|item| item.contains(">Beyond</h3>")).unwrap();
    assert!(!beyond.contains("data-d="), "{beyond}");
}

#[test]
fn the_page_tells_what_it_could_not_carry() {
    let run = Run::beside_events().file("a.csv", "date,title,note,latitude\n2021,A,x,\n");
    assert_snapshot!(run.show(&["export", "-o", "page.html", "--country", "russia"]), @r"
    --- stderr
    note: left out: latitude, longitude
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "-o", "a.html", "--from", "2021-03"]), @r"
    --- stderr
    note: left out: note
    note: 1 of 1 event match only possibly; --certain leaves them out
    ");
}

#[test]
fn an_empty_chronology_is_a_page_too() {
    let run = Run::nowhere().file("none.csv", "date,title\n").file("undated.csv", "date,title\n,Some day\n");
    let page = page(&run, &["none.csv", "--format", "html"]);
    assert_snapshot!(between(&page, "</form>\n</div>\n", "<footer>"), @r#"
    <p id="count" class="count" role="status">0 events</p>
    <main id="events" tabindex="-1">
    <p class="none">There are no events.</p>
    <p id="none" class="none" hidden>No event matches the filters.</p>
    </main>
    "#);
    let page = self::page(&run, &["undated.csv", "--format", "html"]);
    assert_eq!(
        between(&page, "<p class=\"dek\">", "</p>"),
        "No event has a date that is known; 1 event without a date."
    );
    assert!(!page.contains("<nav"));
}

#[test]
fn the_page_is_light_beside_its_events() {
    let mut many = String::from("date,title,country\n");
    for i in 0..3000 {
        let _ = writeln!(many, "{}-{:02},Event,Peru", 1900 + i % 120, 1 + i % 12);
    }
    let run = Run::beside_events().file("many.csv", many);
    for file in ["events.csv", "many.csv"] {
        let page = page(&run, &[file, "--format", "html"]);
        let beside = page.len() - between(&page, "<main", "</main>").len();
        assert!(beside < 60_000, "{file}: {beside} bytes");
    }
}
