//! What the objects of a JSON file are, as their first shows, and the table that each kind makes: any objects,
//! dateline's own, the features of GeoJSON, the slides of TimelineJS.
//!
//! `table` asks it for every object. Names and cells come in as the object has them and go out as the columns of a
//! chronology.

use super::object::{Cells, Columns, Fault};
use super::position::{self, Position};

/// What the objects of an array are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each name is a column.
    Plain,
    /// dateline's own: the model's fields, and others in `extra`.
    Native,
    /// GeoJSON (RFC 7946): properties, which may be dateline's own, and a place.
    Feature { is_native: bool },
    /// TimelineJS: <https://timeline.knightlab.com/docs/json-format.html>.
    Slide,
}

/// What dateline's own objects begin with.
const NATIVE: [&str; 5] = ["id", "date", "earliest", "latest", "title"];

impl Shape {
    /// The shape of an array, by the names of its first object.
    pub fn of(columns: &Columns, cells: &Cells) -> Shape {
        let names = &columns.names;
        let is_native = |prefix: &str| {
            let mut own = names.iter().filter_map(|name| name.strip_prefix(prefix));
            NATIVE.iter().all(|name| own.next() == Some(name))
        };
        let has = |name: &str| columns.find(name).is_some();
        let is = |name: &str, text: &str| columns.find(name).is_some_and(|i| cells.get(i) == text);
        if is("type", "Feature") {
            return Shape::Feature { is_native: is_native(PROPERTIES) };
        }
        if has("start_date.year") && names.iter().any(|name| name.starts_with("text.")) {
            return Shape::Slide;
        }
        if is_native("") { Shape::Native } else { Shape::Plain }
    }

    /// The columns that its table has whatever its objects hold.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Shape::Slide => &TIMELINEJS_COLUMNS,
            _ => &[],
        }
    }
}

/// The columns of the spreadsheet of TimelineJS, in its template's order, by which its layout is known.
pub const TIMELINEJS_COLUMNS: [&str; 19] = [
    "Year",
    "Month",
    "Day",
    "Time",
    "End Year",
    "End Month",
    "End Day",
    "End Time",
    "Display Date",
    "Headline",
    "Text",
    "Media",
    "Media Credit",
    "Media Caption",
    "Media Thumbnail",
    "Alt Text",
    "Type",
    "Group",
    "Background",
];

pub const PROPERTIES: &str = "properties.";

/// What becomes of a value of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It is the cell of that column.
    Column(usize),
    /// It is the cell of that column where no other value is: the id of a feature, a cell that could not be read.
    Otherwise(usize),
    /// It is one part of a count of people.
    People(usize, PeoplePart),
    /// It is one part of a time of day: hour, minute, second.
    Time(usize, usize),
    Coordinates,
    /// It says nothing that another value doesn't.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PeoplePart {
    Low,
    High,
    Best,
    Approximate,
}

/// Turns objects of one shape into rows.
pub struct Rows {
    shape: Shape,
    /// For each name of the objects, as far as they were met.
    roles: Vec<Role>,
    pub columns: Columns,
    pub cells: Cells,
    /// How many features that are no points got the centre of what bounds them.
    pub centred: u64,
}

impl Rows {
    pub fn new(shape: Shape) -> Rows {
        let columns = Columns::of(shape.columns());
        Rows { shape, roles: Vec::new(), columns, cells: Cells::default(), centred: 0 }
    }

    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Makes the row of one object, to be found in `cells`.
    ///
    /// # Errors
    /// Too many columns.
    pub fn row(&mut self, names: &Columns, values: &Cells) -> Result<(), Fault> {
        self.cells.clear();
        for i in self.roles.len()..names.names.len() {
            let role = self.role(&names.names[i], &names.paths[i], names)?;
            self.roles.push(role);
        }
        let mut place = None;
        for (i, &role) in self.roles.iter().enumerate() {
            let value = values.get(i);
            match role {
                Role::Column(column) => put(&mut self.cells, column, value),
                Role::Time(column, part) if !value.is_empty() => time(&mut self.cells, column, part, value),
                Role::Coordinates if !value.is_empty() => place = position::of(value),
                _ => {}
            }
        }
        self.people(values);
        for (i, &role) in self.roles.iter().enumerate() {
            if let Role::Otherwise(column) = role
                && self.cells.get(column).is_empty()
            {
                put(&mut self.cells, column, values.get(i));
            }
        }
        place.map_or(Ok(()), |place| self.place(place))
    }

    /// What becomes of the value of a name that was not met before.
    fn role(&mut self, name: &str, path: &str, names: &Columns) -> Result<Role, Fault> {
        let native = |rows: &mut Rows, name: &str| rows.native(name, path, names);
        match self.shape {
            Shape::Plain => self.column(name, path),
            Shape::Native => native(self, name),
            Shape::Slide => self.slide(name, path),
            Shape::Feature { is_native } => match name.strip_prefix(PROPERTIES) {
                Some(name) if is_native => native(self, name),
                Some(name) => self.column(name, path),
                None => match name {
                    "type" | "bbox" | "properties" | "geometry" | "geometry.type" | "geometry.bbox" => Ok(Role::None),
                    "geometry.coordinates" | "geometry.geometries" => Ok(Role::Coordinates),
                    "id" => Ok(Role::Otherwise(self.columns.number("id", || path.to_owned())?)),
                    name => self.column(name, path),
                },
            },
        }
    }

    fn column(&mut self, name: &str, path: &str) -> Result<Role, Fault> {
        Ok(Role::Column(self.columns.number(name, || path.to_owned())?))
    }

    fn native(&mut self, name: &str, path: &str, names: &Columns) -> Result<Role, Fault> {
        let (first, part) = name.split_once('.').unwrap_or((name, ""));
        let people = match part {
            "low" => Some(PeoplePart::Low),
            "high" => Some(PeoplePart::High),
            "best" => Some(PeoplePart::Best),
            "approximate" => Some(PeoplePart::Approximate),
            _ => None,
        };
        match (first, people) {
            // What is derived from the date, and how the event matched a filter when it was exported.
            ("earliest" | "latest" | "possible", _) if part.is_empty() => Ok(Role::None),
            ("killed" | "wounded", Some(people)) => {
                let path = path.rsplit_once('.').map_or(path, |(path, _)| path);
                Ok(Role::People(self.columns.number(first, || path.to_owned())?, people))
            }
            ("unread", _) if !part.is_empty() => Ok(Role::Otherwise(self.columns.number(part, || path.to_owned())?)),
            // Of two columns of one name the model's has it.
            ("extra", _) if !part.is_empty() && names.find(part).is_none() => self.column(part, path),
            _ => self.column(name, path),
        }
    }

    fn slide(&mut self, name: &str, path: &str) -> Result<Role, Fault> {
        let time = |part| (true, part);
        let (column, (is_time, part)) = match name {
            "start_date.year" => ("Year", (false, 0)),
            "start_date.month" => ("Month", (false, 0)),
            "start_date.day" => ("Day", (false, 0)),
            "start_date.hour" => ("Time", time(0)),
            "start_date.minute" => ("Time", time(1)),
            "start_date.second" => ("Time", time(2)),
            "end_date.year" => ("End Year", (false, 0)),
            "end_date.month" => ("End Month", (false, 0)),
            "end_date.day" => ("End Day", (false, 0)),
            "end_date.hour" => ("End Time", time(0)),
            "end_date.minute" => ("End Time", time(1)),
            "end_date.second" => ("End Time", time(2)),
            "display_date" | "start_date.display_date" => ("Display Date", (false, 0)),
            "text.headline" => ("Headline", (false, 0)),
            "text.text" => ("Text", (false, 0)),
            "media.url" => ("Media", (false, 0)),
            "media.credit" => ("Media Credit", (false, 0)),
            "media.caption" => ("Media Caption", (false, 0)),
            "media.thumbnail" => ("Media Thumbnail", (false, 0)),
            "media.alt" => ("Alt Text", (false, 0)),
            "group" => ("Group", (false, 0)),
            "background.url" | "background.color" => ("Background", (false, 0)),
            "autolink" => return Ok(Role::None),
            name => return self.column(name, path),
        };
        let number = self.columns.number(column, || path.to_owned())?;
        if self.columns.paths[number].is_empty() {
            path.clone_into(&mut self.columns.paths[number]);
        }
        Ok(if is_time { Role::Time(number, part) } else { Role::Column(number) })
    }

    /// Writes the counts of people as the cells of a chronology have them.
    fn people(&mut self, values: &Cells) {
        let mut counts: Vec<(usize, [&str; 4])> = Vec::new();
        for (i, role) in self.roles.iter().enumerate() {
            let &Role::People(column, part) = role else { continue };
            let known = counts.iter().position(|(own, _)| *own == column).unwrap_or_else(|| {
                counts.push((column, [""; 4]));
                counts.len() - 1
            });
            counts[known].1[part as usize] = values.get(i);
        }
        for (column, parts) in counts {
            put(&mut self.cells, column, &people(parts));
        }
    }

    /// Writes the coordinates, where the object has none among its properties.
    fn place(&mut self, place: Position) -> Result<(), Fault> {
        self.centred += u64::from(place.is_centre);
        for (name, degrees) in [("latitude", place.latitude), ("longitude", place.longitude)] {
            let column = self.columns.number(name, || ".geometry".to_owned())?;
            if self.cells.get(column).is_empty() {
                put(&mut self.cells, column, &degrees);
            }
        }
        Ok(())
    }
}

fn put(cells: &mut Cells, column: usize, value: &str) {
    if !value.is_empty() {
        let (cell, _) = cells.set(column);
        cell.clear();
        cell.push_str(value);
    }
}

/// Writes hour, minute or second, which stand in this order.
fn time(cells: &mut Cells, column: usize, part: usize, value: &str) {
    let (cell, _) = cells.set(column);
    let parts = if cell.is_empty() { 0 } else { cell.matches(':').count() + 1 };
    for _ in parts..part {
        cell.push_str(if cell.is_empty() { "00" } else { ":00" });
    }
    if !cell.is_empty() {
        cell.push(':');
    }
    if value.len() == 1 {
        cell.push('0');
    }
    cell.push_str(value);
}

/// A count of people as it is written in a cell: `13`, `10..20`, `131..`, `..50`, `~170`, `13 (10..20)`.
fn people([low, high, best, approximate]: [&str; 4]) -> String {
    let range = match (low, high) {
        ("", "") => return String::new(),
        (low, high) if low == high => low.to_owned(),
        (low, high) => format!("{low}..{high}"),
    };
    let sign = if approximate == "true" { "~" } else { "" };
    if best.is_empty() { format!("{sign}{range}") } else { format!("{sign}{best} ({range})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_in_a_cell() {
        let texts = [
            ["13", "13", "", ""],
            ["10", "20", "", ""],
            ["131", "", "", ""],
            ["", "50", "", ""],
            ["170", "170", "", "true"],
            ["10", "20", "13", ""],
            ["10", "20", "13", "true"],
            ["", "", "", ""],
        ];
        assert_eq!(texts.map(people), ["13", "10..20", "131..", "..50", "~170", "13 (10..20)", "~13 (10..20)", ""]);
    }

    #[test]
    fn a_time_has_all_its_parts() {
        for (parts, expected) in [
            (&[(0, "5")][..], "05"),
            (&[(0, "5"), (1, "7")], "05:07"),
            (&[(0, "5"), (2, "9")], "05:00:09"),
            (&[(1, "30")], "00:30"),
        ] {
            let mut cells = Cells::default();
            for (part, value) in parts {
                time(&mut cells, 0, *part, value);
            }
            assert_eq!(cells.get(0), expected);
        }
    }
}
