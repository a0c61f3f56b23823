// What was changed in Cal.com and waits for a decision: where it is, the way into the dialog, and the way back.
import { attempt } from "./attempt.js";
import * as backend from "./backend.js";
import { openDialog } from "./dialogs.js";
import { list } from "./format.js";
import { t } from "./l10n.js";
import { servicesInScope } from "./scope.js";
import { tellingLink } from "./select.js";
import { current, showToast } from "./store.js";
import { onceFor } from "./worked-out.js";

/** @import { LitElement } from "lit" */
/** @import { Link, Plan, Resolved, Service } from "./types/dto" */
/** @import { State } from "./state.js" */

/** @param {Link} link */
export const isChanged = (link) => link.status.id === "changed_in_calcom";

const changed = onceFor((services) =>
  services.filter((service) => !service.archived && service.links.some(isChanged)),
);

/** @param {State} state */
export const changedServices = (state) => changed(servicesInScope(state));

/** Cal.com's values are kept before each write. @param {Service} service */
export const hasEarlierValues = (service) => service.links.some((link) => link.last_attempt_at !== null);

/**
 * @param {Service} service @param {number} [link_id] None: the link that explains the status.
 * @param {Element | null} [from]
 */
export function openCompare(service, link_id, from) {
  const id = link_id ?? (service.links.find(isChanged) ?? tellingLink(service))?.id;
  if (id !== undefined) {
    openDialog({ kind: "compare", service_id: service.id, link_id: id }, from);
  }
}

/** „Massage bei Max“, or the number of an event type that has no title yet. @param {Link} link */
export const linkName = (link) =>
  link.event_type_title ?? t("detail-event-type-id", { id: String(link.event_type_id) });

/** As linkName, with its number where another event type of the service is called the same. @param {Service} service @param {Link} link */
export function linkNameAmong(service, link) {
  const name = linkName(link);
  const alone = service.links.filter((other) => linkName(other) === name).length === 1;
  return alone ? name : `${name} (${t("detail-event-type-id", { id: String(link.event_type_id) })})`;
}

/** Says what a decision has changed here, and takes it back on request. @param {Resolved[]} all */
export function tellTaken(all) {
  const taken = all.filter((resolved) => resolved.activity_id !== null);
  if (taken.length === 0) {
    return;
  }
  showToast({
    title: () => t("compare-taken"),
    body: () => afterTaking(taken).join(" "),
    action: { label: () => t("action-undo"), run: () => void undoAll(taken) },
  });
}

/** What else there is to know: a job that is not sent any more, other event types that now differ. @param {Resolved[]} taken */
function afterTaking(taken) {
  const cancelled = taken.filter((resolved) => resolved.cancelled).length;
  const open = taken.some((resolved) => resolved.may_have_arrived);
  const others = new Set(taken.flatMap((resolved) => resolved.other_link_ids));
  const names = current().services.flatMap((service) =>
    service.links.filter((link) => others.has(link.id)).map((link) => linkNameAmong(service, link)),
  );
  return [
    taken.length > 1 ? t("compare-taken-count", { count: taken.length }) : "",
    cancelled > 0 ? t("compare-taken-cancelled", { count: cancelled }) : "",
    open ? t("compare-taken-open", { count: cancelled }) : "",
    names.length > 0 ? t("compare-taken-others", { names: list(names) }) : "",
  ].filter(Boolean);
}

/** The last one first, as steps are undone. @param {Resolved[]} taken */
async function undoAll(taken) {
  for (const { activity_id } of taken.toReversed()) {
    if (activity_id !== null) {
      await attempt(backend.undoStep(activity_id));
    }
  }
}

/** Earlier values stand here again before anything is sent. @param {number} activity_id */
export function tellRestored(activity_id) {
  showToast({
    title: () => t("restore-done"),
    body: "",
    action: { label: () => t("action-undo"), run: () => void attempt(backend.undoStep(activity_id)) },
  });
}

/** A plan that nobody will look at. Whatever keeps it from being dropped: it is never sent unconfirmed. @param {Plan} plan */
export const discard = (plan) => void backend.discardPlan(plan.plan_id).catch(() => {});

/** The confirmation of a plan that came out of a dialog, unless that was closed meanwhile. @param {LitElement} dialog @param {Plan} plan */
export function goOnToConfirm(dialog, plan) {
  if (dialog.isConnected) {
    openDialog({ kind: "confirm", service_id: plan.service_id, link_id: plan.link_id, plan });
  } else {
    discard(plan);
  }
}
