//! Documents: what each format writes, and that a reader that is not ours reads the same back, also where every cell
//! tries to break out of its format.

mod geojson;
mod ics;
mod markdown;
mod markwhen;
mod page;
#[cfg(feature = "parquet")]
mod partition;
mod picture;
mod template;
mod timelinejs;
mod xlsx;

use crate::{Run, lossy};
use insta::assert_snapshot;

/// Cells that mean something in one format or another, and must be read as text.
const HOSTILE: [&str; 48] = [
    "<script>alert(1)</script>",
    "</style></title>",
    "\"'><img src=x onerror=alert(1)>",
    "]]>",
    "&lt;b&gt; &amp; &#61;",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1+cmd|' /C calc'!A0",
    "-1+2",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1-cmd",
    "＠SUM(A1)",
    "a\r\nb\nc",
    "x\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    "END:VCALENDAR",
    "| a | b |\n|---|---|",
    "```rust\ncode\n```",
    "# heading\n## two",
    "- item\n* item\n+ item",
    "1. one\n2) two\na. three",
    "> quote",
    "[x](javascript:alert(1)) ![x](y) <https://a.org> [x]: y",
    "*a* _b_ **c** ~~d~~",
    "\u{202e}evil\u{202c} \u{2067}x",
    "a\0b\u{7}c\u{1b}[31md\u{7f}\u{9b}",
    "{{ 7*7 }} {% raw %} {# c #}",
    "2020: no event\nMarch 3: no event\n- 2021: no event\nevery day: no event\n: no event",
    "#tag !id .start [x] done",
    "---\ntitle: x\n---",
    "key: value",
    "back\\slash \\n \\,",
    "a,b:c",
    "_x0041_ _x000D_",
    "$x$ ^[note] [^1]: y",
    "https://a.org/<b>\"'()?a=b&c=d_e_",
    "Ünïcödé 東京 🎉",
    "    indented",
    "\ttab\tx",
    "// comment",
    "section x\nendSection",
    "[ ] todo",
    "Setext\n====",
    "a\u{2028}b\u{85}c",
    "a  \nb\\\nc",
    "<!-- a",
    "~~~\na",
    "\u{fffe}\u{ffff}",
];

/// A chronology whose every cell is hostile: one event for each.
fn hostile() -> Run {
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record([
            "date",
            "title",
            "location",
            "country",
            "latitude",
            "kind",
            "actors",
            "longitude",
            "summary",
            "source",
            "note",
        ])
        .unwrap();
    for (i, cell) in HOSTILE.iter().enumerate() {
        let date = format!("{}-08-26", 1980 + i);
        table
            .write_record([date.as_str(), cell, cell, &country(cell), "34.5", cell, cell, "69.25", cell, cell, cell])
            .unwrap();
    }
    Run::nowhere().file("hostile.csv", table.into_inner().unwrap())
}

/// The country of a hostile event; were it the same as the location, only one of them would be shown.
fn country(cell: &str) -> String {
    format!("{cell} land")
}

/// A hostile cell as people may read it in one line: nothing lost but what has no sign.
fn shown(cell: &str) -> String {
    let sign = |c: char| match c {
        '\t' | '\n' | '\u{2028}' => Some(' '),
        '\0'..='\x1f' => char::from_u32(0x2400 + c as u32),
        '\x7f' => Some('␡'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c => Some(c),
    };
    cell.trim().replace("\r\n", "\n").chars().filter_map(sign).collect()
}

/// [`shown`], with one space between words.
fn words(cell: &str) -> String {
    shown(cell).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What people read of each line of a cell; blank lines are none.
fn lines(cell: &str) -> Vec<String> {
    cell.lines().map(shown).filter(|line| !line.is_empty()).collect()
}

/// Writes the hostile cells in a format, and expects no more said of them than this.
fn written(ending: &str, said: &str) -> Vec<u8> {
    let run = hostile();
    let output = run.output(&["export", "hostile.csv", "-o", &format!("out{ending}")]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), said);
    assert!(output.status.success());
    run.read(&format!("out{ending}"))
}

/// All that `export` can write, as its help lists it.
fn formats() -> Vec<String> {
    let help = Run::nowhere().show(&["export", "--help"]);
    let (_, rest) = help.split_once("--format <FORMAT>").expect("an option of formats");
    let (listed, _) = rest.split_once("-o, --output").expect("another option");
    let names = listed.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split_once(':'));
    let names: Vec<String> = names.map(|(name, _)| name.to_owned()).collect();
    assert!(names.len() >= 12, "{names:?}");
    names
}

/// What a reader finds in an exported file, as text.
pub fn text_of(format: &str, bytes: Vec<u8>) -> String {
    match format {
        "xlsx" => xlsx::text(bytes),
        #[cfg(feature = "parquet")]
        "parquet" => {
            use parquet::file::reader::{FileReader, SerializedFileReader};
            let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
            reader.get_row_iter(None).unwrap().map(|row| format!("{}\n", row.unwrap())).collect()
        }
        _ => String::from_utf8(bytes).unwrap(),
    }
}

/// Events with something of each kind that a format may not carry.
fn difficult() -> Run {
    Run::nowhere().file(
        "events.csv",
        "id,date,title,location,country,latitude,longitude,kind,actors,killed,wounded,summary,source,note\n\
         a,2021-08-26,Attack,\"Kabul airport, Kabul\",Afghanistan,34.53,69.17,attack,X; Y,183,150..,One.,S1; S2,n\n\
         b,late 2014,Founding,,,,,,,,,,,\n\
         b,2015~,Split,,,91,0,,,10..20,,,,\n\
         ,2015/..,War,,,,,,,,,,,\n\
         ,44 BC,Caesar,,,,,,,,,,,\n\
         ,,Undated,,,,,,,,,,,\n\
         ,2021-08-26/2021-08-28,Siege,,,,,,,,,,,\n\
         ,2021-08-26T17:50:00,Blast,,,,,,,~5,,,,\n",
    )
}

#[test]
fn filters_sort_and_limit_are_as_everywhere() {
    let run = Run::beside_events();
    assert_snapshot!(
        run.show(&["export", "--format", "markwhen", "--year", "2021..2022", "--sort", "-killed", "--limit", "1"]),
        @r#"
        ---
        title: "events"
        ---

        2021-08-26: Suicide attack at Kabul airport #attack
        edtf: "2021-08-26"
        id: "kabul-airport"
        kind: "attack"
        location: "Kabul airport, Kabul"
        country: "Afghanistan"
        latitude: 34.53
        longitude: 69.17
        actors: ["ISIS-K"]
        killed: 183

        Kabul airport, Kabul, Afghanistan · 183 killed
        13 US soldiers and 170 Afghans are killed as people try to leave the country after the Taliban takeover.
        Source: POLITICO, "What is ISIS-K, the terror group claiming responsibility for the Moscow concert hall attack?", March 2024
        "#
    );
}

#[test]
fn what_matches_only_possibly_is_said_in_the_document_and_beside_it() {
    let run = Run::nowhere().file("a.csv", "date,title\n2021?,A\n2021-01-02,B\n");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "markdown", "--on", "2021-01"]), @"
    # a

    ## 2021

    - **2021?:** A

      possible

    - **2 Jan 2021:** B
    --- stderr
    note: 1 of 2 events match only possibly; --certain leaves them out
    ");
    assert_snapshot!(run.show(&["export", "a.csv", "--format", "markdown", "--year", "2021", "--certain"]), @"
    # a

    ## 2021

    - **2 Jan 2021:** B
    ");
}

#[test]
fn bad_cells_are_reported_and_strict_writes_nothing() {
    let run = Run::nowhere().file("a.csv", "date,title\n2021,A\n2021-13,B\n");
    assert_snapshot!(run.show(&["export", "a.csv", "-o", "a.md"]), @"
    --- stderr
    error: month `13` is out of range
     --> a.csv:3:1 (date)
      |
    3 | 2021-13,B
      | ^^^^^^^
    hint: months run from 01 to 12

    1 cell could not be read
    --- exit 1
    ");
    assert_eq!(lossy(run.read("a.md")), "# a\n\n## 2021\n\n- **2021:** A\n\n## Undated\n\n- B\n");
    run.show(&["export", "a.csv", "-o", "b.md", "--strict"]);
    assert!(!run.path("b.md").exists());
}

#[test]
fn an_empty_chronology_is_an_empty_document() {
    let run = Run::nowhere().file("a.csv", "date,title\n");
    for format in ["markdown", "ics", "geojson", "timelinejs", "timelinejs-csv", "markwhen", "xlsx"] {
        let output = run.output(&["export", "a.csv", "--format", format]);
        assert!(output.status.success() && output.stderr.is_empty() && !output.stdout.is_empty(), "{format}");
    }
    assert_eq!(run.show(&["export", "a.csv", "--format", "markdown"]), "# a\n");
}

#[test]
fn the_title_is_asked_for_or_that_of_the_files() {
    let run = Run::nowhere().file("a.csv", "date,title\n2021,A\n").file("b.csv", "date,title\n2022,B\n");
    let first = |arguments: &[&str]| run.show(arguments).lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(&["export", "a.csv", "-f", "markdown"]), "# a");
    assert_eq!(first(&["export", "a.csv", "b.csv", "-f", "markdown"]), "# a, b");
    assert_eq!(first(&["export", "a.csv", "-f", "markdown", "--title", "*The war*"]), "# \\*The war\\*");
    assert_eq!(
        Run::nowhere().stdin("date,title\n2021,A\n").show(&["export", "-", "-f", "markdown"]).lines().next(),
        Some("# Chronology")
    );
    assert_snapshot!(run.show(&["export", "a.csv", "--title", "x"]), @"
    --- stderr
    error: --title is for documents; CSV and JSON hold the events alone
    --- exit 2
    ");
}

#[test]
fn no_format_names_the_folder_of_a_file() {
    let run = Run::nowhere().file("t.txt", "{% for event in events %}{{ event | tojson }}{% endfor %}");
    for folder in ["folder-of-one", "folder-of-two"] {
        std::fs::create_dir(run.path(folder)).unwrap();
        let rows = format!("id,date,title,latitude,longitude\n{},2021,A,1,2\n", &folder[10..]);
        std::fs::write(run.path(folder).join("events.csv"), rows).unwrap();
    }
    let paths = ["folder-of-one", "folder-of-two"].map(|folder| run.path(folder).join("events.csv"));
    let paths = paths.each_ref().map(|path| path.to_str().unwrap());
    let inputs: [&[&str]; 2] = [&paths[..1], &paths];
    let columns = ("csv".to_owned(), ["--columns".to_owned(), "id,file".to_owned()]);
    for (format, arguments) in exports().into_iter().chain([columns]) {
        for inputs in inputs {
            if inputs.len() == 1 && arguments.contains(&"id,file".to_owned()) {
                continue;
            }
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = run.output(&[&["export"], inputs, &arguments].concat());
            assert!(output.status.success(), "{format}: {}", String::from_utf8_lossy(&output.stderr));
            let text = text_of(&format, output.stdout);
            assert!(!text.contains("folder-of"), "{format}: {text}");
            // Files with one name are told apart where events name theirs.
            if text.contains("events.csv") && inputs.len() == 2 {
                assert!(text.contains("events.csv (2)") || format == "html", "{format}: {text}");
            }
        }
    }
}

/// A column of [`marked`], and a text that stands in it and nowhere else.
const MARKS: [(&str, &str); 20] = [
    ("id", "mark-of-id"),
    ("date", "1987-06-05"),
    ("title", "mark of title"),
    ("location", "mark of location"),
    ("country", "mark of country"),
    ("latitude", "12.3456"),
    ("longitude", "34.5678"),
    ("kind", "mark of kind"),
    ("actors", "mark of actors"),
    ("tags", "mark of tags"),
    ("killed", "4711"),
    ("wounded", "5813"),
    ("status", "mark of status"),
    ("media", "https://example.org/mark-of-media"),
    ("media_credit", "mark of credit"),
    ("media_caption", "mark of caption"),
    ("summary", "mark of summary"),
    ("source", "mark of source"),
    ("note", "mark of note"),
    ("Private phone", "mark of private"),
];

/// One event with a mark in every column.
fn marked() -> Run {
    let line = |cells: [&str; 20]| cells.join(",") + "\n";
    let table = line(MARKS.map(|(name, _)| name)) + &line(MARKS.map(|(_, mark)| mark));
    Run::nowhere().file("a.csv", table).file("t.txt", "{% for event in events %}{{ event | tojson }}{% endfor %}")
}

/// The arguments of every way to export: each format, and a template that writes all it is given.
fn exports() -> Vec<(String, [String; 2])> {
    let formats = formats().into_iter().filter(|format| format != "parquet" || cfg!(feature = "parquet"));
    let formats = formats.map(|format| (format.clone(), ["--format".to_owned(), format]));
    let template = ("template".to_owned(), ["--template".to_owned(), "t.txt".to_owned()]);
    formats.chain([template]).collect()
}

/// What a reader finds in an export, in lower case and without what a format puts between the parts of a date; and what
/// is said beside it.
fn exported(run: &Run, (format, arguments): &(String, [String; 2]), more: &[&str]) -> (String, String) {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = run.output(&[&["export", "a.csv"], &arguments[..], more].concat());
    let said = lossy(&output.stderr);
    assert!(output.status.success(), "{format} {more:?}: {said}");
    let text = text_of(format, output.stdout).to_lowercase().replace("\r\n ", "").replace(',', "");
    (text, said)
}

/// Whether the text has a mark in whatever form a format gives it.
fn has_mark(text: &str, column: &str, mark: &str) -> bool {
    match column {
        "date" => text.contains("1987"),
        _ => text.contains(mark),
    }
}

#[test]
fn a_column_that_is_left_out_is_nowhere_in_the_output() {
    let run = marked();
    for export in exports() {
        let (all, _) = exported(&run, &export, &[]);
        for (column, mark) in MARKS {
            let (text, said) = exported(&run, &export, &["--omit", column]);
            assert!(!has_mark(&text, column, mark), "{} --omit {column}: {text}", export.0);
            assert!(!said.contains("published too: note") || column != "note", "{}: {said}", export.0);
            let others = MARKS.iter().filter(|(other, mark)| *other != column && has_mark(&all, other, mark));
            // Some formats have no event without its date or its coordinates, and no caption without its picture.
            let is_whole = !["date", "latitude", "longitude", "media"].contains(&column);
            for (other, mark) in others.filter(|_| is_whole) {
                assert!(has_mark(&text, other, mark), "{} --omit {column} lacks {other}: {text}", export.0);
            }
        }
        let (text, _) = exported(&run, &export, &["--columns", "title,date,note"]);
        for (column, mark) in MARKS.iter().filter(|(column, _)| !["title", "date", "note"].contains(column)) {
            assert!(!has_mark(&text, column, mark), "{} --columns has {column}: {text}", export.0);
        }
    }
}

#[test]
fn columns_that_few_expect_are_named_beside_the_output() {
    let run = marked();
    for export in exports() {
        let (text, said) = exported(&run, &export, &[]);
        let beyond = said.contains("columns beyond the model are published too: note\n");
        assert_eq!(text.contains("mark of note"), beyond, "{}: {said}", export.0);
        assert!(beyond || said.lines().any(|line| line.contains("left out: ") && line.contains("note")), "{said}");
        let is_data = ["csv", "json", "ndjson"].contains(&export.0.as_str());
        assert_eq!(text.contains("mark of private"), is_data, "{}", export.0);
        let told = if is_data { "published too" } else { "left out" };
        assert!(said.contains(&format!("note: private columns are {told}: Private phone\n")), "{}: {said}", export.0);
        // What is asked for by name is no surprise, and still no reason to publish what is private.
        let (text, said) = exported(&run, &export, &["--columns", "date,title,latitude,longitude,note,private phone"]);
        assert!(!said.contains("beyond the model"), "{}: {said}", export.0);
        assert_eq!(text.contains("mark of private"), is_data, "{}", export.0);
        assert!(said.contains(&format!("private columns are {told}")), "{}: {said}", export.0);
    }
}

#[test]
fn columns_that_are_not_there_are_usage_errors() {
    for option in ["--columns", "--omit"] {
        let said = marked().show(&["export", "a.csv", "-f", "html", option, "date,nonsense"]);
        assert!(said.contains("error: there is no column `nonsense`") && said.ends_with("--- exit 2"), "{said}");
    }
}

/// A part of a field that several columns make can be asked for by its own name, and goes with the field.
#[test]
fn the_parts_of_a_field_go_with_it() {
    let run = Run::nowhere().file("ged.csv", crate::data("ucdp_ged_231_layout.csv"));
    let first = |more: &[&str]| {
        let lines = run.show(&[&["export", "ged.csv", "--limit", "1"], more].concat());
        lines.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let header = &first(&["--omit", "killed"])[0];
    assert!(!["best", "low", "high"].iter().any(|name| header.split(',').any(|column| column == *name)), "{header}");
    assert!(header.split(',').any(|column| column == "dyad_name"), "{header}");
    let json = &first(&["--format", "ndjson", "--columns", "date,best"])[0];
    assert!(json.contains("\"extra\":{\"best\":") && !json.contains("title") && !json.contains("killed"), "{json}");
}

#[test]
fn a_blank_title_is_none() {
    let run = difficult();
    assert_snapshot!(run.show(&["export", "--format", "html", "--title", ""]), @"
    --- stderr
    error: invalid value '' for '--title <TEXT>': the title is blank

    For more information, try '--help'.
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "--format", "svg", "--title", " "]), @"
    --- stderr
    error: invalid value ' ' for '--title <TEXT>': the title is blank

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn the_same_files_make_the_same_document() {
    let run = difficult();
    let documents =
        || ["xlsx", "ics", "timelinejs", "markwhen"].map(|format| run.output(&["export", "--format", format]).stdout);
    let once = documents();
    // Time is kept to the second in them.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(once == documents());
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    // More than is kept back in memory before it is written.
    let table: String = (0..5000).map(|i| format!("2021-08-26,An event of no note {i},{i}\n")).collect();
    let run = Run::nowhere().file("a.csv", format!("date,title,country\n{table}"));
    let commands = [
        &["export", "--format", "ics"][..],
        &["export", "--format", "markwhen"][..],
        &["export", "--format", "timelinejs-csv"][..],
        &["count", "--by", "country", "--format", "csv"][..],
    ];
    for command in commands {
        let output = run.output_unread(&[command, &["a.csv"]].concat());
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{command:?}"
        );
    }
}
