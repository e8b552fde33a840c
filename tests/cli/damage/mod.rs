//! What spreadsheets, transfers and other programs do to a chronology: it is read all the same, or refused with the
//! option that settles it; nothing is guessed in silence.

mod date_order;
mod dates;
mod encodings;
mod headers;
mod notations;
mod other_tables;
mod quotes;
mod totals;

const TABLE: &str = "date;title;latitude;killed\n26 August 2021;São Tomé;34,53;1.963\n2022-09;Café;;\n";

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
}
