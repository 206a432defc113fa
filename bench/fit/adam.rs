//! Gradient descent with steps of its own for each weight.

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
