//! Who changed a field in Cal.com, and when: claimed only if the history leads from the one value to the other.

use std::collections::BTreeMap;

use abgleich_calcom::Modification;

use super::UtcMillis;
use super::comparison::{Changed, Comparison, Row};
use super::fields::{Field, FieldValue, comparable};

/// Cal.com's clock and ours may differ by so much, milliseconds. Older entries are not looked at.
const CLOCKS: i64 = 300_000;

/// Who made the change that Cal.com shows now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorship {
    pub at: UtcMillis,
    /// A name as Cal.com tells it; `None` if it names nobody.
    pub by: Option<String>,
}

/// Finds the authors of what somebody changed since `agreed_at`. Fields without a clear answer are left out.
pub fn authors(
    comparison: &Comparison,
    agreed_at: Option<UtcMillis>,
    history: &[Modification],
) -> BTreeMap<Field, Authorship> {
    let Some(agreed_at) = agreed_at else {
        return BTreeMap::new();
    };
    let mut since: Vec<&Modification> = history
        .iter()
        .filter(|entry| entry.at >= agreed_at.saturating_sub(CLOCKS))
        .collect();
    since.sort_by_key(|entry| entry.at);
    comparison
        .rows
        .iter()
        .filter(|row| row.changed.is_some_and(Changed::by_someone))
        .filter_map(|row| Some((row.field, author(row, &since)?)))
        .collect()
}

/// What is told of one label: whether a change began at what was agreed on, and the last change.
struct Course<'a> {
    began_at_agreed: bool,
    last: &'a str,
    author: Authorship,
}

/// Which label stands for which field is not documented. So the values decide: a label is the field's if one
/// of its changes began at what was agreed on and the last ended at what Cal.com holds. Two that fit must agree
/// on the author. Not the first must begin there: it may be our own write, which led to the agreement.
fn author(row: &Row, since: &[&Modification]) -> Option<Authorship> {
    let (agreed, there) = (row.agreed.as_ref()?, row.there.as_ref()?);
    let mut courses: BTreeMap<&str, Course> = BTreeMap::new();
    for entry in since {
        let author = Authorship {
            at: entry.at,
            by: entry.by.clone(),
        };
        for change in &entry.fields {
            let course = courses.entry(&change.label).or_insert_with(|| Course {
                began_at_agreed: false,
                last: &change.next,
                author: author.clone(),
            });
            course.began_at_agreed |= is_value(&change.previous, agreed);
            course.last = &change.next;
            course.author = author.clone();
        }
    }
    let mut fitting = courses
        .into_values()
        .filter(|course| course.began_at_agreed && is_value(course.last, there))
        .map(|course| course.author);
    let found = fitting.next()?;
    fitting.all(|other| other == found).then_some(found)
}

/// Whether a text of the history is this value.
fn is_value(text: &str, value: &FieldValue) -> bool {
    match value {
        FieldValue::Minutes(minutes) => text.trim().parse() == Ok(*minutes),
        FieldValue::Flag(flag) => text.trim().parse() == Ok(*flag),
        FieldValue::Text(known) => comparable(text) == *known,
        FieldValue::List(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use abgleich_calcom::FieldChange;

    use super::*;
    use crate::domain::comparison::Prices;

    const AGREED_AT: UtcMillis = 1_000_000;

    fn changed(label: &str, previous: &str, next: &str) -> FieldChange {
        FieldChange {
            label: label.into(),
            previous: previous.into(),
            next: next.into(),
        }
    }

    fn entry(at: UtcMillis, by: &str, fields: Vec<FieldChange>) -> Modification {
        Modification {
            at,
            by: (!by.is_empty()).then(|| by.to_owned()),
            fields,
        }
    }

    /// The duration went from 50 to 60.
    fn comparison() -> Comparison {
        Comparison {
            rows: vec![Row {
                field: Field::Length,
                agreed: Some(FieldValue::Minutes(50)),
                there: Some(FieldValue::Minutes(60)),
                here: FieldValue::Minutes(50),
                changed: Some(Changed::ChangedThere),
            }],
            prices: Prices {
                there: None,
                here: None,
            },
        }
    }

    #[track_caller]
    fn check(history: &[Modification], expected: Option<(UtcMillis, Option<&str>)>) {
        let found = authors(&comparison(), Some(AGREED_AT), history);
        let found = found
            .get(&Field::Length)
            .map(|author| (author.at, author.by.as_deref()));
        assert_eq!(found, expected);
    }

    #[test]
    fn the_last_of_the_changes_that_lead_there_is_the_one() {
        let at = AGREED_AT + 10;
        let one = entry(at, "M. Klein", vec![changed("Duration", "50", "60")]);
        check(std::slice::from_ref(&one), Some((at, Some("M. Klein"))));
        let newest_first = [
            entry(at + 5, "A. Weber", vec![changed("Duration", "55", "60")]),
            entry(at, "M. Klein", vec![changed("Duration", "50", "55")]),
        ];
        check(&newest_first, Some((at + 5, Some("A. Weber"))));
        let after_our_own = [
            entry(at, "M. Klein", vec![changed("Duration", "50", "60")]),
            entry(
                AGREED_AT - 1,
                "A. Weber",
                vec![changed("Duration", "45", "50")],
            ),
        ];
        check(&after_our_own, Some((at, Some("M. Klein"))));
        let nobody = entry(at, "", vec![changed("Duration", "50", "60")]);
        check(&[nobody], Some((at, None)));
    }

    #[test]
    fn what_does_not_lead_from_the_one_to_the_other_is_not_claimed() {
        let at = AGREED_AT + 10;
        check(&[], None);
        let table = [
            entry(at, "M. Klein", vec![changed("Duration", "45", "60")]),
            entry(at, "M. Klein", vec![changed("Duration", "50", "55")]),
            entry(
                at,
                "M. Klein",
                vec![changed("Location", "Praxis", "zu Hause")],
            ),
            entry(at, "M. Klein", vec![]),
            entry(
                AGREED_AT - CLOCKS - 1,
                "M. Klein",
                vec![changed("Duration", "50", "60")],
            ),
        ];
        for entry in table {
            check(&[entry], None);
        }
    }

    #[test]
    fn two_labels_that_fit_must_name_the_same_change() {
        let at = AGREED_AT + 10;
        let both = vec![
            changed("Duration", "50", "60"),
            changed("Buffer", "50", "60"),
        ];
        check(&[entry(at, "M. Klein", both)], Some((at, Some("M. Klein"))));
        let two_people = [
            entry(at + 5, "A. Weber", vec![changed("Buffer", "50", "60")]),
            entry(at, "M. Klein", vec![changed("Duration", "50", "60")]),
        ];
        check(&two_people, None);
    }

    #[test]
    fn without_an_agreement_nobody_is_named() {
        let history = [entry(
            AGREED_AT + 1,
            "M. Klein",
            vec![changed("Duration", "50", "60")],
        )];
        assert!(authors(&comparison(), None, &history).is_empty());
    }
}
