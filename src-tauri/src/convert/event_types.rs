//! Event types as the lists show them.

use abgleich_core::app::event_types::Listed;
use abgleich_core::domain::account::Account;
use abgleich_core::domain::fields::Field;
use abgleich_core::domain::reading::{Owner as CoreOwner, Reading};
use abgleich_core::domain::template::Template as CoreTemplate;

use crate::dto::{EventTypeView, Namesake, Owner, Template};

impl From<&CoreTemplate> for Template {
    fn from(template: &CoreTemplate) -> Self {
        Self {
            event_type_id: template.event_type_id,
            title: template.title.clone(),
        }
    }
}

pub fn owner_of(known: Option<&Reading>, account: &Account) -> Owner {
    match known.map(|reading| &reading.owner) {
        None | Some(CoreOwner::Unnamed) => Owner::Unknown,
        Some(CoreOwner::ManagedChild { .. }) => Owner::ManagedChild,
        Some(CoreOwner::Team { team_id, .. }) if !account.team_ids.contains(team_id) => {
            Owner::Other
        }
        Some(CoreOwner::Team { template: true, .. }) => Owner::ManagedTemplate,
        Some(CoreOwner::Team { .. }) => Owner::Team,
        Some(CoreOwner::User { user_id }) if *user_id == account.user_id => Owner::Mine,
        Some(CoreOwner::User { .. }) => Owner::Other,
    }
}

pub fn event_type(listed: &Listed, account: &Account) -> EventTypeView {
    let reading = &listed.known.reading;
    let minutes = |field| reading.values.minutes(field).unwrap_or(0);
    EventTypeView {
        event_type_id: reading.event_type_id,
        account_id: listed.account_id,
        title: reading.title().to_owned(),
        length_minutes: minutes(Field::Length),
        buffer_before_minutes: minutes(Field::BufferBefore),
        buffer_after_minutes: minutes(Field::BufferAfter),
        price_minor: reading.price.as_ref().map(|price| price.minor),
        currency: reading.price.as_ref().map(|price| price.currency.clone()),
        hidden: reading.is_hidden(),
        owner: owner_of(Some(reading), account),
        linked_service: listed.linked_to.clone(),
        template: listed.template.as_ref().map(Template::from),
        booking_url: reading.booking_url.clone(),
        left_out: listed.left_out,
        namesake: listed.namesake.as_ref().map(|it| Namesake {
            service: it.name.clone(),
            free: it.free,
        }),
    }
}
