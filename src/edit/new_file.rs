//! A file that is written beside the one whose place it takes, and that is not left behind, however dateline ends.
//!
//! `safe_file` writes into it. Where the system has files without a name (`O_TMPFILE` of Linux), it has none until it is
//! complete, so a killed process leaves nothing. Elsewhere it is locked as long as it is written: a file under its name
//! that nobody has locked was left by a process that was killed, and the next one takes it away.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::edit::lock::{beside, is_at, not_a_lock, without_following};
use crate::edit::safe_file::folder;

pub struct NewFile {
    file: File,
    target: PathBuf,
    /// The name that it has until it takes the target's, if it has one.
    name: Option<PathBuf>,
}

/// What became of an attempt to take the place of another file.
#[derive(Debug, PartialEq, Eq)]
pub enum Replaced {
    Done,
    /// Another program had changed the other file, which stays as it is.
    Changed,
    /// Another program had changed the other file, and then its place again: both of its versions are there, the older
    /// one under this name.
    Aside(PathBuf),
}

/// How many names are tried for a file beside the target. As many processes can write one file at a time.
const NAMES: usize = 1000;

impl NewFile {
    /// Makes a file in the folder of `target`. Nobody else may read it yet if it is `private`.
    ///
    /// # Errors
    /// The folder is not there, or nothing can be written to it.
    pub fn create(target: PathBuf, private: bool) -> io::Result<NewFile> {
        if let Some(file) = unnamed(folder(&target), private) {
            return Ok(NewFile { file, target, name: None });
        }
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        set_mode(&mut options, private);
        loop {
            let (name, file) = free_name(&target, |name| options.open(name))?;
            // Between the two calls another process may have taken it for one that was left behind.
            if lock(&file) && is_at(&file, &name) {
                return Ok(NewFile { file, target, name: Some(name) });
            }
        }
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Takes the name of the target, that no file may have yet.
    ///
    /// # Errors
    /// There is such a file, which stays; the file system refuses.
    pub fn put_new(mut self) -> io::Result<()> {
        match self.name.take() {
            None => link(&self.file, &self.target),
            Some(name) => TempPath::try_from_path(name)?.persist_noclobber(&self.target).map_err(|error| error.error),
        }
    }

    /// Takes the place of the target, whatever is there.
    ///
    /// # Errors
    /// The file system refuses. What is there stays.
    pub fn put(mut self) -> io::Result<()> {
        if self.name.is_none() {
            match link(&self.file, &self.target) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                result => return result,
            }
        }
        let name = self.named()?;
        fs::rename(name, &self.target)?;
        self.name = None;
        Ok(())
    }

    /// Takes the place of the target if that is still the file that `is_same` knows. Where the system can exchange two
    /// names at once, what came out is looked at again, and put back if another program has changed it just before.
    ///
    /// # Errors
    /// The file system refuses. The target stays.
    pub fn replace(mut self, is_same: impl Fn(&Metadata) -> bool) -> io::Result<Replaced> {
        let name = self.named()?;
        if !is_same(&fs::symlink_metadata(&self.target)?) {
            return Ok(Replaced::Changed);
        }
        match exchange(&name, &self.target) {
            Some(result) => result?,
            None => {
                fs::rename(name, &self.target)?;
                self.name = None;
                return Ok(Replaced::Done);
            }
        }
        // From here on the name is the other file's: it is removed only once it is known to be the old one.
        self.name = None;
        if is_same(&fs::symlink_metadata(&name)?) {
            // A file that can't be removed is no reason to say that the change was not made.
            let _ = fs::remove_file(&name);
            return Ok(Replaced::Done);
        }
        exchange(&name, &self.target).unwrap_or(Ok(()))?;
        if is_at(&self.file, &name) {
            fs::remove_file(&name)?;
            return Ok(Replaced::Changed);
        }
        Ok(Replaced::Aside(name))
    }

    /// The name of the file, which it is given now if it has none.
    fn named(&mut self) -> io::Result<PathBuf> {
        if let Some(name) = &self.name {
            return Ok(name.clone());
        }
        // It is locked before it has a name, so nobody takes it for one that was left behind.
        lock(&self.file);
        let (name, ()) = free_name(&self.target, |name| link(&self.file, name))?;
        self.name = Some(name.clone());
        Ok(name)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    /// Removes a file that did not take its place.
    fn drop(&mut self) {
        if let Some(name) = &self.name
            && is_at(&self.file, name)
        {
            let _ = fs::remove_file(name);
        }
    }
}

/// Makes something under the first name beside the target that is free, or that a killed process has left.
fn free_name<T>(target: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(PathBuf, T)> {
    for number in 1..=NAMES {
        let name = match number {
            1 => beside(target, "new"),
            _ => beside(target, &format!("new-{number}")),
        };
        let mut made = make(&name);
        if matches!(&made, Err(error) if error.kind() == io::ErrorKind::AlreadyExists) && remove_left(&name) {
            made = make(&name);
        }
        match made {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|made| (name, made)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Removes a file that a killed process has left: a plain one that nobody has locked. Says whether the name is free.
fn remove_left(name: &Path) -> bool {
    if fs::symlink_metadata(name).is_ok_and(|metadata| not_a_lock(&metadata).is_some()) {
        return false;
    }
    let mut options = File::options();
    options.write(true);
    without_following(&mut options);
    match options.open(name) {
        Ok(file) => file.try_lock().is_ok() && is_at(&file, name) && fs::remove_file(name).is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// Locks a file, and says whether it is ours. Where there are no locks, it is.
fn lock(file: &File) -> bool {
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// A file of the folder that has no name; `None` where there is no such thing.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn unnamed(folder: &Path, private: bool) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = File::options();
    options.read(true).write(true).custom_flags(libc::O_TMPFILE);
    set_mode(&mut options, private);
    // It can be given a name only by way of /proc, which may not be there.
    options.open(folder).ok().filter(|file| descriptor(file).exists())
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn unnamed(_: &Path, _: bool) -> Option<File> {
    None
}

/// Gives a name to a file that has none.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn link(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, descriptor(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The path by which the system knows an open file (proc_pid_fd(5)).
#[cfg(any(target_os = "linux", target_os = "android"))]
fn descriptor(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

/// Exchanges the names of two files at once; `None` where the system or the file system can't.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> Option<io::Result<()>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => None,
        result => Some(result.map_err(io::Error::from)),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> Option<io::Result<()>> {
    None
}

/// The permissions of a new file, from which the system takes the umask.
#[cfg(unix)]
fn set_mode(options: &mut OpenOptions, private: bool) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(if private { 0o600 } else { 0o666 });
}

#[cfg(not(unix))]
fn set_mode(_: &mut OpenOptions, _: bool) {}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn written(target: &Path, text: &str) -> NewFile {
        let new = NewFile::create(target.to_owned(), false).unwrap();
        (&new.file).write_all(text.as_bytes()).unwrap();
        new
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_change_between_the_last_look_and_the_exchange_is_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.csv");
        fs::write(&target, "old").unwrap();
        // The first look finds the old file; by the second another program has written into it.
        let looks = Cell::new(0);
        let is_same = |_: &Metadata| {
            looks.set(looks.get() + 1);
            if looks.get() == 1 {
                fs::write(&target, "theirs").unwrap();
            }
            looks.get() == 1
        };
        let replaced = written(&target, "ours").replace(is_same).unwrap();
        assert_eq!(replaced, Replaced::Changed);
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
        assert_eq!(names(folder.path()), ["a.csv"]);
    }

    #[test]
    fn a_file_that_a_killed_process_left_is_removed_and_another_s_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.csv");
        fs::write(&target, "old").unwrap();
        let left = beside(&target, "new");
        fs::write(&left, "half").unwrap();
        written(&target, "new").put().unwrap();
        assert_eq!(names(folder.path()), ["a.csv"]);
        // One that is still being written by another process.
        fs::write(&left, "half").unwrap();
        let theirs = File::open(&left).unwrap();
        theirs.lock().unwrap();
        written(&target, "newer").put().unwrap();
        assert_eq!(names(folder.path()), [".a.csv.dateline-new", "a.csv"]);
        assert_eq!(fs::read_to_string(&target).unwrap(), "newer");
    }

    #[cfg(unix)]
    #[test]
    fn what_others_put_under_its_name_is_neither_followed_nor_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (target, other) = (folder.path().join("a.csv"), folder.path().join("other"));
        fs::write(&target, "old").unwrap();
        fs::write(&other, "precious").unwrap();
        std::os::unix::fs::symlink("other", beside(&target, "new")).unwrap();
        fs::hard_link(&other, beside(&target, "new-2")).unwrap();
        written(&target, "new").put().unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "precious");
        assert_eq!(names(folder.path()), [".a.csv.dateline-new", ".a.csv.dateline-new-2", "a.csv", "other"]);
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn it_has_no_name_while_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.csv");
        let new = written(&target, "new");
        if new.name.is_none() {
            assert!(names(folder.path()).is_empty());
        }
        new.put_new().unwrap();
        assert_eq!(names(folder.path()), ["a.csv"]);
        let error = written(&target, "newer").put_new().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    }
}
