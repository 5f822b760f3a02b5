//! Races: many hands reach for one thing at the same moment, and exactly one gets it. On SQLite, and on PostgreSQL with
//! two server processes. `HUIKA_RACE_ROUNDS` says how many rounds each race runs; `cargo xtask soak races` asks for 10,000.

mod reach;
mod servers;

use huika_domain::{Clock as _, Fen, ItemId, MemberId, OperatorId, Points, Reason};
use huika_store::{
    Store, StoreError, Tx,
    import::opening::{Opening, open_balance},
    merge::{AskMerge, ask_merge},
    params,
    sale::sell,
};
use reach::{Reach, bill};
use servers::on_both;

/// Rounds in the short version.
const SHORT: u64 = 25;

/// Hands that reach at once.
const HANDS: usize = 8;

fn rounds() -> u64 {
    let asked = std::env::var("HUIKA_RACE_ROUNDS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(SHORT)
}

/// A member with so much money and so many points.
fn newcomer(tx: &mut Tx<'_>, serial: u64, fen: i64, points: i64) -> Result<MemberId, StoreError> {
    let member: MemberId = tx.value(
        "INSERT INTO member (phone, no_pin_limit_fen, joined_at) VALUES (?1, ?2, ?3) RETURNING id",
        params![format!("+86138{serial:08}"), 1_000_000_000_i64, tx.now()],
    )?;
    tx.exec("INSERT INTO wallet (member_id) VALUES (?1)", params![member])?;
    if fen + points > 0 {
        let opening = Opening {
            member,
            principal: Fen::new(fen),
            bonus: Fen::ZERO,
            points: Points::new(points),
            points_expire_at: None,
            source: format!("race:{serial}"),
            reason: Reason::parse("race").expect("a reason"),
            operator: OperatorId::new(3),
        };
        open_balance(tx, &opening).map_err(|error| StoreError::Internal(error.to_string()))?;
    }
    Ok(member)
}

fn session(tx: &mut Tx<'_>, token: &str, member: MemberId) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO till_session (token, member_id, store_id, till, rights, opened_at, expires_at) \
         VALUES (?1, ?2, 1, '1', 'spend', ?3, ?4)",
        params![token, member, tx.now(), tx.now().plus_secs(300)],
    )?;
    Ok(())
}

fn balance(store: &Store, member: MemberId) -> (i64, i64) {
    store
        .scan(|tx| {
            tx.one(
                "SELECT principal_fen + bonus_fen AS balance, points FROM wallet WHERE member_id = ?1",
                params![member],
                |row| Ok((row.get("balance")?, row.get("points")?)),
            )
        })
        .expect("can be read")
        .expect("a wallet")
}

#[test]
fn parallel_spends_of_one_balance_have_one_winner() {
    on_both(|servers| {
        for round in 0..rounds() {
            let member = servers
                .first()
                .write_blocking(move |tx| {
                    let member = newcomer(tx, round, 100_00, 0)?;
                    for hand in 0..HANDS {
                        session(tx, &format!("{round}-{hand}"), member)?;
                    }
                    Ok::<_, StoreError>(member)
                })
                .expect("a member");
            let won = servers.race((0..HANDS).map(|hand| Reach::Spend {
                session: format!("{round}-{hand}"),
            }));
            assert_eq!((won, balance(servers.first(), member).0), (1, 0), "round {round}");
        }
        servers.books_hold();
    });
}

#[test]
fn parallel_gifts_of_all_points_give_them_once() {
    on_both(|servers| {
        for round in 0..rounds() {
            let (a, b) = servers
                .first()
                .write_blocking(move |tx| {
                    Ok::<_, StoreError>((newcomer(tx, 2 * round, 0, 100)?, newcomer(tx, 2 * round + 1, 0, 0)?))
                })
                .expect("two members");
            let won = servers.race((0..HANDS).map(|hand| Reach::Give {
                giver: a,
                taker: b,
                key: format!("{round}-{hand}"),
            }));
            let after = (balance(servers.first(), a).1, balance(servers.first(), b).1);
            assert_eq!((won, after), (1, (0, 100)), "round {round}");
        }
        servers.books_hold();
    });
}

#[test]
fn a_member_who_spends_while_their_accounts_become_one_spends_what_there_is_once() {
    on_both(|servers| {
        for round in 0..rounds() {
            let (ends, stays, sign_off) = servers
                .first()
                .write_blocking(move |tx| {
                    let ends = newcomer(tx, 2 * round, 100_00, 0)?;
                    let stays = newcomer(tx, 2 * round + 1, 50_00, 0)?;
                    for hand in 0..HANDS {
                        session(tx, &format!("{round}-{hand}"), ends)?;
                    }
                    tx.exec("UPDATE operator SET role = 'headquarters' WHERE id = 2", params![])?;
                    let wish = AskMerge {
                        from: ends,
                        into: stays,
                        reason: Reason::parse("race").expect("a reason"),
                        operator: OperatorId::new(2),
                        key: format!("merge-{round}"),
                    };
                    ask_merge(tx, &wish).map_err(|error| StoreError::Internal(error.to_string()))?;
                    let sign_off: i64 = tx.value("SELECT MAX(id) FROM sign_off", params![])?;
                    Ok::<_, StoreError>((ends, stays, sign_off))
                })
                .expect("a wish");
            let spends = (1..HANDS).map(|hand| Reach::Spend {
                session: format!("{round}-{hand}"),
            });
            let won = servers.race(spends.chain([Reach::Approve { sign_off }]));
            let left = (balance(servers.first(), ends).0, balance(servers.first(), stays).0);
            let spent_first = (2, (0, 50_00));
            let merged_first = (1, (0, 150_00));
            assert!(
                [spent_first, merged_first].contains(&(won, left)),
                "round {round}: {won}, {left:?}"
            );
        }
        servers.books_hold();
    });
}

#[test]
fn parallel_refunds_of_one_line_pay_it_back_once() {
    on_both(|servers| {
        for round in 0..rounds() {
            let (member, receipt) = servers
                .first()
                .write_blocking(move |tx| {
                    let member = newcomer(tx, round, 100_00, 0)?;
                    session(tx, &format!("s{round}"), member)?;
                    let sale = sell(tx, &bill(&format!("s{round}"), format!("s{round}")))
                        .map_err(|error| StoreError::Internal(error.to_string()))?;
                    Ok::<_, StoreError>((member, sale.receipt_number))
                })
                .expect("a sale");
            let won = servers.race((0..HANDS).map(|hand| Reach::TakeBack {
                receipt: receipt.clone(),
                key: format!("{round}-{hand}"),
            }));
            assert_eq!((won, balance(servers.first(), member).0), (1, 40_00), "round {round}");
        }
        servers.books_hold();
    });
}

#[test]
fn parallel_redemptions_of_the_last_piece_have_one_winner() {
    on_both(|servers| {
        let now = servers.clock.now();
        for round in 0..rounds() {
            let (members, item) = servers
                .first()
                .write_blocking(move |tx| {
                    let mut members = Vec::new();
                    for hand in 0..HANDS as u64 {
                        members.push(newcomer(tx, round * HANDS as u64 + hand, 0, 10)?);
                    }
                    let item: ItemId = tx.value(
                        "INSERT INTO item (code, name, points, stock) VALUES (?1, 'last', 10, 1) RETURNING id",
                        params![format!("last-{round}")],
                    )?;
                    Ok::<_, StoreError>((members, item))
                })
                .expect("members and a piece");
            let won = servers.race(members.into_iter().map(|member| Reach::Redeem { member, item }));
            let stock: i64 = servers
                .first()
                .scan(|tx| tx.value::<i64>("SELECT stock FROM item WHERE id = ?1", params![item]))
                .expect("can be read");
            assert_eq!((won, stock), (1, 0), "round {round}");
        }
        assert_eq!(servers.clock.now(), now);
        servers.books_hold();
    });
}
