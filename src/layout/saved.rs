//! What the evidence found of a table, as a codebook in TOML that a person can mend and keep.
//!
//! [`Evidence::codebook`] writes it; `layouts/` holds codebooks of the same form.

use std::fmt::Write as _;

use super::evidence::Evidence;
use super::field_map::{CountMap, DateExpr};
use crate::model::field::Field;

impl Evidence {
    /// The codebook of files with these columns. `about` says what they are.
    pub fn codebook(&self, names: &[String], about: &str) -> String {
        let mut toml = format!("about = {}\n\n[known-by]\n", quoted(about));
        let known: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        let _ = writeln!(toml, "columns = {}", list(&known));
        let _ = writeln!(toml, "\n[reading]\nunknown = {}", list(&["NA", "N/A", "n/a", "NaN", "NULL", "null"]));
        if self.years.counts_bc {
            toml.push_str("years-bc = \"counted\"\n");
        }
        if !self.codes.is_empty() {
            toml.push_str("\n[reading.unknown-in]\n");
        }
        for (column, codes) in &self.codes {
            let _ = writeln!(toml, "{} = {}", quoted(&names[*column]), list(codes));
        }
        toml.push_str("\n[fields]\n");
        for field in Field::ALL.into_iter().filter(|field| self.map.says(*field)) {
            if let Some(value) = self.field(field, names) {
                let _ = writeln!(toml, "{} = {value}", field.name());
            }
        }
        toml
    }

    fn field(&self, field: Field, names: &[String]) -> Option<String> {
        match field {
            Field::Date => {
                let date = self.map.date.as_ref()?;
                let of = |expr: &DateExpr| self.date(expr, names);
                Some(match (&date.start, &date.end) {
                    (start, Some(end)) => {
                        let ongoing = list(&super::field_map::ONGOING);
                        format!(
                            "{{ start = {}, end = {}, blank-end = \"open\", ongoing = {ongoing} }}",
                            of(start),
                            of(end)
                        )
                    }
                    (DateExpr::Between(first, last), None) => {
                        format!("{{ earliest = {}, latest = {} }}", of(first), of(last))
                    }
                    (start, None) => of(start),
                })
            }
            Field::Killed | Field::Wounded => {
                let (_, count) = self.map.counts.iter().find(|(own, _)| *own == field)?;
                let name = |column: usize| quoted(&names[column]);
                Some(match (*count)? {
                    CountMap::Cell(column) => format!("{{ column = {}, below-zero = \"unknown\" }}", name(column)),
                    CountMap::Range { low, best, high } => {
                        let best = best.map(|best| format!("best = {}, ", name(best))).unwrap_or_default();
                        format!("{{ low = {}, {best}high = {} }}", name(low), name(high))
                    }
                })
            }
            field => self.text(field, names),
        }
    }

    fn date(&self, date: &DateExpr, names: &[String]) -> String {
        let name = |column: usize| quoted(&names[column]);
        match date {
            // The years of a column of years may be below 0, or have few digits.
            DateExpr::Column(column) if self.years.columns.contains(column) => {
                format!("{{ year = {} }}", name(*column))
            }
            DateExpr::Column(column) => name(*column),
            DateExpr::Years(column, length) => format!("{{ column = {}, years = {length} }}", name(*column)),
            DateExpr::Parts(columns) if DateExpr::is_with_time(columns, names) => {
                format!("{{ column = {}, time = {} }}", name(columns[0]), name(columns[1]))
            }
            DateExpr::Parts(columns) => {
                let parts = ["year", "month", "day"].into_iter().zip(columns);
                let parts: Vec<String> = parts.map(|(part, column)| format!("{part} = {}", name(*column))).collect();
                format!("{{ {} }}", parts.join(", "))
            }
            DateExpr::FirstOf(dates) => {
                let dates: Vec<String> = dates.iter().map(|date| self.date(date, names)).collect();
                format!("{{ first-of = [{}] }}", dates.join(", "))
            }
            DateExpr::Between(first, last) => {
                format!("{{ between = [{}, {}] }}", self.date(first, names), self.date(last, names))
            }
        }
    }

    fn text(&self, field: Field, names: &[String]) -> Option<String> {
        let name = |column: usize| quoted(&names[column]);
        let sums = self.map.text_of(field)?.iter().map(|sum| match (sum.as_slice(), field) {
            (&[column], Field::Latitude) if self.forms.coordinates_are_paired => {
                format!("{{ column = {}, part = \"latitude-of-pair\" }}", name(column))
            }
            (&[column], Field::Longitude) if self.forms.coordinates_are_paired => {
                format!("{{ column = {}, part = \"longitude-of-pair\" }}", name(column))
            }
            (&[column], Field::Title)
                if self.forms.title_is_number && !names[column].contains(['[', ']', '{', '}']) =>
            {
                let template = format!("[{0} {{{0}}}]", names[column]);
                format!("{{ template = {} }}", quoted(&template))
            }
            (&[column], _) => name(column),
            (columns, _) => list(&columns.iter().map(|&column| names[column].as_str()).collect::<Vec<_>>()),
        });
        let sums: Vec<String> = sums.collect();
        match sums.len() {
            0 => None,
            1 => sums.into_iter().next(),
            _ => Some(format!("{{ first-of = [{}] }}", sums.join(", "))),
        }
    }
}

/// A text as TOML has it, in the escapes that it shares with JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn list<T: AsRef<str>>(texts: &[T]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text.as_ref())).collect::<Vec<_>>().join(", "))
}
