//! The one window: built here, and brought to the front from a notification or a second start.

use std::path::PathBuf;
use std::sync::Arc;

use tauri::{AppHandle, Manager, Theme, WebviewUrl, WebviewWindowBuilder};

use crate::shell::Shell;

pub const MAIN: &str = "main";

/// Smallest and first size, in CSS pixels.
const SMALLEST: (f64, f64) = (720.0, 540.0);
const FIRST: (f64, f64) = (1_280.0, 820.0);

pub fn build(
    handle: &AppHandle,
    web_data: PathBuf,
    theme: &str,
    visible: bool,
) -> tauri::Result<()> {
    WebviewWindowBuilder::new(handle, MAIN, WebviewUrl::App("index.html".into()))
        .title("Abgleich")
        .inner_size(FIRST.0, FIRST.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .data_directory(web_data)
        .theme(theme_of(theme))
        .visible(visible)
        .build()
        .map(drop)
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
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::debug!(%error, "the window could not be brought to the front");
        }
    }
    if let Ok(app) = handle.state::<Arc<Shell>>().app() {
        app.set_visible(true);
    }
}
