//! Members in the office: found by every condition, marked, noted, shown in full on record, corrected, and given something many at once.

mod grants;
mod limits;

use huika_domain::{
    Birthday, Fen, MemberId, NamePart, OperatorId, PayWith, PersonName, Phone, PointsWanted, Reason, SearchTerm,
    ShortName,
};
use huika_store::{
    StoreError, Tx, is_postgres,
    member::{
        NewDatum, PersonChange, add_note, change_person, end_note, index_names, member_overview, names_wait, notes,
        reveal, set_name,
    },
    params,
    report::{Asked, Filters, count, first_page, named, open, page, totals},
    search::find,
    segment::{end_segment, save_segment, segment_size, segments, tag_many},
    tag::{TagError, TagWay, end_tag, make_tag, rename_tag, tag_member, tags, tags_of},
};

use crate::shop::{Shop, on_both_engines};

/// The demo's cashiers of the two stores, who manage them in these stories, and headquarters.
const HERE: OperatorId = OperatorId::new(1);
const THERE: OperatorId = OperatorId::new(2);
const HEADQUARTERS: OperatorId = OperatorId::new(3);

fn managed(shop: &Shop) {
    shop.exec("UPDATE operator SET role = 'manager' WHERE role = 'cashier'");
    shop.exec("UPDATE member SET home_store_id = 1");
}

fn because(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

fn short(text: &str) -> ShortName {
    ShortName::parse(text).expect("a short name")
}

fn rename(shop: &Shop, member: MemberId, name: &str) {
    let name = PersonName::parse(name).expect("a name");
    shop.write(move |tx| set_name(tx, member, &name)).expect("a name");
}

/// The members of whom the conditions hold, as this operator sees them.
fn listed(shop: &Shop, viewer: OperatorId, query: &str) -> Vec<i64> {
    let report = named("members").expect("the list is there");
    let query = query.to_owned();
    let mut found = shop.read(move |tx| {
        let filters = Filters::of_query(report, tx.today(), &query);
        assert_eq!(filters.wrong, Vec::<&str>::new(), "{query}");
        let Some(seen) = open(tx, viewer, report)? else {
            return Ok(Vec::new());
        };
        let asked = Asked {
            report,
            filters: &filters,
            seen,
        };
        let page = page(tx, &asked, None, 100)?;
        Ok(page.lines.iter().map(|line| line.key[1]).collect())
    });
    found.sort_unstable();
    found
}

fn found_by_name(shop: &Shop, part: &str) -> Vec<i64> {
    let term = SearchTerm::Name(NamePart::parse(part).expect("a part of a name"));
    let found = shop.read(move |tx| find(tx, HEADQUARTERS, &term));
    found.members.iter().map(|member| member.member.get()).collect()
}

#[test]
fn a_member_is_found_by_any_part_of_their_name_and_by_the_new_one_alone_when_it_changes() {
    on_both_engines(|shop| {
        let [a, b, c] = ["13800139401", "13800139402", "13800139403"].map(|phone| shop.join(phone).id);
        rename(shop, a, "欧阳靖");
        // U+20BB7, two units of UTF-16 and one sign.
        rename(shop, b, "𠮷野家");
        rename(shop, c, "Wu Lei");
        for (part, who) in [
            ("欧", vec![a]),
            ("阳靖", vec![a]),
            ("欧靖", vec![]),
            ("𠮷", vec![b]),
            ("𠮷野", vec![b]),
            ("吉野", vec![]),
            ("ULE", vec![c]),
            ("%", vec![]),
        ] {
            let who: Vec<i64> = who.into_iter().map(MemberId::get).collect();
            assert_eq!(found_by_name(shop, part), who, "{part}");
            assert_eq!(
                listed(shop, HEADQUARTERS, &format!("name={part}")),
                who,
                "{part} in the list"
            );
        }
        rename(shop, a, "林女士");
        assert_eq!(found_by_name(shop, "欧阳"), Vec::<i64>::new());
        assert_eq!(found_by_name(shop, "女士"), [a.get()]);
    });
}

#[test]
fn a_name_that_changes_behind_the_use_cases_is_indexed_by_the_job_and_a_name_that_goes_leaves_nothing() {
    on_both_engines(|shop| {
        let member = shop.join("13800139404").id;
        rename(shop, member, "欧阳靖");
        shop.exec("UPDATE member SET name = '司马光'");
        assert_eq!(
            found_by_name(shop, "欧阳"),
            Vec::<i64>::new(),
            "what was is gone at once"
        );
        assert!(shop.read(names_wait));
        assert_eq!(shop.write(|tx| index_names(tx, 10)).expect("indexes"), 1);
        assert_eq!(found_by_name(shop, "司马"), [member.get()]);
        assert!(!shop.read(names_wait));
        shop.exec("UPDATE member SET name = ''");
        let left: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM member_name_gram", params![]));
        assert_eq!(left, 0);
        // As books of an older program are: with a name, and nothing by which it is found.
        shop.exec("UPDATE member SET name = '诸葛亮'");
        shop.exec("UPDATE member SET name_indexed = 0");
        assert_eq!(shop.write(|tx| index_names(tx, 10)).expect("indexes"), 1);
        assert_eq!(found_by_name(shop, "葛"), [member.get()]);
    });
}

#[test]
fn each_condition_of_the_list_lets_those_through_of_whom_it_holds_and_those_alone() {
    on_both_engines(|shop| {
        let rich = shop.member_with("13800139411", Fen::new(500_00));
        let buyer = shop.member_with("13800139412", Fen::new(100_00));
        let quiet = shop.join("13900139413");
        shop.buy(&buyer, Fen::new(60_00), PointsWanted::None, PayWith::Balance, "one");
        managed(shop);
        rename(shop, rich.id, "欧阳靖");
        let (rich, buyer, quiet) = (rich.id.get(), buyer.id.get(), quiet.id.get());
        shop.write(move |tx| {
            tx.exec(
                "UPDATE member SET tier_rank = 1, home_store_id = 2 WHERE id = ?1",
                params![rich],
            )?;
            tx.exec(
                "UPDATE member SET status = 'frozen', birthday = '1990-11-22' WHERE id = ?1",
                params![quiet],
            )?;
            // The lunar date of the same day, 4 October of the lunar 2026.
            tx.exec(
                "UPDATE member SET birthday = 'L1988-10-14', source = 'poster' WHERE id = ?1",
                params![buyer],
            )
        })
        .expect("the members are there");
        let card: String =
            shop.read(move |tx| tx.value("SELECT number FROM card WHERE member_id = ?1", params![quiet]));
        let lunar = Birthday::from_text("L1988-10-14").expect("a birthday");
        let today = shop.read(|tx| Ok(tx.today()));
        let next = lunar.next_from(today);
        let month = next.is_some_and(|day| day.month() == today.month());
        let in_month: Vec<i64> = if month { vec![buyer, quiet] } else { vec![quiet] };
        let mut today_is = Vec::new();
        if next == Some(today) {
            today_is.push(buyer);
        }
        if today.to_string().ends_with("11-22") {
            today_is.push(quiet);
        }
        let cases: Vec<(String, Vec<i64>)> = vec![
            (String::new(), vec![rich, buyer, quiet]),
            ("name=%E9%98%B3".into(), vec![rich]),
            ("tail=9412".into(), vec![buyer]),
            ("tail=0139413".into(), vec![quiet]),
            ("tail=13800139411".into(), vec![rich]),
            (format!("card={card}"), vec![quiet]),
            ("home_store=2".into(), vec![rich]),
            ("tier=1".into(), vec![rich]),
            ("status=frozen".into(), vec![quiet]),
            ("status=active".into(), vec![rich, buyer]),
            ("visited=ever".into(), vec![buyer]),
            ("visited=never".into(), vec![rich, quiet]),
            ("visits-min=1".into(), vec![buyer]),
            ("last_visit-max=1".into(), vec![buyer]),
            ("last_visit-min=1".into(), vec![]),
            ("balance-min=400".into(), vec![rich]),
            ("balance-max=0".into(), vec![quiet]),
            ("spent-min=1".into(), vec![buyer]),
            ("points_left-min=1".into(), vec![buyer]),
            ("source=poster".into(), vec![buyer]),
            ("birthday=today".into(), today_is),
            ("birthday=month".into(), in_month),
            ("consent=given".into(), vec![]),
            ("consent=none".into(), vec![rich, buyer, quiet]),
            ("from=2026-01-01&to=2026-12-31".into(), vec![rich, buyer, quiet]),
            ("from=2020-01-01&to=2020-12-31".into(), vec![]),
            ("visited=never&balance-min=1&tier=1&home_store=2".into(), vec![rich]),
        ];
        for (query, who) in cases {
            let mut who = who;
            who.sort_unstable();
            assert_eq!(listed(shop, HEADQUARTERS, &query), who, "{query}");
        }
        // A store's manager sees those who are at home there.
        assert_eq!(listed(shop, THERE, ""), [rich]);
        assert_eq!(listed(shop, HERE, "balance-min=400"), Vec::<i64>::new());
        shop.books_hold();
    });
}

/// How the engine finds the first page of the list under these conditions.
fn plan(tx: &mut Tx<'_>, postgres: bool, query: &str) -> Result<Vec<String>, StoreError> {
    let report = named("members").expect("the list is there");
    let filters = Filters::of_query(report, tx.today(), query);
    let seen = open(tx, HEADQUARTERS, report)?.expect("headquarters see it");
    let asked = Asked {
        report,
        filters: &filters,
        seen,
    };
    let statement = first_page(tx, &asked, 51);
    let (explain, column) = if postgres {
        ("EXPLAIN", "QUERY PLAN")
    } else {
        ("EXPLAIN QUERY PLAN", "detail")
    };
    tx.all(&format!("{explain} {}", statement.text), &statement.values(), |row| {
        row.get(column)
    })
}

#[test]
fn each_condition_of_the_list_is_answered_by_an_index() {
    on_both_engines(|shop| {
        let postgres = is_postgres(&shop.url);
        shop.read(|tx| {
            if postgres {
                for setting in [
                    "enable_seqscan",
                    "enable_bitmapscan",
                    "enable_hashjoin",
                    "enable_mergejoin",
                ] {
                    tx.one(
                        &format!("SELECT set_config('{setting}', 'off', true) AS now"),
                        &[],
                        |row| row.get::<String>("now"),
                    )?;
                }
            }
            let by = usize::from(postgres);
            for (query, indexes) in [
                ("", ["member_joined"; 2]),
                (
                    "name=%E6%9E%97%E5%A5%B3",
                    ["USING PRIMARY KEY (gram", "member_name_gram_pkey"],
                ),
                ("name=%E6%9E%97", ["USING PRIMARY KEY (gram", "member_name_gram_pkey"]),
                ("tail=8001", ["member_phone_tail"; 2]),
                ("tail=13800138001", ["sqlite_autoindex_member_1", "member_phone_key"]),
                ("card=6800000000000009", ["sqlite_autoindex_card_1", "card_number_key"]),
                ("home_store=1", ["member_home"; 2]),
                ("tier=1", ["member_tier"; 2]),
                ("status=frozen", ["member_status"; 2]),
                ("source=poster", ["member_source"; 2]),
                ("tag=1", ["member_tag_once"; 2]),
                ("without_tag=1", ["member_tag_once"; 2]),
                // Of a whole month PostgreSQL may rather look at the newest members until the page is full.
                ("birthday=today", ["member_birthday"; 2]),
                ("from=2026-01-01&to=2026-02-01", ["member_joined"; 2]),
                // Each by the member's number, in the wallet.
                ("last_visit-min=60", ["USING INTEGER PRIMARY KEY", "wallet_pkey"]),
                ("visits-min=3", ["USING INTEGER PRIMARY KEY", "wallet_pkey"]),
                ("spent-min=3", ["USING INTEGER PRIMARY KEY", "wallet_pkey"]),
                (
                    "balance-min=3&balance-max=9",
                    ["USING INTEGER PRIMARY KEY", "wallet_pkey"],
                ),
                ("bonus-min=3", ["USING INTEGER PRIMARY KEY", "wallet_pkey"]),
                ("points_left-min=3", ["USING INTEGER PRIMARY KEY", "wallet_pkey"]),
                ("visited=never", ["USING INTEGER PRIMARY KEY", "wallet_pkey"]),
                ("consent=given", ["consent_in_force"; 2]),
                ("consent=none", ["consent_in_force"; 2]),
            ] {
                let plan = plan(tx, postgres, query)?;
                let index = indexes[by];
                assert!(
                    plan.iter().any(|line| line.contains(index)),
                    "{query}: {index} in {plan:#?}"
                );
                let whole = |line: &&String| {
                    line.contains("Seq Scan on member") || line.contains("Seq Scan on wallet") || {
                        let scan = ["SCAN m", "SCAN w"].iter().any(|start| {
                            line.strip_prefix(start)
                                .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                        });
                        scan && !line.contains("INDEX")
                    }
                };
                assert_eq!(plan.iter().find(whole), None, "{query}: {plan:#?}");
            }
            Ok(())
        });
    });
}

#[test]
fn members_are_counted_to_ten_thousand_and_one_and_pages_go_on_behind_that() {
    on_both_engines(|shop| {
        shop.exec(
            "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 10050) \
             INSERT INTO member (phone, no_pin_limit_fen, joined_at) SELECT '+86150' || CAST(10000000 + i AS TEXT), 0, i FROM n",
        );
        shop.exec("INSERT INTO wallet (member_id) SELECT id FROM member");
        let report = named("members").expect("the list is there");
        shop.read(|tx| {
            let filters = Filters::default();
            let seen = open(tx, HEADQUARTERS, report)?.expect("headquarters see it");
            let asked = Asked {
                report,
                filters: &filters,
                seen,
            };
            assert_eq!(totals(tx, &asked)?.0, 10_001);
            assert_eq!(count(tx, &asked, 20_000)?, 10_050);
            Ok(())
        });
    });
}

#[test]
fn a_segment_keeps_conditions_and_holds_of_whoever_they_hold_of_when_it_is_asked() {
    on_both_engines(|shop| {
        shop.member_with("13800139421", Fen::new(500_00));
        shop.join("13800139422");
        managed(shop);
        let save = |name: &str, query: &'static str| {
            let name = short(name);
            shop.write(move |tx| save_segment(tx, HERE, &name, query))
        };
        save("有余额", "balance-min=1").expect("is kept");
        assert_eq!(save("空", "").expect_err("that is everybody").code(), "no-conditions");
        assert_eq!(
            save("乱", "balance-min=x").expect_err("unreadable").code(),
            "no-conditions"
        );
        let size = |viewer| {
            shop.read(move |tx| {
                let all = segments(tx)?;
                segment_size(tx, viewer, &all[0].query)
            })
        };
        assert_eq!(
            (size(HEADQUARTERS), size(HERE), size(THERE)),
            (Some(1), Some(1), Some(0))
        );
        shop.exec("UPDATE wallet SET principal_fen = 5");
        assert_eq!(size(HEADQUARTERS), Some(1), "conditions count, not who they held of");
        shop.exec("UPDATE wallet SET principal_fen = 500");
        assert_eq!(size(HEADQUARTERS), Some(2));
        // The same name gets other conditions.
        save("有余额", "balance-min=100000").expect("is kept");
        assert_eq!((size(HEADQUARTERS), shop.read(segments).len()), (Some(0), 1));
        let id = shop.read(segments)[0].id;
        shop.exec("UPDATE operator SET role = 'auditor' WHERE id = 2");
        let refused = shop
            .write(move |tx| end_segment(tx, THERE, id))
            .expect_err("an auditor");
        assert_eq!(refused.code(), "not-allowed");
        shop.write(move |tx| end_segment(tx, HERE, id)).expect("is ended");
        assert_eq!(
            shop.write(move |tx| end_segment(tx, HERE, id))
                .expect_err("once")
                .code(),
            "no-segment"
        );
        assert!(shop.read(segments).is_empty());
    });
}

#[test]
fn tags_are_made_by_headquarters_given_by_whoever_looks_after_the_member_and_mark_nobody_when_they_end() {
    on_both_engines(|shop| {
        let [a, b] = ["13800139431", "13800139432"].map(|phone| shop.join(phone).id);
        managed(shop);
        shop.write(move |tx| tx.exec("UPDATE member SET home_store_id = 2 WHERE id = ?1", params![b]))
            .expect("moves");
        let make = |by, name: &str| {
            let name = short(name);
            shop.write(move |tx| make_tag(tx, by, &name))
        };
        assert_eq!(make(HERE, "大客户").expect_err("a manager").code(), "not-allowed");
        let tag = make(HEADQUARTERS, "大客户").expect("is made");
        assert_eq!(make(HEADQUARTERS, "大客户").expect_err("twice").code(), "name-taken");
        let give = |by, member, way| shop.write(move |tx| tag_member(tx, by, tag, member, way));
        give(HERE, a, TagWay::Give).expect("is given");
        assert!(matches!(give(HERE, a, TagWay::Give), Err(TagError::Same)));
        assert!(
            matches!(give(HERE, b, TagWay::Give), Err(TagError::NotAllowed)),
            "another store's"
        );
        assert_eq!(listed(shop, HEADQUARTERS, &format!("tag={tag}")), [a.get()]);
        assert_eq!(listed(shop, HEADQUARTERS, &format!("without_tag={tag}")), [b.get()]);
        give(HERE, a, TagWay::Take).expect("is taken");
        assert!(matches!(give(HERE, a, TagWay::Take), Err(TagError::Same)));
        // Many at once: those whom the operator sees, each once.
        let many = |by, way| shop.write(move |tx| tag_many(tx, by, tag, "balance-max=0", way));
        assert_eq!(many(HERE, TagWay::Give).expect("one is seen"), 1);
        assert_eq!(many(HEADQUARTERS, TagWay::Give).expect("the other one"), 1);
        assert!(matches!(many(HEADQUARTERS, TagWay::Give), Err(TagError::Same)));
        let new = short("常客");
        shop.write(move |tx| rename_tag(tx, HEADQUARTERS, tag, &new))
            .expect("is renamed");
        let all = shop.read(tags);
        assert_eq!((all[0].name.as_str(), all[0].members), ("常客", 2));
        assert_eq!(shop.read(move |tx| tags_of(tx, a)).len(), 1);
        assert_eq!(many(HERE, TagWay::Take).expect("one is seen"), 1);
        shop.write(move |tx| end_tag(tx, HEADQUARTERS, tag)).expect("is ended");
        assert_eq!(listed(shop, HEADQUARTERS, &format!("tag={tag}")), Vec::<i64>::new());
        assert!(shop.read(move |tx| tags_of(tx, b)).is_empty() && shop.read(tags).is_empty());
        assert!(matches!(give(HERE, a, TagWay::Give), Err(TagError::NoTag)));
        let noted: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM staff_act WHERE kind LIKE 'tag-%'", params![]));
        assert_eq!(noted, 8, "made, renamed, ended, given three times, taken twice");
        make(HEADQUARTERS, "大客户").expect("the name is free again");
    });
}

#[test]
fn notes_and_data_in_full_are_for_who_looks_after_the_member_and_on_record() {
    on_both_engines(|shop| {
        let member = shop.join("13800139441").id;
        managed(shop);
        let note = |by, text: &str| {
            let text = because(text);
            shop.write(move |tx| add_note(tx, by, member, &text))
        };
        note(HERE, "对花生过敏").expect("is noted");
        assert_eq!(
            note(THERE, "喜欢靠窗").expect_err("another store").code(),
            "not-allowed"
        );
        let id = shop.read(move |tx| notes(tx, member))[0].id;
        shop.write(move |tx| end_note(tx, HERE, member, id))
            .expect("is taken away");
        assert!(shop.write(move |tx| end_note(tx, HERE, member, id)).is_err(), "once");
        for number in 0..20 {
            note(HERE, &format!("备注 {number}")).expect("there is room");
        }
        assert_eq!(note(HERE, "再一条").expect_err("enough").code(), "notes-too-many");

        let show = |by| shop.write(move |tx| reveal(tx, by, member)).expect("the books work");
        assert_eq!(show(THERE), None, "another store's");
        shop.exec("UPDATE operator SET role = 'auditor' WHERE id = 2");
        assert_eq!(show(THERE), None, "who changes nothing asks for nothing");
        let shown = show(HERE).expect("is shown");
        assert_eq!(shown.phone, Phone::parse("13800139441").expect("a phone"));
        let on_record: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT COUNT(*) FROM staff_act WHERE kind = 'data-shown' AND operator_id = 1 AND member_id = ?1",
                params![member],
            )
        });
        assert_eq!(on_record, 1, "who, about whom, when");
    });
}

#[test]
fn data_is_corrected_by_a_document_and_a_new_phone_ends_every_session() {
    on_both_engines(|shop| {
        let member = shop.join("13800139451").id;
        shop.join("13800139452");
        managed(shop);
        let change = |by, new: NewDatum, document: &str| {
            let request = PersonChange {
                member,
                new,
                identification: document.to_owned(),
                reason: because("看过证件"),
                by,
            };
            shop.write(move |tx| change_person(tx, &request))
        };
        let name = || NewDatum::Name(PersonName::parse("司马光").expect("a name"));
        let phone = |text: &str| NewDatum::Phone(Phone::parse(text).expect("a phone"));
        assert_eq!(
            change(HERE, name(), "").expect_err("no document").code(),
            "no-identification"
        );
        assert_eq!(
            change(THERE, name(), "passport").expect_err("another store").code(),
            "not-allowed"
        );
        change(HERE, name(), "passport").expect("is corrected");
        assert_eq!(
            change(HERE, name(), "passport").expect_err("is so").code(),
            "nothing-changed"
        );
        assert_eq!(found_by_name(shop, "马光"), [member.get()]);
        let born = Birthday::from_text("1990-05-17").expect("a birthday");
        change(HERE, NewDatum::Birthday(born), "id-card").expect("is corrected");
        let taken = change(HERE, phone("13800139452"), "id-card").expect_err("another member's");
        assert_eq!(taken.code(), "phone-taken");
        change(HERE, phone("13800139453"), "id-card").expect("is corrected");
        let open: i64 = shop.read(move |tx| {
            tx.value(
                "SELECT COUNT(*) FROM device WHERE member_id = ?1 AND ended_at IS NULL",
                params![member],
            )
        });
        assert_eq!(open, 0);
        let seen = shop.read(move |tx| member_overview(tx, HERE, member)).expect("is seen");
        assert_eq!(seen.birthday, Some(born));
        assert_eq!(seen.home.card.phone, Phone::parse("13800139453").expect("a phone"));
        assert_eq!(
            shop.read(move |tx| member_overview(tx, THERE, member)),
            None,
            "another store's"
        );
        let told: i64 = shop.read(|tx| {
            tx.value(
                "SELECT COUNT(*) FROM outbox WHERE kind = 'phone-changed-sms' AND done_at IS NULL",
                params![],
            )
        });
        assert_eq!(told, 1, "whoever holds the old number is told");
    });
}
