//! Keeps two datelines from changing one file, or one table of a server, at a time.
//!
//! The lock is a small file beside the store that the system locks for one process and lets go when that ends, however
//! it ends: what a killed process leaves behind keeps nobody out. The store itself can't be locked, since a change puts
//! another file in its place. Whoever changes a store takes its lock before reading it.
//!
//! In a shared folder others may have put anything under the name of the lock: a link to a file of ours, a pipe. So
//! nothing is ever written into a file that was there before; what is no plain file with that one name is refused.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::edit::safe_file::followed;
#[cfg(unix)]
use crate::edit::safe_file::keep_owner;
use crate::error::{Diagnostic, Error, Result};
use crate::postgres::{Address, Session};

/// The right to change one store, until it is dropped.
pub enum Lock {
    File(FileLock),
    /// That of a table, which the server holds for the session.
    Table(Box<RefCell<Session>>),
}

/// The right to change one file.
pub struct FileLock {
    path: PathBuf,
    /// The system's lock goes when this is closed.
    file: File,
}

/// How long to wait for another process. Its change takes milliseconds, and half a minute for a file of a gigabyte.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// After this long, whoever waits is told for whom.
const TELL_AFTER: Duration = Duration::from_secs(1);

/// The pause between two attempts to take a lock.
const PAUSE: Duration = Duration::from_millis(5);

impl Lock {
    /// Waits for the right to change that store. Other processes that wait for it are told that `command` holds it.
    ///
    /// # Errors
    /// Another process holds it for longer than `patience`; the folder can't be written to; something that is no lock
    /// has its name; the file system has no locks.
    pub fn take(store: &Path, command: &str, patience: Duration) -> Result<Lock> {
        Lock::take_and_tell(store, command, patience, |_| {})
    }

    /// The same; where it waits for longer than a second, it tells who holds the lock.
    ///
    /// # Errors
    /// As [`Lock::take`].
    pub fn take_and_tell(store: &Path, command: &str, patience: Duration, mut tell: impl FnMut(&str)) -> Result<Lock> {
        let Some(address) = Address::of(store) else {
            return FileLock::take_and_tell(store, command, patience, tell).map(Lock::File);
        };
        let mut session = Session::open(&address, command)?;
        session.lock(patience, &mut tell)?;
        Ok(Lock::Table(Box::new(RefCell::new(session))))
    }
}

impl FileLock {
    fn take_and_tell(store: &Path, command: &str, patience: Duration, mut tell: impl FnMut(&str)) -> Result<FileLock> {
        let mut is_told = false;
        let name = store.display().to_string();
        let store = followed(store);
        let path = beside(&store, "lock");
        let failed = |error: io::Error| cannot_write(&store, &path, &error);
        let start = Instant::now();
        loop {
            let Some(Opened { mut file, is_new }) = open(&store, &path)? else { continue };
            match file.try_lock() {
                Ok(()) if !is_at(&file, &path) => {
                    // The process that held it has removed the file, and another may have made the next one.
                }
                Ok(()) if is_new || !CAN_REPLACE => {
                    if is_new && CAN_REPLACE {
                        let holder = format!("`{command}`, process {} on {}", std::process::id(), host());
                        file.write_all(holder.as_bytes()).map_err(failed)?;
                    }
                    return Ok(FileLock { path, file });
                }
                // A killed process has left it. It is safe to remove, since nobody removes a file whose lock we hold.
                Ok(()) => fs::remove_file(&path).map_err(failed)?,
                Err(TryLockError::WouldBlock) if start.elapsed() >= patience => {
                    return Err(held(&name, &mut file));
                }
                Err(TryLockError::WouldBlock) => {
                    if !is_told && start.elapsed() >= TELL_AFTER {
                        is_told = true;
                        tell(&holder(&mut file));
                    }
                    thread::sleep(PAUSE);
                }
                Err(TryLockError::Error(error)) => {
                    return Err(Error::from(Diagnostic::new(format!("cannot lock `{name}`: {error}")))
                        .hint("change it on a disk that has file locks, and copy it back"));
                }
            }
        }
    }
}

/// Whether a file can be removed while it is open, and another be made under its name. If it can't, the lock file stays,
/// is empty, and does not say who holds it.
const CAN_REPLACE: bool = cfg!(unix);

/// A file under the name of the lock.
struct Opened {
    file: File,
    /// Whether it was made just now.
    is_new: bool,
}

/// Makes the lock file, or opens the one that is there; `None` if that was removed in the meantime.
///
/// # Errors
/// The folder can't be written to; what has the name is no lock file.
fn open(store: &Path, path: &Path) -> Result<Option<Opened>> {
    let failed = |error: io::Error| cannot_write(store, path, &error);
    let mut options = File::options();
    options.read(true).write(true);
    match options.clone().create_new(true).open(path) {
        Ok(file) => {
            share(&file, store);
            return Ok(Some(Opened { file, is_new: true }));
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(failed(error)),
    }
    without_following(&mut options);
    let there = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        result => result.map_err(failed)?,
    };
    if let Some(what) = not_a_lock(&there) {
        return Err(not_ours(store, path, what));
    }
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => {
            let file = result.map_err(failed)?;
            // Another file may have taken its place since the first look.
            match not_a_lock(&file.metadata().map_err(failed)?) {
                Some(what) => Err(not_ours(store, path, what)),
                None => Ok(Some(Opened { file, is_new: false })),
            }
        }
    }
}

/// Keeps the system from following a link to another file, and from waiting for the other end of a pipe.
#[cfg(unix)]
pub fn without_following(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK);
}

#[cfg(not(unix))]
pub fn without_following(_: &mut OpenOptions) {}

/// What has the name of a lock and is none; `None` for a lock.
pub fn not_a_lock(metadata: &fs::Metadata) -> Option<&'static str> {
    if metadata.is_symlink() {
        return Some("a symbolic link");
    }
    if !metadata.is_file() {
        return Some("not a regular file");
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(metadata) > 1 {
        return Some("a hard link to another file");
    }
    None
}

fn not_ours(store: &Path, lock: &Path, what: &str) -> Error {
    let (name, lock) = (store.display(), lock.display());
    let message = format!("cannot lock `{name}`: `{lock}` is {what}, and no lock of dateline's");
    Error::from(Diagnostic::new(message)).hint("nothing was changed; look at who made it, and take it away")
}

/// Lets everybody take the lock who may write to the store. If this fails, others who need the lock are told whose it is.
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

/// The error of a lock that can't be taken. It names what can't be written to: the lock that another has left, or the
/// folder, and not the store.
fn cannot_write(store: &Path, lock: &Path, error: &io::Error) -> Error {
    let name = store.display().to_string();
    if !matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) {
        return Error::writing(&name, error);
    }
    if lock.symlink_metadata().is_ok() {
        return Error::writing(&lock.display().to_string(), error)
            .hint(format!("who changes `{name}` locks it with that file; whoever owns it can take it away"));
    }
    Error::writing_beside(&name, error)
        .hint("what is changed is written beside the file first, so that nothing is ever lost half-way")
}

impl Drop for FileLock {
    /// Removes the file while it is still locked: a file that is not locked may be another's by now.
    fn drop(&mut self) {
        if CAN_REPLACE && is_at(&self.file, &self.path) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn held(name: &str, file: &mut File) -> Error {
    Error::from(Diagnostic::new(format!("`{name}` is being changed by {}", holder(file))))
        .hint("nothing was changed; try again when that has ended")
}

/// Who holds the lock, in words.
fn holder(file: &mut File) -> String {
    let mut holder = String::new();
    // The process that holds it may not have written its name yet.
    let _ = file.rewind().and_then(|()| file.take(1000).read_to_string(&mut holder));
    if holder.is_empty() { "another dateline".to_owned() } else { holder }
}

/// The path of a file beside the store that only dateline uses.
pub fn beside(store: &Path, purpose: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(store.file_name().unwrap_or_default());
    name.push(format!(".dateline-{purpose}"));
    store.with_file_name(name)
}

/// Whether the open file still has that name.
#[cfg(unix)]
pub fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: io::Result<fs::Metadata>| metadata.map(|metadata| (metadata.dev(), metadata.ino())).ok();
    place(file.metadata()).is_some_and(|own| place(fs::symlink_metadata(path)) == Some(own))
}

/// The file is never removed on these systems.
#[cfg(not(unix))]
pub fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}
