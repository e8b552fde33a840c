//! The names of the model: its [`Field`]s, and a [`Column`] that is one of them or any other of a file.
//!
//! A file's header is mapped to fields; filters, orders, counts and tables name columns.

use std::str::FromStr;

/// A column of the model, in the order the model's columns are written in.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub enum Field {
    /// The id: unique in its file.
    Id,
    /// When it happened.
    Date,
    /// What happened, in one line.
    Title,
    /// Where it happened, from the narrowest place to the widest, without the country.
    Location,
    /// The country.
    Country,
    /// Degrees north of the equator, WGS 84.
    Latitude,
    /// Degrees east of Greenwich, WGS 84.
    Longitude,
    /// What kind of event it is, in the keeper's own vocabulary.
    Kind,
    /// Who took part.
    Actors,
    /// Words by which it is found with others.
    Tags,
    /// How many people were killed.
    Killed,
    /// How many people were wounded.
    Wounded,
    /// `confirmed`, `unconfirmed`, `disputed`, `retracted`, or the keeper's own word.
    Status,
    /// The id of the event that the row is another report of.
    ReportOf,
    /// The address or the file name of a picture or film.
    Media,
    /// Who made the picture or film.
    MediaCredit,
    /// What the picture or film shows.
    MediaCaption,
    /// What happened, at any length.
    Summary,
    /// Who says so.
    Source,
}

impl Field {
    /// Every field, in the order in which the model's columns are written.
    pub const ALL: [Field; 19] = [
        Field::Id,
        Field::Date,
        Field::Title,
        Field::Location,
        Field::Country,
        Field::Latitude,
        Field::Longitude,
        Field::Kind,
        Field::Actors,
        Field::Tags,
        Field::Killed,
        Field::Wounded,
        Field::Status,
        Field::ReportOf,
        Field::Media,
        Field::MediaCredit,
        Field::MediaCaption,
        Field::Summary,
        Field::Source,
    ];

    /// Its name in a header.
    pub fn name(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Date => "date",
            Field::Title => "title",
            Field::Location => "location",
            Field::Country => "country",
            Field::Latitude => "latitude",
            Field::Longitude => "longitude",
            Field::Kind => "kind",
            Field::Actors => "actors",
            Field::Tags => "tags",
            Field::Killed => "killed",
            Field::Wounded => "wounded",
            Field::Status => "status",
            Field::ReportOf => "report_of",
            Field::Media => "media",
            Field::MediaCredit => "media_credit",
            Field::MediaCaption => "media_caption",
            Field::Summary => "summary",
            Field::Source => "source",
        }
    }

    /// The field of that name, in any case and with spaces around it.
    pub fn from_name(name: &str) -> Option<Field> {
        let name = name.trim();
        Field::ALL.into_iter().find(|field| field.name().eq_ignore_ascii_case(name))
    }
}

/// A column that a user names: one of the model's, or any other of the file's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// A field of the model.
    Field(Field),
    /// Its name in lower case, without edge spaces.
    Other(String),
}

impl Column {
    /// Its name: a field's own, or the column's in lower case.
    pub fn name(&self) -> &str {
        match self {
            Column::Field(field) => field.name(),
            Column::Other(name) => name,
        }
    }
}

impl FromStr for Column {
    type Err = String;

    fn from_str(name: &str) -> Result<Column, String> {
        match Field::from_name(name) {
            Some(field) => Ok(Column::Field(field)),
            None if name.trim().is_empty() => Err("a column has a name".to_owned()),
            None => Ok(Column::Other(name.trim().to_lowercase())),
        }
    }
}
