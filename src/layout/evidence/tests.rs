use super::*;

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

#[test]
#[ignore]
fn print_real() {
    for entry in std::fs::read_dir("/work/shared/data/tables").unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with("sv") {
            continue;
        }
        let mut text = std::fs::read(&path).unwrap();
        if text.starts_with(b"\xef\xbb\xbf") {
            text.drain(..3);
        }
        let mut r = csv::ReaderBuilder::new()
            .delimiter(if name.ends_with("tsv") { b'\t' } else { b',' })
            .flexible(true)
            .from_reader(&text[..]);
        let names: Vec<String> = r.headers().unwrap().iter().map(|s| s.trim().to_owned()).collect();
        let all: Vec<Vec<String>> =
            r.records().filter_map(|r| r.ok()).map(|r| r.iter().map(str::to_owned).collect()).collect();
        let step = all.len().div_ceil(SAMPLE).max(1);
        let rows = all.into_iter().step_by(step).collect();
        let s = Sample { rows };
        let t = std::time::Instant::now();
        let e = Evidence::read(&names, &s, &FieldMap::default(), &Fields::default());
        println!(
            "{name} {:?}\n    {}\n    refusal {:?} years {:?} others {:?}",
            t.elapsed(),
            e.map.text(&names),
            e.refusal,
            e.years,
            e.other_dates.iter().map(|&i| &names[i]).collect::<Vec<_>>()
        );
    }
}
