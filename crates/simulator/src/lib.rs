//! A stateful Cal.com API v2 on loopback, with switchable faults.
//!
//! The demo of Abgleich and all its tests run on it.
//! It behaves as the API is known to behave for `cal-api-version: 2024-06-14` (and for the wrong versions, too), keeps what was written, records what it received, and breaks in every way that a network or a server breaks: see [`Fault`].
//!
//! It shares no type with the client, so that a mistake in one is not hidden by the same mistake in the other.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use abgleich_simulator::{Fault, Options, Rule, Simulator, World};
//!
//! let calcom = Simulator::start(Options::new(World::demo())).await?;
//! calcom.inject(Rule::new(Fault::ResetAfterApply).on("PATCH").times(1));
//! println!("{}", calcom.address());
//! calcom.stop().await;
//! # Ok(())
//! # }
//! ```

mod api;
mod audit;
mod body;
mod control;
mod demo;
mod fault;
mod limit;
mod line;
mod record;
mod rule;
mod seed;
mod server;
mod simulator;
mod state;
mod world;

pub use audit::History;
pub use demo::{
    DEMO_CURRENCY, DEMO_KEY, DEMO_SECOND_KEY, DEMO_TEAM_ID, DEMO_USER_ID, DemoService,
    demo_services,
};
pub use fault::{Fault, FaultParseError};
pub use limit::RateLimit;
pub use record::Request;
pub use rule::Rule;
pub use seed::EventTypeSeed;
pub use simulator::{Hold, Options, Simulator};
pub use world::{EventType, Key, Member, Team, User, World};
