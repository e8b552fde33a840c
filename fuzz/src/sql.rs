//! What is typed into a filter, or as the name of a table or a file, stays one literal or one name of the statement that `sql`
//! prints.

use std::ffi::OsString;

use crate::dateline;

const DIALECTS: [&str; 5] = ["duckdb", "spark", "trino", "postgres", "clickhouse"];

/// The first byte chooses the dialect and where the text stands.
pub fn holds(bytes: &[u8]) {
    let [which, bytes @ ..] = bytes else { return };
    let Ok(text) = str::from_utf8(bytes) else { return };
    if text.contains('\0') {
        return;
    }
    let dialect = DIALECTS[usize::from(*which) % DIALECTS.len()];
    let place = usize::from(*which) / DIALECTS.len() % 4;
    let option = ["--location", "--search", "--actor", "--table"][place];
    let mut arguments = vec!["sql".to_owned(), "--dialect".to_owned(), dialect.to_owned(), format!("{option}={text}")];
    if option != "--table" {
        arguments.push("--table=t".to_owned());
    }
    let said = dateline(&arguments.into_iter().map(OsString::from).collect::<Vec<_>>());
    let statement = String::from_utf8(said.out).expect("SQL is text");
    if statement.is_empty() {
        assert!(said.failed, "nothing was said of {text:?}");
        return;
    }
    let plain = without_literals(&statement, dialect).unwrap_or_else(|| panic!("a literal is open: {statement}"));
    let statement = plain.trim_end().strip_suffix(';').expect("a statement has an end");
    assert!(!statement.contains(';') && !statement.contains("--"), "more than one statement: {statement}");
    let closed = statement.matches(')').count();
    assert_eq!(statement.matches('(').count(), closed, "{statement}");
    assert!(statement.starts_with("SELECT") && statement.matches("SELECT").count() == 1, "{statement}");
}

/// The statement without its literals and quoted names, as its engine reads them; `None`: one of them has no end.
fn without_literals(sql: &str, dialect: &str) -> Option<String> {
    let mut plain = String::new();
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        if !matches!(c, '\'' | '"' | '`') {
            plain.push(c);
            continue;
        }
        let is_escape_string = plain.ends_with('E') && dialect == "postgres" && c == '\'';
        let has_escapes = match dialect {
            "clickhouse" => true,
            "spark" => c != '`',
            _ => is_escape_string,
        };
        loop {
            match chars.next()? {
                '\\' if has_escapes => {
                    chars.next()?;
                }
                end if end == c && chars.peek() == Some(&c) => {
                    chars.next();
                }
                end if end == c => break,
                _ => {}
            }
        }
    }
    Some(plain)
}
