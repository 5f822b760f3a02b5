//! Which server of those that an address names is connected to, and as who.
//!
//! After a failover another server of the list is the one that can be written. It is found when a connection is made anew, so nobody has to
//! change an address: `postgres://huika@a:5432,b:5432/huika?target_session_attrs=read-write`, as libpq reads it
//! (<https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-MULTIPLE-HOSTS>).

use std::time::Duration;

use sqlx::{
    Connection as _,
    postgres::{PgConnectOptions, PgConnection},
};

use super::{fault::fault, within};
use crate::StoreError;

/// A server that cannot be reached within this time is away.
pub(super) const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The servers of an address, each as an address of its own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Servers {
    pub(super) each: Vec<String>,
    /// A standby will not do.
    pub(super) to_write: bool,
}

impl Servers {
    /// Takes an address apart. Of several servers the one that can be written is wanted, unless the address says otherwise.
    pub(super) fn of(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, behind) = rest.split_at(end);
        let (user, places) = match authority.rsplit_once('@') {
            Some((user, places)) => (format!("{user}@"), places),
            None => (String::new(), authority),
        };
        let (path, query) = behind.split_once('?').unwrap_or((behind, ""));
        let (mut hosts, mut ports, mut wanted) = (Vec::new(), Vec::new(), None);
        let mut kept = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("host", list)) => hosts = listed(list),
                Some(("port", list)) => ports = listed(list),
                Some(("target_session_attrs", attrs)) => wanted = Some(attrs.to_owned()),
                _ => kept.push(pair.to_owned()),
            }
        }
        let places: Vec<&str> = places.split(',').collect();
        let count = places.len().max(hosts.len()).max(ports.len());
        let each: Vec<String> = (0..count)
            .map(|index| {
                // As libpq does: one port for all of them, or one for each.
                let of_this = |list: &[String]| list.get(index).or_else(|| list.first()).cloned();
                let mut query = kept.clone();
                query.extend(of_this(&hosts).map(|host| format!("host={host}")));
                query.extend(of_this(&ports).map(|port| format!("port={port}")));
                let place = places
                    .get(index)
                    .or_else(|| places.first())
                    .copied()
                    .unwrap_or_default();
                let mark = if query.is_empty() { "" } else { "?" };
                format!("{scheme}://{user}{place}{path}{mark}{}", query.join("&"))
            })
            .collect();
        let to_write = match wanted.as_deref() {
            Some(attrs) => matches!(attrs, "read-write" | "primary"),
            None => each.len() > 1,
        };
        Self { each, to_write }
    }
}

fn listed(list: &str) -> Vec<String> {
    list.replace("%2C", ",")
        .replace("%2c", ",")
        .split(',')
        .map(ToOwned::to_owned)
        .collect()
}

/// Connects to the first server that will do. What the address leaves out, such as a password in a file, is read anew each time.
pub(super) async fn reach(url: &str, name: &str) -> Result<PgConnection, StoreError> {
    find(url, name).await.map(|(connection, _)| connection)
}

/// [`reach`], with how to come to the same server again.
pub(super) async fn find(url: &str, name: &str) -> Result<(PgConnection, PgConnectOptions), StoreError> {
    let servers = Servers::of(url);
    let mut why = StoreError::Unavailable("the address names no server".into());
    for server in &servers.each {
        match within(CONNECT_WITHIN, reach_one(server, name, servers.to_write)).await {
            Ok(Ok(found)) => return Ok(found),
            Ok(Err(error)) | Err(error) => why = error,
        }
    }
    Err(why)
}

async fn reach_one(url: &str, name: &str, to_write: bool) -> Result<(PgConnection, PgConnectOptions), StoreError> {
    let options = options(url, name).map_err(|e| StoreError::Unavailable(e.to_string()))?;
    let mut connection = PgConnection::connect_with(&options)
        .await
        .map_err(|e| StoreError::Unavailable(e.to_string()))?;
    if to_write && is_read_only(&mut connection).await? {
        let host = options.get_host();
        return Err(StoreError::Unavailable(format!(
            "{host} can only be read at the moment"
        )));
    }
    Ok((connection, options))
}

/// How one server is connected to. Poolers know no `extra_float_digits`, and nothing here is a floating-point number.
fn options(url: &str, name: &str) -> Result<PgConnectOptions, sqlx::Error> {
    let options: PgConnectOptions = url.parse()?;
    let options = options.extra_float_digits(None);
    Ok(match options.get_application_name() {
        Some(_) => options,
        None => options.application_name(name),
    })
}

async fn is_read_only(connection: &mut PgConnection) -> Result<bool, StoreError> {
    let row = sqlx::raw_sql("SHOW transaction_read_only").fetch_one(connection).await;
    let shown: String = row.and_then(|row| sqlx::Row::try_get(&row, 0)).map_err(|e| fault(&e))?;
    Ok(shown == "on")
}

#[cfg(test)]
mod tests {
    use super::Servers;

    fn servers(url: &str) -> (Vec<String>, bool) {
        let found = Servers::of(url);
        (found.each, found.to_write)
    }

    #[test]
    fn an_address_of_one_server_stays_as_it_is() {
        for url in [
            "postgres://huika:p%40ss@db:5432/huika?sslmode=verify-full&options=-c%20search_path%3Dbrand1",
            "postgres://huika@[::1]:5433/huika",
            "postgresql://%2Frun%2Fpostgresql/huika",
        ] {
            assert_eq!(servers(url), (vec![url.to_owned()], false));
        }
        let (each, _) = servers("postgres://huika@localhost/huika?host=/run/postgresql&port=5433");
        assert_eq!(
            each,
            ["postgres://huika@localhost/huika?host=/run/postgresql&port=5433"]
        );
    }

    #[test]
    fn each_server_of_a_list_is_tried_and_the_one_that_can_be_written_is_wanted() {
        let (each, to_write) = servers("postgres://huika:a@b@one:5432,two:5433/huika?sslmode=disable");
        assert_eq!(
            each,
            [
                "postgres://huika:a@b@one:5432/huika?sslmode=disable",
                "postgres://huika:a@b@two:5433/huika?sslmode=disable"
            ]
        );
        assert!(to_write);
        let (each, to_write) =
            servers("postgres:///huika?host=one,two%2Cthree&port=5432&target_session_attrs=any&sslmode=require");
        assert_eq!(each.len(), 3);
        assert_eq!(each[2], "postgres:///huika?sslmode=require&host=three&port=5432");
        assert!(!to_write);
        assert!(servers("postgres://one/huika?target_session_attrs=read-write").1);
    }
}
