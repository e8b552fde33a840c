//! The codes of the checks: a closed list, each with its severity and its meaning.
//!
//! Findings carry a [`Code`], and outputs print its name. A new check begins with a code here.

use clap::ValueEnum;
use clap::builder::PossibleValue;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It is impossible, or can't be read.
    Error,
    /// It is possible, but worth a look.
    Warning,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// What is wrong or doubtful. The names are stable, since scripts and editors use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    UnreadableRow,
    UnreadableCell,
    RangeBackwards,
    LowAboveHigh,
    DuplicateId,
    ImpossibleCoordinates,
    LoneCoordinate,
    NullIsland,
    SwappedCoordinates,
    DateNotEdtf,
    FalsePrecision,
    DateHeaping,
    LikelyDuplicate,
    NoSource,
    SourceBeforeEvent,
    BlankTitle,
    LikelyMisspelling,
    ControlCharacter,
    EdgeSpaces,
}

impl Code {
    pub const ALL: [Code; 19] = [
        Code::UnreadableRow,
        Code::UnreadableCell,
        Code::RangeBackwards,
        Code::LowAboveHigh,
        Code::DuplicateId,
        Code::ImpossibleCoordinates,
        Code::LoneCoordinate,
        Code::NullIsland,
        Code::SwappedCoordinates,
        Code::DateNotEdtf,
        Code::FalsePrecision,
        Code::DateHeaping,
        Code::LikelyDuplicate,
        Code::NoSource,
        Code::SourceBeforeEvent,
        Code::BlankTitle,
        Code::LikelyMisspelling,
        Code::ControlCharacter,
        Code::EdgeSpaces,
    ];

    pub fn name(self) -> &'static str {
        self.entry().0
    }

    pub fn severity(self) -> Severity {
        self.entry().1
    }

    /// What it means, in one line.
    pub fn meaning(self) -> &'static str {
        self.entry().2
    }

    fn entry(self) -> (&'static str, Severity, &'static str) {
        use Severity::{Error, Warning};
        match self {
            Code::UnreadableRow => ("unreadable-row", Error, "a row that can't be read"),
            Code::UnreadableCell => {
                ("unreadable-cell", Error, "a cell that can't be read, which leaves its field unknown")
            }
            Code::RangeBackwards => ("range-backwards", Error, "a date that ends before it begins"),
            Code::LowAboveHigh => ("low-above-high", Error, "a count of people whose least is more than its most"),
            Code::DuplicateId => ("duplicate-id", Error, "an id that an event before it has"),
            Code::ImpossibleCoordinates => {
                ("impossible-coordinates", Error, "a latitude beyond ±90 or a longitude beyond ±180 degrees")
            }
            Code::LoneCoordinate => ("lone-coordinate", Warning, "a latitude without a longitude, or the reverse"),
            Code::NullIsland => ("null-island", Warning, "both coordinates are 0, in the Gulf of Guinea"),
            Code::SwappedCoordinates => (
                "swapped-coordinates",
                Warning,
                "far from the country's other events, and among them with latitude and longitude swapped",
            ),
            Code::DateNotEdtf => {
                ("date-not-edtf", Warning, "a date that is understood but not EDTF, which can be rewritten")
            }
            Code::FalsePrecision => (
                "false-precision",
                Warning,
                "a whole day where the event's own text knows only a month, season or year",
            ),
            Code::DateHeaping => {
                ("date-heaping", Warning, "many more events on 1 January, or on the first of a month, than by chance")
            }
            Code::LikelyDuplicate => {
                ("likely-duplicate", Warning, "the same day and place and a similar title as an event before it")
            }
            Code::NoSource => ("no-source", Warning, "an event without a source"),
            Code::SourceBeforeEvent => ("source-before-event", Warning, "every dated source is older than the event"),
            Code::BlankTitle => ("blank-title", Warning, "an event without a title"),
            Code::LikelyMisspelling => {
                ("likely-misspelling", Warning, "a rare kind or actor that is one letter away from a common one")
            }
            Code::ControlCharacter => {
                ("control-character", Warning, "a character that is not seen and may steer a terminal or reorder text")
            }
            Code::EdgeSpaces => ("edge-spaces", Warning, "white space at the start or the end of a cell"),
        }
    }
}

impl ValueEnum for Code {
    fn value_variants<'a>() -> &'a [Code] {
        &Code::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(format!("{}: {}", self.severity().name(), self.meaning())))
    }
}
