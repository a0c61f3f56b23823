//! Prices: integer minor units and a currency; what people type, and what they read.

use iso_currency::Currency;
use serde::{Deserialize, Serialize};

/// An amount in the smallest unit of its currency (cents), ISO 4217 code in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: String,
}

/// The largest price that is taken: below 100 million units of any currency.
const MAX_MINOR: i64 = 9_999_999_999;

/// Why a typed price was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    #[error("not a price")]
    Invalid,
    #[error("the price is too large")]
    TooLarge,
    /// `1.245` may be one thousand or one and a quarter: ask. `suggestion` is the text of the larger.
    #[error("ambiguous price, may mean {suggestion}")]
    Ambiguous { suggestion: String },
}

/// Decimal places of a currency; `None` for a code that ISO 4217 does not know.
pub fn exponent(currency: &str) -> Option<u32> {
    let known = Currency::from_code(currency)?;
    Some(u32::from(known.exponent().unwrap_or(0)))
}

/// Reads a price as people write it: `45`, `45,5`, `45.50`, `45,50 €`, `1.245,50`, `1,245.50`, `1'245.50`.
///
/// # Errors
/// [`PriceError::Ambiguous`] for a single separator with three digits behind it, else [`PriceError::Invalid`].
pub fn parse_price(text: &str, currency: &str) -> Result<i64, PriceError> {
    let places = exponent(currency).ok_or(PriceError::Invalid)?;
    let bare = strip_currency(text, currency);
    let compact: String = bare
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’'))
        .collect();
    if matches!(compact.as_str(), "kostenlos" | "free") {
        return Ok(0);
    }
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match (compact.rfind(','), compact.rfind('.')) {
        (None, None) => (compact.clone(), String::new()),
        // Without decimal places a separator can only group.
        (comma, dot) if places == 0 && comma.is_some() != dot.is_some() => {
            let group = if comma.is_some() { ',' } else { '.' };
            let whole = ungroup(&compact, group).ok_or(PriceError::Invalid)?;
            (whole, String::new())
        }
        (Some(comma), Some(dot)) => {
            let (decimal_at, group) = if comma > dot {
                (comma, '.')
            } else {
                (dot, ',')
            };
            let (whole, fraction) = split_at_separator(&compact, decimal_at);
            (ungroup(&whole, group).ok_or(PriceError::Invalid)?, fraction)
        }
        (Some(at), None) | (None, Some(at)) => {
            let (whole, fraction) = split_at_separator(&compact, at);
            if !digits_only(&whole) || !digits_only(&fraction) {
                return Err(PriceError::Invalid);
            }
            if fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') {
                return Err(PriceError::Ambiguous {
                    suggestion: format!("{whole}{fraction}"),
                });
            }
            (whole, fraction)
        }
    };
    if !digits_only(&whole) || !(fraction.is_empty() || digits_only(&fraction)) {
        return Err(PriceError::Invalid);
    }
    let places_typed = u32::try_from(fraction.len()).map_err(|_| PriceError::Invalid)?;
    if places_typed > places {
        return Err(PriceError::Invalid);
    }
    let scaled = format!(
        "{whole}{fraction}{}",
        "0".repeat((places - places_typed) as usize)
    );
    match scaled.parse::<i64>() {
        Ok(minor) if minor <= MAX_MINOR => Ok(minor),
        // They are digits, so all that can be wrong is how many.
        _ => Err(PriceError::TooLarge),
    }
}

/// The same number of units in another currency: 60.00 € and 60 ¥. `None` if it cannot be written there exactly.
pub fn in_currency(price: &Money, currency: &str) -> Option<i64> {
    // One that ISO 4217 does not know is shown with two places.
    let (from, to) = (exponent(&price.currency).unwrap_or(2), exponent(currency)?);
    let factor = 10_i64.checked_pow(from.abs_diff(to))?;
    let minor = if to >= from {
        price.minor.checked_mul(factor)?
    } else if price.minor % factor == 0 {
        price.minor / factor
    } else {
        return None;
    };
    (minor <= MAX_MINOR).then_some(minor)
}

fn strip_currency<'a>(text: &'a str, currency: &str) -> &'a str {
    let trimmed = text.trim();
    let symbol = Currency::from_code(currency)
        .map(|known| known.symbol().to_string())
        .unwrap_or_default();
    for sign in [currency, symbol.as_str()] {
        if sign.is_empty() {
            continue;
        }
        if let Some(rest) = trimmed
            .strip_suffix(sign)
            .or_else(|| trimmed.strip_prefix(sign))
        {
            return rest.trim();
        }
    }
    trimmed
}

fn split_at_separator(text: &str, at: usize) -> (String, String) {
    let (whole, rest) = text.split_at(at);
    (whole.to_owned(), rest.chars().skip(1).collect())
}

/// `1.245` → `1245` if every group behind the first has three digits.
fn ungroup(whole: &str, separator: char) -> Option<String> {
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let well_formed = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    well_formed.then(|| whole.replace(separator, ""))
}

/// `75,00 €` in German, `€75.00` in English.
pub fn format_price(money: &Money, german: bool) -> String {
    let places = exponent(&money.currency).unwrap_or(2) as usize;
    let digits = format!(
        "{:0>width$}",
        money.minor.unsigned_abs(),
        width = places + 1
    );
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let (group, decimal) = if german { ('.', ',') } else { (',', '.') };
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    if places > 0 {
        grouped.push(decimal);
        grouped.push_str(fraction);
    }
    let symbol = match money.currency.as_str() {
        "EUR" => "€",
        "GBP" => "£",
        "USD" => "$",
        other => other,
    };
    let sign = if money.minor < 0 { "-" } else { "" };
    if german {
        format!("{sign}{grouped}\u{a0}{symbol}")
    } else if symbol.len() == 3 && symbol.is_ascii() {
        format!("{symbol}\u{a0}{sign}{grouped}")
    } else {
        format!("{sign}{symbol}{grouped}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<i64, PriceError>) {
        assert_eq!((text, parse_price(text, "EUR")), (text, expected));
    }

    #[test]
    fn prices_as_people_write_them() {
        check("45", Ok(4500));
        check("45,5", Ok(4550));
        check("45.50", Ok(4550));
        check(" 45,50 € ", Ok(4550));
        check("€45.50", Ok(4550));
        check("45,50 EUR", Ok(4550));
        check("1.245,50", Ok(124_550));
        check("1,245.50", Ok(124_550));
        check("1'245.50", Ok(124_550));
        check("12.345.678,90", Ok(1_234_567_890));
        check("0", Ok(0));
        check("kostenlos", Ok(0));
    }

    #[test]
    fn what_is_no_price_is_refused() {
        for text in [
            "", "1,2,3", "abc", "-5", "1.2.3", "45,505", "1.24,50", "45,", ",5", "1e3", "٤٥",
            "1.2,3,4", "€", "4 5 x",
        ] {
            let answer = parse_price(text, "EUR");
            if text == "45,505" {
                assert!(
                    matches!(answer, Err(PriceError::Ambiguous { .. })),
                    "{text:?}"
                );
            } else {
                assert_eq!(answer, Err(PriceError::Invalid), "{text:?}");
            }
        }
    }

    #[test]
    fn three_digits_behind_one_separator_are_asked_about() {
        check(
            "1.245",
            Err(PriceError::Ambiguous {
                suggestion: "1245".into(),
            }),
        );
        check(
            "1,245",
            Err(PriceError::Ambiguous {
                suggestion: "1245".into(),
            }),
        );
        check("0,245", Err(PriceError::Invalid));
    }

    #[test]
    fn currencies_without_cents_take_none() {
        assert_eq!(parse_price("4500", "JPY"), Ok(4500));
        assert_eq!(
            parse_price("4.500", "JPY"),
            Ok(4500),
            "nothing else it could mean"
        );
        assert_eq!(parse_price("1,234,500 JPY", "JPY"), Ok(1_234_500));
        for text in ["45,5", "4.5000", "4.50.000", "1.234,00"] {
            assert_eq!(
                parse_price(text, "JPY"),
                Err(PriceError::Invalid),
                "{text:?}"
            );
        }
        assert_eq!(parse_price("45", "XYZ"), Err(PriceError::Invalid));
        for text in ["99999999999", "99999999999999999999", "100.000.000,00"] {
            assert_eq!(
                parse_price(text, "EUR"),
                Err(PriceError::TooLarge),
                "{text}"
            );
        }
    }

    #[test]
    fn prices_read_as_in_the_language() {
        let money = |minor, currency: &str| Money {
            minor,
            currency: currency.into(),
        };
        assert_eq!(format_price(&money(7500, "EUR"), true), "75,00\u{a0}€");
        assert_eq!(
            format_price(&money(124_550, "EUR"), true),
            "1.245,50\u{a0}€"
        );
        assert_eq!(format_price(&money(124_550, "EUR"), false), "€1,245.50");
        assert_eq!(format_price(&money(5, "CHF"), false), "CHF\u{a0}0.05");
        assert_eq!(format_price(&money(4500, "JPY"), true), "4.500\u{a0}JPY");
    }
}
