//! What the window may ask for: each command parses, calls one use case, and maps the error.

pub mod accounts;
pub mod backups;
pub mod bulk;
pub mod decisions;
pub mod diagnosis;
pub mod edits;
pub mod guide;
pub mod network;
pub mod privacy;
pub mod queue;
pub mod services;
pub mod shell;
pub mod sync;
