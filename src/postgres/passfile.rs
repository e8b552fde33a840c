//! Passwords from `~/.pgpass`, as `psql` reads it: <https://www.postgresql.org/docs/current/libpq-pgpass.html>.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// What was found.
pub(super) enum Found {
    Password(String),
    /// Others may read the file, so it was not read.
    Unsafe(PathBuf),
    Nothing,
}

/// The password for a server that is known by one of these names.
pub(super) fn find(hosts: &[String], port: u16, database: &str, user: &str) -> Found {
    let Some(path) = path() else { return Found::Nothing };
    let Ok(text) = fs::read_to_string(&path) else { return Found::Nothing };
    if !is_private(&path) {
        return Found::Unsafe(path);
    }
    let password = hosts.iter().find_map(|host| in_text(&text, [host, &port.to_string(), database, user]));
    password.map_or(Found::Nothing, Found::Password)
}

/// `$PGPASSFILE`, else `.pgpass` in the home folder.
fn path() -> Option<PathBuf> {
    let named = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let usual = || match cfg!(windows) {
        true => named("APPDATA").map(|folder| folder.join("postgresql").join("pgpass.conf")),
        false => named("HOME").map(|home| home.join(".pgpass")),
    };
    named("PGPASSFILE").or_else(usual)
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> bool {
    true
}

/// The password of the first line whose other fields are these, or `*`.
fn in_text(text: &str, wanted: [&str; 4]) -> Option<String> {
    let fits = |line: &str| {
        let fields = fields(line);
        let (password, names) = fields.split_last()?;
        let is_line = names.len() == 4 && names.iter().zip(wanted).all(|(name, wanted)| name == "*" || name == wanted);
        is_line.then(|| password.clone())
    };
    text.lines().filter(|line| !line.starts_with('#')).find_map(fits)
}

/// The fields of a line: four that end with a `:`, and the password, which may hold one. `\` stands before a `:` or `\` that
/// is meant.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut().into_iter().for_each(|field| field.extend(chars.next())),
            c => fields.last_mut().into_iter().for_each(|field| field.push(c)),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let text = "# a remark\nother:*:*:*:no\nhost:5433:*:ada:no\nhost:5432:d\\:b:ada:pa\\\\ss:word\n*:*:*:*:last\n";
        let find = |host, port, database, user| in_text(text, [host, port, database, user]);
        assert_eq!(find("host", "5432", "d:b", "ada").as_deref(), Some("pa\\ss:word"));
        assert_eq!(find("elsewhere", "5432", "d:b", "ada").as_deref(), Some("last"));
        assert_eq!(in_text("host:5432:db:ada\n\nhost", ["host", "5432", "db", "ada"]), None);
    }
}
