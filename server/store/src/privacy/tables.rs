//! All tables. Another column belongs to one of these lines, or to one of its own.

use super::{
    Columns, Table,
    Until::{self, Account, Always, Books, Days, Use, Work},
    What::{self, Identity, Nothing, Said, Secret, Staff, Trace},
};

const fn columns(what: What, until: Until, names: &'static str) -> Columns {
    Columns { what, until, names }
}

/// Every table of the database.
pub static TABLES: &[Table] = &[
    Table {
        name: "adjustment",
        columns: &[
            columns(Staff, Work, "asked_by decided_by"),
            columns(
                What::Books,
                Books,
                "id number member_id account amount reason status asked_at decided_at entry_id",
            ),
        ],
    },
    Table {
        name: "approval",
        columns: &[
            columns(Secret, Days, "token"),
            columns(Said, Account, "bill"),
            columns(
                Trace,
                Days,
                "id member_id till_session_id store_id till gross_fen amount_fen points points_fen status \
                 asked_at expires_at decided_at decided_by sale_key operator_id receipt_number",
            ),
        ],
    },
    Table {
        name: "audit_sign",
        columns: &[
            columns(Staff, Work, "operator_id comment"),
            columns(Nothing, Always, "id store_id business_day at"),
        ],
    },
    Table {
        name: "audit_tick",
        columns: &[
            columns(Staff, Work, "operator_id comment"),
            columns(Nothing, Always, "id store_id business_day line at figures"),
        ],
    },
    Table {
        name: "bill_file",
        columns: &[
            columns(What::Books, Days, "content"),
            columns(Nothing, Always, "id channel day kind digest fetched_at"),
        ],
    },
    Table {
        name: "brand",
        columns: &[columns(Nothing, Always, "id name created_at")],
    },
    Table {
        name: "campaign",
        columns: &[columns(
            Nothing,
            Always,
            "id name kind stage first_day last_day version begun_at changed_at",
        )],
    },
    Table {
        name: "campaign_replay",
        columns: &[columns(
            Staff,
            Days,
            "id campaign_id version operator_id state sales_total sales_done result server lease_until asked_at ended_at \
                 why",
        )],
    },
    Table {
        name: "campaign_slice",
        columns: &[columns(Nothing, Always, "campaign_id slice left_fen")],
    },
    Table {
        name: "campaign_step",
        columns: &[
            columns(Staff, Work, "made_by"),
            columns(Nothing, Always, "id campaign_id version stage reason at"),
        ],
    },
    Table {
        name: "campaign_use",
        columns: &[columns(
            What::Books,
            Books,
            "id campaign_id version sale_id member_id store_id business_day nth nth_of_day amount_fen lines at released_at",
        )],
    },
    Table {
        name: "campaign_version",
        columns: &[
            columns(Staff, Work, "made_by"),
            columns(Nothing, Always, "id campaign_id version body reason at"),
        ],
    },
    Table {
        name: "card",
        columns: &[columns(
            What::Books,
            Books,
            "id number member_id card_type_id status issued_at ended_at replaced_by_id chosen_at further \
                 expires_at joined_month annual_year service_month annual_owed_fen annual_asked_day",
        )],
    },
    Table {
        name: "card_event",
        columns: &[
            columns(Said, Account, "identification"),
            columns(Staff, Work, "operator_id sold_by"),
            columns(
                What::Books,
                Books,
                "id member_id card_id kind at store_id entry_id detail invoiced",
            ),
        ],
    },
    Table {
        name: "card_type",
        columns: &[columns(
            Nothing,
            Always,
            "id code name name_en kind colour giver on_joining position created_at ended_at picture",
        )],
    },
    Table {
        name: "card_type_store",
        columns: &[columns(Nothing, Always, "card_type_id store_id")],
    },
    Table {
        name: "closing",
        columns: &[columns(
            What::Books,
            Books,
            "id member_id state asked_at due_at given_up_fen status_before ended_at why",
        )],
    },
    Table {
        name: "code_send",
        columns: &[
            columns(Identity, Days, "phone prefix"),
            columns(Secret, Days, "address network"),
            columns(Trace, Days, "id sent_at"),
        ],
    },
    Table {
        name: "code_use",
        columns: &[columns(Trace, Days, "handle step member_id store_id till used_at")],
    },
    Table {
        name: "consent",
        columns: &[columns(
            Said,
            Books,
            "id member_id purpose channel version wording given_at given_via withdrawn_at withdrawn_via",
        )],
    },
    Table {
        name: "coupon",
        columns: &[
            columns(Said, Account, "reason end_reason"),
            columns(Secret, Books, "code"),
            columns(Staff, Work, "operator_id ended_by"),
            columns(
                What::Books,
                Books,
                "id kind_id version_id member_id state cause occasion batch_id from_coupon_id store_id given_at valid_from \
                 valid_until worth_fen ended_at",
            ),
        ],
    },
    Table {
        name: "coupon_batch",
        columns: &[
            columns(Staff, Work, "made_by voided_by void_reason"),
            columns(
                Nothing,
                Always,
                "id number kind_id pieces purpose claim_until made_at voided_at",
            ),
        ],
    },
    Table {
        name: "coupon_kind",
        columns: &[columns(
            Nothing,
            Always,
            "id code version_id on_birthday created_at ended_at",
        )],
    },
    Table {
        name: "coupon_use",
        columns: &[columns(
            What::Books,
            Books,
            "id coupon_id sale_id member_id store_id business_day at saved_fen back_at",
        )],
    },
    Table {
        name: "coupon_version",
        columns: &[
            columns(Staff, Work, "made_by"),
            columns(Nothing, Always, "id kind_id version name name_en terms made_at"),
        ],
    },
    Table {
        name: "data_copy",
        columns: &[columns(
            Trace,
            Days,
            "id member_id device_id asked_at expires_at fetched_at",
        )],
    },
    Table {
        name: "day_close",
        columns: &[
            columns(Staff, Work, "operator_id reason"),
            columns(
                Nothing,
                Always,
                "id store_id business_day at forced principal_fen bonus_fen points",
            ),
        ],
    },
    Table {
        name: "day_seal",
        columns: &[columns(
            Nothing,
            Always,
            "business_day entries postings last_entry hash previous sealed_at form",
        )],
    },
    Table {
        name: "day_total",
        columns: &[columns(
            Nothing,
            Always,
            "business_day kind account commodity party lines amount",
        )],
    },
    Table {
        name: "device",
        columns: &[
            columns(Secret, Days, "token_hash handle"),
            columns(Secret, Account, "code_key key_before"),
            columns(Trace, Account, "user_agent place"),
            columns(
                Trace,
                Days,
                "id member_id created_at last_seen_at expires_at ended_at wrong_codes wrong_since locked_until \
                 ended_why key_before_until by_code",
            ),
        ],
    },
    Table {
        name: "entry",
        columns: &[
            columns(Staff, Work, "operator_id"),
            columns(
                What::Books,
                Books,
                "id kind reference member_id store_id at business_day reverses_id explanation money_after \
                 points_after principal_change bonus_change points_change origin shift_id own_day",
            ),
        ],
    },
    Table {
        name: "entry_seal",
        columns: &[columns(Nothing, Always, "entry_id business_day marks")],
    },
    Table {
        name: "export",
        columns: &[columns(
            Staff,
            Days,
            "id operator_id report query format language state rows_total rows_done bytes asked_at server \
                 lease_until ended_at expires_at downloads why",
        )],
    },
    Table {
        name: "export_part",
        columns: &[columns(What::Books, Use, "id export_id part content")],
    },
    Table {
        name: "favourite_goods",
        columns: &[columns(Nothing, Always, "id store_id place goods_id")],
    },
    Table {
        name: "gate",
        columns: &[columns(Nothing, Always, "name")],
    },
    Table {
        name: "gift",
        columns: &[columns(
            What::Books,
            Books,
            "id number giver_id taker_id points business_day at given_entry_id taken_entry_id",
        )],
    },
    Table {
        name: "goods",
        columns: &[columns(
            Nothing,
            Always,
            "id code name kind category_id brand_id unit barcode list_fen member_fen dealer1_fen dealer2_fen \
                 dealer3_fen no_discount no_points sold_from sold_until created_at changed_at picture",
        )],
    },
    Table {
        name: "goods_category",
        columns: &[columns(Nothing, Always, "id parent_id level name created_at")],
    },
    Table {
        name: "goods_gram",
        columns: &[columns(Nothing, Always, "gram goods_id")],
    },
    Table {
        name: "goods_import",
        columns: &[
            columns(Staff, Days, "made_by"),
            columns(Nothing, Always, "id name cells made_at done_at made changed same"),
        ],
    },
    Table {
        name: "goods_price",
        columns: &[columns(Nothing, Always, "id goods_id lowest_fen until_at")],
    },
    Table {
        name: "grant_batch",
        columns: &[
            columns(Staff, Work, "asked_by decided_by"),
            columns(
                Nothing,
                Always,
                "id number account amount expires_at reason everybody last_member cursor_member granted asked_at \
                 done_at state takers segment confirmed_at decided_at coupon_kind_id",
            ),
        ],
    },
    Table {
        name: "grant_member",
        columns: &[columns(What::Books, Books, "batch_id member_id")],
    },
    Table {
        name: "grant_refusal",
        columns: &[
            columns(Identity, Account, "typed"),
            columns(What::Books, Books, "id batch_id member_id line why"),
        ],
    },
    Table {
        name: "guess",
        columns: &[columns(Secret, Use, "bucket wrong last_at wait_until")],
    },
    Table {
        name: "hand_discount",
        columns: &[
            columns(Staff, Work, "operator_id approved_by note"),
            columns(
                What::Books,
                Books,
                "id sale_id number member_id store_id business_day at line kind figure amount_fen reason",
            ),
        ],
    },
    Table {
        name: "held_top_up",
        columns: &[
            columns(Staff, Work, "decided_by"),
            columns(
                What::Books,
                Books,
                "id top_up_id member_id reason at decided_at decision gone_fen points note",
            ),
        ],
    },
    Table {
        name: "hold",
        columns: &[columns(
            What::Books,
            Books,
            "id number member_id purpose status entry_id closed_entry_id at closed_at held_top_up_id",
        )],
    },
    Table {
        name: "item",
        columns: &[columns(
            Nothing,
            Always,
            "id code name description picture points stock member_limit position ended_at coupon_kind_id",
        )],
    },
    Table {
        name: "liability_day",
        columns: &[columns(
            Nothing,
            Always,
            "business_day store_id origin_store_id kind principal_fen bonus_fen points_up points_down",
        )],
    },
    Table {
        name: "lease",
        columns: &[columns(Nothing, Always, "name holder until done_at")],
    },
    Table {
        name: "loose_return",
        columns: &[
            columns(Staff, Work, "operator_id approved_by reason"),
            columns(
                What::Books,
                Books,
                "id number entry_id store_id at goods_id name pieces lowest_fen price_fen amount_fen tender",
            ),
        ],
    },
    Table {
        name: "member",
        columns: &[
            columns(Identity, Account, "phone name birthday"),
            columns(
                Said,
                Account,
                "language source terms_version referral_code referred_by birthday_corrections birthday_document \
                 birthday_at",
            ),
            columns(Staff, Account, "entered_by birthday_operator_id"),
            columns(
                What::Books,
                Books,
                "id status tier_rank no_pin_limit_fen home_store_id joined_at claimed_at name_indexed earned_rank earned_until \
                 tier_since hand_rank hand_until merged_into",
            ),
        ],
    },
    Table {
        name: "member_day",
        columns: &[columns(
            What::Books,
            Books,
            "member_id day net_fen topped_up_fen earned",
        )],
    },
    Table {
        name: "member_document",
        columns: &[
            columns(Staff, Account, "operator_id"),
            columns(Secret, Account, "sealed fingerprint"),
            columns(Identity, Account, "id member_id kind tail at"),
        ],
    },
    Table {
        name: "member_guardian",
        columns: &[
            columns(Staff, Account, "operator_id"),
            columns(Identity, Account, "id member_id name at store_id"),
        ],
    },
    Table {
        name: "member_merge",
        columns: &[
            columns(Staff, Work, "asked_by decided_by"),
            columns(
                What::Books,
                Books,
                "id number from_id into_id state reason asked_at decided_at out_entry_id in_entry_id",
            ),
        ],
    },
    Table {
        name: "member_name_gram",
        columns: &[columns(Identity, Account, "gram member_id place")],
    },
    Table {
        name: "member_note",
        columns: &[
            columns(Staff, Account, "made_by ended_by"),
            columns(Said, Account, "id member_id text made_at ended_at"),
        ],
    },
    Table {
        name: "member_openid",
        columns: &[columns(Identity, Account, "member_id app openid at")],
    },
    Table {
        name: "member_pin",
        columns: &[columns(
            Secret,
            Account,
            "member_id hash wrong_tries locked_until usable_from set_at",
        )],
    },
    Table {
        name: "member_profile",
        columns: &[columns(
            Identity,
            Account,
            "member_id gender anniversary address email changed_at",
        )],
    },
    Table {
        name: "member_tag",
        columns: &[
            columns(Staff, Account, "given_by taken_by"),
            columns(Said, Account, "id tag_id member_id given_by_rule since until"),
        ],
    },
    Table {
        name: "money_lot",
        columns: &[columns(
            What::Books,
            Books,
            "id member_id entry_id principal_granted bonus_granted principal_left bonus_left spend_order \
                 bonus_expires_at rule created_at emptied bonus_emptied rules_version card_type_id use_rank",
        )],
    },
    Table {
        name: "one_time_code",
        columns: &[
            columns(Identity, Days, "phone"),
            columns(
                Secret,
                Days,
                "id token_hash purpose fingerprint wrong_tries sent_at expires_at",
            ),
        ],
    },
    Table {
        name: "open_point_lot",
        columns: &[columns(
            What::Books,
            Books,
            "member_id lot_id remaining granted available_from expires_at created_at",
        )],
    },
    Table {
        name: "operator",
        columns: &[
            columns(Identity, Account, "member_id"),
            columns(Secret, Work, "password_hash"),
            columns(Staff, Work, "id login name store_id ended_at created_at role"),
        ],
    },
    Table {
        name: "operator_factor",
        columns: &[
            columns(Secret, Work, "totp totp_next"),
            columns(
                Staff,
                Work,
                "operator_id totp_next_until last_step wrong_tries locked_until",
            ),
        ],
    },
    Table {
        name: "operator_pin",
        columns: &[
            columns(Secret, Work, "hash"),
            columns(Staff, Work, "operator_id wrong_tries set_at"),
        ],
    },
    Table {
        name: "operator_post",
        columns: &[columns(
            Staff,
            Work,
            "id operator_id role from_day until_day in_force reason made_by made_at ended_at",
        )],
    },
    Table {
        name: "operator_post_place",
        columns: &[columns(Staff, Work, "id post_id store_id region_id")],
    },
    Table {
        name: "operator_post_store",
        columns: &[columns(Staff, Work, "post_id operator_id store_id")],
    },
    Table {
        name: "operator_region",
        columns: &[columns(Staff, Work, "operator_id region_id")],
    },
    Table {
        name: "operator_store",
        columns: &[columns(Staff, Work, "operator_id store_id region_id")],
    },
    Table {
        name: "outbox",
        columns: &[
            columns(Identity, Use, "payload"),
            columns(
                Trace,
                Days,
                "id kind due_at expires_at attempts created_at done_at outcome",
            ),
        ],
    },
    Table {
        name: "passkey",
        columns: &[
            columns(Staff, Work, "operator_id"),
            columns(
                Secret,
                Account,
                "id member_id key_id kept counter name made_at used_at owner_handle",
            ),
        ],
    },
    Table {
        name: "passkey_question",
        columns: &[columns(
            Secret,
            Use,
            "id token_hash purpose subject state address asked_at expires_at",
        )],
    },
    Table {
        name: "parked_sale",
        columns: &[
            columns(Secret, Days, "token session"),
            columns(Staff, Days, "operator_id"),
            columns(
                Trace,
                Days,
                "id store_id till member_id body state opened_at changed_at receipt_number",
            ),
        ],
    },
    Table {
        name: "pay_code",
        columns: &[
            columns(Secret, Books, "code_hash"),
            columns(Staff, Work, "operator_id"),
            columns(
                What::Books,
                Books,
                "id number purpose subject member_id channel merchant app amount_fen store_id till state refusal opened_at \
                 paid_at transaction_id ended_at poll_at polls used_at used_by",
            ),
        ],
    },
    Table {
        name: "pay_code_refund",
        columns: &[columns(
            What::Books,
            Books,
            "id number pay_code return_number amount_fen state opened_at settled_at transaction_id",
        )],
    },
    Table {
        name: "payment_alarm",
        columns: &[
            columns(Staff, Work, "settled_by note"),
            columns(
                What::Books,
                Books,
                "id channel number reason detail at settled_at last_at times",
            ),
        ],
    },
    Table {
        name: "payment_reversal",
        columns: &[columns(
            What::Books,
            Books,
            "id channel reference kind top_up_id amount_fen status at last_at",
        )],
    },
    Table {
        name: "picture",
        columns: &[
            columns(Staff, Work, "made_by"),
            columns(Nothing, Always, "digest content width height made_at"),
        ],
    },
    Table {
        name: "point_lot",
        columns: &[columns(
            What::Books,
            Books,
            "id member_id entry_id granted available_from expires_at rule created_at lapsed rules_version",
        )],
    },
    Table {
        name: "posting",
        columns: &[columns(
            What::Books,
            Books,
            "entry_id line account commodity member_id party lot_id amount balance_after",
        )],
    },
    Table {
        name: "proof",
        columns: &[columns(Nothing, Always, "id at entries postings differences took_ms")],
    },
    Table {
        name: "reconciliation",
        columns: &[columns(
            Nothing,
            Always,
            "id channel day at digest lines matched differences waiting paid_fen refunded_fen fees_fen \
                 took_ms",
        )],
    },
    Table {
        name: "reconciliation_finding",
        columns: &[columns(
            What::Books,
            Books,
            "id reconciliation_id kind number transaction_id ours_fen theirs_fen ours theirs at",
        )],
    },
    Table {
        name: "recovery_code",
        columns: &[columns(Secret, Work, "id operator_id fingerprint made_at used_at")],
    },
    Table {
        name: "redemption",
        columns: &[
            columns(Staff, Work, "collected_by"),
            columns(
                What::Books,
                Books,
                "id number member_id item_id entry_id points status at collected_at store_id coupon_id code collected_till \
                 cancelled_at",
            ),
        ],
    },
    Table {
        name: "referral",
        columns: &[columns(
            What::Books,
            Books,
            "id member_id referrer_id joined_at until_day state why sale_entry_id rewarded_at rewarded_month friend_points \
             referrer_points friend_entry_id referrer_entry_id taken_back_at",
        )],
    },
    Table {
        name: "referral_phone",
        columns: &[columns(Secret, Days, "id fingerprint at")],
    },
    Table {
        name: "refund",
        columns: &[
            columns(Staff, Work, "operator_id settled_by approved_by reason"),
            columns(
                What::Books,
                Books,
                "id number top_up_id member_id hold_id channel kind amount_fen bonus_fen points status opened_at \
                 settled_at transaction_id why way store_id approved_at",
            ),
        ],
    },
    Table {
        name: "region",
        columns: &[columns(Nothing, Always, "id name created_at ended_at")],
    },
    Table {
        name: "request",
        columns: &[
            columns(What::Books, Days, "scope answer"),
            columns(Secret, Days, "id key fingerprint at"),
        ],
    },
    Table {
        name: "return_wish",
        columns: &[
            columns(Staff, Work, "asked_by decided_by reason"),
            columns(
                What::Books,
                Books,
                "id number store_id till asked_at body state decided_at return_number",
            ),
        ],
    },
    Table {
        name: "right_use",
        columns: &[columns(
            Staff,
            Work,
            "id operator_id capability day amount reference at",
        )],
    },
    Table {
        name: "role",
        columns: &[columns(
            Nothing,
            Always,
            "id code name post sight rights made_at ended_at",
        )],
    },
    Table {
        name: "role_change",
        columns: &[columns(
            Staff,
            Work,
            "id role_id at operator_id reason name_was name rights_was rights",
        )],
    },
    Table {
        name: "rule",
        columns: &[
            columns(Staff, Work, "made_by"),
            columns(
                Nothing,
                Always,
                "id area scope_kind scope_id body body_version effective_from source reason at",
            ),
        ],
    },
    Table {
        name: "sale",
        columns: &[
            columns(Staff, Work, "operator_id"),
            columns(
                What::Books,
                Books,
                "id receipt_number entry_id member_id store_id till at business_day gross_fen discount_fen \
                 points_used points_fen principal_fen bonus_fen outside_fen outside_channel points_earned \
                 returned_fen rules_version rules_at tier_rank",
            ),
        ],
    },
    Table {
        name: "sale_lines",
        columns: &[columns(
            What::Books,
            Books,
            "sale_id member_id version list_version body",
        )],
    },
    Table {
        name: "sale_return",
        columns: &[
            columns(Staff, Work, "operator_id approved_by reason"),
            columns(
                What::Books,
                Books,
                "id number sale_id entry_id member_id store_id at gross_fen line given_back pieces exception exchange_sale_id",
            ),
        ],
    },
    Table {
        name: "sale_tender",
        columns: &[columns(
            What::Books,
            Books,
            "sale_id number member_id tender amount_fen",
        )],
    },
    Table {
        name: "saved_view",
        columns: &[columns(Staff, Work, "id operator_id report name query")],
    },
    Table {
        name: "segment",
        columns: &[
            columns(Staff, Work, "made_by query"),
            columns(Nothing, Always, "id name made_at changed_at ended_at"),
        ],
    },
    Table {
        name: "sent_form",
        columns: &[columns(Secret, Days, "id fingerprint answer at")],
    },
    Table {
        name: "setting",
        columns: &[columns(Nothing, Always, "key value")],
    },
    Table {
        name: "shift",
        columns: &[
            columns(Staff, Work, "operator_id closed_by"),
            columns(
                Nothing,
                Always,
                "id store_id till automatic business_day opened_at previous_id carried_fen float_fen \
                 float_pieces closed_at ending",
            ),
        ],
    },
    Table {
        name: "shift_count",
        columns: &[
            columns(Staff, Work, "operator_id reason"),
            columns(Nothing, Always, "id shift_id at pieces tenders cash_fen difference_fen"),
        ],
    },
    Table {
        name: "sign_off",
        columns: &[
            columns(Staff, Work, "asked_by chosen_id decided_by"),
            columns(
                What::Books,
                Books,
                "id kind subject store_id member_id amount detail asked_at decision decided_at",
            ),
        ],
    },
    Table {
        name: "stack_apart",
        columns: &[columns(Nothing, Always, "one_id other_id")],
    },
    Table {
        name: "stack_group",
        columns: &[columns(Nothing, Always, "id name mode made_at")],
    },
    Table {
        name: "staff_act",
        columns: &[
            columns(Said, Account, "identification was detail"),
            columns(
                Staff,
                Work,
                "id at operator_id store_id kind member_id about_operator_id",
            ),
        ],
    },
    Table {
        name: "staff_invitation",
        columns: &[
            columns(Secret, Use, "token_hash"),
            columns(Staff, Work, "id operator_id made_by made_at expires_at ended_at"),
        ],
    },
    Table {
        name: "staff_session",
        columns: &[
            columns(Secret, Days, "token_hash"),
            columns(
                Staff,
                Days,
                "operator_id store_id till created_at last_seen_at expires_at ended_at",
            ),
        ],
    },
    Table {
        name: "staff_step",
        columns: &[
            columns(Secret, Use, "token_hash"),
            columns(Staff, Use, "id operator_id store_id till at expires_at"),
        ],
    },
    Table {
        name: "store",
        columns: &[columns(
            Nothing,
            Always,
            "id code name address created_at phone hours map_link closed_at day_held_at",
        )],
    },
    Table {
        name: "store_day",
        columns: &[columns(
            Nothing,
            Always,
            "business_day store_id entries sales due_fen discount_fen by_points_fen returns returned_fen top_ups \
                 redemptions money_in_fen money_out_fen fees_fen",
        )],
    },
    Table {
        name: "store_region",
        columns: &[columns(Nothing, Always, "store_id region_id from_day until_day")],
    },
    Table {
        name: "tag",
        columns: &[
            columns(Staff, Work, "made_by"),
            columns(Nothing, Always, "id name made_at ended_at"),
        ],
    },
    Table {
        name: "tier",
        columns: &[columns(
            Nothing,
            Always,
            "rank code threshold_fen points_percent discount_percent",
        )],
    },
    Table {
        name: "tier_change",
        columns: &[
            columns(Staff, Work, "operator_id"),
            columns(
                What::Books,
                Books,
                "id member_id at day from_rank to_rank tier cause counted until_day entry_id reason",
            ),
        ],
    },
    Table {
        name: "tier_gift",
        columns: &[columns(What::Books, Books, "member_id rank day points entry_id")],
    },
    Table {
        name: "tier_notice",
        columns: &[columns(
            What::Books,
            Books,
            "member_id until_day rank counted missing asked_at outbox_id sent_at",
        )],
    },
    Table {
        name: "till_device",
        columns: &[
            columns(Secret, Work, "code_hash token_hash"),
            columns(Staff, Work, "made_by"),
            columns(
                Nothing,
                Always,
                "id store_id name made_at code_expires_at paired_at last_used_at ended_at",
            ),
        ],
    },
    Table {
        name: "till_key",
        columns: &[
            columns(Secret, Work, "key_hash hint"),
            columns(Staff, Work, "created_by"),
            columns(
                Nothing,
                Always,
                "id name store_id till created_at ended_at last_used_at",
            ),
        ],
    },
    Table {
        name: "till_session",
        columns: &[
            columns(Secret, Days, "token"),
            columns(Staff, Days, "operator_id"),
            columns(
                Trace,
                Days,
                "id member_id store_id till rights opened_at expires_at ended_at sale_id rules_version",
            ),
        ],
    },
    Table {
        name: "top_up",
        columns: &[
            columns(Secret, Books, "token"),
            columns(Identity, Account, "pay_target"),
            columns(
                What::Books,
                Books,
                "id number member_id channel method merchant app currency principal_fen bonus_fen points rule \
                 status opened_at expires_at paid_at transaction_id entry_id pay_kind pay_until poll_at polls \
                 closed_why first_fen rules_version card_type_id store_id till invoiced",
            ),
            columns(Staff, Work, "operator_id sold_by"),
        ],
    },
    Table {
        name: "typed_code",
        columns: &[
            columns(Staff, Work, "operator_id"),
            columns(
                What::Books,
                Books,
                "id sale_id member_id store_id business_day at code amount_fen",
            ),
        ],
    },
    Table {
        name: "wallet",
        columns: &[columns(
            What::Books,
            Books,
            "member_id principal_fen bonus_fen points shortfall held_principal_fen held_bonus_fen \
                 held_points no_pin_day no_pin_fen visits last_visit_at spent_fen sums_day \
                 day_net_fen day_topped_up_fen day_earned tier_left tier_mark",
        )],
    },
    Table {
        name: "watched_sale",
        columns: &[
            columns(Staff, Work, "decided_by note"),
            columns(
                What::Books,
                Books,
                "id sale_id member_id store_id till business_day at reason hold decision decided_at",
            ),
        ],
    },
    Table {
        name: "z_slip",
        columns: &[
            columns(Staff, Work, "body"),
            columns(
                Nothing,
                Always,
                "id shift_id store_id till number at business_day expected_fen counted_fen",
            ),
        ],
    },
];
