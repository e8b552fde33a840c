//! Text, and nothing of events: made safe to show ([`sanitize`]), made alike for comparison ([`normalize`]), compared
//! ([`similar`]), escaped for a format ([`markup`]), split into parts ([`list`]), searched for the marks of
//! a merge conflict ([`conflict`]), looked at as a number ([`bytes16`]) or taken as a key ([`bytes32`]).
//!
//! Every other module may use it; it uses none of them.

pub mod bytes16;
pub mod bytes32;
pub mod conflict;
pub mod list;
pub mod markup;
pub mod normalize;
pub mod sanitize;
pub mod similar;

use std::borrow::Cow;

pub use sanitize::*;

/// A name as a shell takes it for one word: as it is, or in quotes.
pub fn shell_word(name: &str) -> Cow<'_, str> {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | ':' | '@' | '%' | ',' | '=');
    if !name.is_empty() && name.chars().all(is_plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("'{}'", name.replace('\'', "'\\''")))
}

/// `1 event`, `2 events`, `316,000 events`.
pub fn counted(n: u64, singular: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {singular}{s}", thousands(n))
}

/// A number with commas between its thousands.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(counted(1, "event"), "1 event");
    }
}
