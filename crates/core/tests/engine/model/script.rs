//! What can happen on a day, and when it makes sense: the reference state machine. It knows what the person wants
//! and what is out of order, and nothing of how the engine goes about it.

use std::fmt;

use abgleich_core::domain::plan::View;
use abgleich_simulator::Fault;
use proptest::prelude::*;
use proptest::sample::select;
use proptest_state_machine::ReferenceStateMachine;

use crate::harness::{ANNA, MASSAGE, MAX, MAXS, MINUTE, ROW};

/// The linked event types and whose they are.
pub const LINKS: [(i64, i64); 3] = [(MASSAGE, ANNA), (ROW.start, ANNA), (MAXS, MAX)];
pub const PEOPLE: [i64; 2] = [ANNA, MAX];

/// What the person ever wants; few, so that values come back. Not of multiples of ten minutes are somebody else's.
const MINUTES: [i64; 4] = [20, 40, 60, 80];
const TITLES: [&str; 3] = ["Erste Hilfe", "Zweite Wahl", "Dritte Stunde"];
/// Lengths from here on are somebody else's, and nobody wants the same one twice.
const FOREIGN: i64 = 300;

/// The two fields that change: enough for one to be right while the other is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub minutes: i64,
    pub title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Length(usize),
    Title(usize),
}

impl Part {
    pub fn is_length(self) -> bool {
        matches!(self, Self::Length(_))
    }

    /// Puts the value of the person's own pool.
    pub fn put(self, wish: &mut Wish) {
        match self {
            Self::Length(index) => wish.minutes = MINUTES[index],
            Self::Title(index) => TITLES[index].clone_into(&mut wish.title),
        }
    }

    /// Puts a value that nobody else ever uses.
    pub fn put_foreign(self, wish: &mut Wish, count: i64) {
        match self {
            Self::Length(_) => wish.minutes = FOREIGN + count,
            Self::Title(_) => wish.title = format!("Von anderer Hand {count}"),
        }
    }
}

/// What lies between the practice and Cal.com, for every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    Portal,
    ServerErrors,
}

/// How the next request of a run that was begun is held up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hang {
    Slow,
    BeforeApply,
    AfterApply,
}

#[derive(Clone, PartialEq)]
pub enum Step {
    Edit(usize, Part),
    /// The dialog is opened and confirmed at once; without `reads` it shows what is stored.
    Ask {
        link: usize,
        view: View,
        reads: bool,
        in_window: bool,
    },
    OpenDialog(usize, View),
    ConfirmDialog(usize),
    Retry(usize),
    /// The waiting job of the link, else the failed one.
    Cancel(usize),
    /// One run of this process (0 or 1), to its end.
    Work(usize),
    /// A run whose next request of this method hangs; the steps after this happen meanwhile.
    Begin(usize, &'static str, Hang),
    Finish,
    /// A run that dies after so many awaits, and its process with it.
    Kill(usize, u32),
    KillBegun,
    /// Both processes work at the same time; the first may die.
    BothWork {
        kill: bool,
    },
    Restart(usize),
    Break(&'static str, Fault),
    Offline,
    Outage(Outage),
    Calm,
    LoseKey(usize),
    CureKey(usize),
    LockKeyring(bool),
    Pause(bool),
    /// Someone else changes Cal.com: to a value of their own, or to one that the person may have had.
    SomeoneEdits(usize, Part, bool),
    /// The event type gets another owner, or its own back.
    GiveAway(usize),
    Advance(i64),
    /// Connections break, and hours pass.
    Sleep(i64),
    /// What the server still had to do for clients that gave up, it does now.
    CarryOutLate,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let minutes = |ms: &i64| ms / MINUTE;
        match self {
            Self::Edit(link, part) => write!(f, "edit {link} {part:?}"),
            Self::Ask {
                link,
                view,
                reads,
                in_window,
            } => write!(f, "ask {link} {view:?} reads={reads} window={in_window}"),
            Self::OpenDialog(link, view) => write!(f, "open dialog {link} {view:?}"),
            Self::ConfirmDialog(link) => write!(f, "confirm dialog {link}"),
            Self::Retry(link) => write!(f, "retry {link}"),
            Self::Cancel(link) => write!(f, "cancel {link}"),
            Self::Work(app) => write!(f, "work {app}"),
            Self::Begin(app, method, hang) => write!(f, "begin {app} {method} {hang:?}"),
            Self::Finish => write!(f, "finish"),
            Self::Kill(app, polls) => write!(f, "kill {app} after {polls}"),
            Self::KillBegun => write!(f, "kill the begun one"),
            Self::BothWork { kill } => write!(f, "both work kill={kill}"),
            Self::Restart(app) => write!(f, "restart {app}"),
            Self::Break(method, fault) => write!(f, "break {method} {fault:?}"),
            Self::Offline => write!(f, "offline"),
            Self::Outage(outage) => write!(f, "outage {outage:?}"),
            Self::Calm => write!(f, "calm"),
            Self::LoseKey(person) => write!(f, "lose key {person}"),
            Self::CureKey(person) => write!(f, "cure key {person}"),
            Self::LockKeyring(locked) => write!(f, "keyring locked={locked}"),
            Self::Pause(paused) => write!(f, "pause {paused}"),
            Self::SomeoneEdits(link, part, own) => {
                write!(f, "someone edits {link} {part:?} of_their_own={own}")
            }
            Self::GiveAway(link) => write!(f, "give away {link}"),
            Self::Advance(by) => write!(f, "advance {} min", minutes(by)),
            Self::Sleep(by) => write!(f, "sleep {} min", minutes(by)),
            Self::CarryOutLate => write!(f, "carry out what is late"),
        }
    }
}

/// What a person who looks around knows.
#[derive(Debug, Clone)]
pub struct Script {
    pub wishes: [Wish; LINKS.len()],
    pub dialogs: [bool; LINKS.len()],
    pub given_away: [bool; LINKS.len()],
    pub lost_keys: [bool; PEOPLE.len()],
    pub is_offline: bool,
    pub outage: Option<Outage>,
    pub keyring_locked: bool,
    pub paused: bool,
    /// A run was begun and may still be on its way.
    pub begun: bool,
    /// How often somebody else changed something.
    pub foreign: i64,
}

impl Script {
    /// A run gets as far as a request: nothing that a person or the network could cure stands in its way.
    pub fn is_quiet(&self) -> bool {
        !self.is_offline && self.outage.is_none() && !self.paused && !self.keyring_locked
    }
}

impl ReferenceStateMachine for Script {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let wish = |(event_type, _): &(i64, i64)| match *event_type {
            MASSAGE => (50, "Massage".to_owned()),
            MAXS => (30, "Massage".to_owned()),
            id => (30, format!("Leistung {id}")),
        };
        let wishes = LINKS
            .each_ref()
            .map(wish)
            .map(|(minutes, title)| Wish { minutes, title });
        Just(Self {
            wishes,
            dialogs: [false; LINKS.len()],
            given_away: [false; LINKS.len()],
            lost_keys: [false; PEOPLE.len()],
            is_offline: false,
            outage: None,
            keyring_locked: false,
            paused: false,
            begun: false,
            foreign: 0,
        })
        .boxed()
    }

    fn transitions(_: &Self) -> BoxedStrategy<Step> {
        let link = || prop_oneof![3 => Just(0_usize), 1 => Just(1), 1 => Just(2)];
        let app = || 0..2_usize;
        let person = || 0..PEOPLE.len();
        let view = || prop_oneof![4 => Just(View::Respect), 1 => Just(View::Overwrite)];
        let method = || select(vec!["GET", "PATCH"]);
        let hang = prop_oneof![6 => Just(Hang::Slow), 1 => Just(Hang::BeforeApply), 1 => Just(Hang::AfterApply)];
        let ask = (link(), view(), prop::bool::weighted(0.8), any::<bool>());
        let jumps = select(vec![
            MINUTE,
            6 * MINUTE,
            16 * MINUTE,
            -MINUTE,
            -5 * MINUTE,
            -30 * MINUTE,
            -300 * MINUTE,
        ]);
        prop_oneof![
            8 => (link(), part()).prop_map(|(link, part)| Step::Edit(link, part)),
            10 => ask.prop_map(|(link, view, reads, in_window)| Step::Ask { link, view, reads, in_window }),
            2 => (link(), view()).prop_map(|(link, view)| Step::OpenDialog(link, view)),
            2 => link().prop_map(Step::ConfirmDialog),
            2 => link().prop_map(Step::Retry),
            2 => link().prop_map(Step::Cancel),
            8 => app().prop_map(Step::Work),
            4 => (app(), method(), hang).prop_map(|(app, method, hang)| Step::Begin(app, method, hang)),
            1 => Just(Step::Finish),
            3 => (app(), 0..60_u32).prop_map(|(app, polls)| Step::Kill(app, polls)),
            1 => Just(Step::KillBegun),
            1 => any::<bool>().prop_map(|kill| Step::BothWork { kill }),
            1 => app().prop_map(Step::Restart),
            6 => (method(), fault()).prop_map(|(method, fault)| Step::Break(method, fault)),
            1 => Just(Step::Offline),
            1 => select(vec![Outage::Portal, Outage::ServerErrors]).prop_map(Step::Outage),
            4 => Just(Step::Calm),
            1 => person().prop_map(Step::LoseKey),
            3 => person().prop_map(Step::CureKey),
            1 => any::<bool>().prop_map(Step::LockKeyring),
            1 => any::<bool>().prop_map(Step::Pause),
            4 => (link(), part(), prop::bool::weighted(0.7)).prop_map(|(link, part, own)| Step::SomeoneEdits(link, part, own)),
            1 => link().prop_map(Step::GiveAway),
            4 => jumps.prop_map(Step::Advance),
            1 => select(vec![30 * MINUTE, 600 * MINUTE]).prop_map(Step::Sleep),
            2 => Just(Step::CarryOutLate),
        ]
        .boxed()
    }

    fn apply(mut script: Self, step: &Step) -> Self {
        match *step {
            Step::Edit(link, part) => part.put(&mut script.wishes[link]),
            Step::OpenDialog(link, _) => script.dialogs[link] = true,
            // Any other plan of the link makes the dialog's worthless.
            Step::ConfirmDialog(link) | Step::Ask { link, .. } | Step::Retry(link) => {
                script.dialogs[link] = false;
            }
            Step::Begin(..) => script.begun = true,
            Step::Finish | Step::KillBegun | Step::CarryOutLate => script.begun = false,
            Step::Restart(_) => {
                script.dialogs = [false; LINKS.len()];
                script.begun = false;
            }
            Step::Kill(..) | Step::BothWork { .. } => script.dialogs = [false; LINKS.len()],
            Step::Offline => script.is_offline = true,
            Step::Outage(outage) => script.outage = Some(outage),
            Step::Calm => (script.is_offline, script.outage) = (false, None),
            Step::LoseKey(person) => script.lost_keys[person] = true,
            Step::CureKey(person) => script.lost_keys[person] = false,
            Step::LockKeyring(locked) => script.keyring_locked = locked,
            Step::Pause(paused) => script.paused = paused,
            Step::SomeoneEdits(..) => {
                script.begun = false;
                script.foreign += 1;
            }
            Step::GiveAway(link) => {
                script.begun = false;
                script.given_away[link] ^= true;
            }
            Step::Cancel(_)
            | Step::Work(_)
            | Step::Break(..)
            | Step::Advance(_)
            | Step::Sleep(_) => {}
        }
        script
    }

    fn preconditions(script: &Self, step: &Step) -> bool {
        match *step {
            Step::Edit(link, part) => {
                let mut edited = script.wishes[link].clone();
                part.put(&mut edited);
                edited != script.wishes[link]
            }
            Step::ConfirmDialog(link) => script.dialogs[link],
            Step::Begin(..) => !script.begun && script.is_quiet(),
            Step::Finish | Step::KillBegun => script.begun,
            // Windows and command line of a process that works already: one run at a time.
            Step::Kill(..) | Step::BothWork { .. } | Step::Restart(_) => !script.begun,
            Step::Offline => !script.is_offline,
            Step::Outage(_) => script.outage.is_none(),
            Step::Calm => script.is_offline || script.outage.is_some(),
            Step::LoseKey(person) => !script.lost_keys[person],
            Step::CureKey(person) => script.lost_keys[person] && script.is_quiet(),
            Step::LockKeyring(locked) => script.keyring_locked != locked,
            Step::Pause(paused) => script.paused != paused,
            _ => true,
        }
    }
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        2 => (0..MINUTES.len()).prop_map(Part::Length),
        1 => (0..TITLES.len()).prop_map(Part::Title),
    ]
}

/// What one request may meet.
fn fault() -> impl Strategy<Value = Fault> {
    let pause = |retry_after, reset| Fault::RateLimited { retry_after, reset };
    let status = |status| Fault::Status { status };
    select(vec![
        Fault::Reset,
        Fault::ResetAfterApply,
        Fault::ResetAfterApply,
        Fault::TimeoutBeforeApply,
        Fault::TimeoutAfterApply,
        Fault::ApplyLate,
        Fault::ApplyLate,
        Fault::StatusAfterApply { status: 500 },
        Fault::StatusAfterApply { status: 504 },
        Fault::CutBody,
        Fault::CutBodyAfterApply,
        status(400),
        status(403),
        status(404),
        status(409),
        status(500),
        status(503),
        status(504),
        Fault::BadGatewayHtml,
        Fault::ForeignStatus { status: 403 },
        Fault::ForeignStatus { status: 404 },
        Fault::KeyExpired,
        Fault::PortalPage,
        Fault::PortalRedirect,
        Fault::BrokenJson,
        Fault::AcceptButIgnore,
        Fault::StaleRead { reads: 1 },
        Fault::StaleRead { reads: 6 },
        Fault::ForeignEdit,
        Fault::SideEffect,
        pause(Some(20), None),
        pause(None, Some(90)),
    ])
}
