//! `skyshard`, the only binary: starts the server, shows its settings, demonstrates and measures it, and books lessons.
#![recursion_limit = "256"]

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

mod acting;
mod arguments;
mod audit;
mod bench;
mod book;
mod config;
mod core_dumps;
mod demo;
mod doctor;
mod export;
mod keys;
mod log;
mod login;
mod pool;
mod requests;
mod serve;
mod session;
mod trust;
mod users;

/// A failure is one sentence on standard error and exit code 1; wrong usage is clap's, with exit code 2.
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    let outcome = match arguments.command {
        Command::Serve(settings) => runtime.block_on(serve::serve(&settings)),
        Command::Login(who) => runtime.block_on(login::login(&who)),
        Command::Logout => runtime.block_on(login::logout()),
        Command::Book(what) => runtime.block_on(book::book(&what)),
        Command::Config(settings) => config::show(&settings),
        Command::Export(what) => runtime.block_on(export::write(&what)),
        Command::Audit(what) => runtime.block_on(audit::audit(&what)),
        Command::Keys(what) => runtime.block_on(keys::keys(&what)),
        Command::Users(what) => runtime.block_on(users::users(&what)),
        Command::Pool(shape) => runtime.block_on(pool::pool(shape)),
        Command::Requests(what) => runtime.block_on(requests::requests(&what)),
        Command::Doctor(shape) => runtime.block_on(doctor::doctor(shape)),
        Command::SupportBundle(what) => runtime.block_on(doctor::support_bundle(&what)),
        Command::Demo(wishes) => demo::demo(&wishes),
        Command::Bench(what) => runtime.block_on(bench::bench(&what)),
        Command::DriveCost { folder } => runtime.block_on(bench::drive::measure(&folder)),
        Command::LessonsCost { folder } => runtime.block_on(bench::lessons::measure(&folder)),
        Command::IdentityCost { folder } => runtime.block_on(bench::identity::measure(&folder)),
        Command::Echo => runtime.block_on(bench::echo::serve()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if has_no_reader(&error) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

/// Whoever read the output has seen enough, as `head` does.
fn has_no_reader(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("skyshard: {}", sentence(error));
    ExitCode::FAILURE
}

/// The error and its causes; a cause that was told already, as some libraries do, is not told again.
fn sentence(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| {
        let cause = cause.to_string();
        if told.is_empty() {
            cause
        } else if told.contains(&cause) {
            told
        } else {
            format!("{told}: {cause}")
        }
    })
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::sentence;

    #[test]
    fn each_cause_is_told_once() {
        let disk = anyhow!("the disk is full");
        let database = disk.context("cannot write: the disk is full");
        assert_eq!(sentence(&database), "cannot write: the disk is full");
        assert_eq!(
            sentence(&database.context("cannot start")),
            "cannot start: cannot write: the disk is full"
        );
    }
}
