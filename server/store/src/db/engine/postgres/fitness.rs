//! Whether a PostgreSQL can hold the books at all, found out before they rest on it: each answer that is not right is refused by its name.

use sqlx::{Row as _, postgres::PgConnection};

use super::fault::fault;
use crate::StoreError;

/// Refuses a database that would lose texts, and a search path that leads nowhere.
pub(super) async fn require_fit(connection: &mut PgConnection) -> Result<(), StoreError> {
    let row = sqlx::raw_sql("SELECT current_setting('server_encoding') AS encoding, current_schema() AS schema")
        .fetch_one(connection)
        .await
        .map_err(|e| fault(&e))?;
    let encoding: String = row.try_get("encoding").map_err(|e| fault(&e))?;
    let schema: Option<String> = row.try_get("schema").map_err(|e| fault(&e))?;
    if encoding != "UTF8" {
        return Err(StoreError::Unfit(format!(
            "its encoding is {encoding}, in which names would be lost: make it with ENCODING 'UTF8' TEMPLATE template0"
        )));
    }
    if schema.is_none() {
        return Err(StoreError::Unfit(
            "the search_path of its address names no schema that is there: CREATE SCHEMA first".into(),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{
        StoreError,
        db::engine::postgres::{Postgres, require_own_sessions},
        testing::{fresh_postgres, postgres_for_tests},
    };

    #[test]
    fn postgres_itself_gives_each_connection_its_own_session() {
        let Some(base) = postgres_for_tests() else { return };
        require_own_sessions(&base).expect("no pooler stands between");
    }

    #[test]
    fn a_database_that_would_lose_names_is_refused_by_its_encoding() {
        let Some(base) = postgres_for_tests() else { return };
        let url = fresh_postgres(&base).expect("a database can be made");
        let name = url.rsplit('/').next().expect("a name").to_owned() + "_ascii";
        let mut connection = Postgres::open(&base).expect("opens");
        let make =
            format!("CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        crate::db::tx::Connection::batch(&mut connection, &make).expect("can be made");
        let refused = Postgres::open(&format!("{url}_ascii")).map(drop);
        let said = refused.expect_err("it is refused");
        assert!(
            matches!(&said, StoreError::Unfit(why) if why.contains("SQL_ASCII")),
            "{said}"
        );
        crate::db::tx::Connection::batch(&mut connection, &format!("DROP DATABASE {name}")).expect("can be dropped");
    }

    #[test]
    fn a_search_path_that_leads_nowhere_is_refused() {
        let Some(base) = postgres_for_tests() else { return };
        let mark = if base.contains('?') { '&' } else { '?' };
        let refused = Postgres::open(&format!("{base}{mark}options=-c%20search_path%3Dnowhere")).map(drop);
        assert!(matches!(refused, Err(StoreError::Unfit(_))), "{refused:?}");
    }
}
