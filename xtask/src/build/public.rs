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
