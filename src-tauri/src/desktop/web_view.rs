//! What the web view can do without here. On Windows and macOS it belongs to the system, which knows the computer.

use tauri::WebviewWindow;

/// Without a graphics card the pictures of all layers of the page lie in main memory, and a program does the card's work
/// of putting them together: painting straight into the window needs a quarter less memory, and less time.
#[cfg(target_os = "linux")]
pub fn spare(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

    let done = window.with_webview(|view| {
        let Some(settings) = view.inner().settings() else {
            return;
        };
        settings.set_enable_webgl(false);
        settings.set_enable_webaudio(false);
        settings.set_enable_page_cache(false);
        if !has_graphics_card() && std::env::var_os(WITH_LAYERS).is_none() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = done {
        tracing::warn!(%error, "the web view keeps its settings");
    }
}

#[cfg(not(target_os = "linux"))]
pub fn spare(_: &WebviewWindow) {}

/// WebKit's own switch: whoever sets it wants layers in any case.
#[cfg(target_os = "linux")]
const WITH_LAYERS: &str = "WEBKIT_FORCE_COMPOSITING_MODE";

/// Whether anything here could draw: in doubt yes.
#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let Ok(devices) = std::fs::read_dir("/dev") else {
        return true;
    };
    let rendering = std::fs::read_dir("/dev/dri").into_iter().flatten();
    let mut names = devices
        .chain(rendering)
        .flatten()
        .map(|one| one.file_name());
    names.any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("renderD") || name == "nvidia0"
    })
}
