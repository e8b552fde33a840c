//! The examples in README.md are run, and must print what it shows.

#[test]
fn the_examples_print_what_the_readme_shows() {
    trycmd::TestCases::new().case("README.md").env("COLUMNS", "80").env("NO_COLOR", "1");
}

#[test]
fn the_template_that_it_shows_is_the_one_that_is_run() {
    let template = include_str!("../examples/factbox.html");
    assert!(include_str!("../README.md").contains(&format!("```jinja\n{template}```\n")));
}
