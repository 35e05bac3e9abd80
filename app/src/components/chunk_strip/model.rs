//! Which cells a strip has and what each says. Plain data: chunks in, lanes of cells out.

/// How a copy of a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellState {
    /// On the disk of its node.
    Durable,
    /// On its way.
    Sending,
    /// Not begun.
    Empty,
    /// Should be there and is out of reach.
    Missing,
}

impl CellState {
    /// The value of the attribute that the style sheet looks at.
    pub fn name(self) -> &'static str {
        match self {
            Self::Durable => "durable",
            Self::Sending => "sending",
            Self::Empty => "empty",
            Self::Missing => "missing",
        }
    }
}

/// One copy of all chunks, from the first to the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// The letter of its zone: "U".
    pub zone: String,
    /// At most [`CELLS_MAX`].
    pub cells: Vec<CellState>,
}

/// Cells in a row; more would be too thin to see apart in a panel of 300 pixels.
pub const CELLS_MAX: usize = 60;

/// How many cells stand for so many chunks.
pub fn cell_count(chunks: usize) -> usize {
    chunks.min(CELLS_MAX)
}

/// The chunks that one cell stands for: a half-open range, never empty.
pub fn chunks_of_cell(cell: usize, chunks: usize) -> std::ops::Range<usize> {
    let cells = cell_count(chunks);
    cell * chunks / cells..(cell + 1) * chunks / cells
}

/// The cell in which a chunk is shown.
pub fn cell_of_chunk(chunk: usize, chunks: usize) -> usize {
    let cells = cell_count(chunks);
    (0..cells).find(|cell| chunks_of_cell(*cell, chunks).contains(&chunk)).unwrap_or_default()
}

/// A lane from the state of each chunk.
pub fn lane(zone: &str, chunks: &[CellState]) -> Lane {
    let cell = |cell| summary(&chunks[chunks_of_cell(cell, chunks.len())]);
    Lane { zone: zone.to_owned(), cells: (0..cell_count(chunks.len())).map(cell).collect() }
}

/// What one cell of several chunks shows: a missing one always, else what they agree on, else that it is on its way.
fn summary(chunks: &[CellState]) -> CellState {
    let first = chunks.first().copied().unwrap_or(CellState::Empty);
    match () {
        () if chunks.contains(&CellState::Missing) => CellState::Missing,
        () if chunks.iter().all(|chunk| *chunk == first) => first,
        () => CellState::Sending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CellState::{Durable, Empty, Missing, Sending};

    #[test]
    fn few_chunks_have_a_cell_each() {
        assert_eq!(lane("U", &[Durable, Missing]).cells, [Durable, Missing]);
        assert_eq!(lane("U", &[]).cells, []);
    }

    #[test]
    fn every_chunk_is_in_exactly_one_cell() {
        for chunks in [1, 59, 60, 61, 413, 95_000] {
            let covered: Vec<_> =
                (0..cell_count(chunks)).flat_map(|cell| chunks_of_cell(cell, chunks)).collect();
            assert!(covered.iter().copied().eq(0..chunks), "{chunks} chunks");
        }
        assert_eq!(cell_of_chunk(412, 413), 59);
        assert_eq!(cell_of_chunk(0, 413), 0);
    }

    #[test]
    fn one_missing_chunk_among_many_is_seen() {
        let mut chunks = vec![Durable; 413];
        chunks[117] = Missing;
        let cells = lane("A", &chunks).cells;
        assert_eq!(cells.iter().filter(|cell| **cell == Missing).count(), 1);
        assert_eq!(cells[cell_of_chunk(117, 413)], Missing);
    }

    #[test]
    fn a_cell_of_several_chunks_is_done_when_all_are() {
        let mut chunks = vec![Durable; 120];
        chunks[1] = Empty;
        chunks[118] = Sending;
        chunks[119] = Sending;
        chunks[2] = Empty;
        chunks[3] = Empty;
        let cells = lane("U", &chunks).cells;
        assert_eq!((cells[0], cells[1], cells[2], cells[59]), (Sending, Empty, Durable, Sending));
    }
}
