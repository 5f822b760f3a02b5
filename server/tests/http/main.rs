//! The server as its callers meet it: the same program that a shop runs, over HTTP, with the stand-in gateway beside it.
//!
//! Every story runs on SQLite, and on PostgreSQL when `HUIKA_TEST_POSTGRES_URL` names one. After each, the books are proved.

mod addresses;
mod brief_streams;
mod card_types;
mod channels;
mod client;
mod compression;
mod counter;
mod deep_links;
mod faults;
mod forms;
mod goods;
mod headers;
mod hostile;
mod hostile_minute;
mod https;
mod identity;
mod joining;
mod journey;
mod kills;
mod kills_before_commit;
#[path = "../faults/library.rs"]
mod library;
mod log;
mod matrix;
mod members;
mod nul;
mod office_frame;
mod office_staff;
mod organisation;
mod own_data;
mod passkeys;
mod people;
mod pos;
mod reconciliation;
mod reconciliation_of_a_large_day;
mod refunds;
mod refusals;
mod reports;
mod rights;
mod roles;
mod routes;
mod rules;
mod setup;
mod side_by_side;
mod soft_key;
mod staff;
mod storms;
mod taken_back;
mod test_app;
mod till_matrix;
mod timing;
mod top_ups;
mod watched;
mod world;
