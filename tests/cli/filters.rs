use crate::Run;
use insta::assert_snapshot;

#[test]
fn by_year() {
    let run = Run::beside_events();
    assert_eq!(run.ids("--year 2014"), ["founding"]);
    assert_eq!(run.ids("--year 2021"), ["takeover", "kabul-airport"]);
    assert_eq!(run.ids("--year 2014..2016"), ["founding", "us-designation"]);
    assert_eq!(run.ids("-y 2014 -y 2016"), ["founding", "us-designation"]);
    assert_eq!(run.ids("--year 2022 --certain"), ["crackdown", "russian-embassy"]);
}

#[test]
fn by_dates_whole_units_at_both_ends() {
    let run = Run::beside_events();
    assert_eq!(run.ids("--from 2022-06 --to 2022-08"), ["crackdown"]);
    assert!(run.ids("--from 2022-06 --to 2022-08 --certain").is_empty());
    assert_eq!(run.ids("--to 2016"), ["founding", "us-designation"]);
    assert_eq!(run.ids("--from '25 March 2024'"), ["media-claim"]);
    assert_eq!(run.ids("--on 2021-08-26"), ["takeover", "kabul-airport"]);
    assert_eq!(run.ids("--on 'late 2014'"), ["founding"]);
    assert_eq!(run.ids("--on 2014-09 --certain"), [""; 0]);
}

#[test]
fn by_place() {
    let run = Run::beside_events();
    assert_eq!(run.ids("--location kabul"), ["kabul-airport", "russian-embassy"]);
    assert_eq!(
        run.ids("--country afghanistan"),
        ["founding", "takeover", "kabul-airport", "crackdown", "russian-embassy"]
    );
    assert_eq!(run.ids("--near 34.5,69.2 --within 20"), ["kabul-airport", "russian-embassy"]);
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,admin1,location\na,2020,x,Kabul Province,\nb,2020,x,,İstanbul\nc,2020,x,,Bogotá\n",
    );
    assert_eq!(run.ids("a.csv -l kabul"), ["a"]);
    assert_eq!(run.ids("a.csv -l istanbul -l Bogota"), ["b", "c"]);
}

#[test]
fn by_actor_kind_and_text() {
    let run = Run::beside_events();
    assert_eq!(run.ids("--actor 'pakistani taliban'"), ["founding"]);
    assert_eq!(run.ids("--kind attack --year 2024"), ["moscow-concert"]);
    assert_eq!(run.ids("--kind warning --kind claim"), ["us-warning", "media-claim"]);
    assert_eq!(run.ids("--search footage"), ["moscow-concert"]);
}

#[test]
fn by_condition() {
    let run = Run::beside_events();
    assert_eq!(run.ids("--where 'killed >= 100'"), ["kabul-airport", "moscow-concert"]);
    assert_eq!(run.ids("--where 'killed>=150'"), ["kabul-airport", "moscow-concert"]);
    assert_eq!(run.ids("--where 'killed>=150' --certain"), ["kabul-airport"]);
    assert_eq!(run.ids("--where 'killed=100..200'"), ["kabul-airport", "moscow-concert"]);
    assert_eq!(run.ids("--where killed= --where kind=attack"), ["russian-embassy"]);
    assert_eq!(run.ids("--where kind=claim --where KIND=Warning"), ["us-warning", "media-claim"]);
    assert_eq!(run.ids("--where 'date > 2022' --where kind!=claim --where kind!=attack"), ["us-warning"]);
    assert_eq!(run.ids("--where 'title ~ CONCERT'"), ["moscow-concert"]);
    assert_eq!(run.ids("--where 'latitude > 50'"), ["moscow-concert"]);
}

#[test]
fn what_is_unknown_fulfils_no_comparison_but_may_differ() {
    let run = Run::nowhere().file("a.csv", "id,date,title,killed,score\na,2020,x,,\nb,,x,5,3\nc,2021,x,~5,n/a\n");
    assert_eq!(run.ids("a.csv --where 'killed < 100'"), ["b", "c"]);
    assert_eq!(run.ids("a.csv --where 'killed < 100' --certain"), ["b"]);
    assert_eq!(run.ids("a.csv --where 'killed != 5'"), ["a", "c"]);
    assert_eq!(run.ids("a.csv --where 'killed != 5' --certain"), [""; 0]);
    assert_eq!(run.ids("a.csv --where 'date != 2020'"), ["b", "c"]);
    assert_eq!(run.ids("a.csv --where 'score < 100'"), ["b"]);
    assert_eq!(run.ids("a.csv --where score!="), ["b", "c"]);
}

#[test]
fn wrong_values_are_usage_errors_that_say_what_is_right() {
    let run = Run::beside_events();
    assert_snapshot!(run.show("list --year 'late 2014'"), @"");
    assert_snapshot!(run.show("list --from 03/04/2021"), @"");
    assert_snapshot!(run.show("list --where killed"), @"");
    assert_snapshot!(run.show("list --where 'killed > many'"), @"");
    assert_snapshot!(run.show("list --near 91,0 --within 5"), @"");
    assert_snapshot!(run.show("list --near 34.5,69.2"), @"");
    assert_snapshot!(run.show("list --where 'deaths > 5'"), @"");
}
