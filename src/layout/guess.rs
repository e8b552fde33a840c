//! What the columns of a file mean that no codebook tells of: guessed by their names, and by what is in them.
//!
//! The store asks it when it opens such a file, and says once what was guessed, with the `--map` that puts it right.

use std::collections::HashSet;

use super::codebook::WRITTEN_FOR_UNKNOWN;
use super::date_columns::{BlankEnd, DateColumns};
use super::date_parts::DateParts;
use super::date_source::DateSource;
use super::fields::{Fields, TextColumns};
use crate::date::convention::{DateConvention, PartOrder, is_serial};
use crate::model::field::Field;

/// The first rows of a file, for a look at what its columns hold.
pub struct Sample {
    pub rows: Vec<Vec<String>>,
}

/// How many rows are looked at.
pub const SAMPLE: usize = 500;

impl Sample {
    /// What stands in a column; what is blank or unknown left out.
    pub fn column(&self, i: usize) -> impl Iterator<Item = &str> {
        let cells = self.rows.iter().filter_map(move |row| row.get(i)).map(|cell| cell.trim());
        cells.filter(|cell| !cell.is_empty() && !WRITTEN_FOR_UNKNOWN.contains(cell))
    }
}

/// Names that columns of each field have in the files of others, the likeliest first, as [`plain_name`] makes them.
const NAMES: &[(Field, &str)] = &[
    (Field::Id, "id|eventid|incidentid|caseid|uid|ref"),
    (
        Field::Title,
        "title|headline|event|eventtitle|eventname|name|case|incident|subject|itemlabel|label|description|summary|notes|\
         text|details|what|eventtype|type|titel|titre|titulo|título|titolo|название|заголовок",
    ),
    (
        Field::Location,
        "location|place|city|town|locality|locationname|placename|address|where|settlement|village|ort|lieu|lugar|luogo|\
         место|город",
    ),
    (Field::Country, "country|countryname|countrytxt|nation|statename|land|pays|país|pais|paese|страна"),
    (Field::Latitude, "latitude|lat|y|geolat|latdd"),
    (Field::Longitude, "longitude|lon|lng|long|x|geolon|geolong|londd"),
    (Field::Kind, "kind|eventtype|type|category|incidenttype|attacktype|class|art|категория"),
    (Field::Actors, "actors|actor|perpetrator|perpetrators|group|groups|perpetratorgroup|actor1|sidea|organisation"),
    (
        Field::Killed,
        "killed|deaths|fatalities|dead|deathtoll|fatalitycount|numkilled|numberkilled|totalkilled|nkill|tote|morts|\
         muertos|morti|убито",
    ),
    (
        Field::Wounded,
        "wounded|injured|injuries|numwounded|numinjured|totalwounded|totalinjured|nwound|verletzte|blessés|heridos|\
         feriti|ранено",
    ),
    (Field::Summary, "summary|description|notes|note|details|narrative|text|comment|comments|beschreibung|описание"),
    (Field::Source, "source|sources|sourceurl|url|link|links|reference|references|citation|quelle|источник"),
];

/// Names of a column that holds the date of the event.
const DATES: &str = "date|eventdate|dateofevent|dateevent|incidentdate|dateofincident|dateofattack|startdate|datestart|\
                     datetime|dateoccurred|occurred|occurredon|start|begin|when|datum|fecha|data|дата|datefiled";

/// Names of a column that holds some other date, which may be that of the event where there is none else.
const OTHER_DATES: &str = "timestamp|published|publishedon|pubdate|reported|reportedon|created|createdat|dateadded";

/// Names of the columns of a date in parts.
const YEARS: &str = "year|eventyear|iyear|startyear|yr|jahr|année|annee|año|anno|год";
const MONTHS: &str = "month|eventmonth|imonth|startmonth|mon|monat|mois|mes|mese|месяц";
const DAYS: &str = "day|eventday|iday|startday|tag|jour|día|dia|giorno|день";

/// A name without regard to case, spaces and signs: `Date of incident` and `date_of_incident` are one.
fn plain_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns of a file, and its first rows.
struct SampledTable<'a> {
    names: &'a [String],
    sample: &'a Sample,
}

impl SampledTable<'_> {
    /// The columns that have one of several names, in the order of these.
    fn named(&self, names: &str) -> impl Iterator<Item = usize> {
        names.split('|').filter_map(|wanted| self.names.iter().position(|name| plain_name(name) == wanted.trim()))
    }
}

/// Finds the fields that are still absent. Returns those that it found, with the columns, for the user to be told.
pub fn complete(fields: &mut Fields, names: &[String], sample: &Sample) -> Vec<(Field, String)> {
    let table = SampledTable { names, sample };
    let mut found = Vec::new();
    let mut taken: Vec<usize> = fields.held();
    if !fields.has(Field::Date)
        && let Some((when, said)) = date(&table)
    {
        taken.extend(when.held());
        fields.date = when;
        found.push((Field::Date, said));
    }
    for (field, likely) in NAMES {
        if fields.has(*field) {
            continue;
        }
        let by_name = table.named(likely).find(|i| !taken.contains(i) && fits(*field, *i, sample));
        let column = by_name.or_else(|| (*field == Field::Title).then(|| best_text(names, &taken, sample)).flatten());
        if let Some(column) = column {
            taken.push(column);
            fields.set(*field, column);
            found.push((*field, names[column].clone()));
        }
    }
    // Without a title of its own an event is called by what else tells what it was.
    if !fields.has(Field::Title) {
        let others = [&fields.summary, &fields.kind, &fields.location, &fields.actors];
        fields.title = others.into_iter().find(|cells| **cells != TextColumns::Absent).cloned().unwrap_or_default();
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
        // What is the same in most rows is a kind, not a title.
        Field::Title => {
            let cells: Vec<&str> = sample.column(column).collect();
            let distinct: HashSet<&&str> = cells.iter().collect();
            3 * distinct.len() >= cells.len() && mostly(&|cell| cell.chars().any(char::is_alphabetic))
        }
        _ => true,
    }
}

/// Where the date is, and how to say so in a `--map`.
fn date(table: &SampledTable<'_>) -> Option<(DateColumns, String)> {
    let SampledTable { names, sample } = table;
    let reads = |i: &usize| {
        let cells = || sample.column(*i);
        let read = cells().filter(|cell| may_be_date(cell)).count();
        sample.rows.is_empty() || (read > 0 && 2 * read >= cells().count())
    };
    if let Some(start) = table.named(DATES).find(reads) {
        // Something that began on one day and ended on another.
        let end = plain_name(&names[start]).replace("start", "end").replace("begin", "end");
        return match table.named(&end).find(|i| *i != start && reads(i)) {
            Some(end) => {
                let columns = format!("{} and {}", names[start], names[end]);
                let (start, end) = (DateSource::Cell(start), DateSource::Cell(end));
                Some((DateColumns::lasting(start, end, BlankEnd::SameAsStart), columns))
            }
            None => Some((DateColumns::Cell(start), names[start].clone())),
        };
    }
    let [year, month, day] = [YEARS, MONTHS, DAYS].map(|names| table.named(names).next());
    if let (Some(year), Some(_)) = (year, month) {
        let said: Vec<&str> = [Some(year), month, day].iter().flatten().map(|&i| names[i].as_str()).collect();
        return Some((DateColumns::parts(DateParts::of(year, month, day)), said.join("+")));
    }
    // By what is in them: nearly all the cells of the column are dates, and finer than years. A number may be anything.
    let is_date = |cell: &&str| may_be_date(cell) && !is_serial(cell) && cell.len() > 4;
    let by_values = (0..names.len()).find(|&i| {
        let (read, all) = (sample.column(i).filter(is_date).count(), sample.column(i).count());
        read > 0 && 10 * read >= 9 * all && !table.named(OTHER_DATES).any(|other| other == i)
    });
    if let Some(column) = by_values.or_else(|| if year.is_none() { table.named(OTHER_DATES).find(reads) } else { None })
    {
        return Some((DateColumns::Cell(column), names[column].clone()));
    }
    year.map(|column| (DateColumns::Cell(column), names[column].clone()))
}

/// Whether a text is a date, whatever the order of its parts, and whatever it lacks.
pub fn may_be_date(text: &str) -> bool {
    PartOrder::ALL.into_iter().any(|order| {
        let convention =
            DateConvention { order: Some(order), century: Some(1950), year: Some(2000), ..DateConvention::default() };
        convention.read(text).is_ok()
    }) || is_serial(text)
}

/// The column that reads most like titles: text, a few words to a line, different in most rows.
fn best_text(names: &[String], taken: &[usize], sample: &Sample) -> Option<usize> {
    let score = |i: usize| {
        let cells: Vec<&str> = sample.column(i).collect();
        let words = cells.iter().filter(|cell| cell.contains(' ') && cell.chars().any(char::is_alphabetic)).count();
        let length = cells.iter().map(|cell| cell.chars().count()).sum::<usize>() / cells.len().max(1);
        let distinct = cells.iter().collect::<HashSet<_>>().len();
        // Longer than a few lines is prose; it will do where there is nothing better.
        let fitting = if (10..=200).contains(&length) { 2 } else { 1 };
        if 2 * words < cells.len() || cells.is_empty() { 0 } else { distinct * fitting }
    };
    let best = (0..names.len()).filter(|i| !taken.contains(i)).max_by_key(|&i| (score(i), std::cmp::Reverse(i)))?;
    (score(best) > 0).then_some(best)
}
