//! Ties between services and event types, as the commands of `service` make and lift them.

use abgleich_core::app::linking::LinkedFrom;
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::service::Link;

use crate::ask;
use crate::exit::Failure;
use crate::out;
use crate::session::Session;

pub(super) async fn link(
    session: &Session,
    app: &App,
    service_id: i64,
    event_type: i64,
    title: Option<String>,
) -> Result<(), Failure> {
    app.service(service_id).await?;
    let account = app.account_or_only(session.global.account).await?;
    let linked = app
        .link_service(
            service_id,
            account.id,
            event_type,
            title,
            LinkedFrom::CommandLine,
        )
        .await?;
    if let Some(reason) = &linked.warning {
        let about = [
            ("id", event_type.to_string().into()),
            ("reason", session.say.reason(reason).into()),
        ];
        out::note(&session.say.format("cli-link-warning", &about));
    }
    Ok(())
}

/// The link that is meant: the named one, or the only one.
pub(super) async fn one_link(
    session: &Session,
    app: &App,
    service_id: i64,
    event_type: Option<i64>,
) -> Result<Link, Failure> {
    app.service(service_id).await?;
    let mut links = app.links_of(service_id).await?;
    if let Some(account) = session.global.account {
        links.retain(|link| link.account_id == account);
    }
    if let Some(event_type) = event_type {
        let found = links
            .into_iter()
            .find(|link| link.event_type_id == event_type);
        return found.ok_or_else(|| {
            AppError::NotFound {
                what: "link",
                id: event_type.to_string(),
            }
            .into()
        });
    }
    if links.len() > 1 {
        let ids: Vec<String> = links
            .iter()
            .map(|link| link.event_type_id.to_string())
            .collect();
        return Err(Failure::usage(
            session
                .say
                .format("cli-which-link", &[("ids", ids.join(", ").into())]),
        ));
    }
    links
        .pop()
        .ok_or(Failure::App(AppError::Refused(Reason::NoEventTypeId)))
}

pub(super) async fn unlink(session: &Session, app: &App, link: &Link) -> Result<(), Failure> {
    ask_about_waiting(session, waiting_of(app, link).await?)?;
    lift(session, app, link).await
}

pub(super) async fn waiting_of(app: &App, link: &Link) -> Result<usize, Failure> {
    let open = app.jobs(None).await?;
    Ok(open.iter().filter(|job| job.link_id == link.id).count())
}

pub(super) async fn lift(session: &Session, app: &App, link: &Link) -> Result<(), Failure> {
    if app.unlink(link.id).await? {
        out::note(&session.say.count("unlink-discard", 1));
    }
    Ok(())
}

/// A person is asked before a waiting change is lost; a script has said what it wants.
pub(super) fn ask_about_waiting(session: &Session, waiting: usize) -> Result<(), Failure> {
    if waiting == 0 || !ask::somebody_is_there() {
        return Ok(());
    }
    ask::confirm(
        session,
        false,
        &session.say.count("unlink-discard", waiting),
    )
}

/// A link never changes its event type: there is a new one, and the first of the old ones is lifted.
pub(super) async fn link_instead(
    session: &Session,
    app: &App,
    id: i64,
    event_type: i64,
) -> Result<(), Failure> {
    let account = app.account_or_only(session.global.account).await?;
    let links = app.links_of(id).await?;
    let mut of_account = links
        .into_iter()
        .filter(|link| link.account_id == account.id);
    let first = of_account.next();
    if first
        .iter()
        .chain(&of_account.collect::<Vec<_>>())
        .any(|link| link.event_type_id == event_type)
    {
        return Ok(());
    }
    // Asked before anything changes: a no must leave everything as it was.
    let waiting = match &first {
        Some(old) => waiting_of(app, old).await?,
        None => 0,
    };
    ask_about_waiting(session, waiting)?;
    link(session, app, id, event_type, None).await?;
    match first {
        Some(old) => lift(session, app, &old).await,
        None => Ok(()),
    }
}
