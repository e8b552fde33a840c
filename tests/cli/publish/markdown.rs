use crate::Run;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{HOSTILE, country, difficult, lines, words, written};
use insta::assert_snapshot;

#[test]
fn years_are_headings_only_where_the_events_are_in_their_order() {
    let run = Run::nowhere().file("a.csv", "date,title,killed\n2021,A,1\n2022,B,2\n2021,C,3\n");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "markdown", "--sort", "-killed"]), @"
    # a

    - **2021:** C

      3 killed

    - **2022:** B

      2 killed

    - **2021:** A

      1 killed
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "markdown", "--sort", "-date"]), @"
    # a

    ## 2022

    - **2022:** B

      2 killed

    ## 2021

    - **2021:** A

      1 killed

    - **2021:** C

      3 killed
    ");
}

#[test]
fn years_are_headings_and_sources_footnotes() {
    assert_snapshot!(difficult().show(&["export", "--format", "md"]), @r"
    # events

    ## 44 BC

    - **44 BC:** Caesar

    ## 2014

    - **late 2014:** Founding

    ## 2015

    - **c. 2015:** Split

      10–20 killed

    - **since 2015:** War

    ## 2021

    - **26 Aug 2021:** Attack[^1][^2]

      Kabul airport, Kabul, Afghanistan · attack · X; Y · 183 killed, 150+ wounded

      One.

    - **26–28 Aug 2021:** Siege

    - **26 Aug 2021 17:50:** Blast

      c\. 5 killed

    ## Undated

    - Undated

    [^1]: S1

    [^2]: S2
    --- stderr
    note: left out: id, latitude, longitude, note
    ");
}

/// The parts of a list. The `;` of the one cell that is written in HTML separates nothing.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    let is_html = cell.starts_with("&lt;");
    cell.split(move |c| c == ';' && !is_html)
}

#[test]
fn a_reader_of_markdown_reads_every_cell_as_text() {
    let text = String::from_utf8(written(".md", "note: left out: latitude, longitude, note\n")).unwrap();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut items = 0;
    // Every extension but one that only changes the form of quotes.
    let options = Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES;
    let options = options | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Start(Tag::Paragraph | Tag::Heading { .. }) => paragraphs.push(String::new()),
            Event::Start(Tag::Item) => items += 1,
            Event::Start(Tag::List(None) | Tag::Strong | Tag::FootnoteDefinition(_)) => {}
            Event::Start(Tag::Link { dest_url, .. }) => assert!(dest_url.starts_with("http"), "{dest_url}"),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => {}
            Event::End(_) | Event::FootnoteReference(_) => {}
            Event::Text(text) => paragraphs.last_mut().unwrap().push_str(&text),
            other => panic!("{other:?} in {:?}", paragraphs.last()),
        }
    }
    assert_eq!(items, HOSTILE.len());
    let mut found = paragraphs.into_iter().skip(1);
    for (i, cell) in HOSTILE.iter().enumerate() {
        let (year, cell) = (1980 + i, *cell);
        let place = [words(cell), words(&country(cell))].join(", ");
        let actors: Vec<String> = parts(cell).map(words).filter(|part| !part.is_empty()).collect();
        let mut expected = vec![
            year.to_string(),
            format!("26 Aug {year}: {}", words(cell)),
            [place, words(cell), actors.join("; ")].join(" · "),
        ];
        expected.extend(lines(cell).iter().map(|line| words(line)));
        for expected in expected {
            assert_eq!(found.next().unwrap(), expected);
        }
    }
    let sources: Vec<String> =
        HOSTILE.iter().flat_map(|cell| parts(cell).map(words)).filter(|part| !part.is_empty()).collect();
    assert_eq!(found.collect::<Vec<_>>(), sources);
}
