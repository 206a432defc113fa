//! Gradient descent with steps of its own for each weight, and the logistic regression that is done by it.

/// Adam (Kingma and Ba 2015).
pub struct Adam {
    pub weights: Vec<f64>,
    first: Vec<f64>,
    second: Vec<f64>,
    steps: i32,
}

impl Adam {
    pub fn new(weights: Vec<f64>) -> Adam {
        let zero = vec![0.0; weights.len()];
        Adam { weights, first: zero.clone(), second: zero, steps: 0 }
    }

    pub fn step(&mut self, gradient: &[f64], rate: f64) {
        self.steps += 1;
        for (k, g) in gradient.iter().enumerate() {
            self.first[k] = 0.9 * self.first[k] + 0.1 * g;
            self.second[k] = 0.999 * self.second[k] + 0.001 * g * g;
            let (m, v) =
                (self.first[k] / (1.0 - 0.9f64.powi(self.steps)), self.second[k] / (1.0 - 0.999f64.powi(self.steps)));
            self.weights[k] -= rate * m / (v.sqrt() + 1e-8);
        }
    }
}

/// Logistic regression of a fact on so many values (full batches, L2).
pub fn logistic(values: usize, examples: &[(&[f32], bool)]) -> Vec<f64> {
    const STEPS: i32 = 500;
    let mut adam = Adam::new(vec![0.0; values]);
    for step in 1..=STEPS {
        let mut gradient: Vec<f64> = adam.weights.iter().map(|w| w * 0.5).collect();
        for (values, is) in examples {
            let odds: f64 = adam.weights.iter().zip(*values).map(|(w, v)| w * f64::from(*v)).sum();
            let error = 1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(*is));
            gradient.iter_mut().zip(*values).for_each(|(g, v)| *g += error * f64::from(*v));
        }
        adam.step(&gradient, 0.05 * (1.0 - f64::from(step) / (1.1 * f64::from(STEPS))));
    }
    adam.weights
}
