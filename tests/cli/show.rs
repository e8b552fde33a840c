use crate::Run;
use insta::assert_snapshot;

#[test]
fn one_event_all_of_it() {
    assert_snapshot!(Run::beside_events().show(&["show", "kabul-airport", "--width", "72"]), @r#"
    Suicide attack at Kabul airport
      id           kabul-airport
      date         26 Aug 2021  2021-08-26
      location     Kabul airport, Kabul
      country      Afghanistan
      coordinates  34.53, 69.17
      kind         attack
      actors       ISIS-K
      killed       183
      summary      13 US soldiers and 170 Afghans are killed as people try
                   to leave the country after the Taliban takeover.
      source       POLITICO, "What is ISIS-K, the terror group claiming
                   responsibility for the Moscow concert hall attack?",
                   March 2024
    "#);
    assert_snapshot!(Run::beside_events().show(&["show", "founding", "--width", "72"]), @r#"
    ISIS-K emerges, breaking away from the Pakistani Taliban
      id        founding
      date      late 2014  [2014-09..2014-12]
      location  eastern Afghanistan
      country   Afghanistan
      kind      founding
      actors    ISIS-K
                Pakistani Taliban
      summary   An affiliate of Islamic State forms out of disaffected
                Pakistani Taliban and finds a foothold in eastern
                Afghanistan, in areas where other jihadist groups had long
                sheltered.
      source    POLITICO, "What is ISIS-K, the terror group claiming
                responsibility for the Moscow concert hall attack?", March
                2024
    "#);
}

#[test]
fn other_columns_and_line_breaks_are_shown() {
    let run = Run::nowhere()
        .file("a.csv", "id,date,title,summary,Case no\n7,,\u{1b}[31mx,\"one\n\ntwo\",12/34\n7,2020,again,,\n");
    assert_snapshot!(run.show(&["show", "7", "-f", "a.csv"]), @"
    ␛[31mx
      id       7
      date     undated
      summary  one

               two
      Case no  12/34

    again
      id    7
      date  2020
    ");
}

#[test]
fn an_unknown_id_is_an_error_with_a_way_out() {
    assert_snapshot!(Run::beside_events().show(&["show", "kabul-airprot"]), @"
    --- stderr
    error: no event in events.csv has the id `kabul-airprot`
    hint: did you mean `kabul-airport`?
    --- exit 1
    ");
    assert_snapshot!(Run::beside_events().show(&["show", "nothing-like-it"]), @"
    --- stderr
    error: no event in events.csv has the id `nothing-like-it`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
}

#[test]
fn citations_with_a_semicolon_stay_whole() {
    let sources = "https://example.org/d;view=full?id=7; Smith (2020; 2021); https://example.org/?a=1&amp;b=2;UN";
    let run = Run::nowhere().file("a.csv", format!("id,date,title,source\nx,2014,a,{sources}\n"));
    assert_snapshot!(run.show(&["show", "x", "-f", "a.csv"]), @"
    a
      id      x
      date    2014
      source  https://example.org/d;view=full?id=7
              Smith (2020; 2021)
              https://example.org/?a=1&amp;b=2;UN
    ");
    // They are the same in and out of JSON, where a list is a list.
    run.show(&["export", "a.csv", "-o", "a.json"]);
    let of = |file| run.output(&["export", file, "--format", "ndjson"]).stdout;
    assert_eq!(of("a.json"), of("a.csv"));
}
