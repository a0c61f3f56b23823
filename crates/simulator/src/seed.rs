//! Makes event types for a [`World`]: what differs is said, the rest is what Cal.com would set.

use serde_json::{Map, json};

use crate::world::{EventType, World};

/// An event type to be added with [`World::add_event_type`].
#[derive(Clone, Debug)]
pub struct EventTypeSeed(EventType);

impl EventTypeSeed {
    /// A user's own event type; `minutes` is its length.
    pub fn personal(user_id: i64, title: &str, minutes: i64) -> EventTypeSeed {
        let mut seed = EventTypeSeed::plain(title, minutes);
        seed.0.owner_id = Some(user_id);
        seed
    }

    /// An event type of a team whose members are all hosts.
    pub fn team(team_id: i64, title: &str, minutes: i64) -> EventTypeSeed {
        let mut seed = EventTypeSeed::plain(title, minutes);
        seed.0.team_id = Some(team_id);
        seed.0.scheduling_type = Some("collective".to_owned());
        seed
    }

    /// A template that the team hands down: it cannot be booked itself.
    pub fn managed_template(team_id: i64, title: &str, minutes: i64) -> EventTypeSeed {
        let mut seed = EventTypeSeed::team(team_id, title, minutes);
        seed.0.scheduling_type = Some("managed".to_owned());
        seed.0.managed_config = true;
        seed
    }

    /// What a member got from a template. [`World::add_event_type`] copies the template's values.
    pub fn managed_child(user_id: i64, template_id: i64) -> EventTypeSeed {
        let mut seed = EventTypeSeed::personal(user_id, "", 1);
        seed.0.parent_id = Some(template_id);
        seed.0.managed_config = true;
        seed
    }

    /// Without it, the world counts on.
    #[must_use]
    pub fn id(mut self, id: i64) -> EventTypeSeed {
        self.0.id = id;
        self
    }

    #[must_use]
    pub fn description(mut self, text: &str) -> EventTypeSeed {
        self.0.description = Some(text.to_owned());
        self
    }

    /// Minutes before and after.
    #[must_use]
    pub fn buffers(mut self, before: i64, after: i64) -> EventTypeSeed {
        self.0.before_event_buffer = before;
        self.0.after_event_buffer = after;
        self
    }

    /// Lengths to choose from, in minutes.
    #[must_use]
    pub fn options(mut self, minutes: &[i64]) -> EventTypeSeed {
        self.0.length_in_minutes_options = Some(minutes.to_vec());
        self
    }

    /// Cents (the currency's smallest unit) and the currency, for example `eur`.
    #[must_use]
    pub fn price(mut self, minor: i64, currency: &str) -> EventTypeSeed {
        self.0.price = minor;
        currency.clone_into(&mut self.0.currency);
        self
    }

    #[must_use]
    pub fn hidden(mut self) -> EventTypeSeed {
        self.0.hidden = true;
        self
    }

    #[must_use]
    pub fn slug(mut self, slug: &str) -> EventTypeSeed {
        slug.clone_into(&mut self.0.slug);
        self
    }

    /// The event type alone, before a world gave it its slug.
    pub(crate) fn build(self) -> EventType {
        self.0
    }

    fn plain(title: &str, minutes: i64) -> EventTypeSeed {
        EventTypeSeed(EventType {
            id: 0,
            owner_id: None,
            team_id: None,
            parent_id: None,
            scheduling_type: None,
            title: title.to_owned(),
            slug: String::new(),
            description: None,
            length_in_minutes: minutes,
            length_in_minutes_options: None,
            before_event_buffer: 0,
            after_event_buffer: 0,
            hidden: false,
            price: 0,
            currency: "usd".to_owned(),
            minimum_booking_notice: 120,
            slot_interval: None,
            schedule_id: None,
            managed_config: false,
            disable_guests: false,
            locations: vec![
                json!({"type": "address", "address": "Marktplatz 3, 12345 Musterstadt", "public": true}),
            ],
            booking_fields: Vec::new(),
            extras: Map::new(),
        })
    }
}

impl World {
    /// Adds the event type and returns its id. A slug that was not given is made from the title.
    pub fn add_event_type(&mut self, seed: EventTypeSeed) -> i64 {
        let EventTypeSeed(mut event_type) = seed;
        if event_type.id == 0 {
            event_type.id = self.next_event_type_id();
        }
        if let Some(template) = event_type.parent_id.and_then(|id| self.event_type(id)) {
            inherit(&mut event_type, template);
        }
        if event_type.slug.is_empty() {
            event_type.slug = slug_of(&event_type.title);
        }
        if self.slug_is_taken(&event_type, &event_type.slug) {
            event_type.slug = format!("{}-{}", event_type.slug, event_type.id);
        }
        let id = event_type.id;
        self.event_types.push(event_type);
        id
    }
}

/// What a save of the template does to a child: all locked fields are overwritten.
/// `hidden` is not handed down; the save sets it to false (Cal.com issue 25903).
pub(crate) fn inherit(child: &mut EventType, template: &EventType) {
    child.title.clone_from(&template.title);
    child.slug.clone_from(&template.slug);
    child.description.clone_from(&template.description);
    child.length_in_minutes = template.length_in_minutes;
    child
        .length_in_minutes_options
        .clone_from(&template.length_in_minutes_options);
    child.before_event_buffer = template.before_event_buffer;
    child.after_event_buffer = template.after_event_buffer;
    child.price = template.price;
    child.currency.clone_from(&template.currency);
    child.minimum_booking_notice = template.minimum_booking_notice;
    child.hidden = false;
}

/// `Rückenschule, Gruppe` → `rueckenschule-gruppe`.
fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.to_lowercase().chars() {
        match letter {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            letter if letter.is_ascii_alphanumeric() => slug.push(letter),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}
