//! The modules depend on each other in one direction only, as `docs/ARCHITECTURE.md` has it.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module may use those before it, and itself.
const ORDER: &[&str] = &[
    "text", "error", "date", "csv", "postgres", "input", "model", "layout", "event", "typed", "store", "query",
    "check", "diff", "edit", "words", "chart", "publish", "output", "cli", "commands",
];

/// The first module that knows the terminal or the command line.
const FIRST_OF_PROGRAM: &str = "output";

/// What stands for the terminal and the command line, which the library must build without.
const PROGRAM_CRATES: &[&str] = &[
    "anstream",
    "anstyle",
    "clap",
    "clap_complete",
    "clap_mangen",
    "comfy_table",
    "ctrlc",
    "indicatif",
    "rustyline",
    "supports_hyperlinks",
    "terminal_size",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every source file under `src/` that belongs to a module of the list, with the place of that module in it.
fn modules() -> Vec<(PathBuf, usize)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let module = |path: &PathBuf| {
        let first = path.strip_prefix(&src).unwrap().components().next().unwrap();
        let name = Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap();
        ORDER.iter().position(|module| *module == name)
    };
    files.into_iter().filter_map(|path| module(&path).map(|place| (path, place))).collect()
}

/// The code of a file, without comments: a doc comment may link to what its code does not use.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The names that follow a prefix in the code: the modules after `crate::`.
fn names_after<'a>(code: &'a str, prefix: &str) -> Vec<&'a str> {
    let ends = |c: char| !(c.is_alphanumeric() || c == '_');
    code.split(prefix).skip(1).map(|rest| rest.split(ends).next().unwrap_or_default()).collect()
}

#[test]
fn no_module_uses_one_that_comes_after_it() {
    let modules = modules();
    assert!(modules.len() > 100, "only {} files were found", modules.len());
    let mut wrong = Vec::new();
    for (path, place) in &modules {
        let code = code(path);
        let groups = code.split("crate::{").skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
        let grouped = groups.flat_map(|group| group.split(',').map(str::trim));
        for name in names_after(&code, "crate::").into_iter().chain(grouped) {
            let used = ORDER.iter().position(|module| *module == name);
            if used.is_some_and(|used| used > *place) {
                wrong.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_library_knows_no_terminal_and_no_command_line() {
    let first = ORDER.iter().position(|module| *module == FIRST_OF_PROGRAM).unwrap();
    let mut wrong = Vec::new();
    for (path, _) in modules().into_iter().filter(|(_, place)| *place < first) {
        let code = code(&path);
        for name in PROGRAM_CRATES.iter().filter(|name| code.contains(&format!("{name}::"))) {
            wrong.push(format!("{} uses {name}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Modules before `chart`, for style sheets have names of the same form.
#[test]
fn no_option_is_named_below_the_command_line() {
    let first = ORDER.iter().position(|module| *module == "chart").unwrap();
    let mut wrong = Vec::new();
    for (path, _) in modules().into_iter().filter(|(_, place)| *place < first) {
        for line in code(&path).lines() {
            let is_option = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
            if [" --", "`--", "\"--"].iter().any(|before| line.split(before).skip(1).any(is_option)) {
                wrong.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
