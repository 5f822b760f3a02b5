//! Random histories of a drawer: what should lie there is the sum of what was done, whatever was done. `HUIKA_SHIFT_HISTORIES` says how
//! many; the long run is `cargo xtask soak shifts`.

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use huika_domain::Fen;
use huika_store::shift::{Closed, DrawerMove};

use super::{XUHUI, at, cash, pieces};
use crate::shop::on_both_engines;

/// Histories of the suite itself.
const FEW: u32 = 6;

#[derive(Debug, Clone)]
enum Step {
    Sell(i64),
    Move(DrawerMove, i64),
    Count { off: i64, float: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 1_i64..3_000;
    let moves = proptest::sample::select(DrawerMove::BY_HAND.to_vec());
    proptest::prop_oneof![
        4 => amount.clone().prop_map(|amount| Step::Sell(amount * 10)),
        3 => (moves, amount).prop_map(|(act, amount)| Step::Move(act, amount * 10)),
        1 => (-200_i64..200, 0_i64..2_000).prop_map(|(off, float)| Step::Count { off: off * 10, float: float * 10 }),
    ]
}

#[test]
fn what_should_lie_in_a_drawer_is_the_sum_of_every_history() {
    let many = std::env::var("HUIKA_SHIFT_HISTORIES")
        .ok()
        .and_then(|many| many.parse().ok());
    let many: u32 = many.unwrap_or(FEW);
    on_both_engines(|shop| {
        let member = shop.join("13400134000");
        shop.exec("UPDATE member SET no_pin_limit_fen = 100000000");
        let here = at("1", XUHUI);
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[46; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let (mut keys, mut slips) = (0_u64, 0_i64);
        let mut shift = shop.open(&here, 0).expect("opens");
        let mut there = 0_i64;
        for _ in 0..many {
            let history = proptest::collection::vec(step(), 1..12)
                .new_tree(&mut runner)
                .expect("a history")
                .current();
            for step in history {
                keys += 1;
                match step {
                    Step::Sell(amount) => {
                        // Less than the bill, once the member has a tier that is worth something.
                        there += shop.sell_for_cash(&member, &here, amount).expect("sold").outside.get();
                    }
                    Step::Move(act, amount) => {
                        shop.move_cash(&here, act, amount, &format!("m{keys}")).expect("moved");
                        there += if act == DrawerMove::In { amount } else { -amount };
                    }
                    Step::Count { off, float } => {
                        assert_eq!(cash(&shop.x(&here)), there);
                        let counted = (there + off).max(0);
                        let closed = shop.count(&here, shift, counted, Some("as it is")).expect("closes");
                        slips += 1;
                        assert!(
                            matches!(closed, Closed::Done { number, .. } if number == slips),
                            "{closed:?}"
                        );
                        let z = shop.z(shift);
                        assert_eq!(z.cash().expect("cash").difference(), Some(Fen::new(counted - there)));
                        assert_eq!(z.pieces, Some(pieces(counted)));
                        shop.clock.advance_secs(1);
                        shift = shop.open(&here, float).expect("opens");
                        assert_eq!(shop.x(&here).overnight(), Some(Fen::new(float - counted)));
                        there = float;
                    }
                }
            }
            assert_eq!(cash(&shop.x(&here)), there);
        }
        shop.books_hold();
    });
}
