//! Coupons: given, used once, given back, claimed, given on, and over when their time is.

mod codes;
mod failures;
mod giving;
mod using;

use huika_domain::{
    CouponCause, CouponId, CouponKindCode, CouponKindId, CouponTerms, Fen, MemberId, Millis, OperatorId, PayWith,
    PointsWanted, Reason, StoreId, default_tiers,
    pricing::{Buyer, CartLine, Coupon, CouponChoice, CouponKind, Moment, Place, PriceList, Quote, Request, quote},
};
use huika_store::{
    coupon::{Cause, CouponError, coupons_of, give_coupon, make_coupon_kind, record_coupon_uses},
    params,
    price::UsedIn,
};

use crate::shop::{Member, Shop};

const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn because(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

/// 20.00 off from 100.00 on.
pub fn money_off() -> CouponTerms {
    CouponTerms {
        from: Fen::new(100_00),
        ..CouponTerms::named("满减券", CouponKind::Amount { off: Fen::new(20_00) })
    }
}

pub fn kind(shop: &Shop, code: &str, terms: CouponTerms) -> CouponKindId {
    let code = CouponKindCode::parse(code).expect("a short name");
    shop.write(move |tx| make_coupon_kind(tx, HEADQUARTERS, &code, &terms))
        .expect("the kind is made")
}

pub fn give(shop: &Shop, kind: CouponKindId, member: MemberId) -> CouponId {
    shop.write(move |tx| give_coupon(tx, kind, member, &Cause::of(CouponCause::Hand)))
        .expect("is given")
        .expect("there is no occasion")
}

fn held(shop: &Shop, member: MemberId) -> Vec<Coupon> {
    let at = shop.store.now();
    shop.read(move |tx| coupons_of(tx, member, at))
}

/// A sale of the member's, for a use to name.
fn sale(shop: &Shop, member: &Member, key: &str) -> i64 {
    let receipt = shop.buy(member, Fen::new(10_00), PointsWanted::None, PayWith::Outside, key);
    receipt.sale.get()
}

fn moment(shop: &Shop) -> Moment {
    let context = shop.store.context();
    let now = shop.store.now();
    let local = context.zone.local(now);
    Moment {
        now,
        day: context.zone.business_day(now),
        minute: u16::try_from(local.hour * 60 + local.minute).expect("a minute"),
    }
}

/// What the engine says of amounts with these coupons.
fn quoted(shop: &Shop, amounts: &[i64], coupons: &[Coupon]) -> Quote {
    let lines: Vec<CartLine> = amounts.iter().map(|fen| CartLine::quick(Fen::new(*fen))).collect();
    let tiers = default_tiers();
    let mut list = PriceList::default();
    list.stacking.groups.extend(huika_domain::coupon_groups());
    let request = Request {
        lines: &lines,
        buyer: Some(Buyer::of_tier(&tiers[0])),
        coupons,
        choice: CouponChoice::Best,
        codes: &[],
        allowances: &[],
        hand: None,
        points: PointsWanted::None,
        pay_with: PayWith::Outside,
        tenders: &[],
        place: Place {
            store: StoreId::new(1),
            terminal: None,
        },
        at: moment(shop),
    };
    quote(&list, &request).expect("a quote")
}

fn used_in(shop: &Shop, sale: i64, member: Option<MemberId>) -> UsedIn {
    let at = moment(shop);
    UsedIn {
        sale,
        member: member.map(MemberId::get),
        store: StoreId::new(1),
        business_day: at.day,
        at: at.now,
    }
}

fn use_up(shop: &Shop, sale: i64, member: Option<MemberId>, quote: &Quote) -> Result<(), CouponError> {
    let (used, quote) = (used_in(shop, sale, member), quote.clone());
    shop.write(move |tx| record_coupon_uses(tx, &used, &quote))
}

pub fn state(shop: &Shop, coupon: CouponId) -> String {
    shop.read(move |tx| tx.value("SELECT state FROM coupon WHERE id = ?1", params![coupon]))
}

fn until(shop: &Shop, coupon: CouponId) -> Millis {
    shop.read(move |tx| tx.value("SELECT valid_until FROM coupon WHERE id = ?1", params![coupon]))
}

fn uses(shop: &Shop, coupon: CouponId) -> i64 {
    shop.read(move |tx| {
        tx.value(
            "SELECT COUNT(*) FROM coupon_use WHERE coupon_id = ?1 AND back_at IS NULL",
            params![coupon],
        )
    })
}

const DAY_SECS: i64 = 86_400;
