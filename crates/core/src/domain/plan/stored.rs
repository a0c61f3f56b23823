//! How a plan is kept: most of what Cal.com held is what is wanted, too, and is written once.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Plan;
use crate::domain::UtcMillis;
use crate::domain::fields::{Field, FieldValue, Values};

#[derive(Serialize, Deserialize)]
struct Stored<Base, Desired> {
    service_id: i64,
    service_revision: i64,
    link_id: i64,
    event_type_id: i64,
    /// Without the values that are in `same`.
    base: Option<Base>,
    base_read_at: Option<UtcMillis>,
    /// The fields in which the base holds what is desired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    same: Vec<Field>,
    desired: Desired,
}

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_same = |field, value: &FieldValue| self.desired.get(field) == Some(value);
        let base = self.base.as_ref();
        Stored {
            service_id: self.service_id,
            service_revision: self.service_revision,
            link_id: self.link_id,
            event_type_id: self.event_type_id,
            base: base.map(|base| {
                let other = base.iter().filter(|(field, value)| !is_same(*field, value));
                other.collect::<BTreeMap<_, _>>()
            }),
            base_read_at: self.base_read_at,
            same: base.map_or_else(Vec::new, |base| {
                let same = base.iter().filter(|(field, value)| is_same(*field, value));
                same.map(|(field, _)| field).collect()
            }),
            desired: &self.desired,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Plan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored: Stored<Values, Values> = Stored::deserialize(deserializer)?;
        let base = stored.base.map(|mut base| {
            for field in stored.same {
                if let Some(value) = stored.desired.get(field) {
                    base.set(field, value.clone());
                }
            }
            base
        });
        Ok(Self {
            service_id: stored.service_id,
            service_revision: stored.service_revision,
            link_id: stored.link_id,
            event_type_id: stored.event_type_id,
            base,
            base_read_at: stored.base_read_at,
            desired: stored.desired,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(base: Option<Values>) -> Plan {
        Plan {
            service_id: 1,
            service_revision: 2,
            link_id: 3,
            event_type_id: 4,
            base_read_at: base.is_some().then_some(5),
            base,
            desired: values("Massage", 45),
        }
    }

    fn values(title: &str, length: i64) -> Values {
        [
            (Field::Title, FieldValue::text(title)),
            (Field::Length, FieldValue::Minutes(length)),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn what_was_there_and_is_wanted_too_is_written_once_and_read_as_it_was() {
        let mut seen = values("Massage", 30);
        seen.set(Field::LengthOptions, FieldValue::List(vec![30, 60]));
        for base in [
            None,
            Some(Values::default()),
            Some(seen),
            Some(values("Massage", 45)),
            Some(values("Fango", 30)),
        ] {
            let plan = plan(base);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(json.matches("Massage").count(), 1, "{json}");
            assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan, "{json}");
        }
    }

    #[test]
    fn a_plan_from_before_that_is_read_as_well() {
        let old = r#"{"service_id":1,"service_revision":2,"link_id":3,"event_type_id":4,
            "base":{"title":"Massage","length":30},"base_read_at":5,"desired":{"title":"Massage","length":45}}"#;
        let expected = plan(Some(values("Massage", 30)));
        assert_eq!(serde_json::from_str::<Plan>(old).unwrap(), expected);
    }

    /// `forget_readings` of an account does that to the jobs that wait.
    #[test]
    fn without_its_base_a_plan_wants_the_same() {
        let mut json = serde_json::to_value(plan(Some(values("Massage", 30)))).unwrap();
        json["base"] = serde_json::Value::Null;
        json["base_read_at"] = serde_json::Value::Null;
        assert_eq!(serde_json::from_value::<Plan>(json).unwrap(), plan(None));
    }
}
