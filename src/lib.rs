//! dateline keeps, queries and publishes chronologies: dated, sourced events in a plain CSV file.
//!
//! The program is behind the feature `cli`, which is on by default; the library needs nothing of it.
//!
//! A [`Date`] is as exact as what is known of it. It is read from EDTF (ISO 8601-2:2019) or English, has bounds, and is
//! put into words again:
//!
//! ```
//! use dateline::Date;
//!
//! let date = Date::parse("late 2014")?;
//! assert_eq!(date.to_string(), "[2014-09..2014-12]");
//! assert_eq!(date.earliest().unwrap().to_string(), "2014-09-01");
//! assert_eq!(date.latest().unwrap().to_string(), "2014-12-31");
//! assert_eq!(date.words(), "late 2014");
//! // What has two readings is refused.
//! assert!(Date::parse("03/04/2021").is_err());
//! # Ok::<(), dateline::DateError>(())
//! ```
//!
//! Whether it lies in a [`Window`] of days is certain, possible, or out of the question:
//!
//! ```
//! use dateline::{Certainty, Date, Window, Windows};
//!
//! let autumn = Windows::new([Window::of(&Date::parse("2014-09/2014-11")?)]);
//! assert_eq!(autumn.matches(&Date::parse("2014-10-03")?), Some(Certainty::Certain));
//! assert_eq!(autumn.matches(&Date::parse("late 2014")?), Some(Certainty::Possible));
//! assert_eq!(autumn.matches(&Date::parse("2015")?), None);
//! # Ok::<(), dateline::DateError>(())
//! ```
//!
//! A [`Chronology`] is opened, whatever its columns, and read once. A [`Query`] selects events:
//!
//! ```
//! use dateline::{Certainty, Chronology, Field, Query, TextPlace, Window, Windows};
//!
//! let text = "date,title,country,killed\nlate 2014,Founding,Afghanistan,\n2021-08-26,Attack,Afghanistan,170..183\n";
//! let query = Query::new().within(Windows::new([Window::year(2021)])).text(TextPlace::Country, &["afghan".into()]);
//! let events = Chronology::of_text("events.csv", text)?.select(&query)?;
//! assert_eq!((events.len(), events.unreadable()), (1, 0));
//! events.for_each(|event, certainty| {
//!     assert_eq!(event.text(Field::Title), "Attack");
//!     assert_eq!(event.killed().unwrap().high, Some(183));
//!     assert_eq!(certainty, Certainty::Certain);
//! })?;
//! # Ok::<(), dateline::Error>(())
//! ```
//!
//! [`Chronology::check`] says what is wrong or doubtful, and where:
//!
//! ```
//! use dateline::{Chronology, Code, Severity};
//!
//! let text = "id,date,title,source\na,2021-08-26,Attack,UN\nA,2021-09-01,Talks,\n";
//! let findings = Chronology::of_text("events.csv", text)?.check()?;
//! let found: Vec<(Code, u64)> = findings.iter().map(|finding| (finding.code, finding.place.line)).collect();
//! assert_eq!(found, [(Code::DuplicateId, 3), (Code::NoSource, 3)]);
//! assert_eq!(Code::DuplicateId.severity(), Severity::Error);
//! # Ok::<(), dateline::Error>(())
//! ```
//!
//! [`Chronology::diff`] says what changed, event by event:
//!
//! ```
//! use dateline::{Chronology, Difference, Field};
//!
//! let old = Chronology::of_text("old.csv", "id,date,title,killed\na,2021-08-26,Attack,170\n")?;
//! let new = Chronology::of_text("new.csv", "id,date,title,killed\na,2021-08-26,Attack,183\nb,2022,Talks,\n")?;
//! let mut said = Vec::new();
//! old.diff(new)?.for_each(|difference| match difference {
//!     Difference::Added(event) => said.push(format!("new: {}", event.text(Field::Title))),
//!     Difference::Changed { changes, .. } => said.extend(changes.iter().map(|change| change.words.clone())),
//!     _ => {}
//! })?;
//! assert_eq!(said, ["new: Talks", "killed 170 → 183"]);
//! # Ok::<(), dateline::Error>(())
//! ```
#![warn(missing_docs)]
// The library alone has no use for what only the commands call: publishing and changing files.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

mod chart;
mod check;
mod chronology;
#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod commands;
mod csv;
mod date;
mod diff;
mod edit;
mod error;
mod event;
mod input;
mod layout;
mod model;
#[cfg(feature = "cli")]
mod output;
mod postgres;
mod publish;
mod query;
mod store;
mod text;
mod typed;
mod words;

pub use check::Finding;
pub use check::code::{Code, Severity};
pub use chronology::{Chronology, Diff, Difference, Events};
pub use date::{Certainty, Date, DateError, DateOrder, Window, Windows};
pub use diff::Change;
pub use error::{CountErrorKind, DateErrorKind, Diagnostic, Error, ErrorKind, Hint, Place, Result, ServerErrorKind};
pub use event::Event;
pub use model::field::{Column, Field};
pub use model::people::{CountError, PeopleCount};
pub use query::condition::Condition;
pub use query::{Query, TextPlace};

/// What `main` is made of. It is no part of the library, and may change with every version.
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod program {
    pub use crate::cli::hint::hint;
    pub use crate::cli::{Color, LEAST_WIDTH, Screen};
    pub use crate::commands::completions::complete;
    pub use crate::commands::usage::parse;
    pub use crate::commands::{Cli, Command, Environment, Streams, run};
    pub use crate::output::Paint;
    pub use crate::output::diagnostic::Report;
    pub use crate::output::terminal::{OutputOptions, Outputs};
}

/// The scanner, for `benches/core.rs`: a benchmark is a crate of its own, and measures the scanner beside the csv crate.
/// It is no part of the library, and may change with every version.
#[doc(hidden)]
pub mod internals {
    pub use crate::csv::scan::Scanner;
}
