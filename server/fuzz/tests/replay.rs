//! Every input that was ever worth keeping, once more, with every beginning of it. On any toolchain, in a moment.

use std::{fs, path::Path};

use huika_fuzz::TARGETS;

fn folder(kind: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind)
}

#[test]
fn no_kept_input_and_no_beginning_of_one_makes_a_parser_panic() {
    for target in TARGETS {
        let mut inputs = 0;
        for file in fs::read_dir(folder("corpus").join(target.name)).expect("each target has a corpus") {
            let input = fs::read(file.expect("a file").path()).expect("it can be read");
            for end in 0..=input.len() {
                (target.read)(&input[..end]);
            }
            // And with each byte turned over.
            for place in 0..input.len() {
                let mut other = input.clone();
                other[place] ^= 0xFF;
                (target.read)(&other);
            }
            inputs += 1;
        }
        assert!(inputs >= 3, "{} has a corpus worth the name", target.name);
    }
}

#[test]
fn every_target_has_a_dictionary_and_every_folder_is_a_targets() {
    for target in TARGETS {
        assert!(
            folder("dict").join(format!("{}.dict", target.name)).is_file(),
            "{}",
            target.name
        );
    }
    for entry in fs::read_dir(folder("corpus")).expect("a folder") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        assert!(huika_fuzz::target(&name).is_some(), "{name} belongs to no target");
    }
}
