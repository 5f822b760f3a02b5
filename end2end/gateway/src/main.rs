//! `huika-gateway`: starts the stand-in and says where it listens.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;
use huika_gateway::{Gateway, Options};

/// The stand-in for WeChat Pay, Alipay, Stripe and SMS providers: for demos and tests only.
#[derive(Parser)]
#[command(name = "huika-gateway", version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:3100")]
    listen: SocketAddr,
    /// The portal's address, where payers come from and return to.
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    portal: String,
    /// The folder for keys, the portal's settings (huika.toml) and what happened so far.
    #[arg(long, default_value = "demo/gateway")]
    data: PathBuf,
    /// How many times faster than the real gateway's retries and refunds come.
    #[arg(long, default_value_t = 15.0)]
    time_scale: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "huika_gateway=info".into()),
        )
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let Arguments {
        listen,
        portal,
        data,
        time_scale,
    } = Arguments::parse();
    let gateway = Gateway::start(Options {
        listen,
        portal,
        data,
        time_scale,
    })
    .await?;
    println!("ready: {}", gateway.base());
    gateway.run().await;
    Ok(())
}
