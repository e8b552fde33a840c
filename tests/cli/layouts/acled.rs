//! ACLED, in the four layouts that it has had.

use super::beside;
use insta::assert_snapshot;

#[test]
fn acled_of_all_its_generations_makes_one_list() {
    let run =
        beside(&["acled_2015_layout.csv", "acled_2019_layout.csv", "acled_2023_layout.csv", "acled_2025_layout.csv"]);
    assert_snapshot!(
        run.show(&[
            "list", "acled_2015_layout.csv", "acled_2019_layout.csv", "acled_2023_layout.csv",
            "acled_2025_layout.csv", "--width", "130",
        ]),
        @"
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
        "
    );
}

#[test]
fn columns_that_the_model_does_not_have_are_shown() {
    let run = beside(&["acled_2023_layout.csv"]);
    assert_snapshot!(run.show(&["show", "EXA201", "-f", "acled_2023_layout.csv"]), @r#"
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
}

#[test]
fn a_month_that_is_coded_as_its_middle_is_found_by_any_of_its_days() {
    let run = beside(&["acled_2025_layout.csv"]);
    assert_snapshot!(run.show(&["list", "acled_2025_layout.csv", "--on", "2025-04-15", "--columns", "date"]), @"
       date
    ───────────
    ○  Apr 2025

    1 event: 0 certain, 1 possible (○)
    ");
}

#[test]
fn a_month_that_is_coded_as_its_middle_is_found_by_no_day_for_certain() {
    let run = beside(&["acled_2025_layout.csv"]);
    assert_snapshot!(
        run.show(&["list", "acled_2025_layout.csv", "--on", "2025-04-15", "--columns", "date", "--certain"]),
        @"0 events"
    );
}
