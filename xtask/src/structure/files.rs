//! The files of a crate: what each one names, and what it passes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, ImplItemFn, ItemFn, ItemImpl, ItemMod, ItemUse, Macro, Meta, UseTree, Visibility,
    visit::{self, Visit},
};

/// The way to a module or an item, from the root of its crate.
pub type Way = Vec<String>;

/// What one file says about others.
#[derive(Debug, Default)]
pub struct File {
    /// The names that `use` gives it, and where they lead. Other files may find them here too: those of a `pub use`, and a module's
    /// own imports for its children.
    pub names: BTreeMap<String, Way>,
    /// Everything that it names itself. A `pub use` is not among it: that is a door for others.
    pub named: BTreeSet<Way>,
}

/// What stands in each file below a folder, by the way of its module.
pub fn texts_of(folder: &Path) -> Result<BTreeMap<Way, String>> {
    let mut texts = BTreeMap::new();
    collect(folder, &Way::new(), &mut texts)?;
    Ok(texts)
}

/// All files of a crate that are compiled without its tests.
#[derive(Debug, Default)]
pub struct Files(pub BTreeMap<Way, File>);

impl Files {
    pub fn read(folder: &Path) -> Result<Self> {
        Self::of_texts(&texts_of(folder)?)
    }

    /// The same of texts, by the ways of their modules.
    pub fn of_texts(texts: &BTreeMap<Way, String>) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut declared = BTreeSet::from([Way::new()]);
        for (module, text) in texts {
            let parsed = syn::parse_file(text).with_context(|| format!("{} cannot be parsed", module.join("::")))?;
            let mut reader = Reader {
                modules: texts,
                here: module.clone(),
                file: File::default(),
                paths: Vec::new(),
                declared: &mut declared,
            };
            reader.visit_file(&parsed);
            files.insert(module.clone(), reader.finish(module));
        }
        files.retain(|module, _| (0..=module.len()).all(|length| declared.contains(&module[..length])));
        Ok(Self(files))
    }
}

fn collect(folder: &Path, module: &Way, texts: &mut BTreeMap<Way, String>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let below = |name: &str| module.iter().cloned().chain([name.to_owned()]).collect::<Way>();
        if path.is_dir() {
            collect(&path, &below(&name), texts)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let is_root = module.is_empty() && (name == "lib" || name == "main");
            let module = if is_root { Way::new() } else { below(&name) };
            texts.insert(module, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

struct Reader<'a> {
    modules: &'a BTreeMap<Way, String>,
    /// The module that is being read; deeper than the file inside a module that stands in it.
    here: Way,
    file: File,
    /// Paths in code, each with the module that it stands in: what they mean is known when all imports are.
    paths: Vec<(Way, Vec<String>)>,
    /// The modules that are compiled without tests.
    declared: &'a mut BTreeSet<Way>,
}

impl Reader<'_> {
    /// Where a path leads from `here`, if it stays in this crate.
    fn absolute(&self, here: &[String], path: &[String]) -> Option<Way> {
        let (first, rest) = path.split_first()?;
        let joined = |base: &[String], rest: &[String]| Some([base, rest].concat());
        match first.as_str() {
            "crate" => joined(&[], rest),
            "self" => joined(here, rest),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                joined(&here[..here.len().checked_sub(up)?], &path[up..])
            }
            _ => {
                let child = [here, std::slice::from_ref(first)].concat();
                self.modules.contains_key(&child).then(|| [here, path].concat())
            }
        }
    }

    fn finish(self, module: &[String]) -> File {
        let found: Vec<Way> = self
            .paths
            .iter()
            .filter_map(|(here, path)| {
                let imported = self.file.names.get(&path[0]).map(|way| [way, &path[1..]].concat());
                imported.or_else(|| self.absolute(here, path))
            })
            .collect();
        let mut file = self.file;
        file.named.extend(found);
        file.named.retain(|way| way != module);
        file
    }

    fn import(&mut self, tree: &UseTree, before: &[String], passes_on: bool) {
        let longer = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        let (path, name) = match tree {
            UseTree::Path(path) => return self.import(&path.tree, &longer(path.ident.to_string()), passes_on),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(tree, before, passes_on));
            }
            UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned()),
            UseTree::Name(name) => (longer(name.ident.to_string()), Some(name.ident.to_string())),
            UseTree::Rename(name) if name.ident == "self" => (before.to_vec(), Some(name.rename.to_string())),
            UseTree::Rename(name) => (longer(name.ident.to_string()), Some(name.rename.to_string())),
            UseTree::Glob(_) => (before.to_vec(), None),
        };
        let Some(way) = self.absolute(&self.here, &path) else {
            return;
        };
        if let Some(name) = name {
            self.file.names.insert(name, way.clone());
        }
        if !passes_on {
            self.file.named.insert(way);
        }
    }

    fn note(&mut self, path: Vec<String>) {
        if path.len() > 1 {
            self.paths.push((self.here.clone(), path));
        }
    }

    /// Paths inside a macro, which nobody but the macro can parse.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.note(std::mem::take(&mut path));
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.note(std::mem::take(&mut path));
                    colons = 0;
                    self.tokens(group.stream());
                }
                _ => {
                    self.note(std::mem::take(&mut path));
                    colons = 0;
                }
            }
        }
        self.note(path);
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.here.push(item.ident.to_string());
        if !is_test(&item.attrs) {
            self.declared.insert(self.here.clone());
            visit::visit_item_mod(self, item);
        }
        self.here.pop();
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !is_test(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() && !is_test(&item.attrs) {
            let passes_on = !matches!(item.vis, Visibility::Inherited);
            self.import(&item.tree, &[], passes_on);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            self.note(path.segments.iter().map(|part| part.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

/// Whether this is compiled for tests only.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let words = list.tokens.to_string();
            words == "test" || words.starts_with("all (test")
        }
        meta => meta.path().is_ident("test"),
    })
}
