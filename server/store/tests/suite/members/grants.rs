//! Grants to many: seen before they begin, posted once each, and no wrong member stops those after it.

use huika_domain::{Fen, OperatorId, Points};
use huika_store::{
    adjustment::grant::{
        GrantError, GrantPhase, Granted, PlanGrant, RefusedWhy, approve_grant, confirm_grant, drop_grant,
        grant_refusals, grant_row, has_open_grant, run_grants,
    },
    member::home,
    params,
    segment::{GrantTo, plan_grant, save_segment, segments},
};

use super::{HEADQUARTERS, HERE, because, managed, short};
use crate::shop::{Shop, on_both_engines};

fn wish(granted: Granted, to: GrantTo, key: &str) -> (PlanGrant, GrantTo) {
    let request = PlanGrant {
        granted,
        days: Some(30),
        reason: because("周年庆"),
        operator: HEADQUARTERS,
        key: key.into(),
    };
    (request, to)
}

fn plan(shop: &Shop, wish: &(PlanGrant, GrantTo)) -> Result<String, GrantError> {
    let (request, to) = wish.clone();
    shop.write(move |tx| plan_grant(tx, &request, &to))
        .map(|planned| planned.number)
}

fn run_all(shop: &Shop) {
    while shop.write(|tx| run_grants(tx, 2)).expect("runs") > 0 {}
}

#[test]
fn a_list_is_looked_at_first_and_reaches_everybody_who_can_have_it_once() {
    on_both_engines(|shop| {
        let members: Vec<_> = (1..=5).map(|n| shop.join(&format!("1380013948{n}"))).collect();
        managed(shop);
        let card: String = shop.read(move |tx| tx.value("SELECT number FROM card WHERE member_id = 5", params![]));
        shop.exec("UPDATE member SET status = 'frozen' WHERE phone = '+8613800139482'");
        shop.exec("UPDATE operator SET member_id = 3 WHERE id = 3");
        let lines =
            format!("13800139481\n13800139482，13800139483\t{card}\n13900000000\n13800139481\n林女士\n13800139484");
        let wish = wish(Granted::Points(Points::new(50)), GrantTo::Lines(lines), "g1");
        let number = plan(shop, &wish).expect("is planned");
        assert_eq!(plan(shop, &wish).expect("the same form"), number);
        let row = |shop: &Shop| {
            let number = number.clone();
            shop.read(move |tx| grant_row(tx, HEADQUARTERS, &number))
                .expect("is there")
        };
        let planned = row(shop);
        assert_eq!(
            (planned.phase, planned.takers, planned.refused),
            (GrantPhase::Draft, 3, 5)
        );
        assert_eq!(planned.sum(), Granted::Points(Points::new(150)));
        let of = number.clone();
        let mut why: Vec<_> = shop
            .read(move |tx| grant_refusals(tx, &of, 0, 10))
            .into_iter()
            .map(|one| (one.line, one.who, one.why))
            .collect();
        why.sort_by_key(|(line, who, _)| (*line, who.clone()));
        assert_eq!(
            why,
            [
                (0, "138****9482".to_owned(), RefusedWhy::NotActive),
                (0, "138****9483".to_owned(), RefusedWhy::OwnAccount),
                (5, "139****0000".to_owned(), RefusedWhy::Unknown),
                (6, "138****9481".to_owned(), RefusedWhy::Twice),
                (7, "林女士".to_owned(), RefusedWhy::Unknown),
            ]
        );
        // Nothing runs before it is confirmed.
        assert!(!shop.read(has_open_grant));
        run_all(shop);
        let yes = |by: OperatorId| {
            let number = number.clone();
            shop.write(move |tx| confirm_grant(tx, &number, by))
        };
        assert!(matches!(yes(HERE), Err(GrantError::NotAllowed)));
        assert!(
            yes(HEADQUARTERS).expect("is confirmed"),
            "150 points need no second person"
        );
        assert!(matches!(yes(HEADQUARTERS), Err(GrantError::Over)));
        // Frozen between the preview and the posting: those after them get theirs.
        shop.exec("UPDATE member SET status = 'frozen' WHERE phone = '+8613800139481'");
        run_all(shop);
        let done = row(shop);
        assert_eq!((done.phase, done.done, done.refused), (GrantPhase::Done, 2, 6));
        let points: Vec<i64> = members
            .iter()
            .map(|member| {
                let id = member.id;
                shop.read(move |tx| home(tx, id)).expect("is there").points.get()
            })
            .collect();
        assert_eq!(points, [0, 0, 0, 50, 50]);
        shop.books_hold();
    });
}

#[test]
fn above_a_limit_a_second_person_begins_it_and_what_is_given_up_reaches_nobody() {
    on_both_engines(|shop| {
        shop.member_with("13800139491", Fen::new(100_00));
        shop.member_with("13800139492", Fen::new(100_00));
        shop.join("13800139493");
        managed(shop);
        shop.exec(
            "INSERT INTO operator (id, login, name, role, password_hash, created_at) VALUES (9, 'second', 'Second', 'headquarters', '', 1)",
        );
        let second = OperatorId::new(9);
        let name = short("有余额");
        shop.write(move |tx| save_segment(tx, HEADQUARTERS, &name, "balance-min=1"))
            .expect("is kept");
        let segment = shop.read(segments)[0].id;
        let bonus = Granted::Bonus(Fen::new(6_000_00));
        let number = plan(shop, &wish(bonus, GrantTo::Segment(segment), "s1")).expect("is planned");
        let row = |number: &str| {
            let number = number.to_owned();
            shop.read(move |tx| grant_row(tx, HEADQUARTERS, &number))
                .expect("is there")
        };
        assert_eq!((row(&number).takers, row(&number).segment.as_str()), (2, "有余额"));
        let of = number.clone();
        assert!(
            !shop
                .write(move |tx| confirm_grant(tx, &of, HEADQUARTERS))
                .expect("is confirmed"),
            "12,000.00 is much"
        );
        run_all(shop);
        assert_eq!(row(&number).phase, GrantPhase::Waiting);
        let approve = |by: OperatorId| {
            let of = number.clone();
            shop.write(move |tx| approve_grant(tx, &of, by))
        };
        assert!(matches!(approve(HEADQUARTERS), Err(GrantError::SamePerson)));
        shop.exec("UPDATE operator SET role = 'manager', store_id = 1 WHERE id = 9");
        assert!(
            matches!(approve(second), Err(GrantError::NotAllowed)),
            "demoted meanwhile"
        );
        shop.exec("UPDATE operator SET role = 'headquarters', store_id = NULL WHERE id = 9");
        approve(second).expect("a second person");
        run_all(shop);
        assert_eq!((row(&number).phase, row(&number).done), (GrantPhase::Done, 2));

        let dropped = plan(shop, &wish(bonus, GrantTo::Segment(segment), "s2")).expect("is planned");
        let of = dropped.clone();
        shop.write(move |tx| drop_grant(tx, &of, HEADQUARTERS))
            .expect("is given up");
        run_all(shop);
        assert_eq!((row(&dropped).phase, row(&dropped).done), (GrantPhase::Dropped, 0));
        let nobody = plan(shop, &wish(bonus, GrantTo::Lines("13911111111".into()), "s3"));
        assert!(matches!(nobody, Err(GrantError::NobodyLeft)));
        let left: i64 = shop.read(|tx| tx.value("SELECT COUNT(*) FROM grant_batch", params![]));
        assert_eq!(left, 2, "what was refused is not kept");
        shop.books_hold();
    });
}
