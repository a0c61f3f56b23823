//! `sync`: plan, show, ask, request, and wait for the outcome if asked to.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::app::answer::Answer;
use abgleich_core::app::planned::{Outlook, Planned};
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::plan::View;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::service::{Link, Service};
use clap::Args;

use super::sync_rows::{Row, result};
use super::{bulk_text, plan_text};
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

/// All of it, in the order in which it is shown and answered.
struct Plans {
    items: Vec<Item>,
    /// The id of the one plan that all planned items are of; `None` if each is a plan of its own.
    bulk: Option<String>,
}

impl Plans {
    fn planned(&self) -> impl Iterator<Item = (&Planned, Option<&Reason>)> {
        self.items.iter().filter_map(|item| match item {
            Item::Row(_) => None,
            Item::Planned(planned, held) => Some((&**planned, held.as_ref())),
        })
    }
}

pub(crate) async fn run(session: &Session, args: &SyncArgs) -> Result<Exit, Failure> {
    let asks = !args.yes && !args.dry_run;
    if asks && (session.out.is_json() || !ask::somebody_is_there()) {
        return Err(Failure::usage(session.say.get("cli-needs-yes")));
    }
    let app = session.app().await?;
    let plans = plan(session, &app, args).await?;
    if args.dry_run {
        return foresee(session, &app, plans).await;
    }
    if asks && !confirmed(session, &app, &plans).await? {
        return Err(Failure::refused(
            "cancelled",
            session.say.get("cli-nothing-done"),
        ));
    }
    if !asks && !session.out.is_json() {
        show_plans(session, &app, &plans).await?;
    }
    let requester = if args.wait.is_some() {
        Requester::WaitingCommandLine
    } else {
        Requester::CommandLine
    };
    let mut rows = request(&app, plans, requester).await?;
    if !session.out.is_json() {
        tell(session, &app, &rows, args.wait.is_none()).await?;
    }
    if let Some(patience) = args.wait {
        wait::for_rows(session, &app, &mut rows, patience).await?;
        if rows.len() > 1 && !session.out.is_json() {
            out::text(&result(&session.say, &rows))?;
        }
    }
    if session.out.is_json() {
        out::json(&rows)?;
    }
    Ok(Exit::of_all(rows.iter().map(Row::exit)))
}

/// One item per link. Every id is looked up before the first is planned.
async fn plan(session: &Session, app: &App, args: &SyncArgs) -> Result<Plans, Failure> {
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
    let patience = Some(app.context.policy.request);
    let mut bulk = None;
    match targets.as_slice() {
        [] => {}
        [(service, link)] if !args.which.outdated => {
            items.push(plan_one(app, service, link, view, patience).await?);
        }
        several => {
            let links: Vec<i64> = several.iter().map(|(_, link)| link.id).collect();
            let plan = app.plan_bulk(&links, view, patience).await?;
            bulk = Some(plan.id);
            let planned = plan.links.into_iter();
            items.extend(planned.map(|it| Item::Planned(Box::new(it.planned), it.held)));
        }
    }
    Ok(Plans { items, bulk })
}

async fn plan_one(
    app: &App,
    service: &Service,
    link: &Link,
    view: View,
    patience: Option<Duration>,
) -> Result<Item, Failure> {
    match app.plan(link.id, view, patience).await {
        Ok(planned) => {
            let held = held(app, &planned).await?;
            Ok(Item::Planned(Box::new(planned), held))
        }
        Err(AppError::Refused(reason)) => Ok(Item::Row(Box::new(Row::refused(
            service.id,
            &service.name,
            link.event_type_id,
            reason,
        )))),
        Err(error) => Err(error.into()),
    }
}

/// The guard's answers; those to a plan for several come all at once.
async fn request(app: &App, plans: Plans, requester: Requester) -> Result<Vec<Row>, Failure> {
    let mut answers: HashMap<i64, Answer> = HashMap::new();
    if let Some(id) = &plans.bulk {
        let links: Vec<i64> = plans.planned().map(|(it, _)| it.link.id).collect();
        let answer = app.request_bulk(id, &links, requester).await?;
        answers.extend(answer.answers);
    }
    let mut rows = Vec::new();
    for item in plans.items {
        rows.push(match item {
            Item::Row(row) => *row,
            Item::Planned(planned, _) => {
                let answer = match answers.remove(&planned.link.id) {
                    Some(answer) => answer,
                    None => app.request_sync((*planned).clone(), requester).await,
                };
                Row::answered(&planned, answer)
            }
        });
    }
    Ok(rows)
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

async fn show_plans(session: &Session, app: &App, plans: &Plans) -> Result<(), Failure> {
    let say = &session.say;
    if plans.bulk.is_some() {
        let planned: Vec<(&Planned, Option<&Reason>)> = plans.planned().collect();
        let open = app.jobs(None).await?;
        return out::text(&format!("{}\n", bulk_text::plans(say, &planned, &open)));
    }
    for (planned, held) in plans.planned() {
        out::text(&format!("{}\n", plan_text::plan(say, planned, held)))?;
    }
    Ok(())
}

async fn foresee(session: &Session, app: &Arc<App>, plans: Plans) -> Result<Exit, Failure> {
    if !session.out.is_json() {
        show_plans(session, app, &plans).await?;
    }
    let open = app.jobs(None).await?;
    let rows: Vec<Row> = plans
        .items
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
async fn confirmed(session: &Session, app: &App, plans: &Plans) -> Result<bool, Failure> {
    show_plans(session, app, plans).await?;
    let open = app.jobs(None).await?;
    let sends = plans
        .planned()
        .any(|(planned, _)| planned.outlook(&open) == Outlook::Sends);
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
    let goes = |row: &Row| row.awaits() && !row.is_held(&snapshot);
    if says_who_sends && rows.iter().any(goes) {
        out::text(&say.get("cli-who-sends"))?;
    }
    Ok(())
}
