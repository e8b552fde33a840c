//! The names of the model: its [`Field`]s, and a [`Column`] that is one of them or any other of a file.
//!
//! A file's header is mapped to fields; filters, orders, counts and tables name columns.

use std::str::FromStr;

/// A column of the model, in the order the model's columns are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What the event is named by, unique in its file.
    Id,
    /// When it happened.
    Date,
    /// One line that says what happened.
    Title,
    /// Where, from the narrowest place to the widest, without the country.
    Location,
    /// The country by itself.
    Country,
    /// In degrees north, WGS 84.
    Latitude,
    /// In degrees east, WGS 84.
    Longitude,
    /// A word of the keeper's own vocabulary: attack.
    Kind,
    /// Who, with `;` between them.
    Actors,
    /// How many people were killed.
    Killed,
    /// How many people were wounded.
    Wounded,
    /// Free text.
    Summary,
    /// Citations, with `;` between them.
    Source,
}

impl Field {
    /// Every field, in the order of the model.
    pub const ALL: [Field; 13] = [
        Field::Id,
        Field::Date,
        Field::Title,
        Field::Location,
        Field::Country,
        Field::Latitude,
        Field::Longitude,
        Field::Kind,
        Field::Actors,
        Field::Killed,
        Field::Wounded,
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
            Field::Killed => "killed",
            Field::Wounded => "wounded",
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// One of the model's.
    Field(Field),
    /// Its name in lower case, without edge spaces.
    Other(String),
}

impl Column {
    /// Its name: of another column than the model's, in lower case.
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
