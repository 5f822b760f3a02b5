//! Compressed siblings: made once at build time, at the highest quality, so that serving costs nothing.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::site::write_if_changed;

/// Writes `path`, `path.br` and `path.gz`, and answers their names. Nothing is done for what is there already.
pub fn write_with_siblings(path: &Path, bytes: &[u8]) -> Result<[PathBuf; 3]> {
    let (br, gz) = (sibling(path, "br"), sibling(path, "gz"));
    let changed = write_if_changed(path, bytes)?;
    if changed || !br.exists() {
        fs::write(&br, brotli(bytes)?).with_context(|| format!("cannot write {}", br.display()))?;
    }
    if changed || !gz.exists() {
        fs::write(&gz, gzip(bytes)?).with_context(|| format!("cannot write {}", gz.display()))?;
    }
    Ok([path.to_owned(), br, gz])
}

/// Whether compressing a file of this name makes it smaller.
pub fn is_worthwhile(path: &Path) -> bool {
    let kinds = [
        "css",
        "html",
        "ico",
        "js",
        "json",
        "svg",
        "txt",
        "wasm",
        "webmanifest",
        "xml",
    ];
    path.extension()
        .and_then(|kind| kind.to_str())
        .is_some_and(|kind| kinds.contains(&kind))
}

pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).context("brotli failed")?;
    Ok(out)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn sibling(path: &Path, kind: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(kind);
    PathBuf::from(name)
}
