//! A service of the practice, and its links to event types.

use super::UtcMillis;
use super::fields::{Field, FieldValue, Values};
use super::money::Money;

/// What the practice offers. A field that is `None` is not managed: neither compared nor sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub id: i64,
    pub name: String,
    pub description: Option<String>,
    /// Whole minutes, 1–1440.
    pub duration: i64,
    pub buffer_before: Option<i64>,
    pub buffer_after: Option<i64>,
    /// Minor units of `currency`. Compared and shown, never sent.
    pub price_minor: Option<i64>,
    pub currency: String,
    pub category: Option<String>,
    /// Shown on the booking page (Cal.com: not hidden).
    pub listed: Option<bool>,
    /// Counts the edits.
    pub revision: i64,
    pub archived_at: Option<UtcMillis>,
    pub created_at: UtcMillis,
    pub updated_at: UtcMillis,
}

/// A service tied to one event type of one account. It never changes its event type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: i64,
    pub service_id: i64,
    pub account_id: i64,
    pub event_type_id: i64,
    /// Its own title in Cal.com; else the service's name.
    pub title: Option<String>,
    pub created_at: UtcMillis,
    pub lifted_at: Option<UtcMillis>,
}

impl Service {
    pub fn price(&self) -> Option<Money> {
        self.price_minor.map(|minor| Money {
            minor,
            currency: self.currency.clone(),
        })
    }

    /// What the event type of `link` should hold. `remote` is what it holds as far as known: where it
    /// offers several durations, the old default is replaced by the new one.
    pub fn desired(&self, link: &Link, remote: Option<&Values>) -> Values {
        let title = link.title.as_deref().unwrap_or(&self.name);
        let mut values = Values::default();
        values.set(Field::Title, FieldValue::text(title));
        values.set(Field::Length, FieldValue::Minutes(self.duration));
        if let Some(minutes) = self.buffer_before {
            values.set(Field::BufferBefore, FieldValue::Minutes(minutes));
        }
        if let Some(minutes) = self.buffer_after {
            values.set(Field::BufferAfter, FieldValue::Minutes(minutes));
        }
        if let Some(description) = &self.description {
            values.set(Field::Description, FieldValue::text(description));
        }
        if let Some(listed) = self.listed {
            values.set(Field::Hidden, FieldValue::Flag(!listed));
        }
        if let Some(options) = remote.and_then(|remote| self.desired_options(remote)) {
            values.set(Field::LengthOptions, FieldValue::List(options));
        }
        values
    }

    /// The durations to choose from after a change of the default: sorted, unique. `None` if the event
    /// type offers only one duration, or if its default stays.
    fn desired_options(&self, remote: &Values) -> Option<Vec<i64>> {
        let old_default = remote.minutes(Field::Length)?;
        let offered = remote.options();
        if offered.is_empty() || old_default == self.duration {
            return None;
        }
        Some(replace_default(offered, old_default, self.duration))
    }
}

/// The durations to choose from with another default in place of the old one: sorted, unique.
pub fn replace_default(offered: &[i64], old: i64, new: i64) -> Vec<i64> {
    let mut options: Vec<i64> = offered
        .iter()
        .copied()
        .filter(|minutes| *minutes != old)
        .collect();
    options.push(new);
    options.sort_unstable();
    options.dedup();
    options
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn massage() -> (Service, Link) {
        let service = Service {
            id: 1,
            name: "Massage".into(),
            description: None,
            duration: 60,
            buffer_before: None,
            buffer_after: Some(10),
            price_minor: Some(7500),
            currency: "EUR".into(),
            category: None,
            listed: None,
            revision: 1,
            archived_at: None,
            created_at: 0,
            updated_at: 0,
        };
        let link = Link {
            id: 1,
            service_id: 1,
            account_id: 1,
            event_type_id: 123,
            title: None,
            created_at: 0,
            lifted_at: None,
        };
        (service, link)
    }

    #[test]
    fn unset_fields_are_not_managed() {
        let (service, link) = massage();
        let desired = service.desired(&link, None);
        let fields: Vec<Field> = desired.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Title, Field::Length, Field::BufferAfter]);
    }

    #[test]
    fn the_links_own_title_wins() {
        let (service, mut link) = massage();
        link.title = Some("Massage bei Anna".into());
        assert_eq!(
            service.desired(&link, None).get(Field::Title),
            Some(&FieldValue::text("Massage bei Anna"))
        );
    }

    #[test]
    fn the_old_default_among_several_durations_is_replaced() {
        let (service, link) = massage();
        let remote = |length, options: &[i64]| -> Values {
            [
                (Field::Length, FieldValue::Minutes(length)),
                (Field::LengthOptions, FieldValue::List(options.to_vec())),
            ]
            .into_iter()
            .collect()
        };
        let options = |values: &Values| values.get(Field::LengthOptions).cloned();
        let desired = |remote: Values| options(&service.desired(&link, Some(&remote)));
        assert_eq!(
            desired(remote(30, &[30, 45, 90])),
            Some(FieldValue::List(vec![45, 60, 90]))
        );
        assert_eq!(
            desired(remote(30, &[30, 60])),
            Some(FieldValue::List(vec![60]))
        );
        assert_eq!(
            desired(remote(60, &[30, 60])),
            None,
            "the default stays, so do the options"
        );
        assert_eq!(
            desired(remote(30, &[])),
            None,
            "only one duration is offered"
        );
    }
}
