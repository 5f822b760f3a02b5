//! Programs that come as Debian packages.

use anyhow::{Result, bail};

use crate::{process, workspace::Workspace};

/// Installs packages, as root or by sudo; `what` says in a message what they are for.
pub fn install(workspace: &Workspace, packages: &[&str], what: &str) -> Result<()> {
    let by_hand = format!(
        "{what} is missing. Install it by your system's packages (Debian: {}) and try again.",
        packages.join(" ")
    );
    if !process::exists("apt-get") {
        bail!(by_hand);
    }
    println!("  installing {} by apt-get", packages.join(" "));
    let installed = run(workspace, &["install", "-y", "--no-install-recommends"], packages).or_else(|_| {
        run(workspace, &["update"], &[])
            .and_then(|()| run(workspace, &["install", "-y", "--no-install-recommends"], packages))
    });
    installed.map_err(|error| error.context(by_hand))
}

fn run(workspace: &Workspace, verb: &[&str], packages: &[&str]) -> Result<()> {
    let mut command = if rustix::process::geteuid().is_root() {
        process::command("apt-get", workspace.root())
    } else {
        let mut command = process::command("sudo", workspace.root());
        command.args(["-n", "apt-get"]);
        command
    };
    process::run_quietly(
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-q"])
            .args(verb)
            .args(packages),
    )
}
