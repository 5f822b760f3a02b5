//! The numbered failures of others that a pure quote can repeat (OFFICE 2.3, 2.4, 2.5 and 3): each stands in the worked examples or here.

use super::examples::FILES;
use super::reading::read;
use crate::pricing::{piece_share, shares};
use crate::{Fen, settings::TierRule, tier_at};

/// What the titles of the examples have to name.
const NUMBERS: [&str; 51] = [
    "#356",
    "#492",
    "#567",
    "#1002",
    "#967",
    "dividePrice",
    "#653",
    "#46631",
    "#70",
    "#17453",
    "#15199",
    "#241043",
    "#1251",
    "#38660",
    "#21720",
    "#22365",
    "#19124",
    "#68030",
    "#63106",
    "#203196",
    "#1237",
    "#5278",
    "#680",
    "#4353",
    "registrasion #1",
    "#15960",
    "#15396",
    "#3928",
    "#434",
    "#866",
    "#1847",
    "#1845",
    "#16396",
    "#16397",
    "#16439",
    "#14432",
    "#11259",
    "#8829",
    "#264931",
    "#4811",
    "#1795",
    "#3885",
    "#2393",
    "#890",
    "#2246",
    "#512",
    "#7271",
    "#4215",
    "#15323",
    "392376",
    "#33550",
];

#[test]
fn every_numbered_failure_has_its_example() {
    let examples = FILES.into_iter().flat_map(|(_, text)| read(text));
    let titles: Vec<String> = examples.map(|example| example.title).collect();
    let missing: Vec<_> = NUMBERS
        .into_iter()
        .filter(|number| !titles.iter().any(|title| title.contains(number)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_table_of_2_4_comes_out_to_the_fen() {
    let fen = |amounts: &[i64]| amounts.iter().copied().map(Fen::new).collect::<Vec<_>>();
    for (total, weights, expected) in [
        (1_000, &[1_000, 1_000, 1_000][..], &[334, 333, 333][..]),
        (1_000, &[3_990, 1_250, 499], &[695, 218, 87]),
        (15_600, &[19_000, 19_000, 25_000, 15_000], &[3_800, 3_800, 5_000, 3_000]),
    ] {
        assert_eq!(shares(Fen::new(total), &fen(weights)), Some(fen(expected)));
    }
    let pieces: Vec<_> = (0..3)
        .map(|piece| piece_share(Fen::new(1_000), 3, piece, piece + 1))
        .collect();
    assert_eq!(pieces, fen(&[333, 333, 334]).into_iter().map(Some).collect::<Vec<_>>());
}

#[test]
fn shares_and_pieces_that_do_not_exist_are_refused() {
    let fen = Fen::new;
    assert_eq!(shares(fen(11), &[fen(5), fen(5)]), None);
    assert_eq!(shares(fen(-1), &[fen(5)]), None);
    assert_eq!(shares(fen(1), &[fen(5), fen(-5)]), None);
    assert_eq!(shares(fen(1), &[fen(i64::MAX), fen(i64::MAX)]), None);
    assert_eq!(piece_share(fen(10), 0, 0, 0), None);
    assert_eq!(piece_share(fen(10), 3, 2, 1), None);
    assert_eq!(piece_share(fen(10), 3, 0, 4), None);
}

#[test]
fn failure_3_2_a_tier_begins_exactly_at_its_threshold_and_a_fen_below_is_not_there() {
    let mut rule = TierRule::default();
    let reached = |rule: &TierRule, sum: i64| rule.reached(|_| sum);
    assert_eq!((reached(&rule, 49_999), reached(&rule, 50_000)), (0, 1));
    assert_eq!(
        reached(&rule, 0),
        0,
        "erpnext #22167: a first tier with a threshold of zero is not skipped"
    );
    rule.tiers.remove(1);
    assert_eq!(
        tier_at(&rule.tiers, 1).map(|tier| tier.rank),
        Some(0),
        "a list that was edited leaves nobody without a tier"
    );
    assert_eq!(reached(&rule, 60_000), 0);
}

#[test]
fn failure_3_5_two_steps_up_in_one_sale_are_both_taken() {
    assert_eq!(
        TierRule::default().reached(|_| 100_000),
        2,
        "erpnext #14930 and #24672: not after the next invoice"
    );
}
