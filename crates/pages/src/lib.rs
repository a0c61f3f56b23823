//! Which modules a page consists of, found as the browser finds them: by its scripts, its import map, and what each
//! module imports; and the page as it ships, which asks for all of them at once.
//!
//! The browser reports a missing module only when the window is already open, and then shows nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

const ALL_STYLES: &str = "styles/all.css";
const STYLE_LINK: (&str, &str) = (r#"<link rel="stylesheet" href="./"#, r#"">"#);
const MAP: &str = r#"<script type="importmap">"#;

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

/// The page as it ships: one style sheet, and all modules asked for at once. Written by hand and loaded one after the
/// other, they would keep the window empty for as long as the deepest import takes. `keeps_parts`: something else
/// still asks for the single style sheets.
///
/// # Errors
/// If the page has no import map, or something it names cannot be read; as [`modules`] besides.
pub fn finish(folder: &Path, keeps_parts: bool) -> Result<()> {
    let page = folder.join("index.html");
    let text = fs::read_to_string(&page).with_context(|| page.display().to_string())?;
    let (mut styles, mut lines) = (String::new(), Vec::new());
    for line in text.lines() {
        let Some(path) = style_of(line) else {
            lines.push(line.to_owned());
            continue;
        };
        if styles.is_empty() {
            lines.push(line.replace(path, ALL_STYLES));
        }
        let sheet = folder.join(path);
        styles.push_str(&fs::read_to_string(&sheet).with_context(|| path.to_owned())?);
        if !keeps_parts {
            fs::remove_file(sheet)?;
        }
    }
    fs::write(folder.join(ALL_STYLES), styles)?;
    let asked: Vec<String> = modules(folder)?
        .iter()
        .map(|module| module.display().to_string().replace('\\', "/"))
        .map(|path| format!("<link rel=\"modulepreload\" href=\"./{path}\">"))
        .collect();
    // Behind the map, which must not come after the first module.
    let map = lines.iter().position(|line| line.contains(MAP));
    let map = map.context("the page has no import map")?;
    let end = lines
        .iter()
        .skip(map)
        .position(|line| line.contains("</script>"));
    let end = map + 1 + end.context("the import map does not end")?;
    lines.splice(end..end, asked);
    lines.push(String::new());
    Ok(fs::write(&page, lines.join("\n"))?)
}

fn style_of(line: &str) -> Option<&str> {
    let (before, after) = STYLE_LINK;
    line.trim().strip_prefix(before)?.strip_suffix(after)
}

/// Where the module scripts of a page are.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    page.split(r#"<script type="module" src=""#)
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(source, _)| source))
}

fn import_map(page: &str) -> Result<ImportMap> {
    let (_, rest) = page.split_once(MAP).context("there is none")?;
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
    fn a_finished_page_asks_for_everything_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        // Also where git writes lines as Windows does.
        let page = [
            "<head>",
            r#"  <link rel="stylesheet" href="./styles/b.css">"#,
            r#"  <link rel="stylesheet" href="./styles/a.css">"#,
            r#"  <script type="importmap">"#,
            r#"    { "imports": { "lit": "./vendor/lit.js" } }"#,
            "  </script>",
            "</head>",
            r#"<script type="module" src="./main.js" async></script>"#,
        ];
        write("index.html", &page.join("\r\n"));
        write("styles/a.css", "a {}\n");
        write("styles/b.css", "b {}\n");
        write("main.js", r#"import "lit"; import "./views/one.js";"#);
        write("views/one.js", "");
        write("vendor/lit.js", "");
        finish(folder.path(), false).unwrap();
        let finished = fs::read_to_string(folder.path().join("index.html")).unwrap();
        let expected = [
            "<head>",
            r#"  <link rel="stylesheet" href="./styles/all.css">"#,
            r#"  <script type="importmap">"#,
            r#"    { "imports": { "lit": "./vendor/lit.js" } }"#,
            "  </script>",
            r#"<link rel="modulepreload" href="./main.js">"#,
            r#"<link rel="modulepreload" href="./vendor/lit.js">"#,
            r#"<link rel="modulepreload" href="./views/one.js">"#,
            "</head>",
            r#"<script type="module" src="./main.js" async></script>"#,
            "",
        ];
        assert_eq!(finished.lines().chain([""]).collect::<Vec<_>>(), expected);
        let styles = |name: &str| fs::read_to_string(folder.path().join("styles").join(name));
        assert_eq!(styles("all.css").unwrap(), "b {}\na {}\n");
        assert!(styles("a.css").is_err());
    }

    #[test]
    fn the_map_is_read_out_of_the_page() {
        let page = r#"<p><script type="importmap">{"imports": {"a": "./a.js"}}</script></p>"#;
        let map = import_map(page).unwrap();
        assert_eq!(map, [("a".to_owned(), "./a.js".to_owned())]);
        assert!(import_map("<p>none</p>").is_err());
    }
}
