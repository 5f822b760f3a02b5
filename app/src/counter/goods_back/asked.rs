//! What a return is asked for: in the address while it is looked at, in hidden fields when it is made.

use huika_domain::{ErrorCode, Fen, MoneyError};
use huika_store::sale::returns::{PiecesBack, ReturnGoods, Returning};
use leptos::prelude::*;

use crate::staff::Staff;

pub(super) const PAGE: &str = "/counter/returns";
/// Lines that an address takes; a receipt with more is brought back in parts.
const PIECES_MAX: usize = 200;

/// What the address says.
#[derive(Clone, Default)]
pub(super) struct Asked {
    pub receipt: String,
    pub amount: String,
    pub pieces: Vec<String>,
}

impl Asked {
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        let mut asked = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "receipt" => asked.receipt = value.trim().to_owned(),
                "amount" => asked.amount = value,
                "pieces[]" => asked.pieces.push(value),
                _ => {}
            }
        }
        asked
    }

    /// The same of a form's fields.
    pub fn sent(receipt: &str, amount: String, pieces: Vec<String>) -> Result<Self, &'static str> {
        let receipt = receipt.trim().to_owned();
        if !is_number(&receipt) {
            return Err(ErrorCode::NoSale.as_str());
        }
        Ok(Self {
            receipt,
            amount,
            pieces,
        })
    }

    /// The page with all of it, for who is led back. What no form of ours would send is left out.
    pub fn page(&self) -> String {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(|sign| sign.is_ascii_digit() || *sign == '.');
            kept.take(12).collect()
        };
        let mut page = format!("{PAGE}?receipt={}&amount={}", self.receipt, plain(&self.amount));
        for count in self.pieces.iter().take(PIECES_MAX) {
            page.push_str("&pieces%5B%5D=");
            page.push_str(&plain(count));
        }
        page
    }

    /// As hidden fields of a form.
    pub fn hidden(&self) -> impl IntoView + use<> {
        let pieces: Vec<_> = self
            .pieces
            .iter()
            .map(|count| view! { <input type="hidden" name="pieces[]" value=count.clone() /> })
            .collect();
        view! {
            <input type="hidden" name="receipt" value=self.receipt.clone() />
            <input type="hidden" name="amount" value=self.amount.clone() />
            {pieces}
        }
    }

    /// What comes back; none while nothing was chosen.
    pub fn what(&self) -> Result<Option<Returning>, &'static str> {
        if !self.amount.trim().is_empty() {
            let gross = Fen::parse_yuan(&self.amount).map_err(MoneyError::code)?;
            return Ok(Some(Returning::Amount { gross }));
        }
        let mut pieces = Vec::new();
        for (line, text) in self.pieces.iter().enumerate() {
            let text = text.trim();
            let count: u32 = if text.is_empty() {
                0
            } else {
                text.parse().map_err(|_| ErrorCode::BadQuantity.as_str())?
            };
            if count > 0 {
                let line = u32::try_from(line).map_err(|_| ErrorCode::BadQuantity.as_str())?;
                pieces.push(PiecesBack { line, pieces: count });
            }
        }
        Ok((!pieces.is_empty()).then_some(Returning::Pieces {
            pieces,
            gifts: Vec::new(),
        }))
    }
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The request of the cashier who is at the till.
pub(super) fn request_of(staff: &Staff, asked: &Asked, what: Returning, key: String) -> ReturnGoods {
    ReturnGoods {
        receipt_number: asked.receipt.clone(),
        what,
        line: String::new(),
        place: staff.place(),
        key,
    }
}
