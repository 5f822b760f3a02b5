use super::*;

#[test]
fn a_member_code_is_a_qr_code_of_version_1_with_its_quiet_zone() {
    let symbol = qr("88123456789012345674").unwrap();
    assert_eq!((symbol.width, symbol.height), (29, 29));
    // The upper edge of the upper left finder pattern.
    assert!(symbol.path.starts_with("M4 4.5h7"), "{}", symbol.path);
    assert!(symbol.path.len() < 2_000, "{} bytes", symbol.path.len());
}

#[test]
fn twenty_digits_are_145_modules_of_code_128_and_the_quiet_zone() {
    let symbol = code128("88123456789012345674").unwrap();
    assert_eq!(symbol.width, 165);
    // Start C is 11010011100.
    assert!(
        symbol.path.starts_with("M10 0.5h2M13 0.5h1M16 0.5h3"),
        "{}",
        symbol.path
    );
}

#[test]
fn what_does_not_fit_is_not_drawn() {
    assert_eq!(qr(&"1".repeat(60)), None);
    assert_eq!(code128("12x4"), None);
}
