//! Lists and reports as people have them: who may open which, what a page shows and what a file holds, and large files in the background.

use std::io::{Cursor, Read as _};

use http::StatusCode;
use huika_app::i18n::Lang;
use huika_app::office::report::words;
use huika_domain::{Fen, Points};
use huika_store::report::{ALL, Column, Kind, Report, named};
use huika_store::{StoreError, Tx, params};

use crate::matrix::{becomes, roles};
use crate::people::{Cashier, Member};
use crate::test_app::{TestApp, on_both_engines};

/// The bytes of a file, which the client of the stories reads as text.
async fn bytes(app: &TestApp, who: &Cashier, path: &str) -> Vec<u8> {
    let request = app
        .http
        .get(format!("{}{path}", app.base))
        .header("cookie", who.client.jar());
    request
        .send()
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("a body")
        .to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_report_opens_for_its_roles_and_is_as_if_it_were_not_there_for_the_others() {
    on_both_engines(async |app| {
        let mut who = Cashier::sign_in(app).await;
        let mut opened = 0;
        for (role, word) in roles(app).await {
            becomes(app, "xuhui", &word).await;
            for report in ALL {
                let may = (report.seen_by)(role);
                let page = who.client.get(&format!("/office/reports/{}", report.name)).await;
                let expected = match (role.sees_office(), may) {
                    (false, _) => StatusCode::FOUND,
                    (_, true) => StatusCode::OK,
                    (_, false) => StatusCode::NOT_FOUND,
                };
                assert_eq!(page.status, expected, "a {word} at {}", report.name);
                for (format, kind) in [("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxml")] {
                    let file = who
                        .client
                        .get(&format!("/office/reports/{}.{format}", report.name))
                        .await;
                    if report.may_export(role) {
                        assert!(
                            file.header("content-type").starts_with(kind),
                            "a {word}'s {}: {file:?}",
                            report.name
                        );
                        assert!(
                            file.header("content-disposition")
                                .contains(&format!("filename=\"{}", report.name))
                        );
                        assert_eq!(file.header("cache-control"), "no-store");
                        opened += 1;
                    } else {
                        assert_eq!(file.location(), "/counter/sign-in", "a {word}'s {}", report.name);
                    }
                }
            }
        }
        assert!(opened >= 60, "{opened} files");
        let noted: i64 = app
            .query(|tx| tx.value("SELECT COUNT(*) FROM staff_act WHERE kind = 'exported'", &[]))
            .await;
        assert_eq!(noted, opened, "each file is written down once");
        assert_eq!(
            who.client.get("/office/reports/nothing.csv").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            who.client.get("/office/reports/nothing").await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

/// What a page shows, as its rows of texts.
fn rows_of_page(page: &str) -> Vec<Vec<String>> {
    let table = page.split("<div class=\"sheet\">").nth(1).unwrap_or_default();
    let body = table
        .split("<tbody>")
        .nth(1)
        .and_then(|rest| rest.split("</tbody>").next())
        .unwrap_or_default();
    body.split("<tr>").skip(1).map(cells).collect()
}

/// The texts of a row's cells, or of its heads.
fn cells(row: &str) -> Vec<String> {
    let is_cell = |tag: &str| tag.starts_with("td") || tag.starts_with("th");
    let mut found: Vec<String> = Vec::new();
    for tag in row.split('<').skip(1) {
        let (name, text) = tag.split_once('>').unwrap_or((tag, ""));
        if is_cell(name) {
            found.push(text.to_owned());
        } else if let Some(cell) = found.last_mut().filter(|_| !name.starts_with('/') || name == "/a") {
            cell.push_str(text);
        }
    }
    let plain = |text: &String| text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    found.iter().map(plain).collect()
}

/// A cell of a CSV file as the page says it.
fn as_shown(column: &Column, text: &str) -> String {
    if text.is_empty() {
        return "—".to_owned();
    }
    match column.kind {
        Kind::Fen => Fen::parse_signed_yuan(text).expect("yuan").display(),
        Kind::Points => Points::new(text.parse().expect("points")).display(),
        Kind::Choice(family) => words::choice(Lang::ZhCn, family, text),
        Kind::Tier => words::choice(Lang::ZhCn, "tier-", text),
        Kind::Text | Kind::Id => text.strip_prefix('\'').unwrap_or(text).to_owned(),
        _ => text.to_owned(),
    }
}

/// The rows of a CSV file as the page says them.
fn rows_of_csv(report: &Report, file: &str) -> Vec<Vec<String>> {
    let text = file.strip_prefix('\u{FEFF}').expect("a byte order mark");
    assert!(
        text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'),
        "{text:?}"
    );
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().expect("heads").iter().map(str::to_owned).collect();
    // Each row of people says at its end who took it out.
    assert_eq!(heads.len(), report.columns.len() + usize::from(report.is_of_people()));
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| {
        report
            .columns
            .iter()
            .zip(row.iter())
            .map(|(column, text)| as_shown(column, text))
            .collect()
    })
    .collect()
}

/// How many rows of figures the first sheet of a spreadsheet has, and the words of all sheets.
fn sheet(content: Vec<u8>) -> (usize, String) {
    let mut archive = zip::ZipArchive::new(Cursor::new(content)).expect("an archive");
    let mut text = String::new();
    let mut read = |name: &str| {
        text.clear();
        archive
            .by_name(name)
            .expect("a sheet")
            .read_to_string(&mut text)
            .expect("text");
        text.clone()
    };
    let first = read("xl/worksheets/sheet1.xml");
    let about = read("xl/worksheets/sheet2.xml");
    (first.matches("<row ").count() - 1, first + &about)
}

/// OFFICE 1.3 (frappe PR #33861: the export of a changed report took another path).
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_holds_exactly_what_the_screen_shows_under_each_filter() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13500135111").await;
        // A name that a spreadsheet would run (OFFICE 5).
        app.arrange("UPDATE operator SET name = '=HYPERLINK(\"http://x\")' WHERE login = 'jingan'")
            .await;
        let number = member.top_up(app, "500.00").await;
        member.top_up(app, "100.00").await;
        member.order_top_up("50").await;
        let mut cashier = Cashier::sign_in(app).await;
        for yuan in ["10.50", "20", "7.01"] {
            let code = member.code(app).await;
            let sold = cashier.sell(&code, yuan).await;
            assert!(sold.starts_with("/counter/receipt/"), "{sold}");
            app.arrange("DELETE FROM code_use").await;
        }
        member.ask_refund(&number).await;
        app.arrange(
            "INSERT INTO payment_alarm (channel, number, reason, detail, at, last_at) VALUES \
             ('wechat', 'T1', 'mismatch', '[{\"what\":\"amount\",\"ours\":\"10000\",\"theirs\":\"10001\"}]', 1, 1)",
        )
        .await;
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let mut compared = 0;
        for (name, query) in [
            ("sales", ""),
            ("sales", "?due-min=10"),
            ("sales", "?from=2000-01-01&sort=reversed"),
            ("top-ups", ""),
            ("top-ups", "?state=all"),
            ("top-ups", "?state=open"),
            ("refunds", ""),
            ("payment-alarms", ""),
            ("staff", ""),
            ("staff", "?role=cashier"),
            ("staff-acts", ""),
        ] {
            let report = named(name).expect("a report");
            // The page is looked at first: a file is an act that the record of acts shows afterwards. Where something moved on meanwhile, such as a
            // refund that was settled, both are taken again.
            let (shown, written) = {
                let mut tries = 0;
                loop {
                    let page = boss.client.get(&format!("/office/reports/{name}{query}")).await;
                    let shown = rows_of_page(&page.body);
                    let file = boss.client.get(&format!("/office/reports/{name}.csv{query}")).await;
                    let written = rows_of_csv(report, &file.body);
                    let after = boss.client.get(&format!("/office/reports/{name}{query}")).await;
                    tries += 1;
                    if name == "staff-acts" || tries == 5 || rows_of_page(&after.body) == shown {
                        break (shown, written);
                    }
                }
            };
            if name == "payment-alarms" {
                // What differs is said in words on the page, and kept as it came in the file.
                assert!(
                    shown[0][2].contains("¥100.01") && written[0][2].contains("10001"),
                    "{shown:?} {written:?}"
                );
            } else {
                assert_eq!(shown, written, "{name}{query}");
            }
            let before: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM staff_act", &[])).await;
            let (rows, words) = sheet(bytes(app, &boss, &format!("/office/reports/{name}.xlsx{query}")).await);
            let expected = if name == "staff-acts" {
                usize::try_from(before).expect("a count")
            } else {
                shown.len()
            };
            assert_eq!(rows, expected, "{name}{query}");
            assert!(
                words.contains("Asia/Shanghai") && !words.contains("<f>"),
                "{name}{query}"
            );
            compared += shown.len();
        }
        assert!(compared >= 20, "{compared} rows");
        let staff = boss.client.get("/office/reports/staff.csv").await;
        assert!(staff.body.contains("'=HYPERLINK("), "{}", staff.body);
        let sales = boss.client.get("/office/reports/sales").await.body;
        assert!(
            sales.contains("合计 3 笔（全部筛选结果）") && sales.contains("¥37.51"),
            "{sales}"
        );
        for wrong in ["sales.csv?from=nonsense", "sales.xlsx?store=x"] {
            assert_eq!(
                boss.client.get(&format!("/office/reports/{wrong}")).await.status,
                StatusCode::NOT_FOUND,
                "{wrong}"
            );
        }
        let told = boss.client.get("/office/reports/sales?from=nonsense").await;
        assert!(told.alert().contains("看不懂"), "{}", told.alert());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_addresses_of_before_lead_to_the_same_files() {
    let app = TestApp::new().await;
    let mut boss = Cashier::sign_in_as(&app, "hq").await;
    for (before, now) in [
        ("/office/export/refunds?state=", "/office/reports/refunds.csv"),
        (
            "/office/export/refunds?state=paid",
            "/office/reports/refunds.csv?state=paid",
        ),
        (
            "/office/export/reconciliation?channel=wechat&day=2026-11-20&kind=",
            "/office/reports/findings.csv?channel=wechat&day=2026-11-20",
        ),
    ] {
        let answer = boss.client.get(before).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::PERMANENT_REDIRECT, now)
        );
        assert_eq!(boss.client.get(now).await.status, StatusCode::OK);
    }
}

/// Rows enough for a file that is made in the background.
async fn many_rows(app: &TestApp) {
    app.arrange(
        "INSERT INTO staff_act (at, operator_id, kind, detail) WITH RECURSIVE n(i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12001) SELECT i, 3, 'exported', 'x' FROM n",
    )
    .await;
}

const MANY: &str = "from=1970-01-01&to=1970-12-31";

/// OFFICE 5 (wp-calypso #83919, lightdash #4390, sw360 #1475: requests run out of time; opencollective #8482: a job with progress, a list
/// and a link that expires).
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_large_file_is_ordered_made_in_the_background_and_fetched_by_its_owner_alone() {
    on_both_engines(async |app| {
        many_rows(app).await;
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let page = boss.client.get(&format!("/office/reports/staff-acts?{MANY}")).await;
        assert!(
            page.body.contains("/do/order_export") && page.body.contains("合计 12,001 笔"),
            "{}",
            page.body
        );
        let at_once = boss.client.get(&format!("/office/reports/staff-acts.csv?{MANY}")).await;
        assert!(
            at_once.location().ends_with("error=export-large"),
            "{}",
            at_once.location()
        );
        assert!(boss.client.get(at_once.location()).await.alert().contains("后台"));

        for format in ["csv", "xlsx"] {
            let fields = [("report", "staff-acts"), ("query", MANY), ("format", format)];
            let ordered = boss
                .client
                .post_form("/do/order_export", &fields)
                .await
                .location()
                .to_owned();
            let id = ordered
                .strip_prefix("/office/exports?id=")
                .unwrap_or_else(|| panic!("{ordered}"))
                .to_owned();
            app.until("the file is made", async || {
                boss.client
                    .clone()
                    .get(&ordered)
                    .await
                    .body
                    .contains(&format!("/office/exports/{id}/file"))
            })
            .await;
            let file = format!("/office/exports/{id}/file");
            if format == "csv" {
                let answer = boss.client.get(&file).await;
                assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
                assert_eq!(answer.body.lines().count(), 12_002);
            } else {
                assert_eq!(sheet(bytes(app, &boss, &file).await).0, 12_001);
            }
            let mut cashier = Cashier::sign_in(app).await;
            assert_eq!(cashier.client.get(&file).await.location(), "/counter/sign-in");
            becomes(app, "xuhui", "manager").await;
            assert_eq!(
                cashier.client.get(&file).await.status,
                StatusCode::NOT_FOUND,
                "somebody else's"
            );
            assert!(
                !cashier.client.get(&ordered).await.body.contains("进度"),
                "nor how far it is"
            );
            let sql: &'static str =
                Box::leak(format!("UPDATE export SET expires_at = 1 WHERE id = {id}").into_boxed_str());
            app.arrange(sql).await;
            assert_eq!(
                boss.client.get(&file).await.status,
                StatusCode::NOT_FOUND,
                "its time is over"
            );
            becomes(app, "xuhui", "cashier").await;
        }
        let lines: i64 = app
            .query(|tx| {
                tx.value(
                    "SELECT COUNT(*) FROM staff_act WHERE kind = 'exported' AND detail LIKE 'staff-acts.%12001'",
                    &[],
                )
            })
            .await;
        assert_eq!(lines, 2, "a line for each file");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_export_that_a_server_left_is_made_by_another_and_a_cancelled_one_by_nobody() {
    on_both_engines(async |app| {
        many_rows(app).await;
        // A server that is gone had begun it.
        app.arrange(
            "INSERT INTO export (id, operator_id, report, query, format, language, state, rows_total, rows_done, asked_at, server, lease_until) \
             VALUES (77, 3, 'staff-acts', 'from=1970-01-01&to=1970-12-31', 'csv', 'zh-CN', 'running', 12001, 5000, 1, 'gone', 1)",
        )
        .await;
        let left = app.state.store.write(|tx: &mut Tx<'_>| -> Result<u64, StoreError> {
            let text = "INSERT INTO export_part (export_id, part, content) VALUES (77, 0, ?1)";
            tx.exec(text, params![b"half".to_vec()])
        });
        left.await.expect("a part of a file");
        app.until("another server makes it", async || {
            let state: String = app.query(|tx| tx.value("SELECT state FROM export WHERE id = 77", &[])).await;
            state == "done"
        })
        .await;
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let file = boss.client.get("/office/exports/77/file").await;
        assert_eq!(file.body.lines().count(), 12_002, "the half of before is gone");
        let cancelled = boss.client.post_form("/do/cancel_export", &[("export", "77")]).await;
        assert_eq!(cancelled.location(), "/office/exports?done=cancelled");
        assert_eq!(boss.client.get("/office/exports/77/file").await.status, StatusCode::NOT_FOUND);
        let parts: i64 = app.query(|tx| tx.value("SELECT COUNT(*) FROM export_part", &[])).await;
        assert_eq!(parts, 0);
        let again = boss.client.post_form("/do/cancel_export", &[("export", "77")]).await;
        assert!(again.location().contains("no-export"), "{}", again.location());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_view_is_saved_with_its_filters_shown_and_removed() {
    let app = TestApp::new().await;
    let mut boss = Cashier::sign_in_as(&app, "hq").await;
    let fields = [
        ("report", "refunds"),
        ("query", "state=paid&nonsense=1"),
        ("name", "已退的"),
    ];
    let saved = boss
        .client
        .post_form("/do/save_view", &fields)
        .await
        .location()
        .to_owned();
    assert_eq!(saved, "/office/reports/refunds?state=paid&done=saved");
    let page = boss.client.get(&saved).await.body;
    assert!(page.contains("视图已保存") && page.contains("已退的"), "{page}");
    assert!(
        boss.client.get("/office/refunds").await.body.contains("已退的"),
        "on the page of acts too"
    );
    let id: i64 = app.query(|tx| tx.value("SELECT id FROM saved_view", &[])).await;
    let removed = boss
        .client
        .post_form("/do/remove_view", &[("view", &id.to_string())])
        .await;
    assert_eq!(removed.location(), "/office/reports/refunds?done=removed");
    assert!(!boss.client.get("/office/reports/refunds").await.body.contains("已退的"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn chosen_columns_stand_in_the_address_and_so_on_the_page_in_the_file_and_in_the_saved_view() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13500135117").await;
        member.top_up(app, "100.00").await;
        let mut cashier = Cashier::sign_in(app).await;
        let code = member.code(app).await;
        let sold = cashier.sell(&code, "10.50").await;
        assert!(sold.starts_with("/counter/receipt/"), "{sold}");

        let mut boss = Cashier::sign_in_as(app, "hq").await;
        // The boxes of the form, as a browser sends them.
        let page = boss.client.get("/office/reports/sales?show-due=1&show-store=1").await;
        let heads = page
            .body
            .split("<thead>")
            .nth(1)
            .and_then(|rest| rest.split("</thead>").next());
        assert_eq!(
            heads.map(|heads| heads.matches("<th ").count()),
            Some(3),
            "{}",
            page.body
        );
        let rows = rows_of_page(&page.body);
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
        assert!(page.body.contains("columns=receipt.store.due"), "{}", page.body);
        assert!(
            page.body.contains("name=\"show-store\" value=\"1\" checked"),
            "{}",
            page.body
        );

        let query = "columns=receipt.store.due";
        let file = boss
            .client
            .get(&format!("/office/reports/sales.csv?{query}"))
            .await
            .body;
        let lines: Vec<&str> = file.trim_start_matches('\u{FEFF}').lines().collect();
        assert_eq!(lines[0], "receipt,store,due_yuan");
        assert!(lines[1].ends_with(",10.50"), "{file}");
        let (rows, words) = sheet(bytes(app, &boss, &format!("/office/reports/sales.xlsx?{query}")).await);
        assert_eq!(rows, 1);
        assert!(
            words.contains("due_yuan") && !words.contains("points_used"),
            "only these are explained"
        );

        let view = [("report", "sales"), ("name", "三列"), ("query", query)];
        let to = boss
            .client
            .post_form("/do/save_view", &view)
            .await
            .location()
            .to_owned();
        assert!(to.contains(query), "{to}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_figures_of_the_overview_lead_to_the_rows_that_they_add_up() {
    on_both_engines(async |app| {
        let mut member = Member::join(app, "13500135118").await;
        member.top_up(app, "100.00").await;
        let mut cashier = Cashier::sign_in(app).await;
        let code = member.code(app).await;
        cashier.sell(&code, "10.50").await;
        let mut boss = Cashier::sign_in_as(app, "hq").await;
        let overview = boss.client.get("/office").await.body;
        let links: Vec<String> = overview
            .split("class=\"kpi\"")
            .skip(1)
            .filter_map(|tile| tile.split("href=\"").nth(1)?.split('"').next())
            .map(|link| link.replace("&amp;", "&"))
            .collect();
        for (list, rows) in [
            ("/office/reports/sales?day=", 1),
            ("entry_kind=top-up", 1),
            ("entry_kind=refund", 0),
            ("/office/reports/returns?day=", 0),
        ] {
            let link = links.iter().find(|link| link.contains(list)).expect(list);
            let found = rows_of_page(&boss.client.get(link).await.body);
            assert_eq!(found.len(), rows, "{link}: {found:?}");
        }
        let all = links
            .iter()
            .find(|link| link.contains("/entries?") && !link.contains("entry_kind"));
        let all = rows_of_page(&boss.client.get(all.expect("a link to all entries")).await.body);
        assert!(all.len() >= 2, "{all:?}");
        let of_store = boss.client.get("/office?store=1").await.body;
        assert!(
            of_store.contains("&amp;store=1") || of_store.contains("&store=1"),
            "{of_store}"
        );
    })
    .await;
}
