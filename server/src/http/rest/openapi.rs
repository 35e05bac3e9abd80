//! The description of REST for programs (OpenAPI 3.1), made of the same [`Operation`]s as the router.
use serde_json::{Map, Value, json};

use super::{
    json::PROBLEM,
    offer::{Area, Caller, Content, Kind, Operation, Parameter},
    schema::a,
    schemas,
};

/// The whole document.
pub(super) fn document(operations: &[(Area, Operation)]) -> Value {
    let mut paths = Map::new();
    for (area, operation) in operations {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.verb.name()] = described(*area, operation);
    }
    let tags: Vec<Value> = Area::ALL.iter().map(|area| json!({ "name": area.name() })).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Skyshard",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A private cloud whose storage you can watch. Times are RFC 3339, sizes are bytes, money is in \
                            minor units. Cookies count nowhere but where a browser saves a file by itself.",
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "What `/api/auth/verify-otp` answered." },
            },
        },
    })
}

fn described(area: Area, operation: &Operation) -> Value {
    let mut described = json!({
        "operationId": operation.name,
        "summary": operation.about,
        "tags": [area.name()],
        "parameters": parameters(operation),
        "responses": responses(operation),
        "security": match operation.caller {
            Caller::Anybody => json!([]),
            Caller::Member | Caller::MemberOrPage => json!([{ "token": [] }]),
        },
    });
    if let Some((media_type, schema)) = content(operation.body) {
        described["requestBody"] =
            json!({ "required": true, "content": { media_type: { "schema": schema } } });
    }
    described
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let parameter = |place: &str, parameter: &Parameter| {
        let schema = match parameter.kind {
            Kind::Text => json!({ "type": "string" }),
            Kind::Whole => json!({ "type": "integer", "format": "int64", "minimum": 0 }),
            Kind::Flag => json!({ "type": "boolean" }),
        };
        json!({ "name": parameter.name, "in": place, "schema": schema, "description": parameter.about })
    };
    let in_path = operation
        .in_path()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let query = operation.query.iter().map(|it| parameter("query", it));
    let headers = operation.headers.iter().map(|it| parameter("header", it));
    in_path.chain(query).chain(headers).collect()
}

fn responses(operation: &Operation) -> Value {
    let mut success = json!({ "description": "It was done." });
    if let Some((media_type, schema)) = content(operation.answer) {
        success["content"] = json!({ media_type: { "schema": schema } });
    }
    let refusal = if operation.problems {
        json!({ PROBLEM: { "schema": a("Problem") } })
    } else {
        json!({ "text/plain": { "schema": { "type": "string" } } })
    };
    json!({
        operation.status.to_string(): success,
        "default": { "description": "It was refused or could not be done.", "content": refusal },
    })
}

fn content(content: Content) -> Option<(&'static str, Value)> {
    match content {
        Content::Nothing => None,
        Content::Json(name) => Some(("application/json", a(name))),
        Content::Bytes(media_type) => Some((media_type, json!({}))),
        Content::Form => Some((
            "multipart/form-data",
            json!({
                "type": "object",
                "required": ["file"],
                "properties": { "file": { "type": "string", "format": "binary" } },
            }),
        )),
    }
}
