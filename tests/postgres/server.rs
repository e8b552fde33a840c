//! A server of its own for a test: made, started, killed and started again.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

pub struct Server {
    programs: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    process: Option<Child>,
}

impl Server {
    /// Makes and starts one; `None` where its programs are missing.
    pub fn start() -> Option<Server> {
        let Some(programs) = programs() else {
            let is_required =
                std::env::var_os("DATELINE_POSTGRES_TESTS").is_some_and(|value| value == "required" || value == "long");
            assert!(!is_required, "PostgreSQL is not installed, and DATELINE_POSTGRES_TESTS requires it");
            eprintln!("skipped: PostgreSQL is not installed");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // The port is free now, and nobody else is likely to take it before the server does.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Server { programs, folder, port, process: None };
        server.give_away();
        server.make();
        server.run();
        Some(server)
    }

    /// Makes the files of the server. They take two seconds to make, so they are kept for the next test.
    fn make(&self) {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _held = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let version = self.programs.parent().and_then(Path::file_name).unwrap().to_string_lossy();
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("postgresql-{version}"));
        let copy = |from: &Path, to: &Path| {
            let copied = Command::new("cp").arg("-a").arg(from).arg(to).status();
            assert!(copied.unwrap().success(), "cp failed");
        };
        if kept.is_dir() {
            return copy(&kept, &self.data());
        }
        let options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-D"];
        let made = self.command("initdb").args(options).arg(self.data()).stdout(Stdio::null()).status();
        assert!(made.unwrap().success(), "initdb failed");
        let whole = kept.with_extension(format!("{}", std::process::id()));
        copy(&self.data(), &whole);
        // Another run of the tests may have been faster.
        let _ = fs::rename(&whole, &kept);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A server does not run as root: where the tests do, its folder becomes that of the user `postgres`.
    fn give_away(&self) {
        if is_root() {
            let given = Command::new("chown").arg("postgres").arg(self.folder.path()).status();
            assert!(given.unwrap().success(), "chown failed");
        }
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    }

    /// Starts the server, and waits until it answers.
    pub fn run(&mut self) {
        let log = fs::File::create(self.folder.path().join("log")).unwrap();
        let port = self.port.to_string();
        let mut command = self.command("postgres");
        command.arg("-D").arg(self.data()).args(["-p", &port, "-k", "", "-c", "listen_addresses=127.0.0.1"]);
        // What was committed must outlast a killed server, for which the memory of the system is enough.
        command.args(["-c", "fsync=off", "-c", "max_connections=100"]);
        self.process = Some(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let start = Instant::now();
        while self.try_sql("postgres", "SELECT 1").is_none() {
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(start.elapsed() < Duration::from_secs(60), "the server does not answer: {}", log());
            sleep(Duration::from_millis(20));
        }
    }

    /// Kills the server and all its processes at once, as a loss of power would.
    pub fn kill(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        // `setpriv` becomes the server, so that its number is that of the server.
        let children = fs::read_to_string(format!("/proc/{0}/task/{0}/children", process.id())).unwrap_or_default();
        let all = std::iter::once(process.id().to_string()).chain(children.split_whitespace().map(str::to_owned));
        let _ = Command::new("kill").arg("-9").args(all).stderr(Stdio::null()).status();
        process.wait().unwrap();
        // The next one starts only when the last process of this one has let go.
        sleep(Duration::from_millis(20));
    }

    pub fn address(&self, user: &str, table: &str) -> String {
        format!("postgresql://{user}@127.0.0.1:{}/postgres?table={table}", self.port)
    }

    /// Asks everybody for a password from now on, and for TLS, with a certificate for 127.0.0.1 that it signs itself.
    pub fn lock_up(&self) {
        let (certificate, key) = (self.certificate(), self.data().join("server.key"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]);
        openssl.args(["-addext", "subjectAltName=IP:127.0.0.1", "-out"]).arg(&certificate).arg("-keyout").arg(&key);
        assert!(openssl.stderr(Stdio::null()).status().unwrap().success(), "openssl failed");
        let rule = "hostssl all all 127.0.0.1/32 scram-sha-256\nhostssl all all ::1/128 scram-sha-256\n";
        fs::write(self.data().join("pg_hba.conf"), rule).unwrap();
        if is_root() {
            let given = Command::new("chown").arg("postgres").args([&certificate, &key]).status();
            assert!(given.unwrap().success(), "chown failed");
        }
        self.sql("ALTER SYSTEM SET ssl = on");
        self.sql(&format!("ALTER SYSTEM SET ssl_cert_file = '{}'", certificate.display()));
        self.sql("SELECT pg_reload_conf()");
        let start = Instant::now();
        while self.try_sql("postgres", "SELECT 1").is_some() {
            assert!(start.elapsed() < Duration::from_secs(60), "the server still lets everybody in");
            sleep(Duration::from_millis(20));
        }
    }

    pub fn certificate(&self) -> PathBuf {
        // Not in the folder of the data, which is the server's own.
        self.folder.path().join("server.crt")
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs SQL with `psql`; `None` if it fails.
    pub fn try_sql(&self, user: &str, sql: &str) -> Option<String> {
        let mut command = Command::new(self.programs.join("psql"));
        command.args(["-X", "-q", "-w", "-A", "-t", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", user, "-d"]);
        command.args(["postgres", "-v", "ON_ERROR_STOP=1", "-c", sql]).env("PGAPPNAME", "psql");
        let output = command.output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim_end().to_owned())
    }

    pub fn sql(&self, sql: &str) -> String {
        self.try_sql("postgres", sql).unwrap_or_else(|| panic!("{sql}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            // It is told to stop at once (SIGQUIT), with its processes.
            let _ = Command::new("kill").args(["-3", &process.id().to_string()]).status();
            let _ = process.wait();
        }
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// The folder of the server's programs, the newest of those that are installed.
fn programs() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib/postgresql").ok()?;
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let mut folders: Vec<PathBuf> = folders.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.retain(|folder| folder.join("bin/initdb").is_file());
    folders.sort_by_key(|folder| version(folder));
    folders.pop().map(|folder| folder.join("bin"))
}
