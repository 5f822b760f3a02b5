//! Forms as people meet them: what was typed is still there when one is refused, nothing secret is, and a key belongs to what was sent.

mod keys;
mod legal;
mod reader;

use http::StatusCode;
use huika_app::context::is_kept;
use huika_server::web::{form_targets, page_paths};

use crate::client::{Answer, Client};
use crate::people::{Cashier, Member};
use crate::routes::{Door, example, of_page};
use crate::test_app::{TestApp, on_both_engines};
use crate::world::{World, with};
use reader::Form;

/// Who fills a form in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Stranger,
    Member,
    Cashier,
    Headquarters,
}

/// What becomes of what was typed into a form that is refused.
enum Case {
    /// It is shown again: sent are the fields with their values, of which the page shows all but the secret ones.
    Shows(Who, Vec<(&'static str, &'static str)>),
    /// There is nothing to show, because of this.
    Nothing,
}

/// Nobody types anything: buttons, and what the page itself filled in.
const BUTTONS: Case = Case::Nothing;
/// A PIN, a password or a code, which is typed again.
const SECRETS: Case = Case::Nothing;
/// Its page is there in an open shift only, or shows the field only while one is: the stories of the counter look at it.
const IN_A_SHIFT: Case = Case::Nothing;
/// The field has to be empty for the next scan, and what stands in it is a code.
const SCANNED: Case = Case::Nothing;

const PIN: &str = "274913";
const FORM_KEY: &str = "the-key-of-this-form";
const PASSWORD: &str = "not-the-password";
/// More signs than the name of a key or a till has.
const LONG_NAME: &str = "a name that is longer than forty signs are";
/// More signs than a comment has.
const LONG_COMMENT: &str = match std::str::from_utf8(&[b'x'; 501]) {
    Ok(text) => text,
    Err(_) => "",
};
/// All rights of a role, of which one has a limit that is no amount.
const RIGHTS: [(&str, &str); 42] = [
    ("right[sell]", "own"),
    ("right[serve-cards]", "own"),
    ("right[see-office]", "own"),
    ("right[see-shop]", "no"),
    ("right[refund]", "own"),
    ("right[refund.act]", "12"),
    ("right[refund.day]", "much"),
    ("right[correct-money]", "own"),
    ("right[correct-money.act]", "12"),
    ("right[correct-money.day]", "much"),
    ("right[correct-points]", "own"),
    ("right[correct-points.act]", "12"),
    ("right[correct-points.day]", "much"),
    ("right[keep-members]", "own"),
    ("right[assign-tiers]", "no"),
    ("right[merge-members]", "no"),
    ("right[export-members]", "no"),
    ("right[approve]", "own"),
    ("right[appoint]", "own"),
    ("right[keep-tills]", "own"),
    ("right[keep-stores]", "no"),
    ("right[set-rules]", "no"),
    ("right[settle-payments]", "no"),
    ("right[grant]", "no"),
    ("right[keep-coupons]", "no"),
    ("right[give-coupons]", "own"),
    ("right[give-coupons.act]", "12"),
    ("right[give-coupons.day]", "much"),
    ("right[bring-in]", "no"),
    ("right[keep-accounts]", "no"),
    ("right[edit-roles]", "no"),
    ("right[run-shop]", "no"),
    ("right[close-days]", "no"),
    ("right[audit-days]", "no"),
    ("right[run-campaigns]", "no"),
    ("right[reduce-price]", "own"),
    ("right[reduce-price.act]", "12"),
    ("right[reduce-price.day]", "much"),
    ("right[return-late]", "own"),
    ("right[return-without-receipt]", "own"),
    ("right[return-without-receipt.act]", "12"),
    ("right[return-without-receipt.day]", "much"),
];
/// A kind of coupon that takes off more than it asks for.
const COUPON: &[(&str, &str)] = &[
    ("coupon[name]", "满减券"),
    ("coupon[english]", "Money off"),
    ("coupon[effect]", "amount"),
    ("coupon[off]", "20.00"),
    ("coupon[percent]", "15"),
    ("coupon[most]", "30.00"),
    ("coupon[pieces]", "2"),
    ("coupon[from]", "10.00"),
    ("coupon[worth]", "18.00"),
    ("coupon[goods]", "TEA-01"),
    ("coupon[not_goods]", "CAKE-01"),
    ("coupon[stores][]", "2"),
    ("coupon[categories][]", "1"),
    ("coupon[tiers][]", "2"),
    ("coupon[card_types][]", "1"),
    ("coupon[weekdays][]", "6"),
    ("coupon[birthday]", "month"),
    ("coupon[hour_from]", "14:00"),
    ("coupon[hour_until]", "16:30"),
    ("coupon[stacks]", "alone"),
    ("coupon[validity]", "days"),
    ("coupon[days]", "9"),
    ("coupon[wait]", "2"),
    ("coupon[first]", "2099-01-01"),
    ("coupon[last]", "2099-01-02"),
    ("coupon[text]", "每单一张"),
    ("coupon[text_english]", "One a bill"),
    ("coupon[first_sale]", "yes"),
    ("coupon[transferable]", "yes"),
    ("coupon[on_birthday]", "yes"),
    ("coupon[issued_most]", "500"),
    ("coupon[member_most]", "2"),
];
/// What a campaign says, of which a step has no amount.
const CAMPAIGN: [(&str, &str); 29] = [
    ("camp[name]", "满 300 减 50"),
    ("rule[steps.0.from]", "300"),
    ("rule[steps.0.off]", "much"),
    ("rule[each]", "yes"),
    ("camp[first]", "2026-12-01"),
    ("camp[last]", "2026-12-14"),
    ("weekdays[]", "2"),
    ("camp[month_days]", "1, 15"),
    ("camp[hour_from]", "09:00"),
    ("camp[hour_until]", "12:00"),
    ("stores[]", "2"),
    ("camp[members]", "yes"),
    ("tiers[]", "1"),
    ("card_types[]", "1"),
    ("tags[]", "1"),
    ("camp[birthday]", "month"),
    ("camp[first_sale]", "yes"),
    ("camp[sources]", "poster"),
    ("camp[goods]", "LATTE"),
    ("camp[not_goods]", "CAKE"),
    ("camp[code]", "HUIKA300"),
    ("camp[limit_member]", "2"),
    ("camp[limit_member_day]", "1"),
    ("camp[limit_day]", "300"),
    ("camp[limit_store]", "400"),
    ("camp[limit_total]", "900"),
    ("camp[group]", "1"),
    ("camp[budget]", "8000"),
    ("camp[rank]", "5"),
];
/// Names that each case's secret fields have, so that none of them needs to say it.
const SECRET_FIELDS: [&str; 3] = ["pin", "password", "code"];

/// The one list of what each form does with what was typed. A form without a line here fails the tests below.
fn of_form(target: &str) -> Case {
    use Case::Shows;
    use Who::{Cashier, Headquarters, Member, Stranger};
    const NO_DAY: [(&str, &str); 5] = [
        ("birth[calendar]", "lunar"),
        ("birth[year]", "1990"),
        ("birth[month]", "2"),
        ("birth[day]", "31"),
        ("birth[leap]", "yes"),
    ];
    let with_short = |fields: &[(&'static str, &'static str)]| [&[("short", "money-off")], fields].concat();
    let and_birthday = |fields: &[(&'static str, &'static str)]| [fields, &NO_DAY].concat();
    match target.strip_prefix("/do/").unwrap_or(target) {
        "send_code" => Shows(Stranger, vec![("phone", "1340013400")]),
        "enter_code" => Shows(Stranger, and_birthday(&[("code", "12345"), ("consents[]", "offers.sms"), ("guardian", "林先生")])),
        "staff_sign_in" => Shows(Stranger, vec![("login", "xuhui"), ("password", PASSWORD)]),
        "top_up" => Shows(
            Member,
            vec![("choice", "amount"), ("amount", "4800.55"), ("channel", "alipay")],
        ),
        "set_name" => Shows(Member, vec![("name", "Somebody \"with\" more than & twenty letters")]),
        "set_limit" => Shows(Member, vec![("amount", "7777777.77"), ("pin", PIN)]),
        "send_phone_code" => Shows(Member, vec![("phone", "1340013400"), ("pin", PIN)]),
        "set_birthday" => Shows(Member, and_birthday(&[("guardian", "林先生")])),
        "set_profile" => Shows(
            Member,
            vec![("profile[gender]", "female"), ("profile[anniversary]", "2099-05-20")],
        ),
        "open_shift" => Shows(
            Cashier,
            vec![
                ("pieces[10000]", "many"),
                ("pieces[5000]", "1"),
                ("pieces[2000]", "2"),
                ("pieces[1000]", "3"),
                ("pieces[500]", "4"),
                ("pieces[100]", "5"),
                ("pieces[50]", "6"),
                ("pieces[10]", "7"),
            ],
        ),
        "close_shift" => Shows(
            Cashier,
            vec![
                ("shift", "1"),
                ("pieces[10000]", "many"),
                ("pieces[5000]", "1"),
                ("pieces[2000]", "2"),
                ("pieces[1000]", "3"),
                ("pieces[500]", "4"),
                ("pieces[100]", "5"),
                ("pieces[50]", "6"),
                ("pieces[10]", "7"),
                ("tender[card]", "1.00"),
                ("tender[wechat-pos]", "2.00"),
                ("tender[alipay-pos]", "3.00"),
                ("tender[unionpay-pos]", "4.00"),
                ("tender[voucher]", "5.00"),
                ("tender[other]", "6.00"),
                ("receiver", "4"),
                ("reason", "x"),
            ],
        ),
        "move_cash" | "force_shift" | "close_day" => IN_A_SHIFT,
        "tick_audit" => Shows(
            Headquarters,
            vec![("store", "1"), ("day", "2026-11-22"), ("what", "cards"), ("comment", LONG_COMMENT)],
        ),
        "sign_audit" => Shows(
            Headquarters,
            vec![("store", "1"), ("day", "2026-11-22"), ("comment", LONG_COMMENT)],
        ),
        "find_card" => Shows(Cashier, vec![("typed", "13400134999")]),
        // By a proxy whose name is too long.
        "serve_card" => Shows(
            Cashier,
            vec![
                ("who", ""),
                ("wish", "lost"),
                ("document", "passport"),
                ("fee", "balance"),
                ("proxy", "Somebody \"with\" more than & twenty letters"),
                ("proxy_document", "passport"),
            ],
        ),
        // Of a kind whose fee is more than there is.
        "give_card" => Shows(
            Cashier,
            vec![
                ("who", ""),
                ("card_type", "3"),
                ("document", "passport"),
                ("fee", "balance"),
                ("sold_by", "1"),
                ("invoiced", "1"),
            ],
        ),
        // It is of this kind already.
        "serve_one_card" => Shows(
            Cashier,
            vec![
                ("who", ""),
                ("card", ""),
                ("card_type", "1"),
                ("document", "passport"),
                ("act", "kind"),
            ],
        ),
        "correct_birthday" => Shows(Cashier, and_birthday(&[("who", ""), ("document", "passport")])),
        "end_sessions" => Shows(Cashier, vec![("who", ""), ("document", "passport"), ("reason", "x")]),
        "enter_member" => Shows(
            Cashier,
            and_birthday(&[
                ("phone", "1340013400"),
                ("name", "林女士"),
                ("guardian", "林先生"),
                ("profile[gender]", "male"),
                ("profile[anniversary]", "2015-05-20"),
            ]),
        ),
        "end_refund" => Shows(Headquarters, vec![("number", ""), ("reason", "x"), ("how", "bank")]),
        "decide_watched" => Shows(
            Headquarters,
            vec![("sale", "1"), ("note", "x"), ("decision", "released")],
        ),
        "decide_held" => Shows(
            Headquarters,
            vec![("held", "1"), ("how", "take"), ("amount", "12.34"), ("reason", "x")],
        ),
        // A value that is out of its range.
        "set_rule" => Shows(
            Headquarters,
            vec![
                ("area", "points"),
                ("scope", "chain"),
                ("rule[per]", "2.50"),
                ("rule[points]", "3"),
                ("rule[pending_days]", "400"),
                ("rule[lapse_years]", "2"),
                ("rule[notice_days]", "30"),
                ("from", "2030-01-01T09:30"),
                ("reason", "试行"),
            ],
        ),
        "settle_alarm" => Shows(Headquarters, vec![("alarm", "1"), ("note", "x")]),
        "set_own_account" => Shows(Headquarters, vec![("operator", "1"), ("phone", "1340013400")]),
        "assign_stores" => Shows(
            Headquarters,
            vec![("operator", "41"), ("stores[]", "2"), ("regions[]", "no region")],
        ),
        // A post does not begin in the past.
        "give_post" => Shows(
            Headquarters,
            vec![
                ("operator", "1"),
                ("role", "cashier"),
                ("stores[]", "2"),
                ("from", "2001-01-01"),
                ("until", "2001-01-02"),
                ("reason", "代班"),
                ("password", PASSWORD),
            ],
        ),
        "change_role" => Shows(
            Headquarters,
            vec![
                ("operator", "1"),
                ("role", "region"),
                ("stores[]", "1"),
                ("stores[]", "2"),
                ("regions[]", "1"),
                ("password", PASSWORD),
            ],
        ),
        "rename_operator" => Shows(
            Headquarters,
            vec![("operator", "1"), ("name", "a name of more than twenty signs")],
        ),
        "end_operator" => Shows(Headquarters, vec![("operator", "1"), ("reason", "x")]),
        "make_operator" => Shows(
            Headquarters,
            vec![
                ("role", "region"),
                ("login", "not a log-in"),
                ("name", "小周"),
                ("stores[]", "2"),
                ("regions[]", "1"),
                ("password", PASSWORD),
            ],
        ),
        "make_store" => Shows(
            Headquarters,
            vec![
                ("short", "no short name"),
                ("name", "长乐店"),
                ("address", "长乐路 1 号"),
                ("phone", "021-6433 1234"),
                ("hours", "9:00-22:00"),
                ("map", "https://maps.example/1"),
            ],
        ),
        "change_store" => Shows(
            Headquarters,
            vec![
                ("store", "1"),
                ("name", "长乐店"),
                ("address", "长乐路 1 号"),
                ("phone", "no phone"),
                ("hours", "9:00-22:00"),
                ("map", "https://maps.example/1"),
            ],
        ),
        "move_store" => Shows(
            Headquarters,
            vec![("store", "1"), ("region", "1"), ("from", "2099-01-01")],
        ),
        "set_favourites" => Shows(Headquarters, vec![("store", "1"), ("lines", "NO-SUCH-GOODS-7")]),
        "close_store" => Shows(Headquarters, vec![("store", "1"), ("reason", "x")]),
        "make_card_type" => Shows(
            Headquarters,
            vec![
                ("short", "no short name"),
                ("name", "金卡"),
                ("english", "Gold card"),
                ("kind", "points"),
                ("colour", "#c8102e"),
                ("giver", "lead"),
                ("stores[]", "2"),
            ],
        ),
        "change_card_type" => Shows(
            Headquarters,
            vec![
                ("card_type", "1"),
                ("name", LONG_NAME),
                ("english", "Gold card"),
                ("kind", "points"),
                ("colour", "#c8102e"),
                ("giver", "lead"),
                ("stores[]", "2"),
            ],
        ),
        // It takes off more than the amount it asks for.
        "make_coupon_kind" => Shows(Headquarters, with_short(COUPON)),
        "change_coupon_kind" => Shows(Headquarters, [&[("kind", "1")], COUPON].concat()),
        "make_coupon_batch" => Shows(
            Headquarters,
            vec![("kind", "1"), ("pieces", "0"), ("until", "2099-01-01"), ("reason", "开业传单")],
        ),
        "offer_coupon" => Shows(
            Headquarters,
            vec![("kind", "1"), ("points", "100"), ("pieces", "none"), ("limit", "2")],
        ),
        "give_coupon_on" => Shows(
            Member,
            vec![("coupon_id", "1"), ("phone", "1340013400"), ("pin", PIN)],
        ),
        "take_coupon_back" => Shows(
            Headquarters,
            vec![("member", "1"), ("coupon_id", "1"), ("reason", "x")],
        ),
        "give_coupon" => Shows(
            Headquarters,
            vec![("member", "1"), ("kind", "1"), ("of", "apology"), ("reason", "x")],
        ),
        // A price for members above that for everybody.
        "make_goods" => Shows(
            Headquarters,
            vec![
                ("short", "BEAN-01"),
                ("name", "手冲咖啡豆"),
                ("kind", "service"),
                ("category", "1"),
                ("brand", "梧桐里"),
                ("unit", "袋"),
                ("barcode", "6901234567892"),
                ("list_price", "88.00"),
                ("member_price", "99.00"),
                ("dealer1", "70.00"),
                ("dealer2", "65.00"),
                ("dealer3", "60.00"),
                ("no_discount", "yes"),
                ("no_points", "yes"),
                ("from", "2026-12-01"),
                ("until", "2027-12-01"),
            ],
        ),
        "change_goods" => Shows(
            Headquarters,
            vec![
                ("goods", "1"),
                ("name", "手冲咖啡豆"),
                ("kind", "service"),
                ("category", "1"),
                ("brand", "梧桐里"),
                ("unit", "袋"),
                ("barcode", "6901234567892"),
                ("list_price", "88.00"),
                ("member_price", "99.00"),
                ("dealer1", "70.00"),
                ("dealer2", "65.00"),
                ("dealer3", "60.00"),
                ("no_discount", "yes"),
                ("no_points", "yes"),
                ("from", "2026-12-01"),
                ("until", "2027-12-01"),
            ],
        ),
        // A step without its amount.
        "make_campaign" => Shows(Headquarters, [&[("kind", "threshold-off")], &CAMPAIGN[..]].concat()),
        "change_campaign" => Shows(
            Headquarters,
            [
                &[("campaign", "1"), ("seen", "1"), ("kind", "threshold-off"), ("reason", "x")],
                &CAMPAIGN[..],
            ]
            .concat(),
        ),
        "move_campaign" => Shows(
            Headquarters,
            vec![("campaign", "1"), ("seen", "1"), ("stage", "paused"), ("reason", "x")],
        ),
        "make_group" => Shows(
            Headquarters,
            vec![("name", "a group of more than twenty signs"), ("kind", "exclusive")],
        ),
        "make_category" => Shows(
            Headquarters,
            vec![("parent", "1"), ("name", "a category of more than twenty signs")],
        ),
        "rename_category" => Shows(
            Headquarters,
            vec![("category", "1"), ("name", "a category of more than twenty signs")],
        ),
        "make_region" => Shows(Headquarters, vec![("name", "华东")]),
        "rename_region" => Shows(Headquarters, vec![("region", "1"), ("name", "华东")]),
        "make_role" => {
            let fields = [("post", "own"), ("name", "陈列主管"), ("reason", "试行"), ("password", PASSWORD)];
            Shows(Headquarters, [&fields, &RIGHTS[..]].concat())
        }
        "change_rights" => {
            let fields = [("role", "cashier"), ("name", "导购"), ("reason", "试行"), ("password", PASSWORD)];
            Shows(Headquarters, [&fields, &RIGHTS[..]].concat())
        }
        "end_role" => Shows(
            Headquarters,
            vec![("role", "marketing"), ("reason", "x"), ("password", PASSWORD)],
        ),
        "make_till" => Shows(Headquarters, vec![("store", "2"), ("name", LONG_NAME)]),
        "rename_till" => Shows(Headquarters, vec![("till_id", "1"), ("name", LONG_NAME)]),
        "sign_off" => Shows(Headquarters, vec![("sign_off", "1"), ("reason", "x")]),
        "ask_second" => Shows(
            Cashier,
            vec![("sign_off", "1"), ("second_person", "3"), ("pin", PIN), ("reason", "x")],
        ),
        "make_key" => Shows(Headquarters, vec![("store", "2"), ("till", "7"), ("name", LONG_NAME)]),
        "name_key" => Shows(Headquarters, vec![("key_id", "1"), ("name", LONG_NAME)]),
        "reset_second_step" => Shows(
            Headquarters,
            vec![("operator", "1"), ("reason", "x"), ("password", PASSWORD)],
        ),
        "save_view" => Shows(
            Headquarters,
            vec![
                ("report", "refunds"),
                ("name", "Refunds of this month that were paid by bank"),
            ],
        ),
        "register_member" => Shows(
            Headquarters,
            and_birthday(&[
                ("phone", "13400134001"),
                ("name", "林女士"),
                ("store", "2"),
                ("guardian", "林先生"),
                ("profile[gender]", "male"),
                ("profile[anniversary]", "2015-05-20"),
            ]),
        ),
        "correct_member" => Shows(
            Headquarters,
            vec![
                ("member", "1"),
                ("what", "phone"),
                ("phone", "1340013400"),
                ("document", "passport"),
                ("reason", "换号"),
            ],
        ),
        "merge_members" => Shows(Headquarters, vec![("member", "1"), ("other", "2"), ("reason", "x")]),
        "close_member" => Shows(
            Headquarters,
            vec![("member", "2"), ("what", "close"), ("document", "passport"), ("reason", "x")],
        ),
        "change_member_card" => Shows(
            Headquarters,
            vec![("member", "2"), ("wish", "replaced"), ("document", "passport"), ("fee", "balance")],
        ),
        "correct_balance" => Shows(
            Headquarters,
            vec![
                ("member", "1"),
                ("of", "bonus"),
                ("direction", "down"),
                ("amount", "12.345"),
                ("reason", "试一试"),
            ],
        ),
        "assign_tier" => Shows(
            Headquarters,
            vec![
                ("member", "1"),
                ("choice", "3"),
                ("until", "2020-01-01"),
                ("reason", "老顾客"),
            ],
        ),
        // The form stands there only while something was given by hand, and is one field.
        "end_tier" => Case::Nothing,
        "add_note" => Shows(Headquarters, vec![("member", "1"), ("note", "x")]),
        "save_segment" => Shows(
            Headquarters,
            vec![("query", "balance-min=1.00"), ("name", "a name of more than twenty signs")],
        ),
        "make_tag" => Shows(Headquarters, vec![("name", "a name of more than twenty signs")]),
        "rename_tag" => Shows(
            Headquarters,
            vec![("tag", "1"), ("name", "a name of more than twenty signs")],
        ),
        // Everybody has it already.
        "tag_members" => Shows(Headquarters, vec![("query", ""), ("tag", "2"), ("way", "give")]),
        "plan_grant" => Shows(
            Headquarters,
            vec![
                ("of", "bonus"),
                ("amount", "5.00"),
                ("days", "30"),
                ("segment", "1"),
                ("lines", "13400134999"),
                ("reason", "x"),
                ("kind", "2"),
            ],
        ),
        "scan" => SCANNED,
        // The shop of these tests allows no gifts of points; that what was typed stays is looked at where it does (`growth.rs`).
        "give_points"
        | "claim_coupon"
        | "set_pin"
        | "change_pin"
        | "reset_pin"
        | "change_phone"
        | "change_card"
        | "new_card"
        | "decide"
        | "ask_proof"
        | "ask_new_passkey"
        | "add_passkey"
        | "passkey_sign_in"
        | "approve_with_passkey"
        | "staff_code"
        | "staff_passkey"
        | "unlock_counter"
        | "start_totp"
        | "confirm_totp"
        | "remove_totp"
        | "new_recovery_codes"
        | "ask_new_staff_passkey"
        | "add_staff_passkey"
        | "remove_staff_passkey"
        | "change_password"
        | "set_counter_pin"
        | "accept_invitation"
        | "pair_till"
        | "invite_again" => SECRETS,
        // Nothing that is chosen from a list can be refused but by who took the list away.
        "set_group_mode"
        | "keep_apart"
        | "order_replay"
        | "hand_out"
        | "take_order_back"
        | "send_code_again"
        | "staff_sign_out"
        | "sign_out"
        | "set_language"
        | "ask_passkey_sign_in"
        | "ask_staff_passkey"
        | "redeem"
        | "take_data"
        // There is nothing to show without a document that is kept; `own_data.rs` looks at what stays of a reason.
        | "show_document"
        | "show_member_document"
        // There is nothing to tick without money on the card; `closing.rs` looks at it.
        | "close_account"
        | "end_device"
        | "end_devices"
        | "set_consent"
        | "device_key"
        | "send_pin_code"
        | "cancel_top_up"
        | "ask_refund"
        | "ask_passkey_approval"
        | "remove_passkey"
        | "sell"
        | "withdraw"
        | "ask_again"
        | "refund_top_up"
        | "hand_out_refund"
        // The choice stands in the address, and a code is scanned anew.
        | "counter_top_up"
        | "stop_pay_code"
        // What is typed there becomes a line at once.
        | "cart_add"
        | "cart_change"
        | "cart_choose"
        | "cart_end"
        | "cart_pay"
        | "cart_paid"
        // A sale has to be open; `sell.rs` looks at what stays.
        | "cart_hand"
        | "cart_code"
        | "print_deposit"
        | "print_receipt"
        | "print_shift"
        | "print_notice"
        | "print_application"
        // Receipt, goods and pieces stand in the address; `goods_back.rs` looks at what stays of a reason.
        | "return_goods"
        | "return_loose"
        | "exchange_goods"
        | "prove"
        | "order_export"
        | "cancel_export"
        | "remove_view"
        | "reopen_store"
        | "end_coupon_kind"
        | "reopen_coupon_kind"
        | "withdraw_coupon"
        // There is no batch before one was drawn.
        | "void_coupon_batch"
        | "end_card_type"
        | "reopen_card_type"
        | "set_joining_card_type"
        | "end_category"
        | "choose_card"
        | "remove_picture"
        // A browser never fills in a file again.
        | "/office/pictures"
        | "/office/goods/import/file"
        | "import_goods"
        | "end_post"
        | "end_region"
        | "end_segment"
        | "end_note"
        | "end_tag"
        | "tag_member"
        | "reveal_member"
        | "decide_grant"
        | "end_key"
        | "end_till"
        | "lock_counter"
        // Its page is there only before a shop is open; `setup.rs` looks at what stays of what was typed.
        | "open_shop" => BUTTONS,
        name => panic!("the form {name} has no entry: what becomes of what was typed when it is refused?"),
    }
}

/// The people who fill forms in, each with something to be refused about.
struct People {
    world: World,
    stranger: Client,
    boss: Cashier,
    /// A member with nothing on the card, as the card desk has found them.
    poor: String,
    /// Their card.
    poor_card: String,
    /// The shift that is open in the first store.
    shift: String,
    /// A refund that only a person can end.
    refund: String,
}

impl People {
    async fn make(app: &TestApp) -> Self {
        let mut world = World::make(app).await;
        let mut stranger = app.client();
        let sent = stranger.post_form("/do/send_code", &[("phone", "13400134008")]).await;
        assert_eq!(sent.location(), "/join/code");
        let boss = Cashier::sign_in_as(app, "hq").await;
        app.arrange("INSERT INTO region (name, created_at) VALUES ('华东', 1)")
            .await;
        app.arrange(
            "INSERT INTO operator (id, login, name, role, password_hash, created_at) VALUES (41, 'region', '区域', 'region', '', 1)",
        )
        .await;
        app.arrange("INSERT INTO tag (id, name, made_by, made_at) VALUES (1, '大客户', 3, 1), (2, '会员', 3, 1)")
            .await;
        app.arrange(
            "INSERT INTO member_tag (tag_id, member_id, given_by_rule, given_by, since) SELECT 2, id, 0, 3, 1 FROM member",
        )
        .await;
        app.arrange(
            "INSERT INTO segment (id, name, query, made_by, made_at, changed_at) VALUES (1, '有余额', 'balance-min=1.00', 3, 1, 1)",
        )
        .await;
        let found = world
            .here
            .client
            .post_form("/do/find_card", &[("typed", &world.other.phone)])
            .await;
        let poor = found.location().trim_start_matches("/counter/cards/").to_owned();
        let member = app.member_of(&world.other.phone).await;
        let poor_card: i64 = app
            .query(move |tx| tx.value("SELECT id FROM card WHERE member_id = ?1", huika_store::params![member]))
            .await;
        let store = app.state.store.clone();
        let fee = move || {
            let (area, values) = ("card-terms", r#"{"joining_fee_fen": 10000}"#);
            huika_store::testing::set_rule(&store, area, huika_domain::settings::Scope::Chain, values)
        };
        tokio::task::spawn_blocking(fee)
            .await
            .expect("no panic")
            .expect("a rule");
        let number = world.top_up.clone();
        // The gateway must not pay it back before a person can be asked.
        app.stop_gateway();
        world.owner.ask_refund(&number).await;
        app.arrange("UPDATE refund SET status = 'counter', why = 'too-late'")
            .await;
        let refund: String = app.query(|tx| tx.value("SELECT number FROM refund", &[])).await;
        app.arrange(
            "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at) VALUES ('wechat', 'T1', 'unknown-order', '[]', 1, 1)",
        )
        .await;
        app.arrange(
            "INSERT INTO held_top_up (top_up_id, member_id, reason, at) SELECT id, member_id, 'dispute', 1 FROM top_up WHERE status = 'paid'",
        )
        .await;
        // Without one that the till itself has caused, which no sale of this story is large enough for.
        app.arrange(
            "INSERT INTO watched_sale (sale_id, member_id, store_id, till, business_day, at, reason) \
             SELECT id, member_id, store_id, '1', 20261122, 1, 'large-earning' FROM sale",
        )
        .await;
        app.arrange(
            "INSERT INTO payment_reversal (channel, reference, kind, top_up_id, status, at, last_at) \
             SELECT 'wechat', 'D1', 'dispute', id, 'open', 1, 1 FROM top_up WHERE status = 'paid'",
        )
        .await;
        app.arrange("INSERT INTO stack_group (name, mode, made_at) VALUES ('满减', 'best', 1)")
            .await;
        let shift: i64 = app
            .query(|tx| {
                tx.value(
                    "SELECT MAX(id) FROM shift WHERE store_id = 1 AND closed_at IS NULL",
                    &[],
                )
            })
            .await;
        Self {
            world,
            shift: shift.to_string(),
            stranger,
            boss,
            poor,
            poor_card: poor_card.to_string(),
            refund,
        }
    }

    /// Takes away what no use case has written, so that the books can be proved.
    async fn leave(self, app: &TestApp) {
        app.arrange("DELETE FROM held_top_up").await;
        app.arrange("DELETE FROM payment_reversal").await;
        app.arrange("DELETE FROM watched_sale").await;
    }

    fn client(&mut self, who: Who) -> &mut Client {
        match who {
            Who::Stranger => &mut self.stranger,
            Who::Member => &mut self.world.owner.client,
            Who::Cashier => &mut self.world.here.client,
            Who::Headquarters => &mut self.boss.client,
        }
    }

    /// The fields with what only this story knows.
    fn filled<'a>(&'a self, fields: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
        let own = |(name, value): &(&str, &str)| {
            let value = match *name {
                "who" => &self.poor,
                "card" => &self.poor_card,
                "shift" => &self.shift,
                "number" => &self.refund,
                _ => *value,
            };
            ((*name).to_owned(), value.to_owned())
        };
        fields.iter().map(own).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_form_that_is_refused_shows_again_what_was_typed_and_nothing_secret() {
    on_both_engines(async |app| {
        let mut people = People::make(app).await;
        let (mut shown, mut keys) = (0, 0);
        for target in form_targets() {
            for (who, fields) in tried(&target) {
                let fields = people.filled(&fields);
                let client = people.client(who);
                let mut borrowed: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
                borrowed.push(("key", FORM_KEY));
                let refused = client.post_form(&target, &borrowed).await;
                let address = refused.location().to_owned();
                assert!(address.contains("error="), "{target} was not refused: {address}");
                nothing_personal_travels(&target, &refused, &fields);
                let page = client.get(&address).await;
                assert_eq!(page.status, StatusCode::OK, "{target} leads to {address}");
                let forms = Form::all(&page.body);
                for (name, value) in &fields {
                    if SECRET_FIELDS.contains(&name.as_str()) {
                        assert!(!page.body.contains(value.as_str()), "{target} shows its {name} again");
                    } else if is_kept(name)
                        && value != "no store"
                        && value != "no region"
                        && (name, &**value) != (&"fee".into(), "balance")
                    {
                        assert!(
                            forms
                                .iter()
                                .any(|form| form.action == target && form.sends(name).contains(value)),
                            "{target} has forgotten {name} = {value}"
                        );
                    }
                }
                // Every form that has a key keeps it, because nobody may know whether it was carried out.
                let keyed = |form: &&Form| form.action == target && !form.sends("key").is_empty();
                if forms.iter().any(|form| keyed(&form)) {
                    let kept = forms
                        .iter()
                        .any(|form| form.action == target && form.sends("key") == [FORM_KEY]);
                    assert!(kept, "{target} has drawn another key");
                    keys += 1;
                }
                // This once, whoever looks at the page next.
                assert!(client.cookie("huika-typed").is_none(), "{target} keeps its cookie");
                shown += 1;
            }
        }
        assert!(shown >= 17 && keys >= 8, "{shown} forms, {keys} with a key");
        people.leave(app).await;
    })
    .await;
}

/// Who fills a form in, and with what: once, or once for each form that has the same address.
fn tried(target: &str) -> Vec<(Who, Vec<(&'static str, &'static str)>)> {
    let Case::Shows(who, fields) = of_form(target) else {
        return Vec::new();
    };
    let mut all = vec![(who, fields)];
    if target.ends_with("/correct_member") {
        let of = |what, typed: &[(&'static str, &'static str)]| {
            let mut fields = vec![
                ("member", "1"),
                ("what", what),
                ("document", "passport"),
                ("reason", "改资料"),
            ];
            fields.extend(typed);
            (who, fields)
        };
        all.push(of("name", &[("name", "a name of more than twenty signs")]));
        all.push(of(
            "birthday",
            &[
                ("birth[calendar]", "lunar"),
                ("birth[year]", "1990"),
                ("birth[month]", "2"),
                ("birth[day]", "31"),
                ("birth[leap]", "yes"),
            ],
        ));
    }
    all
}

/// Neither the address nor a readable cookie carries what was typed.
fn nothing_personal_travels(target: &str, refused: &Answer, fields: &[(String, String)]) {
    let cookies = refused.headers.get_all("set-cookie").iter();
    let cookies: Vec<&str> = cookies
        .map(|cookie| cookie.to_str().expect("cookies are text"))
        .collect();
    let typed = cookies.iter().find(|cookie| cookie.starts_with("huika-typed="));
    let typed = typed.unwrap_or_else(|| panic!("{target} keeps nothing"));
    assert!(typed.contains("HttpOnly") && typed.contains("SameSite=Lax"), "{typed}");
    let names_what = [
        "who", "number", "operator", "alarm", "sale", "fee", "area", "store", "region", "role", "key_id", "report",
        "query", "till_id", "sign_off", "what", "member", "kind", "day", "next",
    ];
    for (name, value) in fields
        .iter()
        .filter(|(name, value)| value.len() > 3 && !names_what.contains(&&**name))
    {
        assert!(
            !refused.location().contains(value.as_str()),
            "{target} puts {name} into the address"
        );
        assert!(
            !cookies.iter().any(|cookie| cookie.contains(value.as_str())),
            "{target} puts {name} into a cookie"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_field_that_a_page_shows_is_either_kept_or_secret_and_tried_above() {
    on_both_engines(async |app| {
        let mut people = People::make(app).await;
        let mut seen = 0;
        for (who, path) in pages(&people) {
            let page = people.client(who).get(&path).await;
            for form in Form::all(&page.body) {
                for field in form.fields.iter().filter(|field| field.is_seen()) {
                    let (name, what) = (&*field.name, format!("{} of {} on {path}", field.name, form.action));
                    assert!(!(field.is_secret() && is_kept(name)), "{what} is secret and kept");
                    // What stands in these fields may be a code.
                    // What is chosen from a list alone can be refused by nobody but who took the list away.
                    let chosen = ["/do/set_group_mode", "/do/keep_apart"];
                    // Their pages show them while a shift is open.
                    let in_a_shift = ["/do/force_shift", "/do/move_cash", "/do/close_day"];
                    let codes = ["/do/scan", "/do/cart_add", "/do/claim_coupon"];
                    let mut left_out = codes.iter().chain(&chosen).chain(&in_a_shift);
                    if field.is_secret() || left_out.any(|action| *action == form.action) {
                        continue;
                    }
                    assert!(is_kept(name), "{what} is lost when the form is refused");
                    let mut all = tried(&form.action).into_iter().flat_map(|(_, fields)| fields);
                    assert!(
                        all.any(|(tried, _)| row_of(tried) == row_of(name)),
                        "{what} is not tried"
                    );
                    seen += 1;
                }
            }
        }
        assert!(seen >= 30, "{seen} fields");
        people.leave(app).await;
    })
    .await;
}

/// Every page with who may see it, and those that show more when they are asked for more.
/// A field of a list as that of its first row: the rows are alike, and so many as a page has.
fn row_of(name: &str) -> String {
    let mut parts = name
        .split('.')
        .map(|part| if part.parse::<u32>().is_ok() { "0" } else { part });
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + "." + part)
}

fn pages(people: &People) -> Vec<(Who, String)> {
    let mut all = Vec::new();
    for path in page_paths() {
        let (who, id) = match of_page(&path).0 {
            Door::Open => (Who::Stranger, String::new()),
            Door::Member => (Who::Member, people.world.open_order.clone()),
            Door::Staff(_) if path.starts_with("/office") => (Who::Headquarters, String::new()),
            Door::Staff(_) if path.contains("{who}") => (Who::Cashier, people.poor.clone()),
            Door::Staff(_) => (Who::Cashier, people.world.session.clone()),
        };
        all.push((who, with(&example(&path), &id)));
    }
    let members = ["/card/lost", "/card/replaced", "/mall/1"];
    all.extend(members.map(|path| (Who::Member, path.to_owned())));
    let more = [
        "/office/staff/1".to_owned(),
        "/office/staff/1?form=role".to_owned(),
        "/office/staff/1?form=stores".to_owned(),
        "/office/staff/1?form=name".to_owned(),
        "/office/staff/1?form=link".to_owned(),
        "/office/staff/1?form=own-account".to_owned(),
        "/office/staff/1?form=end".to_owned(),
        "/office/staff/41?form=stores".to_owned(),
        "/office/staff/new?role=cashier".to_owned(),
        "/office/staff/new?role=region".to_owned(),
        "/office/stores/1".to_owned(),
        "/office/stores/1?form=change".to_owned(),
        "/office/stores/1?form=region".to_owned(),
        "/office/stores/1?form=open".to_owned(),
        "/office/stores/1?form=favourites".to_owned(),
        "/office/regions?region=1".to_owned(),
        "/office/keys?key=1".to_owned(),
        "/office/members?balance-min=1.00".to_owned(),
        "/office/members/1?form=correct".to_owned(),
        "/office/members/1?form=card".to_owned(),
        "/office/members/1?form=balance".to_owned(),
        "/office/members/1?form=tags".to_owned(),
        "/office/members/1?tab=coupons".to_owned(),
        "/office/coupons/1?form=change".to_owned(),
        "/office/coupons/1?form=codes".to_owned(),
        "/office/coupons/1?form=points".to_owned(),
        "/office/tills?till=1".to_owned(),
        "/office/roles/cashier?form=change".to_owned(),
        "/office/roles/marketing?form=end".to_owned(),
        "/office/payments?alarm=1".to_owned(),
        "/office/payments?held=1".to_owned(),
        "/office/watched?sale=1".to_owned(),
        format!("/office/refunds?number={}", people.refund),
    ];
    all.extend(more.into_iter().map(|path| (Who::Headquarters, path)));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_was_typed_is_shown_to_nobody_else_and_at_no_other_page() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, "13400134010").await;
    let typed = [("choice", "amount"), ("amount", "4800.55"), ("channel", "alipay")];
    let shows = |page: &Answer| page.body.contains("4800.55");

    // Another page in between.
    let refused = member
        .client
        .post_form("/do/top_up", &typed)
        .await
        .location()
        .to_owned();
    member.client.get("/statement").await;
    assert!(!shows(&member.client.get(&refused).await));

    // Somebody else on the same browser.
    member.client.post_form("/do/top_up", &typed).await;
    let kept = member.client.cookie("huika-typed").expect("kept").to_owned();
    let mut other = Member::join(&app, "13400134011").await;
    other.client.put_cookie("huika-typed", &kept);
    assert!(!shows(&other.client.get(&refused).await));

    // Whoever it belongs to; and one that was changed is worth nothing.
    let first = if kept.starts_with('A') { 'B' } else { 'A' };
    let forged = format!("{first}{}", &kept[1..]);
    for (cookie, there) in [(forged.as_str(), false), ("nonsense", false), (&*kept, true)] {
        member.client.put_cookie("huika-typed", cookie);
        assert_eq!(shows(&member.client.get(&refused).await), there, "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_amount_that_does_not_fit_comes_back_with_its_channel_and_no_package_is_chosen_instead() {
    let app = TestApp::new().await;
    let mut member = Member::join(&app, "13400134012").await;
    let typed = [("choice", "amount"), ("amount", "9999"), ("channel", "alipay")];
    let refused = member
        .client
        .post_form("/do/top_up", &typed)
        .await
        .location()
        .to_owned();
    let page = member.client.get(&refused).await;
    let form = Form::all(&page.body)
        .into_iter()
        .find(|form| form.action == "/do/top_up")
        .expect("the form");
    assert_eq!(form.sends("choice"), ["amount"]);
    assert_eq!(form.sends("amount"), ["9999"]);
    assert_eq!(form.sends("channel"), ["alipay"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_of_portal_counter_and_office_renews_itself_when_it_is_shown_again() {
    let app = TestApp::new().await;
    let mut people = People::make(&app).await;
    let mut looked_at = 0;
    for (who, path) in pages(&people) {
        let page = people.client(who).get(&path).await;
        if page.status.is_redirection() {
            continue;
        }
        assert!(page.body.contains("event.persisted"), "{path}");
        looked_at += 1;
    }
    assert!(looked_at >= 40, "{looked_at} pages");
}
