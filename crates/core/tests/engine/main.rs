//! The engine as a whole: real database files, the simulated Cal.com over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod accounts;
mod authorship;
mod backup;
mod bulk;
mod clock;
mod connection;
mod copies;
mod edits;
mod faults;
mod guard;
mod harness;
mod holds;
mod housekeeping;
mod inputs;
mod key_expiry;
mod listing;
mod main_way;
mod meanwhile;
mod migrations;
mod model;
mod moves;
mod notices;
mod offline;
mod open_tries;
mod outcomes;
mod patience;
mod phases;
mod proxy;
mod races;
mod refusals;
mod resolve;
mod restore;
mod schedule;
mod side_by_side;
mod sleep;
mod store;
mod undecided;
mod unseen;
