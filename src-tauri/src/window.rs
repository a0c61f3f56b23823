//! The one window: built here, and brought to the front from a notification or a second start.

use std::path::PathBuf;
use std::sync::Arc;

use abgleich_core::paths::DataDir;
use tauri::{AppHandle, Manager, Theme, WebviewUrl, WebviewWindowBuilder};

use crate::desktop::{graphics, placement};
use crate::shell::Shell;

pub const MAIN: &str = "main";

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
    let window = WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title("Abgleich")
        .inner_size(FIRST.0, FIRST.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .center()
        .data_directory(web_data)
        .theme(theme_of(&settings.theme))
        // Shown when it is where it belongs.
        .visible(false)
        .build()?;
    if let Err(error) = placement::restore(&window, dir, FIRST) {
        tracing::warn!(%error, "the window opens where the system puts it");
    }
    window.set_zoom(zoom_of(&settings.zoom))?;
    if visible {
        window.show()?;
        let watch = graphics::watch(handle.clone(), Arc::clone(shell), dir.clone());
        tauri::async_runtime::spawn(watch);
    }
    Ok(())
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
    if let Some(window) = handle.get_webview_window(MAIN)
        && let Err(error) = window.set_theme(theme_of(setting))
    {
        tracing::warn!(%error, "the window keeps its theme");
    }
}

/// Unminimise, show, focus: on Wayland the last is only a request.
pub fn show(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(MAIN) else {
        return;
    };
    if let Some(shell) = handle.try_state::<Arc<Shell>>() {
        shell.desktop.go_on_until_sent(false);
    }
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::debug!(%error, "the window could not be brought to the front");
        }
    }
    if let Ok(app) = handle.state::<Arc<Shell>>().app() {
        app.set_visible(true);
    }
}

/// Without the window; what it shows goes on.
pub fn hide(handle: &AppHandle) {
    placement::keep(handle);
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
