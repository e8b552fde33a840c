//! Which columns of a chronology are published: those that the user chose, and never what is marked as private.
//!
//! Layouts leave out of a row what a [`ColumnChoice`] does not keep; exports make one of the user's options.

use super::field::{Column, Field};

/// The columns that are kept of every event.
#[derive(Clone, Debug, Default)]
pub struct ColumnChoice {
    /// These alone, in this order; empty: all.
    pub only: Vec<Column>,
    /// All but these.
    pub omit: Vec<Column>,
    /// Whether columns are kept whose names begin with `private`.
    pub with_private: bool,
}

impl ColumnChoice {
    /// Whether a field of the model is kept.
    pub fn keeps_field(&self, field: Field) -> bool {
        self.allows(&Column::Field(field))
    }

    /// Whether a column of that name, which is no field of the model, is kept.
    pub fn keeps_other(&self, name: &str) -> bool {
        (self.with_private || !is_private(name)) && self.allows(&Column::Other(name.trim().to_lowercase()))
    }

    /// Whether the user asked for a column of that name.
    pub fn names(&self, name: &str) -> bool {
        self.only.contains(&Column::Other(name.trim().to_lowercase())) && self.keeps_other(name)
    }

    /// Whether every column is kept, whatever its name.
    pub fn keeps_all(&self) -> bool {
        self.only.is_empty() && self.omit.is_empty() && self.with_private
    }

    fn allows(&self, column: &Column) -> bool {
        (self.only.is_empty() || self.only.contains(column)) && !self.omit.contains(column)
    }
}

/// Whether a column is for its author alone: its name begins with `private`.
pub fn is_private(name: &str) -> bool {
    name.trim().to_lowercase().starts_with("private")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_columns_are_kept_only_where_that_is_said() {
        let columns = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect::<Vec<Column>>();
        let choice = ColumnChoice { omit: columns(&["killed", "Note"]), ..ColumnChoice::default() };
        assert!(choice.keeps_field(Field::Title) && !choice.keeps_field(Field::Killed));
        assert!(choice.keeps_other("Region") && !choice.keeps_other(" NOTE"));
        for name in ["private", "private_phone", " Private notes", "PRIVATE"] {
            assert!(!choice.keeps_other(name), "{name}");
            let asked = ColumnChoice { only: columns(&[name]), ..ColumnChoice::default() };
            assert!(!asked.keeps_other(name) && !asked.names(name), "{name}");
            assert!(ColumnChoice { with_private: true, ..ColumnChoice::default() }.keeps_other(name), "{name}");
        }
        for name in ["deprivation", "is_private", "privé"] {
            assert!(choice.keeps_other(name), "{name}");
        }
    }
}
