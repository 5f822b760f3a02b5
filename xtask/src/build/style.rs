//! The style: one file out of `style/main.css` and what it imports, lowered to what the browsers in the field
//! understand. Colours get a plain fallback where that can be computed; where a colour derives from a variable
//! (`oklch(from var(--accent) …)`, `color-mix(… var(--accent) …)`) the style itself has to state one, and
//! [`tests`] sees that it does.

use anyhow::{Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions},
    targets::{Browsers, Targets},
};

use crate::workspace::Workspace;

/// The oldest browsers that must show the pages as meant.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some((major << 16) | (minor << 8));
    Targets::from(Browsers {
        android: version(107, 0),
        chrome: version(107, 0),
        edge: version(107, 0),
        firefox: version(115, 0),
        ios_saf: version(15, 4),
        safari: version(15, 4),
        ..Browsers::default()
    })
}

pub fn bundle(workspace: &Workspace) -> Result<String> {
    let main = workspace.join("style/main.css");
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler
        .bundle(&main)
        .map_err(|error| anyhow!("the style does not parse: {error}"))?;
    let targets = targets();
    sheet
        .minify(MinifyOptions {
            targets,
            ..MinifyOptions::default()
        })
        .map_err(|error| anyhow!("the style cannot be minified: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions {
            minify: true,
            targets,
            ..PrinterOptions::default()
        })
        .map_err(|error| anyhow!("the style cannot be printed: {error}"))?;
    Ok(printed.code)
}
