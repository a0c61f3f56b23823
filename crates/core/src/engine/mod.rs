//! The heart: takes waiting jobs, brings Cal.com into agreement, and tells the truth about how that went.

pub mod clients;
pub mod connectivity;
pub mod context;
pub mod converge;
pub mod disposition;
pub mod housekeeping;
pub mod look;
pub mod policy;
pub mod settle;
pub mod worker;

pub use context::Context;
pub use policy::Policy;
