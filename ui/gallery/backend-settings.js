// The gallery's backend for the settings: backups, checks and the test of a connection, all invented.
import { now } from "./fixtures.js";
import { options } from "./options.js";

/** @import { BackupPreview, Backups, ConnectionTest, Finding, LoadedBackup } from "../types/dto" */

const DAY = 24 * 60 * 60_000;
const FOLDER = "/home/anna/Dokumente";

/** @returns {Promise<Backups>} */
export const backups = async () => ({
  files: [1, 2, 3].map((age) => ({
    name: `abgleich-${age}-daily.sqlite3`,
    at: now - age * DAY,
    occasion: /** @type {const} */ ("daily"),
  })),
  folder: "/media/anna/Stick",
  folder_is_there: true,
  problem: null,
});

export const saveBackup = async () => `${FOLDER}/Abgleich.abgleich-backup`;

/** @returns {Promise<BackupPreview>} */
export const chooseBackup = async () => ({
  preview_id: "preview-1",
  file: `${FOLDER}/Abgleich.abgleich-backup`,
  now: { services: 12, accounts: 1, waiting: 1, failed: 0, last_change: now },
  backup: { services: 10, accounts: 1, waiting: 2, failed: 1, last_change: now - 3 * DAY },
  need_key: ["Praxis am Markt"],
});

/** @param {string} _name */
export const previewBackup = (_name) => chooseBackup();

/** @param {string} _preview @returns {Promise<LoadedBackup>} */
export const loadBackup = async (_preview) => ({
  cancelled: 2,
  need_key: ["Praxis am Markt"],
  kept: `${FOLDER}/abgleich-before-load.sqlite3`,
});

export const beginEmpty = async () => {};
export const chooseBackupFolder = async () => "/media/anna/Stick";
export const stopBackupCopies = async () => {};
/** @param {string} _which */
export const openFolder = async (_which) => {};
export const tryAgain = async () => {};
export const deleteEverything = async () => {};
export const checkAccount = async () => ({ user_name: "Dr. Anna Weber", email: "anna.weber@praxis.de" });
export const remember = async () => null;
export const resetWindow = async () => {};
export const languageNow = async () => options.lang;
/** @param {string} _text */
export const setProxy = async (_text) => {};
export const saveDiagnosis = async () => `${FOLDER}/Abgleich-Diagnose`;

/** @returns {Promise<Finding[]>} */
export const examine = async () => [
  { check: "keyring", ok: true, params: { state: "answers" }, account: null, reason: null },
  { check: "database", ok: true, params: { soundness: "sound" }, account: null, reason: null },
  { check: "clock", ok: false, params: { now, trouble: "set_back" }, account: null, reason: null },
];

/** @param {number} _account @returns {Promise<ConnectionTest>} */
export const testConnection = async (_account) => ({
  account: "Praxis am Markt",
  host: "cal.eu",
  stages: [
    { stage: "name", outcome: "works", reason: null },
    { stage: "tls", outcome: "fails", reason: { code: "tls_intercepted", params: {} } },
    { stage: "key", outcome: "not_tried", reason: null },
    { stage: "version", outcome: "not_tried", reason: null },
  ],
});
