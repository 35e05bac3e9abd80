//! Where the map draws zones and nodes: zones on a ring, the nodes of a zone in a row inside it. The picture is the
//! table again; nothing is on it that the table does not say.

/// A place on the map, in units of its `viewBox`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// Width of the map's `viewBox`.
pub const WIDTH: f64 = 360.0;
/// Its height.
pub const HEIGHT: f64 = 280.0;
/// Radius of a node.
pub const NODE_RADIUS: f64 = 13.0;
/// Nodes in one row of a zone.
const ROW_NODES: usize = 4;
/// Between the centres of two nodes of a zone.
const STEP: f64 = 36.0;
/// Kept free at the border, for names and zone frames.
const MARGIN: f64 = 62.0;

/// The server, in the middle.
pub fn hub() -> Spot {
    Spot { x: WIDTH / 2.0, y: HEIGHT / 2.0 }
}

/// The centre of each zone, on a ring around the server: two side by side, others from the top left, clockwise.
pub fn zone_centres(zones: usize) -> Vec<Spot> {
    let middle = hub();
    // Two zones lie on a level line, three stand on one point.
    let start = if zones == 2 { std::f64::consts::PI } else { -5.0 * std::f64::consts::FRAC_PI_6 };
    let spot = |zone: usize| {
        let angle = start + std::f64::consts::TAU * zone as f64 / zones as f64;
        let (across, down) = (WIDTH / 2.0 - MARGIN - STEP / 2.0, HEIGHT / 2.0 - MARGIN);
        Spot { x: middle.x + across * angle.cos(), y: middle.y + down * angle.sin() }
    };
    (0..zones).map(spot).collect()
}

/// The place of each node of a zone of so many, around the zone's centre.
pub fn spots_in_zone(centre: Spot, nodes: usize) -> Vec<Spot> {
    let rows = nodes.div_ceil(ROW_NODES).max(1);
    let spot = |node: usize| {
        let (row, column) = (node / ROW_NODES, node % ROW_NODES);
        let in_row = (nodes - row * ROW_NODES).min(ROW_NODES);
        Spot {
            x: centre.x + (column as f64 - (in_row as f64 - 1.0) / 2.0) * STEP,
            y: centre.y + (row as f64 - (rows as f64 - 1.0) / 2.0) * STEP,
        }
    };
    (0..nodes).map(spot).collect()
}

/// The frame around a zone of so many nodes: left, top, width, height.
pub fn zone_frame(centre: Spot, nodes: usize) -> (f64, f64, f64, f64) {
    let columns = nodes.clamp(1, ROW_NODES) as f64;
    let rows = nodes.div_ceil(ROW_NODES).max(1) as f64;
    let (width, height) = (columns * STEP + 12.0, rows * STEP + 8.0);
    (centre.x - width / 2.0, centre.y - height / 2.0, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_that_is_allowed_fits_the_map() {
        for zones in 1..=5 {
            // Ten nodes in all, and one in each of the other zones.
            for nodes in 1..=11 - zones {
                for centre in zone_centres(zones) {
                    let (left, top, width, height) = zone_frame(centre, nodes);
                    assert!(left >= 0.0 && top >= 16.0, "{zones} zones of {nodes}: {left}, {top}");
                    assert!(left + width <= WIDTH && top + height <= HEIGHT, "{zones} zones of {nodes}");
                }
            }
        }
    }

    #[test]
    fn nodes_of_a_zone_do_not_touch() {
        let spots = spots_in_zone(Spot { x: 0.0, y: 0.0 }, 10);
        for (index, one) in spots.iter().enumerate() {
            for other in &spots[index + 1..] {
                let apart = (one.x - other.x).hypot(one.y - other.y);
                assert!(apart >= 2.0 * NODE_RADIUS, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn three_zones_are_apart() {
        let centres = zone_centres(3);
        for (index, one) in centres.iter().enumerate() {
            for other in &centres[index + 1..] {
                assert!((one.x - other.x).hypot(one.y - other.y) > 3.0 * STEP);
            }
        }
    }
}
