//! `sync`: plan, show, ask, request, and wait for the outcome if asked to.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::sync::Planned;
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::service::{Link, Service};
use abgleich_core::domain::status::ConnectionState;
use clap::Args;

use super::plan_text;
use super::sync_rows::{PLANNED, Row};
use crate::args::{id, seconds};
use crate::ask;
use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::Session;
use crate::wait;

#[derive(Debug, Args)]
pub(crate) struct SyncArgs {
    #[command(flatten)]
    which: Which,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    yes: bool,
    #[arg(long)]
    overwrite: bool,
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    wait: Option<Duration>,
}

#[derive(Debug, Args)]
#[group(id = "which", required = true)]
struct Which {
    #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    ids: Vec<i64>,
    #[arg(long, conflicts_with = "ids")]
    outdated: bool,
}

/// What there is to sync, or to say about it.
enum Item {
    Row(Box<Row>),
    /// With what holds the account, if something does.
    Planned(Box<Planned>, Option<Reason>),
}

pub(crate) async fn run(session: &Session, args: &SyncArgs) -> Result<Exit, Failure> {
    let asks = !args.yes && !args.dry_run;
    if asks && (session.out.is_json() || !ask::somebody_is_there()) {
        return Err(Failure::usage(session.say.get("cli-needs-yes")));
    }
    let app = session.app().await?;
    let items = plan(session, &app, args).await?;
    if args.dry_run {
        return foresee(session, &app, items).await;
    }
    if asks && !confirmed(session, &app, &items).await? {
        return Err(Failure::refused(
            "cancelled",
            session.say.get("cli-nothing-done"),
        ));
    }
    if !asks && !session.out.is_json() {
        show_plans(session, &items)?;
    }
    let requester = if args.wait.is_some() {
        Requester::WaitingCommandLine
    } else {
        Requester::CommandLine
    };
    let mut rows = Vec::new();
    for item in items {
        rows.push(match item {
            Item::Row(row) => *row,
            Item::Planned(planned, _) => {
                let answer = app.request_sync((*planned).clone(), requester).await;
                Row::answered(&planned, answer)
            }
        });
    }
    if !session.out.is_json() {
        tell(session, &app, &rows, args.wait.is_none()).await?;
    }
    if let Some(patience) = args.wait {
        wait::for_rows(session, &app, &mut rows, patience).await?;
    }
    if session.out.is_json() {
        out::json(&rows)?;
    }
    Ok(Exit::of_all(rows.iter().map(Row::exit)))
}

/// One item per link. Every id is looked up before the first is planned.
async fn plan(session: &Session, app: &App, args: &SyncArgs) -> Result<Vec<Item>, Failure> {
    let mut items = Vec::new();
    let mut targets: Vec<(Service, Link)> = Vec::new();
    for (service, links) in services(session, app, args).await? {
        if links.is_empty() {
            items.push(Item::Row(Box::new(Row::unlinked(
                service.id,
                &service.name,
            ))));
        }
        targets.extend(links.into_iter().map(|link| (service.clone(), link)));
    }
    let view = if args.overwrite {
        View::Overwrite
    } else {
        View::Respect
    };
    let mut unreachable: HashSet<i64> = HashSet::new();
    for (service, link) in targets {
        // Where one reading found no connection, the next would only wait for the same.
        let patience =
            (!unreachable.contains(&link.account_id)).then_some(app.context.policy.request);
        let item = match app.plan(link.id, view, patience).await {
            Ok(planned) => {
                if planned.connection != ConnectionState::Online {
                    unreachable.insert(link.account_id);
                }
                let held = held(app, &planned).await?;
                Item::Planned(Box::new(planned), held)
            }
            Err(AppError::Refused(reason)) => Item::Row(Box::new(Row::refused(
                service.id,
                &service.name,
                link.event_type_id,
                reason,
            ))),
            Err(error) => return Err(error.into()),
        };
        items.push(item);
    }
    Ok(items)
}

/// What the reading for a plan may just have found out about the account's key.
async fn held(app: &App, planned: &Planned) -> Result<Option<Reason>, Failure> {
    if let Some(reason) = app.context.clients.refusal(&planned.account).await {
        return Ok(Some(reason));
    }
    Ok(app.account(planned.account.id).await?.blocked_by())
}

/// The services that are meant, each with those of its links that are.
async fn services(
    session: &Session,
    app: &App,
    args: &SyncArgs,
) -> Result<Vec<(Service, Vec<Link>)>, Failure> {
    let account = session.global.account;
    if let Some(id) = account {
        app.account(id).await?;
    }
    let of_account = |link: &Link| account.is_none_or(|id| link.account_id == id);
    if args.which.outdated {
        let wanted = app.outdated_links().await?;
        let views = app.snapshot(0).await?.services;
        let services = views.into_iter().filter_map(|view| {
            let links: Vec<Link> = view.links.into_iter().map(|link| link.link).collect();
            let links: Vec<Link> = links
                .into_iter()
                .filter(|link| wanted.contains(&link.id) && of_account(link))
                .collect();
            (!links.is_empty()).then_some((view.service, links))
        });
        return Ok(services.collect());
    }
    let mut services: Vec<(Service, Vec<Link>)> = Vec::new();
    for id in &args.which.ids {
        if services.iter().any(|(service, _)| service.id == *id) {
            continue;
        }
        let service = app.service(*id).await?;
        let mut links = app.links_of(*id).await?;
        links.retain(of_account);
        services.push((service, links));
    }
    Ok(services)
}

fn show_plans(session: &Session, items: &[Item]) -> Result<(), Failure> {
    for item in items {
        if let Item::Planned(planned, held) = item {
            out::text(&format!(
                "{}\n",
                plan_text::plan(&session.say, planned, held.as_ref())
            ))?;
        }
    }
    Ok(())
}

async fn foresee(session: &Session, app: &Arc<App>, items: Vec<Item>) -> Result<Exit, Failure> {
    if !session.out.is_json() {
        show_plans(session, &items)?;
    }
    let open = app.jobs(None).await?;
    let rows: Vec<Row> = items
        .into_iter()
        .map(|item| match item {
            Item::Row(row) => *row,
            Item::Planned(planned, _) => Row::foreseen(&planned, &open),
        })
        .collect();
    if session.out.is_json() {
        out::json(&rows)?;
    } else {
        tell(session, app, &rows, false).await?;
    }
    Ok(Exit::of_all(rows.iter().map(Row::exit)))
}

/// Shows the plans and asks. Where nothing would be sent there is nothing to ask.
async fn confirmed(session: &Session, app: &App, items: &[Item]) -> Result<bool, Failure> {
    show_plans(session, items)?;
    let open = app.jobs(None).await?;
    let sends = items.iter().any(|item| match item {
        Item::Row(_) => false,
        Item::Planned(planned, _) => Row::foreseen(planned, &open).answer == PLANNED,
    });
    Ok(!sends || ask::confirmed(session, &session.say.get("cli-continue")))
}

/// The answers in words, and who sends what was accepted.
async fn tell(
    session: &Session,
    app: &Arc<App>,
    rows: &[Row],
    says_who_sends: bool,
) -> Result<(), Failure> {
    let say = &session.say;
    if rows.is_empty() {
        return out::text(&say.get("cli-nothing-to-sync"));
    }
    let snapshot = app.snapshot(0).await?;
    for row in rows {
        out::text(&row.text(say, &snapshot))?;
    }
    if says_who_sends && rows.iter().any(Row::awaits) {
        out::text(&say.get("cli-who-sends"))?;
    }
    Ok(())
}
