use huika_domain::{CardNumber, ChannelId, EntryId, Millis, OutsideTender, default_tenders};
use huika_store::member::AsideNow;

use super::*;

const OLD_CARD: &str = "4539148803436467";

/// How money comes in and goes back: by the gateways, in cash, and by a transfer.
fn channels() -> Vec<&'static str> {
    let gateways = ChannelId::ALL.map(ChannelId::as_str);
    gateways.into_iter().chain(["cash", "bank"]).collect()
}

/// What an entry of each kind can say of itself. A fact that is added to the books does not compile until it is here.
fn said_by(kind: EntryKind) -> Vec<Explanation> {
    let (number, gross) = ("T20261128".to_owned(), Fen::new(100_00));
    let manual = |reason: &str| Explanation::Manual {
        reason: reason.to_owned(),
        approved_by: "3".to_owned(),
    };
    let hold = || Explanation::Hold {
        purpose: "团体票".to_owned(),
    };
    match kind {
        EntryKind::TopUp => channels()
            .into_iter()
            .chain(default_tenders().iter().map(OutsideTender::as_str))
            .map(|channel| Explanation::TopUp {
                number: number.clone(),
                channel: channel.to_owned(),
                rule: "table from 100.00: 100.00 + 12.00".to_owned(),
                late: true,
            })
            .collect(),
        EntryKind::Sale => default_tenders()
            .iter()
            .map(OutsideTender::as_str)
            .chain(channels())
            .chain(["a-tender-of-the-shops-own"])
            .map(|tender| Explanation::Sale {
                receipt_number: "S1".to_owned(),
                gross,
                discount: Fen::new(5_00),
                points_value: Fen::new(1_00),
                outside: Fen::new(4_00),
                outside_channel: tender.to_owned(),
            })
            .collect(),
        EntryKind::Return => vec![Explanation::Reversal { number, gross }],
        EntryKind::Redemption => vec![redemption(), hold()],
        EntryKind::Cancellation => vec![redemption()],
        EntryKind::Expiry => [(5, 0), (0, 5), (5, 5)]
            .map(|(points, bonus)| Explanation::Expiry {
                points: Points::new(points),
                bonus: Fen::new(bonus),
            })
            .to_vec(),
        EntryKind::Adjustment | EntryKind::Opening => vec![manual("补上漏记的一笔")],
        EntryKind::Grant => vec![
            manual("补上漏记的一笔"),
            Explanation::Welcome {
                source: "poster-7".to_owned(),
            },
            Explanation::TierGift {
                tier: "gold".to_owned(),
            },
            Explanation::Referral {
                other: "138****8000".to_owned(),
                came: true,
            },
            Explanation::Referral {
                other: "138****8000".to_owned(),
                came: false,
            },
        ],
        EntryKind::Gift => vec![Explanation::Gift {
            other: "138****8000".to_owned(),
            message: "生日快乐".to_owned(),
        }],
        EntryKind::Merge => [true, false]
            .map(|away| Explanation::Merge {
                other: "138****8000".to_owned(),
                away,
            })
            .to_vec(),
        EntryKind::Hold | EntryKind::Release => vec![hold()],
        EntryKind::Drawer => vec![Explanation::Drawer {
            act: "out".to_owned(),
            till: "1 号收银台".to_owned(),
            amount: Fen::new(-2_000),
            reason: "买冰块".to_owned(),
        }],
        EntryKind::Closing => vec![Explanation::Closing {
            principal: Fen::new(30_00),
            bonus: Fen::new(5_00),
            points: Points::new(12),
        }],
        EntryKind::Refund => channels()
            .into_iter()
            .map(|channel| Explanation::Refund {
                number: number.clone(),
                channel: channel.to_owned(),
                bonus_lapsed: Fen::new(40_00),
            })
            .chain([hold()])
            .collect(),
        EntryKind::JoiningFee => ["", "cash"].map(|channel| card_fee("", channel)).to_vec(),
        EntryKind::AnnualFee => vec![card_fee("2026", "")],
        EntryKind::ServiceFee => vec![card_fee("2026-11", "")],
        EntryKind::Fee => ["", "cash"]
            .map(|channel| Explanation::Replacement {
                old_tail: CardNumber::parse(OLD_CARD)
                    .map(CardNumber::tail)
                    .expect("a card number"),
                fee: Fen::new(10_00),
                channel: channel.to_owned(),
            })
            .into_iter()
            .chain([manual("replacement-fee")])
            .collect(),
    }
}

fn card_fee(period: &str, channel: &str) -> Explanation {
    Explanation::CardFee {
        tail: "0000".to_owned(),
        period: period.to_owned(),
        fee: Fen::new(36_50),
        channel: channel.to_owned(),
    }
}

fn redemption() -> Explanation {
    Explanation::Redemption {
        number: "R1".to_owned(),
        item: "手冲咖啡券".to_owned(),
    }
}

/// Nothing, and each amount that an entry of this kind may have been set aside for.
fn asides(kind: EntryKind) -> Vec<Option<AsideNow>> {
    if !matches!(kind, EntryKind::Hold | EntryKind::Release | EntryKind::Refund) {
        return vec![None];
    }
    let plain = [HoldStatus::Open, HoldStatus::Released, HoldStatus::Taken].map(|state| AsideNow {
        state,
        closed: None,
        refund: None,
        held: None,
    });
    let refunds = channels().into_iter().flat_map(|channel| {
        RefundStatus::ALL.map(|status| AsideNow {
            state: HoldStatus::Open,
            closed: None,
            refund: Some(RefundOf {
                number: "F1".to_owned(),
                top_up: "T1".to_owned(),
                channel: channel.to_owned(),
                status,
            }),
            held: None,
        })
    });
    let held = plain.clone().map(|aside| AsideNow {
        held: Some(HeldOf {
            top_up: "T1".to_owned(),
            channel: "wechat".to_owned(),
        }),
        ..aside
    });
    plain
        .into_iter()
        .chain(held)
        .chain(refunds)
        .map(Some)
        .chain([None])
        .collect()
}

/// Principal, bonus and points: each way in which an entry may move them.
const MOVED: [(i64, i64, i64); 8] = [
    (100_00, 12_00, 0),
    (-32_59, -3_91, 32),
    (-300_00, -40_00, -300),
    (10_00, -5_00, 0),
    (0, -5_00, 0),
    (0, 0, -500),
    (0, 0, 30),
    (0, 0, 0),
];

fn every_movement() -> Vec<Movement> {
    let mut movements = Vec::new();
    for kind in EntryKind::ALL {
        for explanation in said_by(kind) {
            for aside in asides(kind) {
                for (principal, bonus, points) in MOVED {
                    for store in ["徐汇店", ""] {
                        movements.push(Movement {
                            entry: EntryId::new(7),
                            kind,
                            at: Millis::new(0),
                            store: store.to_owned(),
                            explanation: explanation.clone(),
                            aside: aside.clone(),
                            money: Fen::new(principal + bonus),
                            principal: Fen::new(principal),
                            bonus: Fen::new(bonus),
                            points: Points::new(points),
                            money_after: Fen::new(50_00),
                            points_after: Points::new(20),
                        });
                    }
                }
            }
        }
    }
    movements
}

/// All that a member reads of a movement, on whichever page.
fn read(t: Lang, movement: &Movement) -> Vec<String> {
    let live = live(t, movement, Fen::ZERO);
    let mut words = vec![title(t, movement), live.amount, live.detail, live.balance];
    // Before fees had facts of their own, their entries were filed under the old card's number.
    let reference = match movement.kind {
        EntryKind::Fee => format!("replacement:{OLD_CARD}"),
        kind => format!("{}:N1", kind.as_str()),
    };
    for (name, value) in named_facts(t, movement, &reference) {
        words.extend([name.to_owned(), value]);
    }
    words
}

/// Words of the books and of the program, which mean nothing to a member.
const INTERNAL: [&str; 18] = [
    "tender",
    "replacement-fee",
    "said-",
    "kind-",
    "channel-",
    "entry-",
    "line-",
    "cash",
    "bank",
    "hold",
    "refund-",
    "table from",
    "package",
    "top-up:",
    "replacement",
    "taken",
    "counter",
    "null",
];

#[test]
fn every_kind_of_entry_reads_as_a_sentence_without_an_internal_word_in_both_languages() {
    for t in Lang::ALL {
        for movement in every_movement() {
            let title = title(t, &movement);
            assert!(title.chars().count() > 1, "{movement:?} says {title:?}");
            for words in read(t, &movement) {
                // Of the languages' own words only those of English are Latin.
                for internal in INTERNAL.into_iter().chain(ChannelId::ALL.map(ChannelId::as_str)) {
                    let is_word = t == Lang::En && ["hold", "taken", "cash", "bank", "counter"].contains(&internal);
                    assert!(
                        is_word || !words.contains(internal),
                        "{internal:?} in {words:?} of {movement:?}"
                    );
                }
                assert!(!words.contains(['{', '}']), "{words:?}");
                assert!(!words.contains(OLD_CARD), "the old card's whole number in {words:?}");
            }
        }
    }
}

#[test]
fn every_figure_has_exactly_one_sign_and_no_sign_follows_another() {
    let signs = |text: &str| text.chars().filter(|c| ['+', '−', '-', '±'].contains(c)).count();
    for t in Lang::ALL {
        for movement in every_movement() {
            let (text, comes_in) = figure(t, &movement);
            assert_eq!(signs(&text), 1, "{text:?} of {movement:?}");
            assert_eq!(comes_in, text.starts_with('+'), "{text:?}");
            for words in read(t, &movement) {
                let close: String = words.split_whitespace().collect();
                for double in ["+−", "−−", "++", "−+", "--", "−-"] {
                    assert!(!close.contains(double), "{words:?} of {movement:?}");
                }
            }
        }
    }
}

#[test]
fn a_refund_ends_at_what_goes_back_and_says_which_bonus_ends_with_it() {
    let refund = every_movement().into_iter().find(|movement| {
        movement.kind == EntryKind::Hold
            && movement.principal == Fen::new(-300_00)
            && refund_of(movement)
                .is_some_and(|refund| refund.channel == "wechat" && refund.status == RefundStatus::Paid)
    });
    let refund = refund.expect("one is among them");
    assert_eq!(figure(Lang::ZhCn, &refund).0, "−300.00");
    assert_eq!(parts(Lang::ZhCn, &refund).as_deref(), Some("赠金 −40.00"));
    assert_eq!(title(Lang::ZhCn, &refund), "充值退款到微信支付");
    assert_eq!(title(Lang::En, &refund), "Top-up refunded to WeChat Pay");
    assert_eq!(parts(Lang::En, &refund).as_deref(), Some("bonus −40.00"));
}
