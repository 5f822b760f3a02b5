//! What a member reads of their own entries, and what the office reads of a day: each thing that happened is one line, and the lines add up.

use huika_domain::{Fen, MemberId, OperatorId, Points, Proof};
use huika_store::{
    books::day_totals,
    card::{By, FeeFrom, Replace, replace_card},
    ledger::{EntryKind, Explanation, HoldStatus},
    member::{Shown, StatementPage, movements_since, receipt, statement},
    params,
    refund::{AskedBy, OpenRefund, RefundNews, RefundStatus, open_refund, settle_refund},
    top_up::Opened,
};

use crate::shop::{Member, Shop, on_both_engines, place};

const BOSS: OperatorId = OperatorId::new(3);

/// The member asks: of what staff ask, a large part waits for a second person.
fn ask_back(shop: &Shop, order: &Opened, key: &str) -> String {
    let number = order.number.clone();
    let member: MemberId =
        shop.read(move |tx| tx.value("SELECT member_id FROM top_up WHERE number = ?1", params![number]));
    let request = OpenRefund {
        top_up: order.number.clone(),
        by: AskedBy::Member(member),
        key: key.into(),
    };
    let opened = shop.write(move |tx| open_refund(tx, &request));
    opened.expect("can be refunded").number
}

fn settle(shop: &Shop, refund: &str, news: &RefundNews) {
    let (refund, news) = (refund.to_owned(), news.clone());
    shop.write(move |tx| settle_refund(tx, &refund, &news))
        .expect("is settled");
}

fn paid() -> RefundNews {
    RefundNews::Paid {
        transaction: "g1".into(),
    }
}

/// The statement, after its sums were tried: what was before, and each line, come to what is afterwards, line by line.
fn adding_up(shop: &Shop, member: MemberId) -> StatementPage {
    let page = shop.read(move |tx| statement(tx, member, None));
    let (mut money, mut points) = (page.opening.get(), page.opening_points.get());
    for line in page.movements.iter().rev() {
        money += line.money.get();
        points += line.points.get();
        assert_eq!(
            (line.money_after.get(), line.points_after.get()),
            (money, points),
            "{line:?}"
        );
    }
    assert_eq!((page.closing.get(), page.closing_points.get()), (money, points));
    page
}

fn topped_up(shop: &Shop, member: &Member, points: i64) -> Opened {
    let order = shop.open_top_up(member, Fen::new(300_00), "t").expect("on offer");
    shop.write(move |tx| tx.exec("UPDATE top_up SET points = ?1", params![points]))
        .expect("a rule with points");
    shop.pay(&order, Fen::new(300_00));
    order
}

#[test]
fn a_refund_is_one_line_of_the_statement_from_the_request_to_its_end() {
    on_both_engines(|shop| {
        let member = shop.join("13800138501");
        let order = topped_up(shop, &member, 0);
        let refund = ask_back(shop, &order, "r");
        let before = adding_up(shop, member.id);
        let asked = before.movements[0].clone();
        let of = asked.aside.clone().and_then(|aside| aside.refund).expect("a refund");
        assert_eq!(
            (of.status, of.number.as_str(), of.channel.as_str()),
            (RefundStatus::Open, &*refund, "wechat")
        );
        assert_eq!(of.top_up, order.number);

        settle(shop, &refund, &paid());
        let after = adding_up(shop, member.id);
        assert_eq!(
            after.movements.len(),
            before.movements.len(),
            "its end is no line of its own"
        );
        let ended = &after.movements[0];
        assert_eq!((ended.entry, ended.kind), (asked.entry, EntryKind::Hold));
        assert_eq!((ended.principal, ended.bonus), (Fen::new(-300_00), Fen::new(-40_00)));
        let now = ended.aside.clone().expect("it was set aside");
        assert_eq!(now.state, HoldStatus::Taken);
        assert_eq!(now.refund.expect("a refund").status, RefundStatus::Paid);
        let told = shop.read(move |tx| movements_since(tx, member.id, asked.entry));
        assert!(told.is_empty(), "nor is it told as something new: {told:?}");

        // Both entries are behind the line, and either of their numbers leads to it.
        let closed = now.closed.expect("it has ended");
        for entry in [ended.entry, closed] {
            let shown = shop
                .read(move |tx| receipt(tx, member.id, entry))
                .expect("is the member's");
            assert_eq!(shown.movement.entry, asked.entry);
            assert_eq!(shown.lines.iter().map(|line| line.amount).sum::<i64>(), 0);
            let paid_out = shown
                .lines
                .iter()
                .any(|line| line.party == "wechat" && line.amount == 300_00);
            assert!(paid_out, "the money that left is among the postings: {:?}", shown.lines);
        }
        let stranger = shop.join("13800138502");
        assert_eq!(shop.read(move |tx| receipt(tx, stranger.id, closed)), None);
        shop.books_hold();
    });
}

#[test]
fn a_refund_that_fails_shows_the_money_go_and_come_back() {
    on_both_engines(|shop| {
        let member = shop.join("13800138503");
        let order = topped_up(shop, &member, 0);
        let refund = ask_back(shop, &order, "r");
        settle(shop, &refund, &RefundNews::Failed);
        let page = adding_up(shop, member.id);
        let kinds: Vec<_> = page.movements.iter().map(|line| (line.kind, line.money)).collect();
        assert_eq!(
            kinds,
            [
                (EntryKind::Release, Fen::new(340_00)),
                (EntryKind::Hold, Fen::new(-340_00)),
                (EntryKind::TopUp, Fen::new(340_00)),
            ]
        );
        for line in &page.movements[..2] {
            let aside = line.aside.as_ref().expect("it was set aside");
            assert_eq!(aside.state, HoldStatus::Released);
            assert_eq!(
                aside.refund.as_ref().map(|refund| refund.status),
                Some(RefundStatus::Failed)
            );
        }
        shop.books_hold();
    });
}

#[test]
fn points_that_go_back_with_a_refund_are_a_line_and_the_page_adds_up() {
    on_both_engines(|shop| {
        let member = shop.join("13800138504");
        let order = topped_up(shop, &member, 30);
        let refund = ask_back(shop, &order, "r");
        settle(shop, &refund, &paid());
        let page = adding_up(shop, member.id);
        let newest = &page.movements[0];
        assert_eq!(
            (newest.kind, newest.money, newest.points),
            (EntryKind::Refund, Fen::ZERO, Points::new(-30))
        );
        assert_eq!((page.closing, page.closing_points), (Fen::ZERO, Points::ZERO));
        shop.books_hold();
    });
}

#[test]
fn no_entry_carries_the_whole_number_of_a_card_that_was_replaced() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138505", Fen::new(100_00));
        let id = member.id;
        let by = By::Counter {
            place: place(),
            identification: "ID card".into(),
        };
        for (fee_from, key) in [(FeeFrom::Balance, "new-card-1"), (FeeFrom::Cash, "new-card-2")] {
            let request = Replace {
                by: by.clone(),
                fee_from,
                keep: None,
                key: key.into(),
            };
            shop.write(move |tx| replace_card(tx, id, &request))
                .expect("the fee is there");
        }
        let numbers: Vec<String> = shop.read(move |tx| {
            tx.all("SELECT number FROM card WHERE member_id = ?1", params![id], |row| {
                row.get("number")
            })
        });
        assert_eq!(numbers.len(), 3);
        let page = adding_up(shop, id);
        let fees: Vec<_> = page
            .movements
            .iter()
            .filter(|line| line.kind == EntryKind::Fee)
            .collect();
        assert_eq!(fees.len(), 2);
        for line in fees {
            let Explanation::Replacement { old_tail, fee, .. } = &line.explanation else {
                panic!("{line:?}")
            };
            assert_eq!((old_tail.len(), *fee), (4, Fen::new(3_00)));
            let entry = line.entry;
            let shown = shop.read(move |tx| receipt(tx, id, entry)).expect("is the member's");
            for number in &numbers {
                assert!(!format!("{shown:?}").contains(number.as_str()), "{number} in {shown:?}");
            }
        }
        shop.books_hold();
    });
}

#[test]
fn the_office_names_what_came_in_and_what_went_out_and_each_figure_is_the_ledgers() {
    on_both_engines(|shop| {
        let member = shop.join("13800138506");
        let first = topped_up(shop, &member, 0);
        let kept = shop.member_with("13800138507", Fen::new(100_00));
        let refund = ask_back(shop, &first, "r");
        settle(shop, &refund, &paid());
        let request = Replace {
            by: By::Member(Shown::for_tests(&[Proof::Session, Proof::FreshSignIn])),
            fee_from: FeeFrom::Balance,
            keep: None,
            key: "new-card-1".into(),
        };
        shop.write(move |tx| replace_card(tx, kept.id, &request))
            .expect("100.00 pays the fee");

        let totals = shop.read(|tx| day_totals(tx, tx.today(), BOSS, None));
        assert_eq!(
            (totals.top_ups, totals.topped_up),
            (2, Fen::new(400_00)),
            "before any of it went back"
        );
        assert_eq!((totals.refunds, totals.refunded), (1, Fen::new(300_00)));
        assert_eq!(
            (totals.bonus_given, totals.bonus_ended),
            (Fen::new(52_00), Fen::new(40_00))
        );
        assert_eq!(totals.fees, Fen::new(3_00));
        assert_eq!((totals.sales, totals.sold, totals.returned), (0, Fen::ZERO, Fen::ZERO));

        // The members' accounts hold what came in, less what went out: nothing of the day is left out of the figures.
        let held: i64 = shop.read(|tx| {
            tx.value(
                "SELECT CAST(SUM(amount) AS BIGINT) FROM posting WHERE account IN (1, 2, 5, 6)",
                params![],
            )
        });
        let came = totals.topped_up.get() + totals.bonus_given.get() + totals.returned.get();
        let went = totals.refunded.get() + totals.bonus_ended.get() + totals.sold.get() + totals.fees.get();
        assert_eq!(held, came - went);
        shop.books_hold();
    });
}
