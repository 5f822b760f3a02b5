//! Thirty members and what they did in the last months, made from a fixed seed so that every demo tells the same story.

use huika_domain::{Fen, ItemId, JoinSource, MemberId, Millis, PayWith, Phone, PointsWanted, StoreId, TopUpChoice};

use crate::{
    StoreError, Tx,
    mall::{Redeem, RedeemError, redeem},
    member::{Shown, add_member},
    params,
    payment::{PaymentNews, PaymentState, apply_payment_result},
    sale::{Sell, SellError, sell},
    staff::Place,
    till::open_till_session,
    top_up::{OpenTopUp, OpenTopUpError, open_top_up},
};

const NAMES: [&str; 30] = [
    "林女士",
    "王建国",
    "李思远",
    "张晓彤",
    "刘洋",
    "陈佳怡",
    "杨帆",
    "黄梓涵",
    "赵一鸣",
    "吴雨桐",
    "徐静",
    "孙浩然",
    "马丽娜",
    "朱文博",
    "胡可欣",
    "郭志强",
    "何雅琴",
    "高铭",
    "罗欣怡",
    "郑凯文",
    "梁秋月",
    "谢东",
    "宋佳",
    "唐宁",
    "许诺",
    "韩冰",
    "冯小刚",
    "邓紫薇",
    "曹阳",
    "彭🌿青",
];

/// Something a member did.
#[derive(Debug, Clone)]
pub(super) struct Event {
    at: Millis,
    member: i64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Join,
    TopUp(Fen),
    Sale { gross: Fen, store: i64, cash: bool },
    Redeem(i64),
}

/// A small generator (SplitMix64) with a fixed seed: the story is invented once and for all.
struct Dice(u64);

impl Dice {
    fn below(&mut self, below: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % below.unsigned_abs()).cast_signed()
    }
}

const DAY_SECS: i64 = 24 * 3600;
const TOP_UPS: [i64; 5] = [50_00, 100_00, 200_00, 300_00, 500_00];

/// The story up to `now`, oldest first.
pub(super) fn plan(now: Millis) -> Vec<Event> {
    let mut dice = Dice(20_261_122);
    let mut events = Vec::new();
    for member in 0..NAMES.len() as i64 {
        let joined = now.minus_secs((20 + dice.below(300)) * DAY_SECS + dice.below(DAY_SECS));
        events.push(Event {
            at: joined,
            member,
            what: What::Join,
        });
        let mut at = joined.plus_secs(600);
        for _ in 0..=dice.below(3) {
            let amount = TOP_UPS[usize::try_from(dice.below(TOP_UPS.len() as i64)).unwrap_or(0)];
            events.push(Event {
                at,
                member,
                what: What::TopUp(Fen::new(amount)),
            });
            for _ in 0..2 + dice.below(4) {
                at = at.plus_secs(DAY_SECS + dice.below(9 * DAY_SECS));
                let gross = Fen::new(800 + dice.below(5_200));
                events.push(Event {
                    at,
                    member,
                    what: What::Sale {
                        gross,
                        store: 1 + dice.below(2),
                        cash: dice.below(4) == 0,
                    },
                });
            }
            if dice.below(2) == 0 {
                events.push(Event {
                    at: at.plus_secs(900),
                    member,
                    what: What::Redeem(1 + dice.below(8)),
                });
            }
            at = at.plus_secs(3 * DAY_SECS);
        }
    }
    events.retain(|event| event.at < now.minus_secs(60));
    events.sort_by_key(|event| event.at);
    events
}

/// Lets a part of the story happen. Who has too little at some moment goes without, as in life.
pub(super) fn play(tx: &mut Tx<'_>, events: &[Event]) -> Result<(), StoreError> {
    for event in events {
        tx.set_now(event.at);
        let phone = phone_of(event.member)?;
        let member: Option<MemberId> = tx.one(
            "SELECT id FROM member WHERE phone = ?1",
            params![phone.as_str()],
            |row| row.get("id"),
        )?;
        match (&event.what, member) {
            (What::Join, _) => {
                let name = usize::try_from(event.member)
                    .ok()
                    .and_then(|index| NAMES.get(index))
                    .unwrap_or(&"");
                add_member(tx, &phone, name, &JoinSource::counter())?;
            }
            (What::TopUp(amount), Some(member)) => top_up(tx, member, *amount, event.at)?,
            (What::Sale { gross, store, cash }, Some(member)) => sale(tx, member, *gross, *store, *cash)?,
            (What::Redeem(item), Some(member)) => {
                let request = Redeem {
                    member,
                    item: ItemId::new(*item),
                    shown: Shown::session(),
                    key: format!("demo-{}", event.at.get()),
                };
                expected(redeem(tx, &request))?;
            }
            (_, None) => {}
        }
    }
    Ok(())
}

/// The demo's members have the phones 139 0000 0001 to 0030.
fn phone_of(member: i64) -> Result<Phone, StoreError> {
    Phone::parse(&format!("1390000{:04}", member + 1)).map_err(|e| StoreError::Internal(e.to_string()))
}

fn top_up(tx: &mut Tx<'_>, member: MemberId, amount: Fen, at: Millis) -> Result<(), StoreError> {
    let request = OpenTopUp {
        member,
        choice: TopUpChoice::Amount(amount),
        channel: "wechat".into(),
        method: "h5".into(),
        merchant: "demo".into(),
        app: "demo".into(),
        key: format!("demo-{}", at.get()),
    };
    let Some(opened) = expected(open_top_up(tx, &request))? else {
        return Ok(());
    };
    let news = PaymentNews {
        channel: request.channel,
        number: opened.number.clone(),
        merchant: request.merchant,
        app: request.app,
        currency: "CNY".into(),
        amount: opened.principal,
        transaction: format!("demo-{}", opened.number),
        state: PaymentState::Paid { at },
    };
    apply_payment_result(tx, &news).map(drop)
}

fn sale(tx: &mut Tx<'_>, member: MemberId, gross: Fen, store: i64, cash: bool) -> Result<(), StoreError> {
    let operator = tx.one("SELECT id FROM operator WHERE store_id = ?1", params![store], |row| {
        row.get("id")
    })?;
    let place = Place {
        store: StoreId::new(store),
        till: "1".into(),
        operator,
    };
    let session = open_till_session(tx, member, &place, true)?;
    let request = Sell {
        key: session.token.clone(),
        session: session.token,
        gross,
        points: PointsWanted::None,
        pay_with: if cash { PayWith::Outside } else { PayWith::BalanceFirst },
        outside_channel: "cash".into(),
        place,
    };
    expected(sell(tx, &request)).map(drop)
}

/// In the story a rule may say no, and nothing happens; a fault of the database is one here too.
fn expected<T, E>(outcome: Result<T, E>) -> Result<Option<T>, StoreError>
where
    Refusal: From<E>,
{
    match outcome {
        Ok(answer) => Ok(Some(answer)),
        Err(error) => match Refusal::from(error) {
            Refusal::Rule => Ok(None),
            Refusal::Fault(fault) => Err(fault),
        },
    }
}

enum Refusal {
    Rule,
    Fault(StoreError),
}

macro_rules! refusals {
    ($($error:ident),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                match error {
                    $error::Store(fault) => Self::Fault(fault),
                    _ => Self::Rule,
                }
            }
        }
    )*};
}

refusals!(OpenTopUpError, SellError, RedeemError);
