//! Figures: those that a test has measured, one JSON object a line, and those that a server shows of itself.

use serde_json::json;

use crate::{shop::Shop, work::http};

/// Prints what was measured.
pub fn print(name: &str, value: f64, unit: &str) {
    println!("\n{}", json!({ "name": name, "value": value, "unit": unit }));
}

/// What a server shows at `/metrics`; nothing while it does not answer.
pub async fn shown(shop: &Shop) -> String {
    let asked = http().get(format!("{}/metrics", shop.base())).send().await;
    let Ok(answer) = asked else {
        return String::new();
    };
    answer.text().await.unwrap_or_default()
}

/// One figure of them, without labels.
pub fn figure(shown: &str, name: &str) -> Option<f64> {
    let value = shown
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value?.parse().ok()
}
