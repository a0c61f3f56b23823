//! Abgleich without a window: services, the guarded sync, and the durable queue behind it.
//!
//! One direction: [`app`] (use cases) → [`engine`] (the loop and one job's way) → [`store`] (SQLite) and the
//! Cal.com client. [`domain`] is pure and used by all. Nothing here knows of Tauri, GTK or WebKit.

pub mod app;
pub mod crash;
pub mod domain;
pub mod engine;
pub mod keyring_store;
pub mod logging;
pub mod paths;
pub mod ports;
pub mod store;
pub mod text;
