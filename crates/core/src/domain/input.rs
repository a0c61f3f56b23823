//! What people type into the fields of a service, checked in one place for window and command line.

use super::account_color::AccountColor;
use super::minutes;
use super::money::{self, PriceError};

/// Why a typed value was not taken. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("the name is empty")]
    InvalidName,
    #[error("the name has line breaks or control characters in it")]
    ControlCharacters,
    #[error("the name is longer than {MAX_NAME} characters")]
    NameTooLong,
    #[error("not a duration of 1 to 1440 whole minutes: {0:?}")]
    InvalidDuration(String),
    #[error("not a buffer of 0 to 1440 whole minutes: {0:?}")]
    InvalidBuffer(String),
    #[error("not a price: {0:?}")]
    InvalidPrice(String),
    #[error("the price is too large")]
    PriceTooLarge,
    #[error("ambiguous price: {text:?}")]
    AmbiguousPrice { text: String, suggestion: String },
    /// The price that stands there has more places than this currency, or is too large in it.
    #[error("the price cannot be written in {currency}")]
    PriceNotInCurrency { currency: String },
    #[error("not a currency code: {0:?}")]
    InvalidCurrency(String),
    #[error("the description is longer than {MAX_DESCRIPTION} characters")]
    DescriptionTooLong,
    #[error("not yes or no: {0:?}")]
    InvalidFlag(String),
    #[error("not an event type id: {0:?}")]
    InvalidEventTypeId(String),
    #[error("unknown field: {0:?}")]
    UnknownField(String),
    #[error("the category is longer than {MAX_NAME} characters")]
    CategoryTooLong,
    #[error("not a limit of 1 to 6000 requests a minute: {0:?}")]
    InvalidLimit(String),
    #[error("not a color of an account: {0:?}")]
    InvalidColor(String),
    #[error("not a date: {0:?}")]
    InvalidDate(String),
    #[error("{0} cannot be left empty")]
    Required(&'static str),
}

impl InputError {
    /// The stable name, as in JSON and in Fluent keys (`error-<code>`).
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidName => "invalid_name",
            Self::ControlCharacters => "control_characters",
            Self::NameTooLong => "name_too_long",
            Self::InvalidDuration(_) => "invalid_duration",
            Self::InvalidBuffer(_) => "invalid_buffer",
            Self::InvalidPrice(_) => "invalid_price",
            Self::PriceTooLarge => "price_too_large",
            Self::AmbiguousPrice { .. } => "ambiguous_price",
            Self::PriceNotInCurrency { .. } => "price_not_in_currency",
            Self::InvalidCurrency(_) => "invalid_currency",
            Self::DescriptionTooLong => "description_too_long",
            Self::InvalidFlag(_) => "invalid_flag",
            Self::InvalidEventTypeId(_) => "invalid_event_type_id",
            Self::UnknownField(_) => "unknown_field",
            Self::CategoryTooLong => "category_too_long",
            Self::InvalidLimit(_) => "invalid_limit",
            Self::InvalidColor(_) => "invalid_color",
            Self::InvalidDate(_) => "invalid_date",
            Self::Required(_) => "required",
        }
    }

    /// What the text of the error names, if anything.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::InvalidDuration(text)
            | Self::InvalidBuffer(text)
            | Self::InvalidPrice(text)
            | Self::InvalidCurrency(text)
            | Self::InvalidFlag(text)
            | Self::InvalidEventTypeId(text)
            | Self::InvalidLimit(text)
            | Self::InvalidColor(text)
            | Self::InvalidDate(text)
            | Self::UnknownField(text) => vec![("value", shortened(text))],
            Self::AmbiguousPrice { text, suggestion } => {
                vec![
                    ("value", shortened(text)),
                    ("suggestion", suggestion.clone()),
                ]
            }
            Self::PriceNotInCurrency { currency } => vec![("wanted", currency.clone())],
            Self::Required(field) => vec![("field", (*field).to_owned())],
            _ => Vec::new(),
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        text.chars().take(60).chain(['…']).collect()
    }
}

/// Characters of a name or a title, 1–255.
pub const MAX_NAME: usize = 255;
/// Characters of a description.
pub const MAX_DESCRIPTION: usize = 5_000;

/// Nothing is seen of it: alone, it would be a name that nobody can read or click.
fn is_invisible(c: char) -> bool {
    let joins_or_directs = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}');
    c.is_whitespace() || joins_or_directs
}

/// A name or title: blanks around it are dropped, line breaks are not taken.
pub fn name(text: &str) -> Result<String, InputError> {
    let trimmed = text.trim();
    if trimmed.chars().all(is_invisible) {
        return Err(InputError::InvalidName);
    }
    if trimmed.chars().any(char::is_control) {
        return Err(InputError::ControlCharacters);
    }
    if trimmed.chars().count() > MAX_NAME {
        return Err(InputError::NameTooLong);
    }
    Ok(trimmed.to_owned())
}

pub fn description(text: &str) -> Result<String, InputError> {
    if text.chars().count() > MAX_DESCRIPTION {
        return Err(InputError::DescriptionTooLong);
    }
    Ok(text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect())
}

pub fn category(text: &str) -> Result<Option<String>, InputError> {
    let trimmed = text.trim();
    if trimmed.chars().count() > MAX_NAME {
        return Err(InputError::CategoryTooLong);
    }
    Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
}

/// Whole minutes, 1–1440; [`minutes`] says how they may be written.
pub fn duration(text: &str) -> Result<i64, InputError> {
    minutes::parse(text)
        .filter(|minutes| (1..=1440).contains(minutes))
        .ok_or_else(|| InputError::InvalidDuration(text.to_owned()))
}

/// Whole minutes, 0–1440.
pub fn buffer(text: &str) -> Result<i64, InputError> {
    minutes::parse(text)
        .filter(|minutes| (0..=1440).contains(minutes))
        .ok_or_else(|| InputError::InvalidBuffer(text.to_owned()))
}

/// Minor units of `currency`.
pub fn price(text: &str, currency: &str) -> Result<i64, InputError> {
    money::parse_price(text, currency).map_err(|error| match error {
        PriceError::Invalid => InputError::InvalidPrice(text.to_owned()),
        PriceError::TooLarge => InputError::PriceTooLarge,
        PriceError::Ambiguous { suggestion } => InputError::AmbiguousPrice {
            text: text.to_owned(),
            suggestion,
        },
    })
}

/// An ISO 4217 code, in any case.
pub fn currency(text: &str) -> Result<String, InputError> {
    let code = text.trim().to_ascii_uppercase();
    match money::exponent(&code) {
        Some(_) => Ok(code),
        None => Err(InputError::InvalidCurrency(text.to_owned())),
    }
}

pub fn flag(text: &str) -> Result<bool, InputError> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "ja" | "yes" | "1" => Ok(true),
        "false" | "nein" | "no" | "0" => Ok(false),
        _ => Err(InputError::InvalidFlag(text.to_owned())),
    }
}

/// A positive event type id; below 2^53 so that every JSON reader keeps it whole.
pub fn event_type_id(text: &str) -> Result<i64, InputError> {
    match text.trim().parse::<i64>() {
        Ok(id) if id > 0 && id < (1 << 53) => Ok(id),
        _ => Err(InputError::InvalidEventTypeId(text.to_owned())),
    }
}

/// A date as people and scripts write it: `2027-01-31`.
pub fn date(text: &str) -> Result<jiff::civil::Date, InputError> {
    let parsed = text.trim().parse();
    parsed.map_err(|_| InputError::InvalidDate(text.to_owned()))
}

/// One of the palette, by its id.
pub fn account_color(text: &str) -> Result<AccountColor, InputError> {
    let color = AccountColor::from_id(text.trim());
    color.ok_or_else(|| InputError::InvalidColor(text.to_owned()))
}

/// How many requests an account may send in a minute, 1–6000.
pub fn requests_per_minute(text: &str) -> Result<u32, InputError> {
    let limit = text.trim().parse().ok();
    limit
        .filter(|limit| (1..=6000).contains(limit))
        .ok_or_else(|| InputError::InvalidLimit(text.to_owned()))
}

/// A pasted API key: blanks and line breaks around it are dropped. `None` if nothing is left,
/// or if something inside cannot stand in a request header.
pub fn api_key(text: &str) -> Option<String> {
    let key = text.trim();
    let usable = !key.is_empty() && key.len() <= 1_000 && key.bytes().all(|b| b.is_ascii_graphic());
    usable.then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_whole_minutes_of_one_day() {
        assert_eq!(duration("60"), Ok(60));
        for text in [
            " 90 Min. ",
            "90min",
            "90 mins",
            "90\u{a0}Minuten",
            "90 MINUTES",
        ] {
            assert_eq!(duration(text), Ok(90), "{text:?}");
        }
        assert_eq!(duration("1440"), Ok(1440));
        for text in [
            "0",
            "1441",
            "1.5",
            "1,5",
            "abc",
            "1e9",
            "-5",
            "",
            "٦",
            "90 h",
            "1 1",
            "99999999999999999999",
        ] {
            assert_eq!(
                duration(text),
                Err(InputError::InvalidDuration(text.into())),
                "{text:?}"
            );
        }
        assert_eq!(buffer("0"), Ok(0));
        assert!(buffer("-1").is_err());
    }

    #[test]
    fn names_are_one_line_of_1_to_255_characters() {
        assert_eq!(name("  Massage "), Ok("Massage".into()));
        assert_eq!(name(&"ä".repeat(255)), Ok("ä".repeat(255)));
        assert_eq!(name(&"a".repeat(10_000)), Err(InputError::NameTooLong));
        for text in ["", "   ", "\u{200b}", " \u{feff}\u{2060} \u{200d}"] {
            assert_eq!(name(text), Err(InputError::InvalidName), "{text:?}");
        }
        for text in ["a\nb", "a\u{0}b", "a\u{1b}[31mred\u{7}"] {
            assert_eq!(name(text), Err(InputError::ControlCharacters), "{text:?}");
        }
        // Within a word it may be what makes it readable.
        assert!(name("\u{645}\u{6cc}\u{200c}\u{62e}").is_ok());
    }

    #[test]
    fn event_type_ids_are_positive() {
        assert_eq!(event_type_id("123456"), Ok(123_456));
        for text in ["0", "-1", "abc", "9007199254740992", ""] {
            assert!(event_type_id(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn keys_lose_blanks_and_line_breaks_around_them() {
        assert_eq!(api_key(" \n cal_abc\r\n"), Some("cal_abc".into()));
        assert_eq!(api_key("cal_a bc"), None);
        assert_eq!(api_key(" \n"), None);
    }
}
