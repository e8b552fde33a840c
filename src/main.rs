//! The program: reads what is around it once, runs the command, and ends with its exit code.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use anstream::{AutoStream, ColorChoice};
use chrono::{DateTime, Utc};

use dateline::program::{
    Color, Environment, LEAST_WIDTH, OutputOptions, Outputs, Paint, Report, Streams, complete, hint, parse, run,
};
use dateline::{Diagnostic, Error};
use etcetera::BaseStrategy;

fn main() -> ExitCode {
    complete();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = parse(&arguments).unwrap_or_else(|error| error.exit());
    let screen = cli.screen.clone();
    let command = cli.into_command();
    let writes_data = command.writes_data();
    let to_terminal = std::io::stdout().is_terminal();
    let choice = match screen.color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let choice_of_out = match choice {
        ColorChoice::Auto => AutoStream::choice(&std::io::stdout()),
        choice => choice,
    };
    let environment = Environment {
        width: width(screen.width),
        paint: if choice_of_out == ColorChoice::Never { Paint::Plain } else { Paint::Colours },
        to_terminal,
        has_links: to_terminal && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        // Data that streams to the same terminal shows by itself how far it has come.
        is_watched: std::io::stderr().is_terminal() && !(to_terminal && writes_data),
        can_ask: std::io::stdin().is_terminal() && std::io::stderr().is_terminal(),
        layouts: layouts_folder(),
        file: std::env::var_os("DATELINE_FILE").filter(|file| !file.is_empty()).map(Into::into),
        editor: editor(),
        now: now(),
    };
    // What asks on the terminal itself has the same colours.
    choice.write_global();
    let mut outputs =
        Outputs::open(&OutputOptions { choice, writes_data, may_page: !screen.no_pager, height: height() });
    let mut streams = Streams { out: &mut outputs.out, notes: &mut outputs.notes };
    let result = run(command, &environment, &mut streams);
    // What was printed before an error stays, and comes before it.
    let ended = outputs.end();
    let result = result.and_then(|all_good| Ok(ended.map(|()| all_good)?));
    let mut fail = |diagnostic: Box<Diagnostic>, code| {
        let _ = outputs.notes.write_all(Report::error(hint).render(&diagnostic).as_bytes());
        let _ = outputs.notes.flush();
        ExitCode::from(code)
    };
    match result {
        Ok(true) | Err(Error::BrokenPipe) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(Error::Failed(diagnostic)) => fail(diagnostic, 1),
        Err(Error::Usage(diagnostic)) => fail(diagnostic, 2),
        Err(other) => fail(Box::new(Diagnostic::new(other.to_string())), 1),
    }
}

/// Where a user's own layouts stand, in the configuration folder of the platform.
fn layouts_folder() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok().map(|folders| folders.config_dir().join("dateline/layouts"))
}

/// `$VISUAL`, else `$EDITOR`, else the editor that every such system has.
fn editor() -> OsString {
    let named = |name| std::env::var_os(name).filter(|editor| !editor.is_empty());
    named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| if cfg!(windows) { "notepad" } else { "vi" }.into())
}

/// `$SOURCE_DATE_EPOCH`, so that a build can be repeated, else the clock.
fn now() -> DateTime<Utc> {
    let fixed = || DateTime::from_timestamp(std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?, 0);
    fixed().unwrap_or_else(|| SystemTime::now().into())
}

/// The lines of the terminal; 24, where it does not say.
fn height() -> usize {
    terminal_size::terminal_size().map_or(24, |(_, height)| height.0.into())
}

/// `--width`, else `$COLUMNS`, else the terminal's width, else 80; never less than what a table needs.
fn width(asked: Option<u16>) -> usize {
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok().filter(|&width: &u16| width > 0);
    let terminal = || terminal_size::terminal_size().map(|(width, _)| width.0);
    asked.or_else(columns).or_else(terminal).unwrap_or(80).max(LEAST_WIDTH).into()
}
