//! The listings that an account's event types appear in: its own, and one per team.

use super::reading::{Owner, Reading};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// Personal event types and managed children; those of teams are not in it.
    Own,
    Team(i64),
}

impl Listing {
    /// The listing in which an event type is to be found, judging by what was last read of it.
    pub fn of(reading: Option<&Reading>) -> Self {
        match reading.map(|reading| &reading.owner) {
            Some(Owner::Team { team_id, .. }) => Self::Team(*team_id),
            _ => Self::Own,
        }
    }

    /// The account's own and those of its teams.
    pub fn all(team_ids: &[i64]) -> impl Iterator<Item = Self> {
        std::iter::once(Self::Own).chain(team_ids.iter().copied().map(Self::Team))
    }
}
