//! What the window may ask for: each command parses, calls one use case, and maps the error.

pub mod accounts;
pub mod backups;
pub mod bulk;
pub mod decisions;
pub mod diagnosis;
pub mod edits;
pub mod guide;
pub mod network;
pub mod outside;
pub mod page;
pub mod privacy;
pub mod program;
pub mod queue;
pub mod services;
pub mod settings;
pub mod sync;

/// How long a person waits for Cal.com before the last known values are shown, or a job is left to its time.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
