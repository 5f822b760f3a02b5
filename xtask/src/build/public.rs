//! Icons, manifest, service worker: copied as they are into `target/site/public`, compressed where that helps.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use super::{compress, site};
use crate::workspace::Workspace;

pub fn copy(workspace: &Workspace) -> Result<()> {
    let from = workspace.join("public");
    if from.is_dir() {
        copy_folder(&from, &workspace.site().join("public"))?;
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let mut wanted: BTreeSet<PathBuf> = BTreeSet::new();
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
            continue;
        }
        let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
        if compress::is_worthwhile(&target) {
            wanted.extend(compress::write_with_siblings(&target, &bytes)?);
        } else {
            site::write_if_changed(&target, &bytes)?;
            wanted.insert(target);
        }
    }
    site::remove_others(to, &wanted)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::workspace::Workspace;

    /// Width and height as a PNG's header says them.
    fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
        let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
        let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
        Some((number(0)?, number(4)?))
    }

    #[test]
    fn phones_find_icons_as_png_in_the_sizes_that_the_manifest_says() {
        let workspace = Workspace::find();
        let read = |name: &str| fs::read(workspace.join("public").join(name)).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.webmanifest")).unwrap();
        let icons = manifest["icons"].as_array().unwrap();
        let mut sizes = Vec::new();
        for icon in icons.iter().filter(|icon| icon["type"] == "image/png") {
            let bytes = read(icon["src"].as_str().unwrap().trim_start_matches('/'));
            let (width, height) = size_of(&bytes).expect("a PNG");
            assert_eq!(icon["sizes"], format!("{width}x{height}"));
            sizes.push((width, icon["purpose"].as_str().unwrap().to_owned()));
        }
        // What Android asks for: a small and a large one, and one that it may cut to its own shape.
        for wanted in [(192, "any"), (512, "any"), (512, "maskable")] {
            assert!(
                sizes.contains(&(wanted.0, wanted.1.to_owned())),
                "{wanted:?} in {sizes:?}"
            );
        }
        assert_eq!(
            size_of(&read("apple-touch-icon.png")),
            Some((180, 180)),
            "what an iPhone takes"
        );
    }
}
