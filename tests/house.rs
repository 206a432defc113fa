//! The house: what the crate promises of its own files. A promise that no test holds is a wish.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use restitch::ruleset::RuleSet;

/// Lines that a source file should stay below, and those at which it must be divided: a file that is being worked on may
/// grow over the first, not over the second.
const TARGET_LINES: usize = 400;
const MOST_LINES: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `folder`, as git sees them, sorted; with their paths from the root.
fn files(folder: &str, keep: impl Fn(&Path) -> bool) -> Vec<(String, PathBuf)> {
    let walk =
        WalkBuilder::new(root().join(folder)).hidden(false).require_git(false).sort_by_file_name(Ord::cmp).build();
    let paths = walk.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file() && keep(path));
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    // In a second work tree `.git` is a file, which holds the path of the first.
    let is_gits = |name: &str| name == ".git" || name.starts_with(".git/");
    paths.map(|path| (name(&path), path)).filter(|(name, _)| !is_gits(name)).collect()
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rs")
}

/// The code of a source file without comments, strings' contents aside, up to its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// The top modules of the library in the order of its `pub mod` lines.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let name = |line: &str| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_string);
    text.lines().filter_map(name).collect()
}

/// The modules named right behind each `crate::` of a text, those of a group `crate::{a::B, c}` each.
fn imported(code: &str) -> Vec<(usize, String)> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push((line, word(rest)));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (offset, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    names.push((line, word(&group[offset..])));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    names
}

#[test]
fn imports_are_read_off_as_they_are_written() {
    let code =
        "use crate::span::Span;\nlet x = crate::rule::explain();\nuse crate::{id::{A, B}, edit};\npub(crate) use y;";
    let names = [(1, "span"), (2, "rule"), (3, "id"), (3, "edit")].map(|(line, name)| (line, name.to_string()));
    assert_eq!(imported(code), names);
}

#[test]
fn imports_run_one_way() {
    let modules = modules();
    assert!(modules.len() > 10, "{modules:?}");
    let place = |name: &str| modules.iter().position(|module| module == name);
    let mut faults = Vec::new();
    for (name, path) in files("src", is_rust) {
        let own = name.trim_start_matches("src/").split(['/', '.']).next().unwrap().to_string();
        if ["lib", "main", "cli"].contains(&own.as_str()) {
            continue;
        }
        let Some(here) = place(&own) else {
            faults.push(format!("{name}: `{own}` is no module of src/lib.rs"));
            continue;
        };
        for (line, module) in imported(&code(&path)) {
            match place(&module) {
                Some(there) if there <= here => {}
                Some(_) => faults.push(format!("{name}:{line}: `{own}` comes before `{module}` and imports it")),
                None => faults.push(format!("{name}:{line}: `{module}` is no module of src/lib.rs")),
            }
        }
    }
    assert!(faults.is_empty(), "the order is that of `pub mod` in src/lib.rs:\n{}", faults.join("\n"));
}

#[test]
fn the_library_neither_prints_nor_exits() {
    let mut faults = Vec::new();
    for (name, path) in files("src", is_rust) {
        if name == "src/main.rs" || name.starts_with("src/cli") {
            continue;
        }
        for (number, line) in code(&path).lines().enumerate() {
            if ["println!", "eprintln!", "print!(", "process::exit", "dbg!"].iter().any(|word| line.contains(word)) {
                faults.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_that_comes_from_outside_is_unwrapped() {
    let mut faults = Vec::new();
    for (name, path) in files("src", is_rust) {
        for (number, line) in code(&path).lines().enumerate() {
            if [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("].iter().any(|word| line.contains(word))
            {
                faults.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_stay_short_and_say_what_lives_there() {
    let mut faults = Vec::new();
    let folders = ["src", "tests", "bench", "benches", "examples"];
    for folder in folders.into_iter().filter(|folder| root().join(folder).is_dir()) {
        for (name, path) in files(folder, is_rust) {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().count();
            if lines > MOST_LINES {
                faults.push(format!("{name}: {lines} lines; divide it ({TARGET_LINES} is the target)"));
            }
            if !text.starts_with("//!") {
                faults.push(format!("{name}: begins without a header `//!`"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The table of rules as README.md holds it between two comments.
fn table() -> String {
    let rules = RuleSet::embedded().unwrap();
    let row = |rule: &restitch::rule::Rule| format!("| {} | {} | {} |\n", rule.id, rule.tier, rule.message);
    "| rule | at most | what it finds |\n|---|---|---|\n".to_string()
        + &rules.rules().iter().map(row).collect::<String>()
}

/// `BLESS=1 cargo test --test house` writes the table anew.
#[test]
fn the_readme_lists_the_rules_as_their_files_have_them() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap_or_default();
    let parts = readme
        .split_once("<!-- rules -->")
        .and_then(|(before, rest)| rest.split_once("<!-- /rules -->").map(|(list, behind)| (before, list, behind)));
    assert!(parts.is_some(), "README.md needs the comments <!-- rules --> and <!-- /rules -->");
    let Some((before, list, behind)) = parts else { return };
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, format!("{before}<!-- rules -->\n{}<!-- /rules -->{behind}", table())).unwrap();
        return;
    }
    assert_eq!(list.trim(), table().trim(), "rewrite it with: BLESS=1 cargo test --test house");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Put together here, so that this file does not hold them.
    let words = ["work", "home", "root", "Users"].map(|folder| format!("/{folder}/"));
    let mut faults = Vec::new();
    for (name, path) in files("", |_| true) {
        // Models and the like are no text.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                faults.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
