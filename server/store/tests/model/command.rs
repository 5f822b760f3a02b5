//! What can be done.

use proptest::{prelude::*, sample::Index};

/// Members that a sequence is about.
pub const MEMBERS: usize = 3;

/// One command. Amounts are fen or points; `which` picks among what there is.
#[derive(Debug, Clone)]
pub enum Command {
    TopUp {
        member: usize,
        fen: i64,
    },
    Sale {
        member: usize,
        fen: i64,
        blocks: i64,
        pay: Pay,
    },
    Return {
        which: Index,
        permille: i64,
    },
    GrantBonus {
        member: usize,
        fen: i64,
        days: i64,
    },
    GrantPoints {
        member: usize,
        points: i64,
        days: i64,
    },
    Gift {
        giver: usize,
        taker: usize,
        points: i64,
    },
    HoldMoney {
        member: usize,
        fen: i64,
    },
    HoldPoints {
        member: usize,
        points: i64,
    },
    CloseHold {
        which: Index,
        take: bool,
    },
    Refund {
        which: Index,
    },
    SettleRefund {
        which: Index,
        paid: bool,
    },
    /// A bank disputes a top-up.
    Dispute {
        which: Index,
    },
    /// A person decides about a disputed one: so much of what was paid is gone, or nothing.
    Decide {
        which: Index,
        permille: i64,
    },
    AdjustPoints {
        member: usize,
        points: i64,
    },
    AdjustPrincipal {
        member: usize,
        fen: i64,
    },
    Redeem {
        member: usize,
    },
    Cancel {
        which: Index,
    },
    /// A counter hands an order out.
    HandOut {
        which: Index,
    },
    Expire,
    Days(i64),
}

/// How a sale is paid.
#[derive(Debug, Clone, Copy)]
pub enum Pay {
    Balance,
    BalanceFirst,
    Outside,
}

/// A sequence; `true` sends the command a second time, which must change nothing.
pub fn sequence() -> impl Strategy<Value = Vec<(Command, bool)>> {
    proptest::collection::vec((command(), proptest::bool::weighted(0.1)), 1..24)
}

fn command() -> impl Strategy<Value = Command> {
    let member = || 0..MEMBERS;
    let pay = prop_oneof![Just(Pay::Balance), Just(Pay::BalanceFirst), Just(Pay::Outside)];
    prop_oneof![
        4 => (member(), 1_00..600_00_i64).prop_map(|(member, fen)| Command::TopUp { member, fen }),
        6 => (member(), 1..400_00_i64, 0..3_i64, pay)
            .prop_map(|(member, fen, blocks, pay)| Command::Sale { member, fen, blocks, pay }),
        5 => (any::<Index>(), 1..=1000_i64).prop_map(|(which, permille)| Command::Return { which, permille }),
        1 => (member(), 1..50_00_i64, 1..60_i64)
            .prop_map(|(member, fen, days)| Command::GrantBonus { member, fen, days }),
        2 => (member(), 1..300_i64, 1..60_i64)
            .prop_map(|(member, points, days)| Command::GrantPoints { member, points, days }),
        2 => (member(), member(), 1..200_i64)
            .prop_map(|(giver, taker, points)| Command::Gift { giver, taker, points }),
        1 => (member(), 1..300_00_i64).prop_map(|(member, fen)| Command::HoldMoney { member, fen }),
        1 => (member(), 1..200_i64).prop_map(|(member, points)| Command::HoldPoints { member, points }),
        2 => (any::<Index>(), any::<bool>()).prop_map(|(which, take)| Command::CloseHold { which, take }),
        1 => any::<Index>().prop_map(|which| Command::Refund { which }),
        2 => (any::<Index>(), any::<bool>()).prop_map(|(which, paid)| Command::SettleRefund { which, paid }),
        2 => any::<Index>().prop_map(|which| Command::Dispute { which }),
        2 => (any::<Index>(), prop_oneof![1 => Just(0), 3 => 1..1100_i64])
            .prop_map(|(which, permille)| Command::Decide { which, permille }),
        1 => (member(), -300..300_i64).prop_map(|(member, points)| Command::AdjustPoints { member, points }),
        1 => (member(), -90_00..90_00_i64).prop_map(|(member, fen)| Command::AdjustPrincipal { member, fen }),
        2 => member().prop_map(|member| Command::Redeem { member }),
        1 => any::<Index>().prop_map(|which| Command::Cancel { which }),
        1 => any::<Index>().prop_map(|which| Command::HandOut { which }),
        2 => Just(Command::Expire),
        2 => prop_oneof![3 => 1..40_i64, 1 => 300..500_i64].prop_map(Command::Days),
    ]
}
