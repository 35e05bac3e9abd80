//! Which cells a strip has and what each says. Plain data: chunks in, lanes of cells out.

/// How a copy of a chunk is; ordered by what a cell of several chunks should show: the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// A lane from the state of each chunk. A cell of several chunks shows the worst of them.
pub fn lane(zone: &str, chunks: &[CellState]) -> Lane {
    let worst = |cell| chunks[chunks_of_cell(cell, chunks.len())].iter().copied().max();
    let cells = (0..cell_count(chunks.len())).filter_map(worst).collect();
    Lane { zone: zone.to_owned(), cells }
}

/// What is known of an upload's copies, in bytes from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// Copies of these bytes are durable.
    pub durable: u64,
    /// Bytes up to here are on their way.
    pub sending: u64,
    /// The size of the file.
    pub size: u64,
}

/// A lane that fills from the left.
pub fn filling_lane(zone: &str, reach: Reach, chunk_bytes: u64) -> Lane {
    let chunks = usize::try_from(reach.size.div_ceil(chunk_bytes.max(1))).unwrap_or(usize::MAX).max(1);
    let cells = cell_count(chunks);
    let state = |cell: usize| {
        let range = chunks_of_cell(cell, chunks);
        let start = range.start as u64 * chunk_bytes;
        let end = (range.end as u64 * chunk_bytes).min(reach.size);
        match () {
            () if reach.durable >= end => CellState::Durable,
            () if reach.durable.max(reach.sending) > start => CellState::Sending,
            () => CellState::Empty,
        }
    };
    Lane { zone: zone.to_owned(), cells: (0..cells).map(state).collect() }
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
            let covered: Vec<_> = (0..cell_count(chunks)).flat_map(|cell| chunks_of_cell(cell, chunks)).collect();
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
    fn an_upload_fills_from_the_left() {
        let reach = Reach { durable: 20, sending: 35, size: 50 };
        assert_eq!(filling_lane("U", reach, 10).cells, [Durable, Durable, Sending, Sending, Empty]);
        let full = Reach { durable: 45, sending: 45, size: 45 };
        assert_eq!(filling_lane("U", full, 10).cells, [Durable; 5]);
    }

    #[test]
    fn an_empty_file_is_one_cell() {
        assert_eq!(filling_lane("U", Reach::default(), 10).cells, [Durable]);
    }
}
