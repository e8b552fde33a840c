//! What a server or the way to it refuses, as an error for people.

use std::error::Error as _;

use ::postgres::error::SqlState;

use super::{Address, NO_PASSWORDS};
use crate::error::{Diagnostic, Error, ErrorKind, Hint, Result, ServerErrorKind};

/// An error of a server that has a kind already.
pub(super) struct Failure(Diagnostic, ServerErrorKind);

impl Failure {
    pub fn new(kind: ServerErrorKind, message: impl Into<String>) -> Failure {
        Failure(Diagnostic::new(message).of_kind(ErrorKind::Server(kind)), kind)
    }

    pub fn hint(self, hint: impl Into<Hint>) -> Failure {
        Failure(self.0.hint(hint), self.1)
    }

    pub fn kind(&self) -> ServerErrorKind {
        self.1
    }

    pub fn into_error(self) -> Error {
        Error::from(self.0)
    }

    pub fn into_usage(self) -> Error {
        Error::Usage(Box::new(self.0))
    }
}

/// What went wrong, in words.
pub(super) fn failed(address: &Address, error: &::postgres::Error) -> Failure {
    let name = address.name();
    if let Some(refused) = error.as_db_error() {
        let said = refused.message();
        let code = refused.code();
        return if is_login(code) {
            let failure = Failure::new(ServerErrorKind::Refused, format!("`{name}` can't be opened: {said}"));
            if *code == SqlState::INVALID_PASSWORD { failure.hint(NO_PASSWORDS) } else { failure }
        } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            Failure::new(ServerErrorKind::Refused, format!("`{name}`: {said}"))
                .hint("whoever owns the table lets others read it or change it, by its group roles")
        } else if is_shutdown(code) {
            lost(name, said)
        } else if let Some(detail) = refused.detail() {
            Failure::new(ServerErrorKind::Other, format!("`{name}`: {said} ({detail})"))
        } else {
            Failure::new(ServerErrorKind::Other, format!("`{name}`: {said}"))
        };
    }
    if error.is_closed() || is_of_system(error) {
        return lost(name, &causes(error));
    }
    Failure::new(ServerErrorKind::Other, format!("`{name}`: {}", causes(error)))
}

/// The same, where there is no connection yet. `has_password` and `has_tls` say what it was tried with.
pub(super) fn cannot_connect(
    address: &Address,
    error: &::postgres::Error,
    has_password: bool,
    has_tls: bool,
) -> Failure {
    if error.as_db_error().is_some() {
        return failed(address, error);
    }
    let message = format!("`{}` can't be reached: {}", address.name(), causes(error));
    let hint = match (has_password, has_tls) {
        _ if is_of_system(error) => return Failure::new(ServerErrorKind::Unreachable, message),
        (true, false) => return Failure::new(ServerErrorKind::Refused, message),
        // It may be that the server asked for one.
        (false, false) => NO_PASSWORDS.to_owned(),
        (true, true) => ABOUT_TLS.to_owned(),
        (false, true) => format!("{NO_PASSWORDS}; {ABOUT_TLS}"),
    };
    Failure::new(ServerErrorKind::Refused, message).hint(hint)
}

const ABOUT_TLS: &str = "the file of the certificates that the server's is known by is named with sslrootcert=FILE in the \
    address";

/// Whether the system, and not the server, has refused something.
fn is_of_system(error: &::postgres::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<std::io::Error>())
}

fn lost(name: &str, said: &str) -> Failure {
    Failure::new(ServerErrorKind::Lost, format!("the connection to `{name}` was lost: {said}"))
}

/// An error with all that caused it, the last of which says most.
fn causes(error: &::postgres::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = error.source();
    }
    said
}

fn is_login(code: &SqlState) -> bool {
    let codes = [
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        SqlState::INVALID_CATALOG_NAME,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::CANNOT_CONNECT_NOW,
    ];
    codes.contains(code)
}

fn is_shutdown(code: &SqlState) -> bool {
    [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT].contains(code)
}

/// What a session says of an error of the server.
pub(super) trait OrFailed<T> {
    /// # Errors
    /// That of the server, in words.
    fn or_failed(self, address: &Address) -> Result<T>;
}

impl<T> OrFailed<T> for std::result::Result<T, ::postgres::Error> {
    fn or_failed(self, address: &Address) -> Result<T> {
        self.map_err(|error| failed(address, &error).into_error())
    }
}
