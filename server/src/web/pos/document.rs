//! What the description of every operation has in common, added in one place: refusals are problem documents, and every door can be
//! answered with no key, too many requests, or a server that is busy.

use utoipa::openapi::header::Header;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::{Content, OpenApi as Description, Ref, RefOr, Response, ResponseBuilder};

const PROBLEM: &str = "application/problem+json";

/// Answers that any operation may give.
const OF_ALL: [(&str, &str); 5] = [
    ("400", "`malformed`: the request holds U+0000"),
    ("401", "`no-key`, `wrong-key`: no key, or one that is not in use"),
    ("429", "`too-many-requests`: wait for `Retry-After` seconds"),
    ("500", "Something went wrong on our side"),
    (
        "503",
        "`busy`, `unavailable`, `storage`, `unknown-outcome`, `no-answer-in-time`: send the same request again after `Retry-After` \
         seconds, with the same key",
    ),
];

/// Answers that any operation with a body may give.
const OF_BODIES: [(&str, &str); 4] = [
    ("400", "`malformed`: the body is no JSON"),
    ("413", "`too-large`: the body is too large"),
    ("415", "`malformed`: the body is not called `application/json`"),
    ("422", "`malformed`, `too-long`: the body is not as described"),
];

/// The description with what is the same for all operations.
pub fn completed(mut description: Description) -> Description {
    for item in description.paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            complete(operation);
        }
    }
    description
}

fn complete(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && status.as_str() >= "400"
        {
            call_it_a_problem(response);
        }
    }
    let has_body = operation.request_body.is_some();
    let common = OF_ALL.iter().chain(OF_BODIES.iter().filter(|_| has_body));
    for (status, words) in common {
        let known = &mut operation.responses.responses;
        match known.get_mut(*status) {
            Some(RefOr::T(response)) if OF_BODIES.iter().any(|(of_body, _)| of_body == status) => {
                response.description = format!("{}. {words}", response.description);
            }
            Some(_) => {}
            None => drop(known.insert((*status).to_owned(), RefOr::T(refusal(status, words)))),
        }
    }
}

/// A refusal that was declared beside its operation, with the media type that it has.
fn call_it_a_problem(response: &mut Response) {
    if let Some(content) = response.content.shift_remove("application/json") {
        response.content.insert(PROBLEM.to_owned(), content);
    }
}

fn refusal(status: &str, words: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    let refusal = ResponseBuilder::new().description(words).content(PROBLEM, content);
    if matches!(status, "429" | "503") {
        let mut header = Header::new(Object::with_type(Type::Integer));
        header.description = Some("Seconds to wait".to_owned());
        refusal.header("Retry-After", header).build()
    } else {
        refusal.build()
    }
}
