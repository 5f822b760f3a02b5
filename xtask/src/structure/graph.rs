//! Which file imports which, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Row,
    files::{Files, Way},
};

/// A re-export of a re-export is followed so far.
const DOORS: usize = 8;

/// The files and those that each one imports from.
#[derive(Debug)]
pub struct Graph(BTreeMap<Way, BTreeSet<Way>>);

impl Graph {
    pub fn of(files: &Files) -> Self {
        let edges = files.0.iter().map(|(module, file)| {
            let leads_to = file.named.iter().filter_map(|way| home(files, way, DOORS));
            (module.clone(), leads_to.filter(|other| other != module).collect())
        });
        Self(edges.collect())
    }

    /// The files that import each other in a circle, each circle as the imports that close it.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let reach: BTreeMap<&Way, BTreeSet<&Way>> = self.0.keys().map(|file| (file, self.reached_from(file))).collect();
        let in_circle = |one: &Way, other: &Way| reach[one].contains(other) && reach[other].contains(one);
        let mut known = BTreeSet::new();
        let mut circles = Vec::new();
        for file in self.0.keys() {
            if known.contains(file) || !reach[file].contains(file) {
                continue;
            }
            let together: Vec<&Way> = self.0.keys().filter(|other| in_circle(file, other)).collect();
            let imports = together.iter().flat_map(|one| {
                let inside = self.0[*one].iter().filter(|other| together.contains(other));
                inside.map(|other| import(one, other))
            });
            circles.push(imports.collect());
            known.extend(together);
        }
        circles
    }

    fn reached_from<'a>(&'a self, file: &'a Way) -> BTreeSet<&'a Way> {
        let mut reached = BTreeSet::new();
        let mut open = vec![file];
        while let Some(next) = open.pop() {
            for other in self.0.get(next).into_iter().flatten() {
                if reached.insert(other) {
                    open.push(other);
                }
            }
        }
        reached
    }

    /// The imports that run upward, or between rooms that do not know each other.
    pub fn upward(&self, rows: &[Row]) -> Vec<String> {
        let height = |file: &Way| {
            let room = file.first()?;
            rows.iter().position(|row| row.rooms().contains(&room.as_str()))
        };
        let runs_upward = |from: &Way, to: &Way| match (height(from), height(to)) {
            _ if from.first() == to.first() => false,
            (Some(from), Some(to)) if from == to => matches!(rows[from], Row::Apart(_)),
            (Some(from), Some(to)) => from < to,
            _ => false,
        };
        let edges = self.0.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to)));
        edges
            .filter(|(from, to)| runs_upward(from, to))
            .map(|(from, to)| import(from, to))
            .collect()
    }

    /// The modules of the first level.
    pub fn rooms(&self) -> BTreeSet<&str> {
        self.0
            .keys()
            .filter_map(|file| file.first())
            .map(String::as_str)
            .collect()
    }
}

fn import(from: &Way, to: &Way) -> String {
    format!("{} -> {}", from.join("::"), to.join("::"))
}

/// The file that an item is defined in.
fn home(files: &Files, way: &[String], doors: usize) -> Option<Way> {
    let length = (0..=way.len())
        .rev()
        .find(|length| files.0.contains_key(&way[..*length]))?;
    let (module, rest) = way.split_at(length);
    let passed_on = rest.first().and_then(|name| files.0[module].names.get(name));
    match passed_on {
        Some(further) if doors > 0 => home(files, &[further, &rest[1..]].concat(), doors - 1),
        _ => Some(module.to_vec()),
    }
}
