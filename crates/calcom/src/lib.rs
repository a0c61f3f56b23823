//! Typed client of the Cal.com API v2: event types, teams and the key's own user.
//!
//! The crate knows addresses, requests, answers and what can go wrong between them.
//! It knows nothing of services, jobs or accounts, and it never repeats a request: what happens after an
//! [`Error`] is decided by the caller.
//!
//! Source of the shapes: Cal.com API v2, event types of version 2024-06-14.

mod address;
mod client;
mod error;
mod exchange;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
#[cfg(test)]
mod fuzzing_tests;
mod history;
mod meta;
mod model;
mod proxy;
mod refusal;
mod text;
mod wire;

pub use address::{AddressError, ApiAddress};
pub use client::{API_VERSION, Answer, BuildError, Client, Target, Timeouts};
pub use error::{Details, Error, ErrorKind, FieldRefusal, NotSent, Refusal};
pub use exchange::ANSWER_LIMIT_BYTES;
pub use history::{FieldChange, Modification};
pub use meta::{Meta, RateLimit};
pub use model::{EventType, Me, Patch, Team};
pub use proxy::{ProxyAddress, ProxyError};
