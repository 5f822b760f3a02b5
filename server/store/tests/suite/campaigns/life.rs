//! The life of a campaign: versions, states, and how fast it is off everywhere.

use std::time::{Duration, Instant};

use huika_domain::{
    CampaignId, ErrorCode, Fen, ShortName, StoreId,
    campaign::{CampaignState, Stage, Terms},
    pricing::{Apart, Kind, Mode, Window},
};
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    campaign::{
        CampaignError, CampaignQuery, campaign, campaigns_for, campaigns_in_force, find_campaigns, keep_apart,
        make_campaign, make_group, past_versions, stacking_in_force, steps_of,
    },
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
};

use super::{CASHIER, HEADQUARTERS, change, on, sell, step, terms};
use crate::shop::{Shop, on_both_engines};

fn are_on(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    Ok(campaigns_in_force(tx)?.len())
}

#[test]
fn a_campaign_is_on_no_bill_before_it_is_put_on_and_on_none_after_it_was_paused() {
    on_both_engines(|shop| {
        let made = shop
            .write(|tx| make_campaign(tx, HEADQUARTERS, &terms()))
            .expect("headquarters make it");
        let refused = shop.write(|tx| make_campaign(tx, CASHIER, &terms()));
        assert!(matches!(refused, Err(CampaignError::NotAllowed)));
        assert_eq!(sell(shop, 1, None, 6_000), 0, "a draft");
        step(shop, made, Stage::Test).expect("it is tested");
        assert_eq!(sell(shop, 2, None, 6_000), 0, "in test");
        step(shop, made, Stage::On).expect("it is put on");
        assert_eq!(sell(shop, 3, None, 6_000), 1_000);
        step(shop, made, Stage::Paused).expect("it is paused");
        assert_eq!(sell(shop, 4, None, 6_000), 0, "paused");
        step(shop, made, Stage::On).expect("it goes on");
        assert_eq!(sell(shop, 5, None, 6_000), 1_000);
        step(shop, made, Stage::Ended).expect("it ends");
        assert_eq!(sell(shop, 6, None, 6_000), 0, "over");
        assert!(matches!(step(shop, made, Stage::On), Err(CampaignError::Step)));
        let steps: Vec<Stage> = shop
            .read(|tx| steps_of(tx, made))
            .into_iter()
            .map(|step| step.stage)
            .collect();
        let expected = [
            Stage::Ended,
            Stage::On,
            Stage::Paused,
            Stage::On,
            Stage::Test,
            Stage::Draft,
        ];
        assert_eq!(steps, expected, "the newest first");
    });
}

#[test]
fn each_change_is_a_new_version_and_the_discount_of_one_that_runs_stays() {
    on_both_engines(|shop| {
        let id = on(shop, &terms());
        let mut next = terms();
        next.who.stores = vec![StoreId::new(2)];
        assert_eq!(change(shop, id, &next).expect("stores may change"), 2);
        assert_eq!(sell(shop, 1, None, 6_000), 0, "it is in the other store by now");
        assert!(matches!(change(shop, id, &next), Err(CampaignError::Same)));
        let mut dearer = next.clone();
        if let Kind::ThresholdOff(kind) = &mut dearer.kind {
            kind.steps[0].off = Fen::new(2_000);
        }
        assert!(matches!(
            change(shop, id, &dearer),
            Err(CampaignError::Terms(ErrorCode::CampaignRuns))
        ));
        let past = shop.read(|tx| past_versions(tx, id));
        let versions: Vec<(i64, &Terms)> = past.iter().map(|past| (past.version, &past.terms)).collect();
        assert_eq!(versions, [(2, &next), (1, &terms())], "the first one stays as it was");
    });
}

#[test]
fn a_campaign_begins_and_ends_by_its_days_without_anybody_doing_anything() {
    on_both_engines(|shop| {
        let today = shop.read(|tx| Ok(tx.business_day(None)));
        let id = on(
            shop,
            &Terms {
                window: Window {
                    first: Some(today.plus_days(1)),
                    last: Some(today.plus_days(2)),
                    ..Window::default()
                },
                ..terms()
            },
        );
        let mut seen = Vec::new();
        for sale in 0..5 {
            let state = shop.read(|tx| campaign(tx, id)).map(|row| row.state);
            // The list finds it under the same state.
            for asked in CampaignState::ALL {
                let query = CampaignQuery {
                    state: Some(asked),
                    limit: 5,
                    ..CampaignQuery::default()
                };
                let found = shop.read(|tx| find_campaigns(tx, &query));
                assert_eq!(found.len(), usize::from(state == Some(asked)), "{asked} on day {sale}");
            }
            seen.push((state.expect("it is there"), sell(shop, sale, None, 6_000)));
            shop.clock.advance_secs(24 * 3_600);
        }
        let expected = [
            (CampaignState::Scheduled, 0),
            (CampaignState::Running, 1_000),
            (CampaignState::Running, 1_000),
            (CampaignState::Ended, 0),
            (CampaignState::Ended, 0),
        ];
        assert_eq!(seen, expected);
        assert_eq!(shop.read(are_on), 0, "nobody looks at it any more");
    });
}

#[test]
fn an_end_that_is_moved_holds_and_the_one_that_was_planned_before_does_not() {
    on_both_engines(|shop| {
        let today = shop.read(|tx| Ok(tx.business_day(None)));
        let until = |days| Terms {
            window: Window {
                last: Some(today.plus_days(days)),
                ..Window::default()
            },
            ..terms()
        };
        let id = on(shop, &until(1));
        change(shop, id, &until(6)).expect("its days may change");
        shop.clock.advance_secs(4 * 24 * 3_600);
        assert_eq!(sell(shop, 1, None, 6_000), 1_000);
        step(shop, id, Stage::Paused).expect("it is paused");
        assert_eq!(sell(shop, 2, None, 6_000), 0);
        shop.clock.advance_secs(4 * 24 * 3_600);
        assert_eq!(sell(shop, 3, None, 6_000), 0, "no plan of before brings it back");
    });
}

#[test]
fn a_campaign_that_is_paused_on_one_server_is_off_on_another_within_a_second() {
    let Some(base) = postgres_for_tests() else {
        return;
    };
    let shop = Shop::at(&fresh_postgres(&base).expect("a database can be made"), None);
    let mut config = StoreConfig::new(&shop.url, context(SetClock::at(NOON), 2));
    config.connections = 2;
    let other = Store::open_as_they_are(config).expect("the books are there");
    let until = |count: usize| {
        let began = Instant::now();
        while other.scan(are_on).expect("can be read") != count {
            assert!(began.elapsed() < Duration::from_secs(10), "it never came");
            std::thread::sleep(Duration::from_millis(5));
        }
        began.elapsed()
    };
    let id = on(&shop, &terms());
    assert!(until(1) < Duration::from_secs(1), "on");
    step(&shop, id, Stage::Paused).expect("it is paused");
    let took = until(0);
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[test]
fn two_groups_that_do_not_go_together_do_so_in_neither_direction_and_the_best_one_is_used() {
    on_both_engines(|shop| {
        let group = |name: &'static str| {
            let name = ShortName::parse(name).expect("a name");
            shop.write(move |tx| make_group(tx, HEADQUARTERS, &name, Mode::Best))
                .expect("headquarters make it")
        };
        let (one, other) = (group("满减"), group("立减"));
        let of = |group, off: i64| {
            let mut terms = terms();
            terms.group = Some(group);
            if let Kind::ThresholdOff(kind) = &mut terms.kind {
                kind.steps[0].off = Fen::new(off);
            }
            on(shop, &terms)
        };
        let (_, better): (CampaignId, CampaignId) = (of(one, 1_000), of(other, 1_500));
        assert_eq!(sell(shop, 1, None, 6_000), 2_500, "nothing keeps them apart");
        let version = shop.read(|tx| Ok(tx.rules_version()));
        // Said the other way round.
        shop.write(move |tx| keep_apart(tx, HEADQUARTERS, (other, one), true))
            .expect("headquarters say it");
        assert!(
            shop.read(|tx| Ok(tx.rules_version())) > version,
            "it has a number of the rules"
        );
        let apart = shop.read(|tx| Ok(stacking_in_force(tx)));
        assert_eq!(apart.apart, [Apart::new(one, other)]);
        assert_eq!(sell(shop, 2, None, 6_000), 1_500);
        step(shop, better, Stage::Ended).expect("it ends");
        assert_eq!(sell(shop, 3, None, 6_000), 1_000);
    });
}

#[test]
fn a_member_sees_what_is_on_for_them_and_nothing_that_has_a_code_or_is_for_others() {
    on_both_engines(|shop| {
        let member = shop.join("13400134001").id;
        let named = |name: &str| Terms {
            name: name.to_owned(),
            ..terms()
        };
        on(shop, &named("all"));
        let mut gold = named("gold");
        gold.who.tiers = vec![2];
        on(shop, &gold);
        let mut told = named("told");
        told.code = Some("SECRET8".to_owned());
        on(shop, &told);
        let mut first = named("first");
        first.rank = 1;
        first.who.first_sale = true;
        first.limits.member = Some(1);
        on(shop, &first);
        let seen = shop.read(|tx| campaigns_for(tx, member));
        let seen: Vec<(&str, Option<u32>)> = seen.iter().map(|one| (one.terms.name.as_str(), one.left)).collect();
        assert_eq!(seen, [("all", None), ("first", Some(1))]);
    });
}
