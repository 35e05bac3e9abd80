//! The layout in the data folder: what the nodes are does not depend on how the server is started the next time.
//!
//! ```text
//! skyshard layout
//! format 1
//! version 3
//! node-0 node-us-east us-east 192.168.1.2 10000000000 active
//! ```

use std::path::{Path, PathBuf};

use super::StartError;
use super::plate;
use crate::layout::{Layout, NodeSpec, Role};

fn path_in(data: &Path) -> PathBuf {
    data.join("layout")
}

/// The layout of the cluster in this folder; `None` before its first start.
pub fn read(data: &Path) -> Result<Option<Layout>, StartError> {
    let path = path_in(data);
    let Some(fields) = plate::read(&path, "layout")? else { return Ok(None) };
    let damaged = |problem: String| StartError::Damaged { path: path.clone(), problem };
    let version = fields.get("version").and_then(|version| version.parse().ok());
    let version = version.ok_or_else(|| damaged("it does not tell its version".to_owned()))?;
    let places = (0..).map_while(|place| fields.get(&format!("node-{place}")));
    let nodes: Option<Vec<NodeSpec>> = places.map(|line| parse(line)).collect();
    let nodes =
        nodes.ok_or_else(|| damaged("a node is not name, zone, address, bytes and role".to_owned()))?;
    Layout::numbered(version, nodes).map(Some).map_err(|error| damaged(error.to_string()))
}

/// Writes the layout, whole or not at all.
pub(super) fn write(data: &Path, layout: &Layout) -> Result<(), StartError> {
    let version = layout.version().to_string();
    let nodes: Vec<(String, String)> =
        (0..).zip(layout.nodes()).map(|(place, node)| line_of(place, node)).collect();
    let mut fields = vec![("version", version.as_str())];
    fields.extend(nodes.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    plate::write(&path_in(data), "layout", &fields)
}

fn line_of(place: usize, node: &NodeSpec) -> (String, String) {
    let NodeSpec { name, zone, address, capacity_bytes, role } = node;
    (format!("node-{place}"), format!("{name} {zone} {address} {capacity_bytes} {role}"))
}

fn parse(line: &str) -> Option<NodeSpec> {
    let mut words = line.split(' ');
    let node = NodeSpec {
        name: words.next()?.parse().ok()?,
        zone: words.next()?.parse().ok()?,
        address: words.next()?.parse().ok()?,
        capacity_bytes: words.next()?.parse().ok()?,
        role: match words.next()? {
            "active" => Role::Active,
            "draining" => Role::Draining,
            "removed" => Role::Removed,
            _ => return None,
        },
    };
    words.next().is_none().then_some(node)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    #![expect(clippy::disallowed_methods, reason = "reads and writes a real folder")]

    use super::*;
    use crate::layout::{Change, standard_nodes};

    #[test]
    fn a_layout_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        let layout = Layout::new(standard_nodes(5, 10_000_000_000)).unwrap();
        let layout = layout.with(&Change::Drain("node-asia".parse().unwrap())).unwrap().next();
        write(folder.path(), &layout).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(layout));
    }

    #[test]
    fn a_damaged_layout_is_told_and_not_guessed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("layout");
        for text in ["", "version 2\nnode-0 a b c d e\n", "node-0 a b 192.168.1.2 5 active\n", "version 1\n"]
        {
            std::fs::write(&path, format!("skyshard layout\nformat 1\n{text}")).unwrap();
            assert!(matches!(read(folder.path()), Err(StartError::Damaged { .. })), "{text:?}");
        }
    }
}
