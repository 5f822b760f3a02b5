//! The style: one file out of `style/main.css` and what it imports, lowered to what the browsers in the field
//! understand. Nesting is flattened and colours get a plain fallback; only a colour that derives from a variable cannot
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

#[cfg(test)]
mod tests {
    use super::bundle;
    use crate::workspace::Workspace;

    #[test]
    fn the_style_asks_no_browser_to_compute_a_colour() {
        let css = bundle(&Workspace::find()).unwrap();
        for newer in ["color-mix(", "(from ", "light-dark("] {
            assert!(
                !css.contains(newer),
                "{newer} is unknown to Chromium 107 and Safari 15.4"
            );
        }
    }

    #[test]
    fn the_style_fetches_nothing() {
        let css = bundle(&Workspace::find()).unwrap();
        assert!(!css.contains("@import") && !css.contains("url(http") && !css.contains("url(//"));
    }
}
