//! `cargo xtask bench store`: durable sales a second through the store's queue, beside the same statements run by the
//! bare driver in one loop, in the same run on the same disk. One JSON object a line.
//!
//! Usage: `bench_store [--seconds 3] [--members 1000000] [--books FOLDER] [--postgres URL] [names…]`; a name such as `sqlite.sale` runs what
//! begins with it, no name all but `sqlite.grow` and `postgres.grow`, which take gigabytes of disk and many minutes, and `postgres.carries`, which keeps itself to
//! half of the cores.
//! `--books` keeps what `sqlite.grow` has made in a folder, and measures on it again the next time.

mod carries;
mod clients;
mod grow;
mod members;
mod reference;
mod replay;
mod sale;
mod scarce;

use std::{path::PathBuf, time::Duration};

/// What was asked for on the command line.
pub struct Wanted {
    names: Vec<String>,
    /// How long one figure is measured.
    pub time: Duration,
    /// Members of the larger of the two books that `grow` compares.
    pub members: i64,
    /// Where the books that `sqlite.grow` makes stay; without it they are made anew each time.
    pub books: Option<PathBuf>,
    /// A database server on which databases may be made.
    pub postgres: Option<String>,
}

impl Wanted {
    /// Whether a figure of this name, or one below it, was asked for.
    pub fn has(&self, name: &str) -> bool {
        let fits = |wanted: &String| name.starts_with(wanted.as_str()) || wanted.starts_with(name);
        self.names.is_empty() || self.names.iter().any(fits)
    }

    /// Whether it was asked for by its own name.
    fn has_by_name(&self, name: &str) -> bool {
        self.names.iter().any(|wanted| wanted == name)
    }
}

/// Prints one figure.
pub fn figure(name: &str, value: f64, unit: &str, ratio: Option<f64>) {
    let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
    let line = serde_json::json!({
        "name": name,
        "value": rounded(value),
        "unit": unit,
        "ratio": ratio.map(rounded),
    });
    println!("{line}");
}

fn main() {
    let mut wanted = Wanted {
        names: Vec::new(),
        time: Duration::from_secs(3),
        members: 1_000_000,
        books: None,
        postgres: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => {
                let seconds = arguments.next().and_then(|text| text.parse().ok());
                wanted.time = Duration::from_secs(seconds.expect("--seconds takes a number"));
            }
            "--members" => {
                let members = arguments.next().and_then(|text| text.parse().ok());
                wanted.members = members.expect("--members takes a number");
            }
            "--books" => wanted.books = Some(arguments.next().expect("--books takes a folder").into()),
            "--postgres" => wanted.postgres = Some(arguments.next().expect("--postgres takes a URL")),
            _ => wanted.names.push(argument),
        }
    }
    if wanted.has("sqlite.sale") {
        sale::sqlite(&wanted);
    }
    if wanted.has("sqlite.scarce") {
        scarce::sqlite();
    }
    if wanted.has("sqlite.members") {
        members::sqlite();
    }
    if wanted.has("sqlite.replay") {
        replay::sqlite();
    }
    if wanted.has_by_name("sqlite.grow") {
        grow::sqlite(&wanted);
    }
    if let Some(base) = &wanted.postgres {
        if wanted.has_by_name("postgres.carries") {
            carries::postgres(&wanted, base);
        }
        if wanted.has_by_name("postgres.grow") {
            grow::postgres(&wanted, base);
        }
        if wanted.has("postgres.replay") {
            replay::postgres(base);
        }
        if wanted.has("postgres.members") {
            members::postgres(base);
        }
        if wanted.has("postgres.") {
            sale::postgres(&wanted, base);
        }
        if wanted.has("postgres.scarce") {
            scarce::postgres(base);
        }
    }
}
