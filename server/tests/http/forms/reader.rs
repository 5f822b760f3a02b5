//! Reads the forms of a page as a browser does that sends them.

/// A form: where it posts, and its fields.
pub struct Form {
    pub action: String,
    pub fields: Vec<Field>,
}

pub struct Field {
    pub name: String,
    /// `text`, `password`, `radio`, `select` and so on.
    pub kind: String,
    pub autocomplete: String,
    /// What would be sent; `None` for a box that is not ticked and a choice that is not taken.
    pub value: Option<String>,
}

impl Form {
    /// All forms of a page that post somewhere. What a form asks with `GET` stands in the address, and is never lost.
    pub fn all(body: &str) -> Vec<Self> {
        let forms = body.split("<form").skip(1);
        forms
            .filter_map(|rest| {
                let inner = rest.split("</form>").next()?;
                let (tag, content) = inner.split_once('>')?;
                if attribute(tag, "method").as_deref() != Some("post") {
                    return None;
                }
                let action = attribute(tag, "action")?;
                Some(Self {
                    action,
                    fields: fields(content),
                })
            })
            .collect()
    }

    /// What the field would send, by its name: the typed text, the ticked boxes.
    pub fn sends(&self, name: &str) -> Vec<String> {
        let own = self.fields.iter().filter(|field| field.name == name);
        own.filter_map(|field| field.value.clone()).collect()
    }
}

impl Field {
    /// Whether a person fills it in, and a page could show it again.
    pub fn is_seen(&self) -> bool {
        self.kind != "hidden" && self.kind != "file"
    }

    /// Whether what is typed here is nobody else's business, not even for a minute.
    pub fn is_secret(&self) -> bool {
        self.kind == "password" || self.autocomplete == "one-time-code"
    }
}

fn fields(content: &str) -> Vec<Field> {
    let mut found = Vec::new();
    for rest in content.split('<').skip(1) {
        let tag = rest.split('>').next().unwrap_or_default();
        let of = |name| attribute(tag, name).unwrap_or_default();
        if tag.starts_with("input") {
            let kind = attribute(tag, "type").unwrap_or_else(|| "text".to_owned());
            let picked = !["radio", "checkbox"].contains(&kind.as_str()) || has(tag, "checked");
            found.push(Field {
                name: of("name"),
                autocomplete: of("autocomplete"),
                value: picked.then(|| of("value")),
                kind,
            });
        } else if tag.starts_with("textarea") {
            found.push(Field {
                name: of("name"),
                kind: "textarea".to_owned(),
                autocomplete: of("autocomplete"),
                value: rest.split_once('>').map(|(_, text)| unescaped(text.trim())),
            });
        } else if tag.starts_with("select") {
            found.push(Field {
                name: of("name"),
                kind: "select".to_owned(),
                autocomplete: of("autocomplete"),
                value: None,
            });
        } else if tag.starts_with("option")
            && has(tag, "selected")
            && let Some(select) = found.last_mut()
        {
            select.value = Some(of("value"));
        }
    }
    found.retain(|field| !field.name.is_empty());
    found
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let after = tag.split(&format!(" {name}=\"")).nth(1)?;
    let value = after.split('"').next()?;
    Some(unescaped(value))
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn has(tag: &str, name: &str) -> bool {
    attribute(tag, name).is_some() || tag.split(' ').any(|word| word.trim_end_matches('/') == name)
}
