//! `account`: connecting, checking, changing and disconnecting Cal.com accounts.

use abgleich_calcom::ApiAddress;
use abgleich_core::app::key_checks::Checked;
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::account::Account;
use abgleich_core::domain::input::{self, InputError};
use abgleich_core::domain::reason::Reason;
use clap::Subcommand;
use serde::Serialize;

use crate::args::id;
use crate::ask;
use crate::exit::{Exit, Failure};
use crate::json::AccountJson;
use crate::session::{Session, environment_key};
use crate::table::{left, right, table};

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        url: String,
        #[arg(long)]
        web_url: Option<String>,
        #[arg(long)]
        key_stdin: bool,
    },
    List,
    Check {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
    },
    Set {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
        #[arg(value_name = "field=value", required = true)]
        fields: Vec<String>,
    },
    SetKey {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
        #[arg(long)]
        key_stdin: bool,
    },
    Remove {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) async fn run(session: &Session, command: AccountCommand) -> Result<Exit, Failure> {
    match command {
        AccountCommand::Add {
            name,
            url,
            web_url,
            key_stdin,
        } => add(session, &name, &url, web_url.as_deref(), key_stdin).await,
        AccountCommand::List => list(session).await,
        AccountCommand::Check { id } => {
            let app = session.app().await?;
            let account = app.check_account(id).await?;
            show(session, &account, "cli-account-checked")
        }
        AccountCommand::Set { id, fields } => set(session, id, &fields).await,
        AccountCommand::SetKey { id, key_stdin } => set_key(session, id, key_stdin).await,
        AccountCommand::Remove { id, yes } => remove(session, id, yes).await,
    }
}

async fn add(
    session: &Session,
    name: &str,
    url: &str,
    web_url: Option<&str>,
    key_stdin: bool,
) -> Result<Exit, Failure> {
    // What can be wrong without Cal.com is said before the key is read.
    input::name(name)?;
    ApiAddress::parse(url).map_err(AppError::from)?;
    let key = ask::api_key(session, key_stdin)?;
    let app = session.app().await?;
    let checked = check_key(session, &app, url, web_url, &key).await?;
    let id = app.connect(checked, name, None).await?;
    let account = app.account(id).await?;
    show_with_key(session, &account, "cli-account-connected", key_stdin)
}

/// Asks Cal.com whose key it is; one of the other region is named as such.
async fn check_key(
    session: &Session,
    app: &App,
    url: &str,
    web_url: Option<&str>,
    key: &str,
) -> Result<Checked, Failure> {
    let error = match app.check_key(url, web_url, key).await {
        Ok(checked) => return Ok(checked),
        Err(error) => error,
    };
    let AppError::Failed(Reason::KeyRejected) = error else {
        return Err(error.into());
    };
    let say = &session.say;
    let message = match app.other_region(url, key).await {
        Some(other) => {
            let (host, url) = (
                other.host().trim_start_matches("api.").into(),
                other.as_str().into(),
            );
            say.format("cli-account-other-region", &[("host", host), ("url", url)])
        }
        None => say.get("wizard-key-refused"),
    };
    Err(Failure::failed("key_rejected", message))
}

fn show(session: &Session, account: &Account, text: &str) -> Result<Exit, Failure> {
    session.out.show(&AccountJson::from(account), || {
        words(session, account, text)
    })?;
    Ok(Exit::Done)
}

fn words(session: &Session, account: &Account, text: &str) -> String {
    let person = account
        .user_name
        .clone()
        .or_else(|| account.email.clone())
        .unwrap_or_default();
    session.say.format(
        text,
        &[
            ("name", account.name.as_str().into()),
            ("id", account.id.to_string().into()),
            ("person", person.into()),
            ("host", account.host().into()),
        ],
    )
}

#[derive(Debug, Serialize)]
struct WithKey {
    #[serde(flatten)]
    account: AccountJson,
    /// False for a key from the environment: it was checked, and nothing was stored.
    key_kept: bool,
}

/// Also says whether the key is kept; if it came by standard input, that was said before it was read.
fn show_with_key(
    session: &Session,
    account: &Account,
    text: &str,
    key_stdin: bool,
) -> Result<Exit, Failure> {
    let key_kept = environment_key()?.is_none();
    let json = WithKey {
        account: AccountJson::from(account),
        key_kept,
    };
    session.out.show(&json, || {
        let done = words(session, account, text);
        if key_kept || key_stdin {
            return done;
        }
        format!("{done}\n{}", session.say.get("cli-key-not-kept"))
    })?;
    Ok(Exit::Done)
}

async fn list(session: &Session) -> Result<Exit, Failure> {
    let accounts = session.app().await?.accounts().await?;
    let json: Vec<AccountJson> = accounts.iter().map(AccountJson::from).collect();
    session
        .out
        .show(&json, || text_of_list(session, &accounts))?;
    Ok(Exit::Done)
}

fn text_of_list(session: &Session, accounts: &[Account]) -> String {
    let say = &session.say;
    if accounts.is_empty() {
        return say.get("settings-accounts-empty");
    }
    let head = [
        right(say.get("cli-column-id")),
        left(say.get("cli-column-name")),
        left(say.get("cli-column-address")),
        left(say.get("cli-column-person")),
        left(say.get("cli-column-state")),
        left(say.get("cli-column-key-expires")),
    ];
    let rows = accounts.iter().map(|account| {
        let state = match account.blocked_by() {
            Some(reason) => say.reason_title(&reason),
            None => say.get(&format!("settings-account-{}", account.state.id())),
        };
        let person = account
            .user_name
            .clone()
            .or_else(|| account.email.clone())
            .unwrap_or_default();
        vec![
            account.id.to_string(),
            account.name.clone(),
            account.url.as_str().to_owned(),
            person,
            state,
            account.key_expires.clone().unwrap_or_default(),
        ]
    });
    table(&head, rows.collect())
}

async fn set(session: &Session, id: i64, fields: &[String]) -> Result<Exit, Failure> {
    let fields: Vec<(String, &str)> = fields
        .iter()
        .map(|field| assignment(session, field))
        .collect::<Result<_, _>>()?;
    for (field, value) in &fields {
        check_field(field, value)?;
    }
    let app = session.app().await?;
    app.account(id).await?;
    // First what can fail outside of this computer: all of it, or nothing.
    if let Some((_, url)) = fields.iter().rfind(|(field, _)| field == "url") {
        // The key is sent to another address: it has to be given anew, and to prove the same owner there.
        let key = ask::api_key(session, environment_key()?.is_none())?;
        let web_url = app.account(id).await?.web_url;
        let checked = check_key(session, &app, url, web_url.as_deref(), &key).await?;
        app.move_account(id, checked).await?;
    }
    for (field, value) in fields.iter().filter(|(field, _)| field != "url") {
        app.set_account_field(id, field, value).await?;
    }
    show(session, &app.account(id).await?, "cli-account-saved")
}

/// `field=value`, with `-` or `_` in the name.
fn assignment<'a>(session: &Session, text: &'a str) -> Result<(String, &'a str), Failure> {
    let Some((field, value)) = text.split_once('=') else {
        let about = [("value", text.into())];
        let message = session.say.format("cli-no-assignment", &about);
        return Err(Failure::usage(message));
    };
    Ok((field.replace('_', "-"), value))
}

/// Everything that can be known to be wrong before anything is written.
fn check_field(field: &str, value: &str) -> Result<(), AppError> {
    let bare = value.trim();
    match field {
        "name" => input::name(bare).map(drop)?,
        "color" => input::account_color(bare).map(drop)?,
        "web-url" | "key-expires" if bare.is_empty() => {}
        "url" | "web-url" => ApiAddress::parse(bare).map(drop)?,
        "key-expires" => input::date(bare).map(drop)?,
        "requests-per-minute" => input::requests_per_minute(bare).map(drop)?,
        other => return Err(InputError::UnknownField(other.to_owned()).into()),
    }
    Ok(())
}

async fn set_key(session: &Session, id: i64, key_stdin: bool) -> Result<Exit, Failure> {
    let key = ask::api_key(session, key_stdin)?;
    let app = session.app().await?;
    let account = app.account(id).await?;
    let checked = check_key(
        session,
        &app,
        account.url.as_str(),
        account.web_url.as_deref(),
        &key,
    )
    .await?;
    app.replace_key(id, checked, None).await?;
    let account = app.account(id).await?;
    let text = if environment_key()?.is_some() {
        "cli-account-checked"
    } else {
        "cli-account-key-replaced"
    };
    show_with_key(session, &account, text, key_stdin)
}

async fn remove(session: &Session, id: i64, yes: bool) -> Result<Exit, Failure> {
    let app = session.app().await?;
    let account = app.account(id).await?;
    let waiting = app.waiting_jobs_of(id).await?;
    if waiting > 0 {
        let say = &session.say;
        let title = say.format(
            "settings-disconnect-title",
            &[("account", account.name.as_str().into())],
        );
        let jobs = say.count("settings-disconnect-jobs", waiting);
        ask::confirm(session, yes, &format!("{title} {jobs}"))?;
    }
    app.disconnect(id).await?;
    show(session, &app.account(id).await?, "cli-account-removed")
}
