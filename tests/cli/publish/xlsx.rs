use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};

use super::{HOSTILE, difficult, written};
use crate::Run;
use insta::assert_snapshot;

fn sheet(bytes: Vec<u8>) -> Range<Data> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(workbook.sheet_names(), ["Events"]);
    assert!(workbook.worksheet_formula("Events").unwrap().is_empty(), "a cell is a formula");
    workbook.worksheet_range("Events").unwrap()
}

/// All cells, row by row.
pub fn text(bytes: Vec<u8>) -> String {
    let row = |row: &[Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("\t");
    sheet(bytes).rows().map(row).collect::<Vec<_>>().join("\n")
}

/// The cells of a row by the names of their columns, those with nothing in them left out.
fn row(sheet: &Range<Data>, row: usize) -> String {
    let names = sheet.rows().next().unwrap();
    let cells = names.iter().zip(sheet.rows().nth(row).unwrap()).filter(|(_, cell)| !cell.is_empty());
    let cell = |cell: &Data| match cell {
        Data::String(text) => format!("{text:?}"),
        Data::DateTime(day) => {
            day.to_ymd_hms_milli().0.to_string()
                + &format!("-{:02}-{:02}", day.to_ymd_hms_milli().1, day.to_ymd_hms_milli().2)
        }
        cell => cell.to_string(),
    };
    cells.map(|(name, value)| format!("{name}: {}", cell(value))).collect::<Vec<_>>().join("\n")
}

/// What an XML part of the workbook holds.
fn part(bytes: Vec<u8>, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[test]
fn date_title_and_place_come_first_and_ids_last() {
    let csv = "id,wing,date,summary,country,title\na,left,2014,s,Iraq,x\n";
    let run = Run::nowhere().file("a.csv", csv);
    run.show(&["export", "a.csv", "-o", "a.xlsx"]);
    let text = text(run.read("a.xlsx"));
    let names: Vec<&str> = text.lines().next().unwrap().split('\t').collect();
    assert_eq!(names[..4], ["date", "title", "location", "country"]);
    assert_eq!(names[names.len() - 2..], ["wing", "id"]);
    let columns = |file| run.output(&["export", file, "--columns", "id,wing,date,title,country"]).stdout;
    assert_eq!(columns("a.xlsx"), columns("a.csv"));
}

#[test]
fn a_sheet_adds_up_to_what_count_adds_up_to() {
    let csv = "date,title,killed,wounded\n2014,a,3,\n2014,b,10..20,5\n2014,c,7 (5..9),2..\n2014,d,,~4\n2014,e,..8,1\n";
    let run = Run::nowhere().file("a.csv", csv);
    run.show(&["export", "a.csv", "-o", "a.xlsx"]);
    let sheet = sheet(run.read("a.xlsx"));
    let names: Vec<String> = sheet.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let sum = |name: &str| {
        let column = names.iter().position(|own| own == name).unwrap();
        sheet.rows().skip(1).filter_map(|row| row[column].get_float()).sum::<f64>()
    };
    let sums = ["killed_low", "killed_best", "killed_high", "wounded_low", "wounded_best", "wounded_high"].map(sum);
    assert_eq!(sums, [18.0, 20.0, 40.0, 12.0, 12.0, 12.0]);
    // A sum of the counts as they are written would leave out every range, so they are no numbers.
    assert_eq!(sum("killed"), 0.0);
}

#[test]
fn addresses_are_links_and_paper_has_the_header_on_each_page() {
    let csv = "date,title,source,media\n2014,a,https://example.org/a?b=1&c=2,\n2015,b,\"UN (2015), https://example.org/b; Wire\",http://example.org/p.jpg\n2016,c,javascript:alert(1),\n";
    let run = Run::nowhere().file("a.csv", csv);
    run.show(&["export", "a.csv", "-o", "a.xlsx"]);
    let links = part(run.read("a.xlsx"), "xl/worksheets/_rels/sheet1.xml.rels");
    let mut targets: Vec<&str> = links.split("Target=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    targets.sort_unstable();
    assert_eq!(targets, ["http://example.org/p.jpg", "https://example.org/a?b=1&amp;c=2", "https://example.org/b"]);
    assert!(text(run.read("a.xlsx")).contains("UN (2015), https://example.org/b; Wire"));
    let sheet = part(run.read("a.xlsx"), "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("<pageSetUpPr fitToPage=\"1\"/>"));
    assert!(part(run.read("a.xlsx"), "xl/workbook.xml").contains("Print_Titles\" localSheetId=\"0\">Events!$1:$1<"));
}

#[test]
fn dates_are_text_with_typed_bounds_beside_them() {
    let run = difficult();
    assert_snapshot!(run.show(&["export", "-o", "events.xlsx"]), @"
    --- stderr
    note: 2 days before 1900 or after 9999 became text; 1 count has no upper limit, so its `…_high` is the least
    note: columns beyond the model are published too: note
    ");
    let sheet = sheet(run.read("events.xlsx"));
    assert_eq!(sheet.height(), 9);
    assert_snapshot!(row(&sheet, 1), @r#"
    date: "-0043"
    title: "Caesar"
    when: "44 BC"
    earliest: "-0043-01-01"
    latest: "-0043-12-31"
    "#);
    assert_snapshot!(row(&sheet, 3), @r#"
    date: "2015~"
    title: "Split"
    killed: "10..20"
    killed_low: 10
    killed_best: 10
    killed_high: 20
    latitude: 91
    longitude: 0
    when: "c. 2015"
    earliest: 2015-01-01
    latest: 2015-12-31
    id: "b"
    "#);
}

#[test]
fn a_reader_of_excel_reads_every_cell_as_text() {
    let sheet = sheet(written(".xlsx", "note: columns beyond the model are published too: note\n"));
    let names: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    assert_eq!(sheet.height(), HOSTILE.len() + 1);
    for (row, cell) in sheet.rows().skip(1).zip(HOSTILE) {
        for name in ["title", "location", "kind", "actors", "summary", "source", "note"] {
            let i = names.iter().position(|found| found == name).unwrap();
            let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert_eq!(row[i], Data::String(cell.replace("\r\n", "\n").replace(turns, "")));
        }
    }
}

#[test]
fn what_a_sheet_cannot_hold_is_told() {
    let long = "é".repeat(32_766) + "🎉🎉";
    let run = Run::nowhere().file("a.csv", format!("date,title,summary\n0800-12-25,Crowned,{long}\n"));
    assert_snapshot!(run.show(&["export", "a.csv", "-o", "a.xlsx"]), @"
    --- stderr
    note: 1 cell cut, past 32,767 characters; 2 days before 1900 or after 9999 became text
    ");
    let sheet = sheet(run.read("a.xlsx"));
    let names: Vec<String> = sheet.rows().next().unwrap().iter().map(Data::to_string).collect();
    let i = names.iter().position(|name| name == "summary").unwrap();
    assert_eq!(sheet.rows().nth(1).unwrap()[i], Data::String("é".repeat(32_766)));
}

#[test]
fn columns_of_several_files_come_together() {
    let run = Run::nowhere()
        .file("a.csv", "date,title,Note\n2021,A,x\n")
        .file("b.csv", "note,date,title,other\ny,2022,B,z\n");
    let sheet = sheet(run.output(&["export", "a.csv", "b.csv", "--format", "xlsx"]).stdout);
    assert_snapshot!(row(&sheet, 1), @r#"
    date: "2021"
    title: "A"
    when: "2021"
    earliest: 2021-01-01
    latest: 2021-12-31
    file: "a.csv"
    Note: "x"
    "#);
    assert_snapshot!(row(&sheet, 2), @r#"
    date: "2022"
    title: "B"
    when: "2022"
    earliest: 2022-01-01
    latest: 2022-12-31
    file: "b.csv"
    Note: "y"
    other: "z"
    "#);
}
