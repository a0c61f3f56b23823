//! Everything that the client promises, against real servers on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod address;
mod answers;
mod history;
mod limits;
mod log;
mod proxy;
mod refusals;
mod requests;
mod support;
mod transport;
