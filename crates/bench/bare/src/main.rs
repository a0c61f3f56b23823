//! A window with the same plugins and nothing in it: what `cargo xtask bench` compares the app's window with.

#[expect(clippy::disallowed_methods, reason = "what Tauri generates")]
fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|_, _, _| {}))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .run(tauri::generate_context!())
}
