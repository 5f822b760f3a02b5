//! The shop's figures, each with the default that RULES of the trade gives it. They stand in the section `[rules]` of the
//! config file. Each says what it may be, and is refused where it was set when it is something else.

mod checks;

use huika_domain::{
    DeductionRule, EarnRule, Fen, GiftRule, OutsideTender, RefundRule, ReviewRule, Tier, WatchRule, default_tenders,
    default_tiers,
};
use serde::Deserialize;

use crate::{ranges::within, staff::SecondFactor};

/// All figures that use cases decide by.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Whether one-time codes may be sent at all.
    pub sms_enabled: bool,
    /// One-time codes a day over all phones, after which none is sent until midnight.
    #[serde(deserialize_with = "within::<0, 100_000_000, _, _>")]
    pub sms_daily_budget: i64,
    /// Seconds between two codes for one phone.
    #[serde(deserialize_with = "within::<0, 3600, _, _>")]
    pub sms_gap_secs: i64,
    /// Codes an hour for one phone.
    #[serde(deserialize_with = "within::<1, 100_000, _, _>")]
    pub sms_per_phone_hour: i64,
    /// Codes a day for one phone.
    #[serde(deserialize_with = "within::<1, 100_000, _, _>")]
    pub sms_per_phone_day: i64,
    /// Codes an hour for one address.
    #[serde(deserialize_with = "within::<1, 100_000_000, _, _>")]
    pub sms_per_address_hour: i64,
    /// Codes an hour for one network (/24, or /48 of IPv6).
    #[serde(deserialize_with = "within::<1, 100_000_000, _, _>")]
    pub sms_per_network_hour: i64,
    /// Codes an hour for the numbers that differ only in their last four digits.
    #[serde(deserialize_with = "within::<1, 100_000_000, _, _>")]
    pub sms_per_prefix_hour: i64,
    /// How long a one-time code lives.
    #[serde(deserialize_with = "within::<30, 3600, _, _>")]
    pub code_lives_secs: i64,
    /// Wrong tries after which a one-time code is burnt.
    #[serde(deserialize_with = "within::<1, 20, _, _>")]
    pub code_tries: i64,
    /// Wrong one-time codes from one address within an hour, after which each is followed by a growing wait.
    #[serde(deserialize_with = "within::<1, 100_000_000, _, _>")]
    pub code_tries_per_address: i64,
    /// How long a member stays signed in.
    #[serde(deserialize_with = "within::<1, 400, _, _>")]
    pub session_days: i64,
    /// How long staff stay signed in.
    #[serde(deserialize_with = "within::<1, 168, _, _>")]
    pub staff_session_hours: i64,
    /// Whether a password alone signs staff in.
    pub staff_second_factor: SecondFactor,
    /// How long nobody may use a signed-in counter before it asks for its operator's PIN.
    #[serde(deserialize_with = "within::<10, 86_400, _, _>")]
    pub counter_idle_secs: i64,
    /// First two digits of the member code: never 10 to 15, 25 to 30 or 62, which payment apps use.
    #[serde(deserialize_with = "checks::prefix")]
    pub member_code_prefix: u8,
    /// Wrong member codes within `guess_window_secs` that lock a handle.
    #[serde(deserialize_with = "within::<1, 100, _, _>")]
    pub guess_limit: i64,
    /// See `guess_limit`.
    #[serde(deserialize_with = "within::<10, 86_400, _, _>")]
    pub guess_window_secs: i64,
    /// How long a locked handle stays locked.
    #[serde(deserialize_with = "within::<10, 604_800, _, _>")]
    pub guess_lock_secs: i64,
    /// How long a scan may be used for a sale.
    #[serde(deserialize_with = "within::<30, 3600, _, _>")]
    pub till_session_secs: i64,
    /// What may leave a new member's card a day by code or session alone: stored value, and points at their worth.
    #[serde(deserialize_with = "within::<0, 100_000_000, _, _>")]
    pub no_pin_limit_fen: i64,
    /// How long a member has to approve a spend on the phone.
    #[serde(deserialize_with = "within::<15, 3600, _, _>")]
    pub approval_lives_secs: i64,
    /// Wrong PINs in a row after which none is accepted for `pin_lock_secs`.
    #[serde(deserialize_with = "within::<1, 20, _, _>")]
    pub pin_tries: i64,
    /// See `pin_tries`.
    #[serde(deserialize_with = "within::<10, 604_800, _, _>")]
    pub pin_lock_secs: i64,
    /// How long a PIN that was set or reset by one-time code cannot be used yet.
    #[serde(deserialize_with = "within::<0, 2_592_000, _, _>")]
    pub pin_cooling_secs: i64,
    /// How long after a sign-in a first PIN is in force at once, a passkey is added or removed, and a card replaced, without
    /// another proof.
    #[serde(deserialize_with = "within::<60, 86_400, _, _>")]
    pub fresh_sign_in_secs: i64,
    /// What a replacement card costs.
    #[serde(deserialize_with = "within::<0, 10_000_000, _, _>")]
    pub replacement_fee_fen: i64,
    /// How long a top-up order may be paid.
    #[serde(deserialize_with = "within::<60, 86_400, _, _>")]
    pub top_up_lives_secs: i64,
    /// How long after that the gateway is still asked.
    #[serde(deserialize_with = "within::<0, 2_592_000, _, _>")]
    pub top_up_grace_secs: i64,
    /// Years after which points lapse, on 31 December.
    #[serde(deserialize_with = "checks::earning")]
    pub points: EarnRule,
    /// Points as money at a sale.
    #[serde(deserialize_with = "checks::deduction")]
    pub deduction: DeductionRule,
    /// Paying a top-up back.
    #[serde(deserialize_with = "checks::refund")]
    pub refund: RefundRule,
    /// Days after a payment in which its gateway pays it back; later a bank transfer is needed.
    #[serde(deserialize_with = "within::<1, 3660, _, _>")]
    pub refund_gateway_days: i64,
    /// Days that the gateways' bills are kept as they came.
    #[serde(deserialize_with = "within::<2, 36_600, _, _>")]
    pub bill_files_days: i64,
    /// Days that points may still be used which come back to a lot that has lapsed meanwhile.
    #[serde(deserialize_with = "within::<0, 3660, _, _>")]
    pub return_grace_days: u16,
    /// Points from member to member.
    #[serde(deserialize_with = "checks::gift")]
    pub gift: GiftRule,
    /// What one person may correct by hand, or pay back of a top-up, without a second one.
    #[serde(deserialize_with = "checks::review")]
    pub review: ReviewRule,
    /// How money may come in at a till that the card does not pay.
    #[serde(deserialize_with = "checks::tenders")]
    pub tenders: Vec<OutsideTender>,
    /// From when on a sale that was paid outside of the card is looked at by a person.
    #[serde(deserialize_with = "checks::watch")]
    pub watch: WatchRule,
    /// The tiers, lowest first.
    #[serde(deserialize_with = "checks::tiers")]
    pub tiers: Vec<Tier>,
    /// How often a member may correct their birthday by themself.
    #[serde(deserialize_with = "within::<0, 100, _, _>")]
    pub birthday_corrections: i64,
    /// Version of the terms that a new member accepts.
    #[serde(deserialize_with = "checks::terms")]
    pub terms_version: String,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            sms_enabled: true,
            sms_daily_budget: 5000,
            sms_gap_secs: 60,
            sms_per_phone_hour: 5,
            sms_per_phone_day: 10,
            sms_per_address_hour: 20,
            sms_per_network_hour: 100,
            sms_per_prefix_hour: 100,
            code_lives_secs: 5 * 60,
            code_tries: 5,
            code_tries_per_address: 60,
            session_days: 30,
            staff_session_hours: 12,
            staff_second_factor: SecondFactor::Optional,
            counter_idle_secs: 15 * 60,
            member_code_prefix: 88,
            guess_limit: 5,
            guess_window_secs: 10 * 60,
            guess_lock_secs: 10 * 60,
            till_session_secs: 5 * 60,
            no_pin_limit_fen: Fen::new(200_00).get(),
            approval_lives_secs: 2 * 60,
            pin_tries: 5,
            pin_lock_secs: 15 * 60,
            pin_cooling_secs: 24 * 3600,
            fresh_sign_in_secs: 10 * 60,
            replacement_fee_fen: 3_00,
            top_up_lives_secs: 15 * 60,
            top_up_grace_secs: 60 * 60,
            points: EarnRule::default(),
            deduction: DeductionRule::default(),
            refund: RefundRule::default(),
            refund_gateway_days: 365,
            bill_files_days: 400,
            return_grace_days: 30,
            gift: GiftRule::default(),
            review: ReviewRule::default(),
            tenders: default_tenders(),
            watch: WatchRule::default(),
            tiers: default_tiers(),
            birthday_corrections: 1,
            terms_version: "2026-11".into(),
        }
    }
}
