//! The shop's one colour, and the colours that follow from it. They are worked out here instead of by the style sheet, so that text
//! stays readable whatever colour a shop chooses, and so that browsers without relative colours show the same.

use std::fmt::Write;

/// A shop's colour as the style sheet needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accent {
    css: String,
    theme: String,
    deep: String,
}

/// Why a text is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccentError;

impl std::fmt::Display for AccentError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a colour is written as # and six hexadecimal digits, such as #0b7a5b")
    }
}

impl std::error::Error for AccentError {}

/// What WCAG 2 asks of text (4.5), and a little more because colours are rounded.
const READABLE: f64 = 4.6;
const WHITE: Rgb = Rgb([1.0, 1.0, 1.0]);
const PAPER: Rgb = Rgb([0.980, 0.976, 0.965]);
const DARK_RAISED: Rgb = Rgb([0.114, 0.133, 0.161]);

impl Default for Accent {
    fn default() -> Self {
        Self::parse("#0b7a5b").expect("the default colour is one")
    }
}

impl Accent {
    /// # Errors
    /// When `text` is not `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, AccentError> {
        let rgb = Rgb::parse(text).ok_or(AccentError)?;
        let given = rgb.to_oklch();
        // White stands on the accent, so a light accent is darkened until white can be read on it.
        let accent = given.darken_until(|colour| contrast(colour, WHITE) >= READABLE);
        let deep = Oklch {
            l: accent.l - 0.11,
            h: accent.h + 30.0,
            ..accent
        };
        let veil = Oklch {
            l: (accent.l - 0.22).max(0.18),
            c: accent.c * 0.7,
            ..accent
        };

        let soft = Oklch {
            l: 0.955,
            c: accent.c.min(0.018),
            ..accent
        };
        let line = Oklch {
            l: 0.86,
            c: accent.c.min(0.06),
            ..accent
        };
        let text_light = accent
            .darken_until(|colour| contrast(colour, soft.to_rgb()) >= READABLE && contrast(colour, PAPER) >= READABLE);

        let soft_dark = Oklch {
            l: 0.28,
            c: accent.c.min(0.035),
            ..accent
        };
        let line_dark = Oklch {
            l: 0.38,
            c: accent.c.min(0.06),
            ..accent
        };
        let text_dark = Oklch {
            l: 0.70,
            c: accent.c.min(0.13),
            ..accent
        }
        .lighten_until(|colour| {
            contrast(colour, soft_dark.to_rgb()) >= READABLE && contrast(colour, DARK_RAISED) >= READABLE
        });

        let mut css = String::new();
        let fixed = [("", accent), ("-deep", deep), ("-veil", veil)];
        let light = [("-text", text_light), ("-soft", soft), ("-line", line)];
        let dark = [("-text", text_dark), ("-soft", soft_dark), ("-line", line_dark)];
        css.push_str(":root{");
        for (name, colour) in fixed.iter().chain(&light) {
            let _ = write!(css, "--accent{name}:{};", colour.to_rgb().hex());
        }
        css.push_str("}@media screen and (prefers-color-scheme:dark){:root{");
        for (name, colour) in &dark {
            let _ = write!(css, "--accent{name}:{};", colour.to_rgb().hex());
        }
        css.push_str("}}");
        Ok(Self {
            css,
            theme: accent.to_rgb().hex(),
            deep: deep.to_rgb().hex(),
        })
    }

    /// Rules for a `<style>` element: made of numbers only, so nothing in them needs escaping.
    pub fn css(&self) -> &str {
        &self.css
    }

    /// The darker end of what is drawn in the accent; white can be read on it as well.
    pub fn deep(&self) -> &str {
        &self.deep
    }

    /// The accent itself, `#rrggbb`.
    pub fn hex(&self) -> &str {
        &self.theme
    }
}

/// sRGB, each part from 0 to 1.
#[derive(Debug, Clone, Copy)]
struct Rgb([f64; 3]);

/// Björn Ottosson's OKLab in polar form: equal steps of `l` look equally far apart.
#[derive(Debug, Clone, Copy)]
struct Oklch {
    l: f64,
    c: f64,
    h: f64,
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let mut parts = [0.0; 3];
        for (part, at) in parts.iter_mut().zip([0, 2, 4]) {
            *part = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).ok()?) / 255.0;
        }
        Some(Self(parts))
    }

    fn hex(self) -> String {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a byte"
        )]
        let [r, g, b] = self.0.map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8);
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    fn linear(self) -> [f64; 3] {
        self.0.map(|part| {
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[expect(clippy::many_single_char_names, reason = "the letters of the colour spaces")]
    fn to_oklch(self) -> Oklch {
        let [r, g, b] = self.linear();
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let a = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let b = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Oklch {
            l: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            c: a.hypot(b),
            h: b.atan2(a).to_degrees(),
        }
    }
}

impl Oklch {
    #[expect(clippy::many_single_char_names, reason = "the letters of the colour spaces")]
    fn to_rgb(self) -> Rgb {
        let (sin, cos) = self.h.to_radians().sin_cos();
        let (a, b) = (self.c * cos, self.c * sin);
        let l = (self.l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (self.l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (self.l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
        let linear = [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ];
        Rgb(linear.map(|part| {
            let part = part.clamp(0.0, 1.0);
            if part <= 0.003_130_8 {
                part * 12.92
            } else {
                1.055 * part.powf(1.0 / 2.4) - 0.055
            }
        }))
    }

    fn darken_until(self, enough: impl Fn(Rgb) -> bool) -> Self {
        self.step_until(-0.01, enough)
    }

    fn lighten_until(self, enough: impl Fn(Rgb) -> bool) -> Self {
        self.step_until(0.01, enough)
    }

    /// At the ends stand black and white, which are enough for every use above.
    fn step_until(mut self, step: f64, enough: impl Fn(Rgb) -> bool) -> Self {
        while !enough(self.to_rgb()) && self.l > 0.0 && self.l < 1.0 {
            self.l = (self.l + step).clamp(0.0, 1.0);
        }
        self
    }
}

/// The contrast ratio of WCAG 2.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
    one.max(other) / one.min(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(css: &str, name: &str, nth: usize) -> Rgb {
        let found = css.match_indices(&format!("{name}:")).nth(nth).unwrap();
        Rgb::parse(&css[found.0 + name.len() + 1..][..7]).unwrap()
    }

    #[test]
    fn white_is_readable_on_every_accent_and_the_accent_on_every_ground() {
        for text in [
            "#0b7a5b", "#ffd400", "#ffffff", "#000000", "#c8102e", "#5b2be0", "#00b5ff", "#777777",
        ] {
            let accent = Accent::parse(text).unwrap();
            assert!(
                contrast(value(accent.css(), "--accent", 0), WHITE) >= 4.5,
                "{text}: {}",
                accent.css()
            );
            assert!(
                contrast(value(accent.css(), "--accent-deep", 0), WHITE) >= 4.5,
                "{text}: {}",
                accent.css()
            );
            for theme in [0, 1] {
                let ink = value(accent.css(), "--accent-text", theme);
                assert!(
                    contrast(ink, value(accent.css(), "--accent-soft", theme)) >= 4.5,
                    "{text}: {}",
                    accent.css()
                );
            }
        }
    }

    #[test]
    fn a_colour_survives_the_way_through_oklch() {
        for text in ["#0b7a5b", "#c8102e", "#123456"] {
            assert_eq!(Rgb::parse(text).unwrap().to_oklch().to_rgb().hex(), text);
        }
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "green", "#12345", "#12345g", "#1234567", "#;}*{}"] {
            assert_eq!(Accent::parse(text), Err(AccentError), "{text}");
        }
    }
}
