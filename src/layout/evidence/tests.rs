//! What a reading must not hang on: the style of the names, the order of the columns, blank columns; and that what was
//! found can be said as a mapping.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::layout::mapping::Mapping;

/// The mapping that a table is read with; its cells are separated by `,` and its rows by line ends.
fn read(table: &str) -> String {
    let (names, evidence) = weigh(table);
    match evidence.refusal {
        Some(refusal) => format!("{refusal:?}"),
        None => evidence.map.text(&names),
    }
}

fn weigh(table: &str) -> (Vec<String>, Evidence) {
    let mut lines = table.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names: Vec<String> = lines.next().unwrap();
    let evidence = Evidence::read(&names, &Sample { rows: lines.collect() }, &FieldMap::default(), &Fields::default());
    (names, evidence)
}

#[test]
fn the_likeliest_date_is_read() {
    for (table, expected) in [
        ("birth_date,year,name\n1950-01-02,1999,A b\n1960-02-03,2001,C d", "date=year,title=name"),
        ("last_updated,year,name\n2020-01-02,1999,A b\n2020-02-03,2001,C d", "date=year,title=name"),
        (
            "document_number,publication_date,signing_date,title\n2025-04458,2025-04-15,2025-04-09,A b\n2025-04459,2025-04-16,2025-04-10,C d",
            "date=signing_date,title=title",
        ),
        (
            "Year,Start Year,Start Month,Start Day,Event Name\n2018,2019,1,5,A b\n2018,2018,2,6,C d\n2018,2018,3,6,E f\n2018,2018,4,6,G h\n2018,2018,5,6,I j",
            "date=Start Year+Start Month+Start Day,title=Event Name",
        ),
        ("start_year,end_year,name\n1914,1918,A b\n1939,1945,C d", "start=start_year,end=end_year,title=name"),
        ("start,end,title\n2019-05-01,,A b\n2018-01-02,2019-01-01,C d", "start=start,end=end,title=title"),
        ("Year,Mo,Dy,Event\n1999,1,2,A b\n2001,3,,C d", "date=Year+Mo+Dy,title=Event"),
        ("Year,Month,Battle\n1525,Spring,A b\n1639,Early,C d\n1640,3,E f", "date=Year+Month,title=Battle"),
    ] {
        assert_eq!(read(table), expected, "{table}");
    }
}

#[test]
fn counts_and_places_are_found() {
    for (table, expected) in [
        (
            "Incident Date,State,City Or County,Victims Killed,Victims Injured,Suspects Killed\n2021-07-28,Ohio,Akron,1,3,0\n2021-07-29,Iowa,Ames,2,4,1",
            "date=Incident Date,title=City Or County+State,location=City Or County+State,killed=Victims Killed,wounded=Victims Injured",
        ),
        (
            "year,conflict name,bd_best,bd_low,bd_high\n2019,A b,78,73,137\n2020,C d,160,131,182",
            "date=year,title=conflict name,killed=bd_low..bd_best..bd_high",
        ),
        (
            "Date,Latitude,Longitude,Magnitude\n2019-01-02,10.5,20.5,6.1\n2019-02-02,11.5,20.6,5.1",
            "date=Date,title=Magnitude,latitude=Latitude,longitude=Longitude",
        ),
    ] {
        assert_eq!(read(table), expected, "{table}");
    }
}

#[test]
fn tables_of_counts_are_refused() {
    for table in [
        "YEAR,MONTH,MISSIONS\n1965,1,20\n1965,2,30",
        "Date,Day,Cases_A,Cases_B,Deaths_A\n1/5/2015,289,2776,1,1786\n1/13/2015,288,2775,2,1781",
        "Country,1990,1991,1992\nA,1,2,3",
        "Year,2018,,,,,\nRow,Sum,,,,,",
    ] {
        assert!(weigh(table).1.refusal.is_some(), "{table}: {}", read(table));
    }
    assert!(read("date_a,date_b,title\n2019-01-02,2018-01-02,A b\n2019-03-02,2018-03-02,C d").starts_with("TwoDates"));
}

/// Columns that may stand in a table: their names as words, and cells.
type Columns = &'static [(&'static str, &'static [&'static str])];

/// Ways to keep the date.
const DATES: &[Columns] = &[
    &[("incident date", &["2001-02-03", "2002-03-04", "2004-05-06", "2005-06-07"])],
    &[("date", &["3 May 2001", "4 June 2002", "July 2003", "2004"])],
    &[("year", &["1899", "1901", "1914", "1939"])],
    &[("year", &["-44", "79", "410", "1066"])],
    &[("start year", &["1618", "1701", "1756", "1803"]), ("end year", &["1648", "1714", "", "1815"])],
    &[
        ("start year", &["2001", "2002", "2003", "2004"]),
        ("start month", &["1", "2", "-9", "12"]),
        ("start day", &["3", "", "-9", "31"]),
        ("end year", &["2001", "2003", "2003", "2005"]),
        ("end month", &["2", "1", "", "1"]),
    ],
    &[("event year", &["1525", "1639", "1640", "1641"]), ("event month", &["Spring", "Early", "3", "May"])],
    &[("first date", &["2001-02-03", "2002-03-04"]), ("last date", &["2001-02-05", "2002-03-04"])],
];

/// Ways to keep the title.
const TITLES: &[Columns] = &[
    &[("title", &["A fire at the mill", "A flood", "A strike", "The bridge"])],
    &[("massacre name", &["Upper Hill", "Lower Hill", "Old Fort", "New Fort"])],
    &[("event text", &["Shots are fired", "A house burns", "A boat sinks", "A van is stopped"])],
    &[("event type", &["Battles", "Riots", "Battles", "Protests"])],
    &[
        ("magnitude", &["6.1", "5.2", "4.3", "7.0"]),
        ("latitude", &["1.5", "2.5", "3.5", "4.5"]),
        ("longitude", &["10.5", "20.5", "30.5", "40.5"]),
    ],
];

/// Columns that may stand beside them.
const OTHERS: &[Columns] = &[
    &[("victims killed", &["1", "20", "0", "3"]), ("suspects killed", &["0", "1", "0", "0"])],
    &[("total deaths", &["10", "-99", "12", "7"]), ("number injured", &["3", "Unknown", "", "5"])],
    &[
        ("deaths low", &["1", "2", "3", "4"]),
        ("deaths best", &["2", "3", "4", "5"]),
        ("deaths high", &["5", "6", "7", "8"]),
    ],
    &[("city", &["Ames", "Akron", "Port Sample", "Lower Sample"]), ("state", &["Iowa", "Ohio", "North", "South"])],
    &[("country", &["Examplia", "Otherland", "Examplia", "Thirdland"])],
    &[(
        "source url",
        &["https://example.org/a", "https://example.org/b", "https://example.org/c", "https://example.org/d"],
    )],
    &[("last updated", &["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"])],
    &[("publication date", &["2010-01-02", "2011-01-03", "2012-01-04", "2013-01-05"])],
    &[("birth date", &["1950-01-02", "1960-01-03", "1970-01-04", "1980-01-05"])],
    &[("document number", &["2025-04458", "2025-04459", "2025-04460", "2025-04461"])],
    &[("side a", &["Army", "Guard", "Police", "Army"]), ("side b", &["Rebels", "Rioters", "Workers", "Rebels"])],
    &[("incident id", &["I1", "I2", "I3", "I4"])],
    &[("notes", &["", "", "see below", ""])],
];

#[derive(Clone, Debug)]
struct Table {
    names: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

fn table() -> impl Strategy<Value = Table> {
    let of = |columns: &'static [Columns]| select(columns);
    (of(DATES), of(TITLES), vec(of(OTHERS), 0..4)).prop_map(|(date, title, others)| {
        let mut all: Vec<(&str, &[&str])> = Vec::new();
        for &(name, cells) in date.iter().chain(title).chain(others.into_iter().flatten()) {
            if all.iter().all(|(own, _)| *own != name) {
                all.push((name, cells));
            }
        }
        let rows = (0..4).map(|row| all.iter().map(|(_, cells)| cells[row % cells.len()].to_owned()).collect());
        Table { names: all.iter().map(|(name, _)| *name).collect(), rows: rows.collect() }
    })
}

#[derive(Clone, Copy, Debug)]
enum Style {
    Snake,
    Camel,
    Pascal,
    Shouted,
    Titled,
    Dotted,
}

impl Style {
    fn write(self, name: &str) -> String {
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let words: Vec<&str> = name.split(' ').collect();
        match self {
            Style::Snake => words.join("_"),
            Style::Camel => words[0].to_owned() + &words[1..].iter().map(|word| capital(word)).collect::<String>(),
            Style::Pascal => words.iter().map(|word| capital(word)).collect(),
            Style::Shouted => words.join(" ").to_uppercase(),
            Style::Titled => words.iter().map(|word| capital(word)).collect::<Vec<_>>().join(" "),
            Style::Dotted => words.join("."),
        }
    }
}

impl Table {
    fn in_style(&self, style: Style) -> Vec<String> {
        self.names.iter().map(|name| style.write(name)).collect()
    }

    fn weigh(&self, names: &[String], asked: &FieldMap) -> Evidence {
        Evidence::read(names, &Sample { rows: self.rows.clone() }, asked, &Fields::default())
    }
}

proptest! {
    #[test]
    fn the_style_of_the_names_changes_nothing(
        table in table(),
        style in select(&[Style::Camel, Style::Pascal, Style::Shouted, Style::Titled, Style::Dotted][..]),
    ) {
        let plain = table.weigh(&table.in_style(Style::Snake), &FieldMap::default());
        let styled = table.weigh(&table.in_style(style), &FieldMap::default());
        prop_assert_eq!(plain.map, styled.map);
        prop_assert_eq!(plain.codes, styled.codes);
    }

    #[test]
    fn the_order_of_the_columns_changes_nothing(table in table(), keys in vec(any::<u32>(), 24)) {
        let mut order: Vec<usize> = (0..table.names.len()).collect();
        order.sort_by_key(|&i| keys[i]);
        let moved = Table {
            names: order.iter().map(|&i| table.names[i]).collect(),
            rows: table.rows.iter().map(|row| order.iter().map(|&i| row[i].clone()).collect()).collect(),
        };
        let (names, moved_names) = (table.in_style(Style::Snake), moved.in_style(Style::Snake));
        let before = table.weigh(&names, &FieldMap::default());
        let after = moved.weigh(&moved_names, &FieldMap::default());
        prop_assert_eq!(before.map.text(&names), after.map.text(&moved_names));
    }

    #[test]
    fn a_blank_column_changes_nothing(
        table in table(),
        name in select(&["date", "event date", "end year", "killed", "title", "country", "latitude", "remark", "id"][..]),
        at in any::<Index>(),
    ) {
        prop_assume!(!table.names.contains(&name));
        let before = table.weigh(&table.in_style(Style::Titled), &FieldMap::default());
        let at = at.index(table.names.len() + 1);
        let mut wider = table.clone();
        wider.names.insert(at, name);
        wider.rows.iter_mut().for_each(|row| row.insert(at, String::new()));
        let after = wider.weigh(&wider.in_style(Style::Titled), &FieldMap::default());
        let names = table.in_style(Style::Titled);
        prop_assert_eq!(before.map.text(&names), after.map.text(&wider.in_style(Style::Titled)));
    }

    #[test]
    fn what_was_found_can_be_said_as_a_mapping(table in table()) {
        let names = table.in_style(Style::Titled);
        let found = table.weigh(&names, &FieldMap::default());
        prop_assume!(found.refusal.is_none());
        let mapping: Mapping = found.map.text(&names).parse().expect("a mapping");
        let said = table.weigh(&names, &mapping.resolve(&names));
        prop_assert_eq!(&found.map, &said.map, "{}", found.map.text(&names));
        prop_assert_eq!(found.codes, said.codes);
        prop_assert_eq!(found.years, said.years);
        prop_assert_eq!(found.forms, said.forms);
        prop_assert!(said.found.is_empty(), "{:?}", said.found);
    }
}
