//! What comes in from outside, by chance: typed texts, ids, and event types with values that nobody would choose.

use std::sync::LazyLock;

use abgleich_calcom::EventType;
use abgleich_core::app::AppError;
use abgleich_core::app::services::parse_edit;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::input::{self, InputError};
use abgleich_core::domain::money::{Money, PriceError, exponent, format_price, parse_price};
use abgleich_core::domain::reading::Reading;
use abgleich_core::text::{Language, Texts};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::harness::*;

/// With and without decimal places, with signs before and behind.
const CURRENCIES: [&str; 12] = [
    "EUR", "CHF", "USD", "GBP", "SEK", "PLN", "JPY", "ISK", "CLP", "KRW", "KWD", "BHD",
];

const FIELDS: [&str; 9] = [
    "name",
    "description",
    "duration",
    "buffer-before",
    "buffer_after",
    "price",
    "currency",
    "category",
    "listed",
];

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Any text, and such as is nearly right.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+]?[0-9٤]{0,22}[.,' ]?[0-9]{0,4}[.,]?[0-9]{0,4} ?(€|EUR|JPY|Min\\.|min|mins|h|%)?",
        "(€|CHF|\\$|£)? ?[0-9]{1,3}([.,'\u{a0}\u{202f}][0-9]{3}){0,4}([.,][0-9]{0,3})?",
        "(ja|nein|yes|no|true|false|0|1|free|kostenlos| |\n|\u{0}|\u{a0}){0,3}",
        "(a|ä|🦀|\u{301}){0,300}",
        (4_990_usize..5_010).prop_map(|length| "ä".repeat(length)),
    ]
}

/// Both languages, with the texts of the command line: it takes some words that the window only offers to choose.
static TEXTS: LazyLock<[Texts; 2]> = LazyLock::new(|| {
    [
        Texts::with(
            Language::German,
            include_str!("../../../cli/locales/de.ftl"),
        ),
        Texts::with(
            Language::English,
            include_str!("../../../cli/locales/en.ftl"),
        ),
    ]
});

/// What a person reads about an error, in both languages: words, not a name; and not the whole of a long text.
fn assert_told(error: &InputError) {
    let code = error.code();
    for texts in TEXTS.iter() {
        let has = |prefix: &str| texts.has(&format!("{prefix}error-{code}"));
        assert!(has("") || has("cli-"), "{code} has no text");
    }
    for (_, value) in error.params() {
        assert!(value.chars().count() <= 61, "{value:?}");
    }
}

fn assert_within_bounds(edit: &Edit) {
    let fits = match edit {
        Edit::Name(name) => {
            (1..=255).contains(&name.chars().count())
                && name.trim() == name
                && !name.contains(char::is_control)
        }
        Edit::Description(text) => text.as_ref().is_none_or(|text| {
            text.chars().count() <= 5_000
                && !text.contains(|c: char| c.is_control() && !"\n\r\t".contains(c))
        }),
        Edit::Duration(minutes) => (1..=1440).contains(minutes),
        Edit::BufferBefore(minutes) | Edit::BufferAfter(minutes) => {
            minutes.is_none_or(|minutes| (0..=1440).contains(&minutes))
        }
        Edit::PriceMinor(minor) => minor.is_none_or(|minor| (0..=9_999_999_999).contains(&minor)),
        Edit::Currency(code) => exponent(code).is_some(),
        Edit::Category(text) => text
            .as_ref()
            .is_none_or(|text| (1..=255).contains(&text.chars().count())),
        Edit::Listed(_) => true,
    };
    assert!(fits, "{edit:?}");
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn whatever_is_typed_is_within_bounds_or_refused_with_a_text(
        field in prop_oneof![prop::sample::select(FIELDS.to_vec()).prop_map(str::to_owned), any::<String>()],
        text in typed(),
        currency in prop_oneof![prop::sample::select(CURRENCIES.to_vec()).prop_map(str::to_owned), any::<String>()],
    ) {
        match parse_edit(&field, &text, &currency) {
            Ok(edit) => assert_within_bounds(&edit),
            Err(error) => assert_told(&error),
        }
        if let Ok(id) = input::event_type_id(&text) {
            assert!((1..1 << 53).contains(&id));
        }
        if let Some(key) = input::api_key(&text) {
            assert!(key.len() <= 1_000 && key.bytes().all(|byte| byte.is_ascii_graphic()));
        }
    }

    #[test]
    fn a_price_reads_back_as_it_was_shown(
        minor in 0_i64..=9_999_999_999,
        currency in prop::sample::select(CURRENCIES.to_vec()),
        german in any::<bool>(),
    ) {
        let money = Money { minor, currency: currency.to_owned() };
        let shown = format_price(&money, german);
        match parse_price(&shown, currency) {
            Ok(read) => assert_eq!(read, minor, "{shown:?}"),
            // Three decimal places look like a group of thousands: then people are asked.
            Err(PriceError::Ambiguous { .. }) => assert_eq!(exponent(currency), Some(3), "{shown:?}"),
            Err(PriceError::Invalid | PriceError::TooLarge) => panic!("{shown:?} is not taken"),
        }
    }

    #[test]
    fn minutes_read_back_as_they_were_shown(minutes in 0_i64..=1440) {
        for texts in TEXTS.iter() {
            let shown = texts.format("minutes", &[("count", minutes.into())]);
            assert_eq!(input::buffer(&shown), Ok(minutes), "{shown:?}");
        }
    }

    #[test]
    fn any_event_type_is_kept_as_it_was_read(
        numbers in (any::<i64>(), any::<i64>(), any::<i64>(), any::<i64>()),
        options in vec(any::<i64>(), 0..5),
        texts in (any::<String>(), any::<String>()),
        owner in (any::<Option<i64>>(), any::<Option<i64>>(), any::<bool>(), any::<bool>()),
        price in (any::<Option<i64>>(), any::<Option<String>>()),
        hidden in any::<bool>(),
    ) {
        let (id, length, buffer_before, buffer_after) = numbers;
        let event_type = EventType {
            id,
            owner_id: owner.0,
            team_id: owner.1,
            parent_event_type_id: None,
            managed_child: owner.2,
            managed_template: owner.3,
            title: texts.0,
            slug: String::new(),
            description: texts.1,
            length,
            length_options: options,
            buffer_before,
            buffer_after,
            hidden,
            price_minor: price.0,
            currency: price.1,
            booking_url: None,
            scheduling_type: None,
            seats: None,
            layouts: Vec::new(),
            confirmation: None,
        };
        let reading = Reading::from(&event_type);
        let stored = serde_json::to_string(&reading).unwrap();
        assert_eq!(serde_json::from_str::<Reading>(&stored).unwrap(), reading);
    }
}

#[tokio::test]
async fn made_up_ids_find_nothing_and_change_nothing() {
    let (bench, massage) = Bench::with_massage().await;
    bench.queue(massage, 60).await;
    let before = bench.history().await;
    let strange = prop_oneof![
        any::<String>(),
        "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
        "' OR 1=1 --"
    ];
    let mut runner = TestRunner::new(config(1));
    for _ in 0..200 {
        let id = strange.new_tree(&mut runner).unwrap().current();
        let app = &bench.app;
        let not_found = |found: Result<(), AppError>| {
            assert!(
                matches!(found, Err(AppError::NotFound { .. })),
                "{id:?}: {found:?}"
            );
        };
        not_found(app.take_plan(&id).map(drop));
        not_found(app.checked(&id).map(drop));
        not_found(app.job(&id).await.map(drop));
        not_found(app.cancel(&id).await.map(drop));
    }
    for id in [i64::MIN, -1, 0, i64::MAX] {
        assert!(bench.app.service(id).await.is_err());
        assert!(bench.app.link(id).await.is_err());
        assert!(bench.app.account(id).await.is_err());
        assert!(bench.app.archive(id).await.is_err());
    }
    assert_eq!(bench.history().await, before);
    bench.check().await;
}
