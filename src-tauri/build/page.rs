//! The page as it ships: one style sheet, and all modules asked for at once. Written by hand and loaded one after the
//! other, they would keep the window empty for as long as the deepest import takes.

use std::error::Error;
use std::fs;
use std::path::Path;

const ALL_STYLES: &str = "styles/all.css";
const STYLE_LINK: (&str, &str) = (r#"<link rel="stylesheet" href="./"#, r#"">"#);
const MAP: &str = r#"<script type="importmap">"#;

/// Changes `index.html` in this folder, and adds what it then asks for.
pub fn finish(ui: &Path) -> Result<(), Box<dyn Error>> {
    let page = ui.join("index.html");
    let text = fs::read_to_string(&page)?;
    let (mut styles, mut rest) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(path) = style_of(line) {
            if styles.is_empty() {
                rest.push_str(&line.replace(path, ALL_STYLES));
                rest.push('\n');
            }
            styles.push_str(&fs::read_to_string(ui.join(path))?);
        } else {
            rest.push_str(line);
            rest.push('\n');
        }
    }
    fs::write(ui.join(ALL_STYLES), styles)?;
    let asked: Vec<String> = abgleich_pages::modules(ui)?
        .iter()
        .map(|module| module.display().to_string().replace('\\', "/"))
        .map(|path| format!("    <link rel=\"modulepreload\" href=\"./{path}\">\n"))
        .collect();
    let asked = asked.concat();
    // Behind the map, which must not come after the first module.
    let (head, tail) = rest.split_once(MAP).ok_or("the page has no import map")?;
    let (map, tail) = tail
        .split_once("</script>\n")
        .ok_or("the import map does not end")?;
    fs::write(&page, format!("{head}{MAP}{map}</script>\n{asked}{tail}"))?;
    Ok(())
}

fn style_of(line: &str) -> Option<&str> {
    let (before, after) = STYLE_LINK;
    line.trim().strip_prefix(before)?.strip_suffix(after)
}
