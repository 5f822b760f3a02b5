//! The list of all areas.

use super::{
    Area, Body, BusinessDayRule, CardRule, CardTermsRule, CodeRule, ConsentRule, CouponRule, EarnRateRule,
    InterfaceRule, JoiningRule, MessageRule, MinorRule, NightlyRule, PackageRule, PointsRule, PriceLevelRule,
    PricesRule, PrinterRule, PrivacyRule, ProfileRule, ReferralRule, RefundsRule, RetentionRule, ReturnRule,
    ReturnTermsRule, ShiftRule, ShopRule, SignInRule, StaffRule, StoredValueRule, TenderRule, TierRule, TillRule,
    TopUpRule,
    area::{as_value, read, typed},
};
use crate::{DeductionRule, GiftRule, ReviewRule, WatchRule};
use serde_json::Value;

macro_rules! areas {
    ($($(#[$doc:meta])+ $field:ident: $body:ty = $name:literal;)+) => {
        /// What holds at one place at one moment: a body of each area.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Rules {
            $($(#[$doc])+ pub $field: $body,)+
        }

        /// All areas, in the order in which the office lists them.
        pub static AREAS: &[Area] = &[$(Area {
            name: $name,
            dimension: <$body as Body>::DIMENSION,
            version: <$body as Body>::VERSION,
            sentences: <$body as Body>::SENTENCES,
            read: read::<$body>,
            put: |rules, version, body| {
                rules.$field = typed(version, body)?;
                Ok(())
            },
            get: |rules| as_value(&rules.$field),
        }),+];
    };
}

areas! {
    /// What members know the shop by.
    shop: ShopRule = "shop";
    /// Earning points, and how long they live.
    points: PointsRule = "points";
    /// Where a purchase earns more or less.
    earn_rates: EarnRateRule = "earn-rates";
    /// Points as money at a sale.
    deduction: DeductionRule = "deduction";
    /// Points from member to member.
    gifts: GiftRule = "gifts";
    /// The tiers, and what is counted for them.
    tiers: TierRule = "tiers";
    /// What a card may hold, and in which order that is used.
    stored_value: StoredValueRule = "stored-value";
    /// What prices besides the list price take part in, and what is let go at the end of a bill.
    prices: PricesRule = "prices";
    /// At which price goods are sold to whoever has a kind of card.
    price_level: PriceLevelRule = "price-level";
    /// What can be topped up on a card, and what it gives.
    packages: PackageRule = "packages";
    /// How long a card holds, and what it costs.
    card_terms: CardTermsRule = "card-terms";
    /// How long a top-up may be paid.
    top_up: TopUpRule = "top-up";
    /// Paying a top-up back.
    refunds: RefundsRule = "refunds";
    /// Goods that come back.
    returns: ReturnRule = "returns";
    /// Which goods come back, until when, and what they bring without a receipt.
    return_terms: ReturnTermsRule = "return-terms";
    /// What one person may correct by hand, or pay back of a top-up, without a second one.
    review: ReviewRule = "review";
    /// From when on a sale that was paid outside of the card is looked at by a person.
    watch: WatchRule = "watch";
    /// How money may come in at a till that the card does not pay.
    tenders: TenderRule = "tenders";
    /// The slip printers of tills.
    printers: PrinterRule = "printers";
    /// Scans, approvals and counters.
    till: TillRule = "till";
    /// Shifts at the drawers of tills, and what the audit of a day looks for.
    shifts: ShiftRule = "shifts";
    /// When a store's business day ends.
    business_day: BusinessDayRule = "business-day";
    /// The member code.
    code: CodeRule = "code";
    /// Joining, and cards that are replaced.
    cards: CardRule = "cards";
    /// What a member is asked about themself.
    profile: ProfileRule = "profile";
    /// Members who are not of age.
    minors: MinorRule = "minors";
    /// What members are asked whether they want, and in which words.
    consents: ConsentRule = "consents";
    /// Coupons.
    coupons: CouponRule = "coupons";
    /// A member's copy of their data, and closing the account.
    privacy: PrivacyRule = "privacy";
    /// What a new member gets.
    joining: JoiningRule = "joining";
    /// What members get for friends whom they bring.
    referral: ReferralRule = "referral";
    /// How members sign in, and what their PIN needs.
    sign_in: SignInRule = "sign-in";
    /// How staff sign in.
    staff: StaffRule = "staff";
    /// One-time codes by SMS.
    messages: MessageRule = "messages";
    /// How often tills of other makers may ask.
    interface: InterfaceRule = "interface";
    /// When the night's work is done.
    nightly: NightlyRule = "nightly";
    /// What is kept for a time only.
    retention: RetentionRule = "retention";
}

impl Area {
    /// The area of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        AREAS.iter().find(|area| area.name == name)
    }
}

impl Rules {
    /// Puts a body in the place of its area's.
    ///
    /// # Errors
    /// It is none of this area.
    pub fn put(&mut self, area: &Area, version: u32, body: &Value) -> Result<(), super::BodyError> {
        (area.put)(self, version, body)
    }

    /// An area's body.
    #[must_use]
    pub fn body(&self, area: &Area) -> Value {
        (area.get)(self)
    }
}
