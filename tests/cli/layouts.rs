//! The files that researchers have: each opens without an option, and means what its codebook says.

use std::path::{Path, PathBuf};

use crate::{Run, data, lossy};
use insta::assert_snapshot;

const FILES: &[&str] = &[
    "acled_2015_layout.csv",
    "acled_2019_layout.csv",
    "acled_2023_layout.csv",
    "acled_2025_layout.csv",
    "gtd_layout_cp1252.csv",
    "scad_layout.csv",
    "gdelt1_export_no_header.tsv",
    "gdelt2_export_no_header.tsv",
    "wikidata_query.csv",
    "timelinejs_v1_layout.csv",
    "timelinejs_v3_layout.csv",
    "timelinejs_v3_template.csv",
    "ucdp_ged_231_piece.csv",
    "ucdp_ged_201_ukraine_piece.csv",
];

fn all_files() -> Run {
    FILES.iter().fold(Run::nowhere(), |run, name| run.file(name, data(name)))
}

/// The events of a file as JSON.
fn events(run: &Run, arguments: &str) -> Vec<serde_json::Value> {
    let output = run.output(&format!("export --format ndjson {arguments}"));
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A day of ISO 8601 as numbers, so that years before our era come first.
fn day(text: &str) -> (i32, String) {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    (sign * rest[..4].parse::<i32>().unwrap(), rest[5..].to_owned())
}

/// The whole files, where this checkout stands beside them.
fn path_of(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("tests/data"), root.join("../shared/data")];
    folders.into_iter().map(|folder| folder.join(name)).find(|path| path.exists())
}

#[test]
fn the_figures_are_those_of_an_independent_reader() {
    let figures =
        csv::Reader::from_reader(&data("figures.csv")[..]).into_records().map(Result::unwrap).collect::<Vec<_>>();
    assert!(figures.len() >= FILES.len());
    for figures in figures {
        let (name, count, first, last, killed) = (&figures[0], &figures[1], &figures[2], &figures[3], &figures[4]);
        let Some(path) = path_of(name) else { continue };
        let events = events(&Run::nowhere(), &path.display().to_string());
        assert_eq!(events.len().to_string(), count, "{name}");
        let days = |end: &str| -> Vec<(i32, String)> {
            events.iter().filter_map(|event| event[end].as_str()).map(day).collect()
        };
        assert_eq!(days("earliest").into_iter().min().unwrap(), day(first), "{name}");
        assert_eq!(days("latest").into_iter().max().unwrap(), day(last), "{name}");
        let best = |event: &serde_json::Value| {
            let count = &event["killed"];
            count["best"].as_u64().or(count["low"].as_u64()).unwrap_or(0)
        };
        assert_eq!(events.iter().map(best).sum::<u64>().to_string(), killed, "{name}");
    }
}

#[test]
fn acled_of_all_its_generations() {
    let run = all_files();
    assert_snapshot!(run.show("list acled_2015_layout.csv acled_2019_layout.csv acled_2023_layout.csv acled_2025_layout.csv --width 130"), @"
    id      date               title                               location           kind               killed  file
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    2EXA    between 2 and 8    Riots/Protests: Rioters (Examplia)  Lower Sample,      Riots/Protests          0  acled_2015_layout
            Apr 2001                                               North Examplia,                               .csv
                                                                   Examplia
    1EXA    18 Apr 2001        Violence against civilians: Police  Port Sample,       Violence against        1  acled_2015_layout
                               Forces of Examplia (1999-) –        North Examplia,    civilians                  .csv
                               Civilians (Examplia)                Examplia
    EXA102  Feb 2019           Abduction/forced disappearance:     Port Sample,       Violence against        0  acled_2019_layout
                               Unidentified Armed Group            North Examplia,    civilians                  .csv
                               (Examplia) – Civilians (Examplia)   Examplia
    EXA101  3 Feb 2019         Armed clash: Military Forces of     Port Sample,       Battles                12  acled_2019_layout
                               Examplia (2010-) – EXF: Example     North Examplia,                               .csv
                               Front                               Examplia
    EXA202  between 2 and 8    Peaceful protest: Protesters        Port Sample,       Protests                0  acled_2023_layout
            Apr 2022           (Examplia)                          North Examplia,                               .csv
                                                                   Examplia
    EXA201  28 Dec 2022        Shelling/artillery/missile attack:  Port Sample,       Explosions/Remote       4  acled_2023_layout
                               Military Forces of Otherland        North Examplia,    violence                   .csv
                               (2000-) – Civilians (Examplia)      Examplia
    EXA302  Apr 2025           Agreement: Government of Examplia   Port Sample,       Strategic               0  acled_2025_layout
                               (2010-)                             North Examplia,    developments               .csv
                                                                   Examplia
    EXA301  16 Apr 2025        Armed clash: Military Forces of     Port Sample,       Battles                 3  acled_2025_layout
                               Examplia (2010-) – EXF: Example     North Examplia,                               .csv
                               Front                               Examplia

    8 events
    ");
    assert_snapshot!(run.show("show EXA201 -f acled_2023_layout.csv"), @r#"
    Shelling/artillery/missile attack: Military Forces of Otherland (2000-) –
    Civilians (Examplia)
      id                  EXA201
      date                28 Dec 2022  2022-12-28
      location            Port Sample, North Examplia
      country             Examplia
      coordinates         10.5, 20.25
      kind                Explosions/Remote violence
      actors              Military Forces of Otherland (2000-)
                          Civilians (Examplia)
      killed              4
      summary             On 28 December 2022, shells hit a market in Port Sample,
                          "the worst in weeks", killing 4 and wounding 11. SYNTHETIC
                          ROW.
      source              Example Gazette
      year                2022
      time_precision      1
      disorder_type       Political violence
      sub_event_type      Shelling/artillery/missile attack
      inter1              8
      inter2              7
      interaction         78
      civilian_targeting  Civilian targeting
      iso                 999
      region              Eastern Example
      geo_precision       1
      source_scale        National
      tags                NA
      timestamp           1675102875
    "#);
    // A month that is coded as its middle is found by any of its days, and by none for certain.
    assert_snapshot!(run.show("list acled_2025_layout.csv --on 2025-04-15 --columns date"), @"
       date
    ───────────
    ○  Apr 2025

    1 event: 0 certain, 1 possible (○)
    ");
    assert_snapshot!(run.show("list acled_2025_layout.csv --on 2025-04-15 --columns date --certain"), @"0 events");
}

#[test]
fn ucdp_ged_is_some_time_between_two_days() {
    let run = all_files();
    assert_snapshot!(run.show("timeline ucdp_ged_231_piece.csv --location yemen --location chad"), @"
    2006
     │
     ●  between 11 and    Janjaweed  - Civilians
     │  21 Oct 2006       Chad-Sudan Border, Chad · one-sided violence
     │                    23 (23–83) killed
     │
    2019
     │
     ●  between 1 Apr     Government of Yemen (North Yemen) - Forces of the
     │  and 10 May 2019   Presidential Leadership Council
     │                    Northern Dali governorate, Dali governorate, Yemen (North
     │                    Yemen) · state-based conflict · 73 (0–140) killed
     │
    2 events
    ");
    assert_snapshot!(run.show("show 13674 -f ucdp_ged_231_piece.csv --width 100"), @"
    --- stderr
    error: no event in ucdp_ged_231_piece.csv has the id `13674`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
    assert_eq!(run.ids("ucdp_ged_231_piece.csv --search 'one-sided violence'").len(), 4);
    assert_eq!(run.ids("ucdp_ged_231_piece.csv --kind one-sided").len(), 4);
    assert_snapshot!(run.show("count ucdp_ged_231_piece.csv --by kind"), @"
    kind                  events        killed
    state-based conflict      18  142 (60–245)  ████████████████████████████████████
    one-sided violence         4    37 (37–99)  ████████
    non-state conflict         2    21 (19–21)  ████

    24 events
    ");
    assert_snapshot!(run.show("list ucdp_ged_201_ukraine_piece.csv --where 'killed >= 5' --columns id,date,killed"), @"
    id      date                            killed
    ──────────────────────────────────────────────
    198887  between 21 and 22 Jan 2015          10
    211942  between 16 Aug and 15 Nov 2015      16

    2 events
    --- stderr
    note: line 2 of ucdp_ged_201_ukraine_piece.csv holds HXL tags, not an event
    ");
}

#[test]
fn a_candidate_release_without_its_header() {
    let bytes = data("ucdp_ged_231_piece.csv");
    let header = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let run = Run::nowhere().file("candidate.csv", &bytes[header..]);
    assert_snapshot!(run.show("list candidate.csv --year 2019 --columns id,date,title,killed"), @"
    id      date                 title                                       killed
    ───────────────────────────────────────────────────────────────────────────────
    279290  5 Feb 2019           Government of Afghanistan - Taleban              7
    320070  between 1 Apr and    Government of Yemen (North Yemen) -     73 (0–140)
            10 May 2019          Forces of the Presidential Leadership
                                 Council

    2 events
    --- stderr
    note: candidate.csv has no header; its rows are those of ucdp-ged
    ");
    assert_eq!(lossy(run.output("export candidate.csv").stdout), lossy(&bytes[header..]));
}

#[test]
fn gtd_has_unknown_days_and_approximate_ones() {
    let run = all_files();
    assert_snapshot!(run.show("list gtd_layout_cp1252.csv --width 120"), @"
    id            date                title                        location            kind                killed  wounded
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    199901009901  Jan 1999            Assassination: A clerk       Port Sample, North  Assassination            1        0
                                                                   Examplia, Examplia
    199900009902  1999                Unknown                      Unknown, Examplia   Unknown
    199904129903  between 12 and 13   Bombing/Explosion            São Exemplo,        Bombing/Explosion        0        3
                  Apr 1999                                         Examplia
    201708199905  between 17 Aug and  Hostage Taking (Kidnapping)  Lower Sample,       Hostage Taking           2        0
                  2 Sep 2017                                       North Examplia,     (Kidnapping)
                                                                   Examplia

    4 events
    --- stderr
    note: line 4 of gtd_layout_cp1252.csv is not UTF-8; it was read as windows-1252; --encoding says otherwise
    ");
    assert_snapshot!(run.show("list gtd_layout_cp1252.csv --location 'sao exemplo' --columns date,location"), @"
    date                        location
    ───────────────────────────────────────
    between 12 and 13 Apr 1999  São Exemplo

    1 event
    --- stderr
    note: line 4 of gtd_layout_cp1252.csv is not UTF-8; it was read as windows-1252; --encoding says otherwise
    ");
    assert_eq!(lossy(run.output("export gtd_layout_cp1252.csv").stdout), lossy(data("gtd_layout_cp1252.csv")));
}

#[test]
fn scad_gdelt_and_wikidata() {
    let run = all_files();
    assert_snapshot!(run.show("list scad_layout.csv --width 110"), @"
    id       date               title                               location           kind               killed
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────
    9990001  28 Jan – 2 Feb     Spontaneous demonstration: Dock     Port Sample,       spontaneous
             1990               workers – Government                Examplia           demonstration
    9990002  9 Mar 2017         Extra-government violence: Unknown  Lower Sample,      extra-government        3
                                gunmen – Police                     Examplia           violence

    2 events
    ");
    assert_snapshot!(run.show("show 900000001 -f gdelt2_export_no_header.tsv --width 100"), @"
    Fight: EXAMPLIA ARMY – VILLAGER
      id                     900000001
      date                   15 Apr 2023  2023-04-15
      location               Port Sample, North Examplia
      country                Examplia
      coordinates            10.5, 20.25
      kind                   fight
      actors                 EXAMPLIA ARMY
                             VILLAGER
      source                 https://example.org/a
      MonthYear              202304
      Year                   2023
      FractionDate           2023.2877
      Actor1Code             EXAMIL
      Actor1CountryCode      EXA
      Actor1Type1Code        MIL
      Actor2Code             CVL
      IsRootEvent            1
      EventCode              190
      EventBaseCode          190
      EventRootCode          19
      QuadClass              4
      GoldsteinScale         -10.0
      NumMentions            10
      NumSources             2
      NumArticles            10
      AvgTone                -6.5
      ActionGeo_Type         4
      ActionGeo_CountryCode  EX
      ActionGeo_ADM1Code     EX01
      ActionGeo_FeatureID    -1
      DATEADDED              20230416001500
    --- stderr
    note: gdelt2_export_no_header.tsv has no header; its rows are those of gdelt
    ");
    assert_snapshot!(run.show("list wikidata_query.csv --columns date,title,latitude,longitude,killed"), @"
    date           title                  latitude  longitude  killed
    ─────────────────────────────────────────────────────────────────
    12 Sep 490 BC  Siege of Old Fort          10.1       20.0
    1919           Lower Sample uprising
    17 Jul 1942    Battle of Port Sample      10.5      20.25   1,200
                   Q99999904                  10.4       20.3

    4 events
    ");
    assert_eq!(
        lossy(run.output("export gdelt1_export_no_header.tsv").stdout),
        lossy(data("gdelt1_export_no_header.tsv"))
    );
}

#[test]
fn timelinejs_of_both_versions() {
    let run = all_files();
    assert_snapshot!(run.show("timeline timelinejs_v3_layout.csv"), @"
    500 BC
     │
     ●  c. 500 BC       Old Fort founded
     │                  Antiquity
     │
    1961
     │
     ●  15–20 Jun 1961  Harbour strike
     │                  Labour
     │
    1963
     │
     ●  1963            Constitution adopted
     │                  Politics
     │
    3 events
    --- stderr
    note: line 2 of timelinejs_v3_layout.csv is the title of the timeline, not an event
    note: line 7 of timelinejs_v3_layout.csv is an era behind the events, not an event
    ");
    assert_snapshot!(run.show("timeline timelinejs_v1_layout.csv"), @"
    1961
     │
     ●  15–20 Jun 1961  Harbour strike
     │                  Labour
     │
    1963
     │
     ●  1963            Constitution adopted
     │                  Politics
     │
    2 events
    --- stderr
    note: line 2 of timelinejs_v1_layout.csv is the title of the timeline, not an event
    ");
    assert_snapshot!(run.show("show 'x' -f timelinejs_v3_layout.csv"), @"
    --- stderr
    note: line 2 of timelinejs_v3_layout.csv is the title of the timeline, not an event
    note: line 7 of timelinejs_v3_layout.csv is an era behind the events, not an event
    error: no event in timelinejs_v3_layout.csv has the id `x`
    hint: `dateline list --columns id,date,title` shows the ids
    --- exit 1
    ");
}

#[test]
fn several_layouts_make_one_timeline() {
    let run = all_files().file("events.csv", include_bytes!("../../events.csv"));
    let files = "acled_2019_layout.csv gdelt1_export_no_header.tsv ucdp_ged_231_piece.csv events.csv";
    assert_snapshot!(run.show(&format!("timeline {files} --from 2019 --country examplia --country afghanistan --to 2021")), @"
    2019
     │
     ●  Feb 2019     Abduction/forced disappearance: Unidentified Armed Group
     │               (Examplia) – Civilians (Examplia)
     │               Port Sample, North Examplia, Examplia
     │               Violence against civilians · 0 killed · acled_2019_layout.csv
     │
     ●  3 Feb 2019   Armed clash: Military Forces of Examplia (2010-) – EXF: Example
     │               Front
     │               Port Sample, North Examplia, Examplia · Battles · 12 killed
     │               acled_2019_layout.csv
     │
     ●  5 Feb 2019   Government of Afghanistan - Taleban
     │               Arghandab district (Zabul), Zabul province, Afghanistan
     │               state-based conflict · 7 killed · ucdp_ged_231_piece.csv
     │
    2021
     │
     ●  Aug 2021     Taliban take control of Afghanistan
     │               Afghanistan · takeover · events.csv
     │
     ●  26 Aug 2021  Suicide attack at Kabul airport
     │               Kabul airport, Kabul, Afghanistan · attack · 183 killed
     │               events.csv
     │
    5 events
    --- stderr
    note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
    ");
    assert_snapshot!(run.show(&format!("count {files} --by file")), @"
    file                         events         killed
    ucdp_ged_231_piece.csv           24  200 (116–365)  ████████████████████████████
    events.csv                       10           314+  ███████████▋
    acled_2019_layout.csv             2             12  ██▍
    gdelt1_export_no_header.tsv       1                 █▏

    37 events
    --- stderr
    note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
    ");
    assert_snapshot!(run.show(&format!("list {files} --where file=events.csv --year 2014 --columns date,title,file")), @"
    date       title                                                     file
    ───────────────────────────────────────────────────────────────────────────────
    late 2014  ISIS-K emerges, breaking away from the Pakistani Taliban  events.csv

    1 event
    --- stderr
    note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
    ");
    assert_snapshot!(run.show(&format!("export {files} --year 2023 --columns date,country,file")), @"
    date,country,file
    2023-04-15,Examplia,gdelt1_export_no_header.tsv
    --- stderr
    note: gdelt1_export_no_header.tsv has no header; its rows are those of gdelt
    ");
    let files = FILES.join(" ");
    assert_eq!(events(&run, &files).len(), 71);
    assert!(events(&run, &files).iter().all(|event| event["file"].is_string()));
}

/// What is written in the model's columns is read as the same events.
#[test]
fn a_native_export_is_the_same_events() {
    let run = all_files();
    for name in FILES {
        let native = run.output(&format!("export --native {name}")).stdout;
        assert!(str::from_utf8(&native).is_ok(), "{name}");
        let again = Run::nowhere().file("native.csv", &native);
        let model = |mut event: serde_json::Value| {
            event.as_object_mut().unwrap().remove("extra");
            event
        };
        let before: Vec<_> = events(&run, name).into_iter().map(model).collect();
        let after: Vec<_> = events(&again, "native.csv").into_iter().map(model).collect();
        assert_eq!(before, after, "{name}");
    }
}

#[test]
fn every_file_is_exported_as_it_is() {
    let run = all_files();
    for name in FILES.iter().filter(|name| !name.starts_with("timelinejs")) {
        assert_eq!(lossy(run.output(&format!("export {name}")).stdout), lossy(data(name)), "{name}");
    }
}

#[test]
fn a_layout_can_be_said() {
    let run = all_files();
    assert_snapshot!(run.show("layouts"), @"
    native         dateline's own columns: date and title, and any others
                   known by date, title
    acled          ACLED: all versions of its export since 2015
                   known by event_id_cnty, event_date, time_precision, event_type, geo_precision, fatalities
    ucdp-ged       UCDP Georeferenced Event Dataset (GED): global, candidate, HDX
                   known by relid, type_of_violence, dyad_name, side_a, where_prec, priogrid_gid, date_prec, best
    gtd            Global Terrorism Database (GTD)
                   known by eventid, iyear, imonth, iday, approxdate, attacktype1_txt, gname, nkill, nwound
    scad           Social Conflict Analysis Database (SCAD)
                   known by eventid, ccode, stday, stmo, styr, eyr, etype, npart, ndeath, cgovtarget
    gdelt          GDELT events, versions 1 and 2 (tables without a header)
                   known by GLOBALEVENTID, SQLDATE, EventRootCode
    wikidata       Wikidata query: item, itemLabel, date, coord, countryLabel, deaths, …
                   known by item or event, itemLabel or eventLabel, date or pointInTime or point_in_time or time or startTime or start
    timelinejs     TimelineJS spreadsheet (version 3)
                   known by Year, Headline, Text, Display Date, End Year, Media, Media Credit, Background
    timelinejs-v1  TimelineJS spreadsheet, version 1
                   known by Start Date, Headline, Text
    other          any other file: its date and title are found by name or by what is in them, and said
    ");
    assert_snapshot!(run.show("list scad_layout.csv --layout acled"), @"
    --- stderr
    error: the file has no `date` column; its columns are: eventid, id, ccode, countryname, startdate, enddate, duration, stday, stmo, styr, eday, emo, eyr, etype, escalation, actor1, actor2, actor3, target1, target2, cgovtarget, rgovtarget, npart, ndeath, repress, elocal, ilocal, sublocal, locnum, gislocnum, issue1, issue2, issue3, issuenote, nsource, notes, female_event, lgbtq_issue, coder, acd_questionable, latitude, longitude, geo_comments, location_precision
     --> scad_layout.csv:1:1
      |
    1 | eventid,id,ccode,countryname,startdate,enddate,duration,stday,stmo,styr,eda…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    hint: say which columns to take: --map date=startdate; `dateline columns scad_layout.csv` shows what they hold
    --- exit 1
    ");
    // A map goes before the codebook.
    assert_snapshot!(run.show("list acled_2025_layout.csv --map title=notes --columns date,title"), @"
    date         title
    ───────────────────────────────────────────────────────────────────────────────
    Apr 2025     In April 2025 (month precision), a local truce. SYNTHETIC ROW.
    16 Apr 2025  On 16 April 2025, clashes near the ridge. Coded to 3 fatalities.
                 SYNTHETIC ROW.

    2 events
    ");
}
