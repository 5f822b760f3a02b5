//! What statements are bound to. A log of the database may show every parameter, so nothing by which somebody is let in is one: it is bound
//! as its hash, or by the name in its ticket.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{
    Expr, ExprCall, ImplItemFn, ItemFn, ItemImpl, ItemMod, Local, Macro, Pat,
    visit::{self, Visit},
};

use super::files::is_test;

/// Parts of the names that such things have.
const WORDS: [&str; 5] = ["token", "ticket", "cookie", "password", "secret"];
/// What the ticket of a scan is called.
const SCANS: [&str; 2] = ["session", "scan"];

/// What makes of one something that opens nothing.
const HIDING: [&str; 9] = [
    "sha256",
    "name_in",
    "scan_name",
    "hash",
    "as_hash",
    "seal",
    "fingerprint",
    "fingerprint_of",
    "owner_handle",
];

/// The parameters in a file that look like something by which somebody is let in, as they are written there.
pub fn in_clear(text: &str) -> Result<BTreeSet<String>> {
    let parsed = syn::parse_file(text).context("a file cannot be parsed")?;
    let mut drawn = Drawn::default();
    drawn.visit_file(&parsed);
    let mut reader = Reader {
        drawn: drawn.0,
        found: BTreeSet::new(),
    };
    reader.visit_file(&parsed);
    Ok(reader.found)
}

/// The names of what a file draws as a token, whatever it calls that.
#[derive(Default)]
struct Drawn(BTreeSet<String>);

impl Drawn {
    fn note(&mut self, name: &Pat, value: &Expr) {
        match (name, value) {
            (Pat::Type(typed), _) => self.note(&typed.pat, value),
            (Pat::Tuple(names), Expr::Tuple(values)) => {
                for (name, value) in names.elems.iter().zip(&values.elems) {
                    self.note(name, value);
                }
            }
            (Pat::Ident(name), Expr::MethodCall(call)) if call.method == "token" && call.args.is_empty() => {
                self.0.insert(name.ident.to_string());
            }
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Drawn {
    fn visit_local(&mut self, local: &'ast Local) {
        if let Some(init) = &local.init {
            self.note(&local.pat, &init.expr);
        }
        visit::visit_local(self, local);
    }
}

struct Reader {
    drawn: BTreeSet<String>,
    found: BTreeSet<String>,
}

impl Reader {
    fn parameter(&mut self, names: &[String]) {
        let hidden = names.iter().any(|name| HIDING.contains(&name.as_str()));
        let opens = |name: &String| {
            self.drawn.contains(name) || SCANS.contains(&name.as_str()) || WORDS.iter().any(|word| name.contains(word))
        };
        if !hidden && names.iter().any(opens) {
            self.found.insert(names.join("."));
        }
    }
}

/// The names between the commas of a list, those inside of brackets among them.
fn between_commas(tokens: TokenStream) -> Vec<Vec<String>> {
    let mut lists = Vec::new();
    let mut names = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => lists.push(std::mem::take(&mut names)),
            TokenTree::Ident(name) => names.push(name.to_string()),
            TokenTree::Group(group) => names.extend(between_commas(group.stream()).concat()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    lists.push(names);
    lists
}

/// The names in an expression.
#[derive(Default)]
struct Names(Vec<String>);

impl<'ast> Visit<'ast> for Names {
    fn visit_ident(&mut self, name: &'ast Ident) {
        self.0.push(name.to_string());
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
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

    fn visit_macro(&mut self, call: &'ast Macro) {
        if call.path.segments.last().is_some_and(|last| last.ident == "params") {
            for parameter in between_commas(call.tokens.clone()) {
                self.parameter(&parameter);
            }
        }
        visit::visit_macro(self, call);
    }

    /// `Value::Text(…)` and `OwnedValue::Text(…)`, which are parameters too.
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let Expr::Path(function) = &*call.func {
            let names: Vec<String> = function
                .path
                .segments
                .iter()
                .map(|part| part.ident.to_string())
                .collect();
            if let [.., of, kind] = names.as_slice()
                && of.ends_with("Value")
                && ["Text", "Bytes"].contains(&kind.as_str())
            {
                let mut names = Names::default();
                for argument in &call.args {
                    names.visit_expr(argument);
                }
                self.parameter(&names.0);
            }
        }
        visit::visit_expr_call(self, call);
    }
}
