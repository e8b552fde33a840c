//! GDELT, whose tables have no header.

use super::beside;
use crate::{data, lossy};
use insta::assert_snapshot;

#[test]
fn an_event_of_version_2_is_shown_with_the_names_of_its_columns() {
    let run = beside(&["gdelt2_export_no_header.tsv"]);
    assert_snapshot!(run.show(&["show", "900000001", "-f", "gdelt2_export_no_header.tsv", "--width", "100"]), @"
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
}

#[test]
fn a_table_of_version_1_is_exported_as_it_is() {
    let run = beside(&["gdelt1_export_no_header.tsv"]);
    assert_eq!(
        lossy(run.output(&["export", "gdelt1_export_no_header.tsv"]).stdout),
        lossy(data("gdelt1_export_no_header.tsv"))
    );
}
