//! The description for people: one plain page, made from the same document that programs read.

use std::fmt::Write;

use axum::Extension;
use axum::response::Html;
use serde_json::Value;

use super::description;
use crate::web::headers::CspNonce;

const STYLE: &str = ":root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
     padding:0 1rem}code,pre{font-family:ui-monospace,monospace;font-size:.9em}table{border-collapse:collapse;width:100%}\
     td,th{border-top:1px solid #8886;padding:.35rem .5rem;text-align:start;vertical-align:top}section{margin-block:2.5rem}\
     h2 code{font-weight:600}";

/// `/pos/v1/docs`.
pub async fn page(Extension(CspNonce(nonce)): Extension<CspNonce>) -> Html<String> {
    let document = serde_json::to_value(description()).unwrap_or_default();
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>Huika POS</title><style nonce=\"{nonce}\">{STYLE}</style></head>\
         <body><main><h1>Huika POS</h1><p>{}</p><p>Every request carries <code>Authorization: Bearer hk_…</code>. For programs: \
         <a href=\"/pos/v1/openapi.json\">openapi.json</a>.</p>",
        text(&document["info"]["description"])
    );
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            write_operation(&mut html, path, method, operation, &document);
        }
    }
    html.push_str("</main></body></html>");
    Html(html)
}

fn write_operation(html: &mut String, path: &str, method: &str, operation: &Value, document: &Value) {
    // Writing into a string cannot fail.
    let _ = write!(
        html,
        "<section><h2>{}</h2><p><code>{} {}</code></p><p>{}</p>",
        text(&operation["summary"]),
        escape(&method.to_uppercase()),
        escape(path),
        text(&operation["description"])
    );
    let parameters = operation["parameters"].as_array();
    if let Some(parameters) = parameters.filter(|parameters| !parameters.is_empty()) {
        let rows = parameters
            .iter()
            .map(|p| [text(&p["name"]), text(&p["in"]), text(&p["description"])]);
        write_table(html, "Parameters", rows);
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    write_table(html, "Body", fields(body, document));
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let _ = write!(html, "<h3>{} {}</h3>", escape(status), text(&response["description"]));
        let schema = &response["content"]["application/json"]["schema"];
        if status.starts_with('2') {
            write_table(html, "", fields(schema, document));
        }
    }
    html.push_str("</section>");
}

/// Name, kind and meaning of each field of an object, following a reference or a list to it.
fn fields(schema: &Value, document: &Value) -> Vec<[String; 3]> {
    let schema = resolve(schema, document);
    let schema = if schema["type"] == "array" {
        resolve(&schema["items"], document)
    } else {
        schema
    };
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, field)| [escape(name), kind(field, document), text(&field["description"])])
        .collect()
}

fn resolve<'d>(schema: &'d Value, document: &'d Value) -> &'d Value {
    let pointer = schema["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

fn kind(field: &Value, document: &Value) -> String {
    let inner = resolve(field, document);
    if let Some(words) = inner["enum"].as_array() {
        return escape(&words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "));
    }
    match (&inner["type"], inner["properties"].as_object()) {
        (_, Some(properties)) => {
            let names: Vec<&str> = properties.keys().map(String::as_str).collect();
            escape(&format!("{{ {} }}", names.join(", ")))
        }
        (Value::String(kind), None) => escape(kind),
        (Value::Array(kinds), None) => escape(&kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")),
        _ => words_of(inner),
    }
}

/// The words of a choice.
fn words_of(schema: &Value) -> String {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let words = choices.filter_map(|choice| {
        let word = choice["enum"][0].as_str().map(str::to_owned);
        word.or_else(|| Some(format!("{{ {} }}", choice["properties"].as_object()?.keys().next()?)))
    });
    escape(&words.collect::<Vec<_>>().join(" or "))
}

fn write_table(html: &mut String, title: &str, rows: impl IntoIterator<Item = [String; 3]>) {
    let mut rows = rows.into_iter().peekable();
    if rows.peek().is_none() {
        return;
    }
    if !title.is_empty() {
        let _ = write!(html, "<h3>{title}</h3>");
    }
    html.push_str("<table><tbody>");
    for [name, kind, meaning] in rows {
        let _ = write!(
            html,
            "<tr><td><code>{name}</code></td><td>{kind}</td><td>{meaning}</td></tr>"
        );
    }
    html.push_str("</tbody></table>");
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
