//! A file that is written whole or not at all: what was there stays until all is written, then gives way at once.
//!
//! `commands` writes `export --output` through it, so that a chronology can be exported over itself.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

pub struct SafeFile {
    /// As the user named it, for messages.
    name: String,
    target: PathBuf,
    file: Target,
}

enum Target {
    /// A new file beside the target, to be renamed over it.
    Beside(BufWriter<NamedTempFile>),
    /// A device or a pipe: nothing to replace.
    Direct(BufWriter<File>),
}

impl SafeFile {
    /// Opens a file to be written to `path`. A symbolic link is followed, and the permissions of a file that is
    /// there already are kept.
    ///
    /// # Errors
    /// A folder that is not there or can't be written to.
    pub fn create(path: &Path) -> Result<SafeFile> {
        let name = path.display().to_string();
        let failed = |error: io::Error| Error::io("write", &name, &error);
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let there = fs::metadata(&target).ok();
        if there.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(&target).map_err(failed)?;
            return Ok(SafeFile { name, target, file: Target::Direct(BufWriter::new(file)) });
        }
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let permissions = there.map_or_else(usual_permissions, |metadata| Some(metadata.permissions()));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".dateline-");
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let file = builder.tempfile_in(folder).map_err(failed)?;
        Ok(SafeFile { file: Target::Beside(BufWriter::new(file)), name, target })
    }

    /// Puts what was written in the place of what was there. Without this call nothing changes.
    ///
    /// # Errors
    /// What the file system refuses, a full disk for one; the old file is then still there.
    pub fn finish(self) -> Result<()> {
        let failed = |error: io::Error| Error::io("write", &self.name, &error);
        match self.file {
            Target::Direct(mut file) => file.flush().map_err(failed),
            Target::Beside(file) => {
                let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
                file.as_file().sync_all().map_err(failed)?;
                file.persist(&self.target).map_err(|error| failed(error.error))?;
                Ok(())
            }
        }
    }
}

impl Write for SafeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Target::Beside(file) => file.write(bytes),
            Target::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Target::Beside(file) => file.flush(),
            Target::Direct(file) => file.flush(),
        }
    }
}

/// What a new file gets, less the umask; a temporary file would be for its owner alone.
#[cfg(unix)]
fn usual_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
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
}
