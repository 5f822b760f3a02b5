use qrcode::{EcLevel, QrCode, Version};

use super::path::{Symbol, stroke_row};

/// Light modules around a QR code (ISO/IEC 18004).
const QUIET: usize = 4;

/// The member code's 20 digits as version 1 at level Q: the smallest symbol, so its modules are the largest on a given screen.
/// `None` when the text does not fit, which 20 digits always do.
pub fn qr(digits: &str) -> Option<Symbol> {
    QrCode::with_version(digits, Version::Normal(1), EcLevel::Q)
        .ok()
        .map(|code| draw(&code))
}

/// Any text, such as an address that a wallet scans from a desktop screen.
pub fn qr_of_any_size(text: &str) -> Option<Symbol> {
    QrCode::with_error_correction_level(text, EcLevel::M)
        .ok()
        .map(|code| draw(&code))
}

fn draw(code: &QrCode) -> Symbol {
    let width = code.width();
    let mut path = String::with_capacity(1024);
    for y in 0..width {
        stroke_row(
            &mut path,
            (0..width).map(|x| code[(x, y)] == qrcode::Color::Dark),
            QUIET,
            QUIET + y,
        );
    }
    Symbol {
        path,
        width: width + 2 * QUIET,
        height: width + 2 * QUIET,
    }
}
