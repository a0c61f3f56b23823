//! The built program in a real window, driven as a person drives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
// tauri-driver has no macOS side, and Windows has neither this credential store nor this notification server.
#![cfg(target_os = "linux")]

mod acceptance;
mod assistive;
mod background;
mod bulk;
mod compare;
mod gallery;
mod graphics;
mod guard;
mod isolation;
mod keyboard;
mod keyring;
mod large;
mod looks;
mod notifications;
mod offline;
mod placement;
mod screens;
mod settings;
mod shortcuts;
mod sync;
mod tray;
mod wizard;
