//! What we promise a practice, kept in the real window. `docs/acceptance.md` lists the promises and where each is shown;
//! those that another file of this folder's parent shows already are not repeated here.

mod absence;
mod sudden;
mod truth;
mod typed;

const FAILED: &str = "Synchronisation fehlgeschlagen";
