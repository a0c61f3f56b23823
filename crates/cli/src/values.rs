//! Values as people read them: minutes, prices, fields and their changes.

use abgleich_core::domain::fields::{Change, FieldValue};
use abgleich_core::domain::money::{Money, format_price};
use abgleich_core::domain::moved::{Moved, MovedField, MovedValue};
use abgleich_core::domain::service::Service;

use crate::say::Say;

impl Say {
    /// "90 Min.".
    pub(crate) fn minutes(&self, count: i64) -> String {
        self.format("minutes", &[("count", count.into())])
    }

    /// A dash for what is not managed.
    pub(crate) fn maybe_minutes(&self, count: Option<i64>) -> String {
        count.map_or_else(|| self.get("value-unset"), |count| self.minutes(count))
    }

    pub(crate) fn price(&self, price: Option<&Money>) -> String {
        price.map_or_else(
            || self.get("value-unset"),
            |price| format_price(price, self.is_german()),
        )
    }

    /// A price of Cal.com; none is said in words, because a dash means "not managed" elsewhere.
    pub(crate) fn price_there(&self, price: Option<&Money>) -> String {
        price.map_or_else(
            || self.get("value-no-price"),
            |price| format_price(price, self.is_german()),
        )
    }

    /// A dash for what is not known or not managed.
    pub(crate) fn value(&self, value: Option<&FieldValue>) -> String {
        match value {
            None => self.get("value-unset"),
            Some(FieldValue::Minutes(minutes)) => self.minutes(*minutes),
            Some(FieldValue::Flag(hidden)) => self.get(if *hidden {
                "value-hidden"
            } else {
                "value-listed"
            }),
            Some(FieldValue::List(minutes)) => {
                let list: Vec<String> = minutes.iter().map(ToString::to_string).collect();
                self.format("minutes-list", &[("list", list.join(", ").into())])
            }
            Some(FieldValue::Text(text)) if text.is_empty() => self.get("value-empty"),
            Some(FieldValue::Text(text)) => one_line(text),
        }
    }

    /// "Dauer 50 → 60 Min.".
    pub(crate) fn change(&self, change: &Change) -> String {
        let field = self.field(change.field);
        if change.field.is_told_by_name() {
            return field;
        }
        self.line(field, change.from.as_ref(), Some(&change.to))
    }

    /// As [`Say::change`], for what an edit moved.
    pub(crate) fn moved(&self, moved: &Moved) -> String {
        let field = self.get(&format!("field-{}", moved.field.id()));
        match (&moved.from, &moved.to) {
            _ if moved.field == MovedField::Description => field,
            (Some(MovedValue::Money(from)), to) => {
                let to = match to {
                    Some(MovedValue::Money(to)) => self.price(Some(to)),
                    _ => self.price(None),
                };
                self.both_sides(field, self.price(Some(from)), to)
            }
            (_, Some(MovedValue::Money(to))) => self.new_side(field, self.price(Some(to))),
            (from, to) => self.line(field, in_field(from.as_ref()), in_field(to.as_ref())),
        }
    }

    fn line(&self, field: String, from: Option<&FieldValue>, to: Option<&FieldValue>) -> String {
        let new = self.value(to);
        match (from, to) {
            (None, _) => self.new_side(field, new),
            // The unit stands behind the new value.
            (Some(FieldValue::Minutes(from)), Some(FieldValue::Minutes(_))) => {
                self.both_sides(field, from.to_string(), new)
            }
            (from, _) => self.both_sides(field, self.value(from), new),
        }
    }

    fn new_side(&self, field: String, to: String) -> String {
        self.format("change-to", &[("field", field.into()), ("to", to.into())])
    }

    fn both_sides(&self, field: String, from: String, to: String) -> String {
        let args = [
            ("field", field.into()),
            ("from", from.into()),
            ("to", to.into()),
        ];
        self.format("change", &args)
    }

    pub(crate) fn changes(&self, changes: &[Change]) -> String {
        if changes.is_empty() {
            return self.get("queue-no-changes");
        }
        changes
            .iter()
            .map(|change| self.change(change))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn in_field(value: Option<&MovedValue>) -> Option<&FieldValue> {
    match value? {
        MovedValue::Field(value) => Some(value),
        MovedValue::Money(_) => None,
    }
}

/// A text of many lines in one cell of a table: its beginning.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 60;
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A title keeps its own blanks.
    let line = if text.contains('\n') {
        joined
    } else {
        text.to_owned()
    };
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// The service's own price as the sentence about it shows it.
pub(crate) fn price_here(say: &Say, service: &Service) -> String {
    match service.price() {
        Some(price) => say.format(
            "confirm-price",
            &[("price", say.price(Some(&price)).into())],
        ),
        None => say.get("confirm-price-none"),
    }
}

#[cfg(test)]
mod tests {
    use abgleich_core::domain::fields::Field;
    use abgleich_core::text::Language;

    use super::*;

    #[test]
    fn changes_read_as_in_the_window() {
        let say = Say::new(Language::German);
        let change = |from| Change {
            field: Field::Length,
            from,
            to: FieldValue::Minutes(60),
        };
        assert_eq!(
            say.change(&change(Some(FieldValue::Minutes(50)))),
            "Dauer 50 → 60\u{a0}Min."
        );
        assert_eq!(say.change(&change(None)), "Dauer → 60\u{a0}Min.");
        assert_eq!(say.value(Some(&FieldValue::text(""))), "leer");
        assert_eq!(say.value(None), "–");
    }

    #[test]
    fn long_texts_are_cut_for_tables() {
        assert_eq!(one_line("a\n\n b"), "a b");
        assert_eq!(one_line(&"ä".repeat(61)).chars().count(), 60);
    }
}
