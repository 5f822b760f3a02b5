use std::io::Write;

use serde::Deserialize;

use super::{SECTIONS, Source, is_of_kubernetes, one_setting};
use crate::config::{Config, LogFormat};

fn with_file(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let variables = variables
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    let source = Source {
        file: Some(file.path().to_owned()),
        variables,
        database: None,
    };
    source.load().map_err(|e| e.to_string())
}

#[test]
fn without_a_file_the_defaults_make_a_server() {
    let config = Source::default().load().unwrap();
    assert_eq!(config.server.listen.port(), 3000);
    assert_eq!(config.store.url.expose(), "sqlite:huika.db");
}

#[test]
fn the_example_file_is_complete_and_says_the_defaults() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/huika.example.toml");
    let text = std::fs::read_to_string(example).unwrap();
    let read = with_file(&text, &[]).unwrap();
    assert_eq!(
        format!("{read:?}"),
        format!("{:?}", Config::default()),
        "what stands uncommented is the default"
    );
    // What is commented out must be right as well: a line such as `# token = "…"` loses its sign and is read again.
    let all: String = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|l| l.starts_with('[') || l.contains(" = "))
                .unwrap_or(line)
        })
        .fold(String::new(), |text, line| text + line + "\n");
    let all = with_file(&all, &[]).unwrap();
    assert!(all.pay.wechat.is_some() && all.metrics.token.is_some() && all.server.secret.is_some());
}

/// The section of each area of rules.
fn areas() -> impl Iterator<Item = String> {
    huika_domain::settings::AREAS
        .iter()
        .map(|area| format!("rules.{}", area.name))
}

#[test]
fn every_setting_that_exists_stands_in_the_example() {
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/huika.example.toml")).unwrap();
    for section in SECTIONS.into_iter().map(str::to_owned).chain(areas()) {
        let section = section.as_str();
        // What a section takes is said when it is given something else.
        let Err(refused) = Config::deserialize(one_setting(section, "no_such_key", true.into())) else {
            continue;
        };
        for key in refused
            .message()
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|key| *key != "no_such_key")
        {
            let (line, table) = (format!("{key} = "), format!("[{section}.{key}]"));
            let stands = example
                .lines()
                .map(|l| l.trim_start_matches("# "))
                .any(|l| l.starts_with(&line) || l == table);
            assert!(stands, "{section}.{key} does not stand in docs/huika.example.toml");
        }
    }
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let message = with_file("[server]\n\nlissten = \"0.0.0.0:80\"\n", &[]).unwrap_err();
    assert!(
        message.contains("line 3") && message.contains("lissten") && message.contains("listen"),
        "{message}"
    );
    assert!(with_file("[serve]\n", &[]).unwrap_err().contains("line 1"));
}

#[test]
fn a_wrong_value_is_named_with_its_line_and_a_secret_is_never_repeated() {
    let message = with_file("[server]\nlisten = \"here\"\n", &[]).unwrap_err();
    assert!(
        message.contains("line 2") && message.contains("socket address"),
        "{message}"
    );
    let message = with_file("[metrics]\ntoken = 123456789\n", &[]).unwrap_err();
    assert!(
        message.contains("line 2") && !message.contains("123456789"),
        "{message}"
    );
}

/// Each once in the file, where the line is said, and once as a variable, where its name is said.
#[test]
fn a_value_out_of_its_range_is_refused_with_its_line_and_as_a_variable_with_its_name() {
    for (section, key, value) in [
        ("rules", "pin_tries", "0"),
        ("rules", "session_days", "-1"),
        ("rules", "session_days", "4000"),
        ("rules", "code_lives_secs", "0"),
        ("rules", "no_pin_limit_fen", "-1"),
        ("rules", "member_code_prefix", "12"),
        ("rules", "member_code_prefix", "62"),
        ("rules", "terms_version", "\"\""),
        ("rules", "tiers", "[]"),
        (
            "rules",
            "tiers",
            "[{ rank = 0, name = \"normal\", threshold_fen = 0, points_percent = 100, discount_percent = 150 }]",
        ),
        (
            "rules",
            "tiers",
            "[{ rank = 0, name = \"a\", threshold_fen = 0, points_percent = 100, discount_percent = 0 }, \
              { rank = 1, name = \"b\", threshold_fen = 0, points_percent = 100, discount_percent = 0 }]",
        ),
        ("rules", "points", "{ points = 1, per = 0 }"),
        ("rules", "deduction", "{ block = 0, worth = 100, most_percent = 50 }"),
        ("rules", "deduction", "{ block = 100, worth = 100, most_percent = 101 }"),
        ("rules", "review", "{ points_alone = -1, money_alone = 0 }"),
        ("server", "body_limit_kib", "0"),
        ("server", "request_timeout_secs", "0"),
        ("server", "header_timeout_secs", "0"),
        ("server", "connections", "1"),
        ("server", "trusted_proxies", "[\"0.0.0.0/0\"]"),
        ("server", "trusted_proxies", "[\"10.0.0.0/8\", \"::/0\"]"),
        ("server", "public_url", "\"http://card.example.com\""),
        ("server", "public_url", "\"http://203.0.113.9\""),
        ("store", "connections", "501"),
        ("store", "connections", "0"),
        ("shop", "name", "\" \""),
        ("shop", "time_zone", "\"Mars/Olympus\""),
        ("log", "level", "\"huika=loud\""),
    ] {
        let what = format!("[{section}] {key} = {value}");
        let message = with_file(&format!("\n[{section}]\n{key} = {value}\n"), &[]).expect_err(&what);
        assert!(message.contains("line 3"), "{what}: {message}");
        let name = format!("HUIKA_{}_{}", section.to_uppercase(), key.to_uppercase());
        let message = with_file("", &[(&name, value.trim_matches('"'))]).expect_err(&what);
        assert!(message.contains(&name), "{what}: {message}");
    }
}

/// What a section takes is said when it is given something else.
fn keys_of(section: &str) -> Vec<String> {
    let Err(refused) = Config::deserialize(one_setting(section, "no_such_key", true.into())) else {
        return Vec::new();
    };
    let named = refused.message().split('`').skip(1).step_by(2);
    named.filter(|key| *key != "no_such_key").map(str::to_owned).collect()
}

/// So that the next setting that is a number gets a range as well.
#[test]
fn no_setting_takes_every_number() {
    let sections = ["server", "log", "metrics", "store", "shop", "rules"];
    for section in sections.into_iter().map(str::to_owned).chain(areas()) {
        let section = section.as_str();
        let keys = keys_of(section);
        assert!(!keys.is_empty(), "{section}");
        for key in keys {
            for number in [i64::MIN, -1_000_000_000_000, i64::MAX] {
                let read = Config::deserialize(one_setting(section, &key, number.into()));
                assert!(read.is_err(), "[{section}] {key} = {number} is taken");
            }
        }
    }
}

#[test]
fn http_is_for_this_machine_and_networks_of_ones_own() {
    for fine in [
        "http://127.0.0.1:3000",
        "http://[::1]",
        "http://192.168.1.7",
        "http://huika:3000",
        "http://card.lan",
        "https://card.example.com",
    ] {
        let text = format!("[server]\npublic_url = \"{fine}\"\n");
        assert!(with_file(&text, &[]).is_ok(), "{fine}");
    }
}

#[test]
fn a_variable_wins_over_the_file() {
    let variables = [
        ("HUIKA_SERVER_LISTEN", "127.0.0.1:4000"),
        ("HUIKA_SERVER_WORKERS", "6"),
        ("HUIKA_SERVER_TRUSTED_PROXIES", "[\"10.0.0.0/8\"]"),
        ("HUIKA_SHOP_NAME", "1984"),
        ("HUIKA_LOG_FORMAT", "json"),
        ("HUIKA_RULES_TOP_UP_LIVES_SECS", "60"),
    ];
    let config = with_file(
        "[server]\nlisten = \"127.0.0.1:3001\"\nbody_limit_kib = 32\n",
        &variables,
    )
    .unwrap();
    assert_eq!(
        (
            config.server.listen.port(),
            config.server.workers,
            config.server.body_limit_kib
        ),
        (4000, 6, 32)
    );
    assert_eq!(config.server.trusted_proxies.len(), 1);
    assert_eq!(config.shop.name, "1984");
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.rules.rules.top_up.lives_secs, 60);
}

#[test]
fn a_wrong_variable_is_named() {
    for (name, value) in [
        ("HUIKA_SERVER_WORKERS", "many"),
        ("HUIKA_SERVER_LISSTEN", "x"),
        ("HUIKA_CACHE_SIZE", "1"),
        ("HUIKA_SERVER_PUBLIC_URL", "shop.example.com"),
    ] {
        let message = with_file("", &[(name, value)]).unwrap_err();
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn what_kubernetes_says_about_a_service_of_our_name_is_no_setting() {
    for (name, value) in [
        ("HUIKA_PORT", "tcp://10.0.171.239:3000"),
        ("HUIKA_SERVICE_HOST", "10.0.171.239"),
        ("HUIKA_SERVICE_PORT", "3000"),
        ("HUIKA_SERVICE_PORT_HTTP", "3000"),
        ("HUIKA_PORT_3000_TCP", "tcp://10.0.171.239:3000"),
        ("HUIKA_PORT_3000_TCP_PROTO", "tcp"),
        ("HUIKA_PORT_3000_TCP_ADDR", "10.0.171.239"),
        ("HUIKA_STORE_PORT", "tcp://10.0.171.240:5432"),
    ] {
        assert!(is_of_kubernetes(name, value), "{name}");
    }
    for (name, value) in [
        ("HUIKA_PORT", "3000"),
        ("HUIKA_SERVER_LISTEN", "127.0.0.1:3000"),
        ("HUIKA_SERVER_PORT_X", "1"),
    ] {
        assert!(!is_of_kubernetes(name, value), "{name}");
    }
}

#[test]
fn a_gateway_that_is_half_configured_says_what_is_missing() {
    let message = with_file("[pay.wechat]\nmchid = \"1900000001\"\n", &[]).unwrap_err();
    assert!(
        message.contains("missing field `appid`") && message.contains("pay.wechat"),
        "{message}"
    );
}

#[test]
fn a_table_may_stand_partly_in_the_file_and_partly_in_variables() {
    let file =
        "[pay.wechat]\nmchid = \"1\"\nappid = \"wx\"\nmerchant_serial = \"A\"\nmerchant_key_file = \"key.pem\"\n";
    let variables = [
        ("HUIKA_PAY_WECHAT_APIV3_KEY", "0123456789abcdef0123456789abcdef"),
        ("HUIKA_PAY_WECHAT_PUBLIC_KEYS", "{ PUB_KEY_ID_1 = \"/etc/wechat.pem\" }"),
        ("HUIKA_PAY_WECHAT_NOTIFY_BASE", "https://card.example.com"),
        ("HUIKA_PAY_WECHAT_H5_APP_NAME", "会卡"),
    ];
    let wechat = with_file(file, &variables).unwrap().pay.wechat.unwrap();
    assert_eq!(wechat.h5.app_name.as_deref(), Some("会卡"));
    assert!(wechat.merchant_key_file.is_absolute(), "relative to the settings file");
    assert_eq!(
        wechat.public_keys["PUB_KEY_ID_1"],
        std::path::Path::new("/etc/wechat.pem")
    );
}

#[test]
fn the_option_database_wins_over_all_and_is_checked() {
    let source = |url: &str| Source {
        database: Some(url.to_owned()),
        ..Source::default()
    };
    assert_eq!(
        source("sqlite:other.db").load().unwrap().store.url.expose(),
        "sqlite:other.db"
    );
    assert!(
        source("oracle:x")
            .load()
            .unwrap_err()
            .to_string()
            .contains("--database")
    );
}
