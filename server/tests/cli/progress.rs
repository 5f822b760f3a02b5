//! What a long command says of how far it is.

use super::{SECRET, huika, on_both_engines, said};

#[test]
fn where_there_is_no_terminal_a_long_command_says_line_by_line_how_far_it_is() {
    on_both_engines(|folder, url| {
        let often = ["--progress-every", "0.001", "--database", url];
        let told = |words: &[&str]| {
            let output = huika(folder, &[words, &often].concat(), &[SECRET]);
            assert!(output.status.success(), "{}", said(&output));
            let (result, told) = (output.stdout, String::from_utf8(output.stderr).unwrap());
            assert!(!told.contains('\r') && !told.contains('\u{1b}'), "{told:?}");
            assert!(
                !String::from_utf8(result).unwrap().contains(" %)"),
                "results stand alone"
            );
            told
        };
        let migrated = told(&["migrate"]);
        assert!(
            migrated.contains("huika migrate: bringing the schema up to date, ") && migrated.contains(" steps ("),
            "{migrated}"
        );
        assert!(
            huika(folder, &["seed-demo", "--database", url], &[SECRET])
                .status
                .success()
        );
        let checked = told(&["check", "--json"]);
        let line = checked.lines().next().unwrap_or_default();
        assert!(
            line.starts_with("huika check: proving the books, ") && line.contains(" rows ("),
            "{checked}"
        );
        let file = folder.join(format!("{}.huika", if url.starts_with("postgres") { "b" } else { "a" }));
        told(&["backup", "--to", file.to_str().unwrap()]);
    });
}

#[test]
fn without_being_asked_a_short_command_says_nothing_of_it_and_a_pause_of_nothing_is_refused() {
    on_both_engines(|folder, url| {
        let migrated = huika(folder, &["migrate", "--database", url], &[]);
        assert!(
            migrated.status.success() && migrated.stderr.is_empty(),
            "{}",
            said(&migrated)
        );
        for pause in ["0", "-1", "soon", "NaN"] {
            let refused = huika(
                folder,
                &["check", &format!("--progress-every={pause}"), "--database", url],
                &[],
            );
            assert_eq!(refused.status.code(), Some(2), "{pause}: {}", said(&refused));
        }
    });
}
