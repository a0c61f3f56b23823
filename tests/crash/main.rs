//! The real command-line program dies at every point where it can hurt, is killed at random, and meets a full
//! disk; afterwards nothing is lost, nothing is doubled, nothing sticks, and nothing is claimed that is not so.
//!
//! What Cal.com received is told by the simulator's own record, never by the program.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[cfg(target_os = "linux")]
mod app;
#[cfg(target_os = "linux")]
mod canary;
mod disk;
mod ground;
mod keyring;
mod points;
mod sudden;
