//! Somebody for each further role with which a shop begins, so that a newcomer can look at the office through the eyes of each.

use huika_domain::{LogInName, OperatorId, PersonName, RegionId, RegionName, RoleCode, StoreId};

use super::shop::{Login, PASSWORD};
use crate::{
    StoreError, Tx,
    organisation::{make_region, move_store},
    params,
    staff::{NewOperator, Post, make_operator, password_hash},
};

/// Their log-ins, with the same password as the others.
pub const FURTHER_LOGINS: [Login; 6] = [
    Login::of("dianzhang", "许嘉木", "manager", "XH"),
    Login::of("quyu", "唐一鸣", "region", ""),
    Login::of("caiwu", "何清源", "finance", ""),
    Login::of("shenji", "顾明远", "auditor", ""),
    Login::of("kefu", "方晓", "call-centre", ""),
    Login::of("shichang", "叶蓁", "marketing", ""),
];

/// Makes them, and the region that one of them leads.
pub(super) fn open(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let headquarters: OperatorId = tx.value("SELECT id FROM operator WHERE login = 'hq'", params![])?;
    let name = RegionName::parse("上海").map_err(odd)?;
    let region = make_region(tx, headquarters, &name).map_err(odd)?;
    let stores: Vec<(StoreId, String)> =
        tx.all("SELECT id, code FROM store ORDER BY id LIMIT 10", params![], |row| {
            Ok((row.get("id")?, row.get("code")?))
        })?;
    let today = tx.today();
    for (store, _) in &stores {
        move_store(tx, headquarters, *store, Some(region), today).map_err(odd)?;
    }
    let hash = password_hash(tx.context().rng.as_ref(), PASSWORD)?;
    for login in FURTHER_LOGINS {
        let post = post_of(&login, &stores, region)?;
        let new = NewOperator {
            login: LogInName::parse(login.login).map_err(odd)?,
            name: PersonName::parse(login.name).map_err(odd)?,
            post,
        };
        make_operator(tx, headquarters, &new).map_err(odd)?;
        tx.exec(
            "UPDATE operator SET password_hash = ?2 WHERE login = ?1",
            params![login.login, hash],
        )?;
    }
    Ok(())
}

fn post_of(login: &Login, stores: &[(StoreId, String)], region: RegionId) -> Result<Post, StoreError> {
    let own = stores
        .iter()
        .filter(|(_, code)| code == login.store)
        .map(|(store, _)| *store);
    let role = RoleCode::parse(login.role).ok_or_else(|| odd("no such role"))?;
    let regions = if role == RoleCode::REGION {
        vec![region]
    } else {
        Vec::new()
    };
    Ok(Post {
        role,
        stores: own.collect(),
        regions,
    })
}

fn odd(error: impl std::fmt::Display) -> StoreError {
    StoreError::Internal(error.to_string())
}
