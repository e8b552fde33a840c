use insta::assert_snapshot;

use crate::Run;

#[test]
fn files_of_other_programs_are_named_for_what_they_are() {
    let mut gzipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzipped, b"RDX3\nX\n").unwrap();
    let run = Run::nowhere()
        .file("x.RData", gzipped.finish().unwrap())
        .file("x.dta", b"<stata_dta><header>")
        .file("x.sav", b"$FL2@(#) SPSS DATA FILE")
        .file("x.db", b"SQLite format 3\0")
        .file("x.pdf", b"%PDF-1.7\n")
        .file("x.png", b"\x89PNG\r\n\x1A\n")
        .file("x.html", "<!DOCTYPE html><title>Log in</title>");
    let all: Vec<String> = ["x.RData", "x.dta", "x.sav", "x.db", "x.pdf", "x.png", "x.html"]
        .iter()
        .map(|file| run.show(&["list", file]))
        .collect();
    assert_snapshot!(all.join("\n"), @r#"
    --- stderr
    error: x.RData is an R data file, which can't be opened
    hint: write the table as CSV in R: write.csv(x, "x.csv", row.names = FALSE)
    --- exit 1
    --- stderr
    error: x.dta is a Stata file, which can't be opened
    hint: write it as CSV in Stata: export delimited using x.csv
    --- exit 1
    --- stderr
    error: x.sav is an SPSS file, which can't be opened
    hint: write it as CSV in SPSS or PSPP: SAVE TRANSLATE /OUTFILE='x.csv' /TYPE=CSV /FIELDNAMES
    --- exit 1
    --- stderr
    error: x.db is an SQLite database, which can't be opened
    hint: write one of its tables as CSV: sqlite3 -header -csv FILE 'select * from TABLE' > x.csv
    --- exit 1
    --- stderr
    error: x.pdf is a PDF document, which can't be opened
    hint: take the table out of it as CSV, with Tabula for one, or look for the data that it was made of
    --- exit 1
    --- stderr
    error: x.png is a PNG picture, which can't be opened
    hint: a picture holds no table; put its file name into a cell of the chronology
    --- exit 1
    --- stderr
    error: x.html is a web page, which can't be opened
    hint: it may be a page that asks to log in, or an old export: open it, and save the table as CSV or xlsx
    --- exit 1
    "#);
}

#[test]
fn a_document_of_word_is_named_too() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["[Content_Types].xml", "word/document.xml"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    }
    let run = Run::nowhere().file("x.docx", zip.finish().unwrap().into_inner());
    assert_snapshot!(run.show(&["list", "x.docx"]), @r#"
    --- stderr
    error: x.docx is a text document, which can't be opened
    hint: copy the table out of it into a workbook
    --- exit 1
    "#);
}
