//! A read replica. Here it is another database, so that one can see which of the two was read.

use huika_store::{
    Store, StoreConfig, StoreError, Tx, params,
    testing::{NOON, SetClock, context, fresh_postgres, open_shop, postgres_for_tests},
};

fn stores(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    tx.value("SELECT COUNT(*) FROM store", params![])
}

#[test]
fn what_reads_much_goes_to_the_replica_and_pages_do_not() {
    let Some(base) = postgres_for_tests() else {
        return;
    };
    let (primary, replica) = (fresh_postgres(&base).unwrap(), fresh_postgres(&base).unwrap());
    let clock = SetClock::at(NOON);
    drop(open_shop(&replica, clock.clone(), 1).unwrap());
    let mut config = StoreConfig::new(&primary, context(clock, 1));
    config.replica_url = Some(replica);
    let store = Store::open(config).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    assert_eq!(runtime.block_on(store.read(stores)).unwrap(), 0);
    assert!(store.scan(stores).unwrap() > 0);
}
