//! No crate edge outside the diagram.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::process::{cargo, quietly};
use crate::workspace;

/// From each of our crates to those it may know. The diagram in ARCHITECTURE.md, as data.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("app", &["client", "domain"]),
    ("cli", &["client", "cluster", "domain", "server"]),
    ("client", &["domain", "proto"]),
    ("cluster", &[]),
    ("domain", &[]),
    ("frontend", &["app"]),
    ("migrations", &[]),
    ("proto", &["domain"]),
    ("server", &["cluster", "domain", "migrations", "proto"]),
    ("xtask", &[]),
];

/// Edges that only tests may use: the server's tests speak through the client.
const ALLOWED_IN_TESTS: [(&str, &str); 1] = [("server", "client")];

/// One crate depends on another of ours.
#[derive(Debug)]
pub struct Edge {
    from: String,
    to: String,
    in_tests: bool,
}

/// The edges as cargo sees them.
pub fn read() -> Result<Vec<Edge>> {
    let arguments = ["metadata", "--no-deps", "--format-version", "1"];
    let said = quietly(cargo().current_dir(workspace::root()).args(arguments))?;
    let metadata: Value = serde_json::from_str(&said).context("cargo metadata did not answer with JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata named no packages")?;
    let names: Vec<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    let mut edges = Vec::new();
    for package in packages {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let (Some(from), Some(to)) = (package["name"].as_str(), dependency["name"].as_str()) else {
                continue;
            };
            if names.contains(&to) {
                let in_tests = dependency["kind"] == "dev";
                edges.push(Edge { from: from.to_owned(), to: to.to_owned(), in_tests });
            }
        }
    }
    Ok(edges)
}

/// Every edge that the diagram does not have.
pub fn check(edges: &[Edge]) -> Vec<Finding> {
    let forbidden = edges.iter().filter(|edge| !allowed(edge));
    let finding = |Edge { from, to, .. }: &Edge| Finding {
        place: format!("{from}/Cargo.toml"),
        sentence: format!("{from} must not know {to}; the diagram in ARCHITECTURE.md has no such edge"),
    };
    forbidden.map(finding).collect()
}

fn allowed(Edge { from, to, in_tests }: &Edge) -> bool {
    let known = ALLOWED.iter().find(|(name, _)| name == from).map_or(&[][..], |(_, known)| known);
    known.contains(&to.as_str()) || (*in_tests && (from == to || ALLOWED_IN_TESTS.contains(&(from, to))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(from: &str, to: &str, in_tests: bool) -> usize {
        check(&[Edge { from: from.to_owned(), to: to.to_owned(), in_tests }]).len()
    }

    #[test]
    fn the_diagram_and_nothing_else() {
        assert_eq!(found("server", "domain", false), 0);
        assert_eq!(found("domain", "server", false), 1);
        assert_eq!(found("app", "proto", false), 1);
        assert_eq!(found("a new crate", "domain", false), 1);
    }

    #[test]
    fn tests_may_speak_through_the_client() {
        assert_eq!(found("server", "client", true), 0);
        assert_eq!(found("server", "client", false), 1);
        assert_eq!(found("domain", "client", true), 1);
    }
}
