//! A header into fields: which column of a file holds which field of the model.
//!
//! The store makes one [`Layout`] an input, from its header and the user's `--map`; events and outputs look their
//! columns up in it.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use crate::error::Diagnostic;
use crate::field::{Column, Field};

/// What the user said with `--map`: model fields and the columns of the file that hold them.
#[derive(Clone, Debug, Default)]
pub struct Mapping(Vec<(Field, String)>);

impl Mapping {
    /// The mappings of several `--map` together; a later one wins.
    pub fn all(mappings: &[Mapping]) -> Mapping {
        Mapping(mappings.iter().flat_map(|mapping| mapping.0.clone()).collect())
    }
}

impl Mapping {
    /// Checks that each column that is mapped is in one of the inputs.
    ///
    /// # Errors
    /// A column that none of them has.
    pub fn check(&self, layouts: &[&Layout]) -> Result<(), Box<Diagnostic>> {
        for (field, column) in &self.0 {
            if !layouts.iter().any(|layout| layout.by_name.contains_key(&column.to_lowercase())) {
                let names: Vec<String> = layouts.iter().flat_map(|layout| layout.names.clone()).collect();
                return Err(Box::new(no_such_column(*field, column, &names)));
            }
        }
        Ok(())
    }
}

fn no_such_column(field: Field, column: &str, names: &[String]) -> Diagnostic {
    Diagnostic::new(format!("there is no column `{column}` for the field `{}`", field.name()))
        .hint(format!("the columns are: {}", listed(names)))
}

/// Without these a file is no chronology.
fn is_required(field: Field) -> bool {
    matches!(field, Field::Date | Field::Title)
}

impl FromStr for Mapping {
    type Err = String;

    /// `date=date_start,title=dyad_name`
    fn from_str(text: &str) -> Result<Mapping, String> {
        let pairs = text.split(',').map(|pair| {
            let (field, column) =
                pair.split_once('=').ok_or_else(|| format!("`{pair}` is not FIELD=COLUMN, such as date=event_date"))?;
            let field = Field::from_name(field).ok_or_else(|| {
                let names = Field::ALL.map(Field::name).join(", ");
                format!("`{}` is not a field of the model: {names}", field.trim())
            })?;
            Ok((field, column.trim().to_owned()))
        });
        pairs.collect::<Result<_, String>>().map(Mapping)
    }
}

/// The columns of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The names in the header, without edge spaces, in file order.
    names: Vec<String>,
    /// The column of each field of the model, in the order of [`Field::ALL`].
    fields: [Option<usize>; Field::ALL.len()],
    /// The column of each name, in lower case; of columns with one name, the first.
    by_name: HashMap<String, usize>,
    /// The columns that hold no field, each with a name that no other of them has.
    extra: Vec<(usize, String)>,
    /// The columns of administrative units, which `--location` looks into too.
    admin_units: Vec<usize>,
}

impl Layout {
    /// Reads a header.
    ///
    /// A `--map` to a column that the header does not have is left out: it may be meant for another input.
    ///
    /// # Errors
    /// No column for the date or the title.
    pub fn from_header(names: Vec<String>, mapping: &Mapping) -> Result<Layout, Box<Diagnostic>> {
        let mut by_name = HashMap::new();
        for (i, name) in names.iter().enumerate() {
            by_name.entry(name.to_lowercase()).or_insert(i);
        }
        let mut fields = Field::ALL.map(|field| by_name.get(field.name()).copied());
        for (field, column) in &mapping.0 {
            match by_name.get(&column.to_lowercase()) {
                Some(&i) => fields[*field as usize] = Some(i),
                None if is_required(*field) && fields[*field as usize].is_none() => {
                    return Err(Box::new(no_such_column(*field, column, &names)));
                }
                // Another of the inputs may have it; `Mapping::check` sees to it that one does.
                None => {}
            }
        }
        let admin_units = (0..names.len()).filter(|&i| is_admin_unit(&names[i])).collect();
        let extra = extra(&names, &fields);
        let layout = Layout { names, fields, by_name, extra, admin_units };
        layout.check_required()?;
        Ok(layout)
    }

    fn check_required(&self) -> Result<(), Box<Diagnostic>> {
        let is_missing = |field: &Field| is_required(*field) && self.column_of(*field).is_none();
        let missing: Vec<Field> = Field::ALL.into_iter().filter(is_missing).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = missing.iter().map(|field| format!("`{}`", field.name())).collect();
        let map: Vec<String> = missing.iter().map(|&field| format!("{}={}", field.name(), self.guess(field))).collect();
        Err(Box::new(
            Diagnostic::new(format!(
                "the file has no {} column; its columns are: {}",
                names.join(" and no "),
                listed(&self.names)
            ))
            .hint(format!("say which columns to take: --map {}", map.join(","))),
        ))
    }

    /// A column that may hold a required field, for the hint that asks the user to say so; `COLUMN` where none does.
    fn guess(&self, field: Field) -> &str {
        let likely: &[&str] = match field {
            Field::Date => &["date_start", "event_date", "start_date", "startdate", "datetime", "start", "when", "day"],
            _ => &["headline", "name", "event", "itemlabel", "dyad_name", "event_type", "description", "notes", "text"],
        };
        let exact = likely.iter().find_map(|name| self.by_name.get(*name));
        let holds = || self.names.iter().position(|name| name.to_lowercase().contains(field.name()));
        exact.copied().or_else(holds).map_or("COLUMN", |i| &self.names[i])
    }

    /// The number of columns.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The name of column `i`; empty past the last.
    pub fn column_name(&self, i: usize) -> &str {
        self.names.get(i).map_or("", String::as_str)
    }

    /// The names of all columns, in file order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.fields[field as usize]
    }

    /// The number of the column that a user named.
    pub fn find(&self, column: &Column) -> Option<usize> {
        match column {
            Column::Field(field) => self.column_of(*field),
            Column::Other(name) => self.by_name.get(name).copied(),
        }
    }

    pub fn admin_units(&self) -> &[usize] {
        &self.admin_units
    }

    /// The columns that hold no field of the model, with their names, in file order. A name that stands twice in the
    /// header is made another with a number: `note`, `note_2`.
    pub fn extra(&self) -> impl Iterator<Item = (usize, &str)> {
        self.extra.iter().map(|(i, name)| (*i, name.as_str()))
    }

    /// Whether the two have the same columns in the same order.
    pub fn is_like(&self, other: &Layout) -> bool {
        let lower = |name: &String| name.to_lowercase();
        self.names.iter().map(lower).eq(other.names.iter().map(lower))
    }
}

fn extra(names: &[String], fields: &[Option<usize>]) -> Vec<(usize, String)> {
    let held: HashSet<usize> = fields.iter().flatten().copied().collect();
    let all: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut met: HashMap<&str, usize> = HashMap::new();
    let mut extra = Vec::new();
    for (i, name) in names.iter().enumerate().filter(|(i, _)| !held.contains(i)) {
        let times = met.entry(name).or_insert(0);
        *times += 1;
        let mut unique = name.clone();
        while *times > 1 {
            unique = format!("{name}_{times}");
            if !all.contains(unique.as_str()) {
                break;
            }
            *times += 1;
        }
        extra.push((i, unique));
    }
    extra
}

/// `admin1` (ACLED), `adm_1` (UCDP GED), `Admin 2` and their like.
fn is_admin_unit(name: &str) -> bool {
    let name: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let level = name.strip_prefix("admin").or_else(|| name.strip_prefix("adm"));
    level.is_some_and(|level| matches!(level.as_bytes(), [b'0'..=b'9']))
}

/// The names, the first of them: a header can have a million.
pub fn listed(names: &[String]) -> String {
    const MOST: usize = 60;
    let mut list = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        list.push_str(&format!(", … and {} more", names.len() - MOST));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str) -> Vec<String> {
        header.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn names_match_in_any_case() {
        let layout = Layout::from_header(names("ID,Date,Notes,TITLE"), &Mapping::default()).unwrap();
        assert_eq!(layout.column_of(Field::Date), Some(1));
        assert_eq!(layout.column_of(Field::Title), Some(3));
        assert_eq!(layout.extra().collect::<Vec<_>>(), [(2, "Notes")]);
    }

    #[test]
    fn other_columns_have_names_of_their_own() {
        let layout = Layout::from_header(names("date,title,note,note,note_2,note,,"), &Mapping::default()).unwrap();
        let extra: Vec<&str> = layout.extra().map(|(_, name)| name).collect();
        assert_eq!(extra, ["note", "note_3", "note_2", "note_4", "", "_2"]);
    }

    #[test]
    fn a_map_wins_over_the_name() {
        let mapping = "title=notes, date=Date".parse().unwrap();
        let layout = Layout::from_header(names("date,title,Notes"), &mapping).unwrap();
        assert_eq!(layout.column_of(Field::Title), Some(2));
        assert_eq!(layout.extra().collect::<Vec<_>>(), [(1, "title")]);
    }

    #[test]
    fn a_file_without_the_required_columns_shows_the_map_to_use() {
        let error = Layout::from_header(names("source_date,date_start,dyad_name"), &Mapping::default()).unwrap_err();
        assert_eq!(
            error.message,
            "the file has no `date` and no `title` column; its columns are: source_date, date_start, dyad_name"
        );
        assert_eq!(error.hint.unwrap(), "say which columns to take: --map date=date_start,title=dyad_name");
    }
}
