//! libFuzzer around one target, which `HUIKA_FUZZ_TARGET` names. Built and run by `cargo xtask soak fuzz`.
#![no_main]
#![expect(unsafe_code, reason = "libFuzzer finds its target by an unmangled name")]

use std::sync::LazyLock;

use huika_fuzz::Target;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("HUIKA_FUZZ_TARGET").expect("HUIKA_FUZZ_TARGET names a target");
    huika_fuzz::target(&name).expect("there is such a target")
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    (TARGET.read)(data);
});
