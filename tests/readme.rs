//! The examples in README.md and in docs/ are run, and must print what they show.

#[test]
fn the_examples_print_what_the_readme_shows() {
    let cases = trycmd::TestCases::new();
    cases.case("README.md").case("docs/publishing.md").env("COLUMNS", "80").env("NO_COLOR", "1");
}

#[test]
fn the_template_that_is_shown_is_the_one_that_is_run() {
    let template = include_str!("../examples/factbox.html");
    assert!(include_str!("../docs/publishing.md").contains(&format!("```jinja\n{template}```\n")));
}
