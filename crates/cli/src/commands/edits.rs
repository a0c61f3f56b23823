//! What `service add` and `service set` are told, read completely before anything is written.

use abgleich_core::app::AppError;
use abgleich_core::app::services::parse_edit;
use abgleich_core::domain::edit::Edit;
use abgleich_core::domain::input::{self, InputError};
use abgleich_core::domain::money::{self, Money};
use abgleich_core::store::services::NewService;

use crate::exit::{Exit, Failure};
use crate::say::Say;

/// One field and what was typed for it.
pub(crate) type Assignment = (String, String);

/// What is wished for something that a service may have or not.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Wish<T> {
    #[default]
    Keep,
    Unset,
    Set(T),
}

/// Checked changes of one service.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) edits: Vec<Edit>,
    /// The link's own title in Cal.com; unset, it takes the service's name.
    pub(crate) title: Wish<String>,
    /// Unset, the service is unlinked.
    pub(crate) event_type: Wish<i64>,
}

/// Splits what stands behind `service set` into ids and assignments.
pub(crate) fn ids_and_assignments(
    say: &Say,
    words: &[String],
) -> Result<(Vec<i64>, Vec<Assignment>), Failure> {
    let (mut ids, mut assignments) = (Vec::new(), Vec::new());
    for word in words {
        if let Some((field, text)) = word.split_once('=') {
            assignments.push((field.to_owned(), text.to_owned()));
            continue;
        }
        let id = crate::args::id(word).map_err(|why| {
            let why = say.get(why.0);
            Failure::usage(say.format(
                "cli-usage-value",
                &[
                    ("argument", "ID".into()),
                    ("value", word.as_str().into()),
                    ("why", why.into()),
                ],
            ))
        })?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok((ids, assignments))
}

/// Reads assignments for a service whose prices are in `currency`.
pub(crate) fn changes(
    say: &Say,
    assignments: &[Assignment],
    cleared: &[String],
    currency: &str,
) -> Result<Changes, Failure> {
    let mut changes = Changes::default();
    // A price is read in the currency that the service will have.
    let named = assignments.iter().rfind(|(field, _)| field == "currency");
    let currency = match named {
        Some((_, code)) => input::currency(code)?,
        None => currency.to_owned(),
    };
    for (field, text) in assignments {
        match field.replace('-', "_").as_str() {
            "title" if text.trim().is_empty() => changes.title = Wish::Unset,
            "title" => changes.title = Wish::Set(input::name(text)?),
            "event_type" if text.trim().is_empty() => changes.event_type = Wish::Unset,
            "event_type" => changes.event_type = Wish::Set(input::event_type_id(text)?),
            _ => {
                let edit = parse_edit(field, text, &currency);
                changes
                    .edits
                    .push(edit.map_err(|error| refused(say, error, &currency))?);
            }
        }
    }
    for field in cleared {
        if field != "description" {
            return Err(Failure::usage(
                say.format("cli-cannot-clear", &[("field", field.as_str().into())]),
            ));
        }
        changes.edits.push(Edit::Description(Some(String::new())));
    }
    Ok(changes)
}

/// The options of `service add`, as typed.
#[derive(Debug, clap::Args)]
pub(crate) struct NewArgs {
    #[arg(long)]
    pub(crate) name: String,
    #[arg(long, value_name = "MIN", allow_hyphen_values = true)]
    pub(crate) duration: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    #[arg(long, value_name = "MIN", allow_hyphen_values = true)]
    pub(crate) buffer_before: Option<String>,
    #[arg(long, value_name = "MIN", allow_hyphen_values = true)]
    pub(crate) buffer_after: Option<String>,
    #[arg(long, value_name = "60,00", allow_hyphen_values = true)]
    pub(crate) price: Option<String>,
    #[arg(long, value_name = "EUR")]
    pub(crate) currency: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub(crate) category: Option<String>,
    #[arg(long, value_name = "true|false")]
    pub(crate) listed: Option<String>,
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(crate) event_type: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "event_type")]
    pub(crate) title: Option<String>,
}

/// A new service, with the event type to link it to and the title there.
pub(crate) struct New {
    pub(crate) service: NewService,
    pub(crate) event_type: Option<i64>,
    pub(crate) title: Option<String>,
}

pub(crate) fn new_service(say: &Say, args: &NewArgs) -> Result<New, Failure> {
    let currency = args
        .currency
        .as_deref()
        .map_or_else(|| Ok("EUR".to_owned()), input::currency)?;
    let given = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    let price = given(&args.price)
        .map(|text| input::price(&text, &currency))
        .transpose();
    let service = NewService {
        name: input::name(&args.name)?,
        // An empty text is one, too: the description in Cal.com is to be empty.
        description: args
            .description
            .as_deref()
            .map(input::description)
            .transpose()?,
        duration: input::duration(&args.duration)?,
        buffer_before: given(&args.buffer_before)
            .map(|text| input::buffer(&text))
            .transpose()?,
        buffer_after: given(&args.buffer_after)
            .map(|text| input::buffer(&text))
            .transpose()?,
        price_minor: price.map_err(|error| refused(say, error, &currency))?,
        category: args
            .category
            .as_deref()
            .map(input::category)
            .transpose()?
            .flatten(),
        listed: given(&args.listed)
            .map(|text| input::flag(&text))
            .transpose()?,
        currency,
    };
    let event_type = given(&args.event_type)
        .map(|text| input::event_type_id(&text))
        .transpose()?;
    let title = given(&args.title)
        .map(|text| input::name(&text))
        .transpose()?;
    Ok(New {
        service,
        event_type,
        title,
    })
}

/// An ambiguous price asks with the amount that it may mean.
fn refused(say: &Say, error: InputError, currency: &str) -> Failure {
    let InputError::AmbiguousPrice { suggestion, .. } = &error else {
        return error.into();
    };
    let amount = match money::parse_price(suggestion, currency) {
        Ok(minor) => say.price(Some(&Money {
            minor,
            currency: currency.to_owned(),
        })),
        Err(_) => suggestion.clone(),
    };
    let question = say.format("error-ambiguous_price", &[("suggestion", amount.into())]);
    let mark = if say.is_german() { "comma" } else { "point" };
    let hint = say.format(
        "error-ambiguous_price-hint",
        &[
            ("example", say.price_example().into()),
            ("mark", mark.into()),
        ],
    );
    let message = format!("{question} {hint}");
    let app = AppError::from(error);
    debug_assert_eq!(app.code(), "ambiguous_price");
    Failure::Other {
        exit: Exit::Usage,
        code: "ambiguous_price",
        message,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use abgleich_core::text::Language;

    use super::*;

    fn read(words: &[&str], cleared: &[&str]) -> Result<Changes, Failure> {
        let say = Say::new(Language::German);
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let cleared: Vec<String> = cleared.iter().map(|word| (*word).to_owned()).collect();
        let (_, assignments) = ids_and_assignments(&say, &words)?;
        changes(&say, &assignments, &cleared, "EUR")
    }

    #[test]
    fn an_empty_value_unsets_and_clear_empties() {
        assert_eq!(
            read(&["description="], &[]).unwrap().edits,
            [Edit::Description(None)]
        );
        assert_eq!(
            read(&[], &["description"]).unwrap().edits,
            [Edit::Description(Some(String::new()))]
        );
        assert_eq!(read(&["title="], &[]).unwrap().title, Wish::Unset);
        assert_eq!(read(&["event-type="], &[]).unwrap().event_type, Wish::Unset);
        assert!(read(&[], &["name"]).is_err());
    }

    #[test]
    fn a_price_is_read_in_the_currency_named_beside_it() {
        let edits = read(&["price=1500", "currency=jpy"], &[]).unwrap().edits;
        assert_eq!(
            edits,
            [Edit::PriceMinor(Some(1500)), Edit::Currency("JPY".into())]
        );
    }

    #[test]
    fn an_ambiguous_price_asks() {
        let Err(Failure::Other { exit, message, .. }) = read(&["price=1.245"], &[]) else {
            unreachable!()
        };
        assert_eq!(exit, Exit::Usage);
        assert_eq!(
            message,
            "Meinen Sie 1.245,00\u{a0}€? Cent schreiben Sie mit Komma, zum Beispiel 45,50."
        );
    }
}
