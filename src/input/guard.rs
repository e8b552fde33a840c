//! Keeps the libraries of workbooks from ending the program.
//!
//! The reader of xls files trusts the offsets in them, and panics on some that are wrong; the writer of xlsx files panics
//! where its temporary file can't be written to. `workbook` and `publish/xlsx.rs` call it.

use std::panic::{self, AssertUnwindSafe};

use crate::error::{Error, Result};

/// Does what may panic, and makes `error` of a panic.
///
/// # Errors
/// What `work` fails with.
pub fn guarded<T>(error: impl Fn() -> Error, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let told = error().to_string();
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |_| {
        // Where a panic ends the program, as in a release build, it ends here: nothing was written, or to a file
        // that has no name yet.
        if cfg!(panic = "abort") {
            eprintln!("error: {told}");
            std::process::exit(1);
        }
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(hook);
    done.unwrap_or_else(|_| Err(error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Diagnostic;

    #[test]
    fn a_panic_is_an_error() {
        let error = || Error::from(Diagnostic::new("it is damaged"));
        let done: Result<()> = guarded(error, || panic!("out of range"));
        assert_eq!(done.unwrap_err().to_string(), "it is damaged");
        assert_eq!(guarded(error, || Ok(1)).unwrap(), 1);
    }
}
