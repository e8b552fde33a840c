//! Which record of a file is its header. It is nearly always the first; but data sets are published with a title, a date
//! of download or comments above it.
//!
//! Finding the head of an input begins with it, since the header tells the delimiter.

use std::collections::HashSet;

use crate::csv::dialect::{DELIMITERS, Quoting, RecordFormat, quoting_of};
use crate::csv::lines::line_breaks;
use crate::csv::record::Record;
use crate::csv::scan::Scanner;
use crate::layout::evidence::may_be_date;

use super::head::is_tag_row;
use super::source::ReadOptions;

/// How many records are looked at.
const LOOKED_AT: usize = 30;

/// How many of the records that follow a header are compared with it.
pub(super) const FOLLOWING: usize = 10;

/// Where the header is.
pub(super) struct HeaderRow {
    /// The offset at which its record begins.
    pub start: usize,
    pub format: RecordFormat,
    /// The lines of a title or a remark above it, counted from 0: the first, and the last.
    pub remarks: Option<(u64, u64)>,
}

impl HeaderRow {
    /// Finds the header in the first bytes of a file; `None` if there is no record, or more bytes are needed. `delimiter`
    /// is the one that was stated; else it is the one that makes the most cells of the header.
    pub fn find(bytes: &[u8], delimiter: Option<u8>, ended: bool, options: &ReadOptions) -> Option<HeaderRow> {
        let stated = delimiter.map(|delimiter| [delimiter]);
        let delimiters = stated.as_ref().map_or(&DELIMITERS[..], |stated| &stated[..]);
        let is_first = options.no_header || options.header_row.is_some();
        let header = |delimiter, quoting| {
            let format = RecordFormat { delimiter, quoting, width: None };
            let mut rows = FirstRows::of(bytes, format, ended, 1 + FOLLOWING);
            if !rows.first_is_header(is_first)? {
                rows = FirstRows::of(bytes, format, ended, LOOKED_AT);
            }
            let (i, width) = rows.header(is_first)?;
            Some((width, rows.header_row(bytes, i)))
        };
        let mut best: Option<(usize, HeaderRow)> = None;
        for &delimiter in delimiters {
            let (width, row) = header(delimiter, options.quoting.unwrap_or_default())?;
            if best.as_ref().is_none_or(|(most, _)| width > *most) {
                best = Some((width, row));
            }
        }
        let (_, best) = best?;
        let delimiter = best.format.delimiter;
        match options.quoting {
            None if quoting_of(bytes, delimiter, ended) == Quoting::None => Some(header(delimiter, Quoting::None)?.1),
            _ => Some(best),
        }
    }
}

/// The first records of a file that are not blank.
struct FirstRows {
    format: RecordFormat,
    rows: Vec<FirstRow>,
}

struct FirstRow {
    start: usize,
    /// The trimmed cells.
    cells: Vec<String>,
    /// How many cells are not blank.
    filled: usize,
    is_tags: bool,
}

impl FirstRows {
    fn of(bytes: &[u8], format: RecordFormat, ended: bool, most: usize) -> FirstRows {
        let mut scanner = Scanner::of_part(bytes, format, ended);
        let mut rows = Vec::new();
        while rows.len() < most
            && let Some(record) = scanner.next_record()
        {
            if !is_blank(&record) {
                rows.push(FirstRow::of(&record));
            }
        }
        FirstRows { format, rows }
    }

    /// The number of the header and of its cells. A record is passed over only if a later one makes a better header: all of
    /// its cells look like names, the records after it fit it, and it has more of them that are filled.
    fn header(&self, is_first: bool) -> Option<(usize, usize)> {
        let first = self.rows.first()?;
        if self.first_is_header(is_first)? {
            return Some((0, first.cells.len()));
        }
        let is_better = |&i: &usize| {
            let row = &self.rows[i];
            let is_fuller = row.filled > first.filled || first.is_comment();
            is_fuller && !row.is_comment() && self.fits(i) && row.are_names()
        };
        let header = (1..self.rows.len()).find(is_better).unwrap_or(0);
        Some((header, self.rows[header].cells.len()))
    }

    /// Whether the first record is the header, whatever follows; `None` if there is no record.
    fn first_is_header(&self, is_stated: bool) -> Option<bool> {
        let first = self.rows.first()?;
        Some(is_stated || (self.fits(0) && first.are_names() && !first.is_comment()))
    }

    /// Whether there are records after that one, with as many cells, and no more of them filled.
    fn fits(&self, i: usize) -> bool {
        let following = &self.rows[i + 1..];
        let following = &following[..following.len().min(FOLLOWING)];
        let (width, filled) = (self.rows[i].cells.len(), self.rows[i].filled);
        !following.is_empty() && following.iter().all(|row| row.cells.len() == width && row.filled <= filled)
    }

    fn header_row(&self, bytes: &[u8], i: usize) -> HeaderRow {
        let start = self.rows[i].start;
        // Comments are expected above a header, so nothing is said of them.
        let mut remarks = self.rows[..i].iter().filter(|row| !row.cells[0].starts_with('#'));
        let line = |row: &FirstRow| line_breaks(bytes, 0..row.start);
        let remarks = remarks.next().map(|first| (line(first), line(remarks.next_back().unwrap_or(first))));
        HeaderRow { start, format: self.format, remarks }
    }
}

impl FirstRow {
    fn of(record: &Record<'_>) -> FirstRow {
        let text = |i| String::from_utf8_lossy(&record.cell(i)).trim().to_owned();
        let cells: Vec<String> = (0..record.width()).map(text).collect();
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        FirstRow { start: record.start, cells, filled, is_tags: is_tag_row(record) }
    }

    fn is_comment(&self) -> bool {
        self.cells[0].starts_with('#') && !self.is_tags
    }

    /// Whether the cells look like the names of columns: several, all different, and none a number, a date, an address or
    /// prose.
    fn are_names(&self) -> bool {
        const LONGEST: usize = 100;
        let is_name = |cell: &&String| {
            cell.chars().count() <= LONGEST
                && cell.parse::<f64>().is_err()
                && !cell.contains("://")
                && !(cell.len() > 4 && may_be_date(cell))
        };
        let filled: Vec<&String> = self.cells.iter().filter(|cell| !cell.is_empty()).collect();
        let different: HashSet<&String> = filled.iter().copied().collect();
        filled.len() >= 2 && filled.len() == different.len() && filled.iter().all(is_name)
    }
}

/// Whether a record is blank whatever the delimiter.
fn is_blank(record: &Record<'_>) -> bool {
    let is_space = |byte: &u8| DELIMITERS.contains(byte) || *byte == b'"' || byte.is_ascii_whitespace();
    record.bytes().iter().all(is_space)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The delimiter, the line of the header, and whether lines above it are remarks.
    fn header(text: &str) -> Option<(char, u64, bool)> {
        let found = HeaderRow::find(text.as_bytes(), None, true, &ReadOptions::default())?;
        let line = line_breaks(text.as_bytes(), 0..found.start);
        Some((char::from(found.format.delimiter), line, found.remarks.is_some()))
    }

    #[test]
    fn the_header_tells_the_delimiter() {
        assert_eq!(header("date,title\n"), Some((',', 0, false)));
        assert_eq!(header("date;title, place;country\n1,2,3,4;\n"), Some((';', 0, false)));
        assert_eq!(header("\n;;\ndate\ttitle\n"), Some(('\t', 2, false)));
        assert_eq!(header("\"a,b,c\"|date|title"), Some(('|', 0, false)));
        assert_eq!(header("title"), Some((',', 0, false)));
        assert_eq!(header(" \n"), None);
        assert!(HeaderRow::find(b"date;tit", None, false, &ReadOptions::default()).is_none());
    }

    #[test]
    fn titles_and_comments_above_it_are_passed_over() {
        for (text, expected) in [
            ("Programme X\ndate,title\n2020,a\n", (',', 1, true)),
            ("Programme X,,Downloaded on 5 May 2024,,\n\ndate,title,place,kind,note\n2020,a,,,\n", (',', 2, true)),
            ("Programme X, downloaded today\ndate;title;place\n2020;a;b\n", (';', 1, true)),
            ("# a, b\n# c\ndate,title\n2020,x\n", (',', 2, false)),
            ("# a, b\nA title\ndate,title\n2020,x\n", (',', 2, true)),
        ] {
            assert_eq!(header(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_first_row_that_may_be_the_header_is() {
        for text in [
            // An index without a name, as pandas writes it.
            ",date,title\n0,2020,a\n1,2021,b\n",
            // Rows that lack cells, or have too many.
            "date,title\n2020\n2021,a,b\nx,y,z\n",
            "#,date,title\n1,2020,a\n",
            "#date,title\n2020,a\n",
            "date,title\nlate 2014,a\n2015,b\n",
            "date,title\n",
            // Names of columns that are years.
            "country,title,2019,2020\nPeru,a,1,2\n",
            // An event without a date, and one with a cell that its header does not have.
            "date,title\n,Moon landing\n",
        ] {
            assert_eq!(header(text).map(|(_, line, _)| line), Some(0), "{text}");
        }
    }
}
