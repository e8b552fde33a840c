//! Lists in one cell: the parts of a text that are separated by `;`.
//!
//! Actors, tags and sources are read with it, and what is added to them is written with it. A `;` within an address,
//! brackets, quotation marks or a character of HTML (`&amp;`) separates nothing.

use std::ops::Range;

/// The parts of a cell that are separated by `;`, without edge spaces and empty parts. Quotes around a whole part are left
/// out, as in the lists of articles of UCDP GED.
pub fn several(cell: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_of_several(cell, |part| all.push(part.to_owned()));
    all
}

/// Passes each of the same parts to `take`.
pub fn each_of_several(cell: &str, mut take: impl FnMut(&str)) {
    let mut take = |part: &str| {
        if !part.is_empty() {
            take(part)
        }
    };
    if memchr::memchr2(b';', b'"', cell.as_bytes()).is_none() {
        return take(cell.trim());
    }
    for part in parts(cell) {
        take(unquoted(cell[part].trim()));
    }
}

/// A part as it is written into a list: in quotes if it would be read as several, or as no whole part.
pub fn as_part(part: &str) -> String {
    let is_whole = several(part) == [part] && !is_open(part);
    if is_whole { part.to_owned() } else { format!("\"{part}\"") }
}

/// The first `;` of a list of which it can't be known whether it separates two parts: it stands in an address with no space
/// behind it, or after a bracket or a quotation mark that is never closed. An offset in bytes.
pub fn doubtful(cell: &str) -> Option<usize> {
    let first = cell.find(';')?;
    let in_address = addresses(cell).find_map(|address| {
        let text = &cell[address.clone()];
        // `;view=full` is a parameter of the address.
        let is_parameter =
            |at: usize| text[at + 1..].split([';', '/', '?', '#']).next().is_some_and(|next| next.contains('='));
        let inner = text.match_indices(';').find(|(at, _)| !ends_entity(text, *at) && !is_parameter(*at))?.0;
        Some(address.start + inner)
    });
    in_address.or_else(|| {
        // Few cells have anything that could be left open.
        let may_enclose = |byte: u8| matches!(byte, b'(' | b'[' | b'{' | b')' | b']' | b'}' | b'"' | 0xC2 | 0xE2);
        if !cell.bytes().any(may_enclose) {
            return None;
        }
        let open = parts(cell).into_iter().find(|part| is_open(&cell[part.clone()]))?;
        Some(cell[open.start..].find(';').map_or(first, |at| open.start + at))
    })
}

/// Where the parts of a list are.
fn parts(cell: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for end in separators(cell) {
        parts.push(start..end);
        start = end + 1;
    }
    parts.push(start..cell.len());
    parts
}

/// A part without the quotes around it.
fn unquoted(part: &str) -> &str {
    let inner = part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    // `"Bombs", says "AP"` is not one text in quotes.
    inner.filter(|inner| !inner.contains("\" ") && !inner.contains(" \"")).map_or(part, str::trim)
}

/// The offset of each `;` that separates two parts.
fn separators(cell: &str) -> Vec<usize> {
    // The quotation marks beyond ASCII begin with one of two bytes.
    let may_enclose = |byte: u8| matches!(byte, b'(' | b'[' | b'{' | b'"' | b'&' | 0xC2 | 0xE2);
    if cell.bytes().any(may_enclose) { any_separators(cell) } else { separators_beside_addresses(cell) }
}

/// [`separators`] of a cell in which nothing but an address can hold a `;` that separates nothing.
fn separators_beside_addresses(cell: &str) -> Vec<usize> {
    let mut addresses = addresses(cell).peekable();
    let mut separators: Vec<usize> = memchr::memchr_iter(b';', cell.as_bytes()).collect();
    separators.retain(|at| {
        while addresses.next_if(|address| address.end <= *at).is_some() {}
        !addresses.peek().is_some_and(|address| address.contains(at))
    });
    separators
}

/// [`separators`] of any cell.
fn any_separators(cell: &str) -> Vec<usize> {
    let brackets = closed_brackets(cell);
    let mut addresses = addresses(cell).peekable();
    let mut found = Vec::new();
    // What is within these is passed over.
    let mut passed = 0;
    // Quotation marks of which it is known that nothing closes them.
    let mut unclosed = String::new();
    let mut before = None;
    for (at, c) in cell.char_indices() {
        let begins = before.is_none_or(|c: char| c.is_whitespace() || matches!(c, ';' | '(' | '[' | '{'));
        before = Some(c);
        if at < passed {
            continue;
        }
        while addresses.next_if(|address| address.end <= at).is_some() {}
        if let Some(address) = addresses.peek()
            && address.contains(&at)
        {
            passed = address.end;
            continue;
        }
        match c {
            ';' if !ends_entity(cell, at) => found.push(at),
            '(' | '[' | '{' => {
                if let Ok(i) = brackets.binary_search_by_key(&at, |bracket| bracket.start) {
                    passed = brackets[i].end;
                }
            }
            '"' | '“' | '„' | '«' if (begins || c != '"') && !unclosed.contains(c) => {
                match closing_quote(cell, at, c) {
                    Some(end) => passed = end,
                    None => unclosed.push(c),
                }
            }
            _ => {}
        }
    }
    found
}

/// The end of a text in quotation marks that begins there.
fn closing_quote(cell: &str, at: usize, open: char) -> Option<usize> {
    let start = at + open.len_utf8();
    let rest = &cell[start..];
    let end = match open {
        '"' => rest.match_indices('"').map(|(at, _)| at).find(|at| {
            let after = rest[at + 1..].chars().next();
            after.is_none_or(|c| c.is_whitespace() || (c.is_ascii_punctuation() && c != '"'))
        }),
        '“' => rest.find('”'),
        '„' => rest.find(['“', '”']),
        _ => rest.find('»'),
    }?;
    Some(start + end + cell[start + end..].chars().next().map_or(1, char::len_utf8))
}

/// Brackets that are closed, from the opening one to behind the closing one, in the order in which they open.
fn closed_brackets(cell: &str) -> Vec<Range<usize>> {
    let mut open: Vec<(usize, u8)> = Vec::new();
    let mut closed = Vec::new();
    for (at, byte) in cell.bytes().enumerate() {
        match byte {
            b'(' => open.push((at, b')')),
            b'[' => open.push((at, b']')),
            b'{' => open.push((at, b'}')),
            b')' | b']' | b'}' => {
                if open.last().is_some_and(|(_, closing)| *closing == byte)
                    && let Some((start, _)) = open.pop()
                {
                    closed.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    closed.sort_by_key(|bracket| bracket.start);
    closed
}

/// Whether a bracket or a quotation mark is never closed.
fn is_open(part: &str) -> bool {
    let brackets = part.bytes().filter(|byte| b"([{)]}".contains(byte)).count();
    let mut passed = 0;
    let is_unclosed = part.char_indices().any(|(at, c)| match c {
        '“' | '„' | '«' if at >= passed => {
            let end = closing_quote(part, at, c);
            passed = end.unwrap_or(passed);
            end.is_none()
        }
        _ => false,
    });
    brackets != 2 * closed_brackets(part).len() || part.matches('"').count() % 2 == 1 || is_unclosed
}

/// Where the addresses are: from their scheme to the white space behind them, or to a `;` before white space, before the end
/// or before another address.
fn addresses(cell: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + scheme(&cell[from..])?;
        let text = &cell[start..];
        let mut length = address_length(text);
        if text[..length].ends_with(';') && !ends_entity(text, length - 1) {
            length -= 1;
        }
        // A bracket that was opened before the address closes behind it.
        let in_brackets = text[..length].trim_end_matches([')', ']', '}']).len();
        if in_brackets < length && !text[..length].contains(['(', '[', '{']) {
            length = in_brackets;
        }
        from = start + length.max(1);
        Some(start..start + length)
    })
}

/// How long the address is that a text begins with: to what can't be in one, or to the `;` before another. Only as much is
/// looked at as there is to the next address, so that a list of many takes no longer than its length.
fn address_length(text: &str) -> usize {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '“' | '”' | '«' | '»');
    let mut looked_at = 1;
    loop {
        let next = scheme(&text[looked_at..]).map(|at| looked_at + at);
        let until = next.unwrap_or(text.len());
        if let Some(end) = text[looked_at..until].find(is_end) {
            return looked_at + end;
        }
        match next {
            None => return text.len(),
            Some(next) if text[..next].ends_with(';') => return next - 1,
            // An archive's address holds the one of the page.
            Some(next) => looked_at = next + 1,
        }
    }
}

/// Where an address begins.
fn scheme(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(b':', &text.as_bytes()[from..])?;
        if !text[at..].starts_with("://") {
            from = at + 1;
            continue;
        }
        let scheme = text[from..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let start = from + scheme.len();
        if ["http", "https", "ftp"].iter().any(|known| text[start..at].eq_ignore_ascii_case(known)) {
            return Some(start);
        }
        from = at + 3;
    }
}

/// Whether the `;` there is the end of a character of HTML, such as `&amp;` or `&#8217;`.
fn ends_entity(text: &str, at: usize) -> bool {
    /// `&CounterClockwiseContourIntegral;` is the longest that HTML has.
    const LONGEST: usize = 32;
    let name =
        text[..at].bytes().rev().take(LONGEST).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    let start = at - name;
    if name == 0 || !text[..start].ends_with('&') {
        return false;
    }
    let entity = &text[start - 1..=at];
    htmlize::unescape(entity) != entity
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_part_in_quotes_may_hold_a_semicolon() {
        assert_eq!(several(" a; b;;c "), ["a", "b", "c"]);
        assert_eq!(several("\"Reuters; AFP,2014\";\"AP\""), ["Reuters; AFP,2014", "AP"]);
        assert_eq!(several("\"Two Bombs,\" Gazette; AP"), ["\"Two Bombs,\" Gazette", "AP"]);
        assert_eq!(several("Reuters \"a"), ["Reuters \"a"]);
    }

    #[test]
    fn what_belongs_together_is_not_cut() {
        for whole in [
            "https://example.org/d;view=full?id=7",
            "https://example.org/a?b=1&amp;c=2",
            "http://example.org/a;jsessionid=12;x=1, retrieved 2021",
            "Smith (2020; 2021)",
            "Smith [2020; see also (Jones; 2019)], p. 4",
            "“Bombs; and more”, Gazette",
            "«Взрыв; жертвы», Газета",
            "„Bomben; Tote“, Zeitung",
            "The \"War; and Peace\" of it",
            "Smith &amp; Sons",
            "Smith&#8217;s diary",
            "(https://example.org/a;b)",
        ] {
            assert_eq!(several(whole), [whole]);
            for other in ["UN", "https://example.org/x", "Jones (2020; 2021)"] {
                assert_eq!(several(&format!("{whole}; {other}")), [whole, other]);
                assert_eq!(several(&format!("{other}; {whole}")), [other, whole]);
            }
        }
    }

    #[test]
    fn what_is_apart_is_cut() {
        for (cell, parts) in [
            ("AT&T; Reuters", &["AT&T", "Reuters"][..]),
            ("https://a.org/x;https://b.org/y", &["https://a.org/x", "https://b.org/y"]),
            ("https://a.org/x; https://b.org/y;", &["https://a.org/x", "https://b.org/y"]),
            ("see https://a.org/x; UN (2020)", &["see https://a.org/x", "UN (2020)"]),
            ("a) first; b) second", &["a) first", "b) second"]),
            ("Smith (2020; Jones", &["Smith (2020", "Jones"]),
            ("\"Bombs; Jones", &["\"Bombs", "Jones"]),
            ("5'; 6\"; tall", &["5'", "6\"", "tall"]),
            ("“one”; “two”", &["“one”", "“two”"]),
        ] {
            assert_eq!(several(cell), parts, "{cell}");
        }
    }

    #[test]
    fn what_can_not_be_known_is_told() {
        for (cell, at) in [
            ("UN; AFP", None),
            ("https://a.org/x;https://b.org/y", None),
            ("https://a.org/x?a=1&amp;b=2; UN", None),
            ("https://a.org/x;Smith 2020", Some(15)),
            ("Smith (2020; Jones 2021", Some(11)),
            ("Smith (2020; 2021)", None),
            ("“Bombs; Jones", Some(8)),
            ("Smith (2020", None),
            ("https://example.org/d;view=full?id=7", None),
            ("http://example.org/a;jsessionid=12;x=1, retrieved 2021", None),
        ] {
            assert_eq!(doubtful(cell), at, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_cell_without_brackets_is_cut_as_any_is(cell in "([a-zé ;:/.)]|; |https?://[a-z;)/]{0,4}){0,12}") {
            prop_assert_eq!(separators_beside_addresses(&cell), any_separators(&cell));
        }

        #[test]
        fn a_list_is_read_as_it_was_written(
            parts in prop::collection::vec("([a-cé&(\\[;:/ ]|\\)|\\]|“|”|«|»|amp;|https://x\\.y/|&amp;){1,12}", 1..5),
        ) {
            let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
            let list = parts.iter().map(|part| as_part(part)).collect::<Vec<_>>().join("; ");
            prop_assert_eq!(several(&list), parts);
        }

        #[test]
        fn no_part_of_any_text_is_lost(cell in "\\PC{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&several(&cell).concat()), letters(&cell));
            let _ = doubtful(&cell);
        }
    }
}
