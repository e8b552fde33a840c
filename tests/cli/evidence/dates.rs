//! Which column is the date of the event, and how its years are written.

use super::{Case, check};

#[test]
fn another_date_is_not_that_of_the_event() {
    const CASES: &[Case] = &[
        (
            "Name,DOB,Attack Day\nAmal Example,1961-02-03,2019-05-06\nBasil Sample,1972-11-30,2020-07-08\n",
            "date title",
            &["2019-05-06 | Amal Example", "2020-07-08 | Basil Sample"],
        ),
        (
            "record_created,record_modified,occurred_on,headline\n2024-01-09,2024-02-01,1998-03-04,Dam fails\n2024-01-10,2024-02-02,1999-04-05,Bridge falls\n",
            "date title",
            &["1998-03-04 | Dam fails", "1999-04-05 | Bridge falls"],
        ),
        (
            "Retrieved,First Published,Year,Episode\n2023-05-05,2020-01-02,1831,Bread riot\n2023-05-06,2020-02-03,1848,Mill strike\n",
            "date title",
            &["1831 | Bread riot", "1848 | Mill strike"],
        ),
        (
            "posted_at,date_of_signature,treaty_name\n2021-06-01,1648-10-24,Treaty of Here\n2021-06-02,1713-04-11,Treaty of There\n",
            "date title",
            &["1648-10-24 | Treaty of Here", "1713-04-11 | Treaty of There"],
        ),
        (
            "Date Entered;Date Last Updated;Date of Incident;Incident Text\n03.05.2022;09.06.2022;25.12.2021;Shots at a gate\n04.05.2022;10.06.2022;31.12.2021;A van burns\n",
            "date title",
            &["2021-12-25 | Shots at a gate", "2021-12-31 | A van burns"],
        ),
        (
            "geburtsdatum,datum,ereignis\n1950-01-01,1989-11-09,Mauer offen\n1951-01-01,1990-10-03,Einheit\n",
            "date title",
            &["1989-11-09 | Mauer offen", "1990-10-03 | Einheit"],
        ),
    ];
    check(CASES);
}

#[test]
fn a_number_is_no_date() {
    const CASES: &[Case] = &[
        (
            "file_no,hearing date,subject\n2024-00417,2023-08-09,Opening\n2024-00533,2023-08-10,Closing\n",
            "date title",
            &["2023-08-09 | Opening", "2023-08-10 | Closing"],
        ),
        ("capacity,year,shipwreck\n1850,1912,Alpha\n1900,1915,Beta\n", "date title", &["1912 | Alpha", "1915 | Beta"]),
        (
            "dossier,postcode,when,what\n20240101,10115,3 March 1921,March rising\n20240102,10117,4 April 1922,April rising\n",
            "date title",
            &["1921-03-03 | March rising", "1922-04-04 | April rising"],
        ),
    ];
    check(CASES);
}

#[test]
fn parts_belong_together_by_what_their_names_share() {
    const CASES: &[Case] = &[
        (
            "Yr,Begin Yr,Begin Mth,Begin Day,Flood Name\n2004,2005,1,7,A water\n2005,2005,2,8,B water\n2006,2006,3,9,C water\n2007,2007,4,10,D water\n2008,2008,5,11,E water\n",
            "date title",
            &[
                "2005-01-07 | A water",
                "2005-02-08 | B water",
                "2006-03-09 | C water",
                "2007-04-10 | D water",
                "2008-05-11 | E water",
            ],
        ),
        (
            "reportYear,reportMonth,eventYear,eventMonth,eventDay,eventTitle\n2001,2,1999,12,31,Last night\n2002,3,2000,1,1,First night\n",
            "date title",
            &["1999-12-31 | Last night", "2000-01-01 | First night"],
        ),
        (
            "Y,year,mo,dy,quake\n1,1906,4,18,North coast\n2,1907,,,South coast\n",
            "date title",
            &["1906-04-18 | North coast", "1907 | South coast"],
        ),
        (
            "jahr,monat,tag,titel\n1848,3,18,Barrikaden\n1849,5,,Maiaufstand\n",
            "date title",
            &["1848-03-18 | Barrikaden", "1849-05 | Maiaufstand"],
        ),
    ];
    check(CASES);
}

#[test]
fn a_word_in_a_part_is_as_precise_as_it_is() {
    const CASES: &[Case] = &[
        (
            "month,year,siege\nSummer,1544,Lower Fort\nLate,1545,Upper Fort\nOct,1546,Old Fort\nMarch,1547,New Fort\n",
            "date title",
            &["1544-22 | Lower Fort", "[1545-09..1545-12] | Upper Fort", "1546-10 | Old Fort", "1547-03 | New Fort"],
        ),
        (
            "Battle,Year,Month\nA field,1525,Autumn\nB field,1640,Mid\nC field,1641,7\n",
            "date title",
            &["1525-23 | A field", "[1640-05..1640-08] | B field", "1641-07 | C field"],
        ),
        // The winter of a year may be its first months or its last.
        (
            "Season,Year,Raid\nSpring,1999,A\nWinter,2000,B\nFall,2001,C\n",
            "date title",
            &["1999-21 | A", "2000 | B", "2001-23 | C"],
        ),
    ];
    check(CASES);
}

#[test]
fn years_before_christ_and_of_three_digits() {
    const CASES: &[Case] = &[
        ("yr,episode\n-44,Ides\n-218,Alps\n79,Ash\n", "date title", &["-0217 | Alps", "-0043 | Ides", "0079 | Ash"]),
        // A column that counts a year 0 counts as astronomers do.
        (
            "year,eclipse\n-1,First\n0,Second\n1,Third\n500,Fourth\n-200,Early\n",
            "date title",
            &["-0200 | Early", "-0001 | First", "0000 | Second", "0001 | Third", "0500 | Fourth"],
        ),
        (
            "date_ce,date_hijri,name_en\n696,77,A coin\n1071,463,A field\n",
            "date title",
            &["0696 | A coin", "1071 | A field"],
        ),
    ];
    check(CASES);
}

#[test]
fn the_year_beside_completes_what_lacks_it() {
    const CASES: &[Case] = &[
        (
            "Found Date,Found Year,Cause\n14-Jan-20,2020,Storm\n02-Feb-19,2019,Cold\n",
            "date title",
            &["2019-02-02 | Cold", "2020-01-14 | Storm"],
        ),
        (
            "day,year,incident\n28-Feb-99,1899,Fog\n01-Mar-00,1900,Frost\n",
            "date title",
            &["1899-02-28 | Fog", "1900-03-01 | Frost"],
        ),
    ];
    check(CASES);
}

#[test]
fn one_row_for_each_year_is_dated_by_the_year() {
    const CASES: &[Case] = &[(
        "insurgency,year,begin_date,deaths\nNorth,2001,1997-05-29,10\nNorth,2002,1997-05-29,20\nNorth,2003,1997-05-29,30\nSouth,2002,2001-06-05,7\nSouth,2003,2001-06-05,8\n",
        "date title killed",
        &["2001 | North | 10", "2002 | North | 20", "2002 | South | 7", "2003 | North | 30", "2003 | South | 8"],
    )];
    check(CASES);
}

#[test]
fn the_decade_counts_where_the_year_is_blank() {
    const CASES: &[Case] = &[(
        "year,decade,town,executed trial\n1563,1560,Port Sample,First\n,1570,Lower Sample,Second\n1581,1580,Port Sample,Third\n",
        "date location",
        &["1563 | Port Sample", "157X | Lower Sample", "1581 | Port Sample"],
    )];
    check(CASES);
}
