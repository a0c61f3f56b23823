//! Checks over the files themselves: nothing left open, and generated files up to date.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command::{cargo, output};
use crate::workspace::Workspace;

/// Written in two halves, so that this file passes its own check.
const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

const SOURCES: [&str; 8] = [
    "crates",
    "src-tauri",
    "tests",
    "ui",
    "migrations",
    "docs",
    ".ci",
    ".github",
];

/// An open end belongs into an issue, where someone sees it.
pub(super) fn notes(workspace: &Workspace) -> Result<()> {
    let mut found = Vec::new();
    for folder in SOURCES {
        for file in files_below(&workspace.path(folder))? {
            // Pictures are no texts.
            let Ok(text) = fs::read_to_string(&file) else {
                continue;
            };
            let name = file.strip_prefix(workspace.root()).unwrap_or(&file);
            for line in lines_with_notes(&text) {
                found.push(format!("{}:{line}", name.display()));
            }
        }
    }
    if !found.is_empty() {
        bail!("{} or {} in {}", NOTES[0], NOTES[1], found.join(", "));
    }
    Ok(())
}

/// Line numbers, from 1.
fn lines_with_notes(text: &str) -> Vec<usize> {
    let words = |line: &str| {
        line.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| NOTES.contains(&word))
    };
    text.lines()
        .zip(1..)
        .filter(|(line, _)| words(line))
        .map(|(_, number)| number)
        .collect()
}

/// Every link from one of our pages to a file beside it leads somewhere.
pub(super) fn links(workspace: &Workspace) -> Result<()> {
    let mut git = Command::new("git");
    git.current_dir(workspace.root());
    git.args(["ls-files", "-z", "--", "*.md"]);
    let mut dead = Vec::new();
    for page in output(&mut git)?.split_terminator('\0') {
        let path = workspace.path(page);
        // Removed, and not committed yet.
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for link in relative_links(&text) {
            if !path.with_file_name("").join(link).exists() {
                dead.push(format!("{page} → {link}"));
            }
        }
    }
    if !dead.is_empty() {
        bail!("nothing is there: {}", dead.join(", "));
    }
    Ok(())
}

/// What stands in `](…)`, without a place in the page; addresses and places of the same page are none.
fn relative_links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split_once(')'))
        .filter_map(|(target, _)| target.split(['#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains(':'))
        .collect()
}

/// Runs the tests that write the types of the UI, and sees whether they wrote anything new.
pub(super) fn generated_types(workspace: &Workspace) -> Result<()> {
    let folder = workspace.path("ui/types");
    let before = contents(&folder)?;
    let mut cargo = cargo();
    cargo.current_dir(workspace.root());
    // The whole workspace, as the tests build it anyway; the filter leaves the exports of ts-rs.
    cargo.args(["test", "--quiet", "--workspace", "--lib", "export_bindings"]);
    output(&mut cargo)?;
    let after = contents(&folder)?;
    let changed: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|file| before.get(*file) != after.get(*file))
        .map(|file| file.display().to_string())
        .collect();
    if !changed.is_empty() {
        bail!("now rewritten, please commit: {}", changed.join(", "));
    }
    if after.is_empty() {
        bail!("there are no types in {}", folder.display());
    }
    Ok(())
}

fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut contents = BTreeMap::new();
    for file in files_below(folder)? {
        let bytes = fs::read(&file)?;
        contents.insert(file, bytes);
    }
    Ok(contents)
}

/// All files of a folder and its folders, without what others wrote. Empty if there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if !folder.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        for entry in entries {
            let path = entry?.path();
            let is_foreign = ["vendor", "node_modules", "target", "gen"]
                .iter()
                .any(|name| path.file_name().is_some_and(|file| file == *name));
            if path.is_dir() && !is_foreign {
                open.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_files_are_found() {
        let text =
            "[a](b/c.md), ![p](../i.png) and [x](d.md#part); [w](https://cal.com/x) [s](#part) a](";
        assert_eq!(relative_links(text), ["b/c.md", "../i.png", "d.md"]);
    }

    #[test]
    fn notes_are_words_of_their_own() {
        let note = NOTES[0];
        let text =
            format!("fine\n// {note}: later\nlet x{note}S = 1; {note}_\n{note}S\n<!--{note}-->");
        assert_eq!(lines_with_notes(&text), [2, 3, 5]);
    }
}
