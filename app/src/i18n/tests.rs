use std::{collections::BTreeSet, fs, path::Path};

use super::*;

/// Every key that is defined in one language's folder.
fn keys(lang: Lang) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang.tag());
    fs::read_dir(folder)
        .unwrap()
        .flat_map(|file| {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            text.lines()
                .filter_map(|line| line.split_once(" ="))
                .map(|(key, _)| key.to_owned())
                .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let (chinese, english) = (keys(Lang::ZhCn), keys(Lang::En));
    assert_eq!(
        chinese.difference(&english).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing in English"
    );
    assert_eq!(
        english.difference(&chinese).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing in Chinese"
    );
}

#[test]
fn every_text_that_a_page_names_is_there() {
    let known = keys(Lang::ZhCn);
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut missing = BTreeSet::new();
    for file in &files {
        for opening in [".text(\"", ".with(\""] {
            for rest in file.split(opening).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                if key.starts_with(|c: char| c.is_ascii_lowercase()) && !known.contains(key) {
                    missing.insert(key.to_owned());
                }
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

/// The codes that a file's forms refuse with: the string literals of its calls that are no addresses.
fn refusals(file: &str) -> impl Iterator<Item = &str> {
    ["refuse(", "refuse_with(", "Problem::new("]
        .into_iter()
        .flat_map(move |opening| file.split(opening).skip(1))
        .filter_map(|rest| rest.split_once(')').map(|(arguments, _)| arguments))
        .flat_map(|arguments| arguments.split('"').skip(1).step_by(2).take(2))
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
        // The names of the figures that some words hold.
        .filter(|text| !["", "amount", "points", "count", "when", "store", "tries"].contains(text))
}

#[test]
fn every_refusal_of_a_form_has_words() {
    let known = keys(Lang::ZhCn);
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let missing: BTreeSet<_> = files
        .iter()
        .flat_map(|file| refusals(file))
        .filter(|code| !known.contains(&format!("error-{code}")))
        .collect();
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn every_refusal_of_a_rule_has_words() {
    use huika_domain::{Fen, MoneyError, PayloadError, PhoneError, TopUpError};

    let amounts =
        ["", "x", "-1", "1.234", "99999999999999999999"].map(|text| Fen::parse_yuan(text).map_err(MoneyError::code));
    let phones = ["", "x", "+4930123456"].map(|text| huika_domain::Phone::parse(text).map_err(PhoneError::code));
    let codes = amounts
        .into_iter()
        .filter_map(Result::err)
        .chain(phones.into_iter().filter_map(Result::err));
    let more = [
        TopUpError::UnknownPackage.code(),
        TopUpError::BadRule.code(),
        PayloadError::CheckDigit.code(),
    ];
    for code in codes.chain(more) {
        for lang in Lang::ALL {
            assert!(
                lang.find(&format!("error-{code}"), &[]).is_some(),
                "{code} in {}",
                lang.tag()
            );
        }
    }
}

#[test]
fn every_fault_of_the_books_has_words() {
    use huika_store::StoreError;

    let why = String::new;
    let faults = [
        StoreError::Busy,
        StoreError::Conflict,
        StoreError::Unavailable(why()),
        StoreError::Storage(why()),
        StoreError::Unknown(why()),
        StoreError::Internal(why()),
    ];
    for code in faults.iter().map(StoreError::code) {
        for lang in Lang::ALL {
            assert!(
                lang.find(&format!("error-{code}"), &[]).is_some(),
                "{code} in {}",
                lang.tag()
            );
        }
    }
}

#[test]
fn every_alarm_about_a_payment_has_words_and_advice() {
    for reason in huika_store::payment::AlarmReason::ALL {
        for key in [
            format!("alarm-{}", reason.as_str()),
            format!("alarm-{}-advice", reason.as_str()),
        ] {
            for lang in Lang::ALL {
                assert!(lang.find(&key, &[]).is_some(), "{key} in {}", lang.tag());
            }
        }
    }
}

#[test]
fn every_reason_to_watch_a_sale_and_every_tender_of_the_start_has_words() {
    let reasons = huika_domain::WatchReason::ALL.map(|reason| format!("watched-{}", reason.as_str()));
    let tenders = huika_domain::default_tenders();
    let tenders = tenders.iter().map(|tender| format!("tender-{}", tender.as_str()));
    for key in reasons.into_iter().chain(tenders) {
        for lang in Lang::ALL {
            assert!(lang.find(&key, &[]).is_some(), "{key} in {}", lang.tag());
        }
    }
}

#[test]
fn no_text_is_left_over() {
    /// Texts whose keys are put together from a word of the books.
    const FAMILIES: [&str; 16] = [
        "error-",
        "channel-",
        "tier-",
        "line-",
        "order-",
        "refund-state-",
        "finding-",
        "alarm-",
        "held-",
        "misfit-",
        "bill-",
        "tender-",
        "watched-",
        "record-",
        "member-state-",
        "redemption-state-",
    ];

    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let left_over: Vec<_> = keys(Lang::ZhCn)
        .into_iter()
        .filter(|key| !FAMILIES.iter().any(|family| key.starts_with(family)))
        .filter(|key| !files.iter().any(|file| file.contains(&format!("\"{key}\""))))
        .collect();
    assert_eq!(left_over, Vec::<String>::new());
}

#[test]
fn the_first_language_that_we_speak_wins() {
    assert_eq!(Lang::from_accept_language("fr-FR,en-GB;q=0.8,zh;q=0.5"), Some(Lang::En));
    assert_eq!(Lang::from_accept_language("zh-Hans-CN"), Some(Lang::ZhCn));
    assert_eq!(Lang::from_accept_language("fr"), None);
    assert_eq!(Lang::from_accept_language(""), None);
}

#[test]
fn arguments_carry_no_isolation_marks() {
    let text = Lang::En.with("points-signed", &[("points", Arg::from("+31"))]);
    assert_eq!(text, "+31 points");
}
