//! Layouts on the wire, and the changes that arrive.
use cluster::{
    layout::{Change, Layout, NodeName, Zone},
    live::Staged,
};
use proto::{
    cluster::{
        self as messages, AddNode, LayoutNode, LayoutPreview, ResizeNode, StageLayoutChangeRequest,
        StagedLayout, stage_layout_change_request,
    },
    convert::{FieldError, FieldReason, bytes, size},
};

use super::wire;
use crate::{app::App, service::ServiceError};

pub(super) fn layout(layout: &Layout) -> messages::Layout {
    let nodes = layout.nodes().iter().map(|node| LayoutNode {
        name: node.name.to_string(),
        zone: node.zone.to_string(),
        zone_letter: node.zone.letter().to_string(),
        address: node.address.to_string(),
        capacity_bytes: bytes(node.capacity_bytes),
        role: wire::role(node.role).into(),
    });
    messages::Layout { version: bytes(layout.version()), nodes: nodes.collect() }
}

pub(super) fn staged(app: &App, staged: &Staged) -> StagedLayout {
    let (preview, chunks) = (&staged.preview, app.cluster.health().chunks);
    let sentence = if preview.moved_copies == 0 {
        format!("No copy would move; all {chunks} chunks stay where they are.")
    } else {
        format!(
            "{} copies would move, {} in all. Every chunk keeps at least {} copies within reach meanwhile.",
            preview.moved_copies,
            domain::format::bytes(preview.moved_bytes),
            preview.copies_min
        )
    };
    StagedLayout {
        layout: Some(layout(&staged.layout)),
        preview: Some(LayoutPreview {
            moved_copies: bytes(preview.moved_copies),
            moved_bytes: bytes(preview.moved_bytes),
            stuck_chunks: bytes(preview.stuck),
            copies_min: bytes(preview.copies_min as u64),
            chunks: bytes(chunks),
            sentence,
        }),
    }
}

/// The change that a request asks for; a node without a capacity gets the usual one.
pub(super) fn change(request: StageLayoutChangeRequest, capacity: u64) -> Result<Change, ServiceError> {
    use stage_layout_change_request::Change as Asked;
    Ok(match request.change.ok_or_else(|| wrong("change", "Say which change to stage."))? {
        Asked::Add(AddNode { zone, address, capacity_bytes }) => Change::Add {
            zone: zone.parse::<Zone>().map_err(|error| wrong("zone", error))?,
            address: match address.as_str() {
                "" => None,
                text => Some(text.parse().map_err(|_| wrong("address", "This is no IPv4 address."))?),
            },
            capacity_bytes: match size("capacity_bytes", capacity_bytes).map_err(ServiceError::from)? {
                0 => capacity,
                bytes => bytes,
            },
        },
        Asked::Drain(node) => Change::Drain(name("drain", &node)?),
        Asked::Activate(node) => Change::Activate(name("activate", &node)?),
        Asked::Remove(node) => Change::Remove(name("remove", &node)?),
        Asked::Resize(ResizeNode { name: node, capacity_bytes }) => {
            let capacity = size("capacity_bytes", capacity_bytes).map_err(ServiceError::from)?;
            Change::Resize(name("name", &node)?, capacity)
        }
    })
}

fn name(field: &'static str, text: &str) -> Result<NodeName, ServiceError> {
    text.parse::<NodeName>().map_err(|error| wrong(field, error))
}

fn wrong(field: &'static str, why: impl std::fmt::Display) -> ServiceError {
    FieldError::new(field, FieldReason::InvalidArgument, why).into()
}
