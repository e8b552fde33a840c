//! The pictures: read back as XML by another parser, and looked at for labels that cover one another.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::Run;
use insta::assert_snapshot;
use roxmltree::{Document, Node};

fn picture(run: &Run, arguments: &[&str]) -> String {
    let output = run.output(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn number(node: Node<'_, '_>, attribute: &str) -> f64 {
    node.attribute(attribute).and_then(|text| text.parse().ok()).unwrap_or(0.0)
}

fn texts<'a>(document: &'a Document<'_>, class: &str) -> Vec<String> {
    let of_class = |node: &Node<'_, '_>| node.has_tag_name("text") && node.attribute("class") == Some(class);
    let text =
        |node: Node<'a, '_>| node.descendants().filter_map(|node| node.text().filter(|_| node.is_text())).collect();
    document.descendants().filter(of_class).map(text).collect()
}

/// Fails where two lines of text cover one another, or one leaves the picture. `least` is the least height of a line.
fn assert_legible(document: &Document<'_>, least: f64) {
    let root = document.root_element();
    let (width, height) = (number(root, "width"), number(root, "height"));
    let mut columns: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for node in document.descendants().filter(|node| node.has_tag_name("text")) {
        let (x, y) = (number(node, "x"), number(node, "y"));
        assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{x} {y}: {:?}", node.text());
        // The names of the years stand at the axis, where no label does.
        if !matches!(node.attribute("class"), Some("strong" | "note")) {
            columns.entry(format!("{x}{:?}", node.attribute("text-anchor"))).or_default().push(y);
        }
    }
    for mut lines in columns.into_values() {
        lines.sort_by(f64::total_cmp);
        for pair in lines.windows(2) {
            assert!(pair[1] - pair[0] >= least, "{pair:?}");
        }
    }
}

#[test]
fn every_event_has_its_label() {
    let run = Run::beside_events();
    let svg = picture(&run, &["export", "--format", "svg", "--title", "ISIS-K"]);
    let document = Document::parse(&svg).unwrap();
    assert_legible(&document, 12.0);
    assert_snapshot!(texts(&document, "when").join("\n"), @r"
    late 2014
    Jan 2016
    2020
    Aug 2021
    26 Aug 2021
    2022
    Sep 2022
    between 1 and 22
    Mar 2024
    22 Mar 2024
    25 Mar 2024
    ");
    assert_snapshot!(texts(&document, "plain").join("\n"), @r"
    eastern Afghanistan · founding
    United States · designation
    leadership
    Afghanistan · takeover
    Kabul airport, Kabul, Afghanistan · 183 killed · attack
    Afghanistan · crackdown
    Russian embassy, Kabul, Afghanistan · attack
    Russia · warning
    concert hall, Moscow, Russia · 131+ killed · attack
    claim
    ");
    assert_snapshot!(texts(&document, "strong").join(" "), @"2014 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024");
}

/// After a change that is meant: `dateline export -o docs/timeline.svg --title "ISIS-K, from its founding to the attack
/// on Moscow"`.
#[test]
fn the_readme_shows_what_the_program_draws() {
    let run = Run::beside_events();
    let svg =
        picture(&run, &["export", "--format", "svg", "--title", "ISIS-K, from its founding to the attack on Moscow"]);
    assert_eq!(svg, include_str!("../../../docs/timeline.svg").replace("\r\n", "\n"));
}

#[test]
fn labels_keep_clear_of_one_another() {
    let mut crowded = String::from("date,title,location,killed,wounded\n");
    let mut spread = crowded.clone();
    for i in 0..60 {
        let long = "A long title that goes on for longer than a line of it has room ".repeat(i % 4);
        let _ = writeln!(crowded, "2021-08-{:02},Day {i} {long},Kabul,{i}..,..{i}", 1 + i % 28);
        let _ = writeln!(spread, "{},Year {i} {long},Kabul,{i}..,..{i}", 1900 + 2 * i);
    }
    let run = Run::nowhere().file("crowded.csv", crowded).file("spread.csv", spread);
    for file in ["crowded.csv", "spread.csv"] {
        for width in [640, 800, 1200, 2000, 4000] {
            let svg = picture(&run, &["export", file, "--format", "svg", "--width-px", &width.to_string()]);
            let document = Document::parse(&svg).unwrap();
            assert_legible(&document, 12.0);
            assert_eq!(number(document.root_element(), "width"), f64::from(width));
            // A number is never cut.
            let plain = texts(&document, "plain").join("\n");
            assert!((1..60).all(|i| plain.contains(&format!("{i}+ killed"))), "{plain}");
        }
    }
    assert_eq!(
        picture(&run, &["export", "spread.csv", "--format", "svg"]),
        picture(&run, &["export", "spread.csv", "--format", "svg"])
    );
}

#[test]
fn a_day_is_a_dot_and_neighbours_are_two() {
    let mut week = String::from("date,title\n");
    let mut months = week.clone();
    (18..25).for_each(|day| week += &format!("2024-03-{day},Day\n"));
    (1..13).for_each(|month| months += &format!("2020-{month:02},Month\n"));
    let run = Run::nowhere()
        .file("week.csv", week)
        .file("months.csv", months)
        .file("one.csv", "date,title\n2021-08-26,One\n")
        .file("same.csv", format!("date,title\n{}", "2021-08-26,The same day\n".repeat(40)));
    for (file, events) in [("week.csv", 7), ("one.csv", 1), ("same.csv", 40)] {
        let svg = picture(&run, &["export", file, "--format", "svg"]);
        let document = Document::parse(&svg).unwrap();
        let firm = |node: &Node<'_, '_>| node.attribute("class") == Some("firm");
        // The only other is the key's.
        let dots = document.descendants().filter(|node| firm(node) && node.has_tag_name("circle")).count();
        let others = document.descendants().filter(|node| firm(node) && !node.has_tag_name("circle")).count();
        assert_eq!((dots, others), (events, 1), "{file}");
        // The name of a tick ends at the axis, and is as wide as 0.6 of its size a letter, or more.
        for tick in document.descendants().filter(|node| matches!(node.attribute("class"), Some("strong"))) {
            assert!(number(tick, "x") > tick.text().unwrap().len() as f64 * 0.6 * 14.0, "{file}: {:?}", tick.text());
        }
    }
    let svg = picture(&run, &["export", "one.csv", "--format", "svg"]);
    assert_snapshot!(texts(&Document::parse(&svg).unwrap(), "strong").join(" "), @"25 Aug 2021");
    let svg = picture(&run, &["export", "months.csv", "--format", "svg"]);
    let document = Document::parse(&svg).unwrap();
    let bars = document.descendants().filter(|node| node.attribute("class") == Some("fade"));
    let bars: Vec<(f64, f64, f64)> =
        bars.map(|bar| (number(bar, "x"), number(bar, "y"), number(bar, "height"))).collect();
    assert_eq!(bars.len(), 12);
    for pair in bars.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1 + pair[0].2 < pair[1].1, "{pair:?}");
    }
}

#[test]
fn more_events_make_a_density() {
    let mut many = String::from("date,title\n,Some day\n");
    for i in 0..300 {
        let _ = writeln!(many, "{}-{:02},Event {i}", 1990 + i % 30, 1 + i % 12);
    }
    let run = Run::nowhere().file("many.csv", many);
    assert_snapshot!(run.show(&["export", "many.csv", "-o", "many.svg"]), @r"
    --- stderr
    note: 301 events are drawn as a density, without labels; 1 undated event left out
    ");
    let svg = String::from_utf8(run.read("many.svg")).unwrap();
    let document = Document::parse(&svg).unwrap();
    assert_legible(&document, 12.0);
    let bars = document.descendants().filter(|node| node.attribute("class") == Some("firm")).count();
    assert!(bars > 20, "{bars}");
    assert_snapshot!(texts(&document, "strong").join(" "), @"1990 1992 1994 1996 1998 2000 2002 2004 2006 2008 2010 2012 2014 2016 2018");
    assert!(
        texts(&document, "note")[0]
            .starts_with("From 1990 to 2019: 301 events, 1 of them of no known day and not drawn; events a ")
    );
}

#[test]
fn years_are_those_of_the_events_and_not_of_the_axis() {
    let run = Run::nowhere()
        .file("century.csv", "date,title\n1903-05-01,First\n1997-02-03,Last\n")
        .file("odd.csv", "date,title\n-0043-03-15,Ides\n9999-12-31,Far\nY170000002,Beyond\n");
    let note = |file: &str| {
        let svg = picture(&run, &["export", file, "--format", "svg"]);
        texts(&Document::parse(&svg).unwrap(), "note")[0].clone()
    };
    assert_eq!(note("century.csv"), "From 1903 to 1997: 2 events");
    assert_eq!(note("odd.csv"), "From 44 BC to 9999: 3 events");
}

#[test]
fn a_density_tells_the_certain_from_the_rest() {
    let mut about = String::from("date,title\n");
    (1900..2000).for_each(|year| about += &format!("{year}~,About then\n"));
    let beyond = format!("date,title\n{}Y170000002,Beyond\n,Undated\n", "2020-05-01,Day\n".repeat(70));
    let run = Run::nowhere().file("about.csv", about).file("beyond.csv", beyond);
    let bars = |file: &str| {
        let svg = picture(&run, &["export", file, "--format", "svg"]);
        let document = Document::parse(&svg).unwrap();
        let key = texts(&document, "note").iter().any(|text| text.starts_with("dated approximately"));
        let bars = |class: &str| document.descendants().filter(|node| node.attribute("class") == Some(class)).count();
        (bars("firm"), bars("soft"), key, texts(&document, "note")[0].clone())
    };
    // One firm one is the key's.
    let (firm, soft, key, _) = bars("about.csv");
    assert!(firm == 1 && soft > 99 && key, "{firm} {soft}");
    let (firm, soft, key, note) = bars("beyond.csv");
    assert_eq!((firm, soft, key), (1, 0, false));
    assert_eq!(note, "2020: 72 events, 2 of them of no known day and not drawn; events a day");
    assert_snapshot!(run.show(&["export", "beyond.csv", "-o", "beyond.svg"]), @r"
    --- stderr
    note: 72 events are drawn as a density, without labels; 1 event of no known day left out; 1 undated event left out
    ");
}

#[test]
fn a_title_that_is_cut_is_told() {
    let run = Run::nowhere().file("a.csv", format!("date,title\n2021,{}\n2022,Short\n", "A long title ".repeat(60)));
    assert_snapshot!(run.show(&["export", "a.csv", "-o", "a.svg"]), @r"
    --- stderr
    note: 1 title cut after three lines
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "-o", "a.svg", "--width-px", "400"]), @r"
    --- stderr
    error: invalid value '400' for '--width-px <PIXELS>': 400 is not in 640..=4000

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn lines_to_labels_do_not_cross() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title\n../2013,Until then\n-0043-03-15,Ides\n156X-12-25,Masked\n2014/2016,Years\n2015/..,Since then\n",
    );
    let svg = picture(&run, &["export", "a.csv", "--format", "svg"]);
    let document = Document::parse(&svg).unwrap();
    let leaders = document.descendants().filter(|node| node.attribute("class") == Some("leader"));
    // M x from H x L x to H x
    let ends: Vec<(f64, f64)> = leaders
        .map(|leader| {
            let path = leader.attribute("d").unwrap();
            let from = path.split([' ', 'H']).nth(1).unwrap().parse().unwrap();
            (from, path.split([' ', 'H']).nth(3).unwrap().parse().unwrap())
        })
        .collect();
    assert_eq!(ends.len(), 5);
    assert!(ends.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 <= pair[1].1), "{ends:?}");
}

#[test]
fn odd_chronologies_are_pictures_too() {
    let run = Run::nowhere()
        .file("none.csv", "date,title\n")
        .file("undated.csv", "date,title\n,\"]]></svg><script>\"\n")
        .file(
            "far.csv",
            "date,title\nY-200000,Long ago\n../2020,Until then\n2021/..,Since then\n\"{2021-01-02,2021-05}\",\"\"\n",
        );
    for file in ["none.csv", "undated.csv", "far.csv"] {
        for command in ["export", "count"] {
            let svg = picture(&run, &[command, file, "--format", "svg"]);
            assert_legible(&Document::parse(&svg).expect(&svg), 12.0);
        }
    }
    assert_snapshot!(run.show(&["export", "none.csv", "--width-px", "800"]), @r"
    --- stderr
    error: --width-px is for pictures
    hint: say --format svg, or end --output in .svg
    --- exit 2
    ");
}

#[test]
fn counts_are_bars_with_the_range_of_the_killed() {
    let run = Run::nowhere()
        .file("a.csv", "date,title,killed,kind\n2020,A,10..20,x\n2020,B,5,<b>\n2021,C,131..,x\n2023,D,,x\n");
    let svg = picture(&run, &["count", "a.csv", "--format", "svg", "--title", "Killed & not"]);
    let document = Document::parse(&svg).unwrap();
    assert_snapshot!(texts(&document, "toll").join("\n"), @r"
    15–25
    131+
    ");
    assert_snapshot!(texts(&document, "strong").join(" "), @"Events Killed 2020 2021 2022 2023");
    let bars = |class: &str| document.descendants().filter(|node| node.attribute("class") == Some(class)).count();
    // Firm to the least, soft to the most, fading where there is no most; and one of each in the key.
    assert_eq!((bars("firm"), bars("dead"), bars("dead-more"), bars("dead-open")), (4, 3, 2, 2));
    assert_eq!(texts(&document, "note")[1..], ["0", "at least", "at most", "no upper limit is known"]);
}
