//! What an edit sets: one field of a service, with its new value.

use super::input::InputError;
use super::money;
use super::service::Service;

/// A field that an edit may set, with its new value, already checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    Name(String),
    Description(Option<String>),
    Duration(i64),
    BufferBefore(Option<i64>),
    BufferAfter(Option<i64>),
    PriceMinor(Option<i64>),
    Currency(String),
    Category(Option<String>),
    Listed(Option<bool>),
}

impl Edit {
    /// True if both set the same field, to different values.
    pub fn other_value_than(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other) && self != other
    }

    /// The same field with what the service holds now.
    #[must_use]
    pub fn as_now(&self, service: &Service) -> Self {
        match self {
            Self::Name(_) => Self::Name(service.name.clone()),
            Self::Description(_) => Self::Description(service.description.clone()),
            Self::Duration(_) => Self::Duration(service.duration),
            Self::BufferBefore(_) => Self::BufferBefore(service.buffer_before),
            Self::BufferAfter(_) => Self::BufferAfter(service.buffer_after),
            Self::PriceMinor(_) => Self::PriceMinor(service.price_minor),
            Self::Currency(_) => Self::Currency(service.currency.clone()),
            Self::Category(_) => Self::Category(service.category.clone()),
            Self::Listed(_) => Self::Listed(service.listed),
        }
    }
}

/// A currency says what the number of a price means: with another one the number stays, and not its cents.
/// These edits, with the price that goes with it unless one of them sets it.
///
/// # Errors
/// [`InputError::PriceNotInCurrency`] if the number cannot be written in the new currency.
pub fn with_price_kept(service: &Service, mut edits: Vec<Edit>) -> Result<Vec<Edit>, InputError> {
    let currency = edits.iter().rev().find_map(|edit| match edit {
        Edit::Currency(code) if *code != service.currency => Some(code.clone()),
        _ => None,
    });
    let has_price = edits.iter().any(|edit| matches!(edit, Edit::PriceMinor(_)));
    if let (Some(currency), Some(price), false) = (currency, service.price(), has_price) {
        let minor = money::in_currency(&price, &currency)
            .ok_or(InputError::PriceNotInCurrency { currency })?;
        edits.push(Edit::PriceMinor(Some(minor)));
    }
    Ok(edits)
}
