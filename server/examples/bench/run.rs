//! What the measuring programs of the server share: how they are called, on which databases they run, and how a figure is printed.
//!
//! Usage: `PROGRAM [--OPTION NUMBER] [--postgres URL]`.

/// Measures on SQLite, and on a database of its own at the PostgreSQL that is named. `option` is the name of the one number that the
/// program takes, and `usual` what it is when it is not said.
pub fn on_each_engine(option: &str, usual: i64, measure: impl AsyncFn(&'static str, String, i64)) {
    let (mut number, mut postgres) = (usual, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next();
        if argument == option {
            let value = value.and_then(|text| text.parse().ok());
            number = value.unwrap_or_else(|| panic!("{option} takes a number"));
        } else if argument == "--postgres" {
            postgres = Some(value.expect("--postgres takes a URL"));
        } else {
            panic!("{argument} is not known");
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir_in(".").expect("a folder on this disk");
        let url = format!("sqlite:{}", folder.path().join("bench.db").display());
        measure("sqlite", url, number).await;
        if let Some(base) = postgres {
            let url = huika_store::testing::fresh_postgres(&base).expect("a database can be made");
            measure("postgres", url, number).await;
        }
    });
}

/// Prints one figure.
pub fn figure(name: &str, value: f64, unit: &str, ratio: Option<f64>) {
    let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
    let line = serde_json::json!({ "name": name, "value": rounded(value), "unit": unit, "ratio": ratio.map(rounded) });
    println!("{line}");
}
