//! What the process opened at its start.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use huika_app::context::{Assets, Portal, PortalParts, Shop, Styles};
use huika_domain::{
    Clock, ShopZone,
    settings::{Rules, ShopRule},
};
use huika_passkey::Site;
use huika_sms::SmsSender;
use huika_store::{
    Context, Store, StoreConfig, StoreError, Tx,
    db::secret::{Secret, SystemRng},
    secret_fits,
    settings::{self, InForce},
};
use leptos::config::LeptosOptions;
use tokio::sync::watch;

use super::probes::Readiness;
use super::streams::Streams;
use crate::paper::Printers;
use crate::{
    assets,
    clock::{SystemClock, TimeWatch},
    config::{Config, ConfigError},
    jobs::Pulses,
    lock::{self, BooksLock, LockError},
    metrics,
    payments::Gateways,
    secret::{self, SecretError},
};

/// A handle on what the process opened at its start: every layer and every request clones it.
#[derive(Clone)]
pub struct AppState(Arc<Opened>);

/// What every handler may use.
pub struct Opened {
    pub config: Arc<Config>,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub gateways: Arc<Gateways>,
    pub sms: Arc<dyn SmsSender>,
    pub portal: Portal,
    /// By which leases know this process.
    pub server_id: String,
    /// Turns true when the server stops: streams and jobs end then.
    pub stopping: watch::Receiver<bool>,
    /// What `/readyz` found last.
    pub readiness: Readiness,
    /// Event streams that are open.
    pub streams: Streams,
    /// How the background jobs are.
    pub pulses: Pulses,
    /// Whether this server knows what time it is.
    pub time: TimeWatch,
    leptos: LeptosOptions,
    /// Given up after the store is closed.
    _lock: Option<BooksLock>,
}

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error("database: {0}")]
    Store(#[from] StoreError),
    #[error("settings: {0}")]
    Pay(#[from] huika_pay::SettingsError),
    #[error("settings: {0}")]
    Sms(#[from] huika_sms::SettingsError),
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

impl AppState {
    /// Opens the database and the connections that the settings name. Nothing is sent yet.
    pub fn open(config: Arc<Config>, stopping: watch::Receiver<bool>) -> Result<Self, StartError> {
        // First of all, as background jobs count too: what is counted before there is a recorder is lost.
        metrics::handle();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let zone = zone(&config)?;
        let lock = lock::take(&config)?;
        let store = open_store(&config, Arc::clone(&clock))?;
        let server_id = hex::encode(store.context().rng.bytes::<8>());
        let gateways = Arc::new(Gateways::open(&config, store.clone(), Arc::clone(&clock))?);
        let sms = huika_sms::sms_sender(&config.sms, huika_sms::sms_http_client()?, Arc::clone(&clock))?;
        let time = TimeWatch::new(store.clone());
        let names = assets::manifest();
        let leptos = LeptosOptions::builder().output_name(names.output_name).build();
        let portal = Portal::new(PortalParts {
            store: store.clone(),
            shop: Shop {
                zone,
                contact: config.shop.contact.trim().to_owned(),
            },
            clock: Arc::clone(&clock),
            assets: Assets {
                css: Styles {
                    portal: names.css.portal,
                    counter: names.css.counter,
                    office: names.css.office,
                },
                leptos: leptos.clone(),
            },
            printing: Arc::new(Printers::default()),
            payments: Arc::clone(&gateways) as _,
            passkeys: passkeys(&config),
            public_url: config.server.public_url.origin(),
            secure: config.is_https(),
        });
        Ok(Self(Arc::new(Opened {
            config,
            store,
            clock,
            gateways,
            sms,
            portal,
            server_id,
            stopping,
            readiness: Readiness::default(),
            streams: Streams::default(),
            pulses: Pulses::default(),
            time,
            leptos,
            _lock: lock,
        })))
    }
}

impl Deref for AppState {
    type Target = Opened;

    fn deref(&self) -> &Opened {
        &self.0
    }
}

/// Where passkeys can be: at an address with a name. At a bare number, as on a developer's own machine, there are none.
fn passkeys(config: &Config) -> Option<Site> {
    let site = Site::new(&config.server.public_url.origin(), &config.shop.name);
    site.inspect_err(|error| tracing::info!(%error, "passkeys are not offered"))
        .ok()
}

/// Opens the store with this server's secret; the schema is brought up to date.
pub fn open_store(config: &Config, clock: Arc<dyn Clock>) -> Result<Store, StartError> {
    let secret = secret::load_or_make_all(config)?;
    let wanted = store_config(config, clock, secret)?;
    let context = wanted.context.clone();
    let store = Store::open(wanted)?;
    require_secret(config, &context)?;
    // By a thread of its own: a server is opened inside of its runtime, whose threads must not wait.
    std::thread::scope(|scope| scope.spawn(|| take_rules_over(config, &store)).join())
        .map_err(|_| StoreError::Internal("the rules could not be taken over".into()))??;
    Ok(store)
}

/// What holds in a shop for which nothing was decided yet: what `[rules]` says, and the name and the colour of `[shop]`.
pub fn first_rules(config: &Config) -> Rules {
    let mut rules = config.rules.rules.clone();
    if !config.rules.said.iter().any(|said| said.area.name == "shop") {
        rules.shop = ShopRule {
            name: config.shop.name.clone(),
            accent: config.shop.accent.as_str().to_owned(),
        };
    }
    rules
}

/// The first start takes over what the settings say about what the shop decides; afterwards the database is asked and nobody else.
fn take_rules_over(config: &Config, store: &Store) -> Result<(), StoreError> {
    let said = &config.rules.said;
    // By a connection that writes: a read replica may not know the table yet.
    if store.write_blocking(settings::is_due)? {
        let (rules, wanted) = (first_rules(config), said.clone());
        let written = store.write_blocking(move |tx: &mut Tx<'_>| settings::take_over(tx, &rules, &wanted))?;
        let areas: Vec<&str> = written.iter().map(|area| area.name).collect();
        tracing::info!(
            areas = areas.join(", "),
            values = said.len(),
            "what the settings say in [rules] was taken over into the database, once; from now on the office and `huika rules` change it"
        );
    }
    for differing in settings::differences(&store.rules(), said) {
        tracing::warn!(
            rule = format!("{}.{}", differing.area.name, differing.field),
            settings = %differing.file,
            in_force = %differing.database,
            "the settings say something else than the rule in force, which holds: take it out of the settings, or change the rule"
        );
    }
    Ok(())
}

/// [`open_store`] for books that are there already, which stay as they are.
pub fn open_store_as_it_is(config: &Config, clock: Arc<dyn Clock>) -> Result<Store, StartError> {
    let secret = secret::load_or_make_all(config)?;
    let wanted = store_config(config, clock, secret)?;
    let context = wanted.context.clone();
    let store = Store::open_as_they_are(wanted)?;
    require_secret(config, &context)?;
    Ok(store)
}

/// With another secret nothing that was sealed could be opened, and new things would be sealed that the right one cannot open.
fn require_secret(config: &Config, context: &Context) -> Result<(), StartError> {
    if secret_fits(config.store.url.expose(), context)? {
        return Ok(());
    }
    Err(StartError::Secret(SecretError::Wrong {
        secret: secret::place(config),
        database: format!("{:?}", config.store.url),
    }))
}

/// Takes the secret of the settings for books that were sealed with another one.
pub fn adopt_secret(config: &Config, clock: Arc<dyn Clock>) -> Result<(), StartError> {
    let secret = secret::load_or_make_all(config)?;
    let wanted = store_config(config, clock, secret)?;
    Ok(huika_store::adopt_secret(&wanted.url, &wanted.context)?)
}

/// What work needs that reads nothing sealed, such as proving a copy of the books that came without its secret.
pub fn context_without_secret(config: &Config, clock: Arc<dyn Clock>) -> Result<Context, StartError> {
    Ok(store_config(config, clock, Secret::new(&[0; 32]))?.context)
}

fn store_config(config: &Config, clock: Arc<dyn Clock>, secret: Secret) -> Result<StoreConfig, StartError> {
    let zone = zone(config)?;
    let context = Context {
        clock,
        rng: Arc::new(SystemRng),
        secret,
        zone,
        rules: InForce::of(first_rules(config)),
    };
    let mut wanted = StoreConfig::new(config.store.url.expose(), context);
    wanted.connections = usize::from(config.store.connections.get());
    wanted.replica_url = config.store.replica_url.as_ref().map(|url| url.expose().to_owned());
    Ok(wanted)
}

fn zone(config: &Config) -> Result<ShopZone, ConfigError> {
    ShopZone::parse(&config.shop.time_zone).map_err(|e| unusable("shop.time_zone", &e))
}

fn unusable(setting: &str, error: &dyn std::fmt::Display) -> ConfigError {
    ConfigError::Incomplete(format!("{setting}: {error}"))
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
