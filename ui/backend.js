// The only file that talks to Rust: one function per command, one channel for everything that changes.
import { Channel, invoke } from "@tauri-apps/api/core.js";

/**
 * @import { Activity, Answer, BackupPreview, Backups, BulkAnswer, BulkPlan, Comparison, ConnectionTest, Course, EarlierValues, EditPlan, Event,
 *   EventTypeView, FieldChoice, Finding, ImportAnswer, KeyCheck, KeyOwner, LoadedBackup, ManyChange, Plan, Resolved, Restored, Side, Step, StoppedBatch } from "./types/dto"
 */

/**
 * Starts the stream of events; the first one is the snapshot.
 * Each call takes a new channel, because a channel belongs to one page load.
 * @param {(event: Event) => void} onEvent
 * @returns {Promise<void>}
 */
export function subscribe(onEvent) {
  /** @type {Channel<Event>} */
  const events = new Channel();
  events.onmessage = onEvent;
  return invoke("subscribe", { events });
}

/** Where the person is, for the next start. @param {Record<string, unknown>} place @returns {Promise<null>} */
export const remember = (place) => invoke("remember", { place });

/** The language of the texts, also without data: then the system's. @returns {Promise<string>} */
export const languageNow = () => invoke("language_now");

/** The Fluent source of a language. @param {string} language @returns {Promise<string>} */
export const texts = (language) => invoke("texts", { language });

/**
 * May take up to 5 s, because Cal.com is read.
 * @param {number} service_id @param {number | null} [link_id] Which of several links; null: the first.
 * @returns {Promise<Plan>}
 */
export const makePlan = (service_id, link_id = null) => invoke("make_plan", { service_id, link_id });

/** @param {string} plan_id @returns {Promise<Answer>} */
export const confirmPlan = (plan_id) => invoke("confirm_plan", { plan_id });

/** @param {string} plan_id @returns {Promise<void>} */
export const discardPlan = (plan_id) => invoke("discard_plan", { plan_id });

/**
 * Reads each listing once.
 * @param {number[]} service_ids @param {number | null} account_id Only what belongs to this account; null: to any.
 * @returns {Promise<BulkPlan>}
 */
export const makeBulkPlan = (service_ids, account_id) =>
  invoke("make_bulk_plan", { service_ids, account_id });

/** The links that stay chosen. @param {string} plan_id @param {number[]} link_ids @returns {Promise<BulkAnswer>} */
export const confirmBulk = (plan_id, link_ids) => invoke("confirm_bulk", { plan_id, link_ids });

/** Plans that were made one by one and shown together. @param {string[]} plan_ids @returns {Promise<BulkAnswer>} */
export const confirmPlans = (plan_ids) => invoke("confirm_plans", { plan_ids });

/** @param {string} batch @returns {Promise<StoppedBatch>} */
export const stopBatch = (batch) => invoke("stop_batch", { batch });

/** Edits that are on their way. @type {Set<Promise<unknown>>} */
const edits = new Set();

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function edit(work) {
  const forget = () => edits.delete(work);
  edits.add(work);
  work.then(forget, forget);
  return work;
}

/** When every edit up to now is saved or refused, and the field that it came from knows. @returns {Promise<void>} */
export async function editsSaved() {
  // A field that was just left begins to save a moment later, and goes on with what was typed next.
  await moment();
  while (edits.size > 0) {
    await Promise.allSettled(edits);
    await moment();
  }
}

const moment = () => new Promise((done) => setTimeout(done));

/** Both texts as typed. @param {string} name @param {string} duration @returns {Promise<number>} */
export const createService = (name, duration) => edit(invoke("create_service", { name, duration }));

/** A second service with the same values. @param {number} service_id @param {string} name @returns {Promise<number>} Its id. */
export const duplicateService = (service_id, name) => edit(invoke("duplicate_service", { service_id, name }));

/**
 * A second service with the same values, linked to an event type; both are made or nothing.
 * @param {number} service_id @param {number} account_id @param {number} event_type_id @returns {Promise<number>} Its id.
 */
export const copyService = (service_id, account_id, event_type_id) =>
  invoke("copy_service", { service_id, account_id, event_type_id });

/**
 * Saves one field as typed; an empty text unsets it where that is allowed.
 * @param {number} service_id @param {string} field @param {string} text @returns {Promise<void>}
 */
export const editService = (service_id, field, text) =>
  edit(invoke("edit_service", { service_id, field, text }));

/**
 * Shows what changes would do to these services; nothing is changed before `applyEdits`.
 * @param {number[]} service_ids @param {ManyChange[]} changes @returns {Promise<EditPlan>}
 */
export const planEdits = (service_ids, changes) => invoke("plan_edits", { service_ids, changes });

/** @param {string} edit_id @returns {Promise<number>} How many services were changed. */
export const applyEdits = (edit_id) => invoke("apply_edits", { edit_id });

/** The newest rows of one service; the events bring those of all. @param {number} service_id @returns {Promise<Activity[]>} */
export const serviceActivity = (service_id) => invoke("service_activity", { service_id });

/** What happened before the row with this id, newest first. @param {number} before @returns {Promise<Activity[]>} */
export const earlierActivity = (before) => invoke("earlier_activity", { before });

/** Whose key the account has, asked again. @param {number} account_id @returns {Promise<KeyOwner>} */
export const checkAccount = (account_id) => invoke("check_account", { account_id });

/** @returns {Promise<Step | null>} Null: there was nothing to undo. */
export const undo = () => invoke("undo");

/** @returns {Promise<Step | null>} */
export const redo = () => invoke("redo");

/** @param {number} link_id @param {string} title @returns {Promise<void>} */
export const setLinkTitle = (link_id, title) => edit(invoke("set_link_title", { link_id, title }));

/** @param {number} account_id @param {boolean} refresh @returns {Promise<EventTypeView[]>} */
export const eventTypes = (account_id, refresh) => invoke("event_types", { account_id, refresh });

/**
 * These are not offered as services any more, or again after all.
 * @param {number} account_id @param {number[]} event_type_ids @param {boolean} left_out @returns {Promise<void>}
 */
export const leaveOutEventTypes = (account_id, event_type_ids, left_out) =>
  invoke("leave_out_event_types", { account_id, event_type_ids, left_out });

/** @param {number} service_id @param {number} account_id @param {number} event_type_id @returns {Promise<void>} */
export const linkService = (service_id, account_id, event_type_id) =>
  invoke("link_service", { service_id, account_id, event_type_id });

/**
 * As `linkService`; the link that is there gives way.
 * @param {number} link_id @param {number} account_id @param {number} event_type_id @returns {Promise<void>}
 */
export const linkInstead = (link_id, account_id, event_type_id) =>
  invoke("link_instead", { link_id, account_id, event_type_id });

/** @param {number} link_id @returns {Promise<void>} */
export const unlinkService = (link_id) => invoke("unlink_service", { link_id });

/** @param {number} service_id @returns {Promise<void>} */
export const archiveService = (service_id) => invoke("archive_service", { service_id });

/** @param {number} service_id @returns {Promise<void>} */
export const unarchiveService = (service_id) => invoke("unarchive_service", { service_id });

/** Reads all linked event types again. @returns {Promise<void>} */
export const compareNow = () => invoke("compare_now");

/** What was asked, sent and answered for one job. @param {string} job_id @returns {Promise<Course>} */
export const jobCourse = (job_id) => invoke("job_course", { job_id });

/** @param {string} job_id @returns {Promise<void>} */
export const retryJob = (job_id) => invoke("retry_job", { job_id });

/** Every waiting job, or those of one account. @param {number | null} [account_id] @returns {Promise<void>} */
export const retryAll = (account_id = null) => invoke("retry_all", { account_id });

/** A waiting job is not sent any more; a failed one counts as seen. @param {string} job_id @returns {Promise<void>} */
export const cancelJob = (job_id) => invoke("cancel_job", { job_id });

/** Sending goes on: for this account, or for all. @param {number | null} [account_id] @returns {Promise<void>} */
export const resumeQueue = (account_id = null) => invoke("resume_queue", { account_id });

/**
 * Asks Cal.com whose key this is. The key goes in once and never comes back.
 * @param {string} url @param {string | null} web_url @param {string} key @returns {Promise<KeyCheck>}
 */
export const checkKey = (url, web_url, key) => invoke("check_key", { url, web_url, key });

/**
 * @param {string} check_id @param {string} name @param {string | null} key_expires
 * @param {boolean} until_quit Where nothing keeps keys: the program remembers it, and no longer than it runs.
 * @returns {Promise<number>}
 */
export const connectAccount = (check_id, name, key_expires, until_quit) =>
  invoke("connect_account", { check_id, name, key_expires, until_quit });

/**
 * @param {string} check_id @param {number} account_id @param {string | null} key_expires
 * @param {boolean} until_quit As with `connectAccount`.
 * @returns {Promise<void>}
 */
export const replaceKey = (check_id, account_id, key_expires, until_quit) =>
  invoke("replace_key", { check_id, account_id, key_expires, until_quit });

/**
 * All of it, or nothing.
 * @param {number} account_id @param {{ name: string, color: string, key_expires: string | null }} edit
 * @returns {Promise<void>}
 */
export const editAccount = (account_id, { name, color, key_expires }) =>
  invoke("edit_account", { account_id, name, color, key_expires });

/** @param {number} account_id @returns {Promise<void>} */
export const disconnectAccount = (account_id) => invoke("disconnect_account", { account_id });

/**
 * @param {number} account_id @param {number[]} event_type_ids
 * @param {number[]} left_out_ids Those that were shown and not wanted: they are not offered any more.
 * @returns {Promise<ImportAnswer>}
 */
export const importEventTypes = (account_id, event_type_ids, left_out_ids) =>
  invoke("import_event_types", { account_id, event_type_ids, left_out_ids });

/** @param {string} key @param {string} value @returns {Promise<void>} */
export const setSetting = (key, value) => invoke("set_setting", { key, value });

/** Starting with the computer. @param {boolean} on @returns {Promise<void>} */
export const setAutostart = (on) => invoke("set_autostart", { on });

/** Those in the data folder, and where they are copied to. @returns {Promise<Backups>} */
export const backups = () => invoke("backups");

/** Asks where. @returns {Promise<string | null>} The path; null if the person closed the dialog. */
export const saveBackup = () => invoke("save_backup");

/** Asks which, and tells what it would do. @returns {Promise<BackupPreview | null>} */
export const chooseBackup = () => invoke("choose_backup");

/** @param {string} name @returns {Promise<BackupPreview>} */
export const previewBackup = (name) => invoke("preview_backup", { name });

/** Other data is open afterwards: subscribe again. @param {string} preview_id @returns {Promise<LoadedBackup>} */
export const loadBackup = (preview_id) => invoke("load_backup", { preview_id });

/** After damage, without services and accounts: subscribe again. @returns {Promise<void>} */
export const beginEmpty = () => invoke("begin_empty");

/** Asks where daily backups are copied to. @returns {Promise<string | null>} */
export const chooseBackupFolder = () => invoke("choose_backup_folder");

/** @returns {Promise<void>} */
export const stopBackupCopies = () => invoke("stop_backup_copies");

/** May take a while, because each account's Cal.com is asked. @returns {Promise<Finding[]>} */
export const examine = () => invoke("examine");

/** Asks where. @returns {Promise<string | null>} The folder; null if the person closed the dialog. */
export const saveDiagnosis = () => invoke("save_diagnosis");

/** As typed; an empty text means the system's. @param {string} text @returns {Promise<void>} */
export const setProxy = (text) => edit(invoke("set_proxy", { text }));

/** May take up to a minute where nobody answers. @param {number} account_id @returns {Promise<ConnectionTest>} */
export const testConnection = (account_id) => invoke("test_connection", { account_id });

/**
 * The program ends afterwards. After a refusal: subscribe again.
 * @param {boolean} anyway Also where no credential store answers, which may hold keys.
 * @returns {Promise<void>}
 */
export const deleteEverything = (anyway) => invoke("delete_everything", { anyway });

/** In the system's own program for files. @param {"data" | "logs"} which @returns {Promise<void>} */
export const openFolder = (which) => invoke("open_folder", { which });

/** Opens the data once more, where that was not possible: subscribe again. @returns {Promise<void>} */
export const tryAgain = () => invoke("try_again");

/** @returns {Promise<void>} */
export const resetWindow = () => invoke("reset_window");

/** @returns {Promise<void>} */
export const testNotification = () => invoke("test_notification");

/** The page has painted for the first time. @returns {Promise<void>} */
export const painted = () => invoke("painted");

/**
 * The answer to the event `leaving`: the question is shown, or what the person decided.
 * @param {"seen" | "quit" | "stay"} choice @returns {Promise<void>}
 */
export const leave = (choice) => invoke("leave", { choice });

/** @returns {Promise<void>} */
export const probeConnection = () => invoke("probe_connection");

/**
 * Opens a page in the browser: the event type, its booking page, where event types or API keys are made, or the sign-in of
 * the network.
 * @param {"calcom" | "booking" | "event_types" | "keys" | "sign_in"} target
 * @param {number | null} id Of the link; of the account for `event_types`.
 * @param {string | null} [url]
 * @returns {Promise<void>}
 */
export const openLink = (target, id, url = null) => invoke("open_link", { target, id, url });

/**
 * HTML without scripts, made from `docs/` when the program was built.
 * @param {"guide" | "it" | "privacy"} page @param {string} language @returns {Promise<string>}
 */
export const guide = (page, language) => invoke("guide", { page, language });

/** @param {string} fault @param {boolean} on @returns {Promise<void>} */
export const demoFault = (fault, on) => invoke("demo_fault", { fault, on });

/** @returns {Promise<void>} */
export const demoEnd = () => invoke("demo_end");

/** Starts the app again in the demo. @returns {Promise<void>} */
export const startDemo = () => invoke("start_demo");

/**
 * May take up to 10 s, because Cal.com is read, and asked who changed it.
 * @param {number} link_id @returns {Promise<Comparison>}
 */
export const compareLink = (link_id) => invoke("compare_link", { link_id });

/** All that were changed in Cal.com, as last read. @returns {Promise<Comparison[]>} */
export const compareChanged = () => invoke("compare_changed");

/**
 * One choice for each undecided row. Rejects with `plan_outdated` if anything changed since: compare again.
 * @param {string} comparison_id @param {FieldChoice[]} choices @returns {Promise<Resolved>}
 */
export const resolve = (comparison_id, choices) => invoke("resolve", { comparison_id, choices });

/**
 * Each as it was last compared; all of them, or none: then `params.link_id` names the one in the way.
 * @param {number[]} link_ids @param {Side} take @returns {Promise<Resolved[]>}
 */
export const resolveMany = (link_ids, take) => invoke("resolve_many", { link_ids, take });

/** Newest first. @param {number} service_id @returns {Promise<EarlierValues[]>} */
export const snapshots = (service_id) => invoke("snapshots", { service_id });

/**
 * Sets the service to earlier values at once; nothing is sent before the plan is confirmed.
 * @param {number} link_id @param {number} snapshot_id @returns {Promise<Restored>}
 */
export const restore = (link_id, snapshot_id) => invoke("restore", { link_id, snapshot_id });

/** Undoes values that were taken, restored or decided on. @param {number} activity_id @returns {Promise<void>} */
export const undoStep = (activity_id) => invoke("undo_step", { activity_id });
