//! `service`: the practice's own list, and the links of its services to event types.

use abgleich_core::app::view::ServiceView;
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::edit::with_price_kept;
use abgleich_core::domain::fields::FieldValue;
use abgleich_core::domain::input;
use abgleich_core::domain::reason::Reason;
use clap::Subcommand;

use super::edits::{self, Assignment, Changes, NewArgs, Wish};
use super::links::{ask_about_waiting, lift, link, link_instead, one_link, unlink, waiting_of};
use crate::args::id;
use crate::exit::{Exit, Failure};
use crate::json::ServiceJson;
use crate::out;
use crate::session::Session;
use crate::table::{left, right, table};

#[derive(Debug, Subcommand)]
pub(crate) enum ServiceCommand {
    List {
        #[arg(long)]
        archived: bool,
    },
    Show {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
    },
    Add(Box<NewArgs>),
    Copy {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
        #[arg(long, value_name = "TEXT")]
        name: String,
    },
    Set {
        #[arg(
            value_name = "ID|field=value",
            required = true,
            allow_negative_numbers = true
        )]
        words: Vec<String>,
        #[arg(long, value_name = "description")]
        clear: Vec<String>,
    },
    Link {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
        #[arg(value_name = "EVENT_TYPE_ID", allow_negative_numbers = true)]
        event_type: String,
        #[arg(long, value_name = "TEXT")]
        title: Option<String>,
    },
    Unlink {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
        #[arg(value_name = "EVENT_TYPE_ID", allow_negative_numbers = true)]
        event_type: Option<String>,
    },
    Archive {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
    },
    Unarchive {
        #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
        id: i64,
    },
}

pub(crate) async fn run(session: &Session, command: ServiceCommand) -> Result<Exit, Failure> {
    match command {
        ServiceCommand::List { archived } => list(session, archived).await,
        ServiceCommand::Show { id } => {
            let view = session.app().await?.service_view(id).await?;
            let mut links = view.links.iter().map(|link| link.link.account_id);
            if !view.links.is_empty() && !links.any(|account| session.means(account)) {
                return Err(AppError::Refused(Reason::NoEventTypeId).into());
            }
            session
                .out
                .show(&ServiceJson::from(&view), || text_of_one(session, &view))?;
            Ok(Exit::Done)
        }
        ServiceCommand::Add(args) => add(session, &args).await,
        ServiceCommand::Copy { id, name } => {
            let name = input::name(&name)?;
            let app = session.app().await?;
            let copy = app.duplicate(id, name).await?;
            show(session, &app, copy, "cli-service-created").await
        }
        ServiceCommand::Set { words, clear } => set(session, &words, &clear).await,
        ServiceCommand::Link {
            id,
            event_type,
            title,
        } => {
            let event_type = input::event_type_id(&event_type)?;
            let title = title.filter(|title| !title.trim().is_empty());
            let title = title.map(|title| input::name(&title)).transpose()?;
            let app = session.app().await?;
            link(session, &app, id, event_type, title).await?;
            show(session, &app, id, "cli-service-linked").await
        }
        ServiceCommand::Unlink { id, event_type } => {
            let event_type = event_type
                .map(|text| input::event_type_id(&text))
                .transpose()?;
            let app = session.app().await?;
            let link = one_link(session, &app, id, event_type).await?;
            unlink(session, &app, &link).await?;
            show(session, &app, id, "cli-service-unlinked").await
        }
        ServiceCommand::Archive { id } => archive(session, id).await,
        ServiceCommand::Unarchive { id } => {
            let app = session.app().await?;
            app.unarchive(id).await?;
            show(session, &app, id, "cli-service-unarchived").await
        }
    }
}

async fn list(session: &Session, archived: bool) -> Result<Exit, Failure> {
    let mut views = session.app().await?.snapshot(0).await?.services;
    views.retain(|view| view.service.archived_at.is_some() == archived);
    if let Some(account) = session.global.account {
        views.retain(|view| {
            view.links
                .iter()
                .any(|link| link.link.account_id == account)
        });
    }
    let json: Vec<ServiceJson> = views.iter().map(ServiceJson::from).collect();
    session.out.show(&json, || text_of_list(session, &views))?;
    Ok(Exit::Done)
}

fn text_of_list(session: &Session, views: &[ServiceView]) -> String {
    let say = &session.say;
    if views.is_empty() {
        return say.get("services-empty-title");
    }
    let head = [
        right(say.get("cli-column-id")),
        left(say.get("cli-column-name")),
        right(say.get("field-length")),
        right(say.get("field-price")),
        left(say.get("cli-column-event-type-id")),
        left(say.get("services-column-status")),
    ];
    let rows = views.iter().map(|view| {
        let service = &view.service;
        let event_types: Vec<String> = view
            .links
            .iter()
            .map(|link| link.link.event_type_id.to_string())
            .collect();
        vec![
            service.id.to_string(),
            service.name.clone(),
            say.minutes(service.duration),
            say.price(service.price().as_ref()),
            event_types.join(", "),
            say.status(&view.status),
        ]
    });
    table(&head, rows.collect())
}

fn text_of_one(session: &Session, view: &ServiceView) -> String {
    let (say, service) = (&session.say, &view.service);
    // Cal.com keeps the opposite of "listed".
    let hidden = service.listed.map(|listed| FieldValue::Flag(!listed));
    let description = service.description.as_deref().map(FieldValue::text);
    let mut rows = vec![
        (say.get("cli-column-id"), service.id.to_string()),
        (say.get("services-column-status"), say.status(&view.status)),
        (say.get("field-length"), say.minutes(service.duration)),
        (
            say.get("field-buffer_before"),
            say.maybe_minutes(service.buffer_before),
        ),
        (
            say.get("field-buffer_after"),
            say.maybe_minutes(service.buffer_after),
        ),
        (say.get("field-price"), say.price(service.price().as_ref())),
        (
            say.get("field-category"),
            service
                .category
                .clone()
                .unwrap_or_else(|| say.get("value-unset")),
        ),
        (say.get("field-hidden"), say.value(hidden.as_ref())),
        (
            say.get("field-description"),
            say.value(description.as_ref()),
        ),
    ];
    for link in &view.links {
        let status = say.status(&link.status);
        rows.push((
            say.get("cli-column-event-type-id"),
            format!("{} · {status}", link.link.event_type_id),
        ));
        if let Some(title) = &link.link.title {
            rows.push((say.get("field-link_title"), title.clone()));
        }
        if let Some(reason) = &link.status.reason {
            rows.push((String::new(), say.reason(reason)));
        }
        rows.push((
            say.get("cli-last-attempt"),
            say.maybe_date_time(link.last_attempt_at),
        ));
        rows.push((
            say.get("cli-last-success"),
            say.maybe_date_time(link.last_success_at),
        ));
    }
    if view.links.is_empty() {
        rows.push((String::new(), say.get("detail-unlinked")));
    }
    let rows = rows
        .into_iter()
        .map(|(name, value)| vec![name, value])
        .collect();
    format!(
        "{}\n{}",
        service.name,
        table(&[left(String::new()), left(String::new())], rows)
    )
}

async fn show(session: &Session, app: &App, id: i64, text: &str) -> Result<Exit, Failure> {
    let view = app.service_view(id).await?;
    session.out.show(&ServiceJson::from(&view), || {
        let about = [
            ("service", view.service.name.as_str().into()),
            ("id", id.to_string().into()),
        ];
        session.say.format(text, &about)
    })?;
    Ok(Exit::Done)
}

async fn add(session: &Session, args: &NewArgs) -> Result<Exit, Failure> {
    let new = edits::new_service(&session.say, args)?;
    let app = session.app().await?;
    if let Some(event_type) = new.event_type {
        let account = app.account_or_only(session.global.account).await?;
        // Before anything is written: a service must not be left behind without the link that was asked for.
        app.can_link(account.id, event_type).await?;
    }
    let id = app.create_service(new.service).await?;
    if let Some(event_type) = new.event_type {
        link(session, &app, id, event_type, new.title).await?;
    }
    show(session, &app, id, "cli-service-created").await
}

async fn archive(session: &Session, id: i64) -> Result<Exit, Failure> {
    let app = session.app().await?;
    app.service(id).await?;
    let waiting = app
        .jobs(None)
        .await?
        .iter()
        .filter(|job| job.service_id == id)
        .count();
    ask_about_waiting(session, waiting)?;
    let cancelled = app.archive(id).await?;
    if cancelled > 0 {
        out::note(&session.say.count("unlink-discard", cancelled));
    }
    show(session, &app, id, "archive-done").await
}

async fn set(session: &Session, words: &[String], cleared: &[String]) -> Result<Exit, Failure> {
    let say = &session.say;
    let (ids, assignments) = edits::ids_and_assignments(say, words)?;
    if ids.is_empty() {
        return Err(Failure::usage(
            say.format("cli-usage-missing", &[("argument", "ID".into())]),
        ));
    }
    if assignments.is_empty() && cleared.is_empty() {
        return Err(Failure::usage(say.format(
            "cli-usage-missing",
            &[("argument", "field=value".into())],
        )));
    }
    // Everything but a price can be judged without the service, which has the currency.
    let rest: Vec<Assignment> = assignments
        .iter()
        .filter(|(field, _)| field != "price")
        .cloned()
        .collect();
    edits::changes(say, &rest, cleared, "EUR")?;
    // For every service before the first is written.
    let app = session.app().await?;
    let mut all: Vec<(i64, Changes)> = Vec::new();
    let mut discarded = 0;
    for id in ids {
        let service = app.service(id).await?;
        let changes = edits::changes(say, &assignments, cleared, &service.currency)?;
        with_price_kept(&service, changes.edits.clone())?;
        discarded += can_be_linked_so(session, &app, id, &changes).await?;
        all.push((id, changes));
    }
    if all.len() > 1
        && all
            .iter()
            .any(|(_, changes)| matches!(changes.event_type, Wish::Set(_)))
    {
        return Err(Failure::usage(say.get("cli-one-event-type")));
    }
    ask_about_waiting(session, discarded)?;
    let mut views = Vec::new();
    for (id, changes) in all {
        apply(session, &app, id, changes).await?;
        views.push(app.service_view(id).await?);
    }
    let json: Vec<ServiceJson> = views.iter().map(ServiceJson::from).collect();
    let linked = views.iter().any(|view| !view.links.is_empty());
    session.out.show(&json, || {
        say.get(if linked { "saved-not-sent" } else { "saved" })
    })?;
    Ok(Exit::Done)
}

/// A title stands at a link, and what is lifted has to be clear. Returns how many waiting changes that discards.
async fn can_be_linked_so(
    session: &Session,
    app: &App,
    id: i64,
    changes: &Changes,
) -> Result<usize, Failure> {
    let discarded = match changes.event_type {
        Wish::Set(_) => return Ok(0),
        Wish::Unset if !app.links_of(id).await?.is_empty() => {
            waiting_of(app, &one_link(session, app, id, None).await?).await?
        }
        Wish::Keep | Wish::Unset => 0,
    };
    match (&changes.title, &changes.event_type) {
        (Wish::Keep, _) => {}
        (_, Wish::Unset) => return Err(AppError::Refused(Reason::NoEventTypeId).into()),
        _ => drop(one_link(session, app, id, None).await?),
    }
    Ok(discarded)
}

async fn apply(session: &Session, app: &App, id: i64, changes: Changes) -> Result<(), Failure> {
    match changes.event_type {
        Wish::Keep => {}
        Wish::Unset if app.links_of(id).await?.is_empty() => {}
        Wish::Unset => lift(session, app, &one_link(session, app, id, None).await?).await?,
        Wish::Set(event_type) => link_instead(session, app, id, event_type).await?,
    }
    let named = match changes.event_type {
        Wish::Set(event_type) => Some(event_type),
        Wish::Keep | Wish::Unset => None,
    };
    let title = match changes.title {
        Wish::Keep => None,
        Wish::Unset => Some(None),
        Wish::Set(title) => Some(Some(title)),
    };
    if let Some(title) = title {
        let link = one_link(session, app, id, named).await?;
        app.set_link_title(link.id, title).await?;
    }
    if !changes.edits.is_empty() {
        app.edit_service(id, changes.edits).await?;
    }
    Ok(())
}
