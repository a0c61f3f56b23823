//! The three-way comparison of one link: what both sides last held, what Cal.com holds now, what is here.

use serde::{Deserialize, Serialize};

use super::fields::{Field, FieldValue, Values};
use super::money::Money;
use super::plan::{Known, Past};
use super::service::{Link, Service};

/// Who moved a field away from what both sides last held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// Both sides hold the same. Also where it is not known what they held before.
    Unchanged,
    /// Cal.com holds what was agreed, or what we sent ourselves; here is something else, or was meanwhile.
    ChangedHere,
    /// Here is what was agreed; somebody changed Cal.com.
    ChangedThere,
    /// Somebody changed Cal.com to the very value that is here.
    ChangedBothSame,
    /// Both were changed, to different values.
    ChangedBoth,
    /// The two differ, and it is not known what both last held: nobody can be said to have changed it.
    NotKnown,
}

impl Changed {
    pub fn id(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::ChangedHere => "changed_here",
            Self::ChangedThere => "changed_there",
            Self::ChangedBothSame => "changed_both_same",
            Self::ChangedBoth => "changed_both",
            Self::NotKnown => "not_known",
        }
    }

    /// True if it takes a person to say whose value is to stay.
    pub fn needs_decision(self) -> bool {
        matches!(
            self,
            Self::ChangedThere | Self::ChangedBoth | Self::NotKnown
        )
    }

    /// True if somebody else changed Cal.com, as far as that can be told.
    pub fn by_someone(self) -> bool {
        matches!(
            self,
            Self::ChangedThere | Self::ChangedBoth | Self::ChangedBothSame
        )
    }
}

/// One managed field, seen from three sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub field: Field,
    /// What both sides last held; `None` if that is not known.
    pub agreed: Option<FieldValue>,
    /// What Cal.com holds as last read; `None` if nobody has read it yet.
    pub there: Option<FieldValue>,
    pub here: FieldValue,
    /// `None` while Cal.com was never read.
    pub changed: Option<Changed>,
}

impl Row {
    pub fn differs(&self) -> bool {
        self.there.as_ref().is_some_and(|there| *there != self.here)
    }

    /// The durations to choose from follow the duration; nobody decides about them alone.
    pub fn can_be_chosen(&self) -> bool {
        self.field != Field::LengthOptions
    }
}

/// The price on both sides: shown, never taken and never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    pub there: Option<Money>,
    pub here: Option<Money>,
}

/// All managed fields of one link. What the service leaves unset is not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    pub rows: Vec<Row>,
    pub prices: Prices,
}

impl Comparison {
    pub fn row(&self, field: Field) -> Option<&Row> {
        self.rows.iter().find(|row| row.field == field)
    }

    /// The fields that a person has to decide about.
    pub fn undecided(&self) -> impl Iterator<Item = &Row> {
        self.rows
            .iter()
            .filter(|row| row.can_be_chosen() && row.changed.is_some_and(Changed::needs_decision))
    }
}

/// Compares one link. Pure: what is ours is told by `past`, as everywhere.
pub fn compare(service: &Service, link: &Link, known: Option<&Known>, past: &Past) -> Comparison {
    let remote = known.map(|known| &known.reading.values);
    let desired = service.desired(link, remote);
    let rows = desired
        .iter()
        .map(|(field, here)| {
            let there = remote.and_then(|remote| remote.get(field));
            Row {
                field,
                agreed: past.agreed.as_ref().and_then(|it| it.get(field)).cloned(),
                there: there.cloned(),
                here: here.clone(),
                changed: there.map(|there| changed(field, there, here, past)),
            }
        })
        .collect();
    let mut comparison = Comparison {
        rows,
        prices: Prices {
            there: known.and_then(|known| known.reading.price.clone()),
            here: service.price(),
        },
    };
    follow_the_length(&mut comparison);
    comparison
}

fn changed(field: Field, there: &FieldValue, here: &FieldValue, past: &Past) -> Changed {
    let ours = past.may_have_sent(field, there);
    let Some(agreed) = past.agreed.as_ref().and_then(|agreed| agreed.get(field)) else {
        return match (there == here, ours) {
            (true, _) => Changed::Unchanged,
            (false, true) => Changed::ChangedHere,
            (false, false) => Changed::NotKnown,
        };
    };
    let by_someone = there != agreed && !ours;
    match (here != agreed, by_someone) {
        (false, false) if there == here => Changed::Unchanged,
        (_, false) => Changed::ChangedHere,
        (false, true) => Changed::ChangedThere,
        (true, true) if there == here => Changed::ChangedBothSame,
        (true, true) => Changed::ChangedBoth,
    }
}

/// The durations to choose from are rebuilt from the default; what happened to it happened to them.
fn follow_the_length(comparison: &mut Comparison) {
    let of_length = comparison.row(Field::Length).and_then(|row| row.changed);
    for row in &mut comparison.rows {
        if row.field == Field::LengthOptions {
            row.changed = of_length;
        }
    }
}

/// What both sides last held after a person took these fields over from Cal.com.
///
/// Beside them it is noted where Cal.com holds something of ours: the reading that is agreed on is younger
/// than those tries, and they would not be found any more.
pub fn agreed_after_taking(
    comparison: &Comparison,
    before: Option<&Values>,
    taken: &[Field],
) -> Values {
    let mut agreed = before.cloned().unwrap_or_default();
    for row in &comparison.rows {
        let Some(there) = &row.there else { continue };
        let ours = matches!(
            row.changed,
            Some(Changed::Unchanged | Changed::ChangedHere | Changed::ChangedBothSame)
        );
        if ours || taken.contains(&row.field) {
            agreed.set(row.field, there.clone());
        }
    }
    agreed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Sent;
    use crate::domain::reading::{Owner, Reading};
    use crate::domain::service::tests::massage;

    fn minutes(field: Field, minutes: i64) -> Values {
        [(field, FieldValue::Minutes(minutes))]
            .into_iter()
            .collect()
    }

    fn known(values: Values) -> Known {
        Known {
            reading: Reading {
                event_type_id: 123,
                owner: Owner::User { user_id: 1 },
                values,
                watched: Values::default(),
                slug: "massage".into(),
                price: None,
                booking_url: None,
            },
            read_at: 100,
        }
    }

    fn past(agreed: Option<i64>, sent: Option<i64>) -> Past {
        Past {
            agreed: agreed.map(|value| minutes(Field::Length, value)),
            agreed_at: agreed.map(|_| 50),
            sent: sent
                .map(|value| Sent {
                    values: minutes(Field::Length, value),
                    started_at: 40,
                    settled_at: None,
                })
                .into_iter()
                .collect(),
        }
    }

    /// `agreed / there / here`, and what of Cal.com's we sent ourselves.
    #[track_caller]
    fn check(agreed: Option<i64>, there: i64, here: i64, sent: Option<i64>, expected: Changed) {
        let (mut service, link) = massage();
        service.duration = here;
        let known = known(minutes(Field::Length, there));
        let comparison = compare(&service, &link, Some(&known), &past(agreed, sent));
        let row = comparison.row(Field::Length).unwrap();
        assert_eq!(row.changed, Some(expected), "{agreed:?} / {there} / {here}");
        assert_eq!(row.differs(), there != here);
    }

    #[test]
    fn each_field_says_who_changed_it() {
        use Changed::*;
        let table = [
            (Some(50), 50, 50, None, Unchanged),
            (Some(50), 50, 60, None, ChangedHere),
            (Some(50), 55, 50, None, ChangedThere),
            (Some(50), 60, 60, None, ChangedBothSame),
            (Some(50), 55, 60, None, ChangedBoth),
            // A lost answer: Cal.com holds what we sent, nobody else changed it.
            (Some(50), 60, 60, Some(60), ChangedHere),
            (Some(50), 60, 50, Some(60), ChangedHere),
            (Some(50), 55, 60, Some(60), ChangedBoth),
            // Never agreed.
            (None, 50, 50, None, Unchanged),
            (None, 50, 60, None, NotKnown),
            (None, 55, 60, Some(55), ChangedHere),
        ];
        for (agreed, there, here, sent, expected) in table {
            check(agreed, there, here, sent, expected);
        }
    }

    #[test]
    fn what_was_sent_and_settled_before_the_agreement_is_not_ours_any_more() {
        let mut past = past(Some(50), Some(60));
        past.sent[0].settled_at = Some(49);
        let (service, link) = massage();
        let known = known(minutes(Field::Length, 60));
        let comparison = compare(&service, &link, Some(&known), &past);
        let changed = comparison.row(Field::Length).unwrap().changed;
        assert_eq!(changed, Some(Changed::ChangedBothSame));
    }

    #[test]
    fn only_what_the_service_manages_is_compared() {
        let (service, link) = massage();
        let mut remote = minutes(Field::Length, 60);
        remote.set(Field::Description, FieldValue::text("written in Cal.com"));
        remote.set(Field::Hidden, FieldValue::Flag(true));
        let comparison = compare(&service, &link, Some(&known(remote)), &Past::default());
        assert!(comparison.row(Field::Description).is_none());
        assert!(comparison.row(Field::Hidden).is_none());
    }

    #[test]
    fn what_was_never_read_is_not_claimed() {
        let (service, link) = massage();
        let comparison = compare(&service, &link, None, &past(Some(50), None));
        assert!(comparison.rows.iter().all(|row| row.there.is_none()));
        assert!(comparison.rows.iter().all(|row| row.changed.is_none()));
        assert_eq!(comparison.undecided().count(), 0);
    }

    #[test]
    fn the_durations_to_choose_from_follow_the_duration() {
        let (service, link) = massage();
        let mut remote = minutes(Field::Length, 45);
        remote.set(Field::LengthOptions, FieldValue::List(vec![30, 45]));
        let comparison = compare(&service, &link, Some(&known(remote)), &past(Some(60), None));
        let row = comparison.row(Field::LengthOptions).unwrap();
        assert_eq!(row.changed, Some(Changed::ChangedThere));
        assert_eq!(row.here, FieldValue::List(vec![30, 60]));
        let to_decide: Vec<Field> = comparison.undecided().map(|row| row.field).collect();
        assert_eq!(to_decide, [Field::Length]);
    }

    #[test]
    fn taking_agrees_on_what_was_taken_and_keeps_the_rest() {
        let (service, link) = massage();
        let mut remote = minutes(Field::Length, 45);
        remote.set(Field::Title, FieldValue::text("Anders"));
        remote.set(Field::BufferAfter, FieldValue::Minutes(10));
        let mut agreed = minutes(Field::Length, 60);
        agreed.set(Field::Title, FieldValue::text("Massage"));
        let past = Past {
            agreed: Some(agreed.clone()),
            agreed_at: Some(50),
            sent: Vec::new(),
        };
        let comparison = compare(&service, &link, Some(&known(remote)), &past);
        let after = agreed_after_taking(&comparison, Some(&agreed), &[Field::Length]);
        assert_eq!(after.minutes(Field::Length), Some(45));
        assert_eq!(after.get(Field::Title), Some(&FieldValue::text("Massage")));
        assert_eq!(
            after.minutes(Field::BufferAfter),
            Some(10),
            "equal on both sides"
        );
    }
}
