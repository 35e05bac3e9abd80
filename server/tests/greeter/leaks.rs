//! That nothing leaks: tasks, places, sessions, uploads and memory are what they were once everything has ended.
use std::{fs, time::Duration};

use server::service::metrics::{self, Numbers};
use tokio::{
    runtime::Handle,
    task::yield_now,
    time::{Instant, timeout},
};

use crate::served::Server;

/// Longer than anything here takes to end.
const PATIENCE: Duration = Duration::from_secs(30);
/// A task of the moment, as a connection of the database that is given back, is none of what is there for good.
const A_MOMENT: Duration = Duration::from_millis(50);
/// What resident memory may have grown by: arenas that the allocator keeps, and other tests of this process.
const MORE_BYTES_MAX: u64 = 128 * 1024 * 1024;

/// What there was before a test began.
pub struct Before {
    tasks: usize,
    numbers: Numbers,
    bytes: u64,
}

impl Before {
    /// What is there now, with no client connected.
    pub async fn of(server: &Server) -> Self {
        let began = Instant::now();
        let mut tasks = tasks();
        while began.elapsed() < A_MOMENT {
            yield_now().await;
            tasks = tasks.min(self::tasks());
        }
        Self { tasks, numbers: numbers(server).await, bytes: resident_bytes() }
    }

    /// Waits until it is so again; to be asked once no client is connected.
    pub async fn is_back(&self, server: &Server) {
        let back = async {
            while !self.is_now(server).await {
                yield_now().await;
            }
        };
        if timeout(PATIENCE, back).await.is_err() {
            let (now, more) = (numbers(server).await, resident_bytes().saturating_sub(self.bytes));
            panic!(
                "{} tasks of {}; {} calls at work; {more} bytes more; {now:?} of {:?}",
                tasks(),
                self.tasks,
                server.app.calls.at_work(),
                self.numbers
            );
        }
    }

    async fn is_now(&self, server: &Server) -> bool {
        tasks() <= self.tasks
            && server.app.calls.at_work() == 0
            && resident_bytes() <= self.bytes + MORE_BYTES_MAX
            && numbers(server).await == self.numbers
    }
}

/// Of this test's runtime: its server's and its clients'.
fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// Sessions, uploads, nodes, mails, space.
async fn numbers(server: &Server) -> Numbers {
    metrics::count(&server.app).await.unwrap()
}

/// Of this process.
pub fn resident_bytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
