//! The stand-in for payment gateways and SMS providers.
//!
//! A program of its own, used by the demo and by tests, and never part of what is shipped. It shares no code with the clients that it
//! serves: it reads the protocols for itself, so that a mistake has to be made twice to go unnoticed. It is as strict as the real ones:
//! what they would refuse, it refuses, and with their words.

mod alipay;
mod book;
mod cashier;
mod certificate;
mod chance;
mod clock;
mod config_file;
mod control;
mod crypto;
mod delivery;
mod form;
mod keys;
mod page;
mod phone;
mod sms;
mod stripe;
mod wechat;
mod world;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::world::World;

/// How the stand-in is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The portal's address, where payers come from and return to.
    pub portal: String,
    /// Keys, settings for the portal, and what happened so far live here.
    pub data: PathBuf,
    /// How many times faster than the real gateway's retries and refunds come.
    pub time_scale: f64,
}

/// A stand-in that is listening.
#[derive(Debug)]
pub struct Gateway {
    /// Where.
    pub address: SocketAddr,
    world: World,
    server: JoinHandle<()>,
    keeper: JoinHandle<()>,
    stop: watch::Sender<bool>,
}

impl Gateway {
    /// Makes keys if there are none, writes the settings for the portal, and listens.
    ///
    /// # Errors
    /// When the address is taken or the folder cannot be written.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(options.listen)
            .await
            .with_context(|| format!("cannot listen on {}; is another program using it?", options.listen))?;
        let address = listener.local_addr()?;
        let world = world::Inner::open(&options, address)?;
        config_file::write(&world)?;
        delivery::resume(&world);
        wechat::resume(&world);
        alipay::resume(&world);
        stripe::resume(&world);
        let keeper = tokio::spawn(world::keep(world.clone()));
        let app = routes(world.clone());
        let (stop, mut stopping) = watch::channel(false);
        let server = tokio::spawn(async move {
            let stopped = async move {
                // A sender that is gone asks for nothing.
                if stopping.wait_for(|stop| *stop).await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            let served = axum::serve(listener, app).with_graceful_shutdown(stopped).await;
            if let Err(error) = served {
                tracing::error!(%error, "the stand-in stopped listening");
            }
        });
        Ok(Self {
            address,
            world,
            server,
            keeper,
            stop,
        })
    }

    /// Its address for a browser.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops listening and closes its connections, as a gateway does that is down. What happened is written down.
    pub fn stop(&self) {
        self.stop.send_replace(true);
        self.keeper.abort();
        self.world.save();
    }

    /// Runs until Ctrl-C, or until listening fails.
    pub async fn run(mut self) {
        tokio::select! {
            _ = &mut self.server => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.server.abort();
        self.keeper.abort();
        self.world.save();
    }
}

/// Makes ids and keys in a folder without starting anything, so that several stand-ins can share them.
///
/// # Errors
/// When the folder cannot be written.
pub fn make_keys(folder: &std::path::Path) -> anyhow::Result<()> {
    keys::Keys::open(folder).map(|_| ())
}

fn routes(world: World) -> Router {
    Router::new()
        .merge(page::routes())
        .merge(phone::routes())
        .merge(cashier::routes())
        .merge(sms::routes())
        .merge(wechat::routes())
        .merge(alipay::routes())
        .merge(stripe::routes())
        .merge(control::routes())
        .with_state(world)
}
