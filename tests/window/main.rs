//! The built program in a real window, driven as a person drives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
// tauri-driver has no macOS side, and Windows has neither this credential store nor this notification server.
#![cfg(target_os = "linux")]

mod acceptance;
mod accounts;
mod assistive;
mod background;
mod backups;
mod bulk;
mod compare;
mod copies;
mod demo;
mod diagnosis;
mod edited;
mod failures;
mod first_frame;
mod gallery;
mod garbage;
mod graphics;
mod guard;
mod guide;
mod history;
mod isolation;
mod keyboard;
mod keyring;
mod large;
mod linking;
mod looks;
mod managed;
mod network;
mod notifications;
mod offline;
mod placement;
mod places;
mod privacy;
mod queue;
mod screens;
mod screens_accounts;
mod settings;
mod settings_screens;
mod shortcuts;
mod sync;
mod tray;
mod undecided;
mod wizard;
