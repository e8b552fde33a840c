//! The codes of the checks: a closed list, each with its severity and its meaning.
//!
//! Findings carry a [`Code`], and outputs print its name. A new check begins with a code here.

use std::str::FromStr;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// It is impossible, or can't be read.
    Error,
    /// It is possible, but worth a look.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
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
    /// A row that can't be read.
    UnreadableRow,
    /// A cell that can't be read.
    UnreadableCell,
    /// A date that ends before it begins.
    RangeBackwards,
    /// A count of people whose least is more than its most.
    LowAboveHigh,
    /// An id that an event before it has.
    DuplicateId,
    /// A report of an event that is not in the file.
    ReportOfNothing,
    /// Rows that are reports of each other in a circle, or one of itself.
    CircularReport,
    /// A latitude beyond ±90 or a longitude beyond ±180 degrees.
    ImpossibleCoordinates,
    /// A latitude without a longitude, or the reverse.
    LoneCoordinate,
    /// Both coordinates are 0, in the Gulf of Guinea.
    NullIsland,
    /// Far from the country's other events, and among them with latitude and longitude swapped.
    SwappedCoordinates,
    /// A date that is understood but not EDTF, which can be rewritten.
    DateNotEdtf,
    /// A whole day where the event's own text knows only a month, season or year.
    FalsePrecision,
    /// Many more events on 1 January, or on the first of a month, than by chance.
    DateHeaping,
    /// The same day and place and a similar title as an event before it.
    LikelyDuplicate,
    /// A report far from its event in time or place.
    DistantReport,
    /// An event without a source.
    NoSource,
    /// A `;` of which it can't be known whether it separates two entries of a list.
    DoubtfulList,
    /// Every dated source is older than the event.
    SourceBeforeEvent,
    /// An event without a title.
    BlankTitle,
    /// A status that is no word of the model.
    UnknownStatus,
    /// A rare kind or actor that is one letter away from a common one.
    LikelyMisspelling,
    /// A character that is not seen and may steer a terminal or reorder text.
    ControlCharacter,
    /// White space at the start or the end of a cell.
    EdgeSpaces,
    /// A row of a table of a server whose typed columns say something else than its text.
    WrongColumns,
    /// A row of a table of a server without typed columns.
    MissingColumns,
}

impl Code {
    /// Every check, in the order in which they are listed.
    pub const ALL: [Code; 26] = [
        Code::UnreadableRow,
        Code::UnreadableCell,
        Code::RangeBackwards,
        Code::LowAboveHigh,
        Code::DuplicateId,
        Code::ReportOfNothing,
        Code::CircularReport,
        Code::ImpossibleCoordinates,
        Code::LoneCoordinate,
        Code::NullIsland,
        Code::SwappedCoordinates,
        Code::DateNotEdtf,
        Code::FalsePrecision,
        Code::DateHeaping,
        Code::LikelyDuplicate,
        Code::DistantReport,
        Code::NoSource,
        Code::DoubtfulList,
        Code::SourceBeforeEvent,
        Code::BlankTitle,
        Code::UnknownStatus,
        Code::LikelyMisspelling,
        Code::ControlCharacter,
        Code::EdgeSpaces,
        Code::WrongColumns,
        Code::MissingColumns,
    ];

    /// The name of the check, such as `duplicate-id`. It is stable.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// How bad such a finding is.
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
            Code::ReportOfNothing => ("report-of-nothing", Error, "a report of an event that is not in the file"),
            Code::CircularReport => {
                ("circular-report", Error, "a row that is a report of itself, or of one that is a report of it")
            }
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
            Code::DistantReport => {
                ("distant-report", Warning, "a report more than 7 days or 50 km from its event, or in another country")
            }
            Code::NoSource => ("no-source", Warning, "an event without a source"),
            Code::DoubtfulList => (
                "doubtful-list",
                Warning,
                "a `;` of which it can't be known whether it separates two entries of a list",
            ),
            Code::SourceBeforeEvent => ("source-before-event", Warning, "every dated source is older than the event"),
            Code::BlankTitle => ("blank-title", Warning, "an event without a title"),
            Code::UnknownStatus => {
                ("unknown-status", Warning, "a status other than confirmed, unconfirmed, disputed and retracted")
            }
            Code::LikelyMisspelling => {
                ("likely-misspelling", Warning, "a rare kind or actor that is one letter away from a common one")
            }
            Code::ControlCharacter => {
                ("control-character", Warning, "a character that is not seen and may steer a terminal or reorder text")
            }
            Code::EdgeSpaces => ("edge-spaces", Warning, "white space at the start or the end of a cell"),
            Code::WrongColumns => {
                ("wrong-columns", Error, "a row on a server whose columns for filters say something else than its text")
            }
            Code::MissingColumns => {
                ("missing-columns", Warning, "a row on a server without the columns for filters, which is always read")
            }
        }
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(name: &str) -> Result<Code, String> {
        Code::ALL.into_iter().find(|code| code.name() == name).ok_or_else(|| format!("there is no check `{name}`"))
    }
}
