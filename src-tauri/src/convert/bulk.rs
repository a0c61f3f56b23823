//! Bulk plans and batches.

use abgleich_core::app::batches::{Batch as CoreBatch, BatchJob, Stopped};
use abgleich_core::app::bulk::{BulkAnswer as CoreBulkAnswer, BulkPlan as CoreBulkPlan, Foreseen};
use abgleich_core::app::planned::Outlook as CoreOutlook;

use super::plan::{answer, plan};
use super::queue::job_state;
use super::reason;
use crate::dto::{
    Batch, BatchResult, BulkAnswer, BulkGroup, BulkLink, BulkPlan, LinkAnswer, Outlook,
    StoppedBatch,
};

/// `shown`: how a host is called on the screen.
pub fn bulk_plan(
    bulk: &CoreBulkPlan,
    unlinked: Vec<i64>,
    shown: impl Fn(&str) -> String,
) -> BulkPlan {
    let groups = bulk.by_account().into_iter().filter_map(|(id, links)| {
        let account = &links.first()?.planned.account;
        let host = shown(account.host());
        Some(BulkGroup {
            account_id: id,
            account_name: account.name.clone(),
            links: links.iter().map(|it| bulk_link(it, &shown)).collect(),
            host,
        })
    });
    BulkPlan {
        plan_id: bulk.id.clone(),
        groups: groups.collect(),
        unlinked,
    }
}

fn bulk_link(foreseen: &Foreseen, shown: impl Fn(&str) -> String) -> BulkLink {
    let (outlook, why) = match &foreseen.outlook {
        CoreOutlook::Sends => (Outlook::Sends, None),
        CoreOutlook::UpToDate => (Outlook::UpToDate, None),
        CoreOutlook::AlreadyPending { .. } => (Outlook::AlreadyPending, None),
        CoreOutlook::Blocked(reason) => (Outlook::Blocked, Some(reason)),
    };
    BulkLink {
        plan: plan(&foreseen.planned, shown),
        outlook,
        reason: reason(why),
        held: reason(foreseen.held.as_ref()),
    }
}

pub fn bulk_answer(bulk: &CoreBulkAnswer) -> BulkAnswer {
    let answers = bulk.answers.iter().map(|(link_id, given)| LinkAnswer {
        link_id: *link_id,
        service_id: given.service_id,
        answer: answer(given, None),
    });
    BulkAnswer {
        batch: bulk.batch.clone(),
        answers: answers.collect(),
    }
}

pub fn batch(batch: &CoreBatch) -> Batch {
    let tally = batch.tally();
    let results = batch.jobs.iter().map(
        |BatchJob {
             job,
             service_name,
             sent,
         }| BatchResult {
            job_id: job.id.clone(),
            service_id: job.service_id,
            service_name: service_name.clone(),
            sent: sent.map(Into::into),
            account_id: job.account_id,
            event_type_id: job.plan.event_type_id,
            state: job_state(job.state),
            reason: reason(job.reason.as_ref()),
        },
    );
    Batch {
        id: batch.id.clone(),
        total: tally.total,
        waiting: tally.waiting,
        running: tally.running,
        succeeded: tally.succeeded,
        failed: tally.failed,
        left_out: tally.left_out,
        results: results.collect(),
    }
}

pub fn stopped(stopped: Stopped) -> StoppedBatch {
    StoppedBatch {
        cancelled: stopped.cancelled,
        may_have_arrived: stopped.may_have_arrived,
    }
}
