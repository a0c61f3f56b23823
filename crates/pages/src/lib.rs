//! Which modules a page consists of, found as the browser finds them: by its scripts, its import map, and what each
//! module imports.
//!
//! The browser reports a missing module only when the window is already open, and then shows nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// The import map of a page: bare names, or prefixes that end in a slash, to paths below the page's folder.
type ImportMap = Vec<(String, String)>;

/// All modules that `index.html` in this folder leads to, as paths below the folder, sorted.
///
/// # Errors
/// Names every import that leads nowhere.
pub fn modules(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let page = folder.join("index.html");
    let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let map = import_map(&text).with_context(|| format!("the import map of {}", page.display()))?;

    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(String, PathBuf)> = scripts(&text)
        .map(|source| ("the page".to_owned(), normal(Path::new(source))))
        .collect();
    for (name, target) in &map {
        let path = normal(Path::new(target));
        if target.ends_with('/') {
            if !folder.join(&path).is_dir() {
                problems.push(format!("“{name}” leads to {target}, which is no folder"));
            }
        } else {
            open.push((format!("the import map, “{name}”"), path));
        }
    }
    while let Some((from, path)) = open.pop() {
        if seen.contains(&path) {
            continue;
        }
        let Ok(source) = fs::read_to_string(folder.join(&path)) else {
            problems.push(format!("{from}: {} is missing", path.display()));
            continue;
        };
        for import in imports(&source) {
            let from = format!("{}, “{import}”", path.display());
            match resolve(&map, &path, import) {
                Some(target) => open.push((from, target)),
                None => problems.push(format!("{from}: not in the import map")),
            }
        }
        seen.insert(path);
    }
    if !problems.is_empty() {
        bail!("modules that cannot be loaded:\n{}", problems.join("\n"));
    }
    Ok(seen)
}

/// Where the module scripts of a page are.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split(r#"<script type="module" src=""#)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(source, _)| source))
}

fn import_map(page: &str) -> Result<ImportMap> {
    let (_, rest) = page
        .split_once(r#"<script type="importmap">"#)
        .context("there is none")?;
    let (json, _) = rest.split_once("</script>").context("it does not end")?;
    let json: Value = serde_json::from_str(json)?;
    let imports = json.get("imports").and_then(Value::as_object);
    imports
        .context("“imports” is missing")?
        .iter()
        .map(|(name, target)| {
            let target = target.as_str().context("a target is not a text")?;
            Ok((name.clone(), target.to_owned()))
        })
        .collect()
}

/// The names that a module imports or re-exports, minified or not.
fn imports(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some((position, keyword)) = next_keyword(rest) {
        rest = rest.get(position + keyword.len()..).unwrap_or_default();
        let after = rest.trim_start_matches([' ', '\n', '(']);
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let name = quote.and_then(|quote| after.get(1..)?.split_once(quote));
        if let Some((name, _)) = name
            && !name.is_empty()
            && !name.contains(char::is_whitespace)
        {
            found.push(name);
        }
    }
    found
}

/// The next `from` or `import` that is a word of code: examples in comments are skipped.
fn next_keyword(source: &str) -> Option<(usize, &'static str)> {
    let mut position = 0;
    loop {
        let rest = source.get(position..)?;
        let next = ["/*", "from", "import"]
            .into_iter()
            .filter_map(|word| Some((rest.find(word)?, word)))
            .min_by_key(|(offset, _)| *offset)?;
        let (offset, word) = next;
        let line = rest.get(..offset)?.rsplit('\n').next().unwrap_or_default();
        position += offset;
        if word == "/*" {
            position += rest.get(offset..)?.find("*/")? + 2;
        } else if line.trim_start().starts_with("//") {
            position += word.len();
        } else {
            return Some((position, word));
        }
    }
}

fn resolve(map: &ImportMap, importer: &Path, name: &str) -> Option<PathBuf> {
    if name.starts_with("./") || name.starts_with("../") {
        let folder = importer.parent().unwrap_or(Path::new(""));
        return Some(normal(&folder.join(name)));
    }
    // The longest key wins, as in the browser.
    map.iter()
        .filter_map(|(key, target)| {
            if key == name {
                return Some((key, target.clone()));
            }
            let rest = name
                .strip_prefix(key.as_str())
                .filter(|_| key.ends_with('/'))?;
            Some((key, format!("{target}{rest}")))
        })
        .max_by_key(|(key, _)| key.len())
        .map(|(_, target)| normal(Path::new(&target)))
}

/// Without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::Normal(name) => normal.push(name),
            _ => {}
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn check_imports(source: &str, expected: &[&str]) {
        assert_eq!(imports(source), expected, "{source}");
    }

    #[test]
    fn imports_are_found_minified_or_not() {
        check_imports(
            r#"import{a as b}from"@lit/x";import"lit-html";export*from"./y.js";const c="//";import("z")"#,
            &["@lit/x", "lit-html", "./y.js", "z"],
        );
        check_imports(
            "import { a } from './a.js';\nexport {\n  b,\n} from \"./b.js\";",
            &["./a.js", "./b.js"],
        );
    }

    #[test]
    fn examples_in_comments_are_no_imports() {
        check_imports(
            "/**\n * import { invoke } from '@tauri-apps/api/core';\n */\nimport './a.js';\n// from 'b'\nimport './c.js'",
            &["./a.js", "./c.js"],
        );
    }

    #[test]
    fn words_that_only_look_like_imports_are_none() {
        check_imports("Array.from(x); const important = \"yes\";", &[]);
    }

    #[test]
    fn names_resolve_by_the_map_or_relative_to_the_importer() {
        let map = vec![
            ("lit".to_owned(), "./vendor/lit/index.js".to_owned()),
            ("lit/".to_owned(), "./vendor/lit/".to_owned()),
        ];
        let from = |importer: &str, name: &str| resolve(&map, Path::new(importer), name);
        assert_eq!(
            from("a.js", "lit").unwrap(),
            Path::new("vendor/lit/index.js")
        );
        assert_eq!(
            from("a.js", "lit/directives/live.js").unwrap(),
            Path::new("vendor/lit/directives/live.js")
        );
        assert_eq!(
            from("vendor/a/b/c.js", "../d.js").unwrap(),
            Path::new("vendor/a/d.js")
        );
        assert_eq!(from("a.js", "preact"), None);
    }

    #[test]
    fn the_scripts_of_a_page_are_where_it_begins() {
        let page =
            r#"<script type="module" src="./a.js"></script><script type="module" src="b.js">"#;
        assert_eq!(scripts(page).collect::<Vec<_>>(), ["./a.js", "b.js"]);
    }

    #[test]
    fn the_map_is_read_out_of_the_page() {
        let page = r#"<p><script type="importmap">{"imports": {"a": "./a.js"}}</script></p>"#;
        let map = import_map(page).unwrap();
        assert_eq!(map, [("a".to_owned(), "./a.js".to_owned())]);
        assert!(import_map("<p>none</p>").is_err());
    }
}
