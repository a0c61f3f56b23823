//! The heart: takes waiting jobs, brings Cal.com into agreement, and tells the truth about how that went.

pub mod clients;
pub mod comeback;
pub mod connectivity;
pub mod context;
pub mod converge;
pub mod disposition;
pub mod housekeeping;
pub mod listing;
pub mod listings;
pub mod look;
pub mod network;
pub mod news;
pub mod objection;
pub mod policy;
pub mod pulse;
pub mod schedule;
pub mod settle;
mod side_effects;
pub mod turns;
pub mod worker;

pub use context::Context;
pub use policy::Policy;
