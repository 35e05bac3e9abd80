//! Whether two samples come from one distribution: Mann and Whitney's U, by its normal approximation, which is good from
//! some twenty numbers on. It compares ranks, so that a few slow runs weigh no more than they should.

/// How likely a difference of ranks like this one or a larger is, when there is none (two-sided). Ties share their rank.
pub(super) fn p_value(one: &[f64], other: &[f64]) -> f64 {
    let (n, m) = (one.len() as f64, other.len() as f64);
    let wins: f64 = one.iter().map(|a| other.iter().map(|b| win(*a, *b)).sum::<f64>()).sum();
    let (mean, deviation) = (n * m / 2.0, (n * m * (n + m + 1.0) / 12.0).sqrt());
    let z = ((wins - mean).abs() - 0.5).max(0.0) / deviation;
    2.0 * upper_tail(z)
}

fn win(a: f64, b: f64) -> f64 {
    if a > b {
        1.0
    } else if a == b {
        0.5
    } else {
        0.0
    }
}

/// The normal distribution beyond `z`: Abramowitz and Stegun, 26.2.17, off by less than 7.5e-8.
fn upper_tail(z: f64) -> f64 {
    const B: [f64; 5] = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let polynomial = B.iter().rev().fold(0.0, |sum, b| (sum + b) * t);
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * polynomial
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(offset: f64) -> Vec<f64> {
        (0..100).map(|number| f64::from(number * 37 % 100) + offset).collect()
    }

    #[test]
    fn one_distribution_is_not_told_apart_and_two_are() {
        assert!(p_value(&numbers(0.0), &numbers(0.0)) > 0.9);
        assert!(p_value(&numbers(0.0), &numbers(5.0)) > 0.1);
        assert!(p_value(&numbers(0.0), &numbers(20.0)) < 1e-4);
        assert!(p_value(&numbers(20.0), &numbers(0.0)) < 1e-4, "whichever is slower");
    }

    #[test]
    fn the_tail_is_that_of_the_tables() {
        for (z, tail) in [(0.0, 0.5), (1.0, 0.158_655), (1.959_964, 0.025), (2.575_829, 0.005)] {
            assert!((upper_tail(z) - tail).abs() < 1e-6, "{z}");
        }
    }
}
