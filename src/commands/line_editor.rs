//! Answers that are typed on a terminal, with the keys of a line editor: history, completion by Tab, and what a date means
//! while it is typed.
//!
//! `add` asks through it where somebody sits at a terminal.

use std::borrow::Cow;
use std::io::Write;

use anstream::{AutoStream, ColorChoice};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hint, Hinter};
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, CompletionType, Config, Context, Editor, Helper};

use super::ask::{Answers, Question, days_of};
use crate::date::Date;
use crate::error::{Diagnostic, Error, Result};
use crate::output::{HEADING, QUIET};
use crate::text::normalize::fold;
use crate::text::sanitize;

/// The terminal, as a source of answers. One editor serves all questions, for it may hold what was typed or pasted ahead.
pub(super) struct LineEditor {
    editor: Editor<Helping, MemHistory>,
    is_coloured: bool,
}

impl LineEditor {
    /// In colour where the questions on standard error are.
    ///
    /// # Errors
    /// A terminal that can't be used.
    pub(super) fn new() -> Result<LineEditor> {
        // Answers go to the terminal itself, so that standard output holds nothing but what was done.
        let config = Config::builder().completion_type(CompletionType::List).behavior(Behavior::PreferTerm).build();
        let history = MemHistory::with_config(&config);
        let editor = Editor::with_history(config, history).map_err(failed)?;
        Ok(LineEditor { editor, is_coloured: AutoStream::choice(&std::io::stderr()) != ColorChoice::Never })
    }
}

fn failed(error: ReadlineError) -> Error {
    Error::from(Diagnostic::new(format!("cannot read from the terminal: {error}")))
}

impl Answers for LineEditor {
    fn answer(&mut self, question: &Question<'_>, notes: &mut dyn Write) -> Result<Option<String>> {
        notes.flush()?;
        // The arrow keys go through the values of this field, the latest first.
        self.editor.clear_history().map_err(failed)?;
        for value in question.known.iter().rev().take(LATEST).rev() {
            self.editor.add_history_entry(value.as_str()).map_err(failed)?;
        }
        let (name, example) = (sanitize(question.name).into_owned(), sanitize(question.example).into_owned());
        let prompt = format!("{name}{example}: ");
        let coloured = match self.is_coloured {
            true => format!("{HEADING}{name}{HEADING:#}{QUIET}{example}{QUIET:#}: "),
            false => prompt.clone(),
        };
        self.editor.set_helper(Some(Helping {
            known: question.known.to_vec(),
            is_list: question.is_list,
            is_date: question.is_date,
            is_coloured: self.is_coloured,
            coloured,
        }));
        match self.editor.readline(&prompt) {
            Ok(line) => Ok(Some(line.trim().to_owned())),
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }
}

/// How many values that are there already the arrow keys go through.
const LATEST: usize = 100;

/// No more values are offered at once.
const MOST_OFFERED: usize = 50;

/// What is offered while an answer is typed.
struct Helping {
    known: Vec<String>,
    is_list: bool,
    is_date: bool,
    is_coloured: bool,
    /// The prompt in colour.
    coloured: String,
}

impl Helper for Helping {}
impl Validator for Helping {}

impl Completer for Helping {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(completed(&self.known, self.is_list, line, pos))
    }
}

/// Where the part that is typed begins, and the known values that begin with it; if none does, those that hold it.
fn completed(known: &[String], is_list: bool, line: &str, pos: usize) -> (usize, Vec<String>) {
    let before = &line[..pos];
    let start = if is_list { before.rfind(';').map_or(0, |at| at + 1) } else { 0 };
    let start = start + (before[start..].len() - before[start..].trim_start().len());
    let typed = fold(&before[start..]);
    let of = |fits: &dyn Fn(&str) -> bool| -> Vec<String> {
        let fitting = known.iter().rev().filter(|value| fits(&fold(value)));
        // A value is typed on one line, and must not steer the terminal.
        fitting.filter(|value| !value.contains(char::is_control)).take(MOST_OFFERED).cloned().collect()
    };
    let beginning = of(&|value| value.starts_with(&*typed));
    let found = if beginning.is_empty() { of(&|value| value.contains(&*typed)) } else { beginning };
    (start, found)
}

/// Something that is shown behind what is typed, and never becomes a part of it.
struct Shown(String);

impl Hint for Shown {
    fn display(&self) -> &str {
        &self.0
    }

    fn completion(&self) -> Option<&str> {
        None
    }
}

impl Hinter for Helping {
    type Hint = Shown;

    fn hint(&self, line: &str, _: usize, _: &Context<'_>) -> Option<Shown> {
        let date = Date::parse(line).ok().filter(|_| self.is_date)?;
        Some(Shown(format!("   {}: {}", date.words(), days_of(&date))))
    }
}

impl Highlighter for Helping {
    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, _: &'p str, _: bool) -> Cow<'b, str> {
        Cow::Borrowed(&self.coloured)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.is_coloured { Cow::Owned(format!("{QUIET}{hint}{QUIET:#}")) } else { Cow::Borrowed(hint) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_are_offered_for_the_part_that_is_typed() {
        let known = ["Kabul, Afghanistan", "Moscow", "Kandahar"].map(str::to_owned);
        let offered = |is_list, line: &str| completed(&known, is_list, line, line.len());
        assert_eq!(offered(false, "ka"), (0, vec!["Kandahar".to_owned(), "Kabul, Afghanistan".to_owned()]));
        assert_eq!(offered(false, "afg"), (0, vec!["Kabul, Afghanistan".to_owned()]));
        assert_eq!(offered(true, "Kandahar; mo"), (10, vec!["Moscow".to_owned()]));
        assert_eq!(offered(false, "x"), (0, Vec::new()));
        assert_eq!(offered(false, "").1.len(), 3);
    }
}
