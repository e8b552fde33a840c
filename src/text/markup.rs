//! Text from cells made fit for HTML and XML, where it must stay text.
//!
//! Pictures write their cells through [`Escaped`], templates through [`MarkupEscaper`]; [`text_of_html`] goes the other
//! way, for data sets whose cells hold HTML.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use askama::filters::Escaper;
use linkify::{LinkFinder, LinkKind};

use crate::text::{is_bidi, may_be_unsafe, position_of, sanitize};

/// Displayed with the characters that mean something in markup escaped, in text and in quoted attributes alike.
///
/// Control characters become visible signs, as in a terminal; those that would turn the direction of the text around
/// are left out, as nothing may read otherwise than it is stored.
pub struct Escaped<'a>(pub &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        MarkupEscaper.write_escaped_str(f, self.0)
    }
}

/// The text with the characters escaped that mean something in markup, as [`Escaped`] displays it.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    // Writing to memory does not fail.
    let _ = MarkupEscaper.write_escaped_str(&mut out, text);
    out
}

/// Escapes all that a template writes, as [`Escaped`] does.
#[derive(Clone, Copy)]
pub struct MarkupEscaper;

impl Escaper for MarkupEscaper {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let text: Cow<'_, str> = match may_be_unsafe(text) && text.contains(is_bidi) {
            true => Cow::Owned(text.replace(is_bidi, "")),
            false => Cow::Borrowed(text),
        };
        for (i, line) in text.lines().enumerate() {
            if i > 0 {
                out.write_char('\n')?;
            }
            let line = sanitize(line);
            let mut rest: &str = &line;
            while let Some(at) = position_of(rest, may_need_escape) {
                let (before, special) = rest.split_at(at);
                out.write_str(before)?;
                let mut chars = special.chars();
                match chars.next() {
                    Some('&') => out.write_str("&amp;")?,
                    Some('<') => out.write_str("&lt;")?,
                    Some('>') => out.write_str("&gt;")?,
                    Some('"') => out.write_str("&quot;")?,
                    Some('\'') => out.write_str("&#39;")?,
                    Some('\u{FFFE}' | '\u{FFFF}') => out.write_str("\u{FFFD}")?,
                    Some(other) => out.write_char(other)?,
                    None => {}
                }
                rest = chars.as_str();
            }
            out.write_str(rest)?;
        }
        Ok(())
    }
}

/// Whether a byte may begin a character that means something in markup, or is none of XML's: U+FFFE and U+FFFF begin with
/// EF, as others do.
fn may_need_escape(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | 0xEF)
}

/// The text of a piece of HTML: without its tags, its entities as the characters that they stand for, each line's white
/// space as one space.
pub fn text_of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        text.push_str(before);
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.find('>').filter(|_| is_tag) {
            Some(end) => {
                // Blocks part words from each other, the rest does not.
                let name = tag[1..].trim_start_matches('/').to_ascii_lowercase();
                if ["p", "br", "div", "li", "h", "tr"].iter().any(|block| name.starts_with(block)) {
                    text.push(' ');
                }
                rest = &tag[end + 1..];
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    let text = htmlize::unescape(text);
    text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
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
    // Every address has them, and most texts have no address.
    if !citation.contains("://") {
        return if citation.is_empty() { Vec::new() } else { vec![Piece::Text(citation)] };
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let is_web = |address: &str| ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
    let links = finder.links(citation).filter(|link| is_web(link.as_str()));
    let mut pieces = Vec::new();
    let mut end = 0;
    for link in links {
        if link.start() > end {
            pieces.push(Piece::Text(&citation[end..link.start()]));
        }
        pieces.push(Piece::Address(link.as_str()));
        end = link.end();
    }
    if end < citation.len() {
        pieces.push(Piece::Text(&citation[end..]));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let text = "</title><script>'\"&\u{202e}\u{0}]]>\u{ffff}\u{ff01}\r\nx";
        assert_eq!(Escaped(text).to_string(), "&lt;/title&gt;&lt;script&gt;&#39;&quot;&amp;␀]]&gt;\u{fffd}\u{ff01}\nx");
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

    #[test]
    fn entities_are_the_characters_that_they_stand_for() {
        for (html, text) in [
            ("<p>Dock &amp; <b>yard</b><br>workers</p>", "Dock & yard workers"),
            ("1 < 2 &lt;b&gt;", "1 < 2 <b>"),
            ("Caf&eacute;&nbsp;&#8217;t &#x2019;s&hellip; &thorn;", "Café ’t ’s… þ"),
            // What is escaped twice was meant to be read as an entity.
            ("&amp;lt; AT&T &bogus; &#0;", "&lt; AT&T &bogus; \u{fffd}"),
        ] {
            assert_eq!(text_of_html(html), text, "{html}");
        }
    }
}
