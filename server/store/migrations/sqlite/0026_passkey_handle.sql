-- What a passkey's authenticator calls the account by. It was derived from the secret each time; kept, it outlives a change of the
-- secret. Empty for keys made before.
ALTER TABLE passkey ADD COLUMN owner_handle BLOB;
