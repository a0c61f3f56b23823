// Scenes with several services at once: ticked, edited, synchronised, undone.
import { t } from "../l10n.js";
import { changeUi, showToast } from "../store.js";
import { dialog, one, row, typed } from "./steps.js";

/** @import { Scene, Step } from "./steps.js" */

/** @param {number[]} picked @returns {Step} */
const tick = (picked) => () => {
  changeUi({ picking: true, picked });
  return document.body;
};
const bulk = one(".list-bulk > button");
const goes = one(".dialog-foot .primary[aria-disabled=false]");
const many = dialog({ kind: "edit-many", service_ids: [3, 4, 10] });
const by = typed(".many-row select", "by");

/** @type {Record<string, Scene>} */
export const SEVERAL = {
  picking: { press: [row(3), tick([3, 4, 10])] },
  "picking-none": { press: [row(3), tick([])] },
  bulk: { press: [bulk, one("dialog .picks")] },
  "bulk-reading": { press: [bulk] },
  "bulk-offline": { press: [bulk, one("dialog .picks")] },
  "bulk-accounts": { press: [bulk, one("dialog .picks")] },
  "bulk-blocked": {
    press: [
      dialog({ kind: "bulk", service_ids: [3, 4, 6, 8, 11, 14], account_id: null }),
      one("dialog .picks"),
    ],
  },
  "bulk-nothing": {
    press: [dialog({ kind: "bulk", service_ids: [1, 2], account_id: null }), one("dialog .dialog-hint.ok")],
  },
  "bulk-refused": { press: [bulk, one("dialog .dialog-hint.bad")] },
  "bulk-progress": {
    press: [
      dialog({ kind: "bulk", service_ids: [3, 4, 5, 7, 11, 12], account_id: null }),
      goes,
      one("dialog .bulk-results"),
    ],
  },
  "bulk-done": {
    press: [
      dialog({ kind: "bulk", service_ids: [3, 4, 5, 7, 11, 12], account_id: null }),
      goes,
      one("dialog .bulk-results"),
    ],
  },
  "edit-many": { press: [many] },
  "edit-many-preview": { press: [many, by, typed(".many-row input", "15"), one(".many-preview li")] },
  "edit-many-problem": {
    press: [many, by, typed(".many-row input", "-20"), one(".many-preview .warn")],
  },
  "edit-many-refused": { press: [many, by, typed(".many-row input", "x"), one("dialog .field-error")] },
  "edit-many-ambiguous": {
    press: [
      many,
      typed(".many-row:nth-child(4) select", "to"),
      typed("#many-price", "1.245"),
      one("dialog .field-error"),
    ],
  },
  "edit-many-done": {
    press: [
      many,
      by,
      typed(".many-row input", "15"),
      one(".many-preview li"),
      goes,
      one("dialog .dialog-hint.ok"),
    ],
  },
  toasts: {
    press: [
      row(3),
      () => {
        const action = { label: () => t("action-undo"), run: () => {} };
        const service = "Klassische Massage";
        showToast({ title: () => t("archive-done", { service }), body: "", action });
        showToast({
          title: () => t("compare-taken"),
          body: () => t("compare-taken-count", { count: 2 }),
          action,
        });
        showToast({ title: () => t("error-gone"), body: "", action: null });
        return document.body;
      },
    ],
  },
};
