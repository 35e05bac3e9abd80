//! Reading a file: what is its current version, and what are the bytes of each chunk?
//!
//! The bytes are checked where they arrive (`oracle::bytes`); here only remains what a reader makes of an error. He
//! tries a few times when nodes do not answer, and is told once when data is lost.

use super::{FlowId, News, Outcome, Transaction, World};
use crate::chunk::ChunkId;
use crate::sim::meta::{Answer, VersionId};
use crate::sim::sometimes::sometimes;
use crate::status::GetError;

const TRIES_MAX: u32 = 4;

#[derive(Debug)]
pub(super) struct Reading {
    file: u16,
    /// What is read, once it is known.
    version: Option<(VersionId, Vec<ChunkId>)>,
    /// The next chunk to ask for.
    next: u32,
    waiting: u32,
    tries: u32,
}

impl Reading {
    pub(super) const fn file(&self) -> u16 {
        self.file
    }
}

impl World {
    pub(super) fn begin_reading(&mut self, id: FlowId, file: u16) -> Reading {
        self.ask_meta(id, None, Transaction::Look { file });
        Reading { file, version: None, next: 0, waiting: 0, tries: 0 }
    }

    pub(super) fn go_on_with_reading(
        &mut self,
        id: FlowId,
        mut reading: Reading,
        news: News,
    ) -> Option<Reading> {
        match news {
            News::Meta { outcome: Outcome::Answered(Answer::Found(version, chunks)), .. } => {
                self.check_look(version, &chunks);
                reading.version = Some((version, chunks));
                self.ask_for_chunks(id, reading)
            }
            News::Meta { outcome: Outcome::Answered(_), .. } => None,
            News::Meta { .. } => self.read_again(id, reading),
            News::Rested { .. } => {
                self.ask_meta(id, None, Transaction::Look { file: reading.file });
                Some(reading)
            }
            News::Got { result: Ok(()) } => {
                reading.waiting -= 1;
                self.ask_for_chunks(id, reading)
            }
            News::Got { result: Err(GetError::Unavailable) } | News::Broken => self.read_again(id, reading),
            News::Got { result: Err(GetError::Lost) } => None,
            News::Put { .. } => Some(reading),
        }
    }

    fn ask_for_chunks(&mut self, id: FlowId, mut reading: Reading) -> Option<Reading> {
        let chunks = reading.version.as_ref().map_or(&[][..], |(_, chunks)| chunks).to_vec();
        while let Some(chunk) = chunks.get(reading.next as usize)
            && reading.waiting < u32::from(self.setup().depth)
        {
            self.get(id, *chunk);
            reading.next += 1;
            reading.waiting += 1;
        }
        (reading.waiting > 0).then_some(reading)
    }

    /// Begins again from the beginning, under another number: answers to what was asked before are stale.
    fn read_again(&mut self, id: FlowId, reading: Reading) -> Option<Reading> {
        sometimes!(self.seen, "get_unavailable", reading.version.is_some());
        let tries = reading.tries + 1;
        if tries >= TRIES_MAX {
            return None;
        }
        let client = &mut self.clients[usize::from(id.client)];
        client.number += 1;
        let id = FlowId { number: client.number, ..id };
        self.rest(id, None);
        Some(Reading { file: reading.file, version: None, next: 0, waiting: 0, tries })
    }
}
