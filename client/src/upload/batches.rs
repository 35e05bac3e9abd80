//! Small files that are sent at the same time travel in one call.
//!
//! A call costs a browser as much as many kilobytes do. Whoever comes while calls are on their way waits until one has ended;
//! then the first who waits makes the next call, and takes along who else waits. So nobody waits for company that may not come,
//! and the more there are, the fewer calls they make.
//!
//! ```text
//! store ─→ a call is free? ─ yes ─→ leads: itself and who waits ─→ each gets its answer
//!             └─ no ─→ waits ─→ taken along, or told to lead
//! ```
//!
//! Whoever leads may be cancelled in the middle. Those it took along send themselves again then, under their keys, so that
//! nothing is stored twice.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::limits::WHOLE_FILES_PER_CALL_MAX;
use futures::channel::oneshot::{self, Receiver, Sender};
use proto::storage::{CreateUploadRequest, UploadFileResponse};

use crate::{ClientError, transport::Content};

/// Calls on their way at a time: the server stores one while the other travels.
const CALLS_MAX: usize = 2;
/// Bytes of a call, unless its first file alone has more: what is lost with it is sent again.
const CALL_BYTES_MAX: u64 = 1024 * 1024;

/// A small file with what is asked of the server.
#[derive(Clone, Debug)]
pub(crate) struct SmallFile {
    /// Without the content.
    pub(crate) message: CreateUploadRequest,
    /// What it holds.
    pub(crate) content: Content,
    /// Bytes of that.
    pub(crate) bytes: u64,
}

/// The name that a file has on the server, and what is stored; or why not.
pub(crate) type Stored = Result<(String, UploadFileResponse), ClientError>;

/// The calls of one account. Clones share them.
#[derive(Clone, Default)]
pub struct Batches(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    calls: usize,
}

struct Waiting {
    file: SmallFile,
    told: Sender<Word>,
}

/// What somebody who waits is told.
enum Word {
    Stored(Stored),
    Lead(Lead),
}

enum Turn {
    Lead(Lead),
    Wait(Receiver<Word>),
}

/// The right to make one call. Given back it goes to the first who waits, also when its call was given up.
struct Lead(Batches);

impl Batches {
    /// Stores it by this call, with others if there are any, or by that of another.
    pub(crate) async fn store<Call, Calling>(&self, file: SmallFile, call: Call) -> Stored
    where
        Call: FnOnce(Vec<SmallFile>) -> Calling,
        Calling: Future<Output = Result<Vec<Stored>, ClientError>>,
    {
        loop {
            let lead = match self.enter(&file) {
                Turn::Lead(lead) => lead,
                Turn::Wait(told) => match told.await {
                    Ok(Word::Stored(stored)) => return stored,
                    Ok(Word::Lead(lead)) => lead,
                    // Who took it along was cancelled.
                    Err(_) => continue,
                },
            };
            return lead.store(file, call).await;
        }
    }

    fn enter(&self, file: &SmallFile) -> Turn {
        let mut state = self.lock();
        if state.calls < CALLS_MAX {
            state.calls += 1;
            return Turn::Lead(Lead(self.clone()));
        }
        let (told, hears) = oneshot::channel();
        state.waiting.push_back(Waiting { file: file.clone(), told });
        Turn::Wait(hears)
    }

    /// Those who go along with so many bytes, in the order in which they came.
    fn company(&self, bytes: u64) -> Vec<Waiting> {
        let (mut state, mut sum, mut taken) = (self.lock(), bytes, Vec::new());
        while taken.len() + 1 < WHOLE_FILES_PER_CALL_MAX {
            let Some(next) = state.waiting.pop_front() else { break };
            // Nobody is there to hear of it any more.
            if next.told.is_canceled() {
                continue;
            }
            sum += next.file.bytes;
            if sum > CALL_BYTES_MAX {
                state.waiting.push_front(next);
                break;
            }
            taken.push(next);
        }
        taken
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lead {
    async fn store<Call, Calling>(self, file: SmallFile, call: Call) -> Stored
    where
        Call: FnOnce(Vec<SmallFile>) -> Calling,
        Calling: Future<Output = Result<Vec<Stored>, ClientError>>,
    {
        let (others, told): (Vec<SmallFile>, Vec<Sender<Word>>) =
            self.0.company(file.bytes).into_iter().map(|each| (each.file, each.told)).unzip();
        let mut files = vec![file];
        files.extend(others);
        let count = files.len();
        let mut answers = each(call(files).await, count).into_iter();
        let own = answers.next();
        for (told, stored) in told.into_iter().zip(answers) {
            // Who is not there any more was cancelled.
            let _heard = told.send(Word::Stored(stored));
        }
        own.unwrap_or_else(|| Err(ClientError::unanswered()))
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        let next = {
            let mut state = self.0.lock();
            let next = state.waiting.pop_front();
            if next.is_none() {
                state.calls -= 1;
            }
            next
        };
        if let Some(next) = next {
            // Not heard, it is dropped here, and goes to the one behind.
            let _heard = next.told.send(Word::Lead(Self(self.0.clone())));
        }
    }
}

/// One answer for each file: its own, or that of the call.
fn each(answer: Result<Vec<Stored>, ClientError>, count: usize) -> Vec<Stored> {
    match answer {
        Ok(mut answers) => {
            answers.resize_with(count, || Err(ClientError::unanswered()));
            answers
        }
        Err(error) => vec![Err(error); count],
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, task::Poll};

    use futures::{
        FutureExt,
        executor::block_on,
        future::{join_all, pending, poll_fn},
    };

    use super::*;
    use crate::Kind;

    fn named(name: usize) -> SmallFile {
        let message = CreateUploadRequest { filename: name.to_string(), ..Default::default() };
        SmallFile { message, content: Content(Vec::new().into()), bytes: 1_000 }
    }

    fn stored(file: &SmallFile) -> Stored {
        Ok((file.message.filename.clone(), UploadFileResponse::default()))
    }

    /// Answers when it is looked at for the second time.
    async fn soon() {
        let mut is_due = false;
        poll_fn(|context| {
            if std::mem::replace(&mut is_due, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Stores files at one time; how many went in each call.
    fn lengths(batches: &Batches, files: impl Iterator<Item = SmallFile>) -> Vec<usize> {
        let calls = RefCell::new(Vec::new());
        let sent = files.map(|file| {
            batches.store(file, async |files: Vec<SmallFile>| {
                calls.borrow_mut().push(files.len());
                soon().await;
                Ok(files.iter().map(stored).collect())
            })
        });
        let all = block_on(join_all(sent));
        let names: Vec<String> = all.into_iter().map(|stored| stored.expect("it is stored").0).collect();
        let expected: Vec<String> = (0..names.len()).map(|name| name.to_string()).collect();
        assert_eq!(names, expected, "each has its own answer");
        calls.into_inner()
    }

    #[test]
    fn who_comes_while_calls_are_made_goes_along() {
        let batches = Batches::default();
        assert_eq!(lengths(&batches, (0..1).map(named)), [1]);
        assert_eq!(lengths(&batches, (0..2).map(named)), [1, 1]);
        assert_eq!(lengths(&batches, (0..80).map(named)), [1, 1, 32, 32, 13, 1]);
        assert_eq!(batches.lock().calls, 0);
    }

    #[test]
    fn a_call_is_not_larger_than_is_worth_sending_again() {
        let large = |name| SmallFile { bytes: CALL_BYTES_MAX / 3, ..named(name) };
        assert_eq!(lengths(&Batches::default(), (0..9).map(large)), [1, 1, 3, 3, 1]);
    }

    #[test]
    fn what_a_call_fails_of_all_fail_of() {
        let batches = Batches::default();
        let sent = (0..5).map(|name| {
            batches.store(named(name), async |_| {
                soon().await;
                Err(ClientError::local(Kind::Unavailable, "", "Away."))
            })
        });
        let failed = block_on(join_all(sent));
        assert!(failed.iter().all(|one| one.as_ref().is_err_and(|error| error.kind == Kind::Unavailable)));
        let calls = RefCell::new(0);
        let short = (0..5).map(|name| {
            batches.store(named(name), async |_| {
                *calls.borrow_mut() += 1;
                soon().await;
                Ok(Vec::new())
            })
        });
        let short = block_on(join_all(short));
        assert_eq!(calls.into_inner(), 4, "nobody is sent again");
        assert!(short.iter().all(|one| *one == Err(ClientError::unanswered())), "{short:?}");
    }

    async fn never(_: Vec<SmallFile>) -> Result<Vec<Stored>, ClientError> {
        pending().await
    }

    async fn at_once(files: Vec<SmallFile>) -> Result<Vec<Stored>, ClientError> {
        Ok(files.iter().map(stored).collect())
    }

    #[test]
    fn whoever_is_cancelled_keeps_nobody() {
        for has_begun in [false, true] {
            let batches = Batches::default();
            let mut first = Box::pin(batches.store(named(0), never));
            let mut second = Box::pin(batches.store(named(1), never));
            let mut third = Box::pin(batches.store(named(2), never));
            let mut fourth = Box::pin(batches.store(named(3), at_once));
            assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none(), "lead");
            assert!((&mut third).now_or_never().is_none() && (&mut fourth).now_or_never().is_none(), "wait");
            drop(first);
            // The third is told to lead. Either it goes before it hears of it, or it has taken the fourth along.
            if has_begun {
                assert!((&mut third).now_or_never().is_none());
            }
            drop(third);
            assert_eq!(
                fourth.now_or_never().and_then(Result::ok).map(|(name, _)| name).as_deref(),
                Some("3")
            );
            drop(second);
            assert_eq!(batches.lock().calls, 0);
        }
    }
}
