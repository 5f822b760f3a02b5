//! How much room is left where a run writes. On a full disk every test that writes fails, and with it whatever would say why.

use std::path::{Path, PathBuf};

use crate::workspace::Workspace;

/// What a run from nothing writes below `target` and into temporary folders, in bytes, with some to spare.
const NEEDED: u64 = 18_000_000_000;

/// With less than this many bytes a step may have failed for want of room alone.
const SCARCE: u64 = 500_000_000;

/// What to say before a run that may not find the room it needs. A target that has been built before needs little more.
pub fn warning(workspace: &Workspace) -> Option<String> {
    let target = workspace.target();
    let built_before = target.join("debug/deps/").is_dir() && target.join("site").is_dir();
    let free = free_bytes(&target)?;
    (!built_before && free < NEEDED).then(|| {
        format!(
            "a run from nothing writes up to {} GB, and the disk of {} has {} GB left",
            NEEDED / 1_000_000_000,
            workspace.shown(&target),
            free / 1_000_000_000
        )
    })
}

/// What to add to the word that a step has failed.
pub fn reason(workspace: &Workspace) -> Option<String> {
    [workspace.target(), std::env::temp_dir()]
        .into_iter()
        .find_map(|folder| {
            let free = free_bytes(&folder)?;
            (free < SCARCE).then(|| {
                format!(
                    "the disk of {} has {} MB left, which may be why",
                    folder.display(),
                    free / 1_000_000
                )
            })
        })
}

/// Of the disk on which this path lies or, where it is not made yet, the nearest folder above it.
fn free_bytes(path: &Path) -> Option<u64> {
    let folder: PathBuf = path.ancestors().find(|folder| folder.is_dir())?.into();
    let disk = rustix::fs::statvfs(&folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::free_bytes;

    #[test]
    fn the_disk_of_a_path_that_is_not_made_yet_is_its_folders() {
        let folder = tempfile::tempdir().unwrap();
        let free = free_bytes(&folder.path().join("not/made/yet")).unwrap();
        assert!(free > 0);
        let megabytes = |bytes: u64| bytes / 1_000_000_000;
        let again = free_bytes(folder.path()).unwrap();
        assert!(megabytes(free).abs_diff(megabytes(again)) <= 1, "{free} {again}");
    }
}
