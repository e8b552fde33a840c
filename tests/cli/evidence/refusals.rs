//! Tables that are refused, with the reason and the way on.

use insta::assert_snapshot;

use crate::Run;

fn said(table: &str, arguments: &str) -> String {
    Run::nowhere().file("table.csv", table).show(arguments)
}
