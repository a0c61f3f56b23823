//! What an edit moved, as the history keeps it: also what Cal.com is never sent.

use serde::{Deserialize, Serialize};

use super::edit::Edit;
use super::fields::FieldValue;
use super::money::Money;
use super::service::Service;

/// A field of a service, by the name that it has in changes where Cal.com has it, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedField {
    Title,
    Description,
    Length,
    BufferBefore,
    BufferAfter,
    Hidden,
    Price,
    Category,
    /// The title of one event type, where it is another one than the service's name.
    LinkTitle,
}

impl MovedField {
    pub fn id(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "description",
            Self::Length => "length",
            Self::BufferBefore => "buffer_before",
            Self::BufferAfter => "buffer_after",
            Self::Hidden => "hidden",
            Self::Price => "price",
            Self::Category => "category",
            Self::LinkTitle => "link_title",
        }
    }
}

/// A price, or a value of another field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MovedValue {
    Field(FieldValue),
    Money(Money),
}

/// A field with both its values; `None` where it was, or is, not set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub field: MovedField,
    pub from: Option<MovedValue>,
    pub to: Option<MovedValue>,
}

impl Moved {
    /// Of a link's own title; `None`: the service's name.
    pub fn title(from: Option<&str>, to: Option<&str>) -> Self {
        let value = |title: &str| MovedValue::Field(FieldValue::text(title));
        Self {
            field: MovedField::LinkTitle,
            from: from.map(value),
            to: to.map(value),
        }
    }
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
        field: MovedField::Price,
        from: service.price().map(MovedValue::Money),
        to: price.map(MovedValue::Money),
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
fn value(edit: &Edit) -> Option<(MovedField, Option<MovedValue>)> {
    let minutes = |minutes: i64| MovedValue::Field(FieldValue::Minutes(minutes));
    let text = |text: &String| MovedValue::Field(FieldValue::Text(text.clone()));
    let flag = |flag: bool| MovedValue::Field(FieldValue::Flag(flag));
    Some(match edit {
        Edit::Name(name) => (MovedField::Title, Some(text(name))),
        Edit::Description(words) => (MovedField::Description, words.as_ref().map(text)),
        Edit::Duration(length) => (MovedField::Length, Some(minutes(*length))),
        Edit::BufferBefore(buffer) => (MovedField::BufferBefore, buffer.map(minutes)),
        Edit::BufferAfter(buffer) => (MovedField::BufferAfter, buffer.map(minutes)),
        Edit::Category(category) => (MovedField::Category, category.as_ref().map(text)),
        Edit::Listed(listed) => (MovedField::Hidden, listed.map(|listed| flag(!listed))),
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
        for one in moved {
            assert_eq!(serde_json::to_value(one.field).unwrap(), one.field.id());
        }
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
            r#"[{"field":"length","from":60,"to":45},{"field":"buffer_after","from":10,"to":null},{"field":"category","from":null,"to":"Physio"},{"field":"hidden","from":null,"to":true}]"#,
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
