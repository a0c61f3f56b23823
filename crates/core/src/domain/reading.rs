//! One event type as Cal.com answered it, in our words.

use abgleich_calcom::{EventType, Target};
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::fields::{Field, FieldValue, Values};
use super::money::Money;
use super::reason::Reason;

/// Who may change an event type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Owner {
    User {
        user_id: i64,
    },
    /// `template`: what is changed here applies to everyone who uses the team's template.
    Team {
        team_id: i64,
        template: bool,
    },
    /// The person's copy of a team template; its next save overwrites what was changed here.
    ManagedChild {
        template: Option<i64>,
    },
    /// The answer names no owner: only the key's own listing can tell.
    Unnamed,
}

/// What Cal.com holds for one event type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub event_type_id: i64,
    pub owner: Owner,
    /// Every managed field.
    pub values: Values,
    /// What is not managed and should not change with a write of ours. Empty in what earlier versions stored.
    #[serde(default, skip_serializing_if = "Values::is_empty")]
    pub watched: Values,
    pub slug: String,
    /// A price of 0 means that there is none in Cal.com.
    pub price: Option<Money>,
    pub booking_url: Option<String>,
}

impl Reading {
    pub fn title(&self) -> &str {
        match self.values.get(Field::Title) {
            Some(FieldValue::Text(title)) => title,
            _ => "",
        }
    }

    /// The way that leads to it, also for writing.
    pub fn target(&self) -> Target {
        match self.owner {
            Owner::Team { team_id, .. } => Target::Team {
                team_id,
                id: self.event_type_id,
            },
            _ => Target::Personal(self.event_type_id),
        }
    }

    /// Whether its booking page leaves it out.
    pub fn is_hidden(&self) -> bool {
        self.values.get(Field::Hidden) == Some(&FieldValue::Flag(true))
    }

    /// Whether `account` may change this event type; `Owner::Unnamed` is decided elsewhere.
    pub fn refusal_for(&self, account: &Account) -> Option<Reason> {
        match &self.owner {
            Owner::User { user_id } if *user_id != account.user_id => Some(Reason::NotOwned),
            Owner::Team { team_id, .. } if !account.team_ids.contains(team_id) => {
                Some(Reason::NotOwned)
            }
            Owner::ManagedChild { template } => Some(Reason::ManagedByTeam {
                template: *template,
            }),
            Owner::User { .. } | Owner::Team { .. } | Owner::Unnamed => None,
        }
    }
}

impl From<&EventType> for Reading {
    fn from(event_type: &EventType) -> Self {
        let owner = match event_type {
            EventType {
                managed_child: true,
                parent_event_type_id,
                ..
            } => Owner::ManagedChild {
                template: *parent_event_type_id,
            },
            EventType {
                team_id: Some(team_id),
                managed_template,
                ..
            } => Owner::Team {
                team_id: *team_id,
                template: *managed_template,
            },
            EventType {
                owner_id: Some(user_id),
                ..
            } => Owner::User { user_id: *user_id },
            _ => Owner::Unnamed,
        };
        let mut options = event_type.length_options.clone();
        options.sort_unstable();
        options.dedup();
        let values = [
            (Field::Title, FieldValue::text(&event_type.title)),
            (Field::Length, FieldValue::Minutes(event_type.length)),
            (
                Field::BufferBefore,
                FieldValue::Minutes(event_type.buffer_before),
            ),
            (
                Field::BufferAfter,
                FieldValue::Minutes(event_type.buffer_after),
            ),
            (
                Field::Description,
                FieldValue::text(&event_type.description),
            ),
            (Field::Hidden, FieldValue::Flag(event_type.hidden)),
            (Field::LengthOptions, FieldValue::List(options)),
        ]
        .into_iter()
        .collect();
        let seats = event_type.seats.map(|seats| seats.to_string());
        let watched = [
            (Field::Seats, seats),
            (Field::Layouts, Some(event_type.layouts.join(", "))),
            (Field::Confirmation, event_type.confirmation.clone()),
        ]
        .into_iter()
        .map(|(field, text)| (field, FieldValue::Text(text.unwrap_or_default())))
        .collect();
        let price = match (event_type.price_minor, &event_type.currency) {
            (Some(minor), Some(currency)) if minor > 0 => Some(Money {
                minor,
                currency: currency.clone(),
            }),
            _ => None,
        };
        Self {
            event_type_id: event_type.id,
            owner,
            values,
            watched,
            slug: event_type.slug.clone(),
            price,
            booking_url: event_type.booking_url.clone(),
        }
    }
}
