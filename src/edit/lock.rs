//! Keeps two datelines from changing one file at a time.
//!
//! The lock is a small file beside the store that the system locks for one process and lets go when that ends, however
//! it ends: what a killed process leaves behind keeps nobody out. The store itself can't be locked, since a change puts
//! another file in its place. Every command that changes a store takes one before it reads.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::edit::safe_file::followed;
#[cfg(unix)]
use crate::edit::safe_file::keep_owner;
use crate::error::{Diagnostic, Error, Result};

/// The right to change one store, until it is dropped.
pub struct Lock {
    path: PathBuf,
    /// The system's lock goes when this is closed.
    _file: File,
}

/// How long another's change is waited for. One takes milliseconds, that of a very large file about a second.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How often is looked whether the other is done.
const PAUSE: Duration = Duration::from_millis(5);

impl Lock {
    /// Waits for the right to change that store. `command` is what others are told that it is held for.
    ///
    /// # Errors
    /// Another that does not let go; a folder that can't be written to; a file system without locks.
    pub fn take(store: &Path, command: &str, patience: Duration) -> Result<Lock> {
        let name = store.display().to_string();
        let store = followed(store);
        let path = beside(&store, "lock");
        let failed = |error: io::Error| refused(&store, &path, &error);
        let start = Instant::now();
        loop {
            let mut file = open(&store, &path).map_err(failed)?;
            match file.try_lock() {
                // The one who held it may have taken the file away, and a third made another.
                Ok(()) if is_at(&file, &path) => {
                    let holder = format!("`{command}`, process {} on {}", std::process::id(), host());
                    file.set_len(0).and_then(|()| file.write_all(holder.as_bytes())).map_err(failed)?;
                    return Ok(Lock { path, _file: file });
                }
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                    return Err(held(&name, &mut file));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => {
                    return Err(Error::from(Diagnostic::new(format!("cannot lock `{name}`: {error}")))
                        .hint("change it on a disk that has file locks, and copy it back"));
                }
            }
        }
    }
}

/// Opens the lock file; a new one for all those whom the store may be changed by, for it may outlast its process.
fn open(store: &Path, path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true).write(true);
    match options.clone().create_new(true).open(path) {
        Ok(file) => {
            share(&file, store);
            Ok(file)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            match options.open(path) {
                // It was taken away since.
                Err(error) if error.kind() == io::ErrorKind::NotFound => open(store, path),
                result => result,
            }
        }
        Err(error) => Err(error),
    }
}

/// Lets those take a lock who may write to the store. Where that fails they are told who can help.
#[cfg(unix)]
fn share(lock: &File, store: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Ok(metadata) = fs::metadata(store) {
        keep_owner(lock, &metadata);
        let mode = metadata.permissions().mode() & 0o666 | 0o600;
        let _ = lock.set_permissions(fs::Permissions::from_mode(mode));
    }
}

#[cfg(not(unix))]
fn share(_: &File, _: &Path) {}

/// Names what can't be written to, which is not the store: the lock that another has left, or the folder.
fn refused(store: &Path, lock: &Path, error: &io::Error) -> Error {
    let name = store.display().to_string();
    if !matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
        return Error::writing(&name, error);
    }
    if lock.exists() {
        return Error::writing(&lock.display().to_string(), error)
            .hint(format!("who changes `{name}` locks it with that file; whoever owns it can take it away"));
    }
    Error::writing_beside(&name, error)
        .hint("what is changed is written beside the file first, so that nothing is ever lost half-way")
}

impl Drop for Lock {
    /// Takes the file away while it is still locked, so that nobody loses a lock of their own.
    fn drop(&mut self) {
        #[cfg(unix)]
        let _ = fs::remove_file(&self.path);
    }
}

fn held(name: &str, file: &mut File) -> Error {
    let mut holder = String::new();
    // Who holds it may not have said so yet; then the message does without.
    let _ = file.rewind().and_then(|()| file.take(1000).read_to_string(&mut holder));
    let by = if holder.is_empty() { "another dateline" } else { &holder };
    Error::from(Diagnostic::new(format!("`{name}` is being changed by {by}")))
        .hint("nothing was changed; try again when that has ended")
}

/// The name of a file of dateline's own beside the store.
pub fn beside(store: &Path, purpose: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(store.file_name().unwrap_or_default());
    name.push(format!(".dateline-{purpose}"));
    store.with_file_name(name)
}

/// Whether that open file is still the one of that name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: io::Result<fs::Metadata>| metadata.map(|metadata| (metadata.dev(), metadata.ino())).ok();
    place(file.metadata()).is_some_and(|own| place(fs::metadata(path)) == Some(own))
}

/// It is never taken away there.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}
