//! One file of a disk in memory: its bytes, and how to take back what was not synced.
//!
//! A change remembers what it replaced, so writing costs one copy and an fsync nothing; only a crash has work to do.

#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) name_durable: bool,
    /// As readers see them.
    bytes: Vec<u8>,
    /// How long the file is when nothing of what was not synced survives.
    synced_length: usize,
    /// In the order they were made.
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
struct Change {
    what: What,
    /// No fsync saves it any more.
    lost: bool,
}

#[derive(Clone, Debug)]
enum What {
    /// So many bytes were written here; these stood there before, fewer when the file ended within.
    Write { offset: usize, length: usize, before: Vec<u8> },
    /// The file was cut to this length; these bytes stood behind.
    Truncate { length: usize, behind: Vec<u8> },
}

/// A change that was taken back and may be made again.
enum Again {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate(usize),
}

impl File {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn write(&mut self, offset: usize, parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let end = offset + length;
        let before = self.bytes.get(offset..end.min(self.bytes.len())).unwrap_or_default().to_vec();
        let mut at = offset;
        for part in parts {
            put(&mut self.bytes, at, part);
            at += part.len();
        }
        self.unsynced.push(Change { what: What::Write { offset, length, before }, lost: false });
    }

    pub(super) fn truncate(&mut self, length: usize) {
        let behind = self.bytes.get(length..).unwrap_or_default().to_vec();
        self.bytes.truncate(length);
        self.unsynced.push(Change { what: What::Truncate { length, behind }, lost: false });
    }

    pub(super) fn sync(&mut self) {
        self.synced_length = self.bytes.len();
        self.unsynced.retain(|change| change.lost);
    }

    pub(super) fn spoil(&mut self, change: impl FnOnce(&mut Vec<u8>)) {
        change(&mut self.bytes);
        self.synced_length = self.synced_length.min(self.bytes.len());
    }

    pub(super) fn lose_unsynced(&mut self) {
        self.unsynced.iter_mut().for_each(|change| change.lost = true);
    }

    pub(super) fn revert_unsynced(&mut self) {
        self.take_back();
    }

    pub(super) fn crash(&mut self, block_bytes: usize, chance: &mut dyn FnMut(u32) -> u32) {
        for again in self.take_back() {
            match (again, chance(3)) {
                (_, 0) => {}
                (Again::Write { offset, bytes }, 1) => {
                    for (block, part) in bytes.chunks(block_bytes).enumerate() {
                        if chance(2) == 1 {
                            put(&mut self.bytes, offset + block * block_bytes, part);
                        }
                    }
                }
                (Again::Write { offset, bytes }, _) => put(&mut self.bytes, offset, &bytes),
                (Again::Truncate(length), _) => self.bytes.truncate(length),
            }
        }
        self.synced_length = self.bytes.len();
    }

    /// Takes back everything that was not synced, the latest first, and gives the changes that were not lost, the
    /// earliest first.
    fn take_back(&mut self) -> Vec<Again> {
        let mut changes = Vec::new();
        for Change { what, lost } in core::mem::take(&mut self.unsynced).into_iter().rev() {
            let again = self.take_back_one(what);
            if !lost {
                changes.push(again);
            }
        }
        self.bytes.resize(self.synced_length, 0);
        changes.reverse();
        changes
    }

    fn take_back_one(&mut self, what: What) -> Again {
        match what {
            What::Write { offset, length, before } => {
                let end = (offset + length).min(self.bytes.len());
                let written = self.bytes.get_mut(offset..end).unwrap_or_default();
                let bytes = written.to_vec();
                written.fill(0);
                let kept = before.len().min(written.len());
                written[..kept].copy_from_slice(&before[..kept]);
                Again::Write { offset, bytes }
            }
            What::Truncate { length, behind } => {
                put(&mut self.bytes, length, &behind);
                Again::Truncate(length)
            }
        }
    }
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    if file.len() < offset {
        file.resize(offset, 0);
    }
    let overlap = bytes.len().min(file.len() - offset);
    file[offset..offset + overlap].copy_from_slice(&bytes[..overlap]);
    file.extend_from_slice(&bytes[overlap..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that keeps everything it is asked about.
    fn keep(bound: u32) -> u32 {
        bound - 1
    }

    fn written() -> File {
        let mut file = File::default();
        file.write(0, &[b"durable"]);
        file.sync();
        file.write(7, &[b" and", b" not"]);
        file.write(0, &[b"D"]);
        file
    }

    #[test]
    fn a_crash_keeps_what_was_synced_and_what_chance_spares() {
        let mut file = written();
        assert_eq!(file.bytes(), b"Durable and not");
        file.crash(512, &mut |_| 0);
        assert_eq!(file.bytes(), b"durable");
        let mut file = written();
        file.crash(512, &mut keep);
        assert_eq!(file.bytes(), b"Durable and not");
    }

    #[test]
    fn a_torn_write_keeps_some_blocks() {
        let mut file = File::default();
        file.write(0, &[b"aabbccdd"]);
        let mut draws = [1, 1, 0, 1, 0].into_iter();
        file.crash(2, &mut |_| draws.next().unwrap_or(0));
        assert_eq!(file.bytes(), b"aa\0\0cc");
    }

    #[test]
    fn what_an_fsync_lost_is_seen_until_the_crash() {
        let mut file = written();
        file.lose_unsynced();
        file.write(15, &[b"!"]);
        file.sync();
        assert_eq!(file.bytes(), b"Durable and not!");
        file.crash(512, &mut keep);
        assert_eq!(file.bytes(), b"durable\0\0\0\0\0\0\0\0!", "a hole where the lost bytes were");
    }

    #[test]
    fn a_reverted_file_is_as_it_was() {
        let mut file = written();
        file.truncate(3);
        file.revert_unsynced();
        assert_eq!(file.bytes(), b"durable");
    }

    #[test]
    fn a_cut_that_was_not_synced_may_be_taken_back() {
        let mut file = File::default();
        file.write(0, &[b"whole"]);
        file.sync();
        file.truncate(2);
        file.crash(512, &mut |_| 0);
        assert_eq!(file.bytes(), b"whole");
        file.truncate(2);
        file.crash(512, &mut keep);
        assert_eq!(file.bytes(), b"wh");
    }
}
