use super::*;
use proptest::prelude::*;

const NOW: Millis = Millis::new(1_795_276_800_000);

fn lot(id: i64, principal: i64, bonus: i64, order: SpendOrder) -> MoneyLot {
    MoneyLot {
        id: LotId::new(id),
        principal_granted: Fen::new(principal),
        bonus_granted: Fen::new(bonus),
        principal_left: Fen::new(principal),
        bonus_left: Fen::new(bonus),
        order,
        bonus_expires_at: None,
        created_at: NOW,
    }
}

fn plan(lots: &[MoneyLot], amount: i64) -> Vec<(i64, i64, i64)> {
    let amount = Fen::new(amount);
    let draws = plan_spend(lots, amount, amount, NOW).expect("enough money");
    draws
        .iter()
        .map(|draw| (draw.lot.get(), draw.principal.get(), draw.bonus.get()))
        .collect()
}

fn apply(lots: &mut [MoneyLot], draws: &[MoneyDraw]) {
    for draw in draws {
        let lot = lots
            .iter_mut()
            .find(|lot| lot.id == draw.lot)
            .expect("a lot of the member");
        lot.principal_left = lot.principal_left.checked_sub(draw.principal).expect("fits");
        lot.bonus_left = lot.bonus_left.checked_sub(draw.bonus).expect("fits");
    }
}

#[test]
fn three_thousand_with_a_thousand_bonus_after_3594_00_keeps_304_50_of_principal() {
    let mut lots = [lot(1, 300_000, 100_000, SpendOrder::ProRata)];
    let amount = Fen::new(359_400);
    let draws = plan_spend(&lots, amount, amount, NOW).expect("enough money");
    apply(&mut lots, &draws);
    assert_eq!(lots[0].principal_left.yuan(), "304.50");
    assert_eq!(lots[0].bonus_left.yuan(), "101.50");
    assert_eq!(
        plan(&lots, 40_600),
        [(1, 30_450, 10_150)],
        "the last spend empties both exactly"
    );
}

#[test]
fn the_principal_share_is_rounded_half_up_and_bonus_carries_the_rest() {
    assert_eq!(
        plan(&[lot(1, 10_000, 1_200, SpendOrder::ProRata)], 3_650),
        [(1, 3_259, 391)]
    );
    assert_eq!(plan(&[lot(1, 1, 1, SpendOrder::ProRata)], 1), [(1, 1, 0)]);
    assert_eq!(plan(&[lot(1, 100, 300, SpendOrder::ProRata)], 2), [(1, 1, 1)]);
    assert_eq!(plan(&[lot(1, 100, 300, SpendOrder::ProRata)], 1), [(1, 0, 1)]);
}

#[test]
fn the_oldest_lot_is_used_up_before_the_next_is_touched() {
    let lots = [
        lot(1, 1_000, 200, SpendOrder::ProRata),
        lot(2, 1_000, 0, SpendOrder::ProRata),
    ];
    assert_eq!(plan(&lots, 1_500), [(1, 1_000, 200), (2, 300, 0)]);
}

#[test]
fn the_other_orders_take_one_part_before_the_other() {
    assert_eq!(
        plan(&[lot(1, 1_000, 200, SpendOrder::BonusFirst)], 300),
        [(1, 100, 200)]
    );
    assert_eq!(
        plan(&[lot(1, 1_000, 200, SpendOrder::PrincipalFirst)], 1_100),
        [(1, 1_000, 100)]
    );
}

#[test]
fn bonus_at_most_a_part_of_the_bill_leaves_the_rest_to_principal() {
    let order = SpendOrder::BonusAtMost { percent: 30 };
    assert_eq!(plan(&[lot(1, 1_000, 900, order)], 1_000), [(1, 700, 300)]);
    let lots = [lot(1, 500, 900, order), lot(2, 1_000, 900, order)];
    assert_eq!(
        plan(&lots, 1_000),
        [(1, 500, 300), (2, 200, 0)],
        "both lots share one limit"
    );
}

#[test]
fn bonus_above_its_part_of_the_bill_is_no_money_for_this_bill() {
    let lots = [lot(1, 100, 900, SpendOrder::BonusAtMost { percent: 30 })];
    let bill = Fen::new(1_000);
    assert_eq!(spendable(&lots, NOW), Fen::new(1_000));
    assert_eq!(spendable_on(&lots, bill, NOW), Fen::new(400));
    let shortage = Shortage {
        wanted: bill,
        available: Fen::new(400),
    };
    assert_eq!(plan_spend(&lots, bill, bill, NOW), Err(shortage));
    assert_eq!(shortage.missing(), Fen::new(600));
}

#[test]
fn the_limit_of_bonus_is_measured_by_the_whole_bill_and_not_by_the_part_paid_here() {
    let lots = [lot(1, 1_000, 900, SpendOrder::BonusAtMost { percent: 30 })];
    let draws = plan_spend(&lots, Fen::new(500), Fen::new(1_000), NOW).expect("enough money");
    assert_eq!((draws[0].principal, draws[0].bonus), (Fen::new(200), Fen::new(300)));
}

#[test]
fn a_lot_whose_bonus_has_expired_spends_principal_only_even_if_the_job_did_not_run() {
    for order in [SpendOrder::ProRata, SpendOrder::BonusFirst, SpendOrder::PrincipalFirst] {
        let lots = [MoneyLot {
            bonus_expires_at: Some(NOW),
            ..lot(1, 1_000, 200, order)
        }];
        assert_eq!(spendable(&lots, NOW), Fen::new(1_200), "its last instant");
        let later = NOW.plus_millis(1);
        assert_eq!(
            balance(&lots, later),
            Balance {
                principal: Fen::new(1_000),
                bonus: Fen::ZERO
            }
        );
        let amount = Fen::new(1_000);
        let draws = plan_spend(&lots, amount, amount, later).expect("enough principal");
        assert_eq!((draws[0].principal, draws[0].bonus), (Fen::new(1_000), Fen::ZERO));
        let too_much = Fen::new(1_001);
        assert!(plan_spend(&lots, too_much, too_much, later).is_err());
    }
}

#[test]
fn short_of_money_and_negative_amounts_take_nothing() {
    let lots = [lot(1, 1_000, 200, SpendOrder::ProRata)];
    let wanted = Fen::new(1_201);
    assert_eq!(
        plan_spend(&lots, wanted, wanted, NOW),
        Err(Shortage {
            wanted,
            available: Fen::new(1_200)
        })
    );
    assert!(plan_spend(&lots, Fen::new(-1), Fen::new(-1), NOW).is_err());
    assert_eq!(plan_spend(&lots, Fen::ZERO, Fen::ZERO, NOW), Ok(Vec::new()));
    assert_eq!(plan_spend(&[], Fen::ZERO, Fen::ZERO, NOW), Ok(Vec::new()));
}

fn any_order() -> impl Strategy<Value = SpendOrder> {
    prop_oneof![
        3 => Just(SpendOrder::ProRata),
        1 => Just(SpendOrder::BonusFirst),
        1 => Just(SpendOrder::PrincipalFirst),
        1 => (0..=100_u8).prop_map(|percent| SpendOrder::BonusAtMost { percent }),
    ]
}

fn any_lots() -> impl Strategy<Value = Vec<MoneyLot>> {
    let one = (0..500_000_i64, 0..100_000_i64, any_order());
    proptest::collection::vec(one, 1..6).prop_map(|parts| {
        (1..)
            .zip(parts)
            .map(|(id, (principal, bonus, order))| lot(id, principal, bonus, order))
            .collect()
    })
}

proptest! {
    #[test]
    fn any_sequence_of_spends_adds_up_and_takes_nothing_below_zero(mut lots in any_lots(), amounts in proptest::collection::vec(1..300_000_i64, 1..30)) {
        let begin = spendable(&lots, NOW).get();
        let mut spent = 0;
        for amount in amounts {
            let amount = Fen::new(amount);
            let room = spendable_on(&lots, amount, NOW);
            match plan_spend(&lots, amount, amount, NOW) {
                Ok(draws) => {
                    let sum: i64 = draws.iter().map(|draw| draw.principal.get() + draw.bonus.get()).sum();
                    prop_assert_eq!(sum, amount.get());
                    prop_assert!(draws.iter().all(|draw| !draw.principal.is_negative() && !draw.bonus.is_negative()));
                    apply(&mut lots, &draws);
                    spent += amount.get();
                }
                Err(shortage) => {
                    prop_assert_eq!(shortage, Shortage { wanted: amount, available: room });
                    prop_assert!(room < amount);
                }
            }
            prop_assert!(lots.iter().all(|lot| !lot.principal_left.is_negative() && !lot.bonus_left.is_negative()));
        }
        prop_assert_eq!(spendable(&lots, NOW).get() + spent, begin);
    }

    #[test]
    fn the_last_spend_empties_both_parts_exactly(principal in 0..500_000_i64, bonus in 0..200_000_i64, amounts in proptest::collection::vec(1..100_000_i64, 0..20)) {
        let mut lots = [lot(1, principal, bonus, SpendOrder::ProRata)];
        for amount in amounts {
            if let Ok(draws) = plan_spend(&lots, Fen::new(amount), Fen::new(amount), NOW) {
                apply(&mut lots, &draws);
            }
        }
        let rest = spendable(&lots, NOW);
        let draws = plan_spend(&lots, rest, rest, NOW).expect("all that is left");
        apply(&mut lots, &draws);
        prop_assert_eq!((lots[0].principal_left, lots[0].bonus_left), (Fen::ZERO, Fen::ZERO));
    }

    #[test]
    fn a_pro_rata_share_is_never_more_than_half_a_fen_off(principal in 0..500_000_i64, bonus in 1..200_000_i64, permille in 0..=1000_i64) {
        let left = principal + bonus;
        let amount = left * permille / 1000;
        let draws = plan_spend(&[lot(1, principal, bonus, SpendOrder::ProRata)], Fen::new(amount), Fen::new(amount), NOW);
        if let Some(draw) = draws.expect("enough money").first() {
            let off = (draw.principal.get() * left - amount * principal).abs();
            prop_assert!(2 * off <= left);
        }
    }

    #[test]
    fn what_can_be_spent_on_a_bill_really_can(lots in any_lots(), bill in 0..300_000_i64) {
        let bill = Fen::new(bill);
        let room = spendable_on(&lots, bill, NOW);
        prop_assert!(plan_spend(&lots, room, bill, NOW).is_ok());
        let more = Fen::new(room.get() + 1);
        prop_assert!(plan_spend(&lots, more, bill, NOW).is_err());
    }

    #[test]
    fn no_lots_make_a_plan_panic(principal: i64, bonus: i64, amount: i64, bill: i64, expires: Option<i64>, now: i64, order in any_order()) {
        let strange = |id| MoneyLot { bonus_expires_at: expires.map(Millis::new), ..lot(id, principal, bonus, order) };
        let lots = [strange(1), strange(2), lot(3, i64::MAX, i64::MAX, order), lot(4, i64::MIN, i64::MIN, order)];
        let now = Millis::new(now);
        let _ = plan_spend(&lots, Fen::new(amount), Fen::new(bill), now);
        let _ = (spendable(&lots, now), spendable_on(&lots, Fen::new(bill), now), balance(&lots, now));
    }
}
