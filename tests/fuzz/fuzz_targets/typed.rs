//! A typed field of a service: field, currency and text, one on a line.
#![no_main]

use abgleich_core::app::services::parse_edit;
use abgleich_core::domain::input;
use abgleich_core::domain::money::{Money, PriceError, exponent, format_price, parse_price};
use abgleich_core::domain::edit::Edit;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let mut lines = typed.splitn(3, '\n');
    let (Some(field), Some(currency), Some(text)) = (lines.next(), lines.next(), lines.next())
    else {
        return;
    };
    match parse_edit(field, text, currency) {
        Ok(edit) => within_bounds(edit, currency),
        Err(error) => assert!(
            error
                .params()
                .iter()
                .all(|(_, value)| value.chars().count() <= 61)
        ),
    }
    if let Ok(id) = input::event_type_id(text) {
        assert!((1..1 << 53).contains(&id));
    }
    if let Some(key) = input::api_key(text) {
        assert!(key.len() <= 1_000 && key.bytes().all(|byte| byte.is_ascii_graphic()));
    }
});

fn within_bounds(edit: Edit, currency: &str) {
    match edit {
        Edit::Name(name) => {
            assert!((1..=255).contains(&name.chars().count()) && !name.contains(char::is_control));
        }
        Edit::Description(text) => assert!(text.is_none_or(|text| text.chars().count() <= 5_000)),
        Edit::Duration(minutes) => assert!((1..=1_440).contains(&minutes)),
        Edit::BufferBefore(minutes) | Edit::BufferAfter(minutes) => {
            assert!(minutes.is_none_or(|minutes| (0..=1_440).contains(&minutes)));
        }
        Edit::PriceMinor(None) | Edit::Listed(_) => {}
        Edit::PriceMinor(Some(minor)) => reads_back(minor, currency),
        Edit::Currency(code) => assert!(exponent(&code).is_some()),
        Edit::Category(text) => {
            assert!(text.is_none_or(|text| (1..=255).contains(&text.chars().count())));
        }
    }
}

fn reads_back(minor: i64, currency: &str) {
    assert!((0..=9_999_999_999).contains(&minor));
    let money = Money {
        minor,
        currency: currency.to_owned(),
    };
    for german in [true, false] {
        match parse_price(&format_price(&money, german), currency) {
            Ok(read) => assert_eq!(read, minor),
            Err(PriceError::Ambiguous { .. }) => assert_eq!(exponent(currency), Some(3)),
            Err(PriceError::Invalid | PriceError::TooLarge) => {
                panic!("{money:?} cannot be typed as it is shown")
            }
        }
    }
}
