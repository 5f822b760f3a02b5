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
