//! Cards lost, frozen and replaced, from the phone and at the card desk.

use http::StatusCode;
use huika_domain::CardStatus;

use crate::client::{Answer, Client};
use crate::people::{Cashier, Member};
use crate::test_app::on_both_engines;

use super::{PHONE, PIN, a_minute_later, words_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_loss_report_on_the_phone_stops_everything_at_once_and_leaves_a_receipt() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        member.set_pin(PIN).await;
        let code = member.code(app).await;
        let mut other_page = member.client.clone();
        let mut events = other_page.listen("/events?asked=").await;
        assert!(member.client.get("/card/lost").await.body.contains("立即停用"));
        let done = member.client.post_form("/do/change_card", &[("wish", "lost")]).await;
        let receipt = done.location().to_owned();
        assert!(receipt.starts_with("/card/receipt/"), "{receipt}");
        assert_eq!(done.header("clear-site-data"), "\"storage\"");
        let mut cashier = Cashier::sign_in(app).await;
        assert!(
            cashier.scan(&code).await.contains("error=code-unknown"),
            "the next scan fails"
        );
        assert!(
            events.next_event().await.contains("event: over"),
            "an open page learns it"
        );
        // The receipt needs nobody signed in, and nobody can make one up.
        let mut anybody = app.client();
        let page = anybody.get(&receipt).await.body;
        assert!(page.contains("已挂失") && page.contains("生效时间"));
        let forged = receipt.replace(&receipt[receipt.len() - 4..], "0000");
        assert_eq!(anybody.get(&forged).await.status, StatusCode::NOT_FOUND);
        let mut old = other_page;
        assert_eq!(old.get("/").await.location(), "/signed-out");
        assert!(old.get("/signed-out").await.body.contains("会员卡已挂失"));

        // Whoever signs in with the phone now does not get further than its owner's PIN.
        a_minute_later(app).await;
        let mut again = Member::sign_in(app, PHONE).await;
        assert_eq!(again.client.get("/code").await.location(), "/card");
        let refused = again
            .client
            .post_form("/do/change_card", &[("wish", "found"), ("pin", "000001")])
            .await;
        assert!(refused.location().contains("error=pin-wrong"), "{}", refused.location());
        let refused = again
            .client
            .post_form("/do/new_card", &[("pin", ""), ("key", "new-card-key")])
            .await;
        assert!(refused.location().contains("error=pin-shape"), "{}", refused.location());
        let found = again
            .client
            .post_form("/do/change_card", &[("wish", "found"), ("pin", PIN)])
            .await;
        assert!(found.location().starts_with("/card/receipt/"), "{}", found.location());
        assert_eq!(again.client.get("/code").await.status, StatusCode::OK);
        assert!(cashier.scan(&again.code(app).await).await.starts_with("/counter/sale/"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_frozen_card_spends_nothing_and_a_new_card_keeps_what_was_on_the_old() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let before = app.home_of(PHONE).await;
        let mut cashier = Cashier::sign_in(app).await;
        let code = member.code(app).await;
        member.client.post_form("/do/change_card", &[("wish", "frozen")]).await;
        assert!(cashier.scan(&code).await.contains("error=not-active"));
        assert_eq!(member.client.get("/code").await.location(), "/card");
        member
            .client
            .post_form("/do/change_card", &[("wish", "unfrozen")])
            .await;
        assert!(cashier.scan(&code).await.starts_with("/counter/sale/"));

        let key = member.client.get("/card/replaced").await.field("key");
        let mut answers = Vec::new();
        for _ in 0..2 {
            answers.push(
                member
                    .client
                    .post_form("/do/new_card", &[("key", &key)])
                    .await
                    .location()
                    .to_owned(),
            );
        }
        assert!(
            answers.iter().all(|answer| answer.starts_with("/card/receipt/")),
            "{answers:?}"
        );
        let after = app.home_of(PHONE).await;
        assert_ne!(after.card.number, before.card.number);
        assert_eq!(after.balance.get(), before.balance.get() - 300, "the fee, once");
        assert_eq!(after.points, before.points);
        assert!(
            cashier
                .scan(&before.card.number.as_digits())
                .await
                .contains("error=code-unknown")
        );
        let page = member.client.get("/card").await.body;
        assert!(
            page.contains("已冻结") && page.contains("已补卡"),
            "what happened is listed"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_card_desk_serves_whoever_shows_a_document_and_only_by_the_right_role() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        let code = member.code(app).await;
        let mut cashier = Cashier::sign_in(app).await;
        let unknown = cashier
            .client
            .post_form("/do/find_card", &[("typed", "13700137999")])
            .await;
        assert!(words_of(&mut cashier.client, &unknown).await.contains("没有找到"));
        let desk = cashier
            .client
            .post_form("/do/find_card", &[("typed", PHONE)])
            .await
            .location()
            .to_owned();
        let page = cashier.client.get(&desk).await;
        assert!(
            page.body.contains("137****7000") && !page.body.contains(PHONE),
            "masked"
        );
        let who = desk.rsplit('/').next().unwrap().to_owned();
        let serve = |wish, document| {
            [
                ("who", who.clone()),
                ("wish", String::from(wish)),
                ("document", String::from(document)),
                ("fee", "balance".into()),
                ("key", format!("desk-{wish}")),
            ]
        };
        let refused = post(&mut cashier.client, &serve("lost", "")).await;
        assert!(
            refused.location().contains("error=no-identification"),
            "{}",
            refused.location()
        );
        let mut auditor = Cashier::sign_in_as(app, "hq").await;
        assert_eq!(auditor.client.get("/counter/cards").await.location(), "/office");
        let refused = post(&mut auditor.client, &serve("lost", "passport")).await;
        assert!(
            refused.location().contains("error=not-your-role"),
            "{}",
            refused.location()
        );
        let mut elsewhere = Cashier::sign_in_as(app, "jingan").await;
        assert_eq!(
            elsewhere.client.get(&desk).await.status,
            StatusCode::NOT_FOUND,
            "another store's desk"
        );

        let lost = post(&mut cashier.client, &serve("lost", "passport"))
            .await
            .location()
            .to_owned();
        assert!(lost.starts_with("/counter/cards/receipt/"), "{lost}");
        assert!(cashier.client.get(&lost).await.body.contains("生效时间"));
        assert!(cashier.scan(&code).await.contains("error=code-unknown"));
        assert_eq!(member.client.get("/").await.location(), "/signed-out");
        for _ in 0..2 {
            let replaced = post(&mut cashier.client, &serve("replaced", "passport")).await;
            assert!(
                replaced.location().starts_with("/counter/cards/receipt/"),
                "{}",
                replaced.location()
            );
        }
        let home = app.home_of(PHONE).await;
        assert_eq!(home.card.status, CardStatus::Active);
        let noted: String = app
            .query(|tx| tx.value("SELECT MIN(identification) FROM card_event WHERE kind = 'lost'", &[]))
            .await;
        assert_eq!(noted, "passport");
    })
    .await;
}

async fn post(client: &mut Client, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post_form("/do/serve_card", &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_card_that_cannot_be_used_says_so_to_its_owner_to_the_cashier_and_to_a_till() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.top_up(app, "100").await;
        member.set_pin(PIN).await;
        let mut cashier = Cashier::sign_in(app).await;
        let usual = member.client.get("/").await.body;
        assert!(usual.contains("class=\"card\"") && usual.contains("出示会员码") && !usual.contains("code off"));
        let number = app.home_of(PHONE).await.card.number.as_digits();

        for (wish, word, helps, cashier_can) in [
            ("frozen", "已冻结", "/card/unfrozen", "请会员在手机上解冻"),
            ("lost", "已挂失", "/card/found", "取消挂失或补一张新卡"),
        ] {
            member.client.post_form("/do/change_card", &[("wish", wish)]).await;
            if wish == "lost" {
                a_minute_later(app).await;
                member = Member::sign_in(app, PHONE).await;
            }
            for page in ["/", "/card"] {
                let page = member.client.get(page).await.body;
                assert!(page.contains("card off") && page.contains(word), "{page}");
                let button = format!("href=\"{helps}\" class=\"button wide\"");
                assert_eq!(page.matches(&button).count(), 1, "one button to what helps: {page}");
                assert!(!page.contains("出示会员码"), "{page}");
            }
            for page in ["/", "/mall", "/statement", "/me"] {
                let page = member.client.get(page).await.body;
                assert!(
                    page.contains("class=\"code off\""),
                    "the way to the code looks as it is: {page}"
                );
            }
            let refused = cashier.scan(&number).await;
            assert!(refused.contains(&format!("error=not-active-{wish}")), "{refused}");
            let words = cashier.client.get(&refused).await.alert();
            assert!(words.contains(cashier_can) && !words.contains("联系门店"), "{words}");
        }
    })
    .await;
}
