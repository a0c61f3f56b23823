//! Cuts the power at every moment of a recording, and looks at what is left.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use abgleich_powercut::{Disk, Fate, Image};
use tokio::task::JoinSet;

use crate::after::{self, Broken};
use crate::chance::Chance;
use crate::day::Recording;
use crate::practice::{Mark, scratch};

/// How thorough.
#[derive(Debug, Clone)]
pub struct Effort {
    pub seed: u64,
    /// Up to so many things in flight, every combination of kept and lost is tried.
    exhaustive: usize,
    /// Random combinations at each moment.
    random: usize,
    /// Over and over, with new chance, until then.
    until: Option<Instant>,
}

impl Effort {
    /// As the environment says; a sample without it.
    pub fn from_environment() -> Self {
        let number = |name| {
            env::var(name)
                .ok()
                .and_then(|text| text.parse::<u64>().ok())
        };
        let seed = number("ABGLEICH_POWERCUT_SEED").unwrap_or(20_240_614);
        let seconds = number("ABGLEICH_POWERCUT_SECONDS").map(Duration::from_secs);
        if env::var("ABGLEICH_POWERCUT").is_ok_and(|value| value == "all") {
            Self {
                seed,
                exhaustive: 10,
                random: 4,
                until: seconds.map(|time| Instant::now() + time),
            }
        } else {
            Self::sample(seed)
        }
    }

    pub fn sample(seed: u64) -> Self {
        Self {
            seed,
            exhaustive: 1,
            random: 1,
            until: None,
        }
    }

    fn is_over(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}

/// What was tried.
#[derive(Debug, Default)]
pub struct Tried {
    pub moments: usize,
    /// Different files after a cut, each opened and checked.
    pub states: usize,
    /// The first promise that was not kept, and how to see it again.
    pub broken: Option<Broken>,
}

/// Tries the cuts of a recording until one breaks a promise. Every moment comes early, all combinations late: each
/// round goes deeper than the one before, so that a limit of time leaves no moment out.
pub async fn try_all(recording: &Recording, effort: &Effort) -> Tried {
    let mut tried = Tried::default();
    let mut opened = HashSet::new();
    for round in 0.. {
        let depth = (1 + 3 * round).min(effort.exhaustive);
        let seed = effort.seed.wrapping_add(round as u64);
        let whole = pass(recording, effort, depth, seed, &mut opened, &mut tried).await;
        let is_deepest = depth == effort.exhaustive;
        let goes_on = effort.until.is_some() && !effort.is_over();
        if !whole || tried.broken.is_some() || (is_deepest && !goes_on) {
            break;
        }
    }
    tried
}

/// Once through the recording. False if the time was over first.
async fn pass(
    recording: &Recording,
    effort: &Effort,
    depth: usize,
    seed: u64,
    opened: &mut HashSet<u64>,
    tried: &mut Tried,
) -> bool {
    let marks: Arc<[Mark]> = recording.marks.iter().map(|(_, it)| it.clone()).collect();
    let mut chance = Chance::new(seed);
    let mut disk = Disk::default();
    for moment in 0..=recording.ops.len() {
        if effort.is_over() {
            return false;
        }
        if let Some(op) = moment.checked_sub(1).map(|last| &recording.ops[last]) {
            disk.play(op);
        }
        tried.moments = tried.moments.max(moment + 1);
        let known = recording.marks.partition_point(|(at, _)| *at <= moment);
        let mut images = images(&disk, depth, effort.random, &mut chance);
        images.retain(|image| opened.insert(fingerprint(image, known)));
        tried.states += images.len();
        // As many at once as there are processors.
        let at_once = thread::available_parallelism().map_or(1, NonZero::get);
        while !images.is_empty() {
            let mut running = JoinSet::new();
            for image in images.drain(..at_once.min(images.len())) {
                let marks = Arc::clone(&marks);
                running.spawn(async move { open(&image, &marks, known).await });
            }
            for outcome in running.join_all().await {
                let Err(broken) = outcome else { continue };
                tried.broken = Some(format!(
                    "{broken}\n  after operation {moment} of {}, seed {seed}, last mark {:?}",
                    recording.ops.len(),
                    known.checked_sub(1).map(|last| &marks[last]),
                ));
                return true;
            }
        }
    }
    true
}

/// What may be left at this moment: every combination of up to `depth` things in flight, and some by chance.
fn images(disk: &Disk, depth: usize, random: usize, chance: &mut Chance) -> Vec<Image> {
    let pending = disk.pending();
    let mut images = vec![disk.image(|| Fate::Lost), disk.image(|| Fate::Kept)];
    if (1..=depth).contains(&pending) {
        for combination in 0..1_u64 << pending {
            let mut bits = combination;
            images.push(disk.image(|| {
                let is_kept = bits & 1 == 1;
                bits >>= 1;
                if is_kept { Fate::Kept } else { Fate::Lost }
            }));
        }
    }
    if pending > 0 {
        images.extend((0..random).map(|_| disk.image(chance.fates())));
    }
    images
}

async fn open(image: &Image, marks: &[Mark], known: usize) -> Result<(), Broken> {
    let folder = scratch();
    for (name, bytes) in image {
        let path = folder.path().join(&**name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let (before, later) = marks.split_at(known);
    after::check(folder.path(), before, later).await
}

/// The same files under the same promises need not be opened twice.
fn fingerprint(image: &Image, known: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (image, known).hash(&mut hasher);
    hasher.finish()
}
