//! Tables that no codebook tells of, made up in the shapes in which people keep them: each opens without an option and is
//! read as its columns mean it, or is refused with the reason.

mod command;
mod counts;
mod dates;
mod missing;
mod refusals;
mod spans;
mod titles;

use crate::{Run, lossy};

/// A table, and what its events are: of each the cells of these fields, as JSON has them, with ` | ` between them.
type Case = (&'static str, &'static str, &'static [&'static str]);

/// The events of a table, or what was said instead.
fn read(table: &str, fields: &str) -> Vec<String> {
    read_with(table, fields, &[])
}

fn read_with(table: &str, fields: &str, options: &[&str]) -> Vec<String> {
    let run = Run::nowhere().file("table.csv", table);
    let output = run.output(&[&["export", "--format", "ndjson", "table.csv"], options].concat());
    if output.stdout.is_empty() {
        return lossy(output.stderr).lines().map(str::to_owned).collect();
    }
    let events = lossy(output.stdout);
    events.lines().map(|line| of_event(&serde_json::from_str(line).expect("JSON"), fields)).collect()
}

fn of_event(event: &serde_json::Value, fields: &str) -> String {
    let cells = fields.split(' ').map(|field| match &event[field] {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join("; ")
        }
        serde_json::Value::Object(count) => {
            let number = |key: &str| count.get(key).and_then(serde_json::Value::as_u64);
            match (number("low"), number("best"), number("high")) {
                (Some(low), None, Some(high)) if low == high => low.to_string(),
                (low, best, high) => {
                    let text = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
                    let best = best.map(|best| format!("{best} in ")).unwrap_or_default();
                    format!("{best}{}..{}", text(low), text(high))
                }
            }
        }
        other => other.to_string(),
    });
    cells.collect::<Vec<_>>().join(" | ")
}

fn check(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(table, fields, expected)| {
            let mut found = read(table, fields);
            let mut expected = expected.to_vec();
            found.sort();
            expected.sort_unstable();
            (found != expected).then(|| format!("{table}\nexpected {expected:#?}\nfound    {found:#?}\n"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
