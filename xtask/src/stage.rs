//! A running shop: the stand-in gateway and the server beside it, in one folder that holds all they write.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};

use crate::{build::Programs, process, service::Service, workspace::Workspace};

/// How long a program may take from its start to its first answer. Generous: a slow disk is not an error.
const PATIENCE: Duration = Duration::from_mins(1);

/// What to run and where.
#[derive(Debug, Clone)]
pub struct Plan {
    pub folder: PathBuf,
    pub port: u16,
    pub gateway_port: u16,
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
}

impl Plan {
    /// By its name, without which there are no passkeys.
    pub fn portal(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub fn gateway(&self) -> String {
        format!("http://127.0.0.1:{}", self.gateway_port)
    }

    pub fn config(&self) -> PathBuf {
        self.folder.join("huika.toml")
    }

    fn gateway_folder(&self) -> PathBuf {
        self.folder.join("gateway")
    }
}

/// Both programs; they are ended when the value is dropped.
pub struct Stage {
    pub server: Service,
    pub gateway: Service,
}

impl Stage {
    /// Fails with the last words of whichever program died.
    pub fn check_alive(&mut self) -> Result<()> {
        self.gateway.check_alive()?;
        self.server.check_alive()
    }
}

/// Starts the gateway, which writes the settings by which the server talks to it, and then those of the server.
pub fn start_gateway(workspace: &Workspace, programs: &Programs, plan: &Plan) -> Result<Service> {
    let folder = plan.gateway_folder();
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut gateway = Service::start(
        "huika-gateway",
        process::command(&programs.gateway, workspace.root())
            .args([
                "--listen",
                &format!("127.0.0.1:{}", plan.gateway_port),
                "--portal",
                &plan.portal(),
                "--data",
            ])
            .arg(&folder),
        &plan.folder.join("gateway.log"),
    )?;
    gateway.wait_until_ready(plan.gateway_port, "/healthz", PATIENCE)?;
    write_settings(plan, &folder)?;
    Ok(gateway)
}

/// Starts the server and waits until it says that it is ready.
pub fn start_server(
    workspace: &Workspace,
    programs: &Programs,
    plan: &Plan,
    pinned_to: Option<usize>,
) -> Result<Service> {
    let mut command = match pinned_to {
        Some(core) => {
            let mut command = process::command("taskset", workspace.root());
            command.arg("-c").arg(core.to_string()).arg(&programs.server);
            command
        }
        None => process::command(&programs.server, workspace.root()),
    };
    command
        .arg("serve")
        .arg("--config")
        .arg(plan.config())
        .arg("--database")
        .arg(&plan.database);
    let mut server = Service::start("huika", &mut command, &plan.folder.join("server.log"))?;
    server.wait_until_ready(plan.port, "/readyz", PATIENCE)?;
    Ok(server)
}

/// Fills an empty database with the invented chain and answers what the program said, log-ins among it.
pub fn seed(workspace: &Workspace, programs: &Programs, plan: &Plan) -> Result<String> {
    process::capture(
        process::command(&programs.server, workspace.root())
            .arg("seed-demo")
            .arg("--config")
            .arg(plan.config())
            .arg("--database")
            .arg(&plan.database),
    )
}

/// The server's own settings, followed by those that the gateway wrote.
fn write_settings(plan: &Plan, gateway_folder: &Path) -> Result<()> {
    let theirs = gateway_folder.join("huika.toml");
    let theirs = fs::read_to_string(&theirs).with_context(|| format!("the gateway left no {}", theirs.display()))?;
    let ours = format!(
        "# Written anew at each start.\n\n[server]\nlisten = \"127.0.0.1:{}\"\npublic_url = \"{}\"\nsecret_file = {}\n\n[store]\nurl = {}\n",
        plan.port,
        plan.portal(),
        toml_text(&secret_file(plan)?.display().to_string()),
        toml_text(&plan.database),
    );
    fs::write(plan.config(), format!("{ours}\n{theirs}"))
        .with_context(|| format!("cannot write {}", plan.config().display()))
}

/// The server makes the secret of an SQLite file itself; on PostgreSQL it wants to be given one.
fn secret_file(plan: &Plan) -> Result<PathBuf> {
    let file = plan.folder.join("secret");
    if !plan.database.starts_with("sqlite:") && !file.exists() {
        let mut random = [0_u8; 32];
        let mut source = fs::File::open("/dev/urandom").context("the system gives no random numbers")?;
        std::io::Read::read_exact(&mut source, &mut random)?;
        fs::write(&file, hex::encode(random)).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(file)
}

fn toml_text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
