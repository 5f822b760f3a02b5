//! What a request's body may hold. WeChat refuses what it does not know, `null`, and characters of four bytes.

use serde_json::{Map, Value};

use super::answer::Answer;

/// A field of an object.
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    pub kind: Kind,
}

/// What a field holds.
pub enum Kind {
    /// Text of so many bytes at most.
    Text(usize),
    /// A whole number from the first to the last.
    Whole(i64, i64),
    Flag,
    Object(&'static [Field]),
    List(&'static [Field]),
}

pub const fn must(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: true,
        kind,
    }
}

pub const fn may(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        required: false,
        kind,
    }
}

/// Reads the body and holds it against the fields.
pub fn read(body: &[u8], fields: &[Field]) -> Result<Value, Answer> {
    let value: Value =
        serde_json::from_slice(body).map_err(|_| Answer::refusal(400, "PARAM_ERROR", "请求参数不是合法的JSON"))?;
    let Value::Object(object) = &value else {
        return Err(Answer::bad_field("", "需要JSON对象"));
    };
    object_fits("", object, fields)?;
    Ok(value)
}

fn object_fits(at: &str, object: &Map<String, Value>, fields: &[Field]) -> Result<(), Answer> {
    for name in object.keys() {
        if !fields.iter().any(|field| field.name == name) {
            return Err(Answer::bad_field(&format!("{at}/{name}"), "存在多余的参数").with_inner_code(270_924_358));
        }
    }
    for field in fields {
        let pointer = format!("{at}/{}", field.name);
        match object.get(field.name) {
            Some(value) => value_fits(&pointer, value, &field.kind)?,
            None if field.required => return Err(Answer::bad_field(&pointer, "缺少必填参数")),
            None => {}
        }
    }
    Ok(())
}

fn value_fits(pointer: &str, value: &Value, kind: &Kind) -> Result<(), Answer> {
    match (kind, value) {
        (Kind::Text(limit), Value::String(text)) => {
            if text.is_empty() || text.len() > *limit {
                return Err(Answer::bad_field(pointer, "字符串长度不符合规则"));
            }
            if text.chars().any(|c| c.len_utf8() == 4) {
                return Err(Answer::bad_field(pointer, "存在不支持的字符（4字节UTF-8）"));
            }
            Ok(())
        }
        (Kind::Whole(least, most), Value::Number(number)) => match number.as_i64() {
            Some(number) if (*least..=*most).contains(&number) => Ok(()),
            _ => Err(Answer::bad_field(pointer, "数值超出范围")),
        },
        (Kind::Flag, Value::Bool(_)) => Ok(()),
        (Kind::Object(fields), Value::Object(object)) => object_fits(pointer, object, fields),
        (Kind::List(fields), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                let at = format!("{pointer}/{index}");
                let Value::Object(object) = item else {
                    return Err(Answer::bad_field(&at, "需要JSON对象"));
                };
                object_fits(&at, object, fields)?;
            }
            Ok(())
        }
        _ => Err(Answer::bad_field(pointer, "类型不符合规则，或为null")),
    }
}
