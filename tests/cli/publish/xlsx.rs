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

#[test]
fn dates_are_text_with_typed_bounds_beside_them() {
    let run = difficult();
    assert_snapshot!(run.show(&["export", "-o", "events.xlsx"]), @"
    --- stderr
    note: 2 days before 1900 or after 9999 became text; 3 counts of people became text, 10..20 killed for one
    note: columns beyond the model are published too: note
    ");
    let sheet = sheet(run.read("events.xlsx"));
    assert_eq!(sheet.height(), 9);
    assert_snapshot!(row(&sheet, 1), @r#"
    date: "-0043"
    when: "44 BC"
    earliest: "-0043-01-01"
    latest: "-0043-12-31"
    title: "Caesar"
    "#);
    assert_snapshot!(row(&sheet, 3), @r#"
    id: "b"
    date: "2015~"
    when: "c. 2015"
    earliest: 2015-01-01
    latest: 2015-12-31
    title: "Split"
    latitude: 91
    longitude: 0
    killed: "10..20"
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
    note: 2 days before 1900 or after 9999 became text; 1 cell cut, past 32,767 characters
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
    when: "2021"
    earliest: 2021-01-01
    latest: 2021-12-31
    title: "A"
    file: "a.csv"
    Note: "x"
    "#);
    assert_snapshot!(row(&sheet, 2), @r#"
    date: "2022"
    when: "2022"
    earliest: 2022-01-01
    latest: 2022-12-31
    title: "B"
    file: "b.csv"
    Note: "y"
    other: "z"
    "#);
}
