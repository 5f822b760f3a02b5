//! What is asked for, and what comes of it.

use serde_json::Value;

/// What is asked for, under a key that is the same each time.
#[derive(Debug, Clone)]
pub enum Command {
    Sale {
        key: String,
        till: usize,
        session: String,
        phone: usize,
        fen: i64,
        cash: bool,
    },
    Return {
        key: String,
        till: usize,
        phone: usize,
        receipt: String,
        fen: i64,
    },
    Redeem {
        key: String,
        phone: usize,
    },
    /// Opens the order, goes to the gateway, pays there; the gateway tells the server twice.
    TopUp {
        key: String,
        phone: usize,
    },
}

impl Command {
    pub fn key(&self) -> &str {
        match self {
            Self::Sale { key, .. } | Self::Return { key, .. } | Self::Redeem { key, .. } | Self::TopUp { key, .. } => {
                key
            }
        }
    }
}

/// What a command was answered with: the till's JSON, or the number that the page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Json(Value),
    Number(String),
}

impl Answer {
    pub fn number(&self, field: &str) -> &str {
        match self {
            Self::Json(value) => value[field].as_str().unwrap_or_default(),
            Self::Number(number) => number,
        }
    }

    pub fn figure(&self, field: &str) -> i64 {
        match self {
            Self::Json(value) => value[field].as_i64().unwrap_or_else(|| panic!("{field} in {value}")),
            Self::Number(_) => 0,
        }
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Silence {
    /// The connection broke: nobody knows whether it was done.
    Broken,
    /// The server said that it cannot at the moment, with this code.
    Unavailable(String),
}
