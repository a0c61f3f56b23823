//! The texts: every key in both languages, with the same variables and the right quotation marks.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context as _, Result, bail};

use super::ftl::{self, Entry};
use super::quotes::{self, Language};
use crate::workspace::Workspace;

/// Where texts are kept. The second folder may be missing: the command line then has none of its own.
const FOLDERS: [(&str, bool); 2] = [("ui/locales", true), ("crates/cli/locales", false)];

pub(super) fn check(workspace: &Workspace) -> Result<()> {
    let mut problems = Vec::new();
    for (folder, is_required) in FOLDERS {
        if !is_required && !workspace.path(folder).exists() {
            continue;
        }
        let read = |language: &str| {
            let file = workspace.path(folder).join(format!("{language}.ftl"));
            fs::read_to_string(&file).with_context(|| file.display().to_string())
        };
        for problem in compare(&read("de")?, &read("en")?) {
            problems.push(format!("{folder}: {problem}"));
        }
    }
    if !problems.is_empty() {
        bail!("{} problems\n{}", problems.len(), problems.join("\n"));
    }
    Ok(())
}

fn compare(german: &str, english: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let german = read("de", german, Language::German, &mut problems);
    let english = read("en", english, Language::English, &mut problems);
    for (key, entry) in &german {
        match english.get(key) {
            None => problems.push(format!("{key} is missing in en")),
            Some(other) if other.variables != entry.variables => problems.push(format!(
                "{key} has the variables {} in de and {} in en",
                names(entry),
                names(other)
            )),
            Some(_) => {}
        }
    }
    for key in english.keys().filter(|key| !german.contains_key(*key)) {
        problems.push(format!("{key} is missing in de"));
    }
    problems
}

/// Reads one file, and notes what is wrong in itself.
fn read(
    name: &str,
    source: &str,
    language: Language,
    problems: &mut Vec<String>,
) -> BTreeMap<String, Entry> {
    let entries = match ftl::parse(source) {
        Ok(entries) => entries,
        Err(problem) => {
            problems.push(format!("{name} {problem}"));
            return BTreeMap::new();
        }
    };
    let mut by_key = BTreeMap::new();
    for entry in entries {
        for text in &entry.texts {
            if let Some(problem) = quotes::check(language, text) {
                problems.push(format!(
                    "{name} line {} {}: {problem}",
                    entry.line, entry.key
                ));
            }
        }
        let (key, line) = (entry.key.clone(), entry.line);
        if by_key.insert(key.clone(), entry).is_some() {
            problems.push(format!("{name} line {line} {key} is there twice"));
        }
    }
    by_key
}

fn names(entry: &Entry) -> String {
    if entry.variables.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<&str> = entry.variables.iter().map(String::as_str).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(german: &str, english: &str, expected: &[&str]) {
        assert_eq!(compare(german, english), expected);
    }

    #[test]
    fn equal_texts_have_no_problems() {
        check("a = „{ $x }“\nb = B", "b = B\na = “{ $x }”", &[]);
    }

    #[test]
    fn keys_must_be_in_both_files() {
        check(
            "a = A\nb = B",
            "b = B\nc = C",
            &["a is missing in en", "c is missing in de"],
        );
    }

    #[test]
    fn variables_must_be_the_same() {
        check(
            "a = { $x }{ $y }\nb = B",
            "a = { $x }\nb = { $z }",
            &[
                "a has the variables x, y in de and x in en",
                "b has the variables none in de and z in en",
            ],
        );
    }

    #[test]
    fn quotes_and_doubles_are_found_in_each_file() {
        check(
            "a = \"A\"\nb = B\nb = C",
            "a = “A“\nb = B",
            &[
                "de line 1 a: \" is not a quotation mark of this language",
                "de line 3 b is there twice",
                "en line 1 a: ” is missing",
            ],
        );
    }
}
