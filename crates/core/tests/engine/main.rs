//! The engine as a whole: real database files, the simulated Cal.com over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod accounts;
mod backup;
mod clock;
mod faults;
mod guard;
mod harness;
mod holds;
mod housekeeping;
mod main_way;
mod migrations;
mod model;
mod moves;
mod notices;
mod offline;
mod outcomes;
mod patience;
mod proxy;
mod races;
mod refusals;
mod store;
mod unseen;
