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
    error: there is nothing to change: pass a field, such as `--killed 170..183`
    hint: `--editor` opens all fields in an editor; `dateline edit --help` lists them
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

    the cell can still not be read
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

#[test]
fn a_source_an_actor_or_a_tag_is_added_to_those_that_are_there() {
    let run = Run::nowhere()
        .file("events.csv", "id,date,title,actors,source,tags,killed\na,2020,x,ISIS-K,AP,,\nb,2021,y,,,,\n");
    assert_snapshot!(run.show(&["edit", "a", "--add-source", "UN, 2021", "--add-source", "ap"]), @"
    changed a: source AP → AP; UN, 2021
    ");
    assert_snapshot!(run.show(&["edit", "a", "--add-actor", "Taliban", "--add-tag", "siege", "--killed", "3"]), @"
    changed a:
      killed set to 3
      actors ISIS-K → ISIS-K; Taliban
      tags set to siege
    ");
    assert_snapshot!(run.show(&["edit", "a", "--add-actor", "Taliban; US", "--add-tag", "siege; city"]), @"
    changed a:
      actors ISIS-K; Taliban → ISIS-K; Taliban; US
      tags siege → siege; city
    ");
    assert_snapshot!(run.show(&["edit", "b", "--add-source", "\"Reuters; 2014\""]), @r#"
    changed b: source set to "Reuters; 2014"
    "#);
    assert_snapshot!(run.show(&["edit", "a", "--add-actor", "us", "--add-source", "UN, 2021"]), @"
    a is like that already: nothing was changed
    ");
    assert_snapshot!(run.show(&["edit", "a", "--source", "BBC", "--add-source", "AFP"]), @"
    --- stderr
    error: --add-source: the column `source` is given twice
    hint: give it once
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "a", "--add-source", "two\nlines"]), @"
    --- stderr
    error: --add-source: it is one line
    hint: more than one has room in `--summary`
    --- exit 2
    ");
    assert_snapshot!(crate::lossy(run.read("events.csv")), @r#"
    id,date,title,actors,source,tags,killed
    a,2020,x,ISIS-K; Taliban; US,"AP; UN, 2021",siege; city,3
    b,2021,y,,"""Reuters; 2014""",,
    "#);
}

#[test]
fn a_list_that_is_replaced_is_said() {
    let run = Run::nowhere().file("events.csv", "id,date,title,actors,source\na,2020,x,A; B,AP\n");
    assert_snapshot!(run.show(&["edit", "a", "--source", "BBC"]), @"
    changed a: source AP → BBC
    --- stderr
    note: `--source` replaces what was there; `--add-source` adds to it
    ");
    assert_snapshot!(run.show(&["edit", "a", "--actors", "A; B; C"]), @"
    changed a: actors A; B → A; B; C
    ");
    assert_snapshot!(run.show(&["edit", "a", "--source", ""]), @"
    changed a: source cleared, was BBC
    ");
}

fn many() -> Run {
    let rows = "a,2020,Kabull,attack,3\nb,2021,Herat,attack,\nc,2022,Kabull,talks,1\nbad,2022,Kabull\n";
    Run::nowhere().file("events.csv", format!("id,date,title,kind,killed\n{rows}"))
}

#[test]
fn many_events_are_changed_at_once() {
    let run = many();
    assert_snapshot!(run.show(&["edit", "--where", "title = Kabull", "--title", "Kabul", "--dry-run"]), @"
    --- events.csv
    +++ events.csv
    @@ -2 +2 @@
    -a,2020,Kabull,attack,3
    +a,2020,Kabul,attack,3
    @@ -4 +4 @@
    -c,2022,Kabull,talks,1
    +c,2022,Kabul,talks,1
    --- stderr
    note: 1 row that can't be read stays as it is
    note: events.csv was not changed (--dry-run)
    ");
    assert_snapshot!(run.show(&["edit", "--where", "title = Kabull", "--title", "Kabul", "--yes"]), @"
    changed 2 events in events.csv
    --- stderr
    note: 1 row that can't be read stays as it is
    ");
    assert_snapshot!(run.show(&["edit", "--where", "title = Kabul", "--title", "Kabul", "--yes"]), @"
    the 2 events that match in events.csv are like that already: nothing was changed
    --- stderr
    note: 1 row that can't be read stays as it is
    ");
    assert_snapshot!(run.show(&["edit", "--where", "title = Kabull", "--title", "Kabul", "--yes"]), @"
    no event in events.csv matches: nothing was changed
    --- stderr
    note: 1 row that can't be read stays as it is
    ");
    assert_snapshot!(run.show(&["edit", "--where", "kind = attack", "--where", "date >= 2021", "--set", "killed=2", "--yes"]), @"
    changed 1 event in events.csv
    --- stderr
    note: 1 row that can't be read stays as it is
    ");
    assert_eq!(
        crate::lossy(run.read("events.csv")),
        "id,date,title,kind,killed\na,2020,Kabul,attack,3\nb,2021,Herat,attack,2\nc,2022,Kabul,talks,1\nbad,2022,Kabull\n"
    );
}

#[test]
fn what_can_not_be_said_of_many_events_is_refused() {
    let run = many();
    let old = run.read("events.csv");
    assert_snapshot!(run.show(&["edit", "--where", "kind = attack", "--title", "x"]), @"
    --- stderr
    error: cannot ask for confirmation: not a terminal
    hint: pass `--yes` to go on without a question, or `--dry-run` to see the difference
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "--where", "kind = attack", "--id", "x", "--yes"]), @"
    --- stderr
    error: the argument '--where <COLUMN OP VALUE>' cannot be used with '--id <ID>'

    Usage: dateline edit --where <COLUMN OP VALUE> --yes [ID]

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "a", "--where", "kind = attack", "--title", "x"]), @"
    --- stderr
    error: the argument '[ID]' cannot be used with '--where <COLUMN OP VALUE>'

    Usage: dateline edit --title <TEXT> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "--where", "kidn = attack", "--title", "x", "--yes"]), @"
    --- stderr
    error: there is no column `kidn`
    hint: did you mean `kind`? the columns are: id, date, title, kind, killed
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "--where", "kind = attack", "--killed", "many", "--yes"]), @r"
    --- stderr
    error: --killed: `many` names no number
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown
    --- exit 2
    ");
    assert_snapshot!(run.show(&["edit", "--title", "x"]), @"
    --- stderr
    error: the following required arguments were not provided:
      <ID>

    Usage: dateline edit --title <TEXT> <ID>

    For more information, try '--help'.
    --- exit 2
    ");
    assert_eq!(run.read("events.csv"), old);
}

/// On a terminal the difference is shown first, and nothing is changed unless the answer is yes.
#[test]
fn a_change_of_many_events_is_asked_about() {
    use std::io::Write;
    use std::process::{Command, Stdio};
    for (answer, said, is_changed) in [
        ("n", "nothing was changed", false),
        ("", "nothing was changed", false),
        ("y", "changed 2 events in events.csv", true),
    ] {
        let run = many();
        let old = run.read("events.csv");
        let program =
            format!("{} edit --where 'title = Kabull' --title Kabul --color never", env!("CARGO_BIN_EXE_dateline"));
        let mut script = Command::new("script");
        script
            .args(["-qec", &program, "/dev/null"])
            .current_dir(run.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let Ok(mut child) = script.spawn() else {
            eprintln!("skipped: there is no `script` here to make a terminal");
            return;
        };
        child.stdin.take().unwrap().write_all(format!("{answer}\n").as_bytes()).unwrap();
        let shown = crate::lossy(child.wait_with_output().unwrap().stdout);
        assert!(shown.contains("-a,2020,Kabull,attack,3"), "{shown}");
        assert!(shown.contains("+a,2020,Kabul,attack,3"), "{shown}");
        assert!(shown.contains("Change 2 events in events.csv? [y/N]"), "{shown}");
        assert!(shown.contains(said), "{shown}");
        assert_eq!(run.read("events.csv") != old, is_changed);
    }
}

/// A store, and an editor that runs a command of sed on what it opens.
#[cfg(unix)]
fn with_editor(script: &str) -> Run {
    Run::nowhere()
        .file("events.csv", "id,date,title,killed,summary,note\nkabul,2021-08-26,\"Raid, \"\"night\"\"\",13,\"One.\n\nTwo.\",\nother,2020,x,,,\n")
        .env("EDITOR", &format!("sed -i -e '{script}'"))
}

#[cfg(unix)]
#[test]
fn fields_are_changed_in_an_editor() {
    let run = with_editor("s/^killed: 13/killed: 13..15/; s/^  Two/  Three/; s/^date: .*/date: late August 2021/");
    assert_snapshot!(run.show(&["edit", "kab", "--editor"]), @r#"
    changed kabul:
      date 26 Aug 2021 → late Aug 2021
      killed 13 → 13..15
      summary One.  Two. → One.  Three.
    --- stderr
    note: date "late August 2021" is [2021-08-21..2021-08-31]
    "#);
    assert_snapshot!(String::from_utf8(run.read("events.csv")).unwrap(), @r#"
    id,date,title,killed,summary,note
    kabul,[2021-08-21..2021-08-31],"Raid, ""night""",13..15,"One.

    Three.",
    other,2020,x,,,
    "#);
}

#[cfg(unix)]
#[test]
fn an_editor_that_is_closed_at_once_changes_nothing() {
    let run = with_editor("s/x/x/");
    let before = run.read("events.csv");
    assert_snapshot!(run.show(&["edit", "kabul", "--editor"]), @"kabul is as it was: nothing was changed");
    // Whoever empties the file has changed their mind.
    let run = with_editor("d");
    assert_snapshot!(run.show(&["edit", "kabul", "--editor"]), @"kabul is as it was: nothing was changed");
    assert_eq!(run.read("events.csv"), before);
}

#[cfg(unix)]
#[test]
fn what_was_written_in_an_editor_is_kept_if_it_cannot_be_taken() {
    let in_folder = |text: String| {
        let (before, path) = text.split_once("what you wrote is in ").unwrap();
        let (path, after) = path.split_once('\n').unwrap();
        assert!(std::fs::read_to_string(path).unwrap().contains("title: Raid, \"night\""));
        std::fs::remove_file(path).unwrap();
        format!("{before}what you wrote is in PATH\n{after}")
    };
    let run = with_editor("s/^killed: 13/killed: dozens/");
    assert_snapshot!(in_folder(run.show(&["edit", "kabul", "--editor"])), @"
    --- stderr
    note: nothing was changed; what you wrote is in PATH
    error: killed: `dozens` names no number
    hint: write 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about), 13 (10..20), or nothing where it is unknown
    --- exit 1
    ");
    let run = with_editor("s/^killed: 13/slain: 13/");
    assert_snapshot!(in_folder(run.show(&["edit", "kabul", "--editor"])), @"
    --- stderr
    note: nothing was changed; what you wrote is in PATH
    error: line 8 begins with the name of no field
    hint: where it belongs to the value above it, indent it with two spaces
    --- exit 1
    ");
    // Another program changes the event meanwhile.
    let run = with_editor("s/^killed: 13/killed: 14/").env("EDITOR", "sed -i s/,13,/,15,/ events.csv; sed -i s/13/14/");
    assert_snapshot!(in_folder(run.show(&["edit", "kabul", "--editor"])), @"
    --- stderr
    note: nothing was changed; what you wrote is in PATH
    error: kabul was changed by another program while it was in the editor
    --- exit 1
    ");
}

#[cfg(unix)]
#[test]
fn an_editor_that_is_not_there_is_named() {
    let run = with_editor("d").env("VISUAL", "no-such-editor --wait");
    assert_snapshot!(run.show(&["edit", "kabul", "--editor"]), @"
    --- stderr
    no-such-editor --wait: 1: no-such-editor: not found
    error: the editor `no-such-editor --wait` failed (exit status: 127)
    hint: name one that waits until the file is closed: EDITOR=nano dateline edit …
    --- exit 1
    ");
    assert_snapshot!(run.show(&["edit", "kabul", "--editor", "--title", "x"]), @"
    --- stderr
    error: --editor shows every field; pass it alone
    --- exit 2
    ");
}

#[cfg(unix)]
#[test]
fn the_difference_of_an_editor_is_shown() {
    assert_snapshot!(with_editor("s/13/14/").show(&["edit", "kabul", "--editor", "--dry-run"]), @r#"
    --- events.csv
    +++ events.csv
    @@ -2,3 +2,3 @@
    -kabul,2021-08-26,"Raid, ""night""",13,"One.
    -
    -Two.",
    +kabul,2021-08-26,"Raid, ""night""",14,"One.
    +
    +Two.",
    --- stderr
    note: events.csv was not changed (--dry-run)
    "#);
}
