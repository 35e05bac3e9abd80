//! Where a menu opens: at its button, inside the window.

/// A place in the window, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// Width and height, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// To the right.
    pub width: f64,
    /// To the bottom.
    pub height: f64,
}

/// Kept free at the window's edge.
const MARGIN: f64 = 8.0;

/// The upper left corner of a menu whose upper right corner belongs to `anchor`; above `anchor` where there is no room
/// below it.
pub fn place(anchor: Point, menu: Size, window: Size) -> Point {
    let fits_below = anchor.y + menu.height + MARGIN <= window.height;
    let y = if fits_below { anchor.y } else { anchor.y - menu.height };
    let inside = |place: f64, length: f64, room: f64| place.min(room - length - MARGIN).max(MARGIN);
    Point {
        x: inside(anchor.x - menu.width, menu.width, window.width),
        y: inside(y, menu.height, window.height),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_stays_inside_the_window() {
        let menu = Size { width: 200.0, height: 160.0 };
        let window = Size { width: 360.0, height: 640.0 };
        let check = |x, y, expected| {
            let Point { x, y } = place(Point { x, y }, menu, window);
            assert_eq!((x, y), expected);
        };
        check(340.0, 100.0, (140.0, 100.0));
        check(150.0, 100.0, (8.0, 100.0));
        check(360.0, 600.0, (152.0, 440.0));
        check(300.0, 100.0, (100.0, 100.0));
    }
}
