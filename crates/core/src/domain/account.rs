//! A Cal.com account: one person's key at one API address.

use abgleich_calcom::ApiAddress;
use serde::{Deserialize, Serialize};

use super::UtcMillis;
use super::account_color::AccountColor;
use super::reason::Reason;

/// Whether anything may be sent with this account's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    Ok,
    NeedsKey,
    Paused,
    Disconnected,
}

impl AccountState {
    pub fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NeedsKey => "needs_key",
            Self::Paused => "paused",
            Self::Disconnected => "disconnected",
        }
    }
}

/// An account. Its key is in the keyring under [`Account::uuid`], never here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub uuid: String,
    pub name: String,
    /// Beside the name, wherever there are several.
    pub color: AccountColor,
    pub url: ApiAddress,
    pub web_url: Option<String>,
    /// The Cal.com user that the key belongs to; a key of another user is refused.
    pub user_id: i64,
    pub user_name: Option<String>,
    pub email: Option<String>,
    pub time_zone: Option<String>,
    pub team_ids: Vec<i64>,
    /// A date (`2027-01-31`), if the person said one.
    pub key_expires: Option<String>,
    /// How many days before that the last reminder was for.
    pub key_reminded: Option<i64>,
    /// Our own limit, 1–6000; half of Cal.com's by default.
    pub requests_per_minute: u32,
    pub state: AccountState,
    /// Why nothing is sent at the moment, beside the state: key, keyring.
    pub hold: Option<Reason>,
    /// Counts the keys; a late 401 of an older key holds nothing.
    pub key_revision: i64,
    /// Set by the server's answers (429, rate-limit headers).
    pub next_request_at: UtcMillis,
    pub checked_at: Option<UtcMillis>,
}

/// The longest pause that is heeded, one hour, and the jitter on it.
const LONGEST_PAUSE: i64 = 66 * 60_000;

/// See [`Account::earliest_request`].
pub fn earliest_request(next_request_at: UtcMillis, now: UtcMillis) -> UtcMillis {
    if next_request_at > now.saturating_add(LONGEST_PAUSE) {
        now
    } else {
        next_request_at
    }
}

impl Account {
    /// When the next request may leave, as far as Cal.com's answers say. A time further away than any
    /// pause can be means that the clock was set back: it holds nobody.
    pub fn earliest_request(&self, now: UtcMillis) -> UtcMillis {
        earliest_request(self.next_request_at, now)
    }

    /// What a person has to cure before this account sends again.
    pub fn blocked_by(&self) -> Option<Reason> {
        match self.state {
            AccountState::Disconnected => Some(Reason::Disconnected),
            AccountState::NeedsKey => Some(self.hold.clone().unwrap_or(Reason::KeyRejected)),
            AccountState::Ok | AccountState::Paused => {
                self.hold.clone().filter(Reason::blocks_account)
            }
        }
    }

    /// The host that people know: `cal.eu` for `https://api.cal.eu`.
    pub fn host(&self) -> &str {
        shown_host(&self.url)
    }

    /// Where a person signs in: the address given, or the one that belongs to the API's.
    pub fn sign_in_url(&self) -> Option<String> {
        self.web_url.clone().or_else(|| sign_in_url(&self.url))
    }
}

/// See [`Account::host`].
pub fn shown_host(address: &ApiAddress) -> &str {
    match address.host() {
        "api.cal.com" => "cal.com",
        "api.cal.eu" => "cal.eu",
        other => other,
    }
}

/// Where people sign in to the clouds that we know.
pub fn sign_in_url(address: &ApiAddress) -> Option<String> {
    match address.host() {
        "api.cal.com" => Some("https://app.cal.com".to_owned()),
        "api.cal.eu" => Some("https://app.cal.eu".to_owned()),
        _ => None,
    }
}
