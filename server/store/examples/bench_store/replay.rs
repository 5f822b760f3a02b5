//! A campaign worked through the sales of a month: the newest while a page waits, and 100,000 of them as the job does, beside ten other
//! campaigns that are on.

use std::time::Instant;

use huika_domain::{
    CampaignId, Fen, OperatorId, Reason,
    campaign::{Limits, Stage, Terms},
    pricing::{Kind, StepOff, ThresholdOff, What, Who, Window},
};
use huika_store::{
    Store, StoreError, Tx,
    campaign::{CampaignError, MoveCampaign, Replay, make_campaign, move_campaign, replay_more, replay_sample},
    params,
    testing::{crowd, fresh_postgres},
};

use crate::figure;

const SALES: i64 = 100_000;
const OTHERS: i64 = 10;
/// As the job reads them.
const AT_ONCE: i64 = 5_000;

pub fn sqlite() {
    let folder = tempfile::tempdir_in(".").expect("a folder on this disk");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    run(&crowd::open(&url, 1), "sqlite");
}

pub fn postgres(base: &str) {
    let url = fresh_postgres(base).expect("a database can be made");
    run(&crowd::open(&url, 8), "postgres");
}

fn run(store: &Store, engine: &str) {
    for first in (0..SALES).step_by(1_000) {
        store
            .write_blocking(move |tx: &mut Tx<'_>| sales(tx, first, first + 1_000))
            .expect("the rows fit");
    }
    for number in 0..OTHERS {
        let made = store.write_blocking(move |tx: &mut Tx<'_>| put_on(tx, &terms(3_000 + number * 1_000)));
        made.expect("headquarters put it on");
    }
    let (id, draft) = (CampaignId::new(OTHERS + 1), terms(5_000));
    let begun = Instant::now();
    let sample = store.scan(|tx| replay_sample(tx, id, &draft)).expect("can be replayed");
    let took = begun.elapsed().as_secs_f64();
    assert!(sample.figures.hit > 0 && !sample.is_all);
    figure(&format!("{engine}.replay.sample"), took * 1_000.0, "ms", None);
    let begun = Instant::now();
    let mut replay = store
        .scan(|tx| Ok::<_, StoreError>(Replay::new(tx, id, &draft)))
        .expect("can be begun");
    while store
        .scan(|tx| replay_more(tx, &mut replay, AT_ONCE))
        .expect("can be replayed")
    {}
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(replay.figures.sales, SALES);
    figure(&format!("{engine}.replay"), took, "s", None);
}

/// Sales of the last 29 days, by members in turn.
fn sales(tx: &mut Tx<'_>, first: i64, end: i64) -> Result<(), StoreError> {
    for number in first..end {
        let ago = 29 - number * 29 / SALES;
        let at = tx.now().plus_days(-ago);
        let day = i64::from(tx.context().zone.business_day(at).get());
        tx.exec(
            "INSERT INTO sale (receipt_number, entry_id, member_id, store_id, till, at, business_day, gross_fen, discount_fen, \
             points_used, points_fen, principal_fen, bonus_fen, outside_fen, outside_channel, points_earned) \
             VALUES (?1, ?2, ?3, 1, '1', ?4, ?5, ?6, 0, 0, 0, 0, 0, ?6, 'cash', 0)",
            params![
                format!("R{number}"),
                10_000_000 + number,
                number % crowd::MEMBERS + 1,
                at,
                day,
                500 + number * 7_919 % 20_000,
            ],
        )?;
    }
    Ok(())
}

/// Something off from so much on.
fn terms(from: i64) -> Terms {
    Terms {
        name: "bench".to_owned(),
        rank: 0,
        group: None,
        window: Window::default(),
        who: Who::default(),
        what: What::default(),
        code: None,
        kind: Kind::ThresholdOff(ThresholdOff {
            steps: vec![StepOff {
                from: Fen::new(from),
                off: Fen::new(200),
            }],
            each: false,
        }),
        limits: Limits::default(),
        budget: None,
    }
}

fn put_on(tx: &mut Tx<'_>, terms: &Terms) -> Result<(), CampaignError> {
    let by = OperatorId::new(1);
    let step = MoveCampaign {
        campaign: make_campaign(tx, by, terms)?,
        seen: 1,
        stage: Stage::On,
        reason: Reason::parse("bench").expect("a reason"),
        by,
    };
    move_campaign(tx, &step).map(drop)
}
