use std::process::{Command, Stdio};

use crate::Run;

#[test]
fn no_escape_sequence_of_a_cell_gets_out() {
    let cell = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\r\u{8}\u{202e}";
    let row = format!("e,2020,{}", [cell; 9].join(","));
    let header = format!("id,date,title,location,country,kind,actors,summary,source,x,{cell}y");
    let run = Run::nowhere().file("a.csv", format!("{header}\n{row}\n{cell},bad,x,,,,,,,,\n{cell}\n"));
    let other = format!("{header}\n{}\n", row.replace(",2020,", ",2021,x"));
    let run = run.file("b.csv", other);
    for command in [
        &["timeline", "a.csv"][..],
        &["list", "a.csv"][..],
        &["show", "e", "-f", "a.csv"][..],
        &["count", "a.csv", "--by", "title"][..],
        &["count", "a.csv", "--by", "kind"][..],
        &["check", "a.csv"][..],
        &["diff", "a.csv", "b.csv"][..],
    ] {
        let shown = run.show(command);
        let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.contains(steering), "{command:?}: {shown:?}");
    }
}

#[test]
fn no_escape_sequence_of_a_name_gets_out_of_an_answer() {
    let evil = "\u{1b}[2j\u{9b}31m\u{202e}";
    let (id, column) = (format!("{evil}e"), format!("{evil}x"));
    let run = Run::nowhere()
        .file("events.csv", format!("id,date,title,{column}\n{id},2020,t,\n"))
        .file("more.csv", format!("id,date,title,{evil}z\n{id},2021,t,1\n{evil}f,2022,{evil},1\n"));
    let set = format!("{column}=y");
    let (other, file) = (format!("{id}no"), format!("{evil}.csv"));
    for command in [
        &["edit", &id, "--set", &set][..],
        &["edit", &id, "--set", &set],
        &["edit", &id, "--set", &set, "--id", "f"],
        &["edit", "f", "--set", &other],
        &["edit", "f", "--id", &id],
        &["show", &other],
        &["show", &id],
        &["add", "--from", "more.csv"],
        &["add", "--date", evil, "--title", "x"],
        &["add", "--date", "2020", "--title", evil],
        &["list", "--where", &other],
        &["list", "--columns", &column],
        &["list", &file],
        &["list", evil],
        &["remove", &id, "--yes", "--dry-run"],
        &["remove", &id, "--yes"],
        &["init", &file],
        &["init", &file],
        &[evil],
        &[&format!("--{evil}")],
        &["list", &format!("--{evil}")],
        &["list", "--date-order", evil],
        &["export", "--format", evil],
        &["man", evil],
    ] {
        let shown = run.show(command);
        let steering = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202e}' | '\u{61c}');
        assert!(!shown.contains(steering), "{command:?}: {shown:?}");
    }
}

#[test]
fn colour_is_asked_for_or_for_terminals() {
    let run = Run::beside_events();
    let coloured = |run: &Run, arguments: &[&str]| run.show(arguments).contains('\u{1b}');
    assert!(!coloured(&run, &["timeline"]));
    assert!(coloured(&run, &["timeline", "--color", "always"]));
    assert!(coloured(&run, &["list", "--color=always"]));
    let forced = Run::beside_events().env("CLICOLOR_FORCE", "1");
    assert!(coloured(&forced, &["timeline"]));
    assert!(!coloured(&forced, &["timeline", "--color", "never"]));
    let no_color = Run::beside_events().env("NO_COLOR", "1");
    assert!(!coloured(&no_color, &["timeline"]));
    assert!(coloured(&no_color, &["timeline", "--color", "always"]));
}

#[test]
fn the_width_is_the_option_then_columns() {
    let widest = |run: &Run, arguments: &[&str]| {
        run.show(arguments).lines().map(unicode_width::UnicodeWidthStr::width).max().unwrap()
    };
    let run = Run::beside_events().env("COLUMNS", "50");
    assert!(widest(&run, &["timeline"]) <= 50);
    assert!(widest(&run, &["timeline", "--width", "90"]) > 50);
}

/// `dateline export FILE | head -1` and its like.
#[test]
fn a_closed_pipe_ends_quietly() {
    let rows = "2020,a title of some length\n".repeat(200_000);
    let run = Run::nowhere().file("a.csv", format!("date,title\n{rows}"));
    for command in ["export", "list", "timeline"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args([command, "a.csv"])
            .current_dir(run.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
        assert!(output.status.success(), "{command}");
    }
}

#[test]
fn help_completions_and_manual_are_there() {
    let run = Run::nowhere();
    assert!(run.show(&["--help"]).contains("timeline"));
    assert!(run.show(&["completions", "bash"]).contains("_clap_complete_dateline"));
    assert!(run.show(&["completions", "fish"]).contains("dateline"));
    assert!(run.show(&["man"]).contains(".TH dateline 1"));
    assert!(run.show(&["man"]).contains(".SH EXIT STATUS"));
    assert!(run.show(&["man", "list"]).contains("columns"));
    assert!(run.show(&["man", "nothing"]).contains("exit 2"));
    assert!(run.show(&["no-such-command"]).contains("exit 2"));
}
