//! What kind of file the first bytes of an input show, whatever its name.
//!
//! The seam of `input` converts the kinds that hold tables and unpacks those that hold files; of all others
//! [`Foreign`] says what they are and what can be done.

use super::{ical, json, markwhen};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text with cells, or what nothing else is known of.
    Csv,
    Compressed(Compression),
    /// A zip archive, as which most workbooks and documents are stored too.
    Zip,
    /// Microsoft's Compound File Binary: an old workbook, an old document, or a workbook under a password.
    Compound,
    Parquet,
    Json,
    Calendar,
    Markwhen,
    Foreign(Foreign),
}

/// A format of one compressed stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

impl Compression {
    pub fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Xz => "xz",
            Compression::Bzip2 => "bzip2",
        }
    }
}

/// A kind of file that can't be opened: what it is, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    pub what: &'static str,
    pub hint: &'static str,
}

/// How a file of one kind begins.
struct Signature {
    /// Where the bytes stand.
    at: usize,
    bytes: &'static [u8],
    kind: Kind,
}

const fn known(bytes: &'static [u8], kind: Kind) -> Signature {
    Signature { at: 0, bytes, kind }
}

const fn foreign(bytes: &'static [u8], what: &'static str, hint: &'static str) -> Signature {
    Signature { at: 0, bytes, kind: Kind::Foreign(Foreign { what, hint }) }
}

const AS_CSV: &str = "save the table as CSV or as a workbook (xlsx)";
const FROM_R: &str = "write the table as CSV in R: write.csv(x, \"x.csv\", row.names = FALSE)";
const FROM_FEATHER: &str = "write it as CSV, with pandas: pd.read_feather(\"x\").to_csv(\"x.csv\", index=False)";
const FROM_STATA: &str = "write it as CSV in Stata: export delimited using x.csv";
const FROM_SPSS: &str = "write it as CSV in SPSS or PSPP: SAVE TRANSLATE /OUTFILE='x.csv' /TYPE=CSV /FIELDNAMES";
const FROM_SAS: &str = "write it as CSV in SAS: proc export data=x outfile=\"x.csv\" dbms=csv";
const FROM_SQLITE: &str = "write one of its tables as CSV: sqlite3 -header -csv FILE 'select * from TABLE' > x.csv";
const FROM_PDF: &str = "take the table out of it as CSV, with Tabula for one, or look for the data that it was made of";
const UNPACK: &str = "unpack it, and name the table in it";
const PICTURE: &str = "a picture holds no table; put its file name into a cell of the chronology";
const FROM_XML: &str = "look for the same data as CSV, JSON or GeoJSON";

/// The first that fits is it. Sources: <https://www.iana.org/assignments/media-types>, the `file` command, and the
/// documentation of each format.
const SIGNATURES: &[Signature] = &[
    known(b"\x1F\x8B\x08", Kind::Compressed(Compression::Gzip)),
    known(b"\x28\xB5\x2F\xFD", Kind::Compressed(Compression::Zstd)),
    known(b"\xFD7zXZ\0", Kind::Compressed(Compression::Xz)),
    known(b"PK\x03\x04", Kind::Zip),
    // An archive without members, and one of several parts.
    known(b"PK\x05\x06", Kind::Zip),
    known(b"PK\x07\x08", Kind::Zip),
    known(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Kind::Compound),
    known(b"PAR1", Kind::Parquet),
    foreign(b"PARE", "an encrypted Parquet file", "write it anew without encryption"),
    foreign(b"ARROW1", "an Arrow (Feather) file", FROM_FEATHER),
    foreign(b"FEA1", "a Feather file", FROM_FEATHER),
    foreign(b"ORC", "an ORC file", "write it as CSV, with pandas: pd.read_orc(\"x\").to_csv(\"x.csv\", index=False)"),
    foreign(b"Obj\x01", "an Avro file", AS_CSV),
    foreign(b"SQLite format 3\0", "an SQLite database", FROM_SQLITE),
    foreign(b"\0\x01\0\0Standard Jet DB", "an Access database", "export the table as CSV or xlsx in Access"),
    foreign(b"\0\x01\0\0Standard ACE DB", "an Access database", "export the table as CSV or xlsx in Access"),
    foreign(b"RDX2\n", "an R data file", FROM_R),
    foreign(b"RDX3\n", "an R data file", FROM_R),
    foreign(b"RDA2\n", "an R data file", FROM_R),
    foreign(b"RDA3\n", "an R data file", FROM_R),
    foreign(b"X\n\0\0\0\x02", "an R data file", FROM_R),
    foreign(b"X\n\0\0\0\x03", "an R data file", FROM_R),
    foreign(b"A\n2\n", "an R data file", FROM_R),
    foreign(b"A\n3\n", "an R data file", FROM_R),
    foreign(b"<stata_dta>", "a Stata file", FROM_STATA),
    foreign(b"$FL2", "an SPSS file", FROM_SPSS),
    foreign(b"$FL3", "an SPSS file", FROM_SPSS),
    foreign(b"HEADER RECORD*******LIB", "a SAS transport file", FROM_SAS),
    foreign(b"\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60", "a SAS file", FROM_SAS),
    foreign(b"\x89HDF\r\n\x1A\n", "an HDF5 file", AS_CSV),
    foreign(b"CDF\x01", "a NetCDF file", AS_CSV),
    foreign(b"CDF\x02", "a NetCDF file", AS_CSV),
    foreign(b"%PDF-", "a PDF document", FROM_PDF),
    foreign(b"{\\rtf", "a document in rich text", "copy the table out of it into a workbook"),
    foreign(b"\x89PNG\r\n", "a PNG picture", PICTURE),
    foreign(b"\xFF\xD8\xFF", "a JPEG picture", PICTURE),
    foreign(b"GIF8", "a GIF picture", PICTURE),
    foreign(b"II*\0", "a TIFF picture", PICTURE),
    foreign(b"MM\0*", "a TIFF picture", PICTURE),
    foreign(b"BM", "a BMP picture", PICTURE),
    foreign(b"7z\xBC\xAF\x27\x1C", "a 7z archive", UNPACK),
    foreign(b"Rar!\x1A\x07", "a RAR archive", UNPACK),
    foreign(b"\x04\x22\x4D\x18", "a file compressed with LZ4", UNPACK),
    foreign(b"\x1F\x9D", "a file compressed with compress", UNPACK),
    Signature { at: 8, bytes: b"WEBP", kind: Kind::Foreign(Foreign { what: "a WebP picture", hint: PICTURE }) },
    Signature {
        at: 4,
        bytes: b"ftyp",
        kind: Kind::Foreign(Foreign { what: "a film or a HEIC picture", hint: PICTURE }),
    },
    Signature { at: 257, bytes: b"ustar", kind: Kind::Foreign(Foreign { what: "a tar archive", hint: UNPACK }) },
];

impl Kind {
    /// The kind of a file that begins so; `is_all`: it ends there, too.
    pub fn of(bytes: &[u8], is_all: bool) -> Kind {
        // A header may begin with a few letters too, and then holds no control characters.
        let is_binary = bytes.iter().take(64).any(|&byte| byte < b'\t');
        let fits = |signature: &&Signature| {
            bytes.get(signature.at..).is_some_and(|bytes| bytes.starts_with(signature.bytes))
                && (is_binary || !signature.bytes.iter().all(u8::is_ascii_alphanumeric))
        };
        if let Some(signature) = SIGNATURES.iter().find(fits) {
            return signature.kind;
        }
        if is_bzip2(bytes) {
            return Kind::Compressed(Compression::Bzip2);
        }
        if is_old_stata(bytes) {
            return Kind::Foreign(Foreign { what: "a Stata file", hint: FROM_STATA });
        }
        Kind::of_text(bytes, is_all)
    }

    fn of_text(bytes: &[u8], is_all: bool) -> Kind {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let begins = |start: &[u8]| text.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start));
        if json::is_begun(bytes) {
            return Kind::Json;
        }
        if ical::is_begun(text) {
            return Kind::Calendar;
        }
        if begins(b"<!doctype html") || begins(b"<html") {
            let hint =
                "it may be a page that asks to log in, or an old export: open it, and save the table as CSV or xlsx";
            return Kind::Foreign(Foreign { what: "a web page", hint });
        }
        if begins(b"<?xml") || begins(b"<kml") || begins(b"<gpx") {
            return Kind::Foreign(Foreign { what: "an XML file", hint: FROM_XML });
        }
        if markwhen::is_begun(bytes, is_all) { Kind::Markwhen } else { Kind::Csv }
    }
}

/// `BZh`, how large its blocks are, and the sign of a block or of the end.
fn is_bzip2(bytes: &[u8]) -> bool {
    let [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] = bytes else { return false };
    block.starts_with(b"\x31\x41\x59\x26\x53\x59") || block.starts_with(b"\x17\x72\x45\x38\x50\x90")
}

/// Stata 8 to 12: the version, the order of bytes, and 1 for a file of data.
fn is_old_stata(bytes: &[u8]) -> bool {
    matches!(bytes, [0x71..=0x73, 1 | 2, 1, 0, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> Kind {
        Kind::of(bytes, true)
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        assert_eq!(of(b"\x1F\x8B\x08\0"), Kind::Compressed(Compression::Gzip));
        assert_eq!(of(b"BZh91AY&SY"), Kind::Compressed(Compression::Bzip2));
        assert_eq!(of(b"PK\x03\x04"), Kind::Zip);
        assert_eq!(of(b"\xEF\xBB\xBF[{\"a\":1}]"), Kind::Json);
        assert_eq!(of(b"begin:vcalendar\r\n"), Kind::Calendar);
        assert_eq!(of(b"2020-01: Something happened\n"), Kind::Markwhen);
        for (bytes, what) in [
            (&b"RDX3\n"[..], "an R data file"),
            (b"X\n\0\0\0\x03\0", "an R data file"),
            (b"\x72\x02\x01\0", "a Stata file"),
            (b"<stata_dta><header>", "a Stata file"),
            (b"$FL2@(#) SPSS", "an SPSS file"),
            (b"SQLite format 3\0", "an SQLite database"),
            (b"%PDF-1.7", "a PDF document"),
            (b"\xFF\xD8\xFF\xE0", "a JPEG picture"),
            (b"BM\x36\0\0\0\0\0", "a BMP picture"),
            (b"\n<!DOCTYPE HTML>", "a web page"),
        ] {
            let Kind::Foreign(foreign) = of(bytes) else { panic!("{what}") };
            assert_eq!(foreign.what, what);
        }
    }

    #[test]
    fn tables_of_text_are_csv() {
        for text in [
            "date,title\n",
            "BM,date\n",
            "BZh9,date\n",
            "[date],[title]\n",
            "# remark\ndate,title\n",
            "ORCID\n",
            "",
            "\u{feff}date;title",
        ] {
            assert_eq!(of(text.as_bytes()), Kind::Csv, "{text:?}");
        }
    }
}
