//! What headquarters do about operators, operators about their own password, and the card desk about a member's sessions.

use huika_store::{StoreError, Tx, params};

use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

const ONCE: &str = "huika-demo";
const NEW: &str = "a cup of jasmine tea";

/// Where a form leads.
async fn send(who: &mut Cashier, form: &str, fields: &[(&str, &str)]) -> String {
    who.client.post_form(form, fields).await.location().to_owned()
}

async fn signs_in(app: &TestApp, login: &str, password: &str) -> bool {
    let fields = [("login", login), ("password", password)];
    let answer = app.client().post_form("/do/staff_sign_in", &fields).await;
    answer.location() == "/counter"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_is_changed_with_the_one_before_and_ends_every_other_sign_in() {
    on_both_engines(async |app| {
        let (mut here, mut elsewhere) = (Cashier::sign_in(app).await, Cashier::sign_in(app).await);
        let page = here.client.get("/counter/security/password").await;
        assert!(
            page.status.is_success() && page.body.contains("change_password"),
            "{}",
            page.body
        );
        let long = "a".repeat(201);
        for (before, new, again, code) in [
            (ONCE, "kq7-vx2", "kq7-vx2", "password-short"),
            (ONCE, "password1", "password1", "password-common"),
            (ONCE, "xuhui-and-more", "xuhui-and-more", "password-common"),
            (ONCE, &*long, &*long, "password-long"),
            (ONCE, NEW, "a cup of green tea", "passwords-differ"),
            ("not the one before", NEW, NEW, "password-again"),
        ] {
            let fields = [("password", before), ("new", new), ("again", again)];
            let to = send(&mut here, "/do/change_password", &fields).await;
            assert!(to.ends_with(&format!("error={code}")), "{to}");
        }
        let fields = [("password", ONCE), ("new", NEW), ("again", NEW)];
        let to = send(&mut here, "/do/change_password", &fields).await;
        assert_eq!(to, "/counter/security?done=password");
        assert!(here.client.get(&to).await.body.contains("登录密码已修改"));
        assert_eq!(elsewhere.client.get("/counter").await.location(), "/counter/sign-in");
        assert!(!signs_in(app, "xuhui", ONCE).await && signs_in(app, "xuhui", NEW).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn headquarters_assign_stores_which_count_from_the_next_sign_in() {
    on_both_engines(async |app| {
        let (mut boss, mut cashier) = (Cashier::sign_in_as(app, "hq").await, Cashier::sign_in(app).await);
        assert!(boss.client.get("/office").await.body.contains("/office/staff"));
        let list = boss.client.get("/office/staff").await.body;
        for words in ["陈晓雯", "徐汇店", "收银员", "全部门店"] {
            assert!(list.contains(words), "{words} in {list}");
        }
        let one = boss.client.get("/office/staff/1").await.body;
        assert!(
            one.contains("form=stores") && !one.contains("form=second-step"),
            "nothing to take away: {one}"
        );

        let page = "/office/staff/1";
        for (fields, to) in [
            (vec![("operator", "1")], "stores-do-not-fit"),
            (
                vec![("operator", "1"), ("stores[]", "1"), ("stores[]", "2")],
                "stores-do-not-fit",
            ),
            (vec![("operator", "1"), ("stores[]", "77")], "stores-do-not-fit"),
            (vec![("operator", "77"), ("stores[]", "1")], "no-operator"),
            (vec![("stores[]", "1")], "no-operator"),
        ] {
            let answer = send(&mut boss, "/do/assign_stores", &fields).await;
            assert!(answer.ends_with(&format!("error={to}")), "{answer}");
        }
        let to = send(&mut boss, "/do/assign_stores", &[("operator", "1"), ("stores[]", "2")]).await;
        assert_eq!(to, format!("{page}?done=stores"));
        assert!(boss.client.get(&to).await.body.contains("静安店"));
        assert_eq!(cashier.client.get("/counter").await.location(), "/counter/sign-in");
        let mut cashier = Cashier::sign_in(app).await;
        assert!(cashier.client.get("/counter").await.body.contains("静安店"));

        // A region has any number of them.
        app.arrange("UPDATE operator SET role = 'region' WHERE login = 'xuhui'")
            .await;
        let both = [("operator", "1"), ("stores[]", "1"), ("stores[]", "2")];
        assert_eq!(
            send(&mut boss, "/do/assign_stores", &both).await,
            format!("{page}?done=stores")
        );
        assert!(boss.client.get(page).await.body.contains("徐汇店、静安店"));
        assert_eq!(
            send(&mut boss, "/do/assign_stores", &[("operator", "1")]).await,
            format!("{page}?done=stores")
        );
        assert!(boss.client.get(page).await.body.contains("尚未分配"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lost_second_step_is_taken_away_by_headquarters_with_password_and_reason() {
    on_both_engines(async |app| {
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let kept = app.state.store.write(|tx: &mut Tx<'_>| -> Result<u64, StoreError> {
            let text = "INSERT INTO operator_factor (operator_id, totp) VALUES (1, ?1)";
            tx.exec(text, params![vec![7_u8; 40]])
        });
        kept.await.expect("an authenticator app");
        assert!(!signs_in(app, "xuhui", ONCE).await, "a code is asked for");
        let page = "/office/staff/1";
        assert!(boss.client.get(page).await.body.contains("form=second-step"));
        for (reason, password, code) in [
            ("", ONCE, "reason-length"),
            ("phone lost", "wrong password", "password-again"),
        ] {
            let fields = [("operator", "1"), ("reason", reason), ("password", password)];
            let to = send(&mut boss, "/do/reset_second_step", &fields).await;
            assert!(to.ends_with(&format!("error={code}")), "{to}");
        }
        let own = [("operator", "3"), ("reason", "phone lost"), ("password", ONCE)];
        let to = send(&mut boss, "/do/reset_second_step", &own).await;
        assert!(to.ends_with("error=not-allowed"), "one's own: {to}");
        let fields = [("operator", "1"), ("reason", "phone lost"), ("password", ONCE)];
        let to = send(&mut boss, "/do/reset_second_step", &fields).await;
        assert_eq!(to, format!("{page}?done=reset"));
        assert!(signs_in(app, "xuhui", ONCE).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_card_desk_signs_a_member_out_everywhere_and_the_card_stays_in_use() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13500135100").await;
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
        let mut second = Member::sign_in(app, "13500135100").await;
        let old_code = member.code(app).await;
        let mut cashier = Cashier::sign_in(app).await;
        let page = send(&mut cashier, "/do/find_card", &[("typed", "13500135100")]).await;
        let who = page.trim_start_matches("/counter/cards/").to_owned();
        assert!(cashier.client.get(&page).await.body.contains("end_sessions"));
        for (document, reason, code) in [("", "手机送修", "no-identification"), ("passport", "", "reason-length")] {
            let fields = [("who", &*who), ("document", document), ("reason", reason)];
            let to = send(&mut cashier, "/do/end_sessions", &fields).await;
            assert!(to.ends_with(&format!("error={code}")), "{to}");
        }
        assert!(member.client.get("/me").await.status.is_success());
        let fields = [("who", &*who), ("document", "passport"), ("reason", "手机送修")];
        let to = send(&mut cashier, "/do/end_sessions", &fields).await;
        assert_eq!(to, format!("{page}?done=sessions"));
        assert!(cashier.client.get(&to).await.body.contains("已退出该会员的所有设备"));
        for phone in [&mut member, &mut second] {
            assert!(phone.client.get("/me").await.status.is_redirection());
            let told = phone.client.get("/signed-out").await.body;
            assert!(told.contains("门店已将你退出登录"), "{told}");
        }
        let scanned = cashier.scan(&old_code).await;
        assert!(
            scanned.contains("error="),
            "the code of a phone that was signed out: {scanned}"
        );
        let kept: i64 = app
            .query(|tx| {
                tx.value(
                    "SELECT COUNT(*) FROM staff_act WHERE kind = 'sessions-ended' AND operator_id = 1 AND store_id = 1",
                    &[],
                )
            })
            .await;
        assert_eq!(kept, 1);
        // The card is in use: signed in again, the phone pays.
        app.arrange("UPDATE one_time_code SET sent_at = 0").await;
        let again = Member::sign_in(app, "13500135100").await;
        assert!(cashier.scan(&again.code(app).await).await.starts_with("/counter/sale/"));
    })
    .await;
}
