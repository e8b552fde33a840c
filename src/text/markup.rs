//! Text from cells made fit for HTML and XML, where it must stay text.
//!
//! The page of `publish::html` and every picture write their cells through [`Escaped`].

use std::fmt::{self, Display, Write};

use crate::text::{is_bidi, sanitize};

/// Displayed with the characters that mean something in markup escaped, in text and in quoted attributes alike.
///
/// Control characters become visible signs, as in a terminal; those that would turn the direction of the text around
/// are left out, as nothing may read otherwise than it is stored.
pub struct Escaped<'a>(pub &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: String = self.0.chars().filter(|c| !is_bidi(*c)).collect();
        let mut line_breaks = text.lines().enumerate().map(|(i, line)| (if i > 0 { "\n" } else { "" }, sanitize(line)));
        line_breaks.try_for_each(|(before, line)| {
            f.write_str(before)?;
            line.chars().try_for_each(|c| match c {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                // No characters of XML.
                '\u{FFFE}' | '\u{FFFF}' => f.write_char('\u{FFFD}'),
                c => f.write_char(c),
            })
        })
    }
}

/// The text as one line without control characters, to be measured and wrapped before it is escaped.
pub fn one_line(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_bidi(*c)).collect();
    sanitize(text.trim()).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A citation in pieces: text, and the web addresses in it.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// Begins with `http://` or `https://` and has no white space.
    Address(&'a str),
}

/// Takes a citation apart. Only `http` and `https` addresses are links: `javascript:` and the like stay text.
pub fn pieces(citation: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = citation;
    while let Some(start) = address_start(rest) {
        let length = rest[start..]
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(rest.len() - start);
        let address = rest[start..start + length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '”']);
        // A bracket that the address did not open closes one of the text around it.
        let address = match address.strip_suffix(')') {
            Some(inner) if !inner.contains('(') => inner,
            _ => address,
        };
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(Piece::Address(address));
        rest = &rest[start + address.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where a web address begins: at the start of a word, with something after its `://`.
fn address_start(text: &str) -> Option<usize> {
    text.match_indices("http").map(|(at, _)| at).find(|&at| {
        let after = text[at..].strip_prefix("https://").or_else(|| text[at..].strip_prefix("http://"));
        let begins_word = !text[..at].ends_with(char::is_alphanumeric);
        begins_word && after.is_some_and(|after| after.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let text = "</title><script>'\"&\u{202e}\u{0}]]>\u{ffff}\r\nx";
        assert_eq!(Escaped(text).to_string(), "&lt;/title&gt;&lt;script&gt;&#39;&quot;&amp;␀]]&gt;\u{fffd}\nx");
    }

    #[test]
    fn only_web_addresses_are_links() {
        use Piece::{Address, Text};
        assert_eq!(pieces("https://a.org/x?y=1"), [Address("https://a.org/x?y=1")]);
        assert_eq!(
            pieces("Reuters (see https://a.org/x), 2021"),
            [Text("Reuters (see "), Address("https://a.org/x"), Text("), 2021")]
        );
        assert_eq!(pieces("https://a.org/X_(y)."), [Address("https://a.org/X_(y)"), Text(".")]);
        for text in ["javascript:alert(1)", "xhttp://a", "https://", "data:text/html,x", "http:/a.org"] {
            assert_eq!(pieces(text), [Text(text)], "{text}");
        }
        assert_eq!(pieces(""), []);
    }
}
