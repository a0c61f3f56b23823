//! The built program in a real window, driven as a person drives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
// tauri-driver has no macOS side, and Windows has neither this credential store nor this notification server.
#![cfg(target_os = "linux")]

mod background;
mod backups;
mod bulk;
mod compare;
mod diagnosis;
mod failures;
mod graphics;
mod guard;
mod isolation;
mod keyring;
mod large;
mod network;
mod notifications;
mod offline;
mod placement;
mod privacy;
mod screens;
mod settings;
mod settings_screens;
mod shortcuts;
mod sync;
mod tray;
mod wizard;
