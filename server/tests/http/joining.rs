//! Becoming a member, page by page: by a link of a friend, with a birthday by either calendar, and through the counter.

use http::StatusCode;
use huika_domain::{Birthday, MemberId};
use huika_store::member::birthday;

use crate::{
    client::{Answer, Client},
    people::{Cashier, Member},
    test_app::{TestApp, on_both_engines},
};

const FRIEND: &str = "13600136000";
const PHONE: &str = "13600136001";

/// The path of the link on the friend's page, as whoever gets it opens it.
async fn link_of(friend: &mut Member) -> String {
    let page = friend.client.get("/me/invite").await;
    assert_eq!(page.status, StatusCode::OK);
    let link = page
        .body
        .split("value=\"http")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let link = link.expect("the page has a link").replace("&amp;", "&");
    let path = link.split_once("/join").expect("it leads to the join page").1;
    format!("/join{path}")
}

/// Goes on from a join page to the first page, as the forms lead; `more` is typed beside the code.
async fn join_from(app: &TestApp, path: &str, phone: &str, more: &[(&str, &str)]) -> Client {
    let mut client = app.client();
    let page = client.get(path).await;
    let (from, by) = (page.field("from"), page.field("by"));
    let fields = [("phone", phone), ("from", &*from), ("by", &*by)];
    assert_eq!(
        client.post_form("/do/send_code", &fields).await.location(),
        "/join/code"
    );
    let code = app.next_sms_code(phone).await;
    let mut fields = vec![("code", &*code)];
    fields.extend_from_slice(more);
    assert_eq!(client.post_form("/do/enter_code", &fields).await.location(), "/");
    client
}

async fn row(app: &TestApp, phone: &str) -> (String, Option<MemberId>, String, Option<String>) {
    let member = app.member_of(phone).await;
    app.query(move |tx| {
        let values = [huika_store::Value::Int(member.get())];
        let sql = "SELECT source, referred_by, terms_version, (SELECT version FROM consent c WHERE c.member_id = member.id \
                   AND c.withdrawn_at IS NULL) AS consent_version FROM member WHERE id = ?1";
        tx.one(sql, &values, |row| {
            Ok((
                row.get("source")?,
                row.get("referred_by")?,
                row.get("terms_version")?,
                row.get("consent_version")?,
            ))
        })
    })
    .await
    .expect("the member exists")
}

async fn birthday_of(app: &TestApp, phone: &str) -> Option<String> {
    let member = app.member_of(phone).await;
    app.query(move |tx| birthday(tx, member))
        .await
        .birthday
        .map(Birthday::to_text)
}

fn born(calendar: &'static str, [year, month, day]: [&'static str; 3]) -> [(&'static str, &'static str); 4] {
    [
        ("birth[calendar]", calendar),
        ("birth[year]", year),
        ("birth[month]", month),
        ("birth[day]", day),
    ]
}

async fn words_of(client: &mut Client, answer: &Answer) -> String {
    let location = answer.location().to_owned();
    assert!(location.contains("error="), "{location} refuses nothing");
    client.get(&location).await.alert()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_friends_link_is_remembered_up_to_the_membership() {
    on_both_engines(async |app| {
        let mut friend = Member::join(app, FRIEND).await;
        let link = link_of(&mut friend).await;
        assert_eq!(link, link_of(&mut friend).await, "the code stays the same");
        let page = app.client().get(&link).await.body;
        assert!(
            page.contains("朋友邀请你加入") && !page.contains(FRIEND),
            "who it was is not said"
        );
        // A mistake on the way loses nothing.
        let mut hasty = app.client();
        let (from, by) = (hasty.get(&link).await.field("from"), hasty.get(&link).await.field("by"));
        let wrong = [("phone", "123"), ("from", &*from), ("by", &*by)];
        let back = hasty.post_form("/do/send_code", &wrong).await.location().to_owned();
        assert!(
            back.contains(&format!("from=invite&by={by}")) && back.contains("error=phone-invalid"),
            "{back}"
        );

        let mut more = born("lunar", ["1990", "5", "1"]).to_vec();
        more.extend([("birth[leap]", "yes"), ("consents[]", "offers.sms")]);
        join_from(app, &link, PHONE, &more).await;
        let friend_id = app.member_of(FRIEND).await;
        let expected = (
            "invite".to_owned(),
            Some(friend_id),
            "2026-11".to_owned(),
            Some("2026-11".to_owned()),
        );
        assert_eq!(row(app, PHONE).await, expected);
        assert_eq!(birthday_of(app, PHONE).await.as_deref(), Some("L1990-+05-01"));
        assert!(friend.client.get("/me/invite").await.body.contains("已有 1 位朋友"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_poster_an_unknown_code_and_nonsense_in_the_address_keep_nobody_out() {
    on_both_engines(async |app| {
        let page = app.client().get("/join?from=poster-7&by=ZZZZZZZZ").await.body;
        assert!(page.contains("这个邀请码无效"), "an unknown code is named as such");
        join_from(app, "/join?from=poster-7&by=ZZZZZZZZ", PHONE, &[]).await;
        assert_eq!(
            row(app, PHONE).await,
            ("poster-7".to_owned(), None, "2026-11".to_owned(), None)
        );
        let page = app.client().get("/join?from=%3Cscript%3E&by=%22%3E%3Cb%3E").await;
        assert!(!page.body.contains("<script>\"") && page.field("from").is_empty() && page.field("by").is_empty());
        join_from(app, "/join?from=%3Cscript%3E&by=x", "13600136002", &[]).await;
        assert_eq!(row(app, "13600136002").await.0, "portal");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_wrong_birthday_uses_no_code_up_and_a_right_one_is_corrected_once() {
    on_both_engines(async |app| {
        let mut client = app.client();
        client.post_form("/do/send_code", &[("phone", PHONE)]).await;
        let code = app.sms_code(PHONE).await;
        let mut fields = vec![("code", &*code)];
        fields.extend(born("lunar", ["1990", "13", "1"]));
        let refused = client.post_form("/do/enter_code", &fields).await;
        assert!(words_of(&mut client, &refused).await.contains("没有这一天"));
        let entered = client.post_form("/do/enter_code", &[("code", &*code)]).await;
        assert_eq!(entered.location(), "/");
        for (parts, outcome) in [
            (["1988", "9", "25"], "/me/birthday?done=saved"),
            (["1988", "9", "26"], "/me/birthday?done=saved"),
            (["1988", "9", "27"], "/me/birthday?error=birthday-at-the-counter"),
            (["2999", "9", "27"], "/me/birthday?error=birthday-in-the-future"),
        ] {
            let answer = client.post_form("/do/set_birthday", &born("solar", parts)).await;
            assert_eq!(answer.location(), outcome, "{parts:?}");
        }
        let page = client.get("/me/birthday").await.body;
        assert!(
            page.contains("1988 年 9 月 26 日") && page.contains("带有效证件到柜台"),
            "{page}"
        );
        assert!(!page.contains("/do/set_birthday"), "there is no form left");

        // The counter still can, with a document.
        let mut cashier = Cashier::sign_in(app).await;
        let found = cashier
            .client
            .post_form("/do/find_card", &[("typed", PHONE)])
            .await
            .location()
            .to_owned();
        let who = found.trim_start_matches("/counter/cards/").to_owned();
        let mut fields = vec![("who", &*who)];
        fields.extend(born("solar", ["1988", "9", "27"]));
        let refused = cashier.client.post_form("/do/correct_birthday", &fields).await;
        assert!(words_of(&mut cashier.client, &refused).await.contains("有效证件"));
        fields.push(("document", "id-card"));
        let corrected = cashier.client.post_form("/do/correct_birthday", &fields).await;
        assert!(
            corrected.location().ends_with("?done=birthday"),
            "{}",
            corrected.location()
        );
        assert_eq!(birthday_of(app, PHONE).await.as_deref(), Some("1988-09-27"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_counter_enters_a_member_who_claims_the_card_by_phone() {
    on_both_engines(async |app| {
        let mut cashier = Cashier::sign_in(app).await;
        let mut fields = vec![("phone", PHONE), ("name", " 林  小满 ")];
        fields.extend(born("solar", ["1991", "2", "28"]));
        let entered = cashier.client.post_form("/do/enter_member", &fields).await;
        assert!(entered.location().ends_with("?done=entered"), "{}", entered.location());
        let page = cashier.client.get(entered.location()).await.body;
        assert!(page.contains("林**") && page.contains("136****6001"));
        let again = cashier.client.post_form("/do/enter_member", &fields).await;
        assert!(again.location().ends_with("?done=known"), "{}", again.location());
        let entered_id = app.member_of(PHONE).await;
        join_from(app, "/join", PHONE, &[("consents[]", "offers.sms")]).await;
        let members: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM member", &[])).await;
        assert_eq!(
            (app.member_of(PHONE).await, members),
            (entered_id, 1),
            "one membership for one phone"
        );
        assert_eq!(app.home_of(PHONE).await.card.name, "林 小满");
        let expected = (
            "counter".to_owned(),
            None,
            "2026-11".to_owned(),
            Some("2026-11".to_owned()),
        );
        assert_eq!(row(app, PHONE).await, expected);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn consent_is_taken_back_with_one_tap_and_every_change_of_mind_is_kept_with_its_time() {
    on_both_engines(async |app| {
        let mut client = join_from(app, "/join", PHONE, &[("consents[]", "offers.sms")]).await;
        let member = app.member_of(PHONE).await;
        let agreed = |consent: Option<&str>| {
            (
                "portal".to_owned(),
                None,
                "2026-11".to_owned(),
                consent.map(str::to_owned),
            )
        };
        for (wish, done, said, consent) in [
            ("stop", "/me?done=withdrawn#consents", "没有同意", None),
            // Once more changes nothing.
            ("stop", "/me?done=withdrawn#consents", "没有同意", None),
            ("start", "/me?done=agreed#consents", "已同意：今天", Some("2026-11")),
            ("anything", "/me", "已同意：今天", Some("2026-11")),
        ] {
            let answer = client.post_form("/do/set_consent", &[("to", "offers.sms"), ("wish", wish)]).await;
            assert_eq!(answer.location(), done);
            let page = client.get("/me").await.body;
            assert!(page.contains(said), "{wish}: {page}");
            assert_eq!(row(app, PHONE).await, agreed(consent), "{wish}");
        }
        let kept = app.query(move |tx| {
            let values = [huika_store::Value::Int(member.get())];
            tx.all(
                "SELECT version, wording, given_via, withdrawn_at, withdrawn_via FROM consent WHERE member_id = ?1 ORDER BY id",
                &values,
                |row| {
                    let wording: String = row.get("wording")?;
                    Ok((
                        row.get::<String>("version")?,
                        wording.starts_with("接收优惠"),
                        row.get::<String>("given_via")?,
                        row.get::<Option<i64>>("withdrawn_at")?.is_some(),
                        row.get::<String>("withdrawn_via")?,
                    ))
                },
            )
        });
        let kept = kept.await;
        let said: Vec<_> = kept.iter().map(|(version, wording, given, withdrawn, by)| {
            assert_eq!((version.as_str(), *wording), ("2026-11", true));
            (given.as_str(), *withdrawn, by.as_str())
        }).collect();
        assert_eq!(said, [("joining", true, "phone"), ("phone", false, "")]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_number_that_a_member_leaves_gets_a_message() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, PHONE).await;
        member.set_pin("274913").await;
        let next = "13600136009";
        let sent = member
            .client
            .post_form("/do/send_phone_code", &[("phone", next), ("pin", "274913")])
            .await;
        assert_eq!(sent.location(), "/me/phone/code");
        let code = app.sms_code(next).await;
        let changed = member.client.post_form("/do/change_phone", &[("code", &code)]).await;
        assert_eq!(changed.location(), "/me?done=phone");
        app.until("the old number is told", async || {
            let message = app
                .gateway_get(&format!("/control/sms?phone={PHONE}&wait_ms=10000"))
                .await;
            let words = message["text"].as_str().unwrap_or_default().to_owned();
            words.contains("尾号 6009") && words.contains("如果不是你本人") && !words.contains(next)
        })
        .await;
    })
    .await;
}
