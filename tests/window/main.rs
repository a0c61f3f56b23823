//! The built program in a real window, driven as a person drives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
// tauri-driver has no macOS side, and Windows has neither this credential store nor this notification server.
#![cfg(target_os = "linux")]

mod accounts;
mod background;
mod bulk;
mod compare;
mod graphics;
mod guard;
mod guide;
mod isolation;
mod keyring;
mod large;
mod managed;
mod notifications;
mod offline;
mod placement;
mod screens;
mod screens_accounts;
mod settings;
mod shortcuts;
mod sync;
mod tray;
mod wizard;
