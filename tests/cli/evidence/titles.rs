//! What an event is called, and what its id is.

use super::{Case, check};

#[test]
fn the_title_is_the_name_or_the_text_of_the_event() {
    const CASES: &[Case] = &[
        (
            "Notes,Siege Name,Date\n,Old Fort,1544\nthe third,New Fort,1545\n,Port,1546\n",
            "date title",
            &["1544 | Old Fort", "1545 | New Fort", "1546 | Port"],
        ),
        (
            "Author Name,Incident Description,Date of Incident\nA. Writer,A boat turns over,2020-01-02\nB. Writer,A boat is towed,2020-01-03\n",
            "title",
            &["A boat turns over", "A boat is towed"],
        ),
        (
            "computer_name,datetime,message,user\nWS-1,2012-03-14 04:17:38,Service stopped,root\nWS-1,2012-03-14 04:18:00,Service started,root\n",
            "title",
            &["Service stopped", "Service started"],
        ),
        (
            "war.theater,battle,year\n,Alpha,1525\nWest,Beta,1526\n,Gamma,1527\n,Delta,1528\n",
            "title",
            &["Alpha", "Beta", "Gamma", "Delta"],
        ),
        // A few words that stand in many rows are kinds of incidents; what tells them apart is the ship.
        (
            "date,ship,incident,place\n2019-01-01,Alpha,mine,Gulf\n2019-01-02,Beta,mine,Gulf\n2019-01-03,Gamma,seizure,Strait\n2019-01-04,Delta,mine,Gulf\n2019-01-05,Epsilon,mine,Gulf\n2019-01-06,Zeta,seizure,Strait\n2019-01-07,Eta,mine,Gulf\n2019-01-08,Theta,mine,Gulf\n2019-01-09,Iota,seizure,Strait\n2019-01-10,Kappa,mine,Gulf\n",
            "title kind",
            &[
                "Alpha | mine",
                "Beta | mine",
                "Delta | mine",
                "Epsilon | mine",
                "Eta | mine",
                "Gamma | seizure",
                "Iota | seizure",
                "Kappa | mine",
                "Theta | mine",
                "Zeta | seizure",
            ],
        ),
        (
            "rocket,launch_place,launch_place_details,when\nKite,North cape,,2024-05-01\nDrum,,by the sea,2024-05-02\n",
            "title location",
            &["Drum | ", "Kite | North cape"],
        ),
        ("name_tr,name_en,year\nBirinci,First,1071\nIkinci,Second,1176\n", "title", &["First", "Second"]),
    ];
    check(CASES);
}

#[test]
fn a_table_without_a_title_is_read() {
    const CASES: &[Case] = &[
        (
            "Date,Latitude,Longitude,Magnitude\n2019-01-02,10.5,20.5,6.1\n2019-02-02,11.5,20.6,5.1\n",
            "date title latitude",
            &["2019-01-02 | Magnitude 6.1 | 10.5", "2019-02-02 | Magnitude 5.1 | 11.5"],
        ),
        (
            "event_date,latitude,longitude,fatalities,event_type\n2018-01-02,10.5,20.5,3,Battles\n2018-01-03,10.6,20.6,0,Riots\n",
            "title kind killed",
            &["Battles | Battles | 3", "Riots | Riots | 0"],
        ),
        (
            "date,city,state,killed,wounded\n2001-01-01,Ames,Iowa,1,2\n2001-01-02,Akron,Ohio,3,4\n",
            "title location killed",
            &["Ames, Iowa | Ames, Iowa | 1", "Akron, Ohio | Akron, Ohio | 3"],
        ),
        (
            "year,country,succeeded\n1960,Examplia,1\n1961,Otherland,0\n",
            "title country",
            &["Examplia | Examplia", "Otherland | Otherland"],
        ),
        // Where a name is blank, the kind and the place stand for it.
        (
            "Storm Name,Disaster Type,Location,Start Year\n,Flood,Port Sample,2001\nAnna,Storm,Lower Sample,2002\n,Flood,Upper Sample,2003\n",
            "title",
            &["Flood, Port Sample", "Anna", "Flood, Upper Sample"],
        ),
    ];
    check(CASES);
}

#[test]
fn an_id_tells_every_event_from_the_others() {
    const CASES: &[Case] = &[
        (
            "incident_id,incident_date,name_en\nI1,2023-10-07,Amal\nI1,2023-10-07,Basil\nI2,2023-10-08,Chadia\n",
            "id title",
            &[" | Amal", " | Basil", " | Chadia"],
        ),
        (
            "Incident No,Date of Incident,Title of it\nI1,2023-10-07,Fire\nI2,2023-10-08,Flood\n",
            "id title",
            &["I1 | Fire", "I2 | Flood"],
        ),
    ];
    check(CASES);
}
