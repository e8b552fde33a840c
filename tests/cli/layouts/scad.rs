//! The Social Conflict Analysis Database.

use super::beside;
use insta::assert_snapshot;

#[test]
fn negative_codes_are_no_counts() {
    let run = beside(&["scad_layout.csv"]);
    assert_snapshot!(run.show(&["list", "scad_layout.csv", "--width", "110"]), @"
    id       date               title                               location           kind               killed
    ────────────────────────────────────────────────────────────────────────────────────────────────────────────
    9990001  28 Jan – 2 Feb     Spontaneous demonstration: Dock     Port Sample,       spontaneous
             1990               workers – Government                Examplia           demonstration
    9990002  9 Mar 2017         Extra-government violence: Unknown  Lower Sample,      extra-government        3
                                gunmen – Police                     Examplia           violence

    2 events
    ");
}
