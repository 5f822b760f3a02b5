//! Every operation is driven from the description itself: what keeps to its bounds never ends in a fault of ours, and whatever is
//! answered is described, its media type and its fields too.

use std::fmt::Write as _;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use huika_server::web::pos;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::client::Answer;
use crate::people::Member;
use crate::test_app::{TestApp, on_both_engines};

use super::{PHONE, Till};

/// In-bounds requests of each operation and engine.
const CASES: u64 = 40;

/// SplitMix64: the same numbers each time, so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.roll() % most.max(1)
    }

    fn coin(&mut self) -> bool {
        self.roll() & 1 == 0
    }

    fn of<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        let index = self.below(values.len() as u64);
        &values[usize::try_from(index).expect("a small number")]
    }
}

/// The description, and things that exist, so that requests reach what they are about.
struct World {
    document: Value,
    session: String,
    receipt: String,
    dice: Dice,
}

impl World {
    fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
        let pointer = schema["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'));
        pointer.map_or(schema, |pointer| {
            document.pointer(pointer).expect("the reference leads somewhere")
        })
    }

    /// A value within the bounds of a schema.
    fn within(&mut self, name: &str, schema: &Value) -> Value {
        let schema = Self::resolve(&self.document, schema).clone();
        if let Some(choices) = schema["oneOf"].as_array() {
            let choice = self.dice.of(choices).clone();
            return self.within(name, &choice);
        }
        if let Some(words) = schema["enum"].as_array() {
            return self.dice.of(words).clone();
        }
        match kind(&schema) {
            "object" => self.object(&schema),
            "string" => Value::String(self.text(name, &schema)),
            "integer" => json!(self.whole(&schema)),
            "array" => {
                let most = schema["maxItems"].as_u64().unwrap_or(3).min(3);
                let rows = self.dice.below(most + 1);
                (0..rows).map(|_| self.within(name, &schema["items"])).collect()
            }
            other => panic!("{name} is of a kind that nobody makes: {other}"),
        }
    }

    fn object(&mut self, schema: &Value) -> Value {
        let required = names(&schema["required"]);
        let mut made = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(name) || self.dice.coin() {
                made.insert(name.clone(), self.within(name, field));
            }
        }
        Value::Object(made)
    }

    fn whole(&mut self, schema: &Value) -> i64 {
        let (least, most) = (
            schema["minimum"].as_i64().unwrap_or(0),
            schema["maximum"].as_i64().unwrap_or(1_000_000),
        );
        match self.dice.below(4) {
            0 => least,
            1 => most,
            _ => least + i64::try_from(self.dice.below(most.abs_diff(least))).expect("within the bounds"),
        }
    }

    fn text(&mut self, name: &str, schema: &Value) -> String {
        // What exists, half of the time.
        if self.dice.coin() {
            match name {
                "session" => return self.session.clone(),
                "receipt_number" => return self.receipt.clone(),
                "outside_channel" | "tender" => return "cash".to_owned(),
                "code" | "number" => return PHONE.to_owned(),
                _ => {}
            }
        }
        let least = schema["minLength"].as_u64().unwrap_or(0);
        let most = schema["maxLength"].as_u64().unwrap_or(40);
        let length = least + self.dice.below(most - least + 1);
        let letters: Vec<char> = match schema["pattern"].as_str() {
            Some("^[!-~]+$") => ('!'..='~').collect(),
            Some(r"^\d{4}-\d{2}-\d{2}$") => {
                let (month, day) = (1 + self.dice.below(12), 1 + self.dice.below(28));
                return format!("2026-{month:02}-{day:02}");
            }
            Some(other) => panic!("nobody makes texts of the pattern {other}"),
            None => "aZ09-_ .'\"\\%&?#/<>;é会收😀\u{202D}\u{00A0}".chars().collect(),
        };
        (0..length).map(|_| *self.dice.of(&letters)).collect()
    }
}

fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
            .unwrap_or(""),
        _ => "",
    }
}

fn names(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// One request, as it is sent.
#[derive(Debug, Clone)]
struct Asked {
    method: Method,
    template: String,
    address: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut written, byte| {
        // Writing into a string cannot fail.
        let _ = write!(written, "%{byte:02X}");
        written
    })
}

fn request(world: &mut World, template: &str, method: &Method, operation: &Value) -> Asked {
    let (mut address, mut query) = (template.to_owned(), Vec::new());
    let mut headers = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().expect("a name").to_owned();
        let value = match world.within(&name, &parameter["schema"]) {
            Value::String(text) => text,
            other => other.to_string(),
        };
        match parameter["in"].as_str() {
            Some("path") => {
                assert_eq!(parameter["required"], true, "{template}: {name}");
                address = address.replace(&format!("{{{name}}}"), &percent(&value));
            }
            Some("query") if parameter["required"] == true || world.dice.coin() => {
                query.push(format!("{name}={}", percent(&value)));
            }
            Some("header") => headers.push(("idempotency-key", value)),
            _ => {}
        }
    }
    if !query.is_empty() {
        address = format!("{address}?{}", query.join("&"));
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    let body = (!body.is_null()).then(|| world.within("body", body).to_string());
    if body.is_some() {
        headers.push(("content-type", "application/json".to_owned()));
    }
    Asked {
        method: method.clone(),
        template: template.to_owned(),
        address,
        headers,
        body,
    }
}

async fn send(till: &mut Till, asked: &Asked) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, format!("Bearer {}", till.key).parse().expect("a header"));
    for (name, value) in &asked.headers {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).expect("a header"),
        );
    }
    loop {
        let body = asked.body.clone().unwrap_or_default().into_bytes();
        let answer = till
            .client
            .request(asked.method.clone(), &asked.address, headers.clone(), body)
            .await;
        if answer.status != StatusCode::TOO_MANY_REQUESTS {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    }
}

/// Whether an answer is one that the operation describes: its status, its media type, and the fields that it always has.
fn is_described(document: &Value, operation: &Value, asked: &Asked, answer: &Answer) {
    let described = &operation["responses"][answer.status.as_str()];
    assert!(
        described.is_object(),
        "{} is not described: {asked:?} {}",
        answer.status,
        answer.body
    );
    let kind = answer.header("content-type");
    let schema = &described["content"][kind]["schema"];
    assert!(
        schema.is_object(),
        "{kind} with {} is not described: {asked:?}",
        answer.status
    );
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {asked:?}"));
    let schema = World::resolve(document, schema);
    for name in names(&schema["required"]) {
        assert!(body.get(&name).is_some(), "{name} is missing: {asked:?} {body}");
    }
}

/// What is answered to a body that says that it is too large. It is never sent: the server does not wait for it, and closes.
async fn too_large(app: &TestApp, key: &str, template: &str) -> Answer {
    let host = app.base.strip_prefix("http://").expect("a plain address");
    let mut stream = TcpStream::connect(host).await.expect("the server listens");
    let head = format!(
        "POST {template} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\nIdempotency-Key: too-large-1\r\n\
         Content-Type: application/json\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("is sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("is answered");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
        (name, HeaderValue::from_str(value).expect("a value"))
    });
    Answer {
        status: status.parse().expect("a status"),
        headers: headers.collect(),
        body: body.to_owned(),
    }
}

/// Each operation, by address and method.
fn operations(document: &Value) -> Vec<(String, Method, Value)> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            all.push((
                path.clone(),
                method.to_uppercase().parse().expect("a method"),
                operation.clone(),
            ));
        }
    }
    all
}

async fn world(app: &TestApp, till: &mut Till, seed: u64) -> World {
    let mut member = Member::join(app, PHONE).await;
    member.top_up(app, "1000").await;
    let sold = till.scan(&member.code(app).await).await;
    let bill = json!({ "session": sold, "amount_fen": 5_000 });
    let (status, receipt) = till.post("/pos/v1/sales", "a-sale-0001", bill).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    World {
        document: serde_json::to_value(pos::description()).expect("a description"),
        session: till.scan(PHONE).await,
        receipt: receipt["receipt_number"].as_str().expect("a number").to_owned(),
        dice: Dice(seed),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_keeps_to_the_bounds_of_the_description_is_answered_as_described_and_never_ends_in_a_fault() {
    on_both_engines(async |app| {
        let mut till = Till::of_store(app, 1, "from the description").await;
        let mut world = world(app, &mut till, 20_261_128).await;
        for (template, method, operation) in operations(&world.document) {
            for _ in 0..CASES {
                if !world.dice.coin() {
                    world.session = till.scan_patiently(json!({ "code": PHONE })).await.1["session"]
                        .as_str()
                        .expect("a session")
                        .to_owned();
                }
                let asked = request(&mut world, &template, &method, &operation);
                let answer = send(&mut till, &asked).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{}: {asked:?} {}",
                    answer.status,
                    answer.body
                );
                is_described(&world.document, &operation, &asked, &answer);
            }
        }
    })
    .await;
}

/// The same request with one thing outside of its bounds, and the statuses that may come of it.
fn outside_of_bounds(operation: &Value, document: &Value, good: &Asked) -> Vec<(String, Asked, Vec<u16>)> {
    let mut bad = Vec::new();
    let mut add = |what: String, asked: Asked, statuses: &[u16]| bad.push((what, asked, statuses.to_vec()));
    if let Some(text) = &good.body {
        let with = |body: String| Asked {
            body: Some(body),
            ..good.clone()
        };
        let body: Value = serde_json::from_str(text).expect("JSON");
        let schema = World::resolve(
            document,
            &operation["requestBody"]["content"]["application/json"]["schema"],
        );
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let mut put = |value: Value, statuses: &[u16]| {
                let mut other = body.clone();
                other[name.as_str()] = value.clone();
                let shown: String = value.to_string().chars().take(30).collect();
                add(format!("{name} {shown}"), with(other.to_string()), statuses);
            };
            put(json!({ "not": "this" }), &[422]);
            if let Some(most) = field["maxLength"].as_u64() {
                put(json!("a".repeat(usize::try_from(most).expect("small") + 1)), &[422]);
                put(json!("线".repeat(usize::try_from(most).expect("small") + 1)), &[422]);
            }
            if field["minLength"].as_u64() == Some(1) {
                put(json!(""), &[404, 422]);
            }
            if kind(field) == "string" {
                put(json!("a\u{0}b"), &[400, 422]);
            }
            if kind(field) == "integer" {
                for number in [
                    field["minimum"].as_i64().map(|least| least - 1),
                    field["maximum"].as_i64().map(|most| most + 1),
                ] {
                    put(json!(number.expect("an amount has bounds")), &[404, 422]);
                }
                put(json!(1.5), &[422]);
                put(json!(1e300), &[422]);
            }
            if names(&schema["required"]).contains(name) {
                let mut less = body.clone();
                less.as_object_mut().expect("an object").remove(name);
                add(format!("no {name}"), with(less.to_string()), &[422]);
            }
        }
        let mut more = body.clone();
        more["unheard_of"] = json!(1);
        add("a field more".into(), with(more.to_string()), &[422]);
        add("no JSON".into(), with("{".into()), &[400]);
        let mut plain = good.clone();
        plain.headers.retain(|(name, _)| *name != CONTENT_TYPE.as_str());
        plain.headers.push(("content-type", "text/plain".into()));
        add("not called JSON".into(), plain, &[415]);
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, schema) = (parameter["name"].as_str().expect("a name"), &parameter["schema"]);
        let too_long = "a".repeat(usize::try_from(schema["maxLength"].as_u64().unwrap_or(300)).expect("small") + 1);
        match parameter["in"].as_str() {
            Some("path") => {
                for value in [too_long.as_str(), "%00", "%FF%FE", "%E4%BC%9A", "a%20b"] {
                    let address = good.template.replace(&format!("{{{name}}}"), value);
                    add(
                        format!("{name} {value:.9}"),
                        Asked {
                            address,
                            ..good.clone()
                        },
                        &[400, 404],
                    );
                }
            }
            Some("query") => {
                let above = match kind(schema) {
                    "integer" => schema["maximum"].as_i64().map(|most| (most + 1).to_string()),
                    _ => Some("101".to_owned()),
                };
                let others = [too_long.as_str(), "%00", "-1", "2026-13-41", "99999999999999999999"];
                for value in others.into_iter().chain(above.as_deref()) {
                    let address = format!("{}?{name}={value}", good.template);
                    add(
                        format!("{name} {value:.9}"),
                        Asked {
                            address,
                            ..good.clone()
                        },
                        &[400],
                    );
                }
            }
            Some("header") => {
                for value in ["short", &"k".repeat(101), "with a space"] {
                    let mut asked = good.clone();
                    asked.headers.retain(|(header, _)| *header != "idempotency-key");
                    asked.headers.push(("idempotency-key", value.to_owned()));
                    add(format!("{name} {value:.9}"), asked, &[400]);
                }
            }
            other => panic!("{name} is nowhere: {other:?}"),
        }
    }
    if good.template == "/pos/v1/sales" && good.method == Method::GET {
        let address = "/pos/v1/sales?unheard_of=1".to_owned();
        add(
            "a parameter more".into(),
            Asked {
                address,
                ..good.clone()
            },
            &[400],
        );
    }
    bad
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_outside_of_the_bounds_is_refused_as_described_and_never_cut() {
    on_both_engines(async |app| {
        let mut till = Till::of_store(app, 1, "outside of the bounds").await;
        let mut world = world(app, &mut till, 42).await;
        let entries = app.entries().await;
        for (template, method, operation) in operations(&world.document) {
            let good = request(&mut world, &template, &method, &operation);
            for (what, asked, statuses) in outside_of_bounds(&operation, &world.document, &good) {
                let answer = send(&mut till, &asked).await;
                assert!(
                    statuses.contains(&answer.status.as_u16()),
                    "{method} {template} with {what}: {} {}",
                    answer.status,
                    answer.body
                );
                is_described(&world.document, &operation, &asked, &answer);
            }
            if good.body.is_some() {
                let answer = too_large(app, &till.key, &template).await;
                assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{template}");
                is_described(&world.document, &operation, &good, &answer);
            }
            let mut nobody = Till {
                client: app.client(),
                key: "hk_nobodys".to_owned(),
            };
            let answer = send(&mut nobody, &good).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {template}");
            is_described(&world.document, &operation, &good, &answer);
        }
        assert_eq!(app.entries().await, entries, "nothing was booked");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_interface_accepts_its_own_examples() {
    let app = TestApp::new().await;
    let mut till = Till::of_store(&app, 1, "examples").await;
    let document = serde_json::to_value(pos::description()).expect("a description");
    for (template, method, operation) in operations(&document) {
        let schema = World::resolve(
            &document,
            &operation["requestBody"]["content"]["application/json"]["schema"],
        );
        let mut body = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            if names(&schema["required"]).contains(name) {
                assert!(!field["example"].is_null(), "{template}: {name} has no example");
            }
            if !field["example"].is_null() {
                body.insert(name.clone(), field["example"].clone());
            }
        }
        let mut asked = Asked {
            method: method.clone(),
            template: template.clone(),
            address: template.clone(),
            headers: vec![("content-type", "application/json".to_owned())],
            body: schema.is_object().then(|| Value::Object(body).to_string()),
        };
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] == "header" {
                let example = parameter["example"]
                    .as_str()
                    .or(parameter["schema"]["example"].as_str());
                asked
                    .headers
                    .push(("idempotency-key", example.expect("a key as an example").to_owned()));
            }
        }
        let answer = send(&mut till, &asked).await;
        let code = serde_json::from_str::<Value>(&answer.body).expect("JSON")["code"].clone();
        for refused in [
            "malformed",
            "too-long",
            "not-a-code",
            "not-a-number",
            "no-idempotency-key",
            "unknown-tender",
        ] {
            assert_ne!(code, refused, "{method} {template}: {}", answer.body);
        }
    }
}
