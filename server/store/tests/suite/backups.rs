//! Backup beside running work, restore with proof, from either engine to either.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::shop::{Shop, on_both_engines};
use huika_domain::{Fen, PayWith, PointsWanted};
use huika_store::{
    Store, StoreConfig, StoreError,
    backup::{backup, restore},
    books::prove,
    testing::{NOON, SetClock, context, fresh_postgres, postgres_for_tests},
};

/// Every place that a backup may be restored to.
fn places(folder: &std::path::Path) -> Vec<String> {
    let sqlite = format!("sqlite:{}", folder.join("restored.db").display());
    let postgres = postgres_for_tests().map(|base| fresh_postgres(&base).expect("a database can be made"));
    std::iter::once(sqlite).chain(postgres).collect()
}

#[test]
fn a_backup_made_beside_running_work_is_proved_and_restores_to_either_engine() {
    on_both_engines(|shop| {
        let folder = tempfile::tempdir().expect("a folder");
        let member = shop.member_with("13800138400", Fen::new(300_00));
        let file = folder.path().join("backup.huika");
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let done = &done;
            scope.spawn(move || {
                for sale in 0..200 {
                    if done.load(Ordering::SeqCst) {
                        break;
                    }
                    let key = format!("s{sale}");
                    shop.buy(&member, Fen::new(1_00), PointsWanted::None, PayWith::Balance, &key);
                }
            });
            backup(&shop.url, &file, shop.clock.as_ref()).expect("a backup can be made");
            done.store(true, Ordering::SeqCst);
        });
        let again = backup(&shop.url, &file, shop.clock.as_ref()).expect_err("nothing is overwritten");
        assert!(matches!(again, StoreError::Storage(_)), "{again}");
        let context = context(SetClock::at(NOON), 2);
        for url in places(folder.path()) {
            let proof = restore(&file, &url, &context).expect("can be restored");
            assert!(proof.holds() && proof.entries >= 1, "{:#?}", proof.findings);
            let store = Store::open(StoreConfig::new(&url, context.clone())).expect("opens");
            let restored = Shop::around(store, &url);
            restored.member_with("13800138401", Fen::new(100_00));
            restored.books_hold();
            let refused = restore(&file, &url, &context).expect_err("these books are in use");
            assert!(
                matches!(refused, StoreError::Storage(_) | StoreError::Schema(_)),
                "{refused}"
            );
            assert!(restored.store.scan(prove).expect("can be read").holds());
        }
    });
}
