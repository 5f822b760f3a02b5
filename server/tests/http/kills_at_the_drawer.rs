//! The server dies just before the commit of each act at a drawer: of opening, selling, taking out, handing an order out, counting, and
//! closing the day. Afterwards nothing of it is there, and the same form sent again does it once.

use huika_store::testing::{migrated_postgres, postgres_for_tests};
use huika_store::{StoreError, Tx};

use crate::client::Client;
use crate::kills::Shop;
use crate::kills_before_commit::{At, Trap};

struct Act<'a> {
    at: At<'a>,
    form: &'static str,
    fields: &'a [(&'a str, &'a str)],
    /// Counts what it leaves behind.
    counted: &'static str,
}

fn count(sql: &'static str) -> impl Fn(&mut Tx<'_>) -> Result<i64, StoreError> + Send + 'static {
    move |tx| tx.value(sql, &[])
}

/// Sends the form, lets the server die just before it is committed, and sends it again.
async fn done_once(shop: &mut Shop, trap: &Trap, client: &mut Client, act: &Act<'_>) -> String {
    let before = shop.ask(count(act.counted)).await;
    trap.set_at(shop, &act.at).await;
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let fields = act.fields.iter().map(own).collect();
    tokio::spawn(client.clone().post_in_vain(act.form, fields));
    trap.sprung_at(shop, act.at.table).await;
    assert_eq!(
        shop.ask(count(act.counted)).await,
        before,
        "{}: nothing is there",
        act.form
    );
    shop.killed_for_long().await;
    let mut leads_to = String::new();
    for _ in 0..2 {
        let answer = client.post_form(act.form, act.fields).await;
        answer.location().clone_into(&mut leads_to);
        let after = shop.ask(count(act.counted)).await;
        assert_eq!(
            after,
            before + 1,
            "{}: once, however often it is sent: {leads_to}",
            act.form
        );
    }
    leads_to
}

/// The fields with the key of their page.
async fn keyed<'a>(
    client: &mut Client,
    page: &str,
    fields: &[(&'a str, &'a str)],
    key: &'a mut String,
) -> Vec<(&'a str, &'a str)> {
    *key = client.get(page).await.field("key");
    let key: &'a str = key;
    let mut all = fields.to_vec();
    all.push(("key", key));
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_dies_in_the_middle_of_an_act_at_a_drawer_does_it_once_afterwards() {
    let mut databases = vec![None];
    databases.extend(postgres_for_tests().map(|base| Some(migrated_postgres(&base).unwrap())));
    for database in databases {
        let on_disk = database.is_none();
        let mut shop = Shop::open(database).await;
        let trap = Trap::under(&mut shop, on_disk);
        shop.killed_for_long().await;
        let mut counter = Client::new(shop.base());
        let sign_in = [("login", "xuhui"), ("password", "huika-demo")];
        assert_eq!(
            counter.post_form("/do/staff_sign_in", &sign_in).await.location(),
            "/counter"
        );
        let mut key = String::new();

        let fields = keyed(&mut counter, "/counter/shift", &[("pieces[10000]", "2")], &mut key).await;
        let act = Act {
            at: At {
                text: "drawer-opening:",
                table: "shift",
                change: "INSERT ON shift",
            },
            form: "/do/open_shift",
            fields: &fields,
            counted: "SELECT COUNT(*) FROM shift",
        };
        done_once(&mut shop, &trap, &mut counter, &act).await;

        let mut key = String::new();
        let out = [
            ("drawer_move", "out"),
            ("amount", "30"),
            ("reason", "ice-for-the-drinks"),
        ];
        let fields = keyed(&mut counter, "/counter/shift", &out, &mut key).await;
        let act = Act {
            at: At {
                text: "ice-for-the-drinks",
                table: "entry",
                change: "INSERT ON entry",
            },
            form: "/do/move_cash",
            fields: &fields,
            counted: "SELECT COUNT(*) FROM entry WHERE reference LIKE 'drawer:%'",
        };
        done_once(&mut shop, &trap, &mut counter, &act).await;

        let (number, code) = shop
            .ask(|tx: &mut Tx<'_>| {
                tx.exec(
                    "INSERT INTO redemption (number, member_id, item_id, entry_id, points, status, at, code) \
                     SELECT 'R1', 1, 1, (SELECT MIN(id) FROM entry), 1, 'ready', 1, '12345678'",
                    &[],
                )?;
                Ok(("R1", "12345678"))
            })
            .await;
        let mut key = String::new();
        let order = [("order", number), ("pick_up", code)];
        let fields = keyed(&mut counter, "/counter/pick-up?code=12345678", &order, &mut key).await;
        let act = Act {
            at: At {
                text: "hand-out:R1",
                table: "redemption",
                change: "UPDATE OF collected_at ON redemption",
            },
            form: "/do/hand_out",
            fields: &fields,
            counted: "SELECT COUNT(*) FROM redemption WHERE status = 'collected'",
        };
        done_once(&mut shop, &trap, &mut counter, &act).await;

        let mut key = String::new();
        let page = "/counter/shift/close";
        let shift = counter.get(page).await.field("shift");
        let counted = [
            ("shift", &*shift),
            ("pieces[10000]", "1"),
            ("reason", "seventy-are-missing"),
        ];
        let fields = keyed(&mut counter, page, &counted, &mut key).await;
        let act = Act {
            at: At {
                text: "seventy-are-missing",
                table: "z_slip",
                change: "INSERT ON z_slip",
            },
            form: "/do/close_shift",
            fields: &fields,
            counted: "SELECT COUNT(*) FROM z_slip",
        };
        let slip = done_once(&mut shop, &trap, &mut counter, &act).await;
        let slip = counter.get(&slip).await.body;
        assert!(slip.contains("170.00") && slip.contains("−70.00"), "{slip}");

        let mut key = String::new();
        let fields = keyed(&mut counter, "/counter/shift", &[("pieces[10000]", "1")], &mut key).await;
        counter.post_form("/do/open_shift", &fields).await;
        let mut office = Client::new(shop.base());
        let sign_in = [("login", "hq"), ("password", "huika-demo")];
        office.post_form("/do/staff_sign_in", &sign_in).await;
        let list = office.get("/office/days").await.body;
        let page = list
            .split("href=\"/office/days/1/")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let day = page.expect("a day").to_owned();
        let close = [("store", "1"), ("day", &*day), ("note", "nobody-is-here-to-count")];
        let act = Act {
            at: At {
                text: "nobody-is-here-to-count",
                table: "day_close",
                change: "INSERT ON day_close",
            },
            form: "/do/close_day",
            fields: &close,
            counted: "SELECT COUNT(*) FROM day_close",
        };
        done_once(&mut shop, &trap, &mut office, &act).await;
        let open = shop
            .ask(count("SELECT COUNT(*) FROM shift WHERE closed_at IS NULL"))
            .await;
        assert_eq!(open, 0, "the shift ended with the day, once");
        shop.ask(|tx: &mut Tx<'_>| tx.exec("DELETE FROM redemption WHERE number = 'R1'", &[]))
            .await;
        shop.kill();
        let check = shop.program("check").status().unwrap();
        assert!(check.success(), "the books are right");
    }
}
