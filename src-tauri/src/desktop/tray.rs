//! The icon in the tray and its menu. Everything is in the menu: on Linux an icon hears no clicks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use abgleich_core::text::{Arg, Texts};
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager, Wry};

use super::leaving;
use super::outlook::{AccountLine, Mood, Outlook};
use crate::dto::Event;
use crate::shell::Shell;
use crate::window;

const OPEN: &str = "open";
const SYNC: &str = "sync";
const RETRY: &str = "retry";
const QUIT: &str = "quit";

/// The words of the menu, and which of its items do something now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Picture {
    mood: Mood,
    visible: bool,
    lines: Vec<String>,
    sync: (String, bool),
    retry: (String, bool),
    open: String,
    quit: String,
}

impl Picture {
    fn of(texts: &Texts, outlook: &Outlook, visible: bool) -> Self {
        let mut lines: Vec<String> = Vec::new();
        if outlook.is_demo {
            lines.push(texts.get("demo-label"));
        }
        if outlook.accounts.is_empty() {
            lines.push(texts.get("settings-accounts-empty"));
        }
        lines.extend(outlook.accounts.iter().map(|account| line(texts, account)));
        let changed = [("count", Arg::from(count(outlook.changed)))];
        Self {
            mood: outlook.mood(),
            visible,
            lines,
            sync: (texts.format("tray-sync", &changed), outlook.changed > 0),
            retry: (texts.get("tray-retry"), outlook.can_retry),
            open: texts.get("tray-open"),
            quit: texts.get("tray-quit"),
        }
    }
}

/// What is wrong comes first, what waits second.
fn line(texts: &Texts, account: &AccountLine) -> String {
    let (id, number) = match account {
        AccountLine {
            needs_key: true, ..
        } => ("tray-account-key", 0),
        AccountLine { unsent: 1.., .. } => ("tray-account-waiting", account.unsent),
        AccountLine { stuck: 1.., .. } => ("tray-account-stuck", account.stuck),
        _ => ("tray-account-idle", 0),
    };
    let args = [
        ("account", Arg::from(account.name.as_str())),
        ("count", Arg::from(count(number))),
    ];
    // In a menu, one „&“ marks the letter behind it.
    texts.format(id, &args).replace('&', "&&")
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn image(mood: Mood) -> Image<'static> {
    match mood {
        Mood::AllSent => tauri::include_image!("../icons/tray.png"),
        Mood::Waiting => tauri::include_image!("../icons/tray-waiting.png"),
        Mood::Trouble => tauri::include_image!("../icons/tray-error.png"),
    }
}

/// The items, so that words can change under an open menu without closing it.
struct Items {
    lines: Vec<MenuItem<Wry>>,
    open: MenuItem<Wry>,
    sync: MenuItem<Wry>,
    retry: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

pub struct Tray {
    icon: TrayIcon<Wry>,
    items: Items,
    shown: Picture,
}

/// On the main thread. `None` where the system has no library for it; then closing quits.
pub fn build(handle: &AppHandle, shell: &Arc<Shell>, icons: &Path) -> Option<Tray> {
    let outlook = shell.desktop.outlook().unwrap_or(Outlook {
        is_demo: shell.demo.is_some(),
        accounts: Vec::new(),
        changed: 0,
        can_retry: false,
    });
    let picture = Picture::of(&shell.texts(), &outlook, shell.settings().has_tray());
    // A missing library is a panic of the one who loads it.
    let built = catch_unwind(AssertUnwindSafe(|| try_build(handle, icons, picture)));
    match built {
        Ok(Ok(tray)) => Some(tray),
        Ok(Err(error)) => {
            tracing::warn!(%error, "no icon in the tray");
            None
        }
        Err(_) => {
            tracing::warn!("no icon in the tray: its library is missing");
            None
        }
    }
}

fn try_build(handle: &AppHandle, icons: &Path, picture: Picture) -> tauri::Result<Tray> {
    let (menu, items) = menu(handle, &picture)?;
    let icon = TrayIconBuilder::with_id("abgleich")
        .icon(image(picture.mood))
        .temp_dir_path(icons)
        .tooltip("Abgleich")
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|handle, event| chosen(handle, event.id().as_ref()))
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
                && cfg!(windows)
            {
                window::show(icon.app_handle());
            }
        })
        .build(handle)?;
    icon.set_visible(picture.visible)?;
    Ok(Tray {
        icon,
        items,
        shown: picture,
    })
}

fn menu(handle: &AppHandle, picture: &Picture) -> tauri::Result<(Menu<Wry>, Items)> {
    let item = |id: &str, text: &str, enabled: bool| {
        MenuItem::with_id(handle, id, text, enabled, None::<&str>)
    };
    let lines: tauri::Result<Vec<_>> = picture
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| item(&format!("line-{at}"), line, false))
        .collect();
    let items = Items {
        lines: lines?,
        open: item(OPEN, &picture.open, true)?,
        sync: item(SYNC, &picture.sync.0, picture.sync.1)?,
        retry: item(RETRY, &picture.retry.0, picture.retry.1)?,
        quit: item(QUIT, &picture.quit, true)?,
    };
    let menu = Menu::new(handle)?;
    for line in &items.lines {
        menu.append(line)?;
    }
    menu.append(&PredefinedMenuItem::separator(handle)?)?;
    menu.append_items(&[&items.open, &items.sync, &items.retry])?;
    menu.append(&PredefinedMenuItem::separator(handle)?)?;
    menu.append(&items.quit)?;
    Ok((menu, items))
}

impl Tray {
    fn show(&mut self, handle: &AppHandle, picture: Picture) -> tauri::Result<()> {
        if picture.mood != self.shown.mood {
            self.icon.set_icon(Some(image(picture.mood)))?;
        }
        if picture.visible != self.shown.visible {
            self.icon.set_visible(picture.visible)?;
        }
        if picture.lines.len() == self.items.lines.len() {
            self.reword(&picture)?;
        } else {
            let (menu, items) = menu(handle, &picture)?;
            self.icon.set_menu(Some(menu))?;
            self.items = items;
        }
        self.shown = picture;
        Ok(())
    }

    fn reword(&self, picture: &Picture) -> tauri::Result<()> {
        for (item, line) in self.items.lines.iter().zip(&picture.lines) {
            item.set_text(line)?;
        }
        self.items.open.set_text(&picture.open)?;
        self.items.sync.set_text(&picture.sync.0)?;
        self.items.sync.set_enabled(picture.sync.1)?;
        self.items.retry.set_text(&picture.retry.0)?;
        self.items.retry.set_enabled(picture.retry.1)?;
        self.items.quit.set_text(&picture.quit)
    }
}

/// Keeps the icon in step with the accounts, the language and the setting, until the program ends.
pub async fn follow(handle: AppHandle, shell: Arc<Shell>, mut tray: Tray) {
    let mut outlook = shell.desktop.outlook.subscribe();
    let mut own = shell.own_changes();
    loop {
        own.mark_unchanged();
        let now = outlook.borrow_and_update().clone();
        if let Some(now) = now {
            let picture = Picture::of(&shell.texts(), &now, shell.settings().has_tray());
            if picture != tray.shown
                && let Err(error) = tray.show(&handle, picture)
            {
                tracing::warn!(%error, "the tray shows what was before");
            }
        }
        tokio::select! {
            () = shell.stop.cancelled() => return,
            changed = outlook.changed() => if changed.is_err() { return },
            changed = own.changed() => if changed.is_err() { return },
        }
    }
}

fn chosen(handle: &AppHandle, id: &str) {
    let shell = Arc::clone(handle.state::<Arc<Shell>>().inner());
    match id {
        OPEN => window::show(handle),
        SYNC => {
            window::show(handle);
            shell.tell(Event::SyncChanged {});
        }
        RETRY => {
            tauri::async_runtime::spawn(async move { retry_all(&shell).await });
        }
        QUIT => leaving::quit(handle),
        _ => {}
    }
}

/// As in the queue, without a window.
async fn retry_all(shell: &Shell) {
    let Ok(app) = shell.app() else { return };
    app.probe_soon();
    if let Err(error) = app.retry_waiting(None).await {
        tracing::warn!(code = %error.code(), "trying again from the tray");
    }
}

#[cfg(test)]
mod tests {
    use abgleich_core::text::Language;

    use super::*;

    #[track_caller]
    fn check(unsent: usize, stuck: usize, needs_key: bool, german: &str, english: &str) {
        let account = AccountLine {
            name: "Praxis".to_owned(),
            unsent,
            stuck,
            needs_key,
        };
        assert_eq!(line(&Texts::new(Language::German), &account), german);
        assert_eq!(line(&Texts::new(Language::English), &account), english);
    }

    #[test]
    fn each_account_has_one_line_that_says_how_it_stands() {
        check(0, 0, false, "Praxis – alles gesendet", "Praxis – all sent");
        check(
            1,
            0,
            false,
            "Praxis – 1 Änderung wartet",
            "Praxis – 1 change is waiting",
        );
        check(
            2,
            1,
            false,
            "Praxis – 2 Änderungen warten",
            "Praxis – 2 changes are waiting",
        );
        check(
            0,
            2,
            false,
            "Praxis – 2 Leistungen brauchen Ihre Aufmerksamkeit",
            "Praxis – 2 services need your attention",
        );
        check(
            3,
            3,
            true,
            "Praxis – neuer API-Schlüssel nötig",
            "Praxis – new API key needed",
        );
    }
}
