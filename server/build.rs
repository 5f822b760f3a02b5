//! The browser's files in `target/site` are embedded; when the build tool changes them, this crate is compiled again.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../target/site");
}
