//! `check`: findings for people, as JSON, and as SARIF for editors and code hosts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::json;

use crate::check::code::{Code, Severity};
use crate::check::{FileReport, Finding};
use crate::error::{Diagnostic, Hint, Place};
use crate::store::Source;
use crate::text::{counted, sanitize, thousands};

use super::diagnostic::Report;
use super::{FileRead, JsonFile, QUIET};

/// One file and what was found in it.
pub struct Checked<'a> {
    pub source: &'a Source,
    pub report: &'a FileReport,
}

impl<'a> Checked<'a> {
    fn as_read(&self) -> FileRead<'a> {
        FileRead { source: self.source, events: self.report.events, unreadable: self.report.unreadable }
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
    }
}

/// A finding for people, with its line of the file where it has a place there.
pub fn rendered(finding: &Finding, place: Option<Place>, width: usize, hint: fn(&Hint) -> String) -> String {
    let code = finding.code;
    let mut diagnostic = Diagnostic::new(finding.message.as_str());
    diagnostic.place = place;
    diagnostic.hint.clone_from(&finding.hint);
    let title = format!("{}[{}]", code.severity().name(), code.name());
    Report { title: &title, style: style(code.severity()), width: Some(width), hint }.render(&diagnostic)
}

/// Prints what was found, file by file, and how much it is altogether.
pub fn text(out: &mut dyn Write, files: &[Checked<'_>], width: usize, hint: fn(&Hint) -> String) -> io::Result<()> {
    for file in files {
        writeln!(out, "{QUIET}{}{QUIET:#}\n", sanitize(&file.as_read().title()))?;
        let findings = &file.report.findings;
        let mut shown: HashMap<Code, u64> = HashMap::new();
        let mut kept: HashMap<Code, u64> = HashMap::new();
        findings.list.iter().for_each(|finding| *kept.entry(finding.code).or_default() += 1);
        for finding in &findings.list {
            let code = finding.code;
            let mut place = Place { file: file.source.name.clone(), ..finding.place.clone() };
            file.source.locate(&mut place);
            writeln!(out, "{}", rendered(finding, Some(place), width, hint))?;
            let shown = shown.entry(code).or_default();
            *shown += 1;
            let more = findings.count(code) - *shown;
            if *shown == kept[&code] && more > 0 {
                let more = thousands(more);
                writeln!(out, "{QUIET}{}: and {more} more like this (--all shows them){QUIET:#}\n", code.name())?;
            }
        }
    }
    let total = |severity| files.iter().map(|file| file.report.findings.of(severity)).sum();
    let (errors, warnings) = (total(Severity::Error), total(Severity::Warning));
    let events = files.iter().map(|file| file.report.events).sum();
    writeln!(out, "{}, {} in {}", counted(errors, "error"), counted(warnings, "warning"), counted(events, "event"))
}

/// The order of the fields is part of the format.
#[derive(Serialize)]
struct Json<'a> {
    files: Vec<JsonFile<'a>>,
    findings: Vec<JsonFinding<'a>>,
    errors: u64,
    warnings: u64,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    file: &'a str,
    line: u64,
    column: usize,
    /// The column after its last character.
    end_column: usize,
    field: Option<&'a str>,
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    hint: String,
    /// What the cell should hold, where that is sure.
    fix: Option<&'a str>,
}

impl<'a> JsonFinding<'a> {
    fn of(file: &Checked<'a>, finding: &'a Finding, hint: fn(&Hint) -> String) -> JsonFinding<'a> {
        let mut place = finding.place.clone();
        file.source.locate(&mut place);
        JsonFinding {
            file: &file.source.name,
            line: place.line,
            column: place.column,
            end_column: place.column + place.length,
            field: finding.place.field.as_deref(),
            code: finding.code.name(),
            severity: finding.code.severity().name(),
            message: &finding.message,
            hint: finding.hint.as_ref().map(hint).unwrap_or_default(),
            fix: finding.fix.as_deref(),
        }
    }
}

/// Prints one JSON object with all findings.
pub fn json(out: &mut dyn Write, files: &[Checked<'_>], hint: fn(&Hint) -> String) -> io::Result<()> {
    let total = |severity| files.iter().map(|file| file.report.findings.of(severity)).sum();
    let json = Json {
        files: files.iter().map(|file| file.as_read().to_json()).collect(),
        findings: files
            .iter()
            .flat_map(|file| file.report.findings.list.iter().map(|finding| JsonFinding::of(file, finding, hint)))
            .collect(),
        errors: total(Severity::Error),
        warnings: total(Severity::Warning),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Prints a SARIF 2.1.0 log (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/>) of one run.
pub fn sarif(out: &mut dyn Write, files: &[Checked<'_>], hint: fn(&Hint) -> String) -> io::Result<()> {
    let rules: Vec<_> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code.name(),
                "shortDescription": { "text": code.meaning() },
                "defaultConfiguration": { "level": code.severity().name() },
            })
        })
        .collect();
    let results: Vec<_> = files
        .iter()
        .flat_map(|file| file.report.findings.list.iter().map(|finding| result(file.source, finding, hint)))
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dateline",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            // Columns are counted in characters, which may be more than one unit of UTF-16.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn result(source: &Source, finding: &Finding, hint: fn(&Hint) -> String) -> serde_json::Value {
    let hint = finding.hint.as_ref().map(hint);
    let message = match &hint {
        Some(hint) => format!("{}; {hint}", finding.message),
        None => finding.message.clone(),
    };
    let Place { line, column, length, .. } = &finding.place;
    let artifact = json!({ "uri": uri(&source.name) });
    let region = json!({ "startLine": line, "startColumn": column, "endColumn": column + length });
    let mut result = json!({
        "ruleId": finding.code.name(),
        "ruleIndex": finding.code as usize,
        "level": finding.code.severity().name(),
        "message": { "text": message },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region } }],
    });
    if let Some(fix) = &finding.fix {
        // What is replaced is the cell as it is written, with its quotes.
        let delimiter = char::from(source.layout.dialect.delimiter);
        let cell = if fix.contains(delimiter) { format!("\"{fix}\"") } else { fix.clone() };
        result["fixes"] = json!([{
            "description": { "text": hint },
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": [{ "deletedRegion": region, "insertedContent": { "text": cell } }],
            }],
        }]);
    }
    result
}

/// A path as a relative or absolute reference (RFC 3986): everything percent-encoded that may not stand in one.
fn uri(path: &str) -> Cow<'_, str> {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    utf8_percent_encode(path, RESERVED).into()
}
