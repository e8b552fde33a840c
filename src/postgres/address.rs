//! The address of a table on a PostgreSQL server: what tells it from the path of a file, and what of it may be shown.
//!
//! It is known in every build, with the feature `postgres` or without: a text that holds a password must never be taken
//! for a path and printed. So a password is cut out as the address is read, and remembered only as having been there.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::MOMENT;
use crate::error::{Diagnostic, Error, ErrorKind, Result, ServerErrorKind};

const SCHEMES: [&str; 2] = ["postgresql://", "postgres://"];

/// The table that an address means if it names none.
const USUAL_TABLE: &str = "events";

/// `postgresql://ada@host/db?table=events`, without its password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    has_password: bool,
}

impl Address {
    /// The address that stands where a path may stand; `None` for a path.
    pub fn of(path: &Path) -> Option<Address> {
        Address::of_text(&path.to_string_lossy())
    }

    /// The same for a text. The scheme is known in any case of its letters, as in other addresses.
    pub fn of_text(text: &str) -> Option<Address> {
        let is_scheme = |scheme: &&&str| text.get(..scheme.len()).is_some_and(|own| own.eq_ignore_ascii_case(scheme));
        let scheme = SCHEMES.iter().find(is_scheme)?;
        let (rest, is_cut) = without_password(&text[scheme.len()..]);
        Some(Address { text: format!("{scheme}{rest}"), has_password: is_cut })
    }

    /// The address in an argument of the command line, which may be the value of an option: `--file=postgresql://…`.
    pub fn in_argument(argument: &OsStr) -> Option<Address> {
        let argument = argument.to_string_lossy();
        let lower = argument.to_ascii_lowercase();
        let at = SCHEMES.iter().filter_map(|scheme| lower.find(scheme)).min()?;
        (at == 0 || argument.starts_with('-')).then(|| Address::of_text(&argument[at..])).flatten()
    }

    /// As it was written, without a password.
    pub fn name(&self) -> &str {
        &self.text
    }

    /// The name of the table: `events`, or `staff.events` in a schema of that name.
    pub fn table(&self) -> Cow<'_, str> {
        self.parameter("table").filter(|table| !table.is_empty()).unwrap_or(Cow::Borrowed(USUAL_TABLE))
    }

    /// The value of a parameter behind the `?`.
    pub fn parameter(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, query) = self.text.split_once('?')?;
        parameters(query).find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// The address of what the table held at a moment.
    pub fn at(&self, moment: &str) -> Address {
        let sign = if self.text.contains('?') { '&' } else { '?' };
        let moment = utf8_percent_encode(moment, NON_ALPHANUMERIC);
        Address { text: format!("{}{sign}{MOMENT}={moment}", self.text), has_password: self.has_password }
    }

    /// # Errors
    /// It asks for what the table held at a moment of the past, which nobody can change.
    pub fn check_is_now(&self) -> Result<()> {
        if self.parameter(MOMENT).is_none() {
            return Ok(());
        }
        let message = format!("`{}` is what the table held once, which can't be changed", self.text);
        let error = Diagnostic::new(message).of_kind(ErrorKind::Server(ServerErrorKind::Address));
        Err(Error::Usage(Box::new(error)).hint(format!("leave `{MOMENT}=` out of the address")))
    }

    /// The address without these parameters, which are no business of the server's.
    #[cfg(feature = "postgres")]
    pub(super) fn without(&self, names: &[&str]) -> String {
        let Some((before, query)) = self.text.split_once('?') else { return self.text.clone() };
        let name = |part: &str| decoded(part.split('=').next().unwrap_or_default()).into_owned();
        let kept: Vec<&str> = query.split('&').filter(|part| !names.contains(&name(part).as_str())).collect();
        if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) }
    }

    /// # Errors
    /// There was a password in it, which others could see on the command line and in the history of the shell.
    pub fn check(&self) -> Result<()> {
        if !self.has_password {
            return Ok(());
        }
        let message = format!("`{}` was given with a password, which is left out here", self.text);
        let error = Diagnostic::new(message).of_kind(ErrorKind::Server(ServerErrorKind::Address));
        Err(Error::Usage(Box::new(error)).hint(NO_PASSWORDS))
    }
}

/// Where passwords come from instead.
pub const NO_PASSWORDS: &str = "passwords come from PGPASSWORD or ~/.pgpass, as with psql; leave it out of the address";

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

fn parameters(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(name), decoded(value))
    })
}

/// What follows the scheme, without what is or may be a password, and whether anything was cut out.
///
/// A password with an `@`, `/` or `?` that is not written as `%40` and so on makes the address another one. What might be
/// shown of it then matters more than what the rest means, so all between the first `:` and the last `@` goes.
fn without_password(rest: &str) -> (String, bool) {
    let mut kept = rest.to_owned();
    let mut is_cut = false;
    if let Some(at) = kept.rfind('@')
        && let Some(colon) = kept[..at].find(':')
    {
        kept.replace_range(colon..at, "");
        is_cut = true;
    }
    let host = kept.find('@').map_or(0, |at| at + 1);
    let end = kept[host..].find(['/', '?']).map_or(kept.len(), |end| host + end);
    // Several hosts stand with commas between them, and an address of IPv6 in brackets.
    let is_port = |port: &str| port.chars().all(|c| c.is_ascii_digit());
    let has_port = |host: &str| host.rsplit_once(':').is_none_or(|(_, port)| is_port(port) || host.ends_with(']'));
    if !kept[host..end].split(',').all(has_port) {
        // `ada:secret/db`, where the host was forgotten.
        let colon = kept[host..].find(':').map_or(end, |colon| host + colon);
        kept.replace_range(colon..end, "");
        is_cut = true;
    }
    if let Some((before, query)) = kept.split_once('?') {
        let is_secret =
            |part: &&str| decoded(part.split('=').next().unwrap_or_default()).to_lowercase().contains("passw");
        if query.split('&').any(|part| is_secret(&part)) {
            let parts: Vec<&str> = query.split('&').filter(|part| !is_secret(part)).collect();
            kept = if parts.is_empty() { before.to_owned() } else { format!("{before}?{}", parts.join("&")) };
            is_cut = true;
        }
    }
    (kept, is_cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> (String, bool) {
        let address = Address::of_text(text).unwrap();
        (address.text, address.has_password)
    }

    #[test]
    fn an_address_is_told_from_a_path() {
        for path in ["events.csv", "postgres.csv", "./postgresql://x", "postgresql:/x", "-", ""] {
            assert_eq!(Address::of_text(path), None, "{path}");
        }
        let address = Address::of_text("PostgreSQL://ada@host/db?sslmode=require&table=my%20events").unwrap();
        assert_eq!(address.table(), "my events");
        assert_eq!(Address::of_text("postgres:///db").unwrap().table(), "events");
        assert!(Address::in_argument(OsStr::new("-fpostgres://h/d")).is_some());
        assert!(Address::in_argument(OsStr::new("seen at postgres://a:b@h/d")).is_none());
    }

    #[test]
    fn an_address_without_a_password_stays_as_it_is() {
        for text in [
            "postgresql://host/db?table=events",
            "postgresql://ada@host:5432/db",
            "postgresql://ada@[::1]:5432/db",
            "postgresql://[::1]/db",
            "postgresql://a:1,b:2/db?target_session_attrs=read-write",
            "postgresql:///db?host=/var/run/postgresql&user=ada",
        ] {
            assert_eq!(shown(text), (text.to_owned(), false));
        }
    }

    #[test]
    fn a_password_is_cut_out_wherever_it_stands() {
        for (text, without) in [
            ("postgresql://ada:secret@host/db?table=events", "postgresql://ada@host/db?table=events"),
            ("postgresql://ada:secret@host:5432/db", "postgresql://ada@host:5432/db"),
            ("postgresql://ada:sec@ret/secret?@host/db", "postgresql://ada@host/db"),
            ("postgresql://ada:@host/db", "postgresql://ada@host/db"),
            ("postgresql://ada:secret/db", "postgresql://ada/db"),
            ("postgresql://ada:secret", "postgresql://ada"),
            ("postgresql://host/db?password=secret", "postgresql://host/db"),
            ("postgresql://host/db?table=e&PASSWORD=secret&sslpassword=secret", "postgresql://host/db?table=e"),
            ("postgresql://host/db?p%61ssword=secret&table=e", "postgresql://host/db?table=e"),
        ] {
            assert_eq!(shown(text), (without.to_owned(), true), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_password_is_left(password in "[a-z0-9@:/?&=%.\\]\\[,]{0,12}", host in "[a-z]{1,5}") {
            let secret = format!("SECRET{password}SECRET");
            for text in [
                format!("postgresql://ada:{secret}@{host}/db?table=events"),
                format!("postgres://ada:{secret}@{host}"),
            ] {
                let (shown, is_cut) = shown(&text);
                prop_assert!(is_cut && !shown.contains("SECRET"), "{}", shown);
            }
        }
    }
}
