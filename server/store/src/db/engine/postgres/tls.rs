//! Whether the way to a PostgreSQL server is one on which nobody can listen or answer in its place.

use std::net::IpAddr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::reach::Servers;

/// The host of another machine that is reached without verified TLS; nothing where the way is safe or stays on this machine. What the
/// address leaves out is read from the environment (`PGHOST`, `PGSSLMODE`), as it is when the connection is made.
///
/// Only `verify-full` counts: the modes below it take any certificate, or one that any holder of a certificate can show.
#[must_use]
pub fn unverified_host(url: &str) -> Option<String> {
    if !url.starts_with("postgres") {
        return None;
    }
    Servers::of(url).each.iter().find_map(|server| unverified(server))
}

fn unverified(server: &str) -> Option<String> {
    let options: PgConnectOptions = server.parse().ok()?;
    let stays_here = options.get_socket().is_some() || is_this_machine(options.get_host());
    let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    (!stays_here && !is_verified).then(|| options.get_host().to_owned())
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = bare
        .parse::<IpAddr>()
        .is_ok_and(|address| address.to_canonical().is_loopback());
    // A path is a socket in the file system.
    is_loopback || host.starts_with('/') || host == "localhost" || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::unverified_host;

    #[test]
    fn another_machine_is_reached_by_verified_tls_or_named_in_a_warning() {
        for host in ["db.example.com", "10.0.0.5", "[2001:db8::5]"] {
            for mode in [
                "",
                "?sslmode=disable",
                "?sslmode=prefer",
                "?sslmode=require",
                "?sslmode=verify-ca",
            ] {
                let url = format!("postgres://huika:secret@{host}:5432/huika{mode}");
                let found = unverified_host(&url).unwrap_or_default();
                assert_eq!(found.trim_matches(['[', ']']), host.trim_matches(['[', ']']), "{url}");
                assert!(!found.contains("secret"));
            }
            let safe = format!("postgres://huika@{host}/huika?sslmode=verify-full&sslrootcert=ca.pem");
            assert_eq!(unverified_host(&safe), None, "{safe}");
        }
    }

    #[test]
    fn what_stays_on_this_machine_needs_no_tls() {
        for url in [
            "postgres://huika@localhost/huika",
            "postgres://huika@127.0.0.1:5433/huika?sslmode=disable",
            "postgres://huika@[::1]/huika",
            "postgres://huika@localhost/huika?host=/run/postgresql",
            "postgresql://huika@%2Frun%2Fpostgresql/huika",
            "sqlite:huika.db",
        ] {
            assert_eq!(unverified_host(url), None, "{url}");
        }
    }

    #[test]
    fn a_host_that_is_named_behind_the_question_mark_is_the_one_that_counts() {
        let url = "postgres://huika@localhost/huika?host=db.example.com";
        assert_eq!(unverified_host(url).as_deref(), Some("db.example.com"));
    }

    #[test]
    fn of_several_servers_each_one_counts() {
        let url = "postgres://huika@localhost:5432,db.example.com:5433/huika";
        assert_eq!(unverified_host(url).as_deref(), Some("db.example.com"));
        assert_eq!(unverified_host(&format!("{url}?sslmode=verify-full")), None);
    }
}
