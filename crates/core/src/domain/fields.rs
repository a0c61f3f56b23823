//! The fields that Abgleich manages in an event type, and sets of their values.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A managed field, or one of the last three, which are only watched: older servers of Cal.com reset them with a
/// write of others. Nothing but managed fields is ever sent; price is compared and shown only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Title,
    Length,
    BufferBefore,
    BufferAfter,
    Description,
    Hidden,
    /// The durations that a booker may choose from, where an event type offers several.
    LengthOptions,
    /// How many people can book the same slot.
    Seats,
    /// The layouts of the booking page.
    Layouts,
    /// Whether bookings have to be confirmed.
    Confirmation,
}

impl Field {
    /// All that are managed.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Length,
        Self::BufferBefore,
        Self::BufferAfter,
        Self::Description,
        Self::Hidden,
        Self::LengthOptions,
    ];

    /// The name used in JSON, in Fluent keys and in the window.
    pub fn id(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Length => "length",
            Self::BufferBefore => "buffer_before",
            Self::BufferAfter => "buffer_after",
            Self::Description => "description",
            Self::Hidden => "hidden",
            Self::LengthOptions => "length_options",
            Self::Seats => "seats",
            Self::Layouts => "layouts",
            Self::Confirmation => "confirmation",
        }
    }

    /// The field behind a property name of Cal.com's API, as its validation errors name it.
    pub fn from_property(property: &str) -> Option<Self> {
        match property {
            "title" => Some(Self::Title),
            "lengthInMinutes" => Some(Self::Length),
            "beforeEventBuffer" => Some(Self::BufferBefore),
            "afterEventBuffer" => Some(Self::BufferAfter),
            "description" => Some(Self::Description),
            "hidden" => Some(Self::Hidden),
            "lengthInMinutesOptions" => Some(Self::LengthOptions),
            _ => None,
        }
    }

    /// True if people are told that it changed, and not from what to what: too long, or not in their words.
    pub fn is_told_by_name(self) -> bool {
        matches!(self, Self::Description | Self::Layouts | Self::Confirmation)
    }
}

/// One value. Minutes are whole minutes; Cal.com may hold negative buffers, Abgleich never sends any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    Flag(bool),
    Minutes(i64),
    List(Vec<i64>),
    Text(String),
}

/// By the kind of JSON value. Derived, it would try one kind after the other and word an error for each that it is
/// not, and values are read with every step of a job.
impl<'de> Deserialize<'de> for FieldValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldValueVisitor)
    }
}

struct FieldValueVisitor;

impl<'de> Visitor<'de> for FieldValueVisitor {
    type Value = FieldValue;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a flag, whole minutes, a list of minutes or a text")
    }

    fn visit_bool<E: de::Error>(self, flag: bool) -> Result<FieldValue, E> {
        Ok(FieldValue::Flag(flag))
    }

    fn visit_i64<E: de::Error>(self, minutes: i64) -> Result<FieldValue, E> {
        Ok(FieldValue::Minutes(minutes))
    }

    fn visit_u64<E: de::Error>(self, minutes: u64) -> Result<FieldValue, E> {
        let minutes = i64::try_from(minutes)
            .map_err(|_| E::invalid_value(Unexpected::Unsigned(minutes), &self))?;
        Ok(FieldValue::Minutes(minutes))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<FieldValue, E> {
        Ok(FieldValue::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<FieldValue, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(FieldValue::List)
    }
}

impl FieldValue {
    /// A text as it is compared: CRLF as LF, without blanks at the ends of lines and of the whole.
    pub fn text(raw: &str) -> Self {
        Self::Text(comparable(raw))
    }
}

/// See [`FieldValue::text`].
pub fn comparable(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    for (index, line) in raw.split('\n').enumerate() {
        if index > 0 {
            text.push('\n');
        }
        // The carriage return of a CRLF is one of the blanks.
        text.push_str(line.trim_end());
    }
    text.truncate(text.trim_end().len());
    text
}

/// Values by field. A field that is absent is not managed, or not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<Field, FieldValue>);

impl Values {
    pub fn set(&mut self, field: Field, value: FieldValue) {
        self.0.insert(field, value);
    }

    pub fn get(&self, field: Field) -> Option<&FieldValue> {
        self.0.get(&field)
    }

    pub fn iter(&self) -> impl Iterator<Item = (Field, &FieldValue)> {
        self.0.iter().map(|(field, value)| (*field, value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields of `self` whose value `other` does not hold.
    pub fn differing_from(&self, other: &Self) -> Vec<Field> {
        self.iter()
            .filter(|(field, value)| other.get(*field) != Some(*value))
            .map(|(field, _)| field)
            .collect()
    }

    /// True if `other` holds every value of `self`.
    pub fn all_held_by(&self, other: &Self) -> bool {
        self.differing_from(other).is_empty()
    }

    /// Only the named fields.
    #[must_use]
    pub fn only(&self, fields: &[Field]) -> Self {
        self.iter()
            .filter(|(field, _)| fields.contains(field))
            .map(|(field, value)| (field, value.clone()))
            .collect()
    }

    pub fn minutes(&self, field: Field) -> Option<i64> {
        match self.get(field) {
            Some(FieldValue::Minutes(minutes)) => Some(*minutes),
            _ => None,
        }
    }

    /// The durations to choose from; empty where there is only one.
    pub fn options(&self) -> &[i64] {
        match self.get(Field::LengthOptions) {
            Some(FieldValue::List(options)) => options,
            _ => &[],
        }
    }
}

impl FromIterator<(Field, FieldValue)> for Values {
    fn from_iter<I: IntoIterator<Item = (Field, FieldValue)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// A field whose value moved, for people: old value if it was known, and the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub field: Field,
    pub from: Option<FieldValue>,
    pub to: FieldValue,
}

/// The changes that lead from `before` to `after`, for the fields of `after`.
pub fn changes(before: &Values, after: &Values) -> Vec<Change> {
    after
        .iter()
        .filter(|(field, value)| before.get(*field) != Some(*value))
        .map(|(field, value)| Change {
            field,
            from: before.get(field).cloned(),
            to: value.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_compare_without_line_ends_and_trailing_blanks() {
        assert_eq!(FieldValue::text("a \r\nb\n\n"), FieldValue::text("a\nb"));
        assert_ne!(FieldValue::text(" a"), FieldValue::text("a"));
    }

    #[test]
    fn unmanaged_fields_never_differ() {
        let managed: Values = [(Field::Length, FieldValue::Minutes(60))]
            .into_iter()
            .collect();
        let remote: Values = [
            (Field::Length, FieldValue::Minutes(60)),
            (Field::Description, FieldValue::text("anything")),
        ]
        .into_iter()
        .collect();
        assert!(managed.all_held_by(&remote));
        assert_eq!(remote.differing_from(&managed), vec![Field::Description]);
    }

    #[test]
    fn what_no_field_can_hold_is_an_error_and_says_what_was_expected() {
        for wrong in ["1.5", "null", "{}", "[\"a\"]", "9223372036854775808"] {
            let error = serde_json::from_str::<FieldValue>(wrong).unwrap_err();
            let text = error.to_string();
            assert!(
                text.contains("expected") && !text.contains("untagged"),
                "{wrong}: {text}"
            );
        }
    }

    #[test]
    fn values_survive_json() {
        let values: Values = [
            (Field::Title, FieldValue::text("Massage")),
            (Field::Hidden, FieldValue::Flag(false)),
            (Field::LengthOptions, FieldValue::List(vec![30, 60])),
            (Field::Length, FieldValue::Minutes(30)),
        ]
        .into_iter()
        .collect();
        let json = serde_json::to_string(&values).unwrap();
        assert_eq!(serde_json::from_str::<Values>(&json).unwrap(), values);
    }
}
