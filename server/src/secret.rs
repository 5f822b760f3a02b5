//! The one secret that sealed values, one-time codes and signed links hang on.
//!
//! On SQLite it lives in a file beside the database, made at the first start and readable by its owner only: a shop that
//! copies one file by mistake has not copied both. Several servers on one PostgreSQL must share it, so there it is given.

use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::config::Config;

/// 256 bits. Prints as nothing.
#[derive(Clone)]
pub struct MasterSecret([u8; 32]);

impl std::fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterSecret(…)")
    }
}

impl MasterSecret {
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
        (bytes != [0; 32]).then_some(Self(bytes))
    }
}

/// Why there is no secret to start with, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    #[error("setting server.secret (or HUIKA_SERVER_SECRET) must be 64 hexadecimal digits, not all zero")]
    Setting,
    #[error(
        "setting server.other_secrets (or HUIKA_SERVER_OTHER_SECRETS), entry {0}: must be 64 hexadecimal digits, not all zero"
    )]
    Other(usize),
    #[error("{}: expected 64 hexadecimal digits, not all zero", .0.display())]
    File(PathBuf),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error(
        "PostgreSQL needs server.secret or server.secret_file (HUIKA_SERVER_SECRET, HUIKA_SERVER_SECRET_FILE), the same for \
         every server; make one with `openssl rand -hex 32`"
    )]
    NeededForPostgres,
    #[error(
        "{} exists but its secret {} does not; bring the file back from your backup, since what is sealed in the \
         database cannot be read without it",
        database.display(), secret.display()
    )]
    Lost { database: PathBuf, secret: PathBuf },
    #[error(
        "{} exists but its database {} does not, or is empty: a volume that is not mounted looks like this. Bring the database back; \
         if new books are wanted, make them with `huika migrate`",
        secret.display(), database.display()
    )]
    WithoutDatabase { secret: PathBuf, database: PathBuf },
    #[error(
        "the secret {secret} is not the one that {database} was sealed with; start with the right one, or, if that is lost for good, \
         give up what was sealed (members' devices, authenticator apps) with `huika migrate --new-secret`"
    )]
    Wrong { secret: String, database: String },
    #[error("the system gave no random numbers")]
    NoRandomness,
}

/// Finds the secret that the settings name, or makes one for a new SQLite database.
pub fn load_or_make(config: &Config) -> Result<MasterSecret, SecretError> {
    if let Some(text) = &config.server.secret {
        return MasterSecret::parse(text.expose()).ok_or(SecretError::Setting);
    }
    match (&config.server.secret_file, config.store.url.sqlite_file()) {
        (Some(path), Some(database)) => read_or_make(path, &database),
        (None, Some(database)) => read_or_make(&beside(&database), &database),
        (Some(path), None) => read(path)?.ok_or_else(|| io(path, ErrorKind::NotFound.into())),
        (None, None) => Err(SecretError::NeededForPostgres),
    }
}

/// Where the secret comes from, for words about it.
pub fn place(config: &Config) -> String {
    if config.server.secret.is_some() {
        return "in server.secret (HUIKA_SERVER_SECRET)".to_owned();
    }
    let file = config.server.secret_file.clone();
    let file = file.or_else(|| config.store.url.sqlite_file().map(|database| beside(&database)));
    file.map_or_else(String::new, |file| format!("in {}", file.display()))
}

/// The secret of [`load_or_make`] with the other ones that the settings accept.
pub fn load_or_make_all(config: &Config) -> Result<huika_store::db::secret::Secret, SecretError> {
    let current = load_or_make(config)?;
    let others = config.server.other_secrets.iter().enumerate().map(|(at, text)| {
        MasterSecret::parse(text.expose())
            .map(|other| *other.bytes())
            .ok_or(SecretError::Other(at + 1))
    });
    let others: Vec<[u8; 32]> = others.collect::<Result<_, _>>()?;
    Ok(huika_store::db::secret::Secret::new(current.bytes()).accepting(&others))
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

fn read_or_make(path: &Path, database: &Path) -> Result<MasterSecret, SecretError> {
    let has_database = database.metadata().is_ok_and(|m| m.len() > 0);
    if let Some(secret) = read(path)? {
        if has_database {
            return Ok(secret);
        }
        return Err(SecretError::WithoutDatabase {
            secret: path.to_owned(),
            database: database.to_owned(),
        });
    }
    if has_database {
        return Err(SecretError::Lost {
            database: database.to_owned(),
            secret: path.to_owned(),
        });
    }
    make(path)
}

fn read(path: &Path) -> Result<Option<MasterSecret>, SecretError> {
    match std::fs::read_to_string(path) {
        Ok(text) => MasterSecret::parse(&text)
            .map(Some)
            .ok_or_else(|| SecretError::File(path.to_owned())),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(io(path, e)),
    }
}

/// The file appears with its whole content or not at all: of two servers that start at once on a new database, one makes
/// it and the other reads it.
fn make(path: &Path) -> Result<MasterSecret, SecretError> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| SecretError::NoRandomness)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let draft = PathBuf::from(draft);
    let made = write_private(&draft, &bytes).and_then(|()| std::fs::hard_link(&draft, path));
    drop(std::fs::remove_file(&draft));
    match made {
        Ok(()) => Ok(MasterSecret(bytes)),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => read(path)?.ok_or_else(|| SecretError::File(path.to_owned())),
        Err(e) => Err(io(path, e)),
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{}", hex::encode(bytes))?;
    file.sync_all()
}

fn io(path: &Path, source: std::io::Error) -> SecretError {
    SecretError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::config::Source;

    fn config(url: &str) -> Config {
        Source {
            database: Some(url.to_owned()),
            ..Source::default()
        }
        .load()
        .unwrap()
    }

    #[test]
    fn the_first_start_makes_a_secret_that_only_its_owner_reads_and_later_starts_find_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("huika.db");
        let config = config(&format!("sqlite:{}", database.display()));
        let made = load_or_make(&config).unwrap();
        let permissions = std::fs::metadata(folder.path().join("huika.db.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(permissions & 0o777, 0o600);
        std::fs::write(&database, "data").unwrap();
        assert_eq!(load_or_make(&config).unwrap().bytes(), made.bytes());
    }

    #[test]
    fn a_database_without_its_secret_is_refused_instead_of_sealed_anew() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("huika.db");
        std::fs::write(&database, "data").unwrap();
        let refused = load_or_make(&config(&format!("sqlite:{}", database.display())));
        assert!(matches!(refused, Err(SecretError::Lost { .. })));
    }

    #[test]
    fn a_secret_whose_database_is_gone_is_refused_with_both_names() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("huika.db");
        let config = config(&format!("sqlite:{}", database.display()));
        load_or_make(&config).unwrap();
        for empty in [false, true] {
            if empty {
                std::fs::write(&database, "").unwrap();
            }
            let refused = load_or_make(&config).unwrap_err().to_string();
            assert!(
                refused.contains("huika.db.key") && refused.contains("huika.db "),
                "{refused}"
            );
        }
    }

    #[test]
    fn servers_on_postgres_must_be_given_their_common_secret() {
        let mut config = config("postgres://huika@localhost/huika");
        assert!(matches!(load_or_make(&config), Err(SecretError::NeededForPostgres)));
        config.server.secret_file = Some("/nowhere/secret".into());
        assert!(matches!(load_or_make(&config), Err(SecretError::Io { .. })));
        config.server.secret = Some(crate::config::Secret::new("not hexadecimal"));
        assert!(matches!(load_or_make(&config), Err(SecretError::Setting)));
    }
}
