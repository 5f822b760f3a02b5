//! What the books hold beside what the model holds.

use std::collections::BTreeMap;

use huika_domain::MemberId;
use huika_store::{Row, StoreError, Tx, params};

use super::{Play, show};

impl Play<'_> {
    /// Wallets, lots and growth must be those of the model.
    pub fn compare(&self) -> Result<(), String> {
        let members = self.members.clone();
        let mut looked = self.books.read(move |tx| look(tx, &members)).map_err(show)?;
        for (member, account) in self.members.iter().zip(&self.accounts) {
            let books = looked.remove(member).unwrap_or_default();
            let model = Looked {
                wallet: [
                    account.principal(),
                    account.bonus(),
                    account.all_points(),
                    account.shortfall,
                    account.held_principal,
                    account.held_bonus,
                    account.held_points,
                ],
                growth: account.growth,
                money: account.money.iter().map(|lot| (lot.principal, lot.bonus)).collect(),
                points: account.points.iter().map(|lot| (lot.remaining, lot.ends)).collect(),
            };
            if books != model {
                return Err(format!("member {member}: books {books:?}, model {model:?}"));
            }
        }
        Ok(())
    }
}

/// What a member has.
#[derive(Debug, Default, PartialEq, Eq)]
struct Looked {
    wallet: [i64; 7],
    growth: i64,
    money: Vec<(i64, i64)>,
    points: Vec<(i64, i64)>,
}

/// One question per table for all members of a sequence: this is asked after every command.
fn look(tx: &mut Tx<'_>, members: &[MemberId]) -> Result<BTreeMap<MemberId, Looked>, StoreError> {
    let mut looked: BTreeMap<MemberId, Looked> = BTreeMap::new();
    let first = members.iter().min().copied().unwrap_or(MemberId::new(0));
    let last = members.iter().max().copied().unwrap_or(first);
    let wallets = tx.all(
        "SELECT w.member_id, w.principal_fen, w.bonus_fen, w.points, w.shortfall, w.held_principal_fen, w.held_bonus_fen, \
         w.held_points, w.day_net_fen + CAST((SELECT COALESCE(SUM(g.net_fen), 0) FROM member_day g \
         WHERE g.member_id = w.member_id) AS BIGINT) AS growth FROM wallet w WHERE w.member_id BETWEEN ?1 AND ?2",
        params![first, last],
        |row| {
            let mut wallet = [0; 7];
            let columns = [
                "principal_fen",
                "bonus_fen",
                "points",
                "shortfall",
                "held_principal_fen",
                "held_bonus_fen",
                "held_points",
            ];
            for (amount, column) in wallet.iter_mut().zip(columns) {
                *amount = row.get(column)?;
            }
            Ok((row.get("member_id")?, wallet, row.get("growth")?))
        },
    )?;
    for (member, wallet, growth) in wallets {
        let member = looked.entry(member).or_default();
        (member.wallet, member.growth) = (wallet, growth);
    }
    let pair = |row: &Row<'_>| Ok((row.get("member_id")?, (row.get("first")?, row.get("second")?)));
    let money = tx.all(
        "SELECT member_id, principal_left AS first, bonus_left AS second FROM money_lot WHERE member_id BETWEEN ?1 AND ?2 ORDER BY id",
        params![first, last],
        pair,
    )?;
    for (member, lot) in money {
        looked.entry(member).or_default().money.push(lot);
    }
    let points = tx.all(
        "SELECT l.member_id, COALESCE(o.remaining, 0) AS first, l.expires_at AS second FROM point_lot l LEFT JOIN open_point_lot o \
         ON o.member_id = l.member_id AND o.lot_id = l.id WHERE l.member_id BETWEEN ?1 AND ?2 ORDER BY l.id",
        params![first, last],
        pair,
    )?;
    for (member, lot) in points {
        looked.entry(member).or_default().points.push(lot);
    }
    Ok(looked)
}
