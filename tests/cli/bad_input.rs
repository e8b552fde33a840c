use crate::Run;
use insta::assert_snapshot;

#[test]
fn good_rows_are_printed_and_bad_ones_reported_with_their_line_and_column() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,killed,latitude\r\n\r\n1969-07-20,Moon,,\r\n1969-13-20,Moon landing,,\r\n\"2020\",\"multi\r\nline\",many,\r\n2021,ok,1,2,3\r\n2022\r\n,,,\r\n2023,Zürich,5,north\r\n,undated,,\r\n",
    );
    assert_snapshot!(run.show("list a.csv"), @"");
    assert_snapshot!(run.show("export a.csv --strict"), @"");
    assert_snapshot!(run.show("export a.csv --strict -o out.csv"), @"");
    assert!(!run.path("out.csv").exists());
}

#[test]
fn a_fault_in_a_later_line_of_a_row_is_shown_where_it_is() {
    let run = Run::nowhere().file("a.csv", "title,date\n\"one\n\ntwo\",2021-02-30\n");
    assert_snapshot!(run.show("list a.csv"), @"");
}

#[test]
fn the_first_ten_are_shown_and_the_rest_counted() {
    let run = Run::nowhere().file("a.csv", format!("date,title\n{}2020,good\n", "never,x\n".repeat(1234)));
    let shown = run.show("list a.csv");
    assert_eq!(shown.matches("error").count(), 10);
    assert!(shown.ends_with("1,234 rows could not be read; 1,224 more not shown here\n--- exit 1"), "{shown}");
    assert!(shown.contains("good"));
}

#[test]
fn files_that_are_no_chronology() {
    let run = Run::nowhere()
        .file("empty.csv", "")
        .file("blank.csv", "\n\n , \n")
        .file("header.csv", "date,title\n")
        .file("foreign.csv", "event_date,notes\n2020,x\n")
        .file("header-unclosed.csv", "date,\"title\n2020,x\n")
        .file("bytes.csv", b"PK\x03\x04\xff\xfe\x00\x01");
    assert_snapshot!(run.show("list empty.csv"), @"");
    assert_snapshot!(run.show("list blank.csv"), @"");
    assert_snapshot!(run.show("list header.csv"), @"");
    assert_snapshot!(run.show("list foreign.csv"), @"");
    assert_snapshot!(run.show("list header-unclosed.csv"), @"");
    assert_snapshot!(run.show("list bytes.csv"), @"");
    assert_snapshot!(run.show("list nosuch.csv"), @"");
    assert_snapshot!(run.show("list ."), @"");
}

#[test]
fn broken_text() {
    let run = Run::nowhere()
        .file("unclosed.csv", "date,title\n2020,ok\n2021,\"never closed\n2022,x\n")
        .file("latin1.csv", b"date,title\n2020,caf\xe9 x\n2021,ok\n")
        .file("nul.csv", "date,title\n2020,a\0b\n20\x0020,c\n");
    assert_snapshot!(run.show("list unclosed.csv"), @"");
    assert_snapshot!(run.show("list latin1.csv"), @"");
    assert_snapshot!(run.show("list nul.csv"), @"");
}

#[test]
fn a_map_that_names_no_column() {
    let run = Run::nowhere().file("a.csv", "when,what\n2020,x\n");
    assert_snapshot!(run.show("list a.csv --map date=when,title=what"), @"");
    assert_snapshot!(run.show("list a.csv --map date=whenever,title=what"), @"");
    assert_snapshot!(run.show("list a.csv --map when=date"), @"");
}

#[test]
fn very_wide_and_very_large() {
    let columns: String = (0..1_000_000).map(|i| format!(",c{i}")).collect();
    let wide = format!("date,title{columns}\n2020,x{}\n2021,y\n", ",".repeat(1_000_000));
    let huge = format!("date,title\n2020,\"{}\"\n2021,after\n", "x".repeat(20_000_000));
    let run = Run::nowhere().file("wide.csv", wide).file("huge.csv", &huge);
    assert_snapshot!(run.show("list wide.csv --columns date,title"), @"");
    assert_eq!(run.output("export huge.csv").stdout, huge.as_bytes());
    assert!(run.show("list huge.csv").ends_with("2021  after\n\n2 events\n"));
    assert!(run.show("timeline huge.csv").ends_with("2 events\n"));
}

#[test]
fn lines_are_counted_through_many_blocks() {
    let rows = "2020,\"of two\r\nlines\"\r\n".repeat(100_000);
    let run = Run::nowhere().file("a.csv", format!("date,title\r\n{rows}\r\n2020-02-30,no such day\r\n"));
    let shown = run.show("count a.csv");
    assert!(shown.contains("--> a.csv:200003:1 (date)"), "{shown}");
}
