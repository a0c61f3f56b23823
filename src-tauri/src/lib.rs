//! The desktop shell of Abgleich: thin commands over the core, events to the page, native notifications.
//! It decides nothing; whatever is worth deciding is decided in `abgleich-core`.

mod again;
mod args;
#[cfg(test)]
mod canary;
mod chooser;
mod commands;
mod convert;
mod demo;
mod desktop;
mod dto;
mod error;
mod events;
#[cfg(feature = "crash-points")]
mod moved_clock;
mod notifier;
mod opening;
mod remembered;
mod session;
mod shell;
mod startup;
mod window;

pub use startup::main;

/// The configuration, the access list and the embedded pages. Only this crate can make it.
#[expect(
    clippy::disallowed_methods,
    reason = "inside the macro, for a configuration that cannot be read"
)]
pub fn context<R: tauri::Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// The names of all commands, as the access list has them.
pub fn command_names() -> impl Iterator<Item = &'static str> {
    env!("ABGLEICH_COMMANDS").split(',')
}
