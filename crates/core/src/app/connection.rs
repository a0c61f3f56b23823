//! The way to Cal.com: a proxy, and a test that tells for each step whether it works.

use std::cmp::Ordering;
use std::time::Duration;

use abgleich_calcom::{Client, Error, ErrorKind, NotSent, ProxyAddress};

use super::{App, AppError, error::Result};
use crate::domain::account::Account;
use crate::domain::reason::Reason;
use crate::engine::turns::Asker;
use crate::store::{self, settings};

/// For the name server; it has its own timeouts, which are longer than anybody waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is tried, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The name of the server, or of the proxy, is known.
    Name,
    /// A connection comes about, and the certificate is Cal.com's.
    Tls,
    /// Cal.com answers, and takes the key.
    Key,
    /// The version of the programming interface is the one that we speak.
    Version,
}

impl Stage {
    pub const ALL: [Self; 4] = [Self::Name, Self::Tls, Self::Key, Self::Version];

    pub fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Tls => "tls",
            Self::Key => "key",
            Self::Version => "version",
        }
    }
}

#[derive(Debug)]
pub enum Outcome {
    Works,
    Fails(AppError),
    /// Something before it does not work.
    NotTried,
}

impl App {
    pub async fn proxy(&self) -> store::Result<Option<String>> {
        self.context.db.read(settings::proxy).await
    }

    /// An empty text: the system's. From now on every request goes this way.
    ///
    /// # Errors
    /// [`AppError::Proxy`]; the way stays what it was.
    pub async fn set_proxy(&self, text: &str) -> Result<()> {
        let proxy = match text.trim() {
            "" => None,
            text => Some(ProxyAddress::parse(text)?),
        };
        let stored = proxy.as_ref().map(ProxyAddress::to_string);
        let write = self
            .context
            .db
            .write(move |db| settings::set_proxy(db, stored.as_deref()));
        write.await?;
        self.context
            .clients
            .use_proxy(proxy, &self.context.policy)
            .await;
        self.probe_soon();
        Ok(())
    }

    /// At the start.
    pub(super) async fn recall_proxy(&self) -> store::Result<()> {
        let proxy = self.proxy().await?;
        self.context
            .clients
            .follow_proxy(proxy.as_deref(), &self.context.policy)
            .await;
        Ok(())
    }

    /// Tries the whole way to the server of an account, step by step.
    pub async fn test_connection(&self, account_id: i64) -> Result<Vec<(Stage, Outcome)>> {
        let account = self.account(account_id).await?;
        let client = match self.client(&account).await {
            Ok(client) => client,
            Err(error) => return Ok(without_key(self.is_name_known(&account).await, error)),
        };
        let (stage, failure) = match self.ask(&account, &client).await? {
            Ok(()) => return Ok(Stage::ALL.map(|stage| (stage, Outcome::Works)).into()),
            Err(failed) => failed,
        };
        let known = stage > Stage::Tls || self.is_name_known(&account).await;
        let stage = if known {
            stage.max(Stage::Tls)
        } else {
            Stage::Name
        };
        let mut failure = Some(failure);
        Ok(Stage::ALL
            .map(|tried| {
                let outcome = match tried.cmp(&stage) {
                    Ordering::Less => Outcome::Works,
                    Ordering::Equal => failure.take().map_or(Outcome::NotTried, Outcome::Fails),
                    Ordering::Greater => Outcome::NotTried,
                };
                (tried, outcome)
            })
            .into())
    }

    /// Two requests: whose key this is, and one whose answer shows the version.
    async fn ask(
        &self,
        account: &Account,
        client: &Client,
    ) -> Result<std::result::Result<(), (Stage, AppError)>> {
        let (context, person) = (&self.context, Asker::Person);
        let me = context.ask(account.id, person, client.me()).await?;
        let mut answer = me.map(drop);
        if answer.is_ok() {
            let listed = client.event_types();
            answer = context.ask(account.id, person, listed).await?.map(drop);
        }
        let Err(error) = answer else {
            return Ok(Ok(()));
        };
        self.note_failure(account, &error).await?;
        Ok(Err((stage_of(&error), self.failed(&error))))
    }

    /// Of the proxy that a person named, else of the server: the proxy looks for that by itself.
    async fn is_name_known(&self, account: &Account) -> bool {
        let proxy = self.context.clients.proxy();
        let (host, port) = match &proxy {
            Some(proxy) => proxy.host_and_port(),
            None => (
                account.url.host().trim_matches(['[', ']']),
                account.url.port(),
            ),
        };
        let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host, port))).await;
        found.is_ok_and(|found| found.is_ok_and(|mut addresses| addresses.next().is_some()))
    }
}

/// The keyring stands before everything else.
fn without_key(is_name_known: bool, error: AppError) -> Vec<(Stage, Outcome)> {
    let name = if is_name_known {
        Outcome::Works
    } else {
        Outcome::Fails(AppError::Failed(Reason::Offline))
    };
    vec![
        (Stage::Name, name),
        (Stage::Tls, Outcome::NotTried),
        (Stage::Key, Outcome::Fails(error)),
        (Stage::Version, Outcome::NotTried),
    ]
}

/// How far a request came.
fn stage_of(error: &Error) -> Stage {
    match &error.kind {
        ErrorKind::NotSent(NotSent::Dns) => Stage::Name,
        ErrorKind::NotSent(_) | ErrorKind::TimedOut | ErrorKind::Broken => Stage::Tls,
        ErrorKind::WrongVersion => Stage::Version,
        ErrorKind::Refused(_) | ErrorKind::NotCalcom { .. } | ErrorKind::TooLarge { .. } => {
            Stage::Key
        }
    }
}
