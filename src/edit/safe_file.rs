//! A file that is written whole or not at all: the old file stays until the new one is complete, then is replaced at once.
//!
//! Every file that dateline writes goes through it, so that a full disk or a fault half-way loses nothing.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

use tempfile::SpooledTempFile;

use crate::edit::new_file::{NewFile, Replaced};
use crate::error::{Diagnostic, Error, Result, WriteError};

pub struct SafeFile {
    /// As the user named it, for messages.
    name: String,
    target: PathBuf,
    file: Target,
}

enum Target {
    /// A new file beside the target, whose place it takes.
    Beside(BufWriter<NewFile>),
    /// For a device or a pipe, which can't be replaced: the content is kept aside until it is complete.
    Aside(SpooledTempFile),
}

/// How many bytes are kept in memory before they go to a temporary file.
const IN_MEMORY: usize = 1 << 24;

impl SafeFile {
    /// Opens a file to be written to `path`. A symbolic link is followed, and the permissions of a file that is
    /// there already are kept.
    ///
    /// # Errors
    /// A folder that is not there or can't be written to.
    pub fn create(path: &Path) -> Result<SafeFile> {
        let name = path.display().to_string();
        let failed = |error: io::Error| Error::writing(&name, &error);
        let there = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            metadata => Some(metadata.map_err(failed)?),
        };
        if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = Target::Aside(SpooledTempFile::new(IN_MEMORY));
            return Ok(SafeFile { name, target: path.to_owned(), file });
        }
        // A file that replaces another stays private until it gets the permissions of the old one.
        let new = NewFile::create(followed(path), there.is_some()).map_err(failed)?;
        if let Some(metadata) = there {
            keep_owner(new.file(), &metadata);
            new.file().set_permissions(metadata.permissions()).map_err(failed)?;
        }
        let target = new.target().to_owned();
        Ok(SafeFile { file: Target::Beside(BufWriter::new(new)), name, target })
    }

    /// The path of the file that is written, with symbolic links followed.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The new file, for whoever writes to it and reads it again at any place.
    ///
    /// # Errors
    /// The target is a device or a pipe, which can't be replaced.
    pub fn new_file(&self) -> Result<File> {
        let file = match &self.file {
            Target::Beside(file) => file.get_ref().file().try_clone(),
            Target::Aside(_) => Err(io::ErrorKind::Unsupported.into()),
        };
        file.map_err(|error| Error::writing(&self.name, &error))
    }

    /// Has the disk write what the file holds by now while something else is done.
    ///
    /// # Errors
    /// The disk refuses, for example because it is full.
    pub fn sync_during<R>(&self, work: impl FnOnce() -> R) -> Result<R> {
        let file = self.new_file()?;
        let (done, synced) = thread::scope(|scope| {
            let syncing = thread::Builder::new().spawn_scoped(scope, || file.sync_data());
            // Without a thread for it, it is done in the end alone. An error is told only once, so it is not left out here.
            (work(), syncing.map_or(Ok(Ok(())), thread::ScopedJoinHandle::join))
        });
        let synced = synced.unwrap_or_else(|_| Err(io::Error::other("the thread that syncs it has failed")));
        synced.map(|()| done).map_err(|error| Error::writing(&self.name, &error))
    }

    /// Replaces the old file by what was written. Without this call nothing changes.
    ///
    /// # Errors
    /// The file system refuses, for example because the disk is full. The old file is then still there.
    pub fn finish(self) -> Result<()> {
        self.finish_by(|new| new.put().map(|()| Replaced::Done))
    }

    /// The same, if the old file is still what it was: `look` is called when all bytes are on the disk, and says what
    /// the file is now; `None` if it was changed. It is compared with what is replaced in the end.
    ///
    /// # Errors
    /// As [`SafeFile::finish`]; another program has changed the file.
    pub fn finish_if(self, look: impl FnOnce(&Path) -> io::Result<Option<Seen>>) -> Result<()> {
        self.finish_by(|new| match look(new.target())? {
            Some(seen) => new.replace(|metadata| Seen::of(metadata) == seen),
            None => Ok(Replaced::Changed),
        })
    }

    /// The same, for a file that must not be there yet.
    ///
    /// # Errors
    /// As [`SafeFile::finish`], and a file that came into being meanwhile.
    pub fn finish_new(self) -> Result<()> {
        self.finish_by(|new| new.put_new().map(|()| Replaced::Done))
    }

    fn finish_by(self, put: impl FnOnce(NewFile) -> io::Result<Replaced>) -> Result<()> {
        let SafeFile { name, target, file } = self;
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::BrokenPipe => Error::BrokenPipe,
            _ => Error::writing(&name, &error),
        };
        match file {
            Target::Aside(mut spool) => {
                let mut file = File::options().write(true).open(&target).map_err(failed)?;
                spool.rewind().and_then(|()| io::copy(&mut spool, &mut file)).map_err(failed)?;
            }
            Target::Beside(file) => {
                let new = file.into_inner().map_err(|error| failed(error.into_error()))?;
                new.file().sync_all().map_err(failed)?;
                match put(new).map_err(failed)? {
                    Replaced::Done => {}
                    Replaced::Changed => return Err(changed_meanwhile(&name)),
                    Replaced::Aside(older) => return Err(changed_twice(&name, &older)),
                }
                sync_folder(folder(&target)).map_err(|error| {
                    Error::from(Diagnostic::new(format!(
                        "`{name}` was written, but may not outlast a loss of power: {error}"
                    )))
                })?;
            }
        }
        Ok(())
    }
}

fn changed_meanwhile(name: &str) -> Error {
    let message = format!("`{name}` was changed by another program in the meantime, so nothing was written to it");
    Error::from(Diagnostic::new(message)).hint("look at what it is now, and try again")
}

fn changed_twice(name: &str, older: &Path) -> Error {
    let older = older.display();
    let message = format!("`{name}` was changed by other programs twice in the meantime, so nothing was written to it");
    Error::from(Diagnostic::new(message)).hint(format!("what it was between the two is kept in `{older}`"))
}

/// The properties of a file of which at least one changes when it is written to or replaced.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    length: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    inode: u64,
}

impl Seen {
    pub fn of(metadata: &fs::Metadata) -> Seen {
        Seen {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(metadata),
        }
    }
}

/// The folder that a file is in.
pub fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Gives a new file the owner and group of the old one, as far as the system allows: root may always do so, others may
/// choose among their own groups.
#[cfg(unix)]
pub fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if fchown(file, Some(old.uid()), Some(old.gid())).is_err() {
        let _ = fchown(file, None, Some(old.gid()));
    }
}

#[cfg(not(unix))]
pub fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Makes a new name in a folder last through a loss of power.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // The folder may be written to but not read, or the file system has nothing to sync.
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput) => Ok(()),
        result => result,
    }
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The path to which symbolic links lead, even if there is no file yet.
pub fn followed(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    // Linux follows 40 links at most (path_resolution(7)); the limit ends a circle of links.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    target
}

impl Write for SafeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.file {
            Target::Beside(file) => file.write(bytes),
            Target::Aside(file) => file.write(bytes),
        };
        written.map_err(|error| WriteError::named(&self.name, error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = match &mut self.file {
            Target::Beside(file) => file.flush(),
            Target::Aside(file) => file.flush(),
        };
        flushed.map_err(|error| WriteError::named(&self.name, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut file = SafeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        let mut file = SafeFile::create(&path).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept_and_links_followed() {
        use std::fs::Permissions;
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.csv"), folder.path().join("link.csv"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        symlink("a.csv", &link).unwrap();
        let mut file = SafeFile::create(&link).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o666);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        fs::remove_file(&path).unwrap();
        SafeFile::create(&link).unwrap().finish().unwrap();
        assert!(path.exists());
    }
}
