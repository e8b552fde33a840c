use crate::{Run, data, lossy};
use insta::assert_snapshot;

/// The lines of the new file that are not in the old one.
fn changed_lines(run: &Run, before: &[u8]) -> Vec<String> {
    let (before, after) = (String::from_utf8_lossy(before).into_owned(), run.read("events.csv"));
    let after = String::from_utf8(after).unwrap();
    assert_eq!(before.lines().count(), after.lines().count());
    after.lines().zip(before.lines()).filter(|(a, b)| a != b).map(|(line, _)| line.to_owned()).collect()
}

#[test]
fn fields_of_one_event_and_nothing_else() {
    let run = Run::beside_events();
    let before = run.read("events.csv");
    assert_snapshot!(
        run.show(&[
            "edit", "takeover", "--killed", "170..183", "--date", "15 August 2021",
            "--actors", "Taliban; \"Haqqani\"", "--summary", "",
        ]),
        @r#"
        changed takeover:
          date Aug 2021 → 15 Aug 2021
          actors Taliban → Taliban; "Haqqani"
          killed set to 170..183
          summary cleared, was ISIS-K steps up its attacks once the Ta…
        --- stderr
        note: date "15 August 2021" is 2021-08-15
        "#
    );
    assert_eq!(
        changed_lines(&run, &before),
        [
            "takeover,2021-08-15,Taliban take control of Afghanistan,,Afghanistan,,,takeover,\"Taliban; \"\"Haqqani\"\"\",170..183,,,\"POLITICO, \"\"What is ISIS-K, the terror group claiming responsibility for the Moscow concert hall attack?\"\", March 2024\""
        ]
    );
    assert_snapshot!(
        run.show(&["edit", "TAKEOVER", "--killed", "170..183"]),
        @"takeover is like that already: nothing was changed"
    );
    assert_snapshot!(
        run.show(&[
            "edit", "takeover", "--killed", "", "--id", "fall-of-kabul", "--dry-run",
        ]).replace("\"POLITICO", "…\n").lines().filter(|line| !line.contains("What is")).collect::<Vec<_>>().join("\n"),
        @r#"
        --- events.csv
        +++ events.csv
        @@ -5 +5 @@
        -takeover,2021-08-15,Taliban take control of Afghanistan,,Afghanistan,,,takeover,"Taliban; ""Haqqani""",170..183,,,…
        +fall-of-kabul,2021-08-15,Taliban take control of Afghanistan,,Afghanistan,,,takeover,"Taliban; ""Haqqani""",,,,…
        --- stderr
        note: events.csv was not changed (--dry-run)
        "#
    );
}

#[test]
fn an_id_that_is_unknown_taken_or_not_the_only_one() {
    let run = Run::beside_events().file("twice.csv", "id,date,title\na,2020,x\n\nb,2020,y\nA ,2021,z\n");
    assert_snapshot!(run.show(&["edit", "kabul-airprot", "--killed", "3"]), @"
    --- stderr
    error: no event in events.csv has the id `kabul-airprot`
    hint: did you mean `kabul-airport`?
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "founding", "--id", "crackdown"]), @"
    --- stderr
    error: --id: another event has the id `crackdown`
    hint: crackdown: 2022  Taliban crack down on ISIS-K
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "a", "-f", "twice.csv", "--title", "q"]), @"
    --- stderr
    error: several events in twice.csv have the id `a`, on lines 2, 5
    hint: give each an id of its own in an editor
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "founding"]), @"
    --- stderr
    error: say what to change, such as --killed 170..183
    hint: `dateline edit --help` lists the fields; an empty value clears one
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "kabul-airport", "--latitude", ""]), @"
    --- stderr
    error: there is a longitude and no latitude
    hint: pass `--latitude` too
    --- exit 2
    ");
    // One letter is in anything.
    let run = Run::nowhere().file("events.csv", "id,date,title\ne,2020,x\nÉlection,2021,y\n");
    assert_snapshot!(run.show(&["edit", "nope", "--title", "q"]), @"
    --- stderr
    error: no event in events.csv has the id `nope`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "élection", "--title", "z"]), @"changed Élection: title y → z");
    assert!(run.show(&["show", "ÉLECTION"]).contains("Élection"));
    let run = Run::nowhere().file("events.csv", "date,title\n2020,x\n");
    assert_snapshot!(run.show(&["edit", "x", "--title", "y"]), @"
    --- stderr
    error: events.csv has no column `id` to name an event by
    hint: pass `--map id=COLUMN` if a column holds ids; or make a store of it, whose events get ids: dateline init NEW.csv, then dateline add -f NEW.csv --from events.csv
    --- exit 1
    ");
}

#[test]
fn what_is_the_same_but_for_its_notation_is_changed_and_said() {
    let run = Run::nowhere().file("events.csv", "id,date,title\na,26/08/2021, x \n");
    assert!(run.show(&["edit", "a", "--title", "x"]).starts_with("changed a: title: the spaces around it removed\n"));
    assert!(run.show(&["edit", "a", "--date", "2021-08-26"]).starts_with("changed a: date 26/08/2021 → 2021-08-26\n"));
    assert_eq!(lossy(run.read("events.csv")), "id,date,title\na,2021-08-26,x\n");
}

#[test]
fn a_bad_row_can_be_mended() {
    let run = Run::nowhere().file(
        "events.csv",
        "id,date,title,killed,note\na,2020-13,x,many,1\nb,2021,y\nc,2022,z,1,2,3\nd,\"2023\"?,w,1,2\n",
    );
    assert_snapshot!(run.show(&["edit", "a", "--date", "2020-12"]), @"
    changed a: date 2020-13 → Dec 2020
    --- stderr
    error: `many` names no number
     --> events.csv:2:13 (killed)
      |
    2 | a,2020-12,x,many,1
      |             ^^^^
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown

    the row can still not be read
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "a", "--killed", "3"]), @"changed a: killed many → 3");
    assert_snapshot!(run.show(&["edit", "b", "--killed", "3"]), @"
    changed b: killed set to 3
    --- stderr
    note: the row had 3 of 5 fields; those that were missing are blank now
    ");
    assert_snapshot!(run.show(&["edit", "c", "--killed", "3"]), @"
    --- stderr
    error: the row has 6 fields, the header 5 fields
     --> events.csv:4:1
      |
    4 | c,2022,z,1,2,3
      | ^^^^^^^^^^^^^^
    hint: a comma inside a cell needs quotes around the cell
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "d", "--killed", "3"]), @r#"
    --- stderr
    error: text follows the closing quote of a cell
     --> events.csv:5:9
      |
    5 | d,"2023"?,w,1,2
      |         ^
    hint: close the quote in an editor first: what belongs to the row can't be told
    --- exit 1
    "#);
    assert_snapshot!(String::from_utf8(run.read("events.csv")).unwrap(), @r#"
    id,date,title,killed,note
    a,2020-12,x,3,1
    b,2021,y,3,
    c,2022,z,1,2,3
    d,"2023"?,w,1,2
    "#);
}

#[test]
fn a_cell_keeps_its_manner_and_its_encoding() {
    let run = Run::nowhere().file("events.csv", b"id,date,title\r\na,\"2020\",\"caf\xe9\"\r\nb,2021,x");
    run.show(&["edit", "a", "--date", "2021", "--title", "Zürich"]);
    run.show(&["edit", "b", "--date", "2022", "--title", "y, z"]);
    assert_eq!(run.read("events.csv"), b"id,date,title\r\na,\"2021\",\"Z\xfcrich\"\r\nb,2022,\"y, z\"");
}

#[test]
fn columns_of_a_foreign_layout_that_are_one_field_or_none() {
    let run = Run::nowhere().file("ged.csv", data("ucdp_ged_231_layout.csv"));
    let before = run.read("ged.csv");
    let id = run.ids(&["ged.csv", "--limit", "1"]).remove(0);
    assert!(
        run.show(&["edit", &id, "-f", "ged.csv", "--set", "where_prec=2"])
            .starts_with(&format!("changed {id}: where_prec "))
    );
    assert_eq!(run.read("ged.csv").iter().zip(&before).filter(|(a, b)| a != b).count(), 1);
    assert!(
        run.show(&["edit", &id, "-f", "ged.csv", "--killed", "2"]).contains("no one column of ged.csv is its `killed`")
    );
}

#[test]
fn a_row_that_settles_how_others_are_read_stays_while_they_need_it() {
    let dates = "id,date,title\na,03/04/2021,x\nb,25/04/2021,y\nc,2022,z\n";
    let run = Run::nowhere().file("events.csv", dates);
    assert_snapshot!(run.show(&["edit", "b", "--date", "2021-04-26"]), @"
    --- stderr
    note: dates such as 03/04/2021 in events.csv were read as day/month/year: others in `date` have only that reading
    error: nothing was changed in events.csv: after it, the row on line 2, dated `03/04/2021`, would no longer be read
    hint: run `dateline check --fix events.csv` first, while it is known how dates are written in it
    --- exit 1
    ");
    assert_snapshot!(run.show(&["remove", "b", "--yes"]), @"
    --- stderr
    note: dates such as 03/04/2021 in events.csv were read as day/month/year: others in `date` have only that reading
    error: nothing was changed in events.csv: after it, the row on line 2, dated `03/04/2021`, would no longer be read
    hint: run `dateline check --fix events.csv` first, while it is known how dates are written in it
    --- exit 1
    ");
    assert!(run.show(&["remove", "b", "--dry-run"]).contains("nothing was changed in events.csv"));
    assert_eq!(lossy(run.read("events.csv")), dates);
    // Nothing hangs on the others.
    assert!(run.show(&["edit", "b", "--title", "q"]).starts_with("changed b: title y → q\n"));
    assert!(run.show(&["check", "--fix"]).contains("2 dates in events.csv rewritten"));
    assert!(run.show(&["remove", "b", "--yes"]).starts_with("removed b"));
    assert_eq!(lossy(run.read("events.csv")), "id,date,title\na,2021-04-03,x\nc,2022,z\n");
    // Where all have two readings the file would not even open.
    let run = Run::nowhere().file("events.csv", "id,date,title\na,03/04/2021,x\nb,25/04/2021,y\n");
    assert_snapshot!(run.show(&["remove", "b", "--yes"]), @"
    --- stderr
    note: dates such as 03/04/2021 in events.csv were read as day/month/year: others in `date` have only that reading
    error: nothing was changed in events.csv: after it, whether the day or the month comes first in `date` of `events.csv` is settled by none of the dates
    hint: run `dateline check --fix events.csv` first, while it is known how dates are written in it
    --- exit 1
    ");
    // A date is put in EDTF also where something else of its row is wrong.
    let run = Run::nowhere().file("events.csv", "id,date,title,killed\na,03/04/2021,x,many\nb,25/04/2021,y,\n");
    run.show(&["check", "--fix"]);
    assert_eq!(lossy(run.read("events.csv")), "id,date,title,killed\na,2021-04-03,x,many\nb,2021-04-25,y,\n");
}
