// Shows the one dialog that is open, and above it the question before leaving.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { View } from "../../components/view.js";
import "./account.js";
import "./bulk.js";
import "./compare.js";
import "./compare-many.js";
import "./confirm.js";
import "./edit-many.js";
import "./guide.js";
import "./help.js";
import "./import.js";
import "./leave.js";
import "./link.js";
import "./load-backup.js";
import "./new-service.js";
import "./privacy.js";
import "./questions.js";
import "./replace-key.js";
import "./restore.js";

/** @import { Dialog } from "../../state.js" */

export class Dialogs extends View {
  /** @override */
  render() {
    const { dialog, leave } = this.state.ui;
    // The upper one comes first: who looks for the open dialog finds the one that takes the keys.
    // Each that is opened is another dialog, also one with the same description.
    return html`${leave ? html`<ab-leave .question=${leave}></ab-leave>` : nothing}${repeat(
      dialog ? [dialog] : [],
      (one) => one,
      (one) => this.#dialog(one),
    )}`;
  }

  /** @param {Dialog} dialog */
  #dialog(dialog) {
    switch (dialog.kind) {
      case "confirm":
        return html`<ab-confirm
          .service_id=${dialog.service_id}
          .link_id=${dialog.link_id ?? null}
          .given=${dialog.plan ?? null}
        ></ab-confirm>`;
      case "compare":
        return html`<ab-compare .service_id=${dialog.service_id} .link_id=${dialog.link_id}></ab-compare>`;
      case "compare-many":
        return html`<ab-compare-many></ab-compare-many>`;
      case "restore":
        return html`<ab-restore .service_id=${dialog.service_id}></ab-restore>`;
      case "bulk":
        return html`<ab-bulk .service_ids=${dialog.service_ids} .account_id=${dialog.account_id}></ab-bulk>`;
      case "edit-many":
        return html`<ab-edit-many .service_ids=${dialog.service_ids}></ab-edit-many>`;
      case "new":
        return html`<ab-new-service></ab-new-service>`;
      case "archive":
        return html`<ab-ask-archive .service_id=${dialog.service_id}></ab-ask-archive>`;
      case "link":
        return html`<ab-link
          .service_id=${dialog.service_id}
          .instead_of=${dialog.instead_of ?? null}
          .copy=${dialog.copy ?? false}
        ></ab-link>`;
      case "unlink":
        return html`<ab-ask-unlink .service_id=${dialog.service_id} .link_id=${dialog.link_id}></ab-ask-unlink>`;
      case "stop":
        return html`<ab-ask-stop .job_id=${dialog.job_id}></ab-ask-stop>`;
      case "demo":
        return html`<ab-ask-demo></ab-ask-demo>`;
      case "disconnect":
        return html`<ab-ask-disconnect .account_id=${dialog.account_id}></ab-ask-disconnect>`;
      case "account":
        return html`<ab-account-dialog .account_id=${dialog.account_id}></ab-account-dialog>`;
      case "replace-key":
        return html`<ab-replace-key .account_id=${dialog.account_id}></ab-replace-key>`;
      case "import":
        return html`<ab-import-dialog .account_id=${dialog.account_id}></ab-import-dialog>`;
      case "guide":
        return html`<ab-guide></ab-guide>`;
      case "load-backup":
        return html`<ab-load-backup .preview=${dialog.preview}></ab-load-backup>`;
      case "backup-loaded":
        return html`<ab-backup-loaded .loaded=${dialog.loaded}></ab-backup-loaded>`;
      case "begin-empty":
        return html`<ab-begin-empty></ab-begin-empty>`;
      case "stored":
        return html`<ab-stored></ab-stored>`;
      case "delete-all":
        return html`<ab-delete-all></ab-delete-all>`;
      case "help":
        return html`<ab-help></ab-help>`;
    }
  }
}

customElements.define("ab-dialogs", Dialogs);
