//! A browser, and a font with Chinese characters for it.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::{process, tools::apt, workspace::Workspace};

/// Where distributions put it. Its shell without windows comes first: it draws whatever it is asked for, while a whole Chromium without a
/// screen sometimes draws no further frame, and then each click waits for the page to stand still until its test runs out of time.
const PLACES: [&str; 5] = [
    SHELL,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
];

const SHELL: &str = "/usr/bin/chromium-headless-shell";

const FONT: &str = "fonts-noto-cjk";

/// Finds a Chromium or installs one; `HUIKA_CHROMIUM` names another.
pub fn ensure(workspace: &Workspace) -> Result<String> {
    if let Ok(given) = std::env::var("HUIKA_CHROMIUM") {
        return Ok(given);
    }
    if find().is_none() {
        const WHAT: &str = "Chromium (the journey is tested in a real browser)";
        // Not every distribution packs the shell by itself.
        apt::install(workspace, &["chromium-headless-shell", FONT], WHAT)
            .or_else(|_| apt::install(workspace, &["chromium", FONT], WHAT))?;
    } else if !has_chinese_font() && process::exists("apt-get") {
        apt::install(workspace, &[FONT], "A font with Chinese characters")?;
    }
    find()
        .map(str::to_owned)
        .context("Chromium is installed, but not where it was looked for; name it by HUIKA_CHROMIUM")
}

fn find() -> Option<&'static str> {
    PLACES.into_iter().find(|place| Path::new(place).is_file())
}

/// Asks fontconfig; without it nothing is known, and pages still work.
fn has_chinese_font() -> bool {
    let answer = std::process::Command::new("fc-list").arg(":lang=zh-cn").output();
    answer.is_ok_and(|output| !output.stdout.is_empty())
}
