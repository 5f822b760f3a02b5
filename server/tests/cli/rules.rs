//! `huika rules`: what the shop decides, from a shell.

use huika_domain::settings::AREAS;
use serde_json::Value;

use super::{SECRET, huika, on_both_engines, said};

#[test]
fn rules_are_listed_shown_and_set_and_what_is_out_of_range_is_refused() {
    on_both_engines(|folder, url| {
        let run = |arguments: &[&str]| {
            let all = [arguments, &["--database", url]].concat();
            huika(folder, &all, &[SECRET])
        };
        // The file's word counts on the first start, and never again.
        let seeded = huika(
            folder,
            &["seed-demo", "--database", url],
            &[SECRET, ("HUIKA_RULES_PIN_TRIES", "7")],
        );
        assert!(seeded.status.success(), "{}", said(&seeded));
        let listed = said(&run(&["rules", "list"]));
        assert!(
            listed.contains("\"pin_tries\":7") && listed.lines().count() == AREAS.len(),
            "{listed}"
        );

        let set = [
            "rules",
            "set",
            "--area",
            "points",
            "--json",
            r#"{"points": 2}"#,
            "--reason",
            "anniversary",
        ];
        let made = run(&set);
        assert!(made.status.success(), "{}", said(&made));
        let made: Value = serde_json::from_slice(&made.stdout).expect("JSON");
        assert!(made["rule"].as_i64().is_some_and(|id| id > 20), "{made}");
        let shown: Value = serde_json::from_slice(&run(&["rules", "show", "--area", "points"]).stdout).expect("JSON");
        assert_eq!(
            (shown["points"].as_i64(), shown["per"].as_i64()),
            (Some(2), Some(100)),
            "the rest stays"
        );

        let file = folder.join("till.json");
        std::fs::write(&file, r#"{"questions": 9}"#).expect("a file");
        let file = file.display().to_string();
        let of_store = [
            "rules", "set", "--area", "till", "--scope", "store:1", "--file", &file, "--reason", "a trial",
        ];
        assert!(run(&of_store).status.success());
        let of_store = ["rules", "show", "--area", "till", "--scope", "store:1"];
        assert!(said(&run(&of_store)).contains("\"questions\": 9"));
        assert!(said(&run(&["rules", "show", "--area", "till"])).contains("\"questions\": 3"));
        let later = [&set[..], &["--from", "2099-01-01 00:00"]].concat();
        assert!(said(&run(&later)).contains("ten years"));
        let history = said(&run(&["rules", "list", "--area", "points"]));
        assert!(
            history.contains("anniversary") && history.contains("always"),
            "{history}"
        );

        for (arguments, words) in [
            (
                vec!["--area", "points", "--json", r#"{"per": 0}"#],
                "expected a number from 1 to 1000000000",
            ),
            (
                vec!["--area", "points", "--json", r#"{"pre": 1}"#],
                "unknown field `pre`",
            ),
            (
                vec!["--area", "pionts", "--json", "{}"],
                "there is no area pionts; there are: shop, points",
            ),
            (
                vec!["--area", "points", "--scope", "till:1", "--json", "{}"],
                "expected chain, region:NUMBER",
            ),
            (
                vec!["--area", "gifts", "--scope", "store:1", "--json", r#"{"per_day": 1}"#],
                "there are no such rules",
            ),
            (
                vec!["--area", "till", "--scope", "store:77", "--json", r#"{"questions": 1}"#],
                "there are no such rules",
            ),
            (vec!["--area", "points", "--json", r#"{"points": 2}"#], "says already"),
            (vec!["--area", "points", "--end"], "not ended"),
            (
                vec!["--area", "points", "--json", "{}", "--from", "tomorrow"],
                "is no time such as",
            ),
        ] {
            let all = [&["rules", "set", "--reason", "a slip"][..], &arguments].concat();
            let refused = run(&all);
            assert_eq!(refused.status.code(), Some(2), "{all:?}: {}", said(&refused));
            assert!(said(&refused).contains(words), "{all:?}: {}", said(&refused));
        }
    });
}
