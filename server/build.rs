//! The browser's files in `target/site` are embedded; when the build tool changes them, this crate is compiled again.
//!
//! The program also says which commit it is made from: git's, or the one that `HUIKA_COMMIT` names where there is no repository. Programs of
//! a release ask git. One that is compiled to be worked on does not, because every commit would compile it again.

#[path = "build/commit.rs"]
mod commit;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let variable = |name| std::env::var(name).unwrap_or_default();
    println!("cargo::rerun-if-env-changed=HUIKA_COMMIT");
    let found = match commit::given(&variable("HUIKA_COMMIT")) {
        Err(wrong) => {
            println!("cargo::error={wrong}");
            return ExitCode::FAILURE;
        }
        Ok(Some(given)) => Some(given),
        Ok(None) if variable("PROFILE") == "release" => {
            let here = variable("CARGO_MANIFEST_DIR");
            let root = Path::new(&here).parent().unwrap_or(Path::new("."));
            watch(root);
            commit::of(root)
        }
        Ok(None) => None,
    };
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../target/site");
    println!("cargo::rerun-if-changed=build/commit.rs");
    let name = found.as_ref().map_or("unknown", |found| found.name.as_str());
    let changed = match found.as_ref().and_then(|found| found.changed) {
        Some(true) => "true",
        Some(false) => "false",
        None => "unknown",
    };
    let words = if changed == "true" { ", with changes" } else { "" };
    println!("cargo::rustc-env=HUIKA_BUILT_FROM={name}");
    println!("cargo::rustc-env=HUIKA_BUILT_CHANGED={changed}");
    println!("cargo::rustc-env=HUIKA_BUILT_WORDS=commit {name}{words}");
    ExitCode::SUCCESS
}

/// Has this script run again when the commit or anything that goes into the program changes.
fn watch(root: &Path) {
    for path in commit::watched(root) {
        println!("cargo::rerun-if-changed={path}");
    }
    for source in commit::SOURCES {
        let path = root.join(source);
        if path.exists() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
}
