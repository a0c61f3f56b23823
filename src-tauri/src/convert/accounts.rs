//! Accounts, and the key of one.

use abgleich_core::app::key_checks::Checked;
use abgleich_core::domain::account::{Account as CoreAccount, AccountState as Core, shown_host};
use abgleich_core::domain::account_color::AccountColor as CoreColor;

use super::reason;
use crate::dto::{Account, AccountColor, AccountState, KeyCheck, SameAccount};

impl From<CoreColor> for AccountColor {
    fn from(color: CoreColor) -> Self {
        match color {
            CoreColor::Indigo => Self::Indigo,
            CoreColor::Berry => Self::Berry,
            CoreColor::Olive => Self::Olive,
            CoreColor::Sky => Self::Sky,
            CoreColor::Brown => Self::Brown,
            CoreColor::Slate => Self::Slate,
        }
    }
}

/// `undecided`: the event types of it that nobody brought in or left out. `shown`: how a host is called on the screen.
pub fn account(
    account: &CoreAccount,
    undecided: Vec<i64>,
    shown: impl Fn(&str) -> String,
) -> Account {
    Account {
        id: account.id,
        name: account.name.clone(),
        color: account.color.into(),
        url: account.url.as_str().to_owned(),
        host: shown(account.host()),
        web_url: account.sign_in_url(),
        user_name: account.user_name.clone(),
        email: account.email.clone(),
        time_zone: account.time_zone.clone(),
        state: match account.state {
            Core::Ok => AccountState::Ok,
            Core::NeedsKey => AccountState::NeedsKey,
            Core::Paused => AccountState::Paused,
            Core::Disconnected => AccountState::Disconnected,
        },
        hold: reason(account.hold.as_ref().filter(|hold| hold.blocks_account())),
        key_expires: account.key_expires.clone(),
        checked_at: account.checked_at,
        undecided,
    }
}

pub fn key_check(checked: &Checked) -> KeyCheck {
    KeyCheck {
        check_id: checked.id.clone(),
        user_name: checked.identity.user_name.clone(),
        email: checked.identity.email.clone(),
        url: checked.url.as_str().to_owned(),
        host: shown_host(&checked.url).to_owned(),
        same_account: checked.existing.as_ref().map(|account| SameAccount {
            id: account.id,
            name: account.name.clone(),
        }),
        other_region: None,
    }
}
