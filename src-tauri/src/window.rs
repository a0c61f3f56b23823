//! The one window: built here, and brought to the front from a notification or a second start.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use abgleich_core::paths::DataDir;
use abgleich_core::text::Texts;
use serde_json::{Map, Value, json};
use tauri::window::Color;
use tauri::{AppHandle, Manager, Theme, WebviewUrl, WebviewWindowBuilder};

use crate::desktop::{graphics, placement, web_view};
use crate::remembered;
use crate::shell::Shell;

pub const MAIN: &str = "main";

/// Somebody asked for the window before it was there: a second start, while the first still opens its data.
static WANTED: AtomicBool = AtomicBool::new(false);

/// Smallest and first size, in CSS pixels.
const SMALLEST: (f64, f64) = (720.0, 540.0);
const FIRST: (f64, f64) = (1_280.0, 820.0);

pub fn build(
    handle: &AppHandle,
    dir: &DataDir,
    web_data: PathBuf,
    shell: &Arc<Shell>,
    visible: bool,
) -> tauri::Result<()> {
    let settings = shell.settings();
    let theme = theme_of(&settings.theme);
    let builder = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title("Abgleich")
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .data_directory(web_data)
        .theme(theme)
        .initialization_script(beginning(
            &settings.theme,
            &shell.texts(),
            has_account(shell),
            &remembered::read(dir),
        ))
        .visible(visible && placement::BUILT_IN_PLACE);
    let window = placement::place(builder, handle, dir, FIRST).build()?;
    if !placement::BUILT_IN_PLACE
        && let Err(error) = placement::restore(&window, dir)
    {
        tracing::warn!(%error, "the window opens where the system puts it");
    }
    web_view::spare(&window);
    window.set_background_color(Some(ground(theme.map_or_else(|| window.theme(), Ok)?)))?;
    window.set_zoom(zoom_of(&settings.zoom))?;
    if visible {
        window.show()?;
        graphics::watch_once(handle, shell);
    }
    if WANTED.swap(false, Ordering::Relaxed) {
        show(handle);
    }
    Ok(())
}

/// What the page would otherwise have to ask for, and stand empty or in the wrong colours until it is answered.
/// Not every web view has a document as early as this; then the page does it a little later.
fn beginning(theme: &str, texts: &Texts, has_account: bool, place: &Map<String, Value>) -> String {
    let language = texts.language();
    let texts = json!({ "language": language.id(), "source": language.source() });
    let look = json!({ "theme": theme, "first": if has_account { "frame" } else { "sheet" } });
    let place = json!(place);
    format!(
        "globalThis.abgleichTexts = {texts};
        globalThis.abgleichPlace = {place};
        Object.assign(document.documentElement?.dataset ?? {{}}, {look});"
    )
}

/// Who has none is led to one, on a page without the usual frame.
fn has_account(shell: &Shell) -> bool {
    tauri::async_runtime::block_on(async {
        let accounts = shell.app().ok()?.accounts().await.ok()?;
        Some(!accounts.is_empty())
    })
    .unwrap_or(false)
}

/// What is seen until the page is painted: the page's own ground, so that nothing flashes in a dark room.
fn ground(theme: Theme) -> Color {
    match theme {
        Theme::Dark => Color(0x16, 0x18, 0x1a, 0xff),
        _ => Color(0xf4, 0xf3, 0xf0, 0xff),
    }
}

/// The setting is in per cent, and one of a few.
fn zoom_of(setting: &str) -> f64 {
    setting.parse().unwrap_or(100.0) / 100.0
}

pub fn set_zoom(handle: &AppHandle, setting: &str) {
    if let Some(window) = handle.get_webview_window(MAIN)
        && let Err(error) = window.set_zoom(zoom_of(setting))
    {
        tracing::warn!(%error, "the window keeps its size of text");
    }
}

/// `None` follows the system.
pub fn theme_of(setting: &str) -> Option<Theme> {
    match setting {
        "light" => Some(Theme::Light),
        "dark" => Some(Theme::Dark),
        _ => None,
    }
}

pub fn set_theme(handle: &AppHandle, setting: &str) {
    let Some(window) = handle.get_webview_window(MAIN) else {
        return;
    };
    let theme = theme_of(setting);
    let changed = window.set_theme(theme).and_then(|()| {
        let theme = theme.map_or_else(|| window.theme(), Ok)?;
        window.set_background_color(Some(ground(theme)))
    });
    if let Err(error) = changed {
        tracing::warn!(%error, "the window keeps its theme");
    }
}

/// Unminimise, show, focus: on Wayland the last is only a request.
pub fn show(handle: &AppHandle) {
    let (Some(window), Some(shell)) = (
        handle.get_webview_window(MAIN),
        handle.try_state::<Arc<Shell>>(),
    ) else {
        WANTED.store(true, Ordering::Relaxed);
        return;
    };
    shell.desktop.go_on_until_sent(false);
    for done in [
        window.unminimize(),
        window.show(),
        placement::bring_into_sight(&window, FIRST),
        window.set_focus(),
    ] {
        if let Err(error) = done {
            tracing::debug!(%error, "the window could not be brought to the front");
        }
    }
    graphics::watch_once(handle, &shell);
    if let Ok(app) = shell.app() {
        app.set_visible(true);
    }
}

/// Size and place as at the first start.
pub fn reset_place(handle: &AppHandle) -> tauri::Result<()> {
    match handle.get_webview_window(MAIN) {
        Some(window) => placement::reset(&window, FIRST),
        None => Ok(()),
    }
}

/// Without the window; what it shows goes on.
pub fn hide(handle: &AppHandle) {
    // The plugin asks the main thread for each of its values and holds a lock meanwhile that the same thread wants
    // whenever the window moves: asked there, it gets them at once.
    let here = handle.clone();
    if let Err(error) = handle.run_on_main_thread(move || placement::keep(&here)) {
        tracing::debug!(%error, "where the window was is not kept");
    }
    if let Some(window) = handle.get_webview_window(MAIN)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window stays");
    }
    if let Ok(app) = handle.state::<Arc<Shell>>().app() {
        app.set_visible(false);
    }
}

pub fn is_visible(handle: &AppHandle) -> bool {
    let window = handle.get_webview_window(MAIN);
    window.is_some_and(|window| window.is_visible().unwrap_or(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_is_the_pages_own() {
        let hex = |theme| {
            let Color(red, green, blue, _) = ground(theme);
            format!("#{red:02x}{green:02x}{blue:02x}")
        };
        let pair = format!(
            "--ground: light-dark({}, {});",
            hex(Theme::Light),
            hex(Theme::Dark)
        );
        assert!(
            include_str!("../../ui/styles/tokens.css").contains(&pair),
            "{pair}"
        );
    }
}
