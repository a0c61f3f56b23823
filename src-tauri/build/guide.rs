//! The guide of `docs/` as HTML for the page: headings that can be pointed at, pictures where the page finds them.

use std::path::Path;
use std::{fs, io};

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

const PAGES: [&str; 3] = ["guide", "it", "privacy"];
const LANGUAGES: [&str; 2] = ["de", "en"];

/// Writes `PAGE.LANGUAGE.html` for each of them.
pub fn write(docs: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for page in PAGES {
        for language in LANGUAGES {
            let text = fs::read_to_string(docs.join(format!("{page}.{language}.md")))?;
            fs::write(to.join(format!("{page}.{language}.html")), rendered(&text))?;
        }
    }
    Ok(())
}

fn rendered(markdown: &str) -> String {
    let mut events: Vec<Event> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    for place in 0..events.len() {
        let slug = slug_of(events.get(place..).unwrap_or_default());
        match events.get_mut(place) {
            Some(Event::Start(Tag::Heading { level, id, .. })) => {
                *level = below(*level);
                *id = Some(slug);
            }
            Some(Event::End(TagEnd::Heading(level))) => *level = below(*level),
            Some(Event::Start(Tag::Image { dest_url, .. })) => {
                if let Some(name) = dest_url.strip_prefix("images/guide/") {
                    *dest_url = CowStr::from(format!("guide/{name}"));
                }
            }
            _ => {}
        }
    }
    let mut text = String::new();
    html::push_html(&mut text, events.into_iter());
    text
}

/// The dialog that shows it has the heading above these.
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        deeper => deeper,
    }
}

/// As GitHub points at the heading that begins here: „Verlauf und frühere Werte“ is `verlauf-und-frühere-werte`.
fn slug_of(events: &[Event]) -> CowStr<'static> {
    let words = events
        .iter()
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        });
    let slug: String = words
        .flat_map(str::chars)
        .flat_map(char::to_lowercase)
        .filter_map(|sign| match sign {
            ' ' => Some('-'),
            '-' | '_' => Some(sign),
            _ => sign.is_alphanumeric().then_some(sign),
        })
        .collect();
    CowStr::from(slug)
}
