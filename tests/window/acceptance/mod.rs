//! What we promise a practice, kept in the real window. `docs/acceptance.md` lists the promises and where each is shown;
//! those that another file of this folder's parent shows already are not repeated here.

mod absence;
mod sudden;
mod truth;
mod typed;

use abgleich_tests::page::Page;

use crate::sync::CONFIRM;

const NOW: &str = "Jetzt synchronisieren";
const FAILED: &str = "Synchronisation fehlgeschlagen";

/// Opens the confirmation of „Klassische Massage“ and presses its button.
async fn confirm(page: &Page) {
    page.press("button", "Cal.com Sync").await;
    page.dialog(CONFIRM).await;
    page.press("button", NOW).await;
    page.no_dialog().await;
}
