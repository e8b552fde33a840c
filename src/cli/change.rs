//! The options of the commands that change a store: which one, and what an event holds.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueHint};

use crate::error::{Error, Result};
use crate::model::field::{Column, Field};

use super::Form;
use super::complete::{self, values_of};

/// The store that is changed.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Store")]
pub struct Target {
    /// The chronology to change [default: $DATELINE_FILE, else events.csv]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,

    /// Print the difference it would make, and change nothing
    #[arg(long)]
    pub dry_run: bool,

    #[command(flatten)]
    pub form: Form,
}

/// What an event holds. A value is text; blank is unknown.
#[derive(Args, Debug)]
#[command(next_help_heading = "Event (\"\" is blank)")]
pub struct Values {
    /// When: EDTF or words, "26 August 2021", "late 2014"; kept as EDTF
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub date: Option<String>,

    /// One line that says what happened
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub title: Option<String>,

    /// From the narrowest place to the widest: "Kabul airport, Kabul"
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true, add = values_of(Field::Location))]
    pub location: Option<String>,

    /// The country by itself
    #[arg(long, value_name = "NAME", allow_hyphen_values = true, add = values_of(Field::Country))]
    pub country: Option<String>,

    /// In degrees, north of the equator: 34.53
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
    pub latitude: Option<String>,

    /// In degrees, east of Greenwich: 69.17
    #[arg(long, value_name = "DEGREES", allow_hyphen_values = true)]
    pub longitude: Option<String>,

    /// A word of your own vocabulary: attack
    #[arg(long, value_name = "WORD", allow_hyphen_values = true, add = values_of(Field::Kind))]
    pub kind: Option<String>,

    /// Who; several with `;` between them, or the option again
    #[arg(long, value_name = "NAMES", allow_hyphen_values = true, add = values_of(Field::Actors))]
    pub actors: Vec<String>,

    /// Words to find it by; several with `;` between them, or the option again
    #[arg(long, value_name = "NAMES", allow_hyphen_values = true, add = values_of(Field::Tags))]
    pub tags: Vec<String>,

    /// How many: 13, 10..20, 131.. (at least), ..50 (at most), ~170 (about)
    #[arg(long, value_name = "COUNT", allow_hyphen_values = true)]
    pub killed: Option<String>,

    /// How many, likewise
    #[arg(long, value_name = "COUNT", allow_hyphen_values = true)]
    pub wounded: Option<String>,

    /// confirmed, unconfirmed, disputed, retracted, or your own word
    #[arg(long, value_name = "WORD", allow_hyphen_values = true, add = values_of(Field::Status))]
    pub status: Option<String>,

    /// The id of the event that this is another report of; both count once
    #[arg(long, value_name = "ID", allow_hyphen_values = true, add = values_of(Field::Id))]
    pub report_of: Option<String>,

    /// The address or the file name of a picture or film
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    pub media: Option<String>,

    /// Who made the picture or film
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub media_credit: Option<String>,

    /// What the picture or film shows
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub media_caption: Option<String>,

    /// As long as need be
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub summary: Option<String>,

    /// Who says so; several with `;` between them, or the option again
    #[arg(long, value_name = "CITATION", allow_hyphen_values = true)]
    pub source: Vec<String>,

    /// The id [default for a new event: made of its place or title, and its year]
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub id: Option<String>,

    /// Any other column of the file
    #[arg(long, value_name = "COLUMN=VALUE", add = complete::column_then("="))]
    pub set: Vec<Assignment>,
}

impl Values {
    /// The columns that were given, with their values, in the order of the model.
    ///
    /// # Errors
    /// A column that was given twice.
    pub fn given(self) -> Result<Vec<(Column, String)>> {
        let joined = |values: Vec<String>| (!values.is_empty()).then(|| values.join("; "));
        let fields = [
            (Field::Id, self.id),
            (Field::Date, self.date),
            (Field::Title, self.title),
            (Field::Location, self.location),
            (Field::Country, self.country),
            (Field::Latitude, self.latitude),
            (Field::Longitude, self.longitude),
            (Field::Kind, self.kind),
            (Field::Actors, joined(self.actors)),
            (Field::Tags, joined(self.tags)),
            (Field::Killed, self.killed),
            (Field::Wounded, self.wounded),
            (Field::Status, self.status),
            (Field::ReportOf, self.report_of),
            (Field::Media, self.media),
            (Field::MediaCredit, self.media_credit),
            (Field::MediaCaption, self.media_caption),
            (Field::Summary, self.summary),
            (Field::Source, joined(self.source)),
        ];
        let mut given: Vec<(Column, String)> =
            fields.into_iter().filter_map(|(field, value)| Some((Column::Field(field), value?))).collect();
        for Assignment { column, value } in self.set {
            if given.iter().any(|(other, _)| *other == column) {
                return Err(Error::usage(format!("`{}` is given twice", column.name())));
            }
            given.push((column, value));
        }
        Ok(given)
    }
}

/// `--set COLUMN=VALUE`
#[derive(Clone, Debug)]
pub struct Assignment {
    pub column: Column,
    pub value: String,
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Assignment, String> {
        let (column, value) =
            text.split_once('=').ok_or_else(|| format!("`{text}` is not COLUMN=VALUE, such as confidence=high"))?;
        Ok(Assignment { column: column.parse()?, value: value.to_owned() })
    }
}
