use crate::Run;
use insta::assert_snapshot;

#[test]
fn without_a_command_it_prints_the_timeline_of_events_csv() {
    let run = Run::beside_events();
    assert_snapshot!(run.show(&[]), @"
    2014
     │
     ●  late 2014         ISIS-K emerges, breaking away from the Pakistani Taliban
     │                    eastern Afghanistan · founding
     │
    2016
     │
     ●  Jan 2016          US government designates ISIS-K a global terrorist
     │                    organisation
     │                    United States · designation
     │
    2020
     │
     ●  2020              Shahab al-Muhajir becomes leader of ISIS-K and changes its
     │                    strategy
     │                    leadership
     │
    2021
     │
     ●  Aug 2021          Taliban take control of Afghanistan
     │                    Afghanistan · takeover
     │
     ●  26 Aug 2021       Suicide attack at Kabul airport
     │                    Kabul airport, Kabul, Afghanistan · attack · 183 killed
     │
    2022
     │
     ●  2022              Taliban crack down on ISIS-K
     │                    Afghanistan · crackdown
     │
     ●  Sep 2022          Attack on the Russian embassy in Kabul
     │                    Russian embassy, Kabul, Afghanistan · attack
     │
    2024
     │
     ●  between 1 and 22  US embassy in Russia warns that Islamic militants plan to
     │  Mar 2024          attack Moscow
     │                    Russia · warning
     │
     ●  22 Mar 2024       Attack on a Moscow concert hall
     │                    concert hall, Moscow, Russia · attack · 131+ killed
     │
     ●  25 Mar 2024       ISIS-K media issue a longer claim of responsibility for
     │                    the Moscow attack
     │                    claim
     │
    10 events
    ");
    assert_eq!(run.show(&[]), run.show(&["timeline", "events.csv"]));
}

#[test]
fn a_narrow_terminal_wraps_titles_and_places() {
    assert_snapshot!(Run::beside_events().show(&["timeline", "--year", "2024", "--width", "44"]), @"
    2024
     │
     ●  between 1 and  US embassy in Russia
     │  22 Mar 2024    warns that Islamic
     │                 militants plan to attack
     │                 Moscow
     │                 Russia · warning
     │
     ●  22 Mar 2024    Attack on a Moscow
     │                 concert hall
     │                 concert hall, Moscow,
     │                 Russia · attack
     │                 131+ killed
     │
     ●  25 Mar 2024    ISIS-K media issue a
     │                 longer claim of
     │                 responsibility for the
     │                 Moscow attack
     │                 claim
     │
    3 events
    ");
}

#[test]
fn what_matches_only_possibly_is_marked_and_counted() {
    assert_snapshot!(Run::beside_events().show(&["timeline", "--from", "2021-08-10", "--to", "2022-08"]), @"
    2021
     │
     ○  Aug 2021     Taliban take control of Afghanistan
     │               Afghanistan · takeover · possible
     │
     ●  26 Aug 2021  Suicide attack at Kabul airport
     │               Kabul airport, Kabul, Afghanistan · attack · 183 killed
     │
    2022
     │
     ○  2022         Taliban crack down on ISIS-K
     │               Afghanistan · crackdown · possible
     │
    3 events: 1 certain, 2 possible (○)
    ");
}

#[test]
fn where_there_is_no_chronology_the_built_in_one_is_shown_and_named() {
    let run = Run::nowhere();
    assert_snapshot!(run.show(&["timeline", "--year", "2016"]), @"
    2016
     │
     ●  Jan 2016  US government designates ISIS-K a global terrorist organisation
     │            United States · designation
     │
    1 event
    --- stderr
    note: there is no events.csv here; this is the chronology built into dateline
    ");
}

#[test]
fn undated_and_open_dates_have_their_places() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title\n,Undated\n2015/..,Since\n../2014,Until\n2015,In the year\n2015~,About\n-0043-03-15,Ides\n1990/1999,\n",
    );
    assert_snapshot!(run.show(&["timeline", "a.csv"]), @"
    Beginning unknown
     │
     ●  until 2014    Until
     │
    44 BC
     │
     ●  15 Mar 44 BC  Ides
     │
    1990
     │
     ●  1990–1999     (untitled)
     │
    2015
     │
     ●  2015          In the year
     │
     ●  c. 2015       About
     │
     ●  since 2015    Since
     │
    Undated
     │
     ●                Undated
     │
    7 events
    ");
}

#[test]
fn nothing_found_is_no_error() {
    assert_snapshot!(Run::beside_events().show(&["timeline", "--year", "1999"]), @"0 events");
}

#[test]
fn several_files_make_one_timeline() {
    let run =
        Run::nowhere().file("a.csv", "date,title\n2020,A1\n2022,A2\n").file("b.csv", "Title,Note, DATE \nB1,x,2021\n");
    assert_snapshot!(run.show(&["timeline", "a.csv", "b.csv"]), @"
    2020
     │
     ●  2020  A1
     │        a.csv
     │
    2021
     │
     ●  2021  B1
     │        b.csv
     │
    2022
     │
     ●  2022  A2
     │        a.csv
     │
    3 events
    ");
    assert_snapshot!(
        run.stdin("date,title\n2021-06,from the pipe\n").show(&["timeline", "a.csv", "-", "b.csv", "--limit", "3"]),
        @"
        2020
         │
         ●  2020      A1
         │            a.csv
         │
        2021
         │
         ●  2021      B1
         │            b.csv
         │
         ●  Jun 2021  from the pipe
         │            <stdin>
         │
        4 events; the first 3 shown
        "
    );
}

#[test]
fn wide_characters_and_accents_stay_in_line() {
    let run = Run::nowhere().file(
        "a.csv",
        "date,title,location,country,killed\n2020-01-02,東京で開かれた会議の記録と写真の展示について,千代田区,日本,..5\n2020-01-03,Cafe\u{301} in Łódź,Łódź,Polska,~12\n",
    );
    assert_snapshot!(run.show(&["timeline", "a.csv", "--width", "44"]), @"
    2020
     │
     ●  2 Jan 2020  東京で開かれた会議の記録と写
     │              真の展示について
     │              千代田区, 日本
     │              up to 5 killed
     │
     ●  3 Jan 2020  Café in Łódź
     │              Łódź, Polska · c. 12 killed
     │
    2 events
    ");
}

#[test]
fn the_file_can_be_named_by_the_environment() {
    let run = Run::nowhere().file("mine.csv", "date,title\n2020,Mine\n").env("DATELINE_FILE", "mine.csv");
    assert_snapshot!(run.show(&[]), @"
    2020
     │
     ●  2020  Mine
     │
    1 event
    ");
}
