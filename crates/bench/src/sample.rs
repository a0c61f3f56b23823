//! Times of one figure: what lies in the middle and what lies at the edge.

use std::time::Duration;

/// Times in milliseconds, in no order.
#[derive(Debug, Clone, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    pub fn push(&mut self, time: Duration) {
        self.0.push(milliseconds(time));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn median(&self) -> f64 {
        quantile(&self.0, 0.5)
    }

    pub fn p99(&self) -> f64 {
        quantile(&self.0, 0.99)
    }

    pub fn worst(&self) -> f64 {
        quantile(&self.0, 1.0)
    }
}

impl FromIterator<f64> for Sample {
    fn from_iter<I: IntoIterator<Item = f64>>(times: I) -> Self {
        Self(times.into_iter().collect())
    }
}

/// The smallest value that at least `share` of all do not exceed. 0 without values.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list of measurements"
)]
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(0.0)
}

pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5).to_bits(), 100f64.to_bits());
        assert_eq!(quantile(&values, 0.99).to_bits(), 198f64.to_bits());
        assert_eq!(quantile(&values, 1.0).to_bits(), 200f64.to_bits());
        assert_eq!(quantile(&[], 0.5).to_bits(), 0f64.to_bits());
    }
}
