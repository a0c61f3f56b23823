//! One change for several services: set a field, or move it by an amount, as a person typed it.

use super::edit::Edit;
use super::input::{self, InputError};
use super::money::{self, PriceError};
use super::service::Service;

/// A field that makes sense to change for several services at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManyField {
    Duration,
    BufferBefore,
    BufferAfter,
    Price,
    Category,
    Listed,
}

impl ManyField {
    pub fn id(self) -> &'static str {
        match self {
            Self::Duration => "duration",
            Self::BufferBefore => "buffer_before",
            Self::BufferAfter => "buffer_after",
            Self::Price => "price",
            Self::Category => "category",
            Self::Listed => "listed",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        [
            Self::Duration,
            Self::BufferBefore,
            Self::BufferAfter,
            Self::Price,
            Self::Category,
            Self::Listed,
        ]
        .into_iter()
        .find(|field| field.id() == id)
    }
}

/// How a field is to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// To this value; an empty text unsets where that is allowed.
    To(String),
    /// By so many minutes, or so much money; a sign in front takes away.
    By(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub field: ManyField,
    pub how: How,
}

impl Change {
    /// What this means for one service; `None` where there is nothing to move, or it holds that already.
    ///
    /// # Errors
    /// What is wrong with the text, or with the value that would come out.
    pub fn of(&self, service: &Service) -> Result<Option<Edit>, InputError> {
        let edit = match &self.how {
            How::To(text) => Some(set(self.field, text, service)?),
            How::By(text) => moved(self.field, text, service)?,
        };
        Ok(edit.filter(|edit| *edit != edit.as_now(service)))
    }
}

fn set(field: ManyField, text: &str, service: &Service) -> Result<Edit, InputError> {
    let empty = text.trim().is_empty();
    let optional = |read: fn(&str) -> Result<i64, InputError>| {
        if empty {
            Ok(None)
        } else {
            read(text).map(Some)
        }
    };
    Ok(match field {
        ManyField::Duration => Edit::Duration(input::duration(text)?),
        ManyField::BufferBefore => Edit::BufferBefore(optional(input::buffer)?),
        ManyField::BufferAfter => Edit::BufferAfter(optional(input::buffer)?),
        ManyField::Price if empty => Edit::PriceMinor(None),
        ManyField::Price => Edit::PriceMinor(Some(input::price(text, &service.currency)?)),
        ManyField::Category => Edit::Category(input::category(text)?),
        ManyField::Listed if empty => Edit::Listed(None),
        ManyField::Listed => Edit::Listed(Some(input::flag(text)?)),
    })
}

fn moved(field: ManyField, text: &str, service: &Service) -> Result<Option<Edit>, InputError> {
    let (sign, amount) = signed(text);
    let minutes = |now: i64| -> Result<String, InputError> {
        let by = input::buffer(amount).map_err(|_| InputError::InvalidBuffer(text.to_owned()))?;
        Ok((now + sign * by).to_string())
    };
    Ok(match field {
        ManyField::Duration => {
            let minutes = minutes(service.duration)?;
            Some(Edit::Duration(input::duration(&minutes)?))
        }
        ManyField::BufferBefore => match service.buffer_before {
            Some(now) => Some(Edit::BufferBefore(Some(input::buffer(&minutes(now)?)?))),
            None => None,
        },
        ManyField::BufferAfter => match service.buffer_after {
            Some(now) => Some(Edit::BufferAfter(Some(input::buffer(&minutes(now)?)?))),
            None => None,
        },
        ManyField::Price => match service.price_minor {
            Some(now) => {
                let price = now + sign * amount_of(amount, text, &service.currency)?;
                if price < 0 {
                    return Err(InputError::InvalidPrice(text.to_owned()));
                }
                Some(Edit::PriceMinor(Some(price)))
            }
            None => None,
        },
        // Nothing to add to: the form does not offer it.
        ManyField::Category | ManyField::Listed => {
            return Err(InputError::UnknownField(field.id().to_owned()));
        }
    })
}

fn amount_of(amount: &str, typed: &str, currency: &str) -> Result<i64, InputError> {
    money::parse_price(amount, currency).map_err(|error| match error {
        PriceError::Invalid => InputError::InvalidPrice(typed.to_owned()),
        PriceError::TooLarge => InputError::PriceTooLarge,
        PriceError::Ambiguous { suggestion } => InputError::AmbiguousPrice {
            text: typed.to_owned(),
            suggestion,
        },
    })
}

fn signed(text: &str) -> (i64, &str) {
    let text = text.trim();
    // The minus of typographers comes from pasted texts.
    if let Some(rest) = text.strip_prefix(['-', '−', '–']) {
        (-1, rest)
    } else {
        (1, text.strip_prefix('+').unwrap_or(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn massage() -> Service {
        Service {
            id: 1,
            name: "Massage".into(),
            description: None,
            duration: 50,
            buffer_before: None,
            buffer_after: Some(5),
            price_minor: Some(7_000),
            currency: "EUR".into(),
            category: None,
            listed: Some(true),
            revision: 1,
            archived_at: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "the table reads better so")]
    fn check(field: ManyField, how: How, expected: Result<Option<Edit>, &'static str>) {
        let found = Change { field, how }.of(&massage());
        let found = found.map_err(|error| error.code());
        assert!(found == expected, "{found:?}, not {expected:?}");
    }

    fn to(text: &str) -> How {
        How::To(text.into())
    }

    fn by(text: &str) -> How {
        How::By(text.into())
    }

    #[test]
    fn a_field_is_set_to_what_was_typed() {
        use ManyField::*;
        check(Duration, to("1:00"), Ok(Some(Edit::Duration(60))));
        check(Duration, to("50"), Ok(None));
        check(Duration, to(""), Err("invalid_duration"));
        check(
            BufferBefore,
            to("10"),
            Ok(Some(Edit::BufferBefore(Some(10)))),
        );
        check(BufferAfter, to(""), Ok(Some(Edit::BufferAfter(None))));
        check(
            Price,
            to("75,50 €"),
            Ok(Some(Edit::PriceMinor(Some(7_550)))),
        );
        check(Price, to("1.245"), Err("ambiguous_price"));
        check(
            Category,
            to(" Massage "),
            Ok(Some(Edit::Category(Some("Massage".into())))),
        );
        check(Listed, to("nein"), Ok(Some(Edit::Listed(Some(false)))));
    }

    #[test]
    fn a_field_is_moved_by_an_amount() {
        use ManyField::*;
        check(Duration, by("5"), Ok(Some(Edit::Duration(55))));
        check(Duration, by("+10"), Ok(Some(Edit::Duration(60))));
        check(Duration, by("−10 Min."), Ok(Some(Edit::Duration(40))));
        check(Duration, by("-50"), Err("invalid_duration"));
        check(Duration, by("0"), Ok(None));
        check(Duration, by("abc"), Err("invalid_buffer"));
        check(BufferAfter, by("-10"), Err("invalid_buffer"));
        check(Price, by("-2,50"), Ok(Some(Edit::PriceMinor(Some(6_750)))));
        check(Price, by("-80"), Err("invalid_price"));
        check(BufferBefore, by("5"), Ok(None));
        check(Listed, by("1"), Err("unknown_field"));
    }
}
