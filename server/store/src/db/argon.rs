//! Argon2id with the library's defaults (19 MiB, two passes), in PHC form.
//!
//! The memory is kept for the next one. An allocation so large, allocated and freed by one thread after the other, stays with each of
//! them: after some hundred sign-ins the program held 550 MB.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::{Error, Output, ParamsString, Salt, SaltString},
};

use crate::{StoreError, db::secret::Rng};

const OUTPUT_BYTES: usize = 32;

/// Memory that nobody uses at this moment. As much of it comes together as there are turns in [`crate::db::turns`].
static IDLE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// The hash of a password or PIN.
pub(crate) fn hash(rng: &dyn Rng, secret: &str) -> Result<String, StoreError> {
    let internal = |e: Error| StoreError::Internal(e.to_string());
    let salt = SaltString::encode_b64(&rng.bytes::<16>()).map_err(internal)?;
    let params = Params::default();
    let output = output(
        &params,
        Algorithm::default(),
        Version::default(),
        salt.as_salt(),
        secret,
    )
    .map_err(internal)?;
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(&params).map_err(internal)?,
        salt: Some(salt.as_salt()),
        hash: Some(output),
    };
    Ok(hash.to_string())
}

/// Whether a password or PIN is the one that was hashed.
pub(crate) fn matches(hash: &str, secret: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else {
        return false;
    };
    let computed = Algorithm::try_from(hash.algorithm).and_then(|algorithm| {
        let version = hash.version.map(Version::try_from).transpose()?.unwrap_or_default();
        output(&Params::try_from(&hash)?, algorithm, version, salt, secret)
    });
    // Outputs are compared in constant time.
    computed.is_ok_and(|computed| computed == expected)
}

fn output(
    params: &Params,
    algorithm: Algorithm,
    version: Version,
    salt: Salt<'_>,
    secret: &str,
) -> Result<Output, Error> {
    let mut bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut bytes)?;
    let argon2 = Argon2::new(algorithm, version, params.clone());
    let mut memory = take_memory(params.block_count());
    let computed = Output::init_with(params.output_len().unwrap_or(OUTPUT_BYTES), |out| {
        Ok(argon2.hash_password_into_with_memory(secret.as_bytes(), salt, out, &mut memory)?)
    });
    idle().push(memory);
    computed
}

/// What is left in it is overwritten before it is read.
fn take_memory(blocks: usize) -> Vec<Block> {
    let mut memory = idle().pop().unwrap_or_default();
    memory.resize(blocks, Block::default());
    memory
}

fn idle() -> MutexGuard<'static, Vec<Vec<Block>>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _, password_hash::SaltString};

    use super::{hash, matches};
    use crate::db::secret::SystemRng;

    #[test]
    fn hashes_are_those_of_the_library_and_its_are_read() {
        for round in 0..3 {
            let secret = format!("secret {round}");
            let ours = hash(&SystemRng, &secret).expect("can be hashed");
            let read = PasswordHash::new(&ours).expect("PHC form");
            assert!(
                Argon2::default().verify_password(secret.as_bytes(), &read).is_ok(),
                "{ours}"
            );
            let salt = SaltString::encode_b64(&[round; 16]).expect("a salt");
            let theirs = Argon2::default().hash_password(secret.as_bytes(), &salt);
            let theirs = theirs.expect("can be hashed").to_string();
            assert!(matches(&theirs, &secret) && matches(&ours, &secret));
            assert!(!matches(&theirs, "another") && !matches(&ours, ""));
            assert_eq!(theirs.split('$').nth(3), ours.split('$').nth(3), "the same cost");
        }
    }

    #[test]
    fn a_stored_hash_of_other_cost_is_read_by_its_own() {
        let params = argon2::Params::new(64, 1, 1, Some(32)).expect("a small cost");
        let small = Argon2::from(params);
        let salt = SaltString::encode_b64(&[7; 16]).expect("a salt");
        let hash = small
            .hash_password(b"secret", &salt)
            .expect("can be hashed")
            .to_string();
        assert!(matches(&hash, "secret") && !matches(&hash, "Secret"));
        for nonsense in ["", "$argon2id$", "secret", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ"] {
            assert!(!matches(nonsense, "secret"), "{nonsense}");
        }
    }
}
