//! `dateline columns`: what each column is taken for, and the reading as options and as a layout.

use insta::assert_snapshot;

use super::read_with;
use crate::Run;

const TABLE: &str = "\
No,Incident Date,Date Reported,Town,Province,Persons Killed,Remarks,Report URL
1,2019-05-06,2019-05-08,Port Sample,North,3,A van burns at the gate of the port,https://example.org/a
2,2019-05-07,2019-05-09,Lower Sample,South,-9,,https://example.org/b
3,2019-06-01,2019-06-02,Old Fort,North,Unknown,Shots are fired at a patrol,https://example.org/c
4,2019-06-09,2019-06-11,New Fort,South,12,A bridge falls while people cross it,https://example.org/d
";

fn run() -> Run {
    Run::nowhere().file("table.csv", TABLE)
}

#[test]
fn each_column_is_shown_with_what_it_is_taken_for() {
    assert_snapshot!(run().show(&["columns", "table.csv", "--width", "80"]), @"
    table.csv: 4 rows, 8 columns, no known layout

    column          taken for      filled  first       last        why
    No                             all     1           4           name: no; whole
                                                                   numbers, 1 to 4
    Incident Date   date           all     2019-05-06  2019-06-09  name: incident
                                                                   date; dates
                                                                   (days)
    Date Reported                  all     2019-05-08  2019-06-11  could be the
                                                                   date; name: date
                                                                   reported; dates
                                                                   (days)
    Town            title,         all     Port Samp…  New Fort    name: town; text
                    location
    Province        title,         all     North       South       name: province;
                    location                                       text
    Persons Killed  killed         all     3           12          name: persons
                                                                   killed; whole
                                                                   numbers, -9 to 12
    Remarks         title          75%     A van bur…  A bridge …  name: remarks;
                                                                   text
    Report URL      source         all     https://e…  https://e…  name: report url;
                                                                   addresses

    the reading
      --map 'date=Incident Date,title=Remarks|Town+Province,location=Town+Province,killed=Persons Killed,source=Report URL'
      --unknown 'Persons Killed=-9,Unknown'

    doubts
      `Date Reported` holds another date
      `-9`, `Unknown` in `Persons Killed` stand for what is unknown
    ");
    assert_snapshot!(run().show(&["columns", "table.csv", "--width", "60"]), @"
    table.csv: 4 rows, 8 columns, no known layout

    column          taken for   filled  why
    No                          all     name: no; whole numbers,
                                        1 to 4
    Incident Date   date        all     name: incident date;
                                        dates (days)
    Date Reported               all     could be the date; name:
                                        date reported; dates
                                        (days)
    Town            title,      all     name: town; text
                    location
    Province        title,      all     name: province; text
                    location
    Persons Killed  killed      all     name: persons killed;
                                        whole numbers, -9 to 12
    Remarks         title       75%     name: remarks; text
    Report URL      source      all     name: report url;
                                        addresses

    the reading
      --map 'date=Incident Date,title=Remarks|Town+Province,location=Town+Province,killed=Persons Killed,source=Report URL'
      --unknown 'Persons Killed=-9,Unknown'

    doubts
      `Date Reported` holds another date
      `-9`, `Unknown` in `Persons Killed` stand for what is
        unknown
    ");
    assert_snapshot!(run().show(&["columns", "table.csv", "--width", "200"]), @"
    table.csv: 4 rows, 8 columns, no known layout

    column          taken for        filled  first                     last                      why
    No                               all     1                         4                         name: no; whole numbers, 1 to 4
    Incident Date   date             all     2019-05-06                2019-06-09                name: incident date; dates (days)
    Date Reported                    all     2019-05-08                2019-06-11                could be the date; name: date reported; dates (days)
    Town            title, location  all     Port Sample               New Fort                  name: town; text
    Province        title, location  all     North                     South                     name: province; text
    Persons Killed  killed           all     3                         12                        name: persons killed; whole numbers, -9 to 12
    Remarks         title            75%     A van burns at the gate…  A bridge falls while pe…  name: remarks; text
    Report URL      source           all     https://example.org/a     https://example.org/d     name: report url; addresses

    the reading
      --map 'date=Incident Date,title=Remarks|Town+Province,location=Town+Province,killed=Persons Killed,source=Report URL'
      --unknown 'Persons Killed=-9,Unknown'

    doubts
      `Date Reported` holds another date
      `-9`, `Unknown` in `Persons Killed` stand for what is unknown
    ");
}

#[test]
fn the_same_is_written_as_json() {
    let table = "date,event,killed\n2020-01-02,Fire,3\n2020-02-03,Flood,\n";
    let run = Run::nowhere().file("table.csv", table);
    assert_snapshot!(run.show(&["columns", "table.csv", "--format", "json"]), @r#"
    {
      "file": "table.csv",
      "layout": "other",
      "rows": 2,
      "columns": [
        {
          "number": 1,
          "name": "date",
          "taken_for": [
            "date"
          ],
          "why": "name: date; dates (days)",
          "filled": 2,
          "first": "2020-01-02",
          "last": "2020-02-03"
        },
        {
          "number": 2,
          "name": "event",
          "taken_for": [
            "title"
          ],
          "why": "name: event; text",
          "filled": 2,
          "first": "Fire",
          "last": "Flood"
        },
        {
          "number": 3,
          "name": "killed",
          "taken_for": [
            "killed"
          ],
          "why": "name: killed; whole numbers, all 3",
          "filled": 1,
          "first": "3",
          "last": "3"
        }
      ],
      "map": "date=date,title=event,killed=killed",
      "unknown": [],
      "doubts": [],
      "refused": null
    }
    "#);
}

#[test]
fn a_file_of_a_known_layout_names_its_codebook() {
    assert_snapshot!(Run::beside_events().show(&["columns"]), @r"
    events.csv: 10 rows, 13 columns, layout native

    column     taken for  filled  first       last        why
    id         id         all     founding    media-cla…  by its codebook
    date       date       all     [2014-09.…  2024-03-25  by its codebook
    title      title      all     ISIS-K em…  ISIS-K me…  by its codebook
    location   location   40%     eastern A…  concert h…  by its codebook
    country    country    80%     Afghanist…  Russia      by its codebook
    latitude   latitude   30%     34.53       55.76       by its codebook
    longitude  longitude  30%     69.17       37.62       by its codebook
    kind       kind       all     founding    claim       by its codebook
    actors     actors     all     ISIS-K; P…  ISIS-K      by its codebook
    killed     killed     20%     183         131..       by its codebook
    wounded    wounded    none                            by its codebook
    summary    summary    all     An affili…  The claim…  by its codebook
    source     source     all     POLITICO,…  POLITICO,…  by its codebook

    the reading
      --layout native
    ");
}

#[test]
fn a_table_that_can_not_be_read_is_shown_too() {
    let run = Run::nowhere().file("table.csv", "Year,Month,Sorties\n1965,1,20\n1965,2,30\n");
    assert_snapshot!(run.show(&["columns", "table.csv"]), @"
    table.csv: 2 rows, 3 columns, no known layout

    column   taken for  filled  first  last  why
    Year     date       all     1965   1965  name: year; whole numbers, all 1965
    Month    date       all     1      2     name: month; whole numbers, 1 to 2
    Sorties             all     20     30    whole numbers, 20 to 30
    --- stderr
    error: table.csv holds no events: each row has numbers for a day, a month or a year, and nothing that names an event
    hint: to read it all the same, pass `--map date=COLUMN,title=COLUMN`; `dateline columns table.csv` shows what they hold
    --- exit 1
    ");
}

/// What is printed can be passed again, and what is saved reads the same events.
#[test]
fn the_reading_can_be_passed_and_saved() {
    const TABLES: &[&str] = &[
        TABLE,
        "start_year,end_year,name,deaths_estimate\n-431,-404,Long war,75000\n1618,1648,Longer war,-9\n1990,,Open war,3\n",
        "Year,Month,battle\n1525,Spring,A field\n1639,Early,B field\n1640,3,C field\n",
        "Date,Latitude,Longitude,Magnitude\n2019-01-02,10.5,20.5,6.1\n2019-02-02,-99,-99,5.1\n",
        "year,decade,town\n1563,1560,Port Sample\n,1570,Lower Sample\n",
        "start_min,start_max,end_min,end_max,engagement\n1600-07-02,1600-07-04,1600-07-09,1600-07-11,Dunes\n",
        "date,event,Estimated Coordinates,deaths_low,deaths_high\n2019-05-06,Mine,\"25.1, 56.4\",1,3\n2019-05-07,Tow,\"26.2, 55.3\",2,2\n",
        "Storm Name,Disaster Type,Location,Start Year\n,Flood,Port Sample,2001\nAnna,Storm,Lower Sample,2002\n,Flood,Upper Sample,2003\n",
    ];
    const FIELDS: &str = "id date title location country latitude longitude kind actors killed wounded summary source";
    for table in TABLES {
        let run = Run::nowhere().file("table.csv", table);
        let json = run.output(&["columns", "table.csv", "--format", "json", "--save", "table.toml"]);
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
        let map = json["map"].as_str().expect("a map");
        let found = read_with(table, FIELDS, &[]);
        assert_eq!(read_with(table, FIELDS, &["--map", map]), found, "{map}");
        let layout = run.path("table.toml");
        let layout = layout.to_str().expect("a path");
        assert_eq!(
            read_with(table, FIELDS, &["--layout", layout]),
            found,
            "{}",
            String::from_utf8_lossy(&run.read("table.toml"))
        );
    }
}
