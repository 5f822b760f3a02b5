//! Where things are: found once, so that no other file joins paths of its own.

use std::path::{Path, PathBuf};

/// The repository and the places that the build writes to.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    program: PathBuf,
}

impl Workspace {
    /// The repository that this program was built from, or the one that `cargo xtask` was called in.
    pub fn find() -> Self {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest.parent().map(Path::to_path_buf).unwrap_or(manifest);
        // Asked while it surely stands there: cargo may put a new one in its place.
        let program = std::env::current_exe().unwrap_or_else(|_| "xtask".into());
        Self { root, program }
    }

    /// This program, to be started by others.
    pub fn program(&self) -> &Path {
        &self.program
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    /// Where cargo puts what it builds.
    pub fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// What the server embeds. Always below the repository, because the server's source names this folder.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// A path as a reader of a message would write it.
    pub fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
