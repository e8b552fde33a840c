use std::io::{Cursor, Write};

use insta::assert_snapshot;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{Run, data};

fn book(fill: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook).unwrap();
    workbook.save_to_buffer().unwrap()
}

fn header(sheet: &mut Worksheet, names: &[&str]) -> Result<(), XlsxError> {
    for (i, name) in names.iter().enumerate() {
        sheet.write(0, i as u16, *name)?;
    }
    Ok(())
}

#[test]
fn cells_are_read_as_people_see_them() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        header(sheet, &["date", "title", "killed", "latitude", "longitude", "sure"])?;
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let month = Format::new().set_num_format("mmm yyyy");
        let year = Format::new().set_num_format("yyyy");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let formats = [&day, &month, &year, &moment];
        let dates = ["2021-08-26", "2016-01-01", "2015-01-01", "2022-03-04T17:30"];
        for (i, (format, date)) in formats.iter().zip(dates).enumerate() {
            let row = i as u32 + 1;
            sheet.write_with_format(row, 0, &ExcelDateTime::parse_from_str(date)?, format)?;
            sheet.write(row, 1, format!("Event {row}"))?;
            sheet.write(row, 2, 369.0)?;
            sheet.write(row, 3, 34.5253)?;
            sheet.write(row, 4, 0.1 + 0.2)?;
            sheet.write(row, 5, true)?;
        }
        sheet.write(5, 0, "late 2014")?;
        sheet.write(5, 1, "A \"quoted\", two\nlines")?;
        sheet.write_formula(5, 2, Formula::new("=1+1").set_result("2"))?;
        Ok(())
    });
    assert_snapshot!(Run::nowhere().file("book.xlsx", &bytes).show(&["export", "book.xlsx"]), @r#"
    date,title,killed,latitude,longitude,sure
    2021-08-26,Event 1,369,34.5253,0.3,TRUE
    2016-01,Event 2,369,34.5253,0.3,TRUE
    2015,Event 3,369,34.5253,0.3,TRUE
    2022-03-04T17:30,Event 4,369,34.5253,0.3,TRUE
    late 2014,"A ""quoted"", two
    lines",2,,,
    --- stderr
    note: columns beyond the model are published too: sure
    "#);
    // As standard input, where nothing can be read twice.
    let run = Run::nowhere().stdin(&bytes);
    assert_snapshot!(run.show(&["list", "-", "--year", "2016"]), @r#"
    date      title    killed
    ─────────────────────────
    Jan 2016  Event 2     369

    1 event
    "#);
}

#[test]
fn bad_cells_are_told_by_their_sheet_and_cell() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet().set_name("Data")?;
        header(sheet, &["title", "note", "date"])?;
        for (row, (title, note, date)) in
            [("One\nline more", "", "2021-08-26"), ("Two", "x", "2021-13-26"), ("Three", "", "2022")]
                .into_iter()
                .enumerate()
        {
            sheet.write(row as u32 + 1, 0, title)?;
            sheet.write(row as u32 + 1, 1, note)?;
            sheet.write(row as u32 + 1, 2, date)?;
        }
        sheet.write(6, 0, "Six")?;
        sheet.write_formula(6, 2, Formula::new("=NA()").set_result("#N/A"))?;
        Ok(())
    });
    let run = Run::nowhere().file("book.xlsx", bytes);
    assert_snapshot!(run.show(&["export", "book.xlsx"]), @r#"
    title,note,date
    "One
    line more",,2021-08-26
    Two,x,2021-13-26
    Three,,2022
    Six,,#N/A
    --- stderr
    note: columns beyond the model are published too: note
    error: month `13` is out of range
     --> book.xlsx, sheet "Data", cell C3 (date)
      |
    3 | Two,x,2021-13-26
      |       ^^^^^^^^^^
    hint: months run from 01 to 12

    error: `N` is not part of a date that dateline understands
     --> book.xlsx, sheet "Data", cell C7 (date)
      |
    7 | Six,,#N/A
      |      ^^^^
    hint: write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around 2015

    2 cells could not be read
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["check", "book.xlsx", "--allow", "no-source"]), @r#"
    book.xlsx: native, 4 events

    warning[control-character]: the title runs over several lines
     --> book.xlsx, sheet "Data", cell A2 (title)
      |
    2 | "One
      | ^^^^
    hint: write it in one line

    error[unreadable-cell]: month `13` is out of range
     --> book.xlsx, sheet "Data", cell C3 (date)
      |
    3 | Two,x,2021-13-26
      |       ^^^^^^^^^^
    hint: months run from 01 to 12

    error[unreadable-cell]: `N` is not part of a date that dateline understands
     --> book.xlsx, sheet "Data", cell C7 (date)
      |
    7 | Six,,#N/A
      |      ^^^^
    hint: write it as 2021-08-26, 26 August 2021, August 2021, late 2014 or around
      2015

    2 errors, 1 warning in 4 events
    --- exit 1
    "#);
}

fn of_two_sheets() -> Vec<u8> {
    book(|workbook| {
        let about = workbook.add_worksheet().set_name("About this")?;
        about.write(0, 0, "A made-up chronology")?;
        about.write(1, 0, "for a test")?;
        for (name, title) in [("Attacks", "Attack"), ("Talks", "Talk")] {
            let sheet = workbook.add_worksheet().set_name(name)?;
            header(sheet, &["date", "title"])?;
            sheet.write(1, 0, "2021")?;
            sheet.write(1, 1, title)?;
        }
        Ok(())
    })
}

#[test]
fn the_first_sheet_with_a_table_is_read_or_the_one_that_is_named() {
    let run = Run::nowhere().file("book.xlsx", of_two_sheets());
    assert_snapshot!(run.show(&["list", "book.xlsx"]), @r#"
    date  title
    ────────────
    2021  Attack

    1 event
    --- stderr
    note: sheet "Attacks" of book.xlsx was read; for another, pass --sheet 'About this' or --sheet Talks
    "#);
    assert_snapshot!(run.show(&["list", "book.xlsx", "--sheet", "talks"]), @r#"
    date  title
    ───────────
    2021  Talk

    1 event
    "#);
    assert_snapshot!(run.show(&["list", "book.xlsx", "--sheet", "Tolks"]), @r#"
    --- stderr
    error: book.xlsx has no sheet "Tolks"
    hint: pass one of: --sheet 'About this', --sheet Attacks, --sheet Talks
    --- exit 1
    "#);
}

#[test]
fn old_workbooks_are_read() {
    let run = Run::nowhere().file("old.xls", data("made_up.xls"));
    assert_snapshot!(run.show(&["list", "old.xls"]), @r#"
    date              title   killed
    ────────────────────────────────
    26 Aug 2021       Attack     183
    4 Mar 2022 17:30  Talks

    2 events
    --- stderr
    note: sheet "Data" of old.xls was read; for another, pass --sheet About
    "#);
}

#[test]
fn workbooks_of_libreoffice_are_read() {
    let content = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Data">
<table:table-row><table:table-cell office:value-type="string"><text:p>date</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>title</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>killed</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="date" office:date-value="2021-08-26"><text:p>26.08.21</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Attack</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="183"><text:p>183</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("META-INF/manifest.xml", "<manifest/>"),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let run = Run::nowhere().file("book.ods", zip.finish().unwrap().into_inner());
    assert_snapshot!(run.show(&["export", "book.ods"]), @r#"
    date,title,killed
    2021-08-26,Attack,183
    "#);
}

#[test]
fn a_workbook_under_a_password_or_cut_short_is_an_error() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 504], &name, &[0; 512]].concat();
    let whole = of_two_sheets();
    let old = data("made_up.xls");
    let run = Run::nowhere()
        .file("locked.xlsx", locked)
        .file("cut.xlsx", &whole[..whole.len() / 2])
        .file("cut.xls", &old[..old.len() / 2]);
    assert_snapshot!(run.show(&["list", "locked.xlsx"]), @r#"
    --- stderr
    error: locked.xlsx is a workbook under a password
    hint: open it with its password, and save it without one or as CSV
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "cut.xlsx"]), @r#"
    --- stderr
    error: cut.xlsx is no whole zip archive: its table of contents is missing or damaged
    hint: it may be cut short: download it again
    --- exit 1
    "#);
    assert_snapshot!(run.show(&["list", "cut.xls"]), @r#"
    --- stderr
    error: cut.xls is a document of an old Office program in which no workbook was found, which can't be opened
    hint: it may be cut short; or save its table as CSV or as a workbook (xlsx)
    --- exit 1
    "#);
}

#[test]
fn a_cell_that_would_fill_the_memory_is_an_error() {
    let bytes = book(|workbook| {
        let sheet = workbook.add_worksheet();
        header(sheet, &["date", "title"])?;
        sheet.write(1, 0, "2021")?;
        Ok(())
    });
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut member = from.by_index(i).unwrap();
        let name = member.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut member, &mut text).unwrap();
        to.start_file(&name, SimpleFileOptions::default()).unwrap();
        match text.split_once("</sheetData>") {
            Some((before, after)) => {
                write!(to, "{before}<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>").unwrap();
                (0..70).for_each(|_| to.write_all(&vec![b'x'; 1 << 20]).unwrap());
                write!(to, "</t></is></c></row></sheetData>{after}").unwrap();
            }
            None => to.write_all(text.as_bytes()).unwrap(),
        }
    }
    let run = Run::nowhere().file("bomb.xlsx", to.finish().unwrap().into_inner());
    assert_snapshot!(run.show(&["list", "bomb.xlsx"]), @r#"
    --- stderr
    error: a cell of bomb.xlsx is longer than 64 MiB
    --- exit 1
    "#);
}

#[test]
fn a_sheet_of_what_is_no_workbook_is_asked_for_in_vain() {
    let run = Run::nowhere().file("a.csv", "date,title\n2014,x\n").file("b.xlsx", of_two_sheets());
    assert_snapshot!(run.show(&["list", "a.csv", "--sheet", "Events"]), @"
    --- stderr
    error: a sheet is one of a workbook, and none of these is a workbook: a.csv
    hint: leave `--sheet` out
    --- exit 2
    ");
    assert_snapshot!(run.show(&["columns", "a.csv", "--path", ".events"]), @"
    --- stderr
    error: a path is one of a JSON file, and none of these is a JSON file: a.csv
    hint: leave `--path` out
    --- exit 2
    ");
    assert_snapshot!(run.show(&["count", "a.csv", "b.xlsx", "--path", ".events"]), @"
    --- stderr
    error: a path is one of a JSON file, and none of these is a JSON file: a.csv, b.xlsx
    hint: leave `--path` out
    --- exit 2
    ");
    // With a workbook among several files it is that one's.
    let both = run.output(&["list", "a.csv", "b.xlsx", "--sheet", "Talks"]);
    assert_eq!(both.status.code(), Some(0), "{}", String::from_utf8_lossy(&both.stderr));
}
