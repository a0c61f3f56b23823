//! `resolve`: one decision about what somebody changed in Cal.com, for one service or for many.

use std::sync::Arc;

use abgleich_core::app::compare::Compared;
use abgleich_core::app::resolve::{Resolved, Side, Unresolved};
use abgleich_core::app::{App, AppError};
use abgleich_core::domain::fields::Change;
use abgleich_core::domain::job::Requester;
use abgleich_core::domain::reason::Reason;
use abgleich_core::domain::service::Service;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use super::comparison_text;
use super::plan_text;
use super::sync_rows::Row;
use crate::args::id;
use crate::ask;
use crate::exit::{Exit, Failure};
use crate::json;
use crate::out;
use crate::say::Say;
use crate::session::Session;

#[derive(Debug, Args)]
pub(crate) struct ResolveArgs {
    #[command(flatten)]
    which: Which,
    #[arg(long, value_enum, value_name = "calcom|ours")]
    take: Take,
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
#[group(id = "which_resolve", required = true)]
struct Which {
    #[arg(value_name = "ID", value_parser = id, allow_negative_numbers = true)]
    ids: Vec<i64>,
    #[arg(long, conflicts_with = "ids")]
    changed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Take {
    Calcom,
    Ours,
}

/// One row per link, as `sync` has them.
#[derive(Debug, Serialize)]
struct Outcome {
    service_id: i64,
    event_type_id: Option<i64>,
    /// `taken`, an answer of `sync`, `nothing_to_decide`, `refused`, or `not_done` because of another row.
    answer: String,
    job_id: Option<String>,
    reason: Option<Value>,
    /// What changed here.
    changes: Vec<Change>,
    /// Event types of the same service, for which its values have changed as well.
    also_changed: Vec<i64>,
    #[serde(skip)]
    text: String,
    #[serde(skip)]
    exit: Exit,
}

impl Outcome {
    fn new(service: &Service, event_type_id: Option<i64>, answer: &str, exit: Exit) -> Self {
        Self {
            service_id: service.id,
            event_type_id,
            answer: answer.to_owned(),
            job_id: None,
            reason: None,
            changes: Vec::new(),
            also_changed: Vec::new(),
            text: String::new(),
            exit,
        }
    }
}

pub(crate) async fn run(session: &Session, args: &ResolveArgs) -> Result<Exit, Failure> {
    if !args.yes && (session.out.is_json() || !ask::somebody_is_there()) {
        return Err(Failure::usage(session.say.get("cli-needs-yes")));
    }
    let app = session.app().await?;
    let (compared, unlinked) = compare(session, &app, args).await?;
    let nothing = compared.is_empty() && unlinked.is_empty();
    if !session.out.is_json() {
        for shown in &compared {
            out::text(&format!(
                "{}\n",
                comparison_text::differences(&session.say, shown)
            ))?;
        }
        if nothing {
            out::text(&session.say.get("cli-nothing-changed"))?;
        }
    }
    let outcomes = if unlinked.is_empty() {
        decide(session, &app, args, &compared).await?
    } else {
        let about = |service: &Service| {
            let row = Outcome::new(service, None, "no_event_type_id", Exit::Refused);
            refused_for(&session.say, row, service, &Reason::NoEventTypeId)
        };
        let mut rows: Vec<Outcome> = unlinked.iter().map(about).collect();
        rows.extend(compared.iter().map(|shown| not_done(&session.say, shown)));
        rows
    };
    if session.out.is_json() {
        out::json(&outcomes)?;
    } else {
        for outcome in &outcomes {
            out::text(&outcome.text)?;
        }
        if outcomes
            .iter()
            .any(|row| row.job_id.is_some() && row.exit == Exit::Done)
        {
            out::text(&session.say.get("cli-who-sends"))?;
        }
    }
    Ok(Exit::of_all(outcomes.iter().map(|row| row.exit)))
}

/// The links that are meant, each freshly compared, and the services that have none.
async fn compare(
    session: &Session,
    app: &App,
    args: &ResolveArgs,
) -> Result<(Vec<Compared>, Vec<Service>), Failure> {
    let (mut link_ids, mut unlinked) = (Vec::new(), Vec::new());
    if args.which.changed {
        link_ids = app.changed_links().await?;
    }
    let mut seen = Vec::new();
    for id in &args.which.ids {
        let service = app.service(*id).await?;
        if seen.contains(id) {
            continue;
        }
        seen.push(*id);
        let mut links = app.links_of(*id).await?;
        links.retain(|link| session.means(link.account_id));
        if links.is_empty() {
            unlinked.push(service);
        }
        link_ids.extend(links.into_iter().map(|link| link.id));
    }
    let mut compared = Vec::new();
    for link_id in link_ids {
        if !session.means(app.link(link_id).await?.account_id) {
            continue;
        }
        let patience = app.context.policy.request;
        compared.push(app.compare(link_id, Some(patience)).await?);
    }
    Ok((compared, unlinked))
}

async fn decide(
    session: &Session,
    app: &Arc<App>,
    args: &ResolveArgs,
    compared: &[Compared],
) -> Result<Vec<Outcome>, Failure> {
    let side = match args.take {
        Take::Calcom => Side::Calcom,
        Take::Ours => Side::Ours,
    };
    let is_open = |shown: &&Compared| {
        shown.is_gone() || !shown.decided(side).choices.is_empty() || shown.known.is_none()
    };
    let say = &session.say;
    let open: Vec<&Compared> = compared.iter().filter(is_open).collect();
    let links: Vec<i64> = open.iter().map(|shown| shown.link.id).collect();
    // Taking is asked about before it happens; of what is to be sent the plans are shown first.
    if side == Side::Calcom && !links.is_empty() {
        ask_first(session, args, "cli-take-question")?;
    }
    let mut outcomes: Vec<Outcome> = compared
        .iter()
        .filter(|shown| !is_open(shown))
        .map(|shown| nothing_to_decide(say, shown))
        .collect();
    let resolved = match app.resolve_many(&links, side).await {
        Ok(resolved) => resolved,
        Err(unresolved) => {
            outcomes.extend(refused(say, &open, unresolved)?);
            return Ok(outcomes);
        }
    };
    let sends = resolved.iter().any(|resolved| resolved.planned.is_some());
    if sends {
        show_plans(session, &resolved)?;
        ask_first(session, args, "cli-continue")?;
    }
    for (resolved, shown) in resolved.into_iter().zip(in_order(&open)) {
        outcomes.push(carry_out(session, app, resolved, shown).await?);
    }
    Ok(outcomes)
}

/// As [`App::resolve_many`] returns them.
fn in_order<'a>(open: &[&'a Compared]) -> Vec<&'a Compared> {
    let mut open = open.to_vec();
    open.sort_by_key(|shown| shown.link.id);
    open
}

fn ask_first(session: &Session, args: &ResolveArgs, question: &str) -> Result<(), Failure> {
    ask::confirm(session, args.yes, &session.say.get(question))
}

fn show_plans(session: &Session, resolved: &[Resolved]) -> Result<(), Failure> {
    if session.out.is_json() {
        return Ok(());
    }
    for planned in resolved.iter().filter_map(|it| it.planned.as_ref()) {
        let plan = plan_text::plan(&session.say, planned, None);
        out::text(&format!("{plan}\n"))?;
    }
    Ok(())
}

async fn carry_out(
    session: &Session,
    app: &Arc<App>,
    resolved: Resolved,
    shown: &Compared,
) -> Result<Outcome, Failure> {
    let say = &session.say;
    let Some(planned) = resolved.planned else {
        return taken(say, app, resolved, shown).await;
    };
    let answer = app
        .request_sync(planned.clone(), Requester::CommandLine)
        .await;
    let row = Row::answered(&planned, answer);
    let text = row.text(say, &app.snapshot(0).await?);
    Ok(Outcome {
        job_id: row.job_id.clone(),
        reason: row.reason.clone(),
        changes: resolved.changes,
        text,
        ..Outcome::new(&planned.service, row.event_type_id, row.answer, row.exit())
    })
}

async fn taken(
    say: &Say,
    app: &App,
    resolved: Resolved,
    shown: &Compared,
) -> Result<Outcome, Failure> {
    let mut also_changed = Vec::new();
    for link in &resolved.others {
        also_changed.push(app.link(*link).await?.event_type_id);
    }
    let about = [
        ("service", shown.service.name.as_str().into()),
        ("changes", say.changes(&resolved.changes).into()),
    ];
    let mut lines = vec![say.format("cli-taken", &about)];
    if let Some((_, may_have_arrived)) = &resolved.cancelled {
        lines.push(say.get("cli-cancelled"));
        if *may_have_arrived {
            lines.push(say.get("cli-may-have-arrived"));
        }
    }
    if !also_changed.is_empty() {
        let ids: Vec<String> = also_changed.iter().map(ToString::to_string).collect();
        lines.push(say.format("cli-also-changed", &[("ids", say.list(&ids).into())]));
    }
    Ok(Outcome {
        changes: resolved.changes,
        also_changed,
        text: lines.join("\n"),
        ..Outcome::new(
            &shown.service,
            Some(resolved.event_type_id),
            "taken",
            Exit::Done,
        )
    })
}

fn nothing_to_decide(say: &Say, shown: &Compared) -> Outcome {
    let about = [("service", shown.service.name.as_str().into())];
    Outcome {
        text: say.format("cli-nothing-to-decide", &about),
        ..Outcome::new(
            &shown.service,
            Some(shown.link.event_type_id),
            "nothing_to_decide",
            Exit::Done,
        )
    }
}

fn not_done(say: &Say, shown: &Compared) -> Outcome {
    let about = [("service", shown.service.name.as_str().into())];
    Outcome {
        text: say.format("cli-not-done", &about),
        ..Outcome::new(
            &shown.service,
            Some(shown.link.event_type_id),
            "not_done",
            Exit::Refused,
        )
    }
}

fn refused_for(say: &Say, row: Outcome, service: &Service, reason: &Reason) -> Outcome {
    let about = [
        ("service", service.name.as_str().into()),
        ("reason", say.reason(reason).into()),
    ];
    Outcome {
        reason: json::reason(Some(reason)),
        text: say.format("cli-not-resolved", &about),
        ..row
    }
}

/// All or none: the one that stands against it, and the others because of it. What is no refusal of one link
/// ends the command.
fn refused(say: &Say, open: &[&Compared], unresolved: Unresolved) -> Result<Vec<Outcome>, Failure> {
    let Unresolved { link_id, error } = unresolved;
    let culprit = open.iter().find(|shown| Some(shown.link.id) == link_id);
    let (Some(culprit), false) = (culprit, matches!(error, AppError::Store(_))) else {
        return Err(error.into());
    };
    let about = [
        ("service", culprit.service.name.as_str().into()),
        ("reason", say.app_error(&error).into()),
    ];
    let reason = serde_json::json!({"code": error.code(), "params": error.params()});
    let row = Outcome {
        reason: Some(reason),
        text: say.format("cli-not-resolved", &about),
        ..Outcome::new(
            &culprit.service,
            Some(culprit.link.event_type_id),
            "refused",
            Exit::Refused,
        )
    };
    let others = open
        .iter()
        .filter(|shown| shown.link.id != culprit.link.id)
        .map(|shown| not_done(say, shown));
    Ok(std::iter::once(row).chain(others).collect())
}
