//! Standard output and standard error as the program writes to them: in colour or not, safe for a terminal, and page by page
//! where the output is longer than the screen.
//!
//! `main` opens the [`Outputs`]. All that goes to a terminal passes a [`TerminalWriter`], so that no command can forget to
//! make a text harmless.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::adapter::StripBytes;
use anstream::{AutoStream, ColorChoice};

use crate::text::{is_unsafe, visible};

/// What the program writes to.
pub struct Outputs {
    /// Data, answers, and what people read.
    pub out: Box<dyn Write + Send>,
    /// All else: notes, errors, questions.
    pub notes: Box<dyn Write + Send>,
}

/// How the outputs are opened.
#[derive(Clone, Debug)]
pub struct OutputOptions {
    /// Whether what people read is in colour.
    pub choice: ColorChoice,
    /// Whether standard output gets data, which goes out as it is, and not what people read.
    pub writes_data: bool,
    /// Whether what is longer than the screen may be shown page by page.
    pub may_page: bool,
    /// The height of the terminal, in lines.
    pub height: usize,
}

impl Outputs {
    /// Opens both. Nothing is written, and no pager started, before there is something to write.
    pub fn open(options: &OutputOptions) -> Outputs {
        let OutputOptions { choice, writes_data, may_page, height } = *options;
        let to_terminal = io::stdout().is_terminal();
        let is_paging = Arc::new(AtomicBool::new(false));
        let stdout: Box<dyn Write + Send> = match to_terminal && may_page && !writes_data {
            true => Box::new(Pager::new(height, Arc::clone(&is_paging))),
            // Standard output by itself would write line by line what reaches it without its colours.
            false => Box::new(BufWriter::with_capacity(BUFFER, io::stdout())),
        };
        let out: Box<dyn Write + Send> = match writes_data {
            true => Box::new(BufWriter::with_capacity(BUFFER, stdout)),
            false => {
                let choice = match choice {
                    ColorChoice::Auto => AutoStream::choice(&io::stdout()),
                    choice => choice,
                };
                let styled: Box<dyn Write + Send> = match choice {
                    ColorChoice::Never => Box::new(PlainWriter::new(stdout)),
                    choice => Box::new(AutoStream::new(stdout, choice)),
                };
                Box::new(BufWriter::with_capacity(BUFFER, styled))
            }
        };
        let out = if to_terminal { Box::new(TerminalWriter::new(out)) as Box<dyn Write + Send> } else { out };
        let notes = HeldNotes { out: AutoStream::new(io::stderr(), choice), held: Vec::new(), is_paging };
        Outputs { out, notes: Box::new(TerminalWriter::new(notes)) }
    }

    /// Ends standard output: what is left of it is written, and somebody who reads it page by page is waited for.
    ///
    /// # Errors
    /// What standard output refuses.
    pub fn end(&mut self) -> io::Result<()> {
        let written = self.out.flush();
        self.out = Box::new(io::sink());
        written.and(self.notes.flush())
    }
}

const BUFFER: usize = 1 << 16;

/// Passes text on without its colours.
///
/// Long outputs are text and colours and nothing else, which is soon looked through. From the first write on that holds
/// anything else, `anstream` does it.
struct PlainWriter<W> {
    out: W,
    plain: Vec<u8>,
    any: Option<StripBytes>,
}

impl<W: Write> PlainWriter<W> {
    fn new(out: W) -> PlainWriter<W> {
        PlainWriter { out, plain: Vec::new(), any: None }
    }
}

impl<W: Write> Write for PlainWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.plain.clear();
        if self.any.is_none() && push_without_colours(bytes, &mut self.plain).is_some() {
            self.out.write_all(&self.plain)?;
            return Ok(bytes.len());
        }
        for printable in self.any.get_or_insert_default().strip_next(bytes) {
            self.out.write_all(printable)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Adds text without its colours; `None` where it holds other controls than these, or is no whole text.
fn push_without_colours(bytes: &[u8], plain: &mut Vec<u8>) -> Option<()> {
    let text = simdutf8::basic::from_utf8(bytes).ok()?;
    let mut rest = text;
    loop {
        let (before, colour) = rest.split_at(memchr::memchr(0x1B, rest.as_bytes()).unwrap_or(rest.len()));
        if has_controls(before.as_bytes()) {
            return None;
        }
        plain.extend_from_slice(before.as_bytes());
        if colour.is_empty() {
            return Some(());
        }
        rest = &colour[sequence(colour.as_bytes())?.filter(|_| colour.as_bytes()[1] == b'[')?..];
    }
}

/// Whether a text has a control character other than a line break. Without branches, so that many bytes are looked at at a time.
fn has_controls(text: &[u8]) -> bool {
    let is_ascii = |byte: u8| ((byte < b' ') & (byte != b'\n')) | (byte == 0x7F);
    // U+0080 to U+009F begin with the byte of many harmless signs, such as `·`.
    let is_other = |(first, second): (&u8, &u8)| (*first == 0xC2) & (*second < 0xA0);
    let others = || text.iter().zip(&text[1..]).fold(false, |is_one, pair| is_one | is_other(pair));
    !text.is_empty() && (text.iter().fold(false, |is_one, byte| is_one | is_ascii(*byte)) || others())
}

/// Passes on what a terminal may show: text, line breaks, tabs, colours and links. Every other control character, and what
/// turns text around, becomes a visible sign.
pub struct TerminalWriter<W> {
    out: W,
    /// The start of a sequence or a character of which the rest comes with the next write.
    pending: Vec<u8>,
}

/// What stands at the start of some bytes.
enum Start {
    /// So many bytes that are passed on as they are.
    Harmless(usize),
    /// So many bytes in the place of which that character stands; `None`: nothing.
    Replaced(usize, Option<char>),
    /// More bytes are needed to tell.
    Incomplete,
}

/// No colour and no link is longer.
const LONGEST_SEQUENCE: usize = 4096;

impl<W: Write> TerminalWriter<W> {
    pub fn new(out: W) -> TerminalWriter<W> {
        TerminalWriter { out, pending: Vec::new() }
    }

    /// Passes on what is pending, but what more bytes must tell.
    fn pass(&mut self, is_all: bool) -> io::Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let (mut from, mut at) = (0, 0);
        while at < pending.len() {
            match start(&pending[at..], is_all) {
                Start::Harmless(length) => at += length,
                Start::Replaced(length, c) => {
                    self.out.write_all(&pending[from..at])?;
                    if let Some(c) = c {
                        write!(self.out, "{c}")?;
                    }
                    at += length;
                    from = at;
                }
                Start::Incomplete => break,
            }
        }
        self.out.write_all(&pending[from..at])?;
        self.pending = pending[at..].to_vec();
        Ok(())
    }
}

/// What some bytes begin with. `is_all`: nothing comes after them.
fn start(bytes: &[u8], is_all: bool) -> Start {
    let plain = bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')).count();
    if plain > 0 {
        return Start::Harmless(plain);
    }
    if bytes[0] == 0x1B {
        return match sequence(bytes) {
            Some(Some(length)) => Start::Harmless(length),
            None if !is_all && bytes.len() < LONGEST_SEQUENCE => Start::Incomplete,
            _ => Start::Replaced(1, Some(visible('\x1B'))),
        };
    }
    match bytes {
        [b'\r', b'\n', ..] => return Start::Replaced(1, None),
        [b'\r'] if !is_all => return Start::Incomplete,
        _ => {}
    }
    // The first character, whole.
    let length = match bytes[0] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    match std::str::from_utf8(&bytes[..length.min(bytes.len())]) {
        Ok(text) => match text.chars().next() {
            Some(c) if is_unsafe(c) => Start::Replaced(length, Some(visible(c))),
            _ => Start::Harmless(text.len()),
        },
        Err(error) if error.error_len().is_none() && !is_all => Start::Incomplete,
        Err(error) => Start::Replaced(error.error_len().unwrap_or(bytes.len()).max(1), Some('\u{FFFD}')),
    }
}

/// The length of a colour (`ESC [ … m`) or of a link (OSC 8) at the start of the bytes. `Some(None)`: there is none; `None`:
/// more bytes are needed to tell.
fn sequence(bytes: &[u8]) -> Option<Option<usize>> {
    let rest = bytes.get(1..)?;
    match rest {
        [] => None,
        [b'[', rest @ ..] => {
            let parameters = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b';' | b':')).count();
            let end = rest.get(parameters)?;
            Some((*end == b'm').then_some(parameters + 3))
        }
        [b']', rest @ ..] => {
            let wanted = b"8;;";
            let known = rest.len().min(wanted.len());
            if rest[..known] != wanted[..known] {
                return Some(None);
            }
            let address = rest.get(wanted.len()..)?;
            let length = address.iter().take_while(|byte| matches!(byte, b'!'..=b'~')).count();
            match address.get(length..)? {
                [0x1B, b'\\', ..] => Some(Some(2 + wanted.len() + length + 2)),
                [] | [0x1B] => None,
                _ => Some(None),
            }
        }
        _ => Some(None),
    }
}

impl<W: Write> Write for TerminalWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        self.pass(false)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass(true)?;
        self.out.flush()
    }
}

/// Notes that wait while somebody reads the output page by page, since they would stand in the middle of a page.
struct HeldNotes<W> {
    out: W,
    held: Vec<u8>,
    is_paging: Arc<AtomicBool>,
}

impl<W: Write> Write for HeldNotes<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_paging.load(Ordering::Acquire) {
            self.held.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        self.out.write_all(&std::mem::take(&mut self.held))?;
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.is_paging.load(Ordering::Acquire) {
            self.out.write_all(&std::mem::take(&mut self.held))?;
        }
        self.out.flush()
    }
}

/// Standard output, which goes to `$PAGER` once it is longer than the screen.
struct Pager {
    height: usize,
    state: PagerState,
    is_paging: Arc<AtomicBool>,
}

enum PagerState {
    /// All that was written so far, and how many lines that is.
    Short {
        written: Vec<u8>,
        lines: usize,
    },
    /// Somebody waits for what is there, such as a question on standard error, or there is no pager.
    Direct,
    Paged(Child),
}

impl Pager {
    fn new(height: usize, is_paging: Arc<AtomicBool>) -> Pager {
        Pager { height, state: PagerState::Short { written: Vec::new(), lines: 0 }, is_paging }
    }

    /// Starts the pager with what was written so far.
    fn start(&mut self, written: &[u8]) -> io::Result<()> {
        match pager().and_then(|mut command| command.stdin(Stdio::piped()).spawn().ok()) {
            Some(mut child) => {
                // An interrupt is meant for the pager, which stays.
                let _ = ctrlc::set_handler(|| {});
                self.is_paging.store(true, Ordering::Release);
                let result = child.stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(written));
                self.state = PagerState::Paged(child);
                result
            }
            None => {
                self.state = PagerState::Direct;
                io::stdout().write_all(written)
            }
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.state {
            PagerState::Short { written, lines } => {
                written.extend_from_slice(bytes);
                *lines += bytes.iter().filter(|byte| **byte == b'\n').count();
                // The last line of the screen is the prompt.
                if *lines >= self.height {
                    let written = std::mem::take(written);
                    self.start(&written)?;
                }
                Ok(bytes.len())
            }
            PagerState::Direct => io::stdout().write(bytes),
            PagerState::Paged(child) => child.stdin.as_mut().map_or(Ok(bytes.len()), |stdin| stdin.write(bytes)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.state {
            PagerState::Short { written, .. } => {
                io::stdout().write_all(&std::mem::take(written))?;
                self.state = PagerState::Direct;
                io::stdout().flush()
            }
            PagerState::Direct => io::stdout().flush(),
            PagerState::Paged(child) => child.stdin.as_mut().map_or(Ok(()), Write::flush),
        }
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        let _ = self.flush();
        if let PagerState::Paged(child) = &mut self.state {
            drop(child.stdin.take());
            let _ = child.wait();
            self.is_paging.store(false, Ordering::Release);
        }
    }
}

/// `$DATELINE_PAGER`, else `$PAGER`, else less; `None`: it is empty, or `cat`, which shows no pages.
fn pager() -> Option<Command> {
    let named = env::var_os("DATELINE_PAGER").or_else(|| env::var_os("PAGER"));
    let name = named.unwrap_or_else(|| OsString::from("less"));
    let text = name.to_string_lossy();
    if text.trim().is_empty() || text.trim() == "cat" {
        return None;
    }
    // Started without a shell, so that it is known whether the program is there: nothing may be written to one that is not.
    let mut words = text.split_whitespace();
    let mut command = Command::new(words.next()?);
    command.args(words);
    // Colours are shown, and what fits stays on the screen.
    if env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(pieces: &[&[u8]]) -> String {
        let mut writer = TerminalWriter::new(Vec::new());
        for piece in pieces {
            writer.write_all(piece).unwrap();
        }
        writer.flush().unwrap();
        String::from_utf8(writer.out).unwrap()
    }

    #[test]
    fn colours_and_links_pass_and_nothing_else() {
        let link = "\x1b]8;;https://example.org/a?b=c\x1b\\Report\x1b]8;;\x1b\\";
        assert_eq!(shown(&[link.as_bytes()]), link);
        assert_eq!(shown(&[b"\x1b[1;36mlate 2014\x1b[0m\n\t"]), "\x1b[1;36mlate 2014\x1b[0m\n\t");
        assert_eq!(shown(&[b"\x1b]0;owned\x07\x1b[2J"]), "␛]0;owned␇␛[2J");
        assert_eq!(shown(&["\u{9b}31m\u{202e}\u{61c}\u{2028}".as_bytes()]), "\u{fffd}31m\u{fffd}\u{fffd} ");
        assert_eq!(shown(&[b"a\r\nb\rc\x7f\xff"]), "a\nb c␡\u{fffd}");
        assert_eq!(shown(&[b"\x1b]8;;https://e\x1b[2J"]), "␛]8;;https://e␛[2J");
    }

    #[test]
    fn a_link_that_never_ends_is_none() {
        let endless = format!("\x1b]8;;{}", "a".repeat(LONGEST_SEQUENCE));
        assert_eq!(shown(&[endless.as_bytes(), b"b"]), format!("{}b", endless.replace('\x1b', "␛")));
    }

    proptest! {
        #[test]
        fn colours_are_left_out_as_anstream_does(pieces in prop::collection::vec("([ -~é東\n]|\x1b\\[[0-9;]{0,4}m){0,30}|(\\PC|\\p{Cc}|[\x1b\\[\\]8;m\r\u{9b}«]){0,6}", 0..6)) {
            let mut writer = PlainWriter::new(Vec::new());
            pieces.iter().for_each(|piece| writer.write_all(piece.as_bytes()).unwrap());
            let mut strip = StripBytes::new();
            let mut plain = Vec::new();
            pieces.iter().for_each(|piece| strip.strip_next(piece.as_bytes()).for_each(|text| plain.extend_from_slice(text)));
            prop_assert_eq!(writer.out, plain);
        }

        #[test]
        fn pieces_are_shown_as_the_whole(text in "(\\PC|[\x1b\\[\\]8;m\r\n\u{9b}\u{202e}é東]){0,40}", cuts in prop::collection::vec(0usize..200, 0..6)) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
            let whole = shown(&[bytes]);
            prop_assert_eq!(shown(&pieces), whole.clone());
            // Whatever was written, no sequence but of colours and links is left.
            let mut rest = whole.as_str();
            while let Some(at) = rest.find('\x1b') {
                let length = sequence(&rest.as_bytes()[at..]).flatten();
                prop_assert!(length.is_some(), "{whole:?}");
                rest = &rest[at + length.unwrap()..];
            }
            let is_plain = |c: char| !is_unsafe(c) || matches!(c, '\n' | '\t' | '\x1b');
            prop_assert!(whole.chars().all(is_plain), "{whole:?}");
        }
    }
}
