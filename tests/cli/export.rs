use crate::Run;
use insta::assert_snapshot;

#[test]
fn csv_keeps_the_rows_byte_for_byte() {
    let run = Run::beside_events();
    run.show(&["export", "--location", "kabul", "-o", "kabul.csv"]);
    let events = String::from_utf8(run.read("events.csv")).unwrap();
    let lines: Vec<&str> = events.split_inclusive('\n').collect();
    assert_eq!(run.read("kabul.csv"), [lines[0], lines[5], lines[7]].concat().as_bytes());
    assert_eq!(run.show(&["timeline", "kabul.csv"]), run.show(&["timeline", "--location", "kabul"]));
    assert_eq!(run.output(&["export"]).stdout, run.read("events.csv"));
}

#[test]
fn csv_keeps_what_only_bytes_can_keep() {
    let odd = "\u{feff}\"Date\" , Title,Extra\r\n2020,\"a \"\"b\"\"\",\"\"\r\n\r\n,,\r\n\"2021\",\"x\r\ny\",'z'\r\n2022-05,last, no line break ";
    let run = Run::nowhere().file("odd.csv", odd);
    let rows = odd.replace("\r\n\r\n,,\r\n", "\r\n");
    assert_eq!(run.output(&["export", "odd.csv"]).stdout, rows.as_bytes());
}

#[test]
fn rows_of_several_files_do_not_run_together() {
    let run = Run::nowhere().file("a.csv", "date,title\n2020,A").file("b.csv", "date,title\r\n2021,B\r\n");
    assert_snapshot!(run.show(&["export", "a.csv", "b.csv", "a.csv"]).replace('\r', "␍"), @"
    date,title
    2020,A
    2021,B␍
    --- stderr
    note: a.csv was named before, and is read once
    ");
}

#[test]
fn files_with_different_columns_give_those_of_the_model() {
    let run = Run::nowhere()
        .file("a.csv", "date,title,note\nlate 2014,\"A, 1\",x\n")
        .file("b.csv", "title,date,killed\nB,2021-08-26 00:00:00,130+\n");
    assert_snapshot!(run.show(&["export", "a.csv", "b.csv"]), @r#"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source,file
    ,[2014-09..2014-12],"A, 1",,,,,,,,,,,,,,,,a.csv
    ,2021-08-26,B,,,,,,,,130..,,,,,,,,b.csv
    --- stderr
    note: the files have different columns, so the model's are written; 1 other column left out (`--columns` chooses)
    "#);
}

#[test]
fn native_and_columns_write_what_the_model_holds() {
    let run = Run::nowhere().file("a.csv", "Note,DATE,title,killed\nx,around 2015,A,130+\n");
    assert_snapshot!(run.show(&["export", "a.csv", "--native"]), @"
    id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,media,media_credit,media_caption,summary,source
    ,2015~,A,,,,,,,,130..,,,,,,,
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--columns", "killed,date,note"]), @"
    killed,date,Note
    130..,2015~,x
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "json", "--native"]), @"
    --- stderr
    error: --native is for CSV; other formats have columns of their own
    --- exit 2
    ");
}

#[test]
fn json_has_the_model_and_the_rest_under_extra() {
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,location,latitude,actors,killed,wounded,source,Note,Note\n\
         a,[2014-09..2014-12],\"A \"\"q\"\"\n\u{1b}\",Kabul,34.5,X; Y ;,131..,~10..20,one; two,n1,n2\nb,,,,,,..5,,,,\n",
    );
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "json"]), @r#"
    [
    {"id":"a","date":"[2014-09..2014-12]","earliest":"2014-09-01","latest":"2014-12-31","title":"A \"q\"\n\u001b","location":"Kabul","country":null,"latitude":34.5,"longitude":null,"kind":null,"actors":["X","Y"],"tags":[],"killed":{"low":131,"high":null},"wounded":{"low":10,"high":20,"approximate":true},"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":["one","two"],"extra":{"Note":"n1","Note_2":"n2"}}
    ]
    --- stderr
    note: columns beyond the model are published too: Note, Note_2
    error: the row has neither a date nor a title
     --> a.csv:4:1
      |
    4 | b,,,,,,..5,,,,
      | ^^^^^^^^^^^^^^
    hint: an event has at least one of them; a sum or a remark is better kept elsewhere

    1 row could not be read
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "ndjson", "--limit", "1"]), @r#"
    {"id":"a","date":"[2014-09..2014-12]","earliest":"2014-09-01","latest":"2014-12-31","title":"A \"q\"\n\u001b","location":"Kabul","country":null,"latitude":34.5,"longitude":null,"kind":null,"actors":["X","Y"],"tags":[],"killed":{"low":131,"high":null},"wounded":{"low":10,"high":20,"approximate":true},"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":["one","two"],"extra":{"Note":"n1","Note_2":"n2"}}
    --- stderr
    note: columns beyond the model are published too: Note, Note_2
    error: the row has neither a date nor a title
     --> a.csv:4:1
      |
    4 | b,,,,,,..5,,,,
      | ^^^^^^^^^^^^^^
    hint: an event has at least one of them; a sum or a remark is better kept elsewhere

    1 row could not be read
    --- exit 1
    "#);
    let json: serde_json::Value =
        serde_json::from_slice(&run.output(&["export", "a.csv", "-f", "json"]).stdout).unwrap();
    assert_eq!(json[0]["title"], "A \"q\"\n\u{1b}");
}

#[test]
fn an_empty_json_is_still_json() {
    let run = Run::beside_events();
    assert_eq!(run.show(&["export", "--format", "json", "--year", "1900"]), "[\n]\n");
}

#[test]
fn the_ending_of_the_file_names_the_format() {
    let run = Run::beside_events();
    run.show(&["export", "--year", "2020", "-o", "a.JSON"]);
    run.show(&["export", "--year", "2020", "-o", "a.ndjson"]);
    assert!(run.read("a.JSON").starts_with(b"[\n{\"id\":\"new-leader\""));
    assert!(run.read("a.ndjson").starts_with(b"{\"id\":\"new-leader\""));
    assert_snapshot!(run.show(&["export", "-o", "a.pdf"]), @"
    --- stderr
    error: the ending of `a.pdf` names no format
    hint: end the name in .csv, .json, .ndjson, .html, .svg, .md, .xlsx, .ics, .geojson, .mw or .parquet, or say --format
    --- exit 2
    ");
    assert_snapshot!(run.show(&["export", "-o", "nowhere/a.csv"]), @"
    --- stderr
    error: cannot write `nowhere/a.csv`: its folder does not exist
    --- exit 1
    ");
}

#[test]
fn a_chronology_is_never_written_over_by_its_export() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["export", "--year", "2014", "-o", "./events.csv"]), @"
    --- stderr
    error: `./events.csv` is one of the files that are read
    hint: what is not selected, and rows that can't be read, would be lost; write to another file
    --- exit 2
    ");
    assert_eq!(run.read("events.csv"), include_bytes!("../../events.csv"));
}

#[cfg(unix)]
#[test]
fn nor_is_the_file_that_comes_in_through_standard_input() {
    let run = Run::beside_events();
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["export", "--year", "2021", "-", "-o", "events.csv"])
        .current_dir(run.path(""))
        .stdin(std::fs::File::open(run.path("events.csv")).unwrap())
        .stderr(std::process::Stdio::null())
        .status();
    assert_eq!(status.unwrap().code(), Some(2));
    assert_eq!(run.read("events.csv"), include_bytes!("../../events.csv"));
}

#[test]
fn headers_that_differ_in_case_are_the_same_columns() {
    let run = Run::nowhere().file("a.csv", "date,title,Note\n2020,A,x\n").file("b.csv", "Date,TITLE,note\n2021,B,y\n");
    assert_snapshot!(run.show(&["export", "a.csv", "b.csv"]), @"
    date,title,Note
    2020,A,x
    2021,B,y
    --- stderr
    note: columns beyond the model are published too: Note
    ");
    assert_eq!(run.show(&["export", "a.csv", "--columns", "NOTE,date"]), "Note,date\nx,2020\n");
}

#[test]
fn what_matches_only_possibly_is_said() {
    let run = Run::nowhere().file("a.csv", "date,title\n2021?,A\n2021,B\n");
    assert_snapshot!(run.show(&["export", "a.csv", "--year", "2021"]), @"
    date,title
    2021?,A
    2021,B
    --- stderr
    note: 1 of 2 events match only possibly; --certain leaves them out
    ");
}

#[test]
fn sorted_rows_are_the_same_rows() {
    let run = Run::beside_events();
    assert_eq!(run.ids(&["--sort", "-killed", "--limit", "3"]), ["kabul-airport", "moscow-concert", "founding"]);
    let mut sorted: Vec<String> = run.show(&["export", "--sort", "kind"]).lines().map(str::to_owned).collect();
    let mut plain: Vec<String> = run.show(&["export"]).lines().map(str::to_owned).collect();
    assert_ne!(sorted, plain);
    sorted.sort();
    plain.sort();
    assert_eq!(sorted, plain);
}

#[test]
fn a_file_of_many_blocks_is_read_whole_and_in_order() {
    let cell = "x".repeat(40);
    let rows: String = (0..60_000).map(|i| format!("{i},{},\"{cell}\n{i}\"\n", 1990 + i % 30)).collect();
    let text = format!("id,date,title\n{rows}");
    let run = Run::nowhere().file("a.csv", &text);
    assert!(run.output(&["export", "a.csv"]).stdout == text.as_bytes());
    assert!(Run::nowhere().stdin(&text).output(&["export", "-"]).stdout == text.as_bytes());
    assert_eq!(run.ids(&["a.csv", "--limit", "3"]), ["0", "1", "2"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "-id", "--limit", "3"]), ["59999", "59998", "59997"]);
    assert_eq!(run.ids(&["a.csv", "--year", "2019", "--sort", "date", "--limit", "2"]), ["29", "59"]);
    assert!(run.show(&["list", "a.csv", "--year", "2019"]).ends_with("2,000 events\n"));
}
