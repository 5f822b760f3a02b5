//! The style: one file for each surface, out of its entry in `style/` and what that imports, so that a member's phone carries nothing of
//! counter and office. All are lowered to what the browsers in the field understand. Nesting is flattened and colours get a plain fallback; only a colour that derives from a variable cannot
//! be computed here, so the style has none: the shop's accent comes with its shades ready made.

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

/// The surfaces, by the names of their entries in `style/`.
pub const SURFACES: [&str; 3] = ["portal", "counter", "office"];

/// The style of one surface.
pub fn bundle(workspace: &Workspace, surface: &str) -> Result<String> {
    let main = workspace.join(format!("style/{surface}.css"));
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

#[cfg(test)]
mod tests {
    use super::{SURFACES, bundle};
    use crate::{build::compress, workspace::Workspace};

    /// What a signed-in member's first visit may cost in HTML and CSS is 20 kB; the page itself takes a few of them.
    const PORTAL_BUDGET_BYTES: usize = 12_000;

    #[test]
    fn the_style_asks_no_browser_to_compute_a_colour() {
        for surface in SURFACES {
            let css = bundle(&Workspace::find(), surface).unwrap();
            for newer in ["color-mix(", "(from ", "light-dark("] {
                assert!(
                    !css.contains(newer),
                    "{newer} in {surface} is unknown to Chromium 107 and Safari 15.4"
                );
            }
        }
    }

    #[test]
    fn the_style_fetches_nothing() {
        for surface in SURFACES {
            let css = bundle(&Workspace::find(), surface).unwrap();
            assert!(!css.contains("@import") && !css.contains("url(http") && !css.contains("url(//"));
        }
    }

    #[test]
    fn a_phone_carries_nothing_of_counter_and_office() {
        let css = bundle(&Workspace::find(), "portal").unwrap();
        for theirs in [".desk", ".till", ".scan-box", ".rail", ".chip.on", ".kpi", ".timeline"] {
            assert!(!css.contains(theirs), "the portal's style has {theirs}");
        }
        let length = compress::brotli(css.as_bytes()).unwrap().len();
        assert!(length <= PORTAL_BUDGET_BYTES, "{length} bytes");
    }
}
