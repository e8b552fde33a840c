//! The page of `export --format html`, and the pictures, in a real browser: headless Chromium, through chromedriver.
//!
//! Where there is none the tests are skipped and say so, unless `DATELINE_BROWSER_TESTS=required` is set, as it is in
//! continuous integration.

mod driver;
mod hostile;
mod page;

use std::path::PathBuf;
use std::process::Command;

use driver::Browser;

/// A folder with what the program made of a chronology.
struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    /// Writes the chronology and exports it with these arguments, `-o` to a file of that name.
    fn of(csv: &[u8], name: &str, arguments: &[&str]) -> Made {
        let made = Made { folder: tempfile::tempdir().expect("a temporary folder") };
        std::fs::write(made.path("in.csv"), csv).expect("a test file");
        made.also("export", name, arguments);
        made
    }

    fn also(&self, command: &str, name: &str, arguments: &[&str]) {
        let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args([command, "in.csv", "-o", name])
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

const EVENTS: &[u8] = include_bytes!("../../events.csv");

/// The titles of the events that are shown.
fn shown(browser: &Browser) -> String {
    browser.text("return [...document.querySelectorAll('.e')].filter(e => e.offsetParent).map(e => e.querySelector('h3').textContent).join('\\n')")
}

fn count(browser: &Browser) -> String {
    browser.text("return document.getElementById('count').textContent")
}

/// Chooses in one of the filters, as a reader would: the events that a choice sets off included.
fn choose(browser: &Browser, id: &str, value: &str) {
    browser.run(&format!(
        "const c = document.getElementById('{id}'); c.value = '{value}'; c.dispatchEvent(new Event('input', {{bubbles: true}}))"
    ));
}
