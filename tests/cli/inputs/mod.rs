//! Files of every kind are read as CSV is: by every command, from a file as from standard input, with faults told by
//! their place in the original.

mod archive;
mod back;
mod change;
mod compressed;
mod foreign;
mod json;
mod parquet;
mod text;
mod workbook;

use crate::Run;

/// Three events, one of them with a date that can't be read.
const EVENTS: &str = "date,title,killed\n2021-08-26,Attack,183\n2022-13-01,Broken,1\n2022-03-04,Talks,\n";

/// The same without it.
const GOOD: &str = "date,title,killed\n2021-08-26,Attack,183\n2022-03-04,Talks,\n";

/// Asserts that a file is read as [`GOOD`] is, named and from standard input, whatever its name.
fn assert_is_good(bytes: &[u8]) {
    let run = Run::nowhere().file("x", bytes).file("good.csv", GOOD).stdin(bytes);
    for command in [&["list"][..], &["count", "--by", "year"], &["export"], &["timeline", "--where", "killed > 100"]] {
        let output = |file: &str| run.output(&[command, &[file]].concat()).stdout;
        let good = output("good.csv");
        assert!(!good.is_empty());
        assert_eq!(crate::lossy(output("x")), crate::lossy(&good), "{command:?}");
        assert_eq!(crate::lossy(output("-")), crate::lossy(&good), "{command:?} from standard input");
    }
}
