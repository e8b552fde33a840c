//! The command line as it was typed, parsed; and, where it can't be, an error that a terminal can show and that says what
//! was likely meant.
//!
//! A tip is a command that can be typed. It is given only where one is likely: a wrong one costs more than none.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Parser};

use super::Cli;
use crate::date::Date;
use crate::postgres::{Address, NO_PASSWORDS};
use crate::text::similar::closest;
use crate::text::{sanitize, shell_word};

/// What other programs call our commands, and what follows `dateline` instead.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["append", "import", "load"], "add --from"),
    (&["cat", "ls", "print", "table", "view"], "list"),
    (&["convert", "publish", "render", "save", "write"], "export -o"),
    (&["create", "new"], "init"),
    (&["change", "set", "update"], "edit"),
    (&["compare"], "diff"),
    (&["delete", "drop", "rm"], "remove"),
    (&["filter", "find", "grep", "query", "select"], "list --search"),
    (&["get", "open"], "show"),
    (&["group", "stats", "summary"], "count"),
    (&["lint", "validate", "verify"], "check"),
];

/// What other programs call our options.
const OPTIONS: &[(&[&str], &str)] = &[
    (&["after", "begin", "since", "start"], "from"),
    (&["before", "end", "till", "until"], "to"),
    (&["date", "day", "when"], "on"),
    (&["city", "place"], "location"),
    (&["who"], "actor"),
    (&["type"], "kind"),
    (&["filter", "find", "grep", "query", "text"], "search"),
    (&["order", "order-by"], "sort"),
    (&["group", "group-by"], "by"),
    (&["head", "max", "top"], "limit"),
    (&["fields", "select"], "columns"),
    (&["out"], "output"),
    (&["force"], "yes"),
];

/// Parses the arguments, of which the first is the name of the program.
///
/// # Errors
/// What clap ends the program with: the help that was asked for, or an argument that can't be parsed.
pub fn parse(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    // Whatever is wrong with the rest, no message may show a password.
    if let Some(error) = arguments.iter().skip(1).find_map(|argument| Address::in_argument(argument)?.check().err()) {
        let message = sanitize(&error.to_string()).into_owned();
        return Err(clap::Error::raw(ErrorKind::ValueValidation, format!("{message}\nhint: {NO_PASSWORDS}\n")));
    }
    let error = match Cli::try_parse_from(arguments) {
        Err(error) if error.use_stderr() => error,
        result => return result,
    };
    // What was typed goes to the terminal again, without its control characters.
    let arguments: Vec<String> =
        arguments.iter().map(|argument| sanitize(&argument.to_string_lossy()).into_owned()).collect();
    Err(match Cli::try_parse_from(&arguments) {
        Err(harmless) => with_tip(harmless, arguments.get(1..).unwrap_or_default()),
        // Without them it is no error: a column, say, whose name needs one of them.
        Ok(_) => clap::Error::raw(error.kind(), format!("{}\n", sanitize(error.render().to_string().trim_end()))),
    })
}

/// The error with a tip of ours instead of clap's, which takes words for alike that are not.
fn with_tip(mut error: clap::Error, arguments: &[String]) -> clap::Error {
    let text = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let mut cli = Cli::command();
    cli.build();
    let command = arguments.iter().find_map(|argument| cli.find_subcommand(argument));
    let tip = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            error.remove(ContextKind::SuggestedSubcommand);
            error.remove(ContextKind::Suggested);
            text(&error, ContextKind::InvalidSubcommand).and_then(|word| command_tip(&cli, &word, arguments))
        }
        ErrorKind::UnknownArgument => {
            error.remove(ContextKind::SuggestedArg);
            error.remove(ContextKind::Suggested);
            let command = command.unwrap_or(&cli);
            // That of clap names the argument that it took for alike.
            error.insert(ContextKind::Usage, ContextValue::StyledStr(command.clone().render_usage()));
            text(&error, ContextKind::InvalidArg).and_then(|word| argument_tip(command, &word, arguments))
        }
        ErrorKind::ValueValidation => {
            let option = text(&error, ContextKind::InvalidArg);
            let value = text(&error, ContextKind::InvalidValue);
            option.zip(value).and_then(|(option, value)| date_tip(&option, &value, arguments))
        }
        _ => None,
    };
    if let Some(tip) = tip {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(tip)]));
    }
    error
}

/// What may be meant by a word that is no command.
fn command_tip(cli: &clap::Command, word: &str, arguments: &[String]) -> Option<String> {
    let at = arguments.iter().position(|argument| argument == word)?;
    let rest = &arguments[at + 1..];
    let name = word.to_lowercase();
    let list = cli.find_subcommand("list")?;
    if has_option(list, &name) {
        return Some(typed(&format!("list --{name}"), &[&value(list, &name, rest)]));
    }
    if let Some((_, command)) = COMMANDS.iter().find(|(names, _)| names.contains(&name.as_str())) {
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        return Some(match command.split_once(" --") {
            Some((command, option)) if rest.is_empty() => {
                let command = cli.find_subcommand(command)?;
                typed(&format!("{} --{option}", command.get_name()), &[&value(command, option, &[])])
            }
            _ => typed(command, &rest),
        });
    }
    if Path::new(word).is_file() {
        return Some(typed("timeline", &[word]));
    }
    let commands = cli.get_subcommands().map(clap::Command::get_name);
    let options = list.get_arguments().filter_map(clap::Arg::get_long);
    let alike = closest(word, commands.chain(options))?;
    Some(match cli.find_subcommand(alike) {
        Some(_) => format!("a similar command exists: `{alike}`"),
        None => typed(&format!("list --{alike}"), &[&value(list, alike, rest)]),
    })
}

/// What may be meant by an argument that a command does not take.
fn argument_tip(command: &clap::Command, word: &str, arguments: &[String]) -> Option<String> {
    let Some(name) = word.strip_prefix("--") else {
        return match word.split_once('=') {
            Some((column, value)) if has_option(command, "set") && !word.starts_with('-') => {
                let option = if has_option(command, column) {
                    format!("--{column} {}", shell_word(value))
                } else {
                    format!("--set {}", shell_word(word))
                };
                Some(format!("to change a column, pass `{option}`"))
            }
            _ if has_option(command, "file") && Path::new(word).extension().is_some() => {
                Some(format!("to name the file, pass `--file {}`", shell_word(word)))
            }
            _ => None,
        };
    };
    let name = name.split('=').next()?.to_lowercase();
    let ours = OPTIONS.iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, ours)| *ours);
    if let Some(ours) = ours.filter(|ours| has_option(command, ours)) {
        let is_given = |argument: &&String| argument.split('=').next() == Some(word);
        let at = arguments.iter().position(|argument| is_given(&argument))?;
        let value = match arguments[at].split_once('=') {
            Some((_, value)) => shell_word(value).into_owned(),
            None => value(command, ours, &arguments[at + 1..]),
        };
        let option = format!("--{ours} {value}");
        return Some(match name.as_str() {
            "before" => format!("`{}` has its last day in it too", option.trim_end()),
            "after" => format!("`{}` has its first day in it too", option.trim_end()),
            _ => format!("`{}` does that", option.trim_end()),
        });
    }
    let names = command.get_arguments().filter_map(clap::Arg::get_long);
    closest(&name, names).map(|name| format!("a similar argument exists: `--{name}`"))
}

/// Where a date was given to `--year`, which takes years, or its words were not kept together by quotes.
fn date_tip(option: &str, value: &str, arguments: &[String]) -> Option<String> {
    let option = option.split(' ').next()?;
    let dated = match option {
        "--year" => "--on",
        "--from" | "--to" | "--on" | "--date" => option,
        _ => return None,
    };
    let at = arguments.iter().position(|argument| argument == value || argument.ends_with(&format!("={value}")))?;
    let rest = arguments[at + 1..].iter().take_while(|argument| !argument.starts_with('-'));
    let mut words = vec![value.to_owned()];
    words.extend(rest.take(MOST_WORDS).cloned());
    // Of several readings the longest is taken, which leaves no word of the date behind.
    let date = (1..=words.len()).rev().map(|n| words[..n].join(" ")).find(|text| Date::parse(text).is_ok())?;
    Some(format!("`{dated} \"{date}\"` takes a date in words"))
}

/// How many words a date has at most after its first: `between 26 August 2021 and 3 September 2021`.
const MOST_WORDS: usize = 7;

fn has_option(command: &clap::Command, name: &str) -> bool {
    command.get_arguments().any(|argument| argument.get_long() == Some(name))
}

/// The value of an option, if the next argument may be it, or what stands for it in the help.
fn value(command: &clap::Command, option: &str, rest: &[String]) -> String {
    let argument = command.get_arguments().find(|argument| argument.get_long() == Some(option));
    if argument.is_none_or(|argument| !argument.get_action().takes_values()) {
        return String::new();
    }
    let takes_hyphens = argument.is_some_and(clap::Arg::is_allow_hyphen_values_set);
    let is_option = |word: &str| word.starts_with(if takes_hyphens { "--" } else { "-" });
    match rest.first().filter(|word| !is_option(word) && !Path::new(word).exists()) {
        Some(word) => shell_word(word).into_owned(),
        None => {
            let names = argument.and_then(|argument| argument.get_value_names()).unwrap_or_default();
            names.first().map(ToString::to_string).unwrap_or_default()
        }
    }
}

/// What to type instead.
fn typed(command: &str, rest: &[&str]) -> String {
    let rest = rest.iter().filter(|word| !word.is_empty()).map(|word| format!(" {word}"));
    format!("`dateline {command}{}` does that", rest.collect::<String>())
}
