//! `init --git`: git merges a chronology event by event, and shows what changed in it field by field.

use std::process::Command;

use crate::Run;
use insta::assert_snapshot;

/// Runs git in the folder of a run and returns what it printed; `None`: git is not here.
fn git(run: &Run, arguments: &[&str]) -> Option<String> {
    let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.pager=cat"];
    let output = Command::new("git").current_dir(run.path("")).args(identity).args(arguments).output();
    let Ok(output) = output else {
        assert!(std::env::var_os("DATELINE_GIT_TESTS").is_none(), "git is not here");
        eprintln!("skipped: git is not here");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

const EVENTS: &str =
    "id,date,title,killed,source\nraid,2020-01-01,Raid,3,A\ntalks,2020-02-01,Talks,,B\nsiege,2020-04-01,Siege,1,C\n";

/// A repository with one chronology, which git merges with dateline.
fn repository(events: &str) -> Option<Run> {
    let run = Run::nowhere().file("events.csv", events);
    git(&run, &["init", "--quiet", "-b", "main"])?;
    let said = run.show(&["init", "--git"]);
    assert!(!said.contains("error"), "{said}");
    git(&run, &["add", "."])?;
    git(&run, &["commit", "--quiet", "-m", "Begin"])?;
    Some(run)
}

/// Commits a changed file on a new branch, and goes back to `main`.
fn on_branch(run: &Run, events: &str) {
    std::fs::write(run.path("events.csv"), events).unwrap();
    for arguments in [
        &["checkout", "--quiet", "-b", "theirs"][..],
        &["commit", "--quiet", "-a", "-m", "Theirs"],
        &["checkout", "--quiet", "main"],
    ] {
        git(run, arguments);
    }
}

fn text(run: &Run) -> String {
    String::from_utf8(run.read("events.csv")).unwrap()
}

#[test]
fn two_people_edit_one_row_and_add_one_each() {
    let Some(run) = repository(EVENTS) else { return };
    on_branch(&run, &(EVENTS.replace("Raid,3", "Raid at dawn,3").replace("siege", "envoy,2020-02-15,Envoy,,E\nsiege")));
    run.show(&["edit", "raid", "--killed", "4"]);
    run.show(&["add", "--date", "2020-03-01", "--title", "March", "--source", "D"]);
    git(&run, &["commit", "--quiet", "-a", "-m", "Ours"]);
    let merged = git(&run, &["merge", "--no-edit", "theirs"]).unwrap();
    assert!(!merged.contains("CONFLICT"), "{merged}");
    assert_snapshot!(text(&run), @"
    id,date,title,killed,source
    raid,2020-01-01,Raid at dawn,4,A
    talks,2020-02-01,Talks,,B
    envoy,2020-02-15,Envoy,,E
    march-2020,2020-03-01,March,,D
    siege,2020-04-01,Siege,1,C
    ");
}

#[test]
fn a_conflict_is_named_as_people_know_the_sides() {
    let Some(run) = repository(EVENTS) else { return };
    on_branch(&run, &EVENTS.replace("Raid,3", "Raid,5"));
    run.show(&["edit", "raid", "--killed", "4"]);
    git(&run, &["commit", "--quiet", "-a", "-m", "Ours"]);
    let merged = git(&run, &["merge", "--no-edit", "theirs"]).unwrap();
    assert!(merged.contains("killed was `3`, is `4` in ours and `5` in theirs"), "{merged}");
    assert!(merged.contains("CONFLICT"), "{merged}");
    assert_snapshot!(text(&run), @"
    id,date,title,killed,source
    <<<<<<< ours
    raid,2020-01-01,Raid,4,A
    ||||||| base
    raid,2020-01-01,Raid,3,A
    =======
    raid,2020-01-01,Raid,5,A
    >>>>>>> theirs
    talks,2020-02-01,Talks,,B
    siege,2020-04-01,Siege,1,C
    ");
}

#[test]
fn git_diff_shows_the_field_that_changed() {
    let Some(run) = repository(EVENTS) else { return };
    run.show(&["edit", "talks", "--title", "Talks in Doha"]);
    let diff = git(&run, &["diff", "-U1"]).unwrap();
    let change = diff.split_once("\n@@").unwrap().1;
    assert_snapshot!(change, @"
     -9,6 +9,6 @@ raid: 1 Jan 2020, Raid
     
    -talks: 1 Feb 2020, Talks
    +talks: 1 Feb 2020, Talks in Doha
       id: talks
       date: 2020-02-01
    -  title: Talks
    +  title: Talks in Doha
       source: B
    ");
    // Word for word.
    let words = git(&run, &["diff", "--word-diff=plain", "-U0"]).unwrap();
    assert!(words.contains("title: Talks {+in Doha+}"), "{words}");
}

#[test]
fn what_is_no_chronology_any_more_is_still_compared() {
    let Some(run) = repository(EVENTS) else { return };
    for broken in ["", "no chronology\nat all\n", "id,date,title\na,2020-13-01,\"x\nb,1,2,3,4\n"] {
        std::fs::write(run.path("events.csv"), broken).unwrap();
        let diff = git(&run, &["diff"]).unwrap();
        assert!(diff.contains("-  title: Raid") && !diff.contains("fatal"), "{diff}");
    }
}

#[test]
fn it_says_what_it_wrote_and_writes_it_once() {
    let run = Run::nowhere();
    if git(&run, &["init", "--quiet"]).is_none() {
        return;
    }
    let program = env!("CARGO_BIN_EXE_dateline");
    let said = |run: &Run| run.show(&["init", "--git"]).replace(program, "dateline");
    assert_snapshot!(said(&run), @"
    made events.csv with the columns id, date, title, location, country, latitude, longitude, kind, actors, tags, killed, wounded, status, media, media_credit, media_caption, summary, source
    wrote into .gitattributes: /events.csv merge=dateline diff=dateline
    set merge.dateline.name: dateline, event by event and field by field
    set merge.dateline.driver: dateline merge --file-name %P %O %A %B -o %A
    set diff.dateline.textconv: dateline diff --textconv
    set diff.dateline.xfuncname: ^[^ ].*$
    --- stderr
    note: git keeps its settings in one clone: in each other, run `dateline init --git events.csv` too
    ");
    let attributes = run.read(".gitattributes");
    assert_snapshot!(said(&run), @"
    .gitattributes has it already: /events.csv merge=dateline diff=dateline
    set merge.dateline.name: dateline, event by event and field by field
    set merge.dateline.driver: dateline merge --file-name %P %O %A %B -o %A
    set diff.dateline.textconv: dateline diff --textconv
    set diff.dateline.xfuncname: ^[^ ].*$
    --- stderr
    note: git keeps its settings in one clone: in each other, run `dateline init --git events.csv` too
    ");
    assert_eq!(run.read(".gitattributes"), attributes);
}

#[test]
fn what_stands_in_the_attributes_stays() {
    let run = Run::nowhere().file(".gitattributes", "*.png binary").file("my [1] events.csv", EVENTS);
    if git(&run, &["init", "--quiet"]).is_none() {
        return;
    }
    run.show(&["init", "--git", "my [1] events.csv"]);
    assert_snapshot!(String::from_utf8(run.read(".gitattributes")).unwrap(), @r#"
    *.png binary
    "/my \\[1\\] events.csv" merge=dateline diff=dateline
    "#);
    let attribute = |name: &str| git(&run, &["check-attr", "merge", "--", name]).unwrap();
    assert!(attribute("my [1] events.csv").ends_with("merge: dateline\n"));
    assert!(attribute("my 1 events.csv").ends_with("merge: unspecified\n"));
}

#[test]
fn outside_of_a_repository_it_says_so() {
    let run = Run::nowhere().file("events.csv", EVENTS).env("GIT_CEILING_DIRECTORIES", "/");
    if git(&run, &["--version"]).is_none() {
        return;
    }
    let shown = run.show(&["init", "--git"]);
    assert!(shown.contains("error: git rev-parse: not a git repository"), "{shown}");
    assert!(shown.contains("hint: make a repository first: git init"), "{shown}");
    assert!(!run.path(".gitattributes").exists());
}

#[test]
fn without_git_it_says_so() {
    let run = Run::nowhere().file("events.csv", EVENTS).env("PATH", "");
    assert!(run.show(&["init", "--git"]).contains("hint: install git, or leave `--git` out"));
}
