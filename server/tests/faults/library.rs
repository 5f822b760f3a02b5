//! The library between a program and its disk (`end2end/faults/disk.c`): compiled, and what a program has to be started with.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// The environment of a program whose disk is to be told by the bytes of `control` what fails.
pub fn variables(control: &Path, database: &Path) -> [(String, String); 3] {
    std::fs::write(control, [0; 64]).expect("can be written");
    let name = database.file_name().expect("a file").to_string_lossy().into_owned();
    [
        ("LD_PRELOAD".to_owned(), disk().display().to_string()),
        ("FAULTS_CONTROL".to_owned(), control.display().to_string()),
        ("FAULTS_FILE".to_owned(), name),
    ]
}

fn disk() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| compiled("disk"))
}

/// Compiled by the compiler that cargo links with.
pub fn compiled(name: &str) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../end2end/faults/{name}.c"));
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("huika-faults-{name}-{}.so", std::process::id()));
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(&library)
        .arg(source)
        .args(["-ldl"])
        .output()
        .expect("cc can be started");
    assert!(
        compiled.status.success(),
        "{}",
        String::from_utf8_lossy(&compiled.stderr)
    );
    library
}
