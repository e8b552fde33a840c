//! What the program does on a terminal, which `script` makes: pages, questions, and nothing that steers it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::Run;
use insta::assert_snapshot;

/// What a terminal shows of a command of the shell while that is typed; `None`, said so: `script` is not here.
fn on_terminal(run: &Run, command: &str, typed: &str) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_dateline");
    let command = format!("stty rows 12 cols 80; alias dateline={program}\n{command}");
    let mut script = Command::new("script");
    script.args(["-qec", &command, "/dev/null"]).current_dir(run.path("")).env("SHELL", "/bin/sh");
    script.env_remove("PAGER").env_remove("LESS").env_remove("NO_COLOR").env("TERM", "xterm-256color");
    let child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: there is no `script` here to make a terminal");
        return None;
    };
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
}

#[test]
fn what_is_longer_than_the_screen_goes_to_the_pager() {
    let run = Run::beside_events();
    let Some(long) = on_terminal(&run, "PAGER='sed s/^/P:/' dateline list --color never", "") else { return };
    assert!(long.lines().count() > 20 && long.lines().all(|line| line.starts_with("P:")), "{long}");
    let short = on_terminal(&run, "PAGER='sed s/^/P:/' dateline list -n 1 --color never", "").unwrap();
    assert!(!short.contains("P:") && short.contains("late 2014"), "{short}");
    for whole in [
        "dateline list --no-pager",
        "PAGER= dateline list",
        "PAGER=cat dateline list",
        "PAGER=no-such dateline show kabul",
    ] {
        let whole = on_terminal(&run, &format!("export PAGER='sed s/^/P:/'; {whole}"), "").unwrap();
        assert!(!whole.contains("P:") && whole.contains("Kabul"), "{whole}");
    }
    // Data is for other programs, also where it goes to a terminal.
    let data = on_terminal(&run, "PAGER='sed s/^/P:/' dateline export", "").unwrap();
    assert!(data.contains("kabul-airport") && !data.contains("P:"), "{data}");
}

#[test]
fn notes_wait_for_the_end_of_the_pages() {
    let rows = (0..40).map(|n| format!("2021,event {n},1\n")).collect::<String>();
    let run = Run::nowhere().file("a.csv", format!("date,title,killed\n{rows}2021,last,x\n"));
    let Some(shown) = on_terminal(&run, "PAGER='sed s/^/P:/' dateline list a.csv --color never", "") else { return };
    let last_page = shown.rfind("P:").unwrap();
    assert!(shown.find("error: `x`").is_some_and(|error| error > last_page), "{shown}");
}

#[test]
fn an_event_is_asked_for_field_by_field() {
    let run = Run::nowhere().file(
        "events.csv",
        "id,date,title,location,latitude,longitude,kind,killed\nraid-2021,2021-08-26,Night raid,Kabul,,,attack,\n",
    );
    let typed = "26 aug 2021\nA night raid\nKab\t\n34.53, 69.17\nat\t\n13\n\ny\n";
    let Some(shown) = on_terminal(&run, "dateline add --color never 2>&1", typed) else { return };
    assert!(shown.contains("latitude 34.53, longitude 69.17"), "{shown}");
    let file = String::from_utf8(run.read("events.csv")).unwrap();
    assert_snapshot!(file, @"
    id,date,title,location,latitude,longitude,kind,killed
    raid-2021,2021-08-26,Night raid,Kabul,,,attack,
    kabul-2021,2021-08-26,A night raid,Kabul,34.53,69.17,attack,13
    ");
}

/// A cell, a name and a title that steer a terminal or turn text around, with colour, so that nothing is stripped by chance.
#[test]
fn nothing_that_is_read_steers_a_terminal() {
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{61c}\u{2028}\u{7f}\u{1b}]8;;x";
    let header = format!("id,date,title,killed,location,actors,source,x{evil}");
    let row = |id: &str, date: &str| {
        format!("{id}{evil},{date},t{evil},x,l{evil},a{evil};b,https://example.org/{evil},{evil}\n")
    };
    let run = Run::nowhere()
        .file("a.csv", format!("{header}\n{}f,2020,t,1,,,,\n", row("e", "2020")))
        .file("b.csv", format!("{header}\n{}f,2020,t,2,,,,\n", row("e", "2021")))
        .file("events.csv", format!("{header}\n{}", row("e", "2020")))
        .file(&format!("c{}.csv", '\u{9b}'), "date,title\n2020,x\n");
    let commands = [
        "timeline a.csv",
        "list a.csv",
        "list a.csv --width 60 --columns id,date,title,source",
        "show e",
        "show no$(printf '\\033[2J')",
        "count a.csv --by title",
        "count a.csv --by title --by actor",
        "count a.csv --by title --format csv",
        "count a.csv --by actor --format svg",
        "export a.csv",
        "export a.csv --strict",
        "export a.csv --native",
        "export a.csv --format json",
        "export a.csv --format markdown",
        "export a.csv --format html",
        "export a.csv --format ics",
        "check a.csv",
        "check a.csv --format json",
        "check a.csv --format sarif",
        "diff a.csv b.csv",
        "diff a.csv b.csv --format json",
        "columns a.csv",
        "columns a.csv --format json",
        "date \"$(printf '\\033[2J\\302\\23331m')\"",
        "list c*.csv no$(printf '\\302\\233').csv",
        "edit e --killed 3 --dry-run",
        "add --from b.csv --dry-run",
        "edit e --set \"x$(printf '\\033[2J')=1\"",
        "edit e --killed 3",
        "remove e --yes",
        "add --date 2020 --title \"$(printf 'x\\033[2J')\"",
        "layouts no$(printf '\\033[2J')",
        "list --no-such$(printf '\\033[2J')",
    ];
    for command in commands {
        let Some(shown) = on_terminal(&run, &format!("dateline {command} --color always --no-pager"), "") else {
            return;
        };
        assert!(!shown.trim().is_empty(), "{command}");
        let bare = without_colours_and_links(&shown);
        let steering = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || matches!(c, '\u{202e}' | '\u{61c}' | '\u{2028}')
        };
        assert!(!bare.contains(steering), "{command}: {bare:?}");
    }
}

/// The text without `ESC [ … m` and without links to addresses.
fn without_colours_and_links(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        bare.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let colour = after.strip_prefix('[').and_then(|after| {
            let end = after.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            after[end..].strip_prefix('m')
        });
        let link = after.strip_prefix("]8;;").and_then(|after| {
            let (address, after) = after.split_once("\u{1b}\\")?;
            (address.is_empty() || address.starts_with("https://")).then_some(after)
        });
        match colour.or(link) {
            Some(after) => rest = after,
            None => {
                bare.push('\u{1b}');
                rest = after;
            }
        }
    }
    bare + rest
}
