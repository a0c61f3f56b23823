// How a job went so far: when it was queued, what was sent, and what became of it.
import { html, nothing } from "lit";
import * as backend from "../backend.js";
import { activityLine, timeOf, timelineRow } from "../components/activity-line.js";
import { View } from "../components/view.js";
import { t } from "../l10n.js";
import { reasonSentence } from "../reasons.js";

/** @import { PropertyValues } from "lit" */
/** @import { Course, Job, Try } from "../types/dto" */
/** @import { Look } from "../components/activity-line.js" */

/** @type {Record<Try["outcome"], Look>} */
const LOOKS = {
  open: { icon: "clock", tone: "wait" },
  arrived: { icon: "check", tone: "ok" },
  not_arrived: { icon: "cross", tone: "bad" },
  refused: { icon: "cross", tone: "bad" },
  not_sent: { icon: "offline", tone: "none" },
};

class JobCourse extends View {
  static properties = { job: { attribute: false }, course: { state: true }, unread: { state: true } };

  constructor() {
    super();
    /** @type {Job | null} */
    this.job = null;
    /** @type {Course | null} */
    this.course = null;
    this.unread = false;
    /** What the job said of itself when its course was read. */
    this.readAs = "";
  }

  /** @override @param {PropertyValues} changed */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { job } = this;
    const now = job ? JSON.stringify(job) : "";
    if (job && now !== this.readAs) {
      this.readAs = now;
      void this.#read(job, now);
    }
  }

  /** Nobody has pressed anything: what goes wrong is said in its place. @param {Job} job @param {string} as */
  async #read(job, as) {
    /** @type {Course | null} */
    let course = null;
    try {
      course = await backend.jobCourse(job.id);
    } catch {
      this.unread = as === this.readAs;
    }
    // A later one is on its way.
    if (course && as === this.readAs) {
      this.course = course;
      this.unread = false;
    }
  }

  /** @override */
  render() {
    const { course, state } = this;
    if (this.unread) {
      return html`<p class="muted">${t("queue-course-unread")}</p>`;
    }
    if (!course) {
      return nothing;
    }
    const show = { service: false, day: true, account: nothing };
    const rows = [
      // That it failed, and why, stands above; what led to it is told by the tries.
      ...course.activity
        .filter((row) => row.kind !== "failed")
        .map((row) => ({ at: row.at, line: activityLine(row, state.now, show) })),
      ...course.tries.map((one) => ({ at: one.at, line: tryLine(one, state.now) })),
    ].sort((a, b) => b.at - a.at);
    return html`<ul class="timeline" aria-label=${t("queue-course")}>
      ${rows.map((row) => row.line)}
    </ul>`;
  }
}

/** That the outcome was open is news only until it is known. @param {Try} one */
const explains = ({ outcome, reason }) =>
  outcome !== "arrived" && (outcome === "open" || reason?.code !== "outcome_open");

/** @param {Try} one @param {number} now */
function tryLine(one, now) {
  return timelineRow(
    one.outcome,
    LOOKS[one.outcome],
    html`<span>${t(`queue-try-${one.outcome}`)}</span>
      ${one.reason && explains(one) ? html`<small class="muted">${reasonSentence(one.reason)}</small>` : nothing}`,
    timeOf(one.at, now),
  );
}

customElements.define("ab-job-course", JobCourse);
