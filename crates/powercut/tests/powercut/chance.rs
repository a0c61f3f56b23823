//! Chance that can be repeated (SplitMix64).

use abgleich_powercut::Fate;

pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In `0..limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// The fates of one cut. A log ends at its first gap, so most cuts have only few gaps: else nearly all of
    /// them would end at the same place.
    pub fn fates(&mut self) -> impl FnMut() -> Fate {
        let harm = match self.below(5) {
            0 => 2,
            1 => 10,
            2 => 30,
            3 => 60,
            _ => 100,
        };
        let mut own = Self::new(self.next());
        move || {
            if own.below(100) >= harm {
                return Fate::Kept;
            }
            match own.below(4) {
                0 | 1 => Fate::Lost,
                2 => Fate::Torn(own.next()),
                _ => Fate::Hollow,
            }
        }
    }
}
