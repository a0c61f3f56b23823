//! One page with every picture that the tests took: a row per screen, a column per language and theme.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The columns, as the names of the pictures end. What ends otherwise stands in a column of its own.
const LOOKS: [&str; 4] = ["de-light", "de-dark", "en-light", "en-dark"];
const OTHER: &str = "";

/// Small enough for a walk through all screens, sharp enough to see what is crooked.
const STYLE: &str = "body { font: 14px system-ui; margin: 1rem; background: #ddd; color: #222 }
table { border-collapse: collapse }
th { position: sticky; top: 0; background: #ddd; padding: .25rem .5rem; text-align: start; z-index: 1 }
td { padding: .25rem .5rem; vertical-align: top }
td:first-child { position: sticky; left: 0; background: #ddd; font-weight: 600; max-width: 12rem }
img { width: 22rem; height: auto; display: block; border: 1px solid #999 }";

/// Writes `index.html` beside the pictures; `None` if there are none.
///
/// # Errors
/// If the folder cannot be read or written.
pub(crate) fn write(folder: &Path) -> Result<Option<PathBuf>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".png") {
            names.insert(name.to_owned());
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    let page = folder.join("index.html");
    fs::write(&page, html(&names)).with_context(|| page.display().to_string())?;
    Ok(Some(page))
}

/// The screen of a picture, and its look.
fn parts(name: &str) -> (&str, &'static str) {
    for look in LOOKS {
        if let Some(screen) = name.strip_suffix(look)
            && let Some(screen) = screen.strip_suffix('-')
        {
            return (screen, look);
        }
    }
    (name, OTHER)
}

fn html(names: &BTreeSet<String>) -> String {
    let mut screens: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for name in names {
        let (screen, look) = parts(name);
        screens.entry(screen).or_default().insert(look, name);
    }
    let mut page = format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{} pictures of {} screens</title>\n<style>{STYLE}</style>\n\
         <table>\n<tr><th>screen</th>",
        names.len(),
        screens.len()
    );
    let columns: Vec<&str> = LOOKS.into_iter().chain([OTHER]).collect();
    for look in &columns {
        let _ = write!(page, "<th>{look}</th>");
    }
    page.push_str("</tr>\n");
    for (screen, pictures) in &screens {
        let _ = write!(page, "<tr><td>{screen}</td>");
        for look in &columns {
            match pictures.get(look) {
                Some(name) => {
                    let _ = write!(
                        page,
                        "<td><a href=\"{name}.png\"><img src=\"{name}.png\" alt=\"{name}\" loading=\"lazy\"></a></td>"
                    );
                }
                None => page.push_str("<td></td>"),
            }
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
    page
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_screen_is_a_row_with_its_looks_side_by_side() {
        let names = ["queue-de-light", "queue-en-dark", "narrow"].map(str::to_owned);
        let page = html(&names.into());
        let rows: Vec<&str> = page.lines().filter(|line| line.contains("<td>")).collect();
        assert_eq!(rows.len(), 2, "{page}");
        let [narrow, queue] = [rows[0], rows[1]];
        assert!(
            narrow.starts_with("<tr><td>narrow</td><td></td><td></td><td></td><td></td><td><a")
        );
        let (light, dark) = (
            queue.find("queue-de-light.png").unwrap(),
            queue.find("queue-en-dark.png").unwrap(),
        );
        assert!(light < dark, "{queue}");
    }

    #[test]
    fn without_pictures_there_is_no_page() {
        assert_eq!(write(Path::new("/nowhere/at/all")).unwrap(), None);
    }
}
