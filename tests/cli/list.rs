use crate::Run;
use insta::assert_snapshot;

#[test]
fn a_table_fits_the_terminal() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&["list", "--width", "60"]), @"
    id               date     title         location     killed
    ───────────────────────────────────────────────────────────
    founding         late     ISIS-K        eastern
                     2014     emerges,      Afghanistan
                              breaking
                              away from
                              the
                              Pakistani
                              Taliban
    us-designation   Jan      US            United
                     2016     government    States
                              designates
                              ISIS-K a
                              global
                              terrorist
                              organisation
    new-leader       2020     Shahab
                              al-Muhajir
                              becomes
                              leader of
                              ISIS-K and
                              changes its
                              strategy
    takeover         Aug      Taliban take  Afghanistan
                     2021     control of
                              Afghanistan
    kabul-airport    26 Aug   Suicide       Kabul           183
                     2021     attack at     airport,
                              Kabul         Kabul,
                              airport       Afghanistan
    crackdown        2022     Taliban       Afghanistan
                              crack down
                              on ISIS-K
    russian-embassy  Sep      Attack on     Russian
                     2022     the Russian   embassy,
                              embassy in    Kabul,
                              Kabul         Afghanistan
    us-warning       between  US embassy    Russia
                     1 and    in Russia
                     22 Mar   warns that
                     2024     Islamic
                              militants
                              plan to
                              attack
                              Moscow
    moscow-concert   22 Mar   Attack on a   concert        131+
                     2024     Moscow        hall,
                              concert hall  Moscow,
                                            Russia
    media-claim      25 Mar   ISIS-K media
                     2024     issue a
                              longer claim
                              of responsib
                              ility for
                              the Moscow
                              attack

    10 events; no room for kind
    ");
    assert_snapshot!(run.show(&["list", "--width", "120"]), @"
    id               date                 title                                   location             kind         killed
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    founding         late 2014            ISIS-K emerges, breaking away from the  eastern Afghanistan  founding
                                          Pakistani Taliban
    us-designation   Jan 2016             US government designates ISIS-K a       United States        designation
                                          global terrorist organisation
    new-leader       2020                 Shahab al-Muhajir becomes leader of                          leadership
                                          ISIS-K and changes its strategy
    takeover         Aug 2021             Taliban take control of Afghanistan     Afghanistan          takeover
    kabul-airport    26 Aug 2021          Suicide attack at Kabul airport         Kabul airport,       attack          183
                                                                                  Kabul, Afghanistan
    crackdown        2022                 Taliban crack down on ISIS-K            Afghanistan          crackdown
    russian-embassy  Sep 2022             Attack on the Russian embassy in Kabul  Russian embassy,     attack
                                                                                  Kabul, Afghanistan
    us-warning       between 1 and 22     US embassy in Russia warns that         Russia               warning
                     Mar 2024             Islamic militants plan to attack
                                          Moscow
    moscow-concert   22 Mar 2024          Attack on a Moscow concert hall         concert hall,        attack         131+
                                                                                  Moscow, Russia
    media-claim      25 Mar 2024          ISIS-K media issue a longer claim of                         claim
                                          responsibility for the Moscow attack

    10 events
    ");
    for width in (40..220).step_by(7) {
        let shown = run.show(&["list", "--width", &width.to_string()]);
        let widest = shown.lines().map(unicode_width::UnicodeWidthStr::width).max();
        assert!(widest.unwrap() <= width, "{width}\n{shown}");
    }
}

#[test]
fn columns_are_those_asked_for_in_that_order() {
    assert_snapshot!(Run::beside_events().show(&["list", "--columns", "kind,date,wounded", "--year", "2021"]), @"
    kind      date         wounded
    ──────────────────────────────
    takeover  Aug 2021
    attack    26 Aug 2021

    2 events
    ");
}

#[test]
fn what_matches_only_possibly_is_marked() {
    assert_snapshot!(Run::beside_events().show(&["list", "--from", "2022-06", "--to", "2022-08"]), @"
       id         date  title                         location     kind
    ────────────────────────────────────────────────────────────────────────
    ○  crackdown  2022  Taliban crack down on ISIS-K  Afghanistan  crackdown

    1 event: 0 certain, 1 possible (○)
    ");
}

#[test]
fn sorts_by_any_column_with_blanks_last() {
    let run = Run::nowhere().file(
        "a.csv",
        "id,date,title,killed,score\na,2020,A,10..20,7\nb,2021,B,,x\nc,,C,10,30\nd,2020-01-01,D,131..,\n",
    );
    assert_eq!(run.ids(&["a.csv", "--sort", "date"]), ["d", "a", "b", "c"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "-date"]), ["b", "a", "d", "c"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "killed"]), ["c", "a", "d", "b"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "-killed"]), ["d", "a", "c", "b"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "score"]), ["a", "c", "b", "d"]);
    assert_eq!(run.ids(&["a.csv", "--sort", "-title", "-n", "2"]), ["d", "c"]);
    assert_snapshot!(run.show(&["list", "a.csv", "--sort", "killed", "--limit", "2"]), @"
    id  date  title  killed
    ───────────────────────
    c         C          10
    a   2020  A       10–20

    4 events; the first 2 shown
    ");
}

#[test]
fn an_unknown_column_is_a_usage_error_that_lists_those_there_are() {
    assert_snapshot!(Run::beside_events().show(&["list", "--columns", "date,titel"]), @"
    --- stderr
    error: there is no column `titel`
    hint: did you mean `title`? the columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 2
    ");
    assert_snapshot!(Run::beside_events().show(&["list", "--sort", "deaths"]), @"
    --- stderr
    error: there is no column `deaths`
    hint: the columns are: id, date, title, location, country, latitude, longitude, kind, actors, killed, wounded, summary, source
    --- exit 2
    ");
}
