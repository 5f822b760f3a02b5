//! The one table of all pages and forms: behind which sign-in each stands, for which staff, and whose what it names is. A route
//! without a line here fails every test that walks the routes.

use huika_store::staff::Role;

/// Behind which sign-in something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Anybody may come in.
    Open,
    Member,
    Staff(For),
}

impl Door {
    pub fn is_staffs(self) -> bool {
        matches!(self, Self::Staff(_))
    }
}

/// For which of the staff something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// All of them: their own sign-in, and till pages that name a scan of theirs.
    All,
    Sellers,
    CardDesk,
    Office,
    Refunders,
    /// Who sees the whole shop.
    ShopEyes,
    /// Who keeps stores and regions.
    StoreKeepers,
    /// Who sets the rules.
    RuleSetters,
    /// Who settles payments that do not fit.
    Settlers,
    /// Who resets second steps.
    AccountKeepers,
    /// Who edits roles.
    RoleEditors,
    /// Who decides for the whole shop: kinds of card, goods.
    ShopRunners,
    /// Who runs campaigns.
    CampaignRunners,
    /// Who makes and ends operators.
    Appointers,
    /// Who makes and ends the keys of tills.
    TillKeepers,
    /// Who answers for a drawer.
    Drawers,
    /// Who closes the days of stores.
    DayClosers,
    /// Who audits them.
    Auditors,
    /// Who looks after members in the office.
    MemberKeepers,
    /// Who enters members there.
    MemberEnterers,
    /// Who corrects balances.
    Correctors,
    TierGivers,
    /// Who asks for two accounts to become one.
    Mergers,
    /// Who makes kinds of coupons and codes.
    CouponKeepers,
    /// Who gives coupons to single members.
    CouponGivers,
    /// Who keeps segments of them.
    SegmentKeepers,
    /// Who gives to many, and who sees what was given.
    Granters,
    GrantEyes,
}

impl For {
    pub fn lets_in(self, role: Role) -> bool {
        match self {
            Self::All => true,
            Self::Sellers => role.sells(),
            Self::CardDesk => role.serves_cards(),
            Self::Office => role.sees_office(),
            Self::Refunders => role.refunds(),
            Self::ShopEyes => role.sees_shop(),
            Self::StoreKeepers => role.keeps_stores(),
            Self::RuleSetters => role.sets_rules(),
            Self::Settlers => role.settles_payments(),
            Self::AccountKeepers => role.keeps_accounts(),
            Self::RoleEditors => role.edits_roles(),
            Self::ShopRunners => role.runs_shop(),
            Self::CampaignRunners => role.runs_campaigns(),
            Self::Appointers => role.appoints_any(),
            Self::TillKeepers => role.keeps_tills(),
            Self::Drawers => role.stands_at_a_drawer(),
            Self::DayClosers => role.closes_days(),
            Self::Auditors => role.audits_days(),
            Self::MemberKeepers => role.keeps_members(),
            Self::MemberEnterers => role.sees_office() && role.enters_members(),
            Self::Correctors => role.corrects(),
            Self::TierGivers => role.assigns_tiers(),
            Self::Mergers => role.merges_members(),
            Self::CouponKeepers => role.keeps_coupons(),
            Self::CouponGivers => role.gives_coupons(),
            Self::SegmentKeepers => role.keeps_segments(),
            Self::Granters => role.grants(),
            Self::GrantEyes => role.sees_grants(),
        }
    }
}

/// What the address or a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Nothing of anybody's: no id, or one that is the same for everybody.
    Nothing,
    /// Whoever holds the address has been given it: the address itself is sealed or random.
    Holders,
    /// A member's thing, in this field of a form.
    Members(&'static str, Thing),
    /// A thing of the first store's till, or of its operator.
    Tills(&'static str, Thing),
}

/// Things that belong to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    TopUp,
    OpenOrder,
    Entry,
    Order,
    Device,
    Approval,
    Passkey,
    StaffPasskey,
    Session,
    Receipt,
    Card,
    OwnCard,
    Operator,
    TillKey,
    TillDevice,
    SignOff,
    Coupon,
    Shift,
}

/// The address with one of the demo's things, or one of a few words, in it, where whoever may see the page sees that.
pub fn example(path: &str) -> String {
    path.replace("{store}", "1")
        .replace("{day}", "2026-11-22")
        .replace("{operator}", "1")
        .replace("{card_type}", "1")
        .replace("{goods}", "1")
        .replace("{kind}", "1")
        .replace("{campaign}", "1")
        .replace("{area}", "points")
        .replace("{member}", "1")
        .replace("{role}", "cashier")
}

pub fn of_page(path: &str) -> (Door, Names) {
    use Door::{Member, Open, Staff};
    use Names::{Holders, Members, Nothing, Tills};
    match path {
        "/join" | "/join/code" | "/counter/sign-in" | "/counter/second-step" | "/code/offline" | "/signed-out"
        | "/counter/pair" | "/terms" | "/privacy" | "/setup" | "/setup/done"
        // Invented words, in the demo only.
        | "/ui" => (Open, Nothing),
        "/pay/{token}" | "/card/receipt/{sealed}" | "/counter/invitation/{token}" => (Open, Holders),
"/offers" | "/" | "/code" | "/approve" | "/me" | "/me/pin" | "/me/pin/forgotten" | "/me/passkeys" | "/me/limit"
        | "/coupons" | "/coupons/code" | "/me/phone" | "/me/phone/code" | "/me/birthday" | "/me/profile" | "/me/data" | "/me/close" | "/me/invite" | "/me/tier" | "/points" | "/points/give" | "/card" | "/top-up" | "/top-ups"
        | "/statement" | "/orders" | "/mall"
        // The wish is a word, and the item is the shop's.
        | "/card/{wish}" | "/mall/{item}" => (Member, Nothing),
        "/top-up/{number}" | "/top-up/{number}/refund" => (Member, Members("number", Thing::TopUp)),
        "/top-up/{number}/pay" | "/top-up/{number}/openid" => (Member, Members("number", Thing::OpenOrder)),
        "/statement/{entry}" => (Member, Members("entry", Thing::Entry)),
        "/coupons/{coupon}" => (Member, Members("coupon", Thing::Coupon)),
        "/orders/{no}" => (Member, Members("no", Thing::Order)),
        "/counter" | "/counter/sell" | "/counter/returns" | "/counter/returns/no-receipt" | "/counter/pick-up" => (Staff(For::Sellers), Nothing),
        // Which shift is open at the till, whoever's it is.
        "/counter/shift" | "/counter/shift/close" | "/counter/shift/x" => (Staff(For::Drawers), Nothing),
        "/counter/shift/z/{shift}" => (Staff(For::All), Tills("shift", Thing::Shift)),
        "/counter/sale/{session}" | "/counter/sale/{session}/wait" | "/counter/refunds/{session}"
        | "/counter/top-up/{session}" | "/counter/top-up/{session}/notice" => {
            (Staff(For::All), Tills("session", Thing::Session))
        }
        // Of which store these are, the tests of the counter look at (`counter.rs`).
        "/counter/deposit/{number}" | "/counter/pay-code/{number}" | "/counter/sell/{token}" => (Staff(For::All), Holders),
        "/counter/receipt/{no}" => (Staff(For::All), Tills("no", Thing::Receipt)),
        "/counter/cards" | "/counter/new-member" => (Staff(For::CardDesk), Nothing),
        "/counter/cards/{who}" | "/counter/cards/{who}/application" => (Staff(For::CardDesk), Tills("who", Thing::Card)),
        "/counter/cards/receipt/{sealed}" => (Staff(For::CardDesk), Holders),
        "/counter/unlock"
        | "/counter/sell/parked"
        | "/counter/display"
        | "/counter/approvals"
        | "/counter/security"
        | "/counter/security/app"
        | "/counter/security/passkeys"
        | "/counter/security/codes"
        | "/counter/security/password"
        | "/counter/security/pin" => (Staff(For::All), Nothing),
        "/office" | "/office/search" | "/office/refunds" | "/office/watched" | "/office/reports" | "/office/exports"
        | "/office/rules"
        // The area is a word.
        | "/office/rules/{area}" | "/office/staff" | "/office/stores" | "/office/keys" | "/office/card-types" | "/office/card-types/{card_type}" | "/office/goods"
        | "/office/coupons" | "/office/coupons/{kind}"
        | "/office/goods/{goods}" | "/office/goods/categories"
        | "/office/campaigns" | "/office/campaigns/groups" | "/office/campaigns/{campaign}"
        | "/office/members" | "/office/tags" | "/office/corrections"
        | "/office/tills" | "/office/roles"
        // How far every store is, of those that one sees; whose a day is, its page asks.
        | "/office/days" | "/office/days/{store}/{day}"
        // The role is a word.
        | "/office/roles/{role}"
        // Whose these are, the tests of staff and organisation look at.
        | "/office/staff/{operator}" | "/office/stores/{store}" => (Staff(For::Office), Nothing),
        // Which report is for whom is looked at report by report (`reports.rs`).
        // Whose member or grant it is, and who sees it, the tests of members look at.
        "/office/reports/{name}" | "/office/members/{member}" => (Staff(For::Office), Holders),
        // The number is random; its codes are the shop's.
        "/office/coupons/batches/{number}" => (Staff(For::CouponKeepers), Holders),
        "/office/coupons/new" => (Staff(For::CouponKeepers), Nothing),
        "/office/grants/{number}" => (Staff(For::GrantEyes), Holders),
        "/office/members/new" => (Staff(For::MemberEnterers), Nothing),
        "/office/payments" | "/office/reconciliation" | "/office/regions" => (Staff(For::ShopEyes), Nothing),
        "/office/grants" => (Staff(For::GrantEyes), Nothing),
        "/office/staff/new" => (Staff(For::Appointers), Nothing),
        "/office/grants/new" => (Staff(For::Granters), Nothing),
        "/office/stores/new" => (Staff(For::StoreKeepers), Nothing),
        "/office/roles/new" => (Staff(For::RoleEditors), Nothing),
        "/office/card-types/new" | "/office/goods/new" | "/office/goods/import" => (Staff(For::ShopRunners), Nothing),
        // A table is shown to whoever sent it; the tests of goods look at that.
        "/office/goods/import/{table}" => (Staff(For::ShopRunners), Holders),
        "/office/campaigns/new" | "/office/campaigns/{campaign}/change" | "/office/campaigns/{campaign}/try" => {
            (Staff(For::CampaignRunners), Nothing)
        }
        path => panic!("the page {path} has no entry: who may see it, and whose is what its address names?"),
    }
}

pub fn of_form(target: &str) -> (Door, Names) {
    use Door::{Member, Open, Staff};
    use Names::{Members, Nothing, Tills};
    match target.strip_prefix("/do/").unwrap_or(target) {
        "send_code"
        | "send_code_again"
        | "enter_code"
        | "staff_sign_in"
        | "staff_sign_out"
        | "sign_out"
        | "set_language"
        | "ask_passkey_sign_in"
        | "passkey_sign_in"
        | "staff_code"
        | "ask_staff_passkey"
        | "staff_passkey"
        | "accept_invitation"
        | "pair_till"
        | "open_shop" => (Open, Nothing),
        "claim_coupon" | "top_up" | "redeem" | "give_points" | "set_name" | "set_consent" | "end_devices"
        | "device_key" | "set_pin" | "change_pin" | "send_pin_code" | "reset_pin" | "set_limit" | "ask_new_passkey"
        | "add_passkey" | "send_phone_code" | "change_phone" | "set_birthday" | "set_profile" | "take_data"
        | "close_account" | "change_card" | "new_card" | "ask_proof" => (Member, Nothing),
        "give_coupon_on" => (Member, Members("coupon_id", Thing::Coupon)),
        "cancel_top_up" => (Member, Members("number", Thing::OpenOrder)),
        "ask_refund" => (Member, Members("number", Thing::TopUp)),
        "end_device" => (Member, Members("device", Thing::Device)),
        "choose_card" => (Member, Members("card", Thing::OwnCard)),
        "decide" | "ask_passkey_approval" | "approve_with_passkey" => (Member, Members("token", Thing::Approval)),
        "remove_passkey" => (Member, Members("passkey", Thing::Passkey)),
        "open_shift" | "move_cash" => (Staff(For::Drawers), Nothing),
        "close_shift" => (Staff(For::Drawers), Tills("shift", Thing::Shift)),
        "print_shift" => (Staff(For::All), Tills("shift", Thing::Shift)),
        "force_shift" | "close_day" | "set_favourites" => (Staff(For::DayClosers), Nothing),
        "tick_audit" | "sign_audit" => (Staff(For::Auditors), Nothing),
        "sell" | "withdraw" | "ask_again" | "counter_top_up" | "print_notice" => {
            (Staff(For::Sellers), Tills("session", Thing::Session))
        }
        "scan" | "hand_out" | "take_order_back" | "stop_pay_code" | "cart_add" | "cart_change" | "cart_choose"
        | "return_loose" | "exchange_goods" | "cart_hand" | "cart_code" | "cart_end" | "cart_pay" | "cart_paid"
        | "return_goods" => (Staff(For::Sellers), Nothing),
        "refund_top_up" | "hand_out_refund" => (Staff(For::Refunders), Tills("session", Thing::Session)),
        "find_card" | "enter_member" => (Staff(For::CardDesk), Nothing),
        "serve_card" | "correct_birthday" | "end_sessions" | "show_document" | "give_card" | "serve_one_card"
        | "print_application" => (Staff(For::CardDesk), Tills("who", Thing::Card)),
        "prove" | "order_export" | "cancel_export" | "save_view" | "remove_view" => (Staff(For::Office), Nothing),
        "reveal_member"
        | "show_member_document"
        | "correct_member"
        | "change_member_card"
        | "close_member"
        | "add_note"
        | "end_note"
        | "tag_member"
        | "tag_members"
        | "make_tag"
        | "rename_tag"
        | "end_tag" => (Staff(For::MemberKeepers), Nothing),
        "correct_balance" => (Staff(For::Correctors), Nothing),
        "assign_tier" | "end_tier" => (Staff(For::TierGivers), Nothing),
        "merge_members" => (Staff(For::Mergers), Nothing),
        "save_segment" | "end_segment" => (Staff(For::SegmentKeepers), Nothing),
        "register_member" => (Staff(For::MemberEnterers), Nothing),
        "make_coupon_kind" | "change_coupon_kind" | "end_coupon_kind" | "reopen_coupon_kind" | "make_coupon_batch"
        | "void_coupon_batch" | "offer_coupon" | "withdraw_coupon" => (Staff(For::CouponKeepers), Nothing),
        "give_coupon" | "take_coupon_back" => (Staff(For::CouponGivers), Nothing),
        "plan_grant" | "decide_grant" => (Staff(For::Granters), Nothing),
        "end_refund" | "decide_watched" => (Staff(For::Refunders), Nothing),
        "set_rule" => (Staff(For::RuleSetters), Nothing),
        "settle_alarm" | "decide_held" => (Staff(For::Settlers), Nothing),
        "reset_second_step" | "set_own_account" => (Staff(For::AccountKeepers), Nothing),
        "make_role" | "change_rights" | "end_role" => (Staff(For::RoleEditors), Nothing),
        "make_store" | "change_store" | "move_store" | "close_store" | "reopen_store" | "make_region"
        | "rename_region" | "end_region" => (Staff(For::StoreKeepers), Nothing),
        "make_card_type"
        | "change_card_type"
        | "end_card_type"
        | "reopen_card_type"
        | "set_joining_card_type"
        | "make_goods"
        | "change_goods"
        | "make_category"
        | "rename_category"
        | "end_category"
        | "remove_picture"
        | "import_goods" => (Staff(For::ShopRunners), Nothing),
        "make_campaign" | "change_campaign" | "move_campaign" | "order_replay" | "make_group" | "set_group_mode"
        | "keep_apart" => (Staff(For::CampaignRunners), Nothing),
        "make_operator" => (Staff(For::Appointers), Nothing),
        "assign_stores" | "change_role" | "give_post" | "end_post" | "rename_operator" | "invite_again"
        | "end_operator" => (Staff(For::Appointers), Tills("operator", Thing::Operator)),
        "make_key" | "make_till" => (Staff(For::TillKeepers), Nothing),
        "rename_till" | "end_till" => (Staff(For::TillKeepers), Tills("till_id", Thing::TillDevice)),
        // For whoever was asked, and for whoever asked.
        "sign_off" | "ask_second" => (Staff(For::All), Tills("sign_off", Thing::SignOff)),
        "name_key" | "end_key" => (Staff(For::TillKeepers), Tills("key_id", Thing::TillKey)),
        "remove_staff_passkey" => (Staff(For::All), Tills("passkey", Thing::StaffPasskey)),
        "start_totp"
        | "print_deposit"
        | "print_receipt"
        | "confirm_totp"
        | "remove_totp"
        | "new_recovery_codes"
        | "ask_new_staff_passkey"
        | "add_staff_passkey"
        | "change_password"
        | "set_counter_pin"
        | "unlock_counter"
        | "lock_counter" => (Staff(For::All), Nothing),
        name => panic!("the form {name} has no entry: who may send it, and whose is what it names?"),
    }
}
