//! What the simulated Cal.com holds: people with their keys, teams, event types.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Everything behind the API. All of it may be changed at any time, see [`crate::Simulator::change_world`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct World {
    pub users: Vec<User>,
    pub teams: Vec<Team>,
    pub event_types: Vec<EventType>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub username: String,
    pub email: String,
    /// IANA name, for example `Europe/Berlin`.
    pub time_zone: String,
    pub keys: Vec<Key>,
}

/// An API key. Its secret is neither serialised nor shown by `Debug`, because states and records end up in logs.
#[derive(Clone, PartialEq, Serialize)]
pub struct Key {
    #[serde(skip_serializing)]
    pub secret: String,
    pub expired: bool,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("expired", &self.expired)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Team {
    pub id: i64,
    pub name: String,
    pub slug: String,
    pub members: Vec<Member>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    pub user_id: i64,
    /// Only an admin may read one or change an event type of the team by the team's path.
    pub admin: bool,
}

/// An event type as Cal.com's database holds it; the API shows it under other names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventType {
    pub id: i64,
    /// Set for a personal event type and for a managed child.
    pub owner_id: Option<i64>,
    /// Set for an event type of a team. Never together with `owner_id`.
    pub team_id: Option<i64>,
    /// The team's template, for a managed child.
    pub parent_id: Option<i64>,
    /// `roundRobin`, `collective` or `managed`; only in teams.
    pub scheduling_type: Option<String>,
    pub title: String,
    pub slug: String,
    pub description: Option<String>,
    /// Whole minutes.
    pub length_in_minutes: i64,
    /// Whole minutes; `None` if the person who books cannot choose.
    pub length_in_minutes_options: Option<Vec<i64>>,
    /// Whole minutes. Cal.com accepts negative ones.
    pub before_event_buffer: i64,
    pub after_event_buffer: i64,
    pub hidden: bool,
    /// Smallest unit of the currency. Cannot be written by the API.
    pub price: i64,
    /// Lower case, for example `eur`. Cannot be written by the API.
    pub currency: String,
    pub minimum_booking_notice: i64,
    pub slot_interval: Option<i64>,
    pub schedule_id: Option<i64>,
    /// The metadata carry a `managedEventConfig`: a template or one of its children.
    pub managed_config: bool,
    pub disable_guests: bool,
    /// As the API shows them.
    pub locations: Vec<Value>,
    /// Booking questions beyond the built-in ones, as the API shows them.
    pub booking_fields: Vec<Value>,
    /// Fields of the API that are accepted and shown but mean nothing here.
    pub extras: Map<String, Value>,
}

impl EventType {
    /// A template that a team hands down to its members.
    pub fn is_template(&self) -> bool {
        self.scheduling_type.as_deref() == Some("managed")
    }
}

impl World {
    pub fn empty() -> World {
        World::default()
    }

    /// One user with the id 1 and this key, no event types.
    pub fn with_user(key: &str) -> World {
        let mut world = World::empty();
        world.add_user(1, "Anna Weber", "anna-weber", key);
        world
    }

    /// Adds a user in Berlin with one valid key. The e-mail address is made from the user name.
    pub fn add_user(&mut self, id: i64, name: &str, username: &str, key: &str) -> &mut User {
        self.users.push(User {
            id,
            name: name.to_owned(),
            username: username.to_owned(),
            email: format!("{username}@praxis.example"),
            time_zone: "Europe/Berlin".to_owned(),
            keys: vec![Key {
                secret: key.to_owned(),
                expired: false,
            }],
        });
        let last = self.users.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "pushed just above")]
        &mut self.users[last]
    }

    /// Another key for the same user. `false` if there is no such user.
    pub fn add_key(&mut self, user_id: i64, key: &str) -> bool {
        let user = self.users.iter_mut().find(|user| user.id == user_id);
        user.map(|user| {
            user.keys.push(Key {
                secret: key.to_owned(),
                expired: false,
            });
        })
        .is_some()
    }

    /// From now on Cal.com answers this key with "Your api key is expired". `false` if it is unknown.
    pub fn expire_key(&mut self, key: &str) -> bool {
        let mut keys = self.users.iter_mut().flat_map(|user| &mut user.keys);
        keys.find(|known| known.secret == key)
            .map(|known| known.expired = true)
            .is_some()
    }

    /// From now on Cal.com does not know this key. `false` if it never did.
    pub fn remove_key(&mut self, key: &str) -> bool {
        self.users.iter_mut().any(|user| {
            let before = user.keys.len();
            user.keys.retain(|known| known.secret != key);
            user.keys.len() < before
        })
    }

    /// Adds a team; `members` are user ids with "is admin".
    pub fn add_team(&mut self, id: i64, name: &str, slug: &str, members: &[(i64, bool)]) {
        let members = members.iter();
        self.teams.push(Team {
            id,
            name: name.to_owned(),
            slug: slug.to_owned(),
            members: members
                .map(|&(user_id, admin)| Member { user_id, admin })
                .collect(),
        });
    }

    /// Someone deletes an event type in Cal.com; a template takes its children along. `false` if there is none.
    pub fn remove_event_type(&mut self, id: i64) -> bool {
        let before = self.event_types.len();
        self.event_types
            .retain(|event_type| event_type.id != id && event_type.parent_id != Some(id));
        self.event_types.len() < before
    }

    pub fn user(&self, id: i64) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    pub fn team(&self, id: i64) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }

    /// Teams of which this user is a member.
    pub fn teams_of(&self, user_id: i64) -> impl Iterator<Item = &Team> {
        self.teams
            .iter()
            .filter(move |team| team.member(user_id).is_some())
    }

    pub fn event_type(&self, id: i64) -> Option<&EventType> {
        self.event_types
            .iter()
            .find(|event_type| event_type.id == id)
    }

    pub fn event_type_mut(&mut self, id: i64) -> Option<&mut EventType> {
        self.event_types
            .iter_mut()
            .find(|event_type| event_type.id == id)
    }

    pub(crate) fn key(&self, secret: &str) -> Option<(&User, &Key)> {
        self.users.iter().find_map(|user| {
            let key = user.keys.iter().find(|key| key.secret == secret)?;
            Some((user, key))
        })
    }

    /// The id after the highest one: Cal.com's database counts.
    pub(crate) fn next_event_type_id(&self) -> i64 {
        let highest = self
            .event_types
            .iter()
            .map(|event_type| event_type.id)
            .max();
        highest.unwrap_or(123_400) + 1
    }

    /// Cal.com's unique index: one slug per user and one per team.
    pub(crate) fn slug_is_taken(&self, event_type: &EventType, slug: &str) -> bool {
        self.event_types.iter().any(|other| {
            other.id != event_type.id
                && other.owner_id == event_type.owner_id
                && other.team_id == event_type.team_id
                && other.slug == slug
        })
    }
}

impl Team {
    pub fn member(&self, user_id: i64) -> Option<&Member> {
        self.members.iter().find(|member| member.user_id == user_id)
    }
}
