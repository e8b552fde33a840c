//! Keeps a workbook that is damaged from ending the program.
//!
//! The reader of xls files trusts the offsets in them, and panics on some that are wrong. No file may do that here.

use std::panic::{self, AssertUnwindSafe};

use crate::error::{Diagnostic, Error, Result};

/// Does what reads a workbook, and makes an error of a panic.
///
/// # Errors
/// What `work` fails with.
pub fn guarded<T>(file: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let message = format!("{file} is a workbook that can't be read: it is damaged");
    let hook = panic::take_hook();
    let told = message.clone();
    panic::set_hook(Box::new(move |_| {
        // Where a panic ends the program, as in a release build, it ends here: nothing was written yet.
        if cfg!(panic = "abort") {
            eprintln!("error: {told}");
            std::process::exit(1);
        }
    }));
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(hook);
    done.unwrap_or_else(|_| Err(Error::from(Diagnostic::new(message))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error() {
        let done: Result<()> = guarded("x.xls", || panic!("out of range"));
        assert_eq!(done.unwrap_err().to_string(), "x.xls is a workbook that can't be read: it is damaged");
        assert_eq!(guarded("x.xls", || Ok(1)).unwrap(), 1);
    }
}
