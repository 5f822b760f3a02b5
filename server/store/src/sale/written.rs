//! A bill as it is kept: under the key of its request, and with the question that it asks of a member.
//!
//! A plain amount with one tender has the form that it always had, so that a request that was sent before an upgrade is the same one after it.

use huika_domain::{Fen, PayWith, PointsWanted};
use serde::{Deserialize, Serialize, Serializer};

use crate::{
    price::{CouponsWanted, LineWanted},
    sale::{
        bill::{Sell, TenderWanted},
        by_hand::ByHand,
    },
    staff::Place,
};

/// All that a bill asks for, without place and key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WrittenBill {
    /// Empty for a sale to nobody in particular.
    session: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gross: Option<Fen>,
    points: PointsWanted,
    pay_with: PayWith,
    outside_channel: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lines: Vec<LineWanted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tenders: Vec<TenderWanted>,
    #[serde(default, skip_serializing_if = "CouponsWanted::is_none")]
    coupons: CouponsWanted,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    by_hand: Vec<ByHand>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected_due: Option<Fen>,
}

impl WrittenBill {
    pub(crate) fn of(bill: &Sell) -> Self {
        let (gross, lines) = match bill.lines.as_slice() {
            [LineWanted::Amount(amount)] => (Some(*amount), Vec::new()),
            lines => (None, lines.to_vec()),
        };
        let (outside_channel, tenders) = match bill.tenders.as_slice() {
            [] => (String::new(), Vec::new()),
            [TenderWanted { tender, amount: None }] => (tender.clone(), Vec::new()),
            tenders => (String::new(), tenders.to_vec()),
        };
        Self {
            session: bill.session.clone().unwrap_or_default(),
            gross,
            points: bill.points,
            pay_with: bill.pay_with,
            outside_channel,
            lines,
            tenders,
            coupons: bill.coupons.clone(),
            codes: bill.codes.clone(),
            by_hand: bill.by_hand.clone(),
            expected_due: bill.expected_due,
        }
    }

    /// The same with another word for its scan; a sale to nobody in particular has none.
    pub(crate) fn in_session(mut self, word: impl FnOnce(&str) -> String) -> Self {
        if !self.session.is_empty() {
            self.session = word(&self.session);
        }
        self
    }

    /// The bill as a till at this place asks for it, under this key.
    pub(crate) fn bill(self, place: Place, key: String) -> Sell {
        let lines = match self.gross {
            Some(gross) => vec![LineWanted::Amount(gross)],
            None => self.lines,
        };
        let tenders = if self.outside_channel.is_empty() {
            self.tenders
        } else {
            vec![TenderWanted::rest(self.outside_channel)]
        };
        Sell {
            session: Some(self.session).filter(|session| !session.is_empty()),
            lines,
            coupons: self.coupons,
            codes: self.codes,
            by_hand: self.by_hand,
            points: self.points,
            pay_with: self.pay_with,
            tenders,
            expected_due: self.expected_due,
            place,
            key,
        }
    }
}

impl Serialize for Sell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WrittenBill::of(self).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use huika_domain::{CouponId, GoodsId, HandReason, OperatorId, StoreId, pricing::HandOff};

    use super::*;
    use crate::goods::GoodsKey;

    fn place() -> Place {
        Place {
            store: StoreId::new(1),
            till: "1".to_owned(),
            operator: None,
        }
    }

    fn bill() -> Sell {
        Sell {
            session: Some("s".to_owned()),
            lines: vec![LineWanted::Amount(Fen::new(3_650))],
            points: PointsWanted::Most,
            tenders: vec![TenderWanted::rest("cash")],
            ..Sell::quick(Some("s".to_owned()), Fen::new(3_650), place(), "key".to_owned())
        }
    }

    #[test]
    fn a_plain_amount_is_written_as_it_was_before_there_were_lines() {
        let written = serde_json::to_string(&bill()).expect("a bill can be written");
        assert_eq!(
            written,
            r#"{"session":"s","gross":3650,"points":"most","pay_with":"balance","outside_channel":"cash"}"#
        );
    }

    #[test]
    fn whatever_is_written_is_read_back_as_the_same_bill() {
        let with_lines = Sell {
            session: None,
            lines: vec![
                LineWanted::Goods {
                    goods: GoodsKey::Id(GoodsId::new(4)),
                    quantity: 2,
                },
                LineWanted::Amount(Fen::new(100)),
            ],
            coupons: CouponsWanted::These(vec![CouponId::new(9)]),
            codes: vec!["SPRING".to_owned()],
            by_hand: vec![ByHand {
                line: Some(1),
                off: HandOff::Percent(10),
                reason: HandReason::Damaged,
                note: "a corner".to_owned(),
                by: OperatorId::new(1),
                approved: Some((OperatorId::new(2), Fen::new(10))),
            }],
            tenders: vec![
                TenderWanted {
                    tender: "cash".to_owned(),
                    amount: Some(Fen::new(5_000)),
                },
                TenderWanted::rest("card"),
            ],
            expected_due: Some(Fen::new(9_000)),
            ..bill()
        };
        for bill in [bill(), with_lines] {
            let text = serde_json::to_string(&bill).expect("a bill can be written");
            let read: WrittenBill = serde_json::from_str(&text).expect("a bill can be read");
            assert_eq!(read, WrittenBill::of(&bill));
            assert_eq!(read.bill(place(), "key".to_owned()), bill);
        }
    }
}
