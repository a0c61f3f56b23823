//! A plan for several services in words: by account what would be sent, then what would not, and why.

use std::collections::BTreeMap;

use abgleich_core::app::planned::{Outlook, Planned};
use abgleich_core::domain::job::Job;
use abgleich_core::domain::reason::Reason;

use super::plan_text;
use crate::say::{Say, number};

/// `plans` with what holds each one's account; `open`: the jobs that can still change Cal.com.
pub(crate) fn plans(say: &Say, plans: &[(&Planned, Option<&Reason>)], open: &[Job]) -> String {
    let mut sends: BTreeMap<i64, Vec<(&Planned, Option<&Reason>)>> = BTreeMap::new();
    let (mut equal, mut pending, mut blocked) = (Vec::new(), Vec::new(), Vec::new());
    for (planned, held) in plans.iter().copied() {
        let name = planned.service.name.clone();
        match planned.outlook(open) {
            Outlook::Sends => {
                let group = sends.entry(planned.account.id).or_default();
                group.push((planned, held));
            }
            Outlook::UpToDate => equal.push(name),
            Outlook::AlreadyPending { .. } => pending.push(name),
            Outlook::Blocked(reason) => blocked.push((name, reason)),
        }
    }
    let mut parts = vec![say.count("cli-bulk-title", sends.values().map(Vec::len).sum())];
    for group in sends.values() {
        parts.push(account(say, group));
    }
    if !sends.is_empty() {
        parts.push(say.get("confirm-bookings"));
    }
    for (key, names) in [("cli-bulk-equal", equal), ("cli-bulk-pending", pending)] {
        if !names.is_empty() {
            parts.push(say.format(key, &[("services", say.list(&names).into())]));
        }
    }
    if !blocked.is_empty() {
        let mut lines = vec![say.count("cli-bulk-blocked", blocked.len())];
        lines.extend(blocked.iter().map(|(name, reason)| {
            let reason = ("reason", say.reason(reason).into());
            say.format("cli-bulk-why", &[("service", name.as_str().into()), reason])
        }));
        parts.push(lines.join("\n  "));
    }
    parts.join("\n\n")
}

fn account(say: &Say, group: &[(&Planned, Option<&Reason>)]) -> String {
    let mut lines = Vec::new();
    if let Some((first, _)) = group.first() {
        let name = ("account", first.account.name.as_str().into());
        let count = ("count", number(group.len()));
        let host = ("host", first.account.host().into());
        lines.push(say.format("cli-bulk-account", &[name, host, count]));
    }
    for (planned, held) in group {
        lines.push(format!("  {}", service(say, planned)));
        for change in plan_text::changes_in_words(say, planned) {
            lines.push(format!("    {change}"));
        }
        for note in plan_text::circumstances(say, planned, *held) {
            lines.push(format!("    {note}"));
        }
    }
    lines.join("\n")
}

fn service(say: &Say, planned: &Planned) -> String {
    let args = [
        ("service", planned.service.name.as_str().into()),
        ("id", planned.link.event_type_id.to_string().into()),
    ];
    say.format("cli-bulk-service", &args)
}
