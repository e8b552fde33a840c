//! Connects to a server: where it is, who asks, with which password, and with TLS or without.
//!
//! All that an address leaves open is taken from where `psql` takes it: `PGHOST`, `PGPORT`, `PGUSER`, `PGDATABASE`,
//! `PGPASSWORD`, `PGSSLMODE`, `PGSSLROOTCERT` and `~/.pgpass`. Unlike `psql`, dateline never sends anything over a network
//! without TLS unless `sslmode=disable` says so, and by default looks whose certificate it is.

use std::env;
use std::fs;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use ::postgres::config::{Host, SslMode};
use ::postgres::{Client, Config, NoTls};
use native_tls::{Certificate, TlsConnector};
use postgres_native_tls::MakeTlsConnector;

use super::failure::{Failure, OrFailed, cannot_connect};
use super::{Address, passfile};
use crate::error::{Error, Result, ServerErrorKind};

/// Parameters of an address that the `postgres` crate does not know.
const OWN_PARAMETERS: [&str; 4] = ["table", super::MOMENT, "sslmode", "sslrootcert"];

/// How long to wait for a server that does not answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// After this long without a word, the system asks whether the server is still there.
const KEEPALIVE: Duration = Duration::from_secs(60);

/// Where a server on the same machine is reached, if the address names no host.
const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Connects. `program` is what the history calls the program.
///
/// # Errors
/// An address that can't be used; a server that can't be reached, or refuses.
pub(super) fn connect(address: &Address, program: &str) -> Result<Client> {
    address.check()?;
    let mut config = config(address)?;
    config.application_name(program);
    let password = password(&mut config);
    let tls = Tls::of(address, &config)?;
    let connected = match tls.connector(address)? {
        None => config.ssl_mode(SslMode::Disable).connect(NoTls),
        Some(connector) => config.ssl_mode(SslMode::Require).connect(connector),
    };
    let mut client = connected.map_err(|error| {
        let failure = cannot_connect(address, &error, config.get_password().is_some(), !matches!(tls, Tls::No));
        match (&password, failure.kind()) {
            // Why there was none, where that is known.
            (passfile::Found::Unsafe(path), ServerErrorKind::Refused) => failure
                .into_error()
                .hint(format!("{} was not read, since others may read it: chmod 600 {0}", path.display())),
            _ => failure.into_error(),
        }
    })?;
    // What is quoted here must be read as it is quoted, whatever the server's settings are.
    client.batch_execute("SET standard_conforming_strings = on").or_failed(address)?;
    Ok(client)
}

/// What the address says, with what it leaves open.
fn config(address: &Address) -> Result<Config> {
    let text = address.without(&OWN_PARAMETERS);
    let mut config = Config::from_str(&text).or_failed(address)?;
    let named = |name| env::var(name).ok().filter(|value| !value.is_empty());
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        match named("PGHOST") {
            Some(host) => config.host(&host),
            None if cfg!(unix) => config.host(socket_folder()),
            None => config.host("localhost"),
        };
    }
    if config.get_ports().is_empty()
        && let Some(port) = named("PGPORT").and_then(|port| port.parse().ok())
    {
        config.port(port);
    }
    if config.get_user().is_none()
        && let Some(user) = ["PGUSER", "USER", "LOGNAME"].into_iter().find_map(named)
    {
        config.user(&user);
    }
    if config.get_dbname().is_none()
        && let Some(database) = named("PGDATABASE")
    {
        config.dbname(&database);
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    config.keepalives_idle(KEEPALIVE);
    Ok(config)
}

/// The folder in which the server of this machine has its socket.
fn socket_folder() -> &'static str {
    SOCKETS.into_iter().find(|folder| fs::metadata(folder).is_ok_and(|folder| folder.is_dir())).unwrap_or(SOCKETS[1])
}

/// Gives the configuration its password, if there is one.
fn password(config: &mut Config) -> passfile::Found {
    if let Some(password) = env::var_os("PGPASSWORD").filter(|password| !password.is_empty()) {
        config.password(password.to_string_lossy().as_bytes());
        return passfile::Found::Nothing;
    }
    let user = config.get_user().unwrap_or_default();
    let database = config.get_dbname().unwrap_or(user);
    let mut found = passfile::Found::Nothing;
    for (i, host) in config.get_hosts().iter().enumerate() {
        let ports = config.get_ports();
        let port = ports.get(i).or(ports.first()).copied().unwrap_or(5432);
        let names: Vec<String> = match host {
            Host::Tcp(host) => vec![host.clone()],
            #[cfg(unix)]
            Host::Unix(folder) => vec![folder.display().to_string(), "localhost".to_owned()],
        };
        found = passfile::find(&names, port, database, user);
        if let passfile::Found::Password(password) = &found {
            let password = password.clone();
            config.password(password);
            break;
        }
    }
    found
}

/// Whether, and how strictly, the connection is kept from others.
enum Tls {
    No,
    /// Nobody can listen; who answers is not looked at.
    Encrypted,
    /// The certificate is good, though it may be another host's.
    Trusted,
    /// The certificate is good, and that of the host.
    OfHost,
}

impl Tls {
    /// # Errors
    /// A mode that is none.
    fn of(address: &Address, config: &Config) -> Result<Tls> {
        let own = address.parameter("sslmode").map(|mode| mode.into_owned());
        let mode = own.or_else(|| env::var("PGSSLMODE").ok()).unwrap_or_default();
        match mode.as_str() {
            "disable" => Ok(Tls::No),
            // With roots of its own, `psql` looks at the certificate too.
            "require" if root_file(address).is_some() => Ok(Tls::Trusted),
            "require" => Ok(Tls::Encrypted),
            "verify-ca" => Ok(Tls::Trusted),
            "verify-full" => Ok(Tls::OfHost),
            // These two may do without, and dateline does without nowhere but here.
            "" | "allow" | "prefer" if is_local(config) => Ok(Tls::No),
            "" | "allow" | "prefer" => Ok(Tls::OfHost),
            other => {
                let message = format!("`{}`: sslmode is not `{other}`", address.name());
                Err(Failure::new(ServerErrorKind::Address, message)
                    .hint("one of: verify-full, verify-ca, require, disable")
                    .into_usage())
            }
        }
    }

    /// What makes the connection; `None` for one without TLS.
    ///
    /// # Errors
    /// The file of certificates can't be read.
    fn connector(&self, address: &Address) -> Result<Option<MakeTlsConnector>> {
        let mut builder = TlsConnector::builder();
        match self {
            Tls::No => return Ok(None),
            Tls::Encrypted => drop(builder.danger_accept_invalid_certs(true).danger_accept_invalid_hostnames(true)),
            Tls::Trusted => drop(builder.danger_accept_invalid_hostnames(true)),
            Tls::OfHost => {}
        }
        let unusable = |path: &str, error: &dyn std::fmt::Display| {
            let message =
                format!("the certificates in `{path}`, by which `{}` is known, can't be used: {error}", address.name());
            Failure::new(ServerErrorKind::Address, message).into_error()
        };
        if let Some(path) = root_file(address) {
            let pem = fs::read(&path).map_err(|error| Error::reading(&path, &error))?;
            builder.disable_built_in_roots(true);
            for certificate in Certificate::stack_from_pem(&pem).map_err(|error| unusable(&path, &error))? {
                builder.add_root_certificate(certificate);
            }
        }
        let connector = builder.build().map_err(|error| {
            Failure::new(ServerErrorKind::Unreachable, format!("TLS can't be used here: {error}")).into_error()
        })?;
        Ok(Some(MakeTlsConnector::new(connector)))
    }
}

/// The file of the certificates by which the server's is known. `system` stands for those of the system.
fn root_file(address: &Address) -> Option<String> {
    let own = address.parameter("sslrootcert").map(|path| path.into_owned());
    own.or_else(|| env::var("PGSSLROOTCERT").ok()).filter(|path| !path.is_empty() && path != "system")
}

/// Whether nothing leaves this machine.
fn is_local(config: &Config) -> bool {
    let is_loopback = |host: &Host| match host {
        Host::Tcp(host) => {
            host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    match config.get_hostaddrs() {
        [] => config.get_hosts().iter().all(is_loopback),
        addresses => addresses.iter().all(IpAddr::is_loopback),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_encrypted(text: &str) -> bool {
        let address = Address::of_text(text).unwrap();
        !matches!(Tls::of(&address, &config(&address).unwrap()).unwrap(), Tls::No)
    }

    #[test]
    fn nothing_leaves_the_machine_without_tls() {
        for local in ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "%2Ftmp", ""] {
            assert!(!is_encrypted(&format!("postgresql://{local}/db")), "{local}");
        }
        for remote in ["example.org", "10.0.0.1", "[fe80::1]", "localhost.example.org", "localhost,example.org"] {
            assert!(is_encrypted(&format!("postgresql://{remote}/db")), "{remote}");
            assert!(is_encrypted(&format!("postgresql://{remote}/db?sslmode=prefer")), "{remote}");
        }
        assert!(is_encrypted("postgresql://localhost/db?hostaddr=10.0.0.1"));
        assert!(is_encrypted("postgresql://localhost/db?sslmode=require"));
        assert!(!is_encrypted("postgresql://example.org/db?sslmode=disable"));
    }
}
