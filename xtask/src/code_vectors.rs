//! `cargo xtask code-vectors`: member codes as the server makes them, for a browser that makes them itself and compares.

use std::io::{BufWriter, Write as _};

use anyhow::Result;
use clap::Args;
use hmac::{Hmac, Mac as _};
use huika_domain::{Step, code8, message_for};
use sha2::{Digest as _, Sha256};

#[derive(Debug, Args)]
pub struct Options {
    /// How many.
    #[arg(long, default_value_t = 1_000)]
    count: u64,
    /// Keys and steps follow from it, so that a failure can be repeated.
    #[arg(long)]
    seed: String,
}

pub fn main(options: &Options) -> Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in 0..options.count {
        let key: [u8; 32] = Sha256::digest(format!("{}:key:{number}", options.seed)).into();
        let chance: [u8; 32] = Sha256::digest(format!("{}:step:{number}", options.seed)).into();
        // Five bytes: steps up to the year 1,047,000 and with them every byte of the message that a real step fills.
        let mut step = [0; 8];
        step[3..].copy_from_slice(&chance[..5]);
        let step = i64::from_be_bytes(step);
        let mut mac = Hmac::<Sha256>::new_from_slice(&key)?;
        mac.update(&message_for(Step::new(step)));
        let code = code8(&mac.finalize().into_bytes().into());
        writeln!(out, "{} {step} {code:08}", hex::encode(key))?;
    }
    Ok(out.flush()?)
}
