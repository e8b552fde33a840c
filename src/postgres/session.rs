//! A session on a server, and the table that its address means.

use ::postgres::Client;

use super::connect::connect;
use super::failure::{Failure, OrFailed};
use super::schema::{LONGEST_NAME, Tables};
use super::{Address, HeaderColumn, KeptIn};
use crate::error::{Result, ServerErrorKind};
use crate::text::shell_word;

/// A connection, until it is dropped. What was not committed then is undone by the server.
pub struct Session {
    pub(super) client: Client,
    pub(super) address: Address,
}

impl Session {
    /// Connects. `program` is what the history calls the program.
    ///
    /// # Errors
    /// An address with a password, or that can't be used; a server that can't be reached, or refuses.
    pub fn open(address: &Address, program: &str) -> Result<Session> {
        Ok(Session { client: connect(address, program)?, address: address.clone() })
    }

    /// Runs statements that give nothing back.
    ///
    /// # Errors
    /// The server refuses, or is gone.
    pub(super) fn run(&mut self, statements: &str) -> Result<()> {
        self.client.batch_execute(statements).or_failed(&self.address)
    }

    /// The schema, if one is named, and the table.
    ///
    /// # Errors
    /// A name that is too long.
    pub(super) fn named(&self) -> Result<(Option<String>, String)> {
        let all = self.address.table();
        let (schema, table) = match all.split_once('.') {
            Some((schema, table)) => (Some(schema.to_owned()), table.to_owned()),
            None => (None, all.into_owned()),
        };
        if table.len() > LONGEST_NAME || table.is_empty() || table.contains('\0') {
            let message = format!("`{table}` is no name for a table: it has from 1 to {LONGEST_NAME} bytes");
            return Err(Failure::new(ServerErrorKind::Address, message).into_usage());
        }
        Ok((schema, table))
    }

    /// The tables of the chronology.
    ///
    /// # Errors
    /// There is no such table, or it is no chronology.
    pub(super) fn tables(&mut self) -> Result<Tables> {
        let (schema, table) = self.named()?;
        let header = format!("{table}_header");
        let sql = "SELECT n.nspname::text, EXISTS (SELECT FROM pg_catalog.pg_class h
                WHERE h.relnamespace = n.oid AND h.relname = $2::text)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $1::text AND c.relkind IN ('r', 'p')
                AND CASE WHEN $3::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = $3::text END";
        let found = self.client.query_opt(sql, &[&table, &header, &schema]).or_failed(&self.address)?;
        let name = self.address.name();
        match found.map(|row| (row.get::<_, String>(0), row.get::<_, bool>(1))) {
            Some((schema, true)) => Ok(Tables { schema, table }),
            Some((_, false)) => {
                let message = format!("`{name}` is a table, and no chronology: it has no `{header}` beside it");
                let failure = Failure::new(ServerErrorKind::NoTable, message);
                Err(failure.hint("name one that `dateline init` made").into_error())
            }
            None => {
                let message = format!("there is no table `{table}` at `{name}`");
                let failure = Failure::new(ServerErrorKind::NoTable, message);
                Err(failure.hint(format!("`dateline init {}` makes one", shell_word(name))).into_error())
            }
        }
    }

    /// The columns of the header.
    ///
    /// # Errors
    /// The server refuses, or is gone; there are none.
    pub(super) fn header(&mut self, tables: &Tables) -> Result<Vec<HeaderColumn>> {
        let sql = format!("SELECT name, field, extra_key FROM {} ORDER BY position", tables.header());
        let rows = self.client.query(&sql, &[]).or_failed(&self.address)?;
        let column = |row: &::postgres::Row| {
            let kept_in = match row.get::<_, Option<String>>(1) {
                Some(field) => KeptIn::Field(field),
                None => KeptIn::Extra(row.get::<_, Option<String>>(2).unwrap_or_default()),
            };
            HeaderColumn { name: row.get(0), kept_in }
        };
        let header: Vec<HeaderColumn> = rows.iter().map(column).collect();
        if header.is_empty() {
            let message = format!("the table of the header of `{}` is empty", self.address.name());
            return Err(Failure::new(ServerErrorKind::NoTable, message).into_error());
        }
        Ok(header)
    }
}
