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

/// What stands behind the first comma of a call, whose arguments may be calls themselves.
fn second_argument(call: &str) -> Option<&str> {
    let mut depth = 0_i32;
    for (at, sign) in call.char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return None,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => return call.get(at + 1..).map(str::trim_start),
            _ => {}
        }
    }
    None
}

/// The words of `texts` that stand where a code of an error is named. A code is a variant of `ErrorCode`, never a bare word.
fn bare_codes(texts: &str) -> Vec<&str> {
    let is_code = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let arguments = [
        "refuse(",
        "refuse_with(",
        "Problem::new(",
        "Problem::refused(",
        "Problem::not_found(",
    ]
    .into_iter()
    .flat_map(|opening| texts.split(opening).skip(1))
    .filter_map(second_argument)
    .filter_map(|code| code.strip_prefix('"'));
    let answers = texts
        .split("fn code(&self) -> &'static str {")
        .skip(1)
        .chain(texts.split("fn code(self) -> &'static str {").skip(1))
        .filter_map(|rest| rest.split_once("\n    }\n").map(|(body, _)| body))
        .flat_map(|body| body.split('"').skip(1).step_by(2));
    arguments
        .filter_map(|rest| rest.split('"').next())
        .chain(answers)
        .filter(|word| is_code(word))
        .collect()
}

#[test]
fn every_error_code_has_a_text_in_both_languages_and_every_text_has_a_code() {
    let codes: BTreeSet<_> = huika_domain::ErrorCode::ALL.map(|code| format!("error-{code}")).into();
    for lang in Lang::ALL {
        let texts: BTreeSet<_> = keys(lang).into_iter().filter(|key| key.starts_with("error-")).collect();
        let without_text: Vec<_> = codes.difference(&texts).collect();
        let without_code: Vec<_> = texts.difference(&codes).collect();
        assert_eq!(
            without_text,
            Vec::<&String>::new(),
            "codes without a text in {}",
            lang.tag()
        );
        assert_eq!(
            without_code,
            Vec::<&String>::new(),
            "texts without a code in {}",
            lang.tag()
        );
    }
}

#[test]
fn no_error_is_named_by_a_bare_word() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in [
        "src",
        "../server/domain/src",
        "../server/store/src",
        "../server/src/web",
    ] {
        sources(&here.join(folder), &mut files);
    }
    let bare: Vec<_> = files
        .iter()
        .filter(|file| !file.contains("fn bare_codes("))
        .flat_map(|file| bare_codes(file.split("#[cfg(test)]").next().unwrap_or_default()))
        .collect();
    assert_eq!(bare, Vec::<&str>::new());
    assert_eq!(
        bare_codes("refuse(PAGE, \"gone\")"),
        ["gone"],
        "the look finds what it looks for"
    );
    assert_eq!(
        bare_codes("fn code(&self) -> &'static str {\n        \"gone\"\n    }\n"),
        ["gone"],
        "in answers too"
    );
}

/// The figures that each text of a language names.
fn figures(lang: Lang) -> std::collections::BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(lang.tag());
    let mut figures = std::collections::BTreeMap::<String, BTreeSet<String>>::new();
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut of = String::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                key.clone_into(&mut of);
            }
            let named = line.split('$').skip(1).map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                rest[..end.unwrap_or(rest.len())].to_owned()
            });
            figures.entry(of.clone()).or_default().extend(named);
        }
    }
    figures
}

#[test]
fn both_languages_name_the_same_figures_in_each_text() {
    let (chinese, english) = (figures(Lang::ZhCn), figures(Lang::En));
    let differ: Vec<_> = chinese
        .iter()
        .filter(|(key, named)| english.get(*key) != Some(named))
        .map(|(key, named)| (key, named, english.get(key)))
        .collect();
    assert!(differ.is_empty(), "{differ:#?}");
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
fn every_state_of_a_payment_by_code_has_its_words() {
    for state in huika_domain::CodePayState::ALL {
        for key in [
            format!("pay-code-state-{}", state.as_str()),
            format!("pay-code-text-{}", state.as_str()),
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
fn every_consent_and_every_reason_why_a_closing_waits_has_words() {
    use huika_domain::{ConsentChannel, ConsentPurpose, ConsentVia};
    use huika_store::member::{ClosingState, Obstacle};

    let mut keys: Vec<String> = ConsentPurpose::ALL
        .map(|purpose| format!("consent-{}", purpose.as_str()))
        .into();
    keys.extend(ConsentChannel::ALL.map(|channel| format!("consent-by-{}", channel.as_str())));
    keys.extend(ConsentVia::ALL.map(|via| format!("consent-via-{}", via.as_str())));
    keys.extend(ClosingState::ALL.map(|state| format!("closing-{}", state.as_str())));
    keys.extend(Obstacle::ALL.map(|obstacle| format!("closing-why-{}", obstacle.as_str())));
    keys.push("closing-why-balance".to_owned());
    for key in keys {
        for lang in Lang::ALL {
            assert!(lang.find(&key, &[]).is_some(), "{key} in {}", lang.tag());
        }
    }
}

#[test]
fn every_line_of_the_audit_and_every_way_of_a_drawer_has_words() {
    use huika_store::{
        audit::AuditLine,
        card::CardEventKind,
        shift::{DrawerMove, Ending},
    };

    let mut keys: Vec<String> = AuditLine::ALL.map(|line| format!("audit-{line}")).into();
    keys.extend(Ending::ALL.map(|ending| format!("shift-ending-{ending}")));
    keys.extend(DrawerMove::ALL.map(|act| format!("drawer-{act}")));
    keys.extend(huika_domain::HandReason::ALL.map(|reason| format!("hand-reason-{reason}")));
    keys.extend(CardEventKind::ALL.map(|kind| format!("card-event-{kind}")));
    for key in keys {
        for lang in Lang::ALL {
            assert!(lang.find(&key, &[]).is_some(), "{key} in {}", lang.tag());
        }
    }
}

#[test]
fn every_report_has_words_for_its_columns_filters_and_choices() {
    use huika_store::report::{ALL, Ask, ExportState, Group, Kind};

    let mut wanted: BTreeSet<String> = Group::ALL
        .map(|group| format!("report-group-{}", group.as_str()))
        .into();
    wanted.extend(ExportState::ALL.map(|state| format!("export-state-{}", state.as_str())));
    for report in ALL {
        wanted.extend([
            format!("report-{}", report.name),
            format!("report-{}-text", report.name),
        ]);
        for column in report.columns {
            wanted.extend([format!("col-{}", column.name), format!("col-{}-text", column.name)]);
            // Of a choice that cannot be filtered by, the words stand in its statement.
            if let Kind::Choice(family) = column.kind {
                let written = column
                    .sql
                    .split("THEN '")
                    .skip(1)
                    .chain(column.sql.split("ELSE '").skip(1));
                let words = written.filter_map(|rest| rest.split('\'').next());
                wanted.extend(words.map(|word| format!("{family}{word}")));
            }
        }
        for filter in report.filters {
            wanted.insert(format!("by-{}", filter.name));
            match filter.ask {
                Ask::Word { words, options, .. } => wanted.extend(options.iter().map(|word| format!("{words}{word}"))),
                Ask::Case { words, options, .. } => {
                    wanted.extend(options.iter().map(|case| format!("{words}{}", case.word)));
                }
                Ask::Birthday(_) => {
                    let words = huika_store::member::BIRTHDAYS.iter();
                    wanted.extend(words.map(|word| format!("{}{word}", crate::office::report::words::BIRTHDAY_WORDS)));
                }
                _ => {}
            }
        }
    }
    assert!(wanted.len() > 200, "{}", wanted.len());
    for lang in Lang::ALL {
        let missing: Vec<_> = wanted
            .iter()
            .filter(|key| lang.find(key, &[]).is_none_or(|text| text.is_empty()))
            .collect();
        assert_eq!(missing, Vec::<&String>::new(), "{}", lang.tag());
    }
    // A definition is a sentence, and says more than the heading does.
    for key in wanted.iter().filter(|key| key.ends_with("-text")) {
        for (lang, end) in [(Lang::ZhCn, '。'), (Lang::En, '.')] {
            assert!(
                lang.find(key, &[]).is_some_and(|text| text.ends_with(end)),
                "{key} in {}",
                lang.tag()
            );
        }
    }
}

#[test]
fn no_text_is_left_over() {
    /// Texts whose keys are put together from a word of the books.
    const FAMILIES: [&str; 62] = [
        "role-text-",
        "role-",
        "capability-",
        "reach-",
        "post-",
        "sign-off-",
        "rule-",
        "rules-",
        "trade-",
        "error-",
        "channel-",
        "tier-",
        "referral-",
        "line-",
        "order-",
        "refund-state-",
        "finding-",
        "alarm-",
        "held-",
        "misfit-",
        "bill-",
        "tender-",
        "price-step-",
        "hand-reason-",
        "hand-kind-",
        "why-not-",
        "watched-",
        "record-",
        "member-state-",
        "redemption-state-",
        "report-",
        "col-",
        "by-",
        "refund-way-",
        "refund-kind-",
        "refund-why-",
        "asked-by-",
        "verdict-",
        "staff-sees-",
        "act-",
        "export-state-",
        "alarms-",
        "sheet-",
        "card-state-",
        "visited-",
        "consent-",
        "birthday-when-",
        "correction-state-",
        "correction-of-",
        "grant-state-",
        "grant-why-",
        "coupon-state-",
        "coupon-cause-",
        "coupon-why-",
        "filter-days-",
        "closing-",
        "shift-ending-",
        "drawer-",
        "audit-",
        "card-event-",
        "pay-code-state-",
        "pay-code-text-",
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
fn every_kind_of_campaign_has_its_words_in_both_languages() {
    use huika_domain::{campaign::form::form, pricing::KindName};

    for lang in Lang::ALL {
        for kind in KindName::ALL {
            let form = form(kind);
            for sentence in form.area.sentences {
                let key = format!("rule-{}-{}", form.area.name, sentence.key);
                let args: Vec<_> = sentence
                    .fields
                    .iter()
                    .map(|field| (field.name, Arg::from(format!("<{}>", field.name))))
                    .collect();
                let text = lang
                    .find(&key, &args)
                    .unwrap_or_else(|| panic!("{key} in {}", lang.tag()));
                for field in sentence.fields {
                    let place = format!("<{}>", field.name);
                    assert_eq!(text.matches(&place).count(), 1, "{key} in {}: {text}", lang.tag());
                }
            }
        }
    }
}

#[test]
fn arguments_carry_no_isolation_marks() {
    let text = Lang::En.with("points-signed", &[("points", Arg::from("+31"))]);
    assert_eq!(text, "+31 points");
}

#[test]
fn every_rule_is_a_sentence_in_both_languages_that_has_a_place_for_each_value() {
    use huika_domain::settings::{AREAS, Kind};

    for area in AREAS {
        for lang in Lang::ALL {
            for key in [format!("rules-{}", area.name), format!("rules-{}-text", area.name)] {
                assert!(lang.find(&key, &[]).is_some(), "{key} in {}", lang.tag());
            }
            for sentence in area.sentences {
                let key = format!("rule-{}-{}", area.name, sentence.key);
                let args: Vec<_> = sentence
                    .fields
                    .iter()
                    .map(|field| (field.name, Arg::from(format!("<{}>", field.name))))
                    .collect();
                let text = lang
                    .find(&key, &args)
                    .unwrap_or_else(|| panic!("{key} in {}", lang.tag()));
                for field in sentence.fields {
                    assert_eq!(
                        text.matches(&format!("<{}>", field.name)).count(),
                        1,
                        "{key} in {}: {text}",
                        lang.tag()
                    );
                    if let Kind::Choice(words) = field.kind {
                        for word in words {
                            assert!(lang.find(&format!("rule-choice-{word}"), &[]).is_some(), "{word}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn every_refusal_of_a_change_of_rules_has_words() {
    use huika_store::settings::ChangeError;

    let refusals = [
        ChangeError::NotAllowed,
        ChangeError::NoSuchScope(String::new()),
        ChangeError::ChainStays,
        ChangeError::WrongTime,
        ChangeError::Meanwhile,
        ChangeError::Same,
    ];
    let together = [
        "tier-rank",
        "tier-threshold",
        "tier-unknown",
        "tier-held",
        "tier-moved",
        "tier-gift-twice",
        "earn-rate-twice",
        "return-category-twice",
        "code-prefix",
        "minor-ages",
        "rule-value",
        "rule-number",
        "rule-choice",
    ];
    let said: [(&'static str, Arg<'_>); 2] = [("least", "1".into()), ("most", "2".into())];
    for code in refusals.iter().map(ChangeError::code).chain(together) {
        for lang in Lang::ALL {
            assert!(
                lang.find(&format!("error-{code}"), &said).is_some(),
                "{code} in {}",
                lang.tag()
            );
        }
    }
}

#[test]
fn every_right_and_every_role_of_the_program_has_words_in_both_languages() {
    use huika_domain::{Capability, Reach, RoleCode};
    use huika_store::staff::SecondKind;

    let mut keys: Vec<String> = Capability::ALL.iter().map(|one| format!("capability-{one}")).collect();
    keys.extend(
        Reach::ALL
            .iter()
            .flat_map(|one| [format!("reach-{one}"), format!("post-{one}")]),
    );
    keys.extend(RoleCode::BUILT_IN.iter().flat_map(|code| {
        [
            format!("role-{}", code.as_str()),
            format!("role-text-{}", code.as_str()),
        ]
    }));
    keys.extend(SecondKind::ALL.iter().map(|one| format!("sign-off-{one}")));
    for lang in Lang::ALL {
        for key in &keys {
            assert!(lang.find(key, &[]).is_some(), "{key} in {}", lang.tag());
        }
    }
}

#[test]
fn every_cause_of_a_tier_and_every_state_of_a_referral_has_words_in_both_languages() {
    use huika_store::{
        referral::{ReferralState, ReferralWhy},
        tier::TierCause,
    };

    let causes = TierCause::ALL.map(|cause| format!("tier-cause-{}", cause.as_str()));
    let states = ReferralState::ALL.map(|state| format!("referral-{}", state.as_str()));
    let whys = ReferralWhy::ALL.into_iter().filter(|why| *why != ReferralWhy::None);
    let whys = whys.map(|why| format!("referral-why-{}", why.as_str()));
    for key in causes.into_iter().chain(states).chain(whys) {
        for lang in Lang::ALL {
            assert!(lang.find(&key, &[]).is_some(), "{key} in {}", lang.tag());
        }
    }
}
