//! What members agree to be written to for: by purpose and by way, in words that are kept, and taken back at once.

use huika_domain::{ConsentChannel, ConsentPurpose, ConsentTo, ConsentVia, MemberId, OperatorId};
use huika_store::{
    member::{Wording, consent_history, consents, give_consent, may_send, withdraw_consent},
    params,
};

use crate::shop::{Shop, on_both_engines};

const PHONE: &str = "13900139000";
const SHOWN: Wording = Wording { chinese: false };

fn to(purpose: ConsentPurpose, channel: ConsentChannel) -> ConsentTo {
    ConsentTo { purpose, channel }
}

fn give(shop: &Shop, member: MemberId, what: ConsentTo) {
    shop.write(move |tx| give_consent(tx, member, what, SHOWN, ConsentVia::Phone))
        .expect("it is kept");
}

fn take_back(shop: &Shop, member: MemberId, what: ConsentTo) {
    shop.write(move |tx| withdraw_consent(tx, member, what, ConsentVia::Phone))
        .expect("it is kept");
}

fn may(shop: &Shop, member: MemberId, what: ConsentTo) -> bool {
    shop.read(move |tx| may_send(tx, member, what.purpose, what.channel))
}

#[test]
fn a_consent_is_for_one_purpose_by_one_way_and_ends_at_once() {
    on_both_engines(|shop| {
        shop.set_rule("consents", r#"{"mail": true}"#);
        let (member, other) = (shop.join(PHONE).id, shop.join("13900139001").id);
        let by_sms = to(ConsentPurpose::Offers, ConsentChannel::Sms);
        assert!(
            ConsentTo::all().all(|what| !may(shop, member, what)),
            "nothing is agreed to by joining"
        );
        give(shop, member, by_sms);
        give(shop, member, by_sms);
        for what in ConsentTo::all() {
            assert_eq!(may(shop, member, what), what == by_sms, "{what:?}");
            assert!(!may(shop, other, what), "{what:?}");
        }
        take_back(shop, member, by_sms);
        take_back(shop, member, by_sms);
        assert!(!may(shop, member, by_sms));
        shop.clock.advance_secs(60);
        give(shop, member, by_sms);
        assert!(may(shop, member, by_sms));
        let history = shop.read(move |tx| consent_history(tx, member));
        assert_eq!(
            history.len(),
            2,
            "what was given twice is one, what was given again another"
        );
        assert!(history[0].withdrawn_at.is_none() && history[1].withdrawn_at.is_some());
    });
}

#[test]
fn the_words_that_somebody_saw_stay_with_their_consent_when_the_shop_writes_others() {
    on_both_engines(|shop| {
        let (early, late) = (shop.join(PHONE).id, shop.join("13900139001").id);
        let by_sms = to(ConsentPurpose::Care, ConsentChannel::Sms);
        give(shop, early, by_sms);
        shop.set_rule(
            "consents",
            r#"{"version": "2027-01", "care_en": "Write to me on my birthday"}"#,
        );
        give(shop, late, by_sms);
        let said = |member: MemberId| {
            let kept = shop.read(move |tx| consent_history(tx, member)).remove(0);
            (kept.version, kept.wording)
        };
        assert_eq!(said(late), ("2027-01".into(), "Write to me on my birthday".into()));
        let (version, wording) = said(early);
        assert!(
            version == "2026-11" && wording.starts_with("Send me birthday"),
            "{version}: {wording}"
        );
        assert!(may(shop, early, by_sms), "another wording takes nothing back");
    });
}

#[test]
fn a_way_that_the_shop_does_not_use_is_not_asked_and_nothing_is_sent_by_it_but_it_can_be_taken_back() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE).id;
        let by_call = to(ConsentPurpose::Offers, ConsentChannel::Call);
        let asked = |shop: &Shop| -> Vec<ConsentTo> {
            let all = shop.read(move |tx| consents(tx, member));
            all.into_iter().map(|consent| consent.to).collect()
        };
        assert!(!asked(shop).contains(&by_call));
        give(shop, member, by_call);
        assert_eq!(
            shop.read(move |tx| consent_history(tx, member)).len(),
            0,
            "what is not asked is not agreed to"
        );
        shop.set_rule("consents", r#"{"call": true}"#);
        give(shop, member, by_call);
        assert!(may(shop, member, by_call));
        shop.set_rule("consents", r#"{"call": false}"#);
        assert!(!may(shop, member, by_call));
        assert!(asked(shop).contains(&by_call), "it still stands on the member's page");
        take_back(shop, member, by_call);
        assert!(!asked(shop).contains(&by_call));
    });
}

#[test]
fn the_office_sees_the_history_of_the_members_of_its_stores() {
    on_both_engines(|shop| {
        let member = shop.join(PHONE).id;
        let by_sms = to(ConsentPurpose::Offers, ConsentChannel::Sms);
        give(shop, member, by_sms);
        take_back(shop, member, by_sms);
        give(shop, member, by_sms);
        let rows = |viewer: i64, query: &'static [(&'static str, &'static str)]| {
            shop.rows(OperatorId::new(viewer), "consents", query)
        };
        assert_eq!(rows(3, &[]), 2);
        assert_eq!(rows(3, &[("state", "in-force")]), 1);
        assert_eq!(rows(3, &[("purpose", "care")]), 0);
        assert_eq!(rows(3, &[("phone", PHONE)]), 2);
        assert_eq!(rows(2, &[]), 0, "a manager sees nothing of members of no store");
        shop.write(move |tx| tx.exec("UPDATE member SET home_store_id = 1 WHERE id = ?1", params![member]))
            .expect("it is written");
        assert!(rows(2, &[]) <= 2);
    });
}
