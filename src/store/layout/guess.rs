//! What the columns of a file mean that no codebook tells of: guessed by their names, and by what is in them.
//!
//! The store asks it when it opens such a file, and says once what was guessed, with the `--map` that puts it right.

use super::codebook::Columns;
use super::fields::{Cells, Fields};
use super::when::{Parts, When};
use crate::date::notation::{Notation, PartOrder, is_serial};
use crate::field::Field;

/// The first rows of a file, for a look at what its columns hold.
pub struct Sample {
    pub rows: Vec<Vec<String>>,
}

/// How many rows are looked at.
pub const SAMPLE: usize = 500;

impl Sample {
    /// What stands in a column, blank cells left out.
    pub fn column(&self, i: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.get(i)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }
}

/// Names that columns of each field have in the files of others, the likeliest first.
const NAMES: &[(Field, &str)] = &[
    (Field::Id, "id|event_id|eventid|event id|incident_id|case_id|uid|ref"),
    (
        Field::Title,
        "title|headline|event|event_title|event_name|eventname|name|incident|subject|itemlabel|label|event_type|type|\
         description|summary|notes|text|details|what|titel|titre|titulo|título|titolo|название|заголовок",
    ),
    (
        Field::Location,
        "location|place|city|town|locality|location_name|place_name|placename|address|where|settlement|village|ort|\
         lieu|lugar|luogo|место|город",
    ),
    (Field::Country, "country|country_name|countryname|country_txt|nation|state_name|land|pays|país|pais|paese|страна"),
    (Field::Latitude, "latitude|lat|y|geo_lat|lat_dd"),
    (Field::Longitude, "longitude|lon|lng|long|x|geo_lon|geo_long|lon_dd"),
    (Field::Kind, "kind|event_type|event type|type|category|incident_type|attack_type|class|art|категория"),
    (Field::Actors, "actors|actor|perpetrator|perpetrators|group|groups|perpetrator_group|actor1|side_a|organisation"),
    (
        Field::Killed,
        "killed|deaths|fatalities|dead|death_toll|fatality_count|num_killed|number_killed|total_killed|nkill|tote|\
         morts|muertos|morti|убито",
    ),
    (
        Field::Wounded,
        "wounded|injured|injuries|num_wounded|num_injured|total_wounded|total_injured|nwound|verletzte|blessés|heridos|\
         feriti|ранено",
    ),
    (Field::Summary, "summary|description|notes|note|details|narrative|text|comment|comments|beschreibung|описание"),
    (Field::Source, "source|sources|source_url|sourceurl|url|link|links|reference|references|citation|quelle|источник"),
];

/// Names of a column that holds the date.
const DATES: &str = "date|event_date|eventdate|event date|date_event|incident_date|incident date|start_date|startdate|\
                     start date|date_start|datetime|date_time|datefiled|date_filed|date_occurred|date of incident|start|\
                     when|day_date|timestamp|datum|fecha|data|дата|published|pubdate|created|created_at|date_added";

/// Names of the columns of a date in parts.
const YEARS: &str = "year|event_year|eventyear|iyear|start_year|yr|jahr|année|annee|año|anno|год";
const MONTHS: &str = "month|event_month|eventmonth|imonth|start_month|mon|monat|mois|mes|mese|месяц";
const DAYS: &str = "day|event_day|eventday|iday|start_day|tag|jour|día|dia|giorno|день";

/// Finds the fields that are still absent. Returns those that it found, with the columns, for the user to be told.
pub fn complete(fields: &mut Fields, names: &[String], columns: &Columns<'_>, sample: &Sample) -> Vec<(Field, String)> {
    let mut found = Vec::new();
    let mut taken: Vec<usize> = fields.held();
    if !fields.has(Field::Date)
        && let Some((when, said)) = date(names, columns, sample)
    {
        taken.extend(when.held());
        fields.date = when;
        found.push((Field::Date, said));
    }
    for (field, likely) in NAMES {
        if fields.has(*field) {
            continue;
        }
        let by_name = likely
            .split('|')
            .filter_map(|name| columns.find(name.trim()))
            .find(|i| !taken.contains(i) && fits(*field, *i, sample));
        let column = by_name.or_else(|| (*field == Field::Title).then(|| best_text(names, &taken, sample)).flatten());
        if let Some(column) = column {
            taken.push(column);
            fields.set(*field, column);
            found.push((*field, names[column].clone()));
        }
    }
    // Without a title of its own an event is called by what else tells what it was.
    if !fields.has(Field::Title) {
        fields.title = [&fields.summary, &fields.kind, &fields.location, &fields.actors]
            .into_iter()
            .find(|cells| **cells != Cells::Absent)
            .cloned()
            .unwrap_or_default();
        if let Some(column) = fields.title.column() {
            found.push((Field::Title, names[column].clone()));
        }
    }
    found
}

/// Whether what stands in a column can be that field: a coordinate is a number, a count of people nearly always.
fn fits(field: Field, column: usize, sample: &Sample) -> bool {
    let mostly = |is: &dyn Fn(&str) -> bool| {
        let all = sample.column(column).count();
        2 * sample.column(column).filter(|cell| is(cell)).count() >= all
    };
    match field {
        Field::Latitude | Field::Longitude => mostly(&|cell| cell.replace(',', ".").parse::<f64>().is_ok()),
        Field::Killed | Field::Wounded => mostly(&|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '~')),
        Field::Title => mostly(&|cell| cell.chars().any(char::is_alphabetic)),
        _ => true,
    }
}

/// Where the date is, and how to say so in a `--map`.
fn date(names: &[String], columns: &Columns<'_>, sample: &Sample) -> Option<(When, String)> {
    let cell = |column| Some((When::Cell { column, year: None }, names[column].clone()));
    let is_empty = sample.rows.is_empty();
    let named = || DATES.split('|').filter_map(|name| columns.find(name.trim()));
    if let Some(column) = named().find(|&i| is_empty || 2 * readable(i, sample) >= sample.column(i).count().max(1)) {
        return cell(column);
    }
    let parts = [YEARS, MONTHS, DAYS].map(|names| columns.find(names));
    if let [Some(year), month, day] = parts {
        let said: Vec<&str> = [Some(year), month, day].into_iter().flatten().map(|i| names[i].as_str()).collect();
        let said = said.join(" + ");
        return Some((When::Parts(Box::new(Parts { start: parts, ..Parts::default() })), said));
    }
    // By what is in them: nearly all the cells of the column are dates, and finer than years.
    let by_values = (0..names.len()).find(|&i| {
        let (read, all) = (readable(i, sample), sample.column(i).count());
        read > 0 && 10 * read >= 9 * all && sample.column(i).any(is_finer_than_year)
    });
    by_values.and_then(cell)
}

/// How many cells of a column are dates, whatever the order of their parts.
fn readable(column: usize, sample: &Sample) -> usize {
    let notations = [PartOrder::Dmy, PartOrder::Mdy].map(|order| Notation {
        order: Some(order),
        century: Some(1950),
        year: Some(2000),
        serial: false,
    });
    let reads = |cell: &str| notations.iter().any(|notation| notation.read(cell).is_ok());
    sample.column(column).filter(|cell| reads(cell) || is_serial(cell)).count()
}

fn is_finer_than_year(cell: &str) -> bool {
    cell.len() > 4
}

/// The column that reads most like titles: text, a few words to a line, different in most rows.
fn best_text(names: &[String], taken: &[usize], sample: &Sample) -> Option<usize> {
    let score = |i: usize| {
        let cells: Vec<&str> = sample.column(i).collect();
        let words = cells.iter().filter(|cell| cell.contains(' ') && cell.chars().any(char::is_alphabetic)).count();
        let length = cells.iter().map(|cell| cell.chars().count()).sum::<usize>() / cells.len().max(1);
        let distinct = cells.iter().collect::<std::collections::HashSet<_>>().len();
        // Longer than a few lines is prose; it will do where there is nothing better.
        let fitting = if (10..=200).contains(&length) { 2 } else { 1 };
        if 2 * words < cells.len() || cells.is_empty() { 0 } else { distinct * fitting }
    };
    let best = (0..names.len()).filter(|i| !taken.contains(i)).max_by_key(|&i| (score(i), std::cmp::Reverse(i)))?;
    (score(best) > 0).then_some(best)
}
