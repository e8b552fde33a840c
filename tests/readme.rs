//! The examples in README.md are run, and must print what it shows.

#[test]
fn the_examples_print_what_the_readme_shows() {
    trycmd::TestCases::new().case("README.md").env("COLUMNS", "80").env("NO_COLOR", "1");
}
