//! docs/OPENING.md as a newcomer follows it: the files that stand on the page, and each command of ours, in the page's own order.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use huika_store::testing::{fresh_postgres, postgres_for_tests};
use tempfile::TempDir;

use crate::serving::Serving;
use crate::{huika, said};

const PAGE: &str = include_str!("../../../docs/OPENING.md");
/// Where the page installs the program.
const INSTALLED: &str = "/usr/local/bin/huika";
/// Places outside of the folder in which the page is followed.
const FOLDERS: [&str; 3] = ["/etc/systemd/system", "/var/lib/huika", "/etc"];

/// A fenced part of the page.
struct Block {
    language: &'static str,
    text: &'static str,
}

fn blocks() -> Vec<Block> {
    let parts = PAGE.split("\n```").collect::<Vec<_>>();
    parts
        .iter()
        .skip(1)
        .step_by(2)
        .map(|part| {
            let (language, text) = part.split_once('\n').unwrap();
            Block { language, text }
        })
        .collect()
}

/// A machine of which only this folder exists.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The text with this folder in the place of the system's.
    fn here(&self, text: &str) -> String {
        let folder = self.folder().to_str().unwrap();
        let moved = FOLDERS.iter().fold(text.replace(INSTALLED, "\u{0}"), |text, place| {
            text.replace(place, folder)
        });
        moved.replace('\u{0}', env!("CARGO_BIN_EXE_huika"))
    }

    /// Writes the file that a block is, under the name in its first line.
    fn keep(&self, block: &Block) -> Option<PathBuf> {
        let name = block.text.lines().next()?.strip_prefix("# ")?;
        let place = self.folder().join(Path::new(name).file_name()?);
        fs::write(&place, self.here(block.text)).unwrap();
        Some(place)
    }

    /// Runs a line that begins with `huika`.
    fn run(&self, line: &str) {
        let line = self.here(line);
        let mut words: Vec<&str> = line.split_whitespace().skip(1).collect();
        if words[0] == "serve" {
            return self.serve(&words);
        }
        let empty;
        if let Some(at) = words.iter().position(|word| word.starts_with("postgres://")) {
            let Some(base) = postgres_for_tests() else { return };
            empty = fresh_postgres(&base).unwrap();
            words[at] = &empty;
        }
        let output = huika(self.folder(), &words, &[]);
        assert!(output.status.success(), "{line}: {}", said(&output));
    }

    /// Starts the server, opens what it says, and stops it as a service is stopped.
    fn serve(&self, arguments: &[&str]) {
        let opened = self.folder().join("huika.db").exists();
        let mut server = Serving::start_by(self.folder(), arguments, (Stdio::piped(), Stdio::null()), &[]);
        let stdout = server.child.stdout.take().unwrap();
        if !opened {
            let mut lines = BufReader::new(stdout).lines().map(Result::unwrap);
            let address = lines
                .find_map(|line| line.split_once("/setup?key=").map(|(_, key)| key.to_owned()))
                .expect("the address of the set-up page");
            let page = server.get(&format!("/setup?key={address}"));
            assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        }
        let server = server.until_ready();
        let page = server.get("/join");
        assert!(
            page.contains("location: /setup") != opened,
            "while there is no shop every way leads to its opening: {page}"
        );
    }

    /// What a service unit would start, by a shell where the unit does.
    fn start_of_unit(&self, unit: &Path) {
        let text = fs::read_to_string(unit).unwrap();
        let Some(start) = text.lines().find_map(|line| line.strip_prefix("ExecStart=")) else {
            return;
        };
        let start = start.replace("$$", "$").replace("%%", "%");
        if let Some(words) = start.strip_prefix(env!("CARGO_BIN_EXE_huika")) {
            return self.serve(&words.split_whitespace().collect::<Vec<_>>());
        }
        let script = start
            .strip_prefix("/bin/sh -c '")
            .and_then(|rest| rest.strip_suffix('\''))
            .unwrap();
        let output = Command::new("/bin/sh")
            .args(["-c", script])
            .current_dir(self.folder())
            .output()
            .unwrap();
        assert!(output.status.success(), "{script}: {}", said(&output));
    }

    fn backups(&self) -> usize {
        let names = fs::read_dir(self.folder())
            .unwrap()
            .map(|file| file.unwrap().file_name());
        names
            .filter(|name| name.to_string_lossy().starts_with("books-"))
            .count()
    }
}

#[test]
fn every_command_and_file_of_the_guide_to_the_first_sale_works_in_its_order() {
    let machine = Machine::new();
    let (mut commands, mut units) = (0, Vec::new());
    for block in blocks() {
        match block.language {
            "sh" => {
                for line in block.text.lines().filter(|line| line.starts_with("huika ")) {
                    machine.run(line);
                    commands += 1;
                }
            }
            "toml" | "ini" => units.extend(machine.keep(&block).filter(|_| block.language == "ini")),
            _ => {}
        }
    }
    assert!(commands >= 10, "{commands} commands of ours stand on the page");
    for unit in &units {
        machine.start_of_unit(unit);
    }
    assert_eq!(machine.backups(), 1, "the timer's service wrote one copy");
    let named = PAGE.split_whitespace().map(Path::new).filter(|word| {
        word.extension()
            .is_some_and(|kind| kind == "service" || kind == "timer")
    });
    for name in named.filter_map(Path::file_name) {
        assert!(
            units.iter().any(|unit| unit.ends_with(name)),
            "{name:?} stands on the page"
        );
    }
}
