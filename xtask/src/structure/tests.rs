use std::collections::BTreeMap;

use super::{
    CRATES, Row, bound,
    files::{Files, Way, texts_of},
    graph::Graph,
};

#[test]
fn no_two_files_import_each_other_in_a_circle() {
    for checked in &CRATES {
        let circles = checked.graph().circles();
        assert!(circles.is_empty(), "{}: {circles:#?}", checked.sources);
    }
}

#[test]
fn imports_run_one_way_between_the_rooms() {
    for checked in &CRATES {
        let graph = checked.graph();
        let upward = graph.upward(checked.rows);
        assert!(upward.is_empty(), "{}: {upward:#?}", checked.sources);

        let known: Vec<&str> = checked.rows.iter().flat_map(|row| row.rooms()).copied().collect();
        let unknown: Vec<_> = graph.rooms().into_iter().filter(|room| !known.contains(room)).collect();
        assert!(
            unknown.is_empty(),
            "{}: which row is theirs? {unknown:?}",
            checked.sources
        );
    }
}

/// Where nobody is signed in yet, or where the session itself is what is written.
const WRITE_WITHOUT_A_SESSION: [&str; 12] = [
    "member::code_request",
    "member::join::code",
    "member::join::passkey",
    "member::session",
    "office::setup",
    "passkey",
    "staff::invitation",
    "staff::pair",
    "staff::second_step",
    "staff::session",
    "staff::sign_in",
    "staff::unlock",
];

#[test]
fn what_somebody_signed_in_changes_is_written_through_their_session() {
    let folder = crate::workspace::Workspace::find().join(CRATES[0].sources);
    let writes: Vec<String> = texts_of(&folder)
        .expect("the sources can be read")
        .into_iter()
        .filter(|(_, text)| {
            let text: String = text.split_whitespace().collect();
            text.contains("portal.store.write(") || text.contains("portal().store.write(")
        })
        .map(|(module, _)| module.join("::"))
        .collect();
    assert_eq!(writes, WRITE_WITHOUT_A_SESSION);
}

/// What looks like it and lets nobody in: the name of a setting, the number of a row, and the name of a sale that is being made, which
/// opens nothing but to whoever is signed in at a till of its store.
const BOUND_AS_IT_IS: [(&str, &str); 9] = [
    ("books::backup", "secret_probe.KEY"),
    ("parked::by_hand", "token"),
    ("parked::cart", "token"),
    ("parked::change", "request.token"),
    ("parked::change", "token"),
    ("parked::finish", "request.token"),
    ("sale::sell", "facts.session"),
    ("till::approval::ask", "session"),
    ("till::approval::question", "session"),
];

#[test]
fn nothing_by_which_somebody_is_let_in_is_bound_in_clear() {
    let root = crate::workspace::Workspace::find();
    let mut found = Vec::new();
    for sources in ["server/store/src", "server/src", "app/src"] {
        for (module, text) in texts_of(&root.join(sources)).expect("the sources can be read") {
            let module = module.join("::");
            // A bench puts its rows where they belong by itself.
            if module.starts_with("testing") {
                continue;
            }
            let bound = bound::in_clear(&text).expect("it is Rust");
            found.extend(bound.into_iter().map(|parameter| (module.clone(), parameter)));
        }
    }
    let new: Vec<_> = found
        .iter()
        .filter(|(module, parameter)| !BOUND_AS_IT_IS.contains(&(module.as_str(), parameter.as_str())))
        .collect();
    assert!(
        new.is_empty(),
        "bind its hash, or the name in its ticket (`Secret::name_in`): {new:#?}"
    );
    assert!(found.len() >= 4, "the names of sales are seen: {found:?}");
}

#[test]
fn a_token_that_is_bound_in_clear_is_found_whatever_it_is_called_and_a_hash_is_none() {
    let found = |body: &str| {
        let text = format!("fn f(tx: &mut Tx, rng: &Rng, token: &str, by: Session) {{ {body} }}");
        bound::in_clear(&text)
            .expect("it is Rust")
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(found("tx.exec(S, params![token, tx.now()])"), ["token"]);
    assert_eq!(
        found("tx.exec(S, params![1, by.cookie.as_str()])"),
        ["by.cookie.as_str"]
    );
    assert_eq!(found("let drawn = rng.token(); tx.exec(S, params![drawn])"), ["drawn"]);
    assert_eq!(
        found("let (now, drawn) = (tx.now(), rng.token()); tx.exec(S, params![now, &drawn])"),
        ["drawn"]
    );
    assert_eq!(found("tx.exec(S, &[Value::Text(&token)])"), ["token"]);
    for hidden in [
        "tx.exec(S, params![sha256(token.as_bytes()), tx.now()])",
        "tx.exec(S, params![secret.name_in(Ticket::Approval, token)])",
        "tx.exec(S, params![by.ticket.hash()])",
        "tx.exec(S, &[Value::Bytes(&sha256(token.as_bytes()))])",
        "let now = tx.now(); tx.exec(S, params![now])",
    ] {
        assert_eq!(found(hidden), Vec::<String>::new(), "{hidden}");
    }
}

/// A crate of these files.
fn graph(files: &[(&str, &str)]) -> Graph {
    let parts = |module: &str| match module {
        "" => Way::new(),
        module => module.split("::").map(str::to_owned).collect(),
    };
    let texts: BTreeMap<Way, String> = files
        .iter()
        .map(|(module, text)| (parts(module), (*text).to_owned()))
        .collect();
    Graph::of(&Files::of_texts(&texts).unwrap())
}

#[test]
fn a_circle_is_found_through_a_door_an_import_of_a_module_and_a_macro() {
    let through_a_door = graph(&[
        ("", "mod a; mod b;"),
        ("a", "mod one; pub use one::Thing;"),
        ("a::one", "use crate::b::other; pub struct Thing; fn f() { other() }"),
        ("b", "pub fn other() -> super::a::Thing { todo!() }"),
    ]);
    assert_eq!(through_a_door.circles(), [["a::one -> b", "b -> a::one"]]);

    let by_a_module = graph(&[
        ("", "mod a; mod b;"),
        ("a", "pub mod one;"),
        ("a::one", "use crate::b as other; pub fn f() { other::g() }"),
        ("b", "use crate::a; pub fn g() { a::one::f() }"),
    ]);
    assert_eq!(by_a_module.circles(), [["a::one -> b", "b -> a::one"]]);

    let in_a_macro = graph(&[
        ("", "mod a; mod b;"),
        ("a", "use crate::b::g; pub fn f() { g() }"),
        ("b", "pub fn g() { view! { <p class=\"x\">{crate::a::f()}</p> } }"),
    ]);
    assert_eq!(in_a_macro.circles(), [["a -> b", "b -> a"]]);
}

#[test]
fn a_child_that_uses_what_its_parent_defines_closes_a_circle_and_what_it_passes_on_does_not() {
    let defined = graph(&[
        ("", "mod a;"),
        ("a", "mod one; pub struct Thing; pub fn f() { one::g(&Thing) }"),
        ("a::one", "use super::Thing; pub fn g(_: &Thing) {}"),
    ]);
    assert_eq!(defined.circles(), [["a -> a::one", "a::one -> a"]]);

    let passed_on = graph(&[
        ("", "mod a;"),
        (
            "a",
            "mod one; mod thing; use thing::Thing; pub fn f() { one::g(&Thing) }",
        ),
        ("a::thing", "pub struct Thing;"),
        ("a::one", "use super::Thing; pub fn g(_: &Thing) {}"),
    ]);
    assert_eq!(passed_on.circles(), Vec::<Vec<String>>::new());
}

#[test]
fn what_only_tests_name_closes_no_circle() {
    let graph = graph(&[
        ("", "mod a; mod b;"),
        ("a", "use crate::b::g; pub fn f() { g() } #[cfg(test)] mod tests;"),
        ("a::tests", "use super::*; use crate::b;"),
        (
            "b",
            "pub fn g() {} #[cfg(test)] mod tests { use crate::a::f; #[test] fn it_runs() { f() } }",
        ),
    ]);
    assert_eq!(graph.circles(), Vec::<Vec<String>>::new());
}

#[test]
fn an_import_that_runs_upward_or_between_rooms_of_one_row_is_named() {
    let graph = graph(&[
        ("", "mod low; mod left; mod right;"),
        ("low", "use crate::left::f;"),
        ("left", "pub fn f() { crate::right::g() }"),
        ("right", "use crate::low; pub fn g() {}"),
    ]);
    let low = Row::Apart(&["low"]);
    let upward = graph.upward(&[low, Row::Apart(&["left", "right"])]);
    assert_eq!(upward, ["left -> right", "low -> left"]);
    let upward = graph.upward(&[low, Row::Together(&["left", "right"])]);
    assert_eq!(upward, ["low -> left"]);
}
