//! Thirty members and what they did in the last months, made from a fixed seed so that every demo tells the same story.

use huika_domain::{Fen, ItemId, JoinSource, MemberId, Millis, Phone};

use super::{
    acts::{expected, sale, top_up},
    occasions::{Occasion, happen},
};
use crate::{
    StoreError, Tx,
    mall::{Redeem, redeem},
    member::{Shown, add_member},
    params,
    tier::{TierEndsSms, review_tier, settle_tier_notices},
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
    Occasion(Occasion),
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
    events.extend(occasions(now));
    events.extend(climbs(now));
    events.retain(|event| event.at < now.minus_secs(60));
    events.sort_by_key(|event| event.at);
    events
}

/// To whom what is rare happens: 张晓彤, 139 0000 0004.
const HAS_OCCASIONS: i64 = 3;

/// What is rare, once each in the last days; before a return or a cancellation stands what is taken back.
fn occasions(now: Millis) -> Vec<Event> {
    let sale = |cents: i64| What::Sale {
        gross: Fen::new(cents),
        store: 1,
        cash: false,
    };
    let days = [
        (12, What::TopUp(Fen::new(500_00))),
        (11, What::Occasion(Occasion::PointsCorrected)),
        (10, What::Redeem(2)),
        (9, What::Occasion(Occasion::OrderCancelled)),
        (8, sale(88_00)),
        (7, What::Occasion(Occasion::GoodsReturned)),
        (6, What::Occasion(Occasion::BonusCorrected)),
        (5, What::Occasion(Occasion::CardReplaced)),
        (4, What::Occasion(Occasion::TopUpRefunded)),
        (3, What::Occasion(Occasion::LargeSale)),
        (2, sale(46_50)),
    ];
    days.into_iter()
        .map(|(ago, what)| Event {
            at: now.minus_secs(ago * DAY_SECS + 7 * 3600),
            member: HAS_OCCASIONS,
            what,
        })
        .collect()
}

/// Who reached which tier and when, by so many bills of 310.00 in cash, one a day: 曹阳 is silver since half a year, 彭🌿青 gold since
/// two months, and 邓紫薇 is gold for a year, which ends with this month.
const CLIMBERS: [(i64, i64, i64); 3] = [(28, 180, 2), (29, 60, 4), (ENDS_SOON, 365, 4)];
const ENDS_SOON: i64 = 27;

fn climbs(now: Millis) -> Vec<Event> {
    let climb = |(member, ago, bills): (i64, i64, i64)| {
        let at = |days: i64| now.minus_secs(days * DAY_SECS + 5 * 3600);
        let join = Event {
            at: at(ago + 20),
            member,
            what: What::Join,
        };
        let bills = (0..bills).rev().map(move |bill| Event {
            at: at(ago + bill),
            member,
            what: What::Sale {
                gross: Fen::new(310_00),
                store: 1,
                cash: true,
            },
        });
        std::iter::once(join).chain(bills).collect::<Vec<_>>()
    };
    CLIMBERS.into_iter().flat_map(climb).collect()
}

/// Tells whoever's tier ends with this month, as the night does; the message went out.
pub(super) fn tell_of_tiers(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let phone = phone_of(ENDS_SOON)?;
    let member = tx.value("SELECT id FROM member WHERE phone = ?1", params![phone.as_str()])?;
    review_tier(tx, member)?;
    tx.exec(
        "UPDATE outbox SET due_at = NULL, done_at = ?1, outcome = 'sent', payload = ?2 WHERE kind = ?3",
        params![tx.now(), [0_u8; 0], TierEndsSms::KIND],
    )?;
    settle_tier_notices(tx, 10)?;
    Ok(())
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
            (What::TopUp(amount), Some(member)) => top_up(tx, member, *amount, event.at).map(drop)?,
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
            (What::Occasion(occasion), Some(member)) => happen(tx, member, *occasion, event.at)?,
            (_, None) => {}
        }
    }
    Ok(())
}

/// The demo's members have the phones 139 0000 0001 to 0030.
fn phone_of(member: i64) -> Result<Phone, StoreError> {
    Phone::parse(&format!("1390000{:04}", member + 1)).map_err(|e| StoreError::Internal(e.to_string()))
}
