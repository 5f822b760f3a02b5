//! Campaigns of the demo, one in each state. None of them touches a usual bill: what people try in the demo costs what its price says.

use huika_domain::{
    BusinessDay, Fen, ShortName,
    campaign::{Limits, Stage, Terms},
    pricing::{FirstPurchase, Kind, MemberDay, Mode, NthItem, Percentage, StepOff, ThresholdOff, What, Who, Window},
};

use crate::{
    StoreError, Tx,
    campaign::{CampaignError, campaign, insert_campaign, insert_group, set_stage},
};

/// The reason that stands with everything here.
const REASON: &str = "演示";

/// Makes them.
pub(super) fn open(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    make(tx).map_err(|error| match error {
        CampaignError::Store(error) => error,
        error => StoreError::Internal(format!("a campaign of the demo: {error}")),
    })
}

fn make(tx: &mut Tx<'_>) -> Result<(), CampaignError> {
    let group = ShortName::parse("满减").map_err(|e| StoreError::Internal(e.to_string()))?;
    let group = insert_group(tx, None, &group, Mode::Best)?;
    let today = tx.business_day(None);
    let large = Terms {
        group: Some(group),
        who: Who {
            members: true,
            tiers: vec![3],
            ..Who::default()
        },
        limits: Limits {
            member_day: Some(1),
            ..Limits::default()
        },
        budget: Some(Fen::new(8_000_00)),
        ..of("铂金满 8800 减 188", off(8_800_00, 188_00))
    };
    let next_month = Terms {
        group: Some(group),
        window: days(today.plus_days(7), today.plus_days(20)),
        who: Who {
            members: true,
            ..Who::default()
        },
        limits: Limits {
            member_day: Some(1),
            ..Limits::default()
        },
        budget: Some(Fen::new(8_000_00)),
        ..of("满 100 减 15", off(100_00, 15_00))
    };
    let with_code = Terms {
        code: Some("HUIKA10".to_owned()),
        ..of(
            "口令九折",
            Kind::Percentage(Percentage {
                percent: 10,
                from: Fen::ZERO,
                from_pieces: 0,
                most: Some(Fen::new(50_00)),
            }),
        )
    };
    let second = of("第二件半价", Kind::NthItem(NthItem { every: 2, percent: 50 }));
    let tuesday = Terms {
        window: Window {
            weekdays: vec![1],
            ..Window::default()
        },
        ..of(
            "周二会员日",
            Kind::MemberDay(MemberDay {
                percent: 10,
                points_percent: 200,
            }),
        )
    };
    let opening = Terms {
        window: days(today.plus_days(-60), today.plus_days(-30)),
        ..of(
            "开业首单立减",
            Kind::FirstPurchase(FirstPurchase {
                from: Fen::new(30_00),
                off: Fen::new(10_00),
            }),
        )
    };
    let all: [(Terms, &[Stage]); 6] = [
        (large, &[Stage::On]),
        (next_month, &[Stage::On]),
        (with_code, &[Stage::On, Stage::Paused]),
        (second, &[Stage::Test]),
        (tuesday, &[]),
        (opening, &[Stage::On]),
    ];
    for (terms, stages) in all {
        let id = insert_campaign(tx, None, &terms, REASON)?;
        for stage in stages {
            let Some(row) = campaign(tx, id)? else { continue };
            // What is over by its days needs no step.
            if row.terms.window.last.is_none_or(|last| last >= today) {
                set_stage(tx, &row, *stage, None, REASON)?;
            }
        }
        if terms.window.last.is_some_and(|last| last < today)
            && let Some(row) = campaign(tx, id)?
        {
            set_stage(tx, &row, Stage::Ended, None, REASON)?;
        }
    }
    Ok(())
}

fn of(name: &str, kind: Kind) -> Terms {
    Terms {
        name: name.to_owned(),
        rank: 0,
        group: None,
        window: Window::default(),
        who: Who::default(),
        what: What::default(),
        code: None,
        kind,
        limits: Limits::default(),
        budget: None,
    }
}

fn off(from: i64, off: i64) -> Kind {
    Kind::ThresholdOff(ThresholdOff {
        steps: vec![StepOff {
            from: Fen::new(from),
            off: Fen::new(off),
        }],
        each: false,
    })
}

fn days(first: BusinessDay, last: BusinessDay) -> Window {
    Window {
        first: Some(first),
        last: Some(last),
        ..Window::default()
    }
}
