//! A folder that is written whole or not at all: it gets its name when all files in it are on the disk.
//!
//! An export to several files goes through it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::edit::safe_file::{folder, followed, sync_folder};
use crate::error::{Diagnostic, Error, Result};

pub struct SafeFolder {
    /// As the user named it, for messages.
    name: String,
    target: PathBuf,
    /// Where it is written, beside the target. It is removed with all that is in it, unless it takes the target's name.
    beside: TempDir,
}

impl SafeFolder {
    /// Begins a folder that is to stand at `path`, where there must be none yet, or an empty one.
    ///
    /// # Errors
    /// Something is there already; the folder that it is in is not there or can't be written to.
    pub fn create(path: &Path) -> Result<SafeFolder> {
        let name = path.display().to_string();
        let failed = |error: io::Error| Error::writing(&name, &error);
        let there = match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            metadata => Some(metadata.map_err(failed)?),
        };
        if there.as_ref().is_some_and(|metadata| !metadata.is_dir()) {
            let message = format!("`{name}` is a file, and a folder is to be written");
            return Err(Error::usage(message).hint("name a folder that is not there yet"));
        }
        let is_filled = || fs::read_dir(path).map(|mut entries| entries.next().is_some());
        if there.is_some() && is_filled().map_err(failed)? {
            return Err(filled(&name));
        }
        let target = followed(path);
        let Some(last) = target.file_name() else {
            let message = format!("`{name}` is a folder that can't be replaced");
            return Err(Error::usage(message).hint("name a folder that is not there yet"));
        };
        let prefix = format!(".{}.", last.to_string_lossy());
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let beside = builder.tempdir_in(folder(&target)).map_err(failed)?;
        if let Some(metadata) = there {
            fs::set_permissions(beside.path(), metadata.permissions()).map_err(failed)?;
        }
        Ok(SafeFolder { name, target, beside })
    }

    /// Where its files are written. Each must be on the disk before [`SafeFolder::finish`].
    pub fn path(&self) -> &Path {
        self.beside.path()
    }

    /// Gives the folder its name. Without this call nothing is left of it.
    ///
    /// # Errors
    /// Something has come to be there meanwhile; the file system refuses.
    pub fn finish(self) -> Result<()> {
        let SafeFolder { name, target, beside } = self;
        let put = || -> io::Result<()> {
            for entry in fs::read_dir(beside.path())? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    sync_folder(&entry.path())?;
                }
            }
            sync_folder(beside.path())?;
            // Elsewhere an empty folder is not replaced by another.
            if cfg!(not(unix)) && target.exists() {
                fs::remove_dir(&target)?;
            }
            fs::rename(beside.path(), &target)?;
            sync_folder(folder(&target))
        };
        match put() {
            Ok(()) => {
                // It has another name now, under which nothing may be removed.
                let _ = beside.keep();
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Err(filled(&name)),
            Err(error) => Err(Error::writing(&name, &error)),
        }
    }
}

fn filled(name: &str) -> Error {
    let message =
        format!("there is something in the folder `{name}` already, and files of two exports must not be mixed");
    Error::from(Diagnostic::new(message)).hint("name a folder that is not there yet, or empty this one")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_whole_or_not_at_all() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("out");
        let folder = SafeFolder::create(&path).unwrap();
        fs::write(folder.path().join("a"), "half").unwrap();
        assert!(!path.exists());
        drop(folder);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
        // An empty folder is replaced, one with something in it is not, though it was empty at first.
        fs::create_dir(&path).unwrap();
        let [first, second] = [(); 2].map(|()| SafeFolder::create(&path).unwrap());
        fs::write(first.path().join("a"), "1").unwrap();
        fs::write(second.path().join("a"), "2").unwrap();
        first.finish().unwrap();
        assert!(second.finish().is_err());
        assert!(SafeFolder::create(&path).is_err());
        assert_eq!(fs::read_to_string(path.join("a")).unwrap(), "1");
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}
