//! What an edit moved, as the history keeps it: also what Cal.com is never sent.

use serde::{Deserialize, Serialize};

use super::edit::Edit;
use super::fields::FieldValue;
use super::money::Money;
use super::service::Service;

/// A field of a service, by the name that an edit knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceField {
    Name,
    Description,
    Duration,
    BufferBefore,
    BufferAfter,
    Price,
    Category,
    Listed,
}

/// A price, or a value of another field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ServiceValue {
    Field(FieldValue),
    Money(Money),
}

/// A field with both its values; `None` where it was, or is, not set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub field: ServiceField,
    pub from: Option<ServiceValue>,
    pub to: Option<ServiceValue>,
}

/// What these edits move. A currency moves the price that it belongs to, though its number may stay.
pub fn moved(service: &Service, edits: &[Edit]) -> Vec<Moved> {
    let price = price_after(service, edits);
    let pairs = edits.iter().filter_map(|edit| {
        let (field, to) = value(edit)?;
        let (_, from) = value(&edit.as_now(service))?;
        Some(Moved { field, from, to })
    });
    let price = Moved {
        field: ServiceField::Price,
        from: service.price().map(ServiceValue::Money),
        to: price.map(ServiceValue::Money),
    };
    pairs
        .chain([price])
        .filter(|moved| moved.from != moved.to)
        .collect()
}

fn price_after(service: &Service, edits: &[Edit]) -> Option<Money> {
    let (mut minor, mut currency) = (service.price_minor, service.currency.clone());
    for edit in edits {
        match edit {
            Edit::PriceMinor(new) => minor = *new,
            Edit::Currency(new) => currency.clone_from(new),
            _ => {}
        }
    }
    minor.map(|minor| Money { minor, currency })
}

/// `None` for what makes up the price.
fn value(edit: &Edit) -> Option<(ServiceField, Option<ServiceValue>)> {
    let minutes = |minutes: i64| ServiceValue::Field(FieldValue::Minutes(minutes));
    let text = |text: &String| ServiceValue::Field(FieldValue::Text(text.clone()));
    let flag = |flag: bool| ServiceValue::Field(FieldValue::Flag(flag));
    Some(match edit {
        Edit::Name(name) => (ServiceField::Name, Some(text(name))),
        Edit::Description(words) => (ServiceField::Description, words.as_ref().map(text)),
        Edit::Duration(length) => (ServiceField::Duration, Some(minutes(*length))),
        Edit::BufferBefore(buffer) => (ServiceField::BufferBefore, buffer.map(minutes)),
        Edit::BufferAfter(buffer) => (ServiceField::BufferAfter, buffer.map(minutes)),
        Edit::Category(category) => (ServiceField::Category, category.as_ref().map(text)),
        Edit::Listed(listed) => (ServiceField::Listed, listed.map(flag)),
        Edit::PriceMinor(_) | Edit::Currency(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::service::tests::massage;

    #[track_caller]
    fn check(edits: &[Edit], expected: &str) {
        let moved = moved(&massage().0, edits);
        let json = serde_json::to_string(&moved).unwrap();
        assert_eq!(json, expected);
        let read: Vec<Moved> = serde_json::from_str(&json).unwrap();
        assert_eq!(read, moved);
    }

    #[test]
    fn both_values_of_what_moved() {
        check(
            &[
                Edit::Duration(45),
                Edit::BufferAfter(None),
                Edit::Category(Some("Physio".into())),
                Edit::Listed(Some(false)),
            ],
            r#"[{"field":"duration","from":60,"to":45},{"field":"buffer_after","from":10,"to":null},{"field":"category","from":null,"to":"Physio"},{"field":"listed","from":null,"to":false}]"#,
        );
        check(&[Edit::Name("Massage".into())], "[]");
    }

    #[test]
    fn a_price_moves_with_its_number_and_with_its_currency() {
        let euro = r#"{"minor":7500,"currency":"EUR"}"#;
        let line = |to: &str| format!(r#"[{{"field":"price","from":{euro},"to":{to}}}]"#);
        check(
            &[Edit::PriceMinor(Some(5_000))],
            &line(r#"{"minor":5000,"currency":"EUR"}"#),
        );
        check(&[Edit::PriceMinor(None)], &line("null"));
        check(
            &[Edit::Currency("CHF".into())],
            &line(r#"{"minor":7500,"currency":"CHF"}"#),
        );
    }
}
