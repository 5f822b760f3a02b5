//! The store's tests as one program: every story runs on SQLite, and on PostgreSQL when `HUIKA_TEST_POSTGRES_URL` is set.

mod approvals;
mod backups;
mod batches;
mod card_life;
mod corrections;
mod faults;
mod joining;
mod journey;
mod lapsing;
mod lots;
mod outbox;
mod proof;
mod replica;
mod retention;
mod returns;
mod seals;
mod secrets;
mod security;
mod shop;
mod staff;
mod tiers;
mod together;
mod top_ups;
