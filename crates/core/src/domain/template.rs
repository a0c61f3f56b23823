//! The team template that a managed event type comes from. A person's own listing does not name it; both carry
//! the same name, and the same address.

use super::reading::{Owner, Reading};

/// A template that an account may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub event_type_id: i64,
    pub title: String,
    slug: String,
}

impl Template {
    /// `None` if this is no template.
    pub fn from_reading(reading: &Reading) -> Option<Self> {
        matches!(reading.owner, Owner::Team { template: true, .. }).then(|| Self {
            event_type_id: reading.event_type_id,
            title: reading.title().to_owned(),
            slug: reading.slug.clone(),
        })
    }

    /// The one that `child` comes from, among those that are known. `None` if there is a doubt, or if `child` is
    /// no managed event type.
    pub fn of<'a>(child: &Reading, known: &'a [Self]) -> Option<&'a Self> {
        let Owner::ManagedChild { template } = child.owner else {
            return None;
        };
        if let Some(id) = template {
            return known.iter().find(|known| known.event_type_id == id);
        }
        let slug = |known: &Self| known.slug == child.slug;
        let title = |known: &Self| known.title == child.title();
        the_only(known, slug).or_else(|| the_only(known, title))
    }
}

fn the_only(known: &[Template], fits: impl Fn(&Template) -> bool) -> Option<&Template> {
    let mut fitting = known.iter().filter(|known| fits(known));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fields::{Field, FieldValue, Values};

    fn reading(event_type_id: i64, title: &str, slug: &str, owner: Owner) -> Reading {
        Reading {
            event_type_id,
            owner,
            values: [(Field::Title, FieldValue::text(title))]
                .into_iter()
                .collect(),
            watched: Values::default(),
            slug: slug.to_owned(),
            price: None,
            booking_url: None,
        }
    }

    fn templates() -> Vec<Template> {
        let team = Owner::Team {
            team_id: 7,
            template: true,
        };
        [
            (1, "Atmen", "atmen"),
            (2, "Yoga", "yoga"),
            (3, "Yoga", "yoga-2"),
        ]
        .map(|(id, title, slug)| reading(id, title, slug, team.clone()))
        .iter()
        .filter_map(Template::from_reading)
        .collect()
    }

    #[track_caller]
    fn check(title: &str, slug: &str, template: Option<i64>, expected: Option<i64>) {
        let child = reading(9, title, slug, Owner::ManagedChild { template });
        let known = templates();
        let found = Template::of(&child, &known).map(|found| found.event_type_id);
        assert_eq!(found, expected, "{title} {slug}");
    }

    #[test]
    fn it_is_found_by_its_id_else_by_its_address_else_by_its_name() {
        check("Anders", "anders", Some(2), Some(2));
        check("Anders", "atmen", None, Some(1));
        check("Yoga", "yoga-2", None, Some(3));
        check("Atmen", "umbenannt", None, Some(1));
    }

    #[test]
    fn in_doubt_there_is_none() {
        check("Yoga", "umbenannt", None, None);
        check("Anders", "anders", None, None);
        check("Atmen", "atmen", Some(4), None);
        let mine = reading(9, "Atmen", "atmen", Owner::User { user_id: 1 });
        assert_eq!(Template::of(&mine, &templates()), None);
        let plain = Owner::Team {
            team_id: 7,
            template: false,
        };
        assert_eq!(
            Template::from_reading(&reading(1, "Atmen", "atmen", plain)),
            None
        );
    }
}
