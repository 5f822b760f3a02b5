use std::io::Write;

use serde::Deserialize;

use super::{SECTIONS, Source, one_setting};
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

#[test]
fn every_setting_that_exists_stands_in_the_example() {
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/huika.example.toml")).unwrap();
    for section in SECTIONS {
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
    assert_eq!(config.rules.top_up_lives_secs, 60);
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
