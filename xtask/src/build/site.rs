//! `target/site`: files whose name is their content, so that a browser may keep them for ever, and the manifest by
//! which the server finds them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use super::{browser::Browser, compress};
use crate::workspace::Workspace;

/// The names that the server puts into its pages.
#[derive(Debug, Clone)]
pub struct Manifest {
    pub js: String,
    pub wasm: String,
    /// The style of each surface, by its name.
    pub css: BTreeMap<&'static str, String>,
    output_name: String,
}

impl Manifest {
    fn to_json(&self) -> String {
        let value = serde_json::json!({
            "js": self.js, "wasm": self.wasm, "css": self.css, "output_name": self.output_name,
        });
        format!("{value:#}\n")
    }
}

/// Writes the files with their compressed siblings, and takes away those of earlier builds.
pub fn write(workspace: &Workspace, browser: &Browser, styles: &[(&'static str, String)]) -> Result<Manifest> {
    let folder = workspace.site().join("pkg");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    // One name for both: leptos asks for `{output_name}.js` and `{output_name}.wasm`.
    let output_name = format!("huika-{}", content_hash(&[&browser.js, &browser.wasm]));
    let manifest = Manifest {
        js: format!("{output_name}.js"),
        wasm: format!("{output_name}.wasm"),
        css: styles
            .iter()
            .map(|(surface, css)| (*surface, format!("{surface}-{}.css", content_hash(&[css.as_bytes()]))))
            .collect(),
        output_name,
    };
    let mut wanted = BTreeSet::new();
    let styles = styles
        .iter()
        .map(|(surface, css)| (&manifest.css[surface], css.as_bytes()));
    let scripts = [
        (&manifest.js, browser.js.as_slice()),
        (&manifest.wasm, browser.wasm.as_slice()),
    ];
    for (name, bytes) in scripts.into_iter().chain(styles) {
        wanted.extend(compress::write_with_siblings(&folder.join(name), bytes)?);
    }
    remove_others(&folder, &wanted)?;
    write_if_changed(&workspace.site().join("manifest.json"), manifest.to_json().as_bytes())?;
    Ok(manifest)
}

/// Leaves an equal file alone, so that cargo sees no change where there is none.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|present| present == bytes) {
        return Ok(false);
    }
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

/// Takes away what an earlier build left in a folder.
pub fn remove_others(folder: &Path, wanted: &BTreeSet<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() && !wanted.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

/// 64 bits of SHA-256: enough to tell the versions of one file apart.
fn content_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hex::encode(&hash.finalize()[..8])
}
