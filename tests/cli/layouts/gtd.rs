//! The Global Terrorism Database.

use super::beside;
use crate::{data, lossy};
use insta::assert_snapshot;

#[test]
fn days_may_be_unknown_or_approximate() {
    let run = beside(&["gtd_layout_cp1252.csv"]);
    assert_snapshot!(run.show(&["list", "gtd_layout_cp1252.csv", "--width", "120"]), @"
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
    note: line 4 of gtd_layout_cp1252.csv is not UTF-8; it was read as windows-1252; pass `--encoding` if it is in another
    ");
}

#[test]
fn places_are_found_without_their_accents() {
    let run = beside(&["gtd_layout_cp1252.csv"]);
    assert_snapshot!(
        run.show(&["list", "gtd_layout_cp1252.csv", "--location", "sao exemplo", "--columns", "date,location"]),
        @"
        date                        location
        ───────────────────────────────────────
        between 12 and 13 Apr 1999  São Exemplo

        1 event
        --- stderr
        note: line 4 of gtd_layout_cp1252.csv is not UTF-8; it was read as windows-1252; pass `--encoding` if it is in another
        "
    );
}

#[test]
fn windows_1252_is_exported_as_it_is() {
    let run = beside(&["gtd_layout_cp1252.csv"]);
    assert_eq!(lossy(run.output(&["export", "gtd_layout_cp1252.csv"]).stdout), lossy(data("gtd_layout_cp1252.csv")));
}
