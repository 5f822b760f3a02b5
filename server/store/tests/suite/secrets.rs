//! The secret of an installation is changed while the shop goes on.

use huika_domain::{DeviceId, Fen, MemberId, OperatorId, PasskeyId};
use huika_store::{
    Store, StoreConfig, StoreError, Tx,
    db::secret::{RESEALED, Resealed, Secret, operators_with_recovery_codes, reseal_page},
    member::{KeyOwner, NewKey, keep_owner_handles, keep_passkey, passkeys},
    params,
    staff::{begin_totp, make_recovery_codes, waiting_totp},
    testing::context,
    till::show_code,
};

use crate::shop::{Shop, on_both_engines};

const CASHIER: OperatorId = OperatorId::new(1);
const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [9; 32];

/// The same books as another server sees them, which has this secret and accepts the others.
fn server_with(shop: &Shop, secret: &[u8; 32], others: &[[u8; 32]]) -> Store {
    let mut context = context(shop.clock.clone(), 77);
    context.secret = Secret::new(secret).accepting(others);
    Store::open(StoreConfig::new(&shop.url, context)).expect("the books open")
}

fn reseal_all(store: &Store) -> Resealed {
    let mut sum = Resealed::default();
    for sealed in RESEALED {
        let mut after = i64::MIN;
        loop {
            // Pages of one, so that the walk from page to page is seen too.
            let page: Resealed = store
                .write_blocking(move |tx: &mut Tx<'_>| -> Result<_, StoreError> { reseal_page(tx, sealed, after, 1) })
                .expect("the database works");
            sum.changed += page.changed;
            sum.current += page.current;
            sum.unreadable += page.unreadable;
            let Some(last) = page.last else { break };
            after = last;
        }
    }
    sum
}

fn code_of(store: &Store, device: DeviceId) -> Result<String, StoreError> {
    store.scan(|tx| Ok(show_code(tx, device)?.expect("the device is open").payload.compose()))
}

fn add_passkey(store: &Store, member: MemberId, key_id: u8) -> PasskeyId {
    let key = NewKey {
        key_id: vec![key_id],
        kept: "{}".into(),
        counter: 0,
        name: "phone".into(),
    };
    store
        .write_blocking(move |tx: &mut Tx<'_>| keep_passkey(tx, KeyOwner::Member(member), &key))
        .expect("the key is kept")
}

fn handles_of(store: &Store, member: MemberId) -> Vec<Vec<[u8; 16]>> {
    store
        .scan(|tx| {
            let secret = tx.context().secret.clone();
            let keys = passkeys(tx, KeyOwner::Member(member))?;
            Ok::<_, StoreError>(keys.iter().map(|key| key.handles(&secret)).collect())
        })
        .expect("the database works")
}

#[test]
fn a_secret_is_changed_server_by_server_and_the_old_one_is_not_needed_afterwards() {
    on_both_engines(|shop| {
        let member = shop.member_with("13800138000", Fen::new(100_00));
        shop.write(|tx| begin_totp(tx, CASHIER)).expect("the database works");
        let app: Option<Vec<u8>> = shop.read(|tx| waiting_totp(tx, CASHIER));
        add_passkey(&shop.store, member.id, 1);
        // As a key of the time before its account's name was kept.
        shop.exec("UPDATE passkey SET owner_handle = NULL");
        let named = handles_of(&shop.store, member.id);
        let shown = shop.code(&member);

        // A server that knows only the new secret opens nothing: what is sealed stays sealed.
        let stranger = server_with(shop, &NEW, &[]);
        assert!(code_of(&stranger, member.device).is_err());
        assert_eq!(reseal_all(&stranger).changed, 0);
        drop(stranger);

        // First every server accepts the new one beside the old, then they change over; both kinds serve the same member.
        let ahead = server_with(shop, &OLD, &[NEW]);
        let changed = server_with(shop, &NEW, &[OLD]);
        assert_eq!(code_of(&ahead, member.device).expect("opens"), shown);
        assert_eq!(code_of(&changed, member.device).expect("opens"), shown);

        let first = reseal_all(&changed);
        assert!(first.changed >= 2 && first.unreadable == 0, "{first:?}");
        let again = reseal_all(&changed);
        assert_eq!((again.changed, again.current), (0, first.changed + first.current));
        assert_eq!(code_of(&ahead, member.device).expect("opens"), shown);
        let written: (u64, Option<i64>) = changed
            .write_blocking(|tx: &mut Tx<'_>| keep_owner_handles(tx, 0, 10))
            .expect("the database works");
        assert_eq!(written.0, 1);
        drop((ahead, changed));

        // The old one is thrown away.
        let after = server_with(shop, &NEW, &[]);
        assert_eq!(code_of(&after, member.device).expect("opens"), shown);
        assert_eq!(after.scan(|tx| waiting_totp(tx, CASHIER)).expect("opens"), app);
        assert_eq!(
            handles_of(&after, member.id),
            named,
            "authenticators go on calling the account the same"
        );
        shop.books_hold();
    });
}

#[test]
fn who_has_recovery_codes_is_named_as_they_end_with_the_secret_they_were_made_under() {
    on_both_engines(|shop| {
        let named = || shop.read(operators_with_recovery_codes);
        assert!(named().is_empty());
        let made: Result<Vec<String>, StoreError> = shop.write(|tx| make_recovery_codes(tx, CASHIER));
        made.expect("the database works");
        let login: String = shop.read(|tx| tx.value("SELECT login FROM operator WHERE id = ?1", params![CASHIER]));
        assert_eq!(named(), [login]);
    });
}

/// Every column whose name or comment says that it is sealed is among those that are sealed anew.
#[test]
fn no_sealed_column_is_forgotten() {
    let shop = Shop::on_sqlite();
    let columns: Vec<String> = shop.read(|tx| {
        tx.all(
            "SELECT m.name || '.' || p.name AS column_name FROM sqlite_master m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND p.type = 'BLOB' ORDER BY 1",
            params![],
            |row| row.get("column_name"),
        )
    });
    // Fingerprints, hashes, public names and files: nothing that is opened again.
    let known = |column: &str| {
        let name = column.split_once('.').expect("table and column").1;
        ["hash", "fingerprint", "digest", "address", "network"]
            .iter()
            .any(|end| name.ends_with(end))
            || [
                "bill_file.content",
                // What everybody may see.
                "picture.content",
                // Rows of a report for who may see them; gone after a day.
                "export_part.content",
                "passkey.key_id",
                "passkey.owner_handle",
                "day_seal.previous",
                "entry_seal.marks",
                "guess.bucket",
                // Sealed, and looked at for a moment only.
                "sent_form.answer",
            ]
            .contains(&column)
    };
    let sealed: Vec<String> = RESEALED
        .iter()
        .map(|sealed| format!("{}.{}", sealed.table, sealed.column))
        .collect();
    let forgotten: Vec<&String> = columns
        .iter()
        .filter(|column| !known(column) && !sealed.contains(column))
        .collect();
    assert!(forgotten.is_empty(), "sealed, or to be named here: {forgotten:?}");
}
