//! The program's menu on macOS: its „Beenden“ asks first, like every other end. The system's own item would not ask.

use abgleich_core::text::Texts;
use tauri::AppHandle;
use tauri::menu::{Menu, MenuItem, MenuItemKind};

use super::leaving;

const QUIT: &str = "app-quit";

/// The usual menu of a program, with our own last item in its first part. Elsewhere a program has none.
pub fn set(handle: &AppHandle, texts: &Texts) -> tauri::Result<()> {
    if !cfg!(target_os = "macos") {
        return Ok(());
    }
    let menu = Menu::default(handle)?;
    if let Some(MenuItemKind::Submenu(own)) = menu.items()?.first() {
        if let Some(last) = own.items()?.len().checked_sub(1) {
            own.remove_at(last)?;
        }
        let text = texts.get("tray-quit");
        own.append(&MenuItem::with_id(
            handle,
            QUIT,
            text,
            true,
            Some("CmdOrCtrl+Q"),
        )?)?;
    }
    handle.on_menu_event(|handle, event| {
        if event.id().as_ref() == QUIT {
            leaving::quit(handle);
        }
    });
    handle.set_menu(menu)?;
    Ok(())
}
