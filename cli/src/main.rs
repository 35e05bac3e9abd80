//! `skyshard`, the only binary: starts the server, shows its settings, demonstrates and measures it; keeps files, books lessons and shows
//! the cluster; and does all of it in a shell of its own.
#![recursion_limit = "256"]

use std::{
    io::{self, Write},
    process::ExitCode,
};

use anyhow::Result;
use clap::Parser;

use crate::{
    arguments::{AdminCommand, Arguments, Command},
    exit::Exit,
};

mod acting;
mod arguments;
mod audit;
mod begun;
mod bench;
mod book;
mod calc;
mod columns;
mod completions;
mod config;
mod core_dumps;
mod demo;
mod doctor;
mod drive;
mod exit;
mod export;
mod hello;
mod keys;
mod limits;
mod log;
mod login;
mod nodes;
mod pool;
mod register;
mod requests;
mod serve;
mod session;
mod shell;
mod signed_in;
mod totp;
mod trust;
mod unseen;
mod users;

/// A failure is one sentence on standard error and an exit code of [`Exit`]; wrong usage is clap's.
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log::start();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.into()),
    };
    match runtime.block_on(carry_out(arguments.command)) {
        Ok(()) => Exit::Done.into(),
        Err(error) if has_no_reader(&error) => Exit::Done.into(),
        Err(error) => fail(&error),
    }
}

async fn carry_out(command: Command) -> Result<()> {
    match command {
        Command::Serve(settings) => serve::serve(&settings).await,
        Command::Login(who) => login::login(&who).await,
        Command::Otp(what) => login::otp(&what).await,
        Command::Logout(shape) => login::logout(shape).await,
        Command::Register(who) => register::register(&who).await,
        Command::Totp { action } => totp::totp(&action).await,
        Command::Drive(what) => drive::drive(&what).await,
        Command::Seek(what) => drive::seek(&what).await,
        Command::Share(what) => drive::share(&what).await,
        Command::Vault(what) => drive::vault(&what).await,
        Command::Cluster(what) => nodes::show(&what).await,
        Command::Calc(what) => calc::calc(&what).await,
        Command::Hello(what) => hello::hello(&what).await,
        Command::Completions(what) => completions::print(&what),
        Command::Shell => shell::shell().await,
        Command::Book(what) => book::book(&what).await,
        Command::Config(settings) => config::show(&settings),
        Command::Export(what) => export::write(&what).await,
        Command::Administration(what) | Command::Admin { what } => administer(&what).await,
        Command::Demo(wishes) => demo::demo(&wishes),
        Command::DemoLimits(wishes) => limits::demo(&wishes).await,
        Command::Bench(what) => bench::bench(&what).await,
        Command::DriveCost { folder } => bench::drive::measure(&folder).await,
        Command::StreamCost { server } => bench::transfer::measure_stream(&server).await,
        Command::LessonsCost { folder } => bench::lessons::measure(&folder).await,
        Command::IdentityCost { folder } => bench::identity::measure(&folder).await,
        Command::Echo => bench::echo::serve().await,
    }
}

async fn administer(command: &AdminCommand) -> Result<()> {
    match command {
        AdminCommand::Users(what) => users::users(what).await,
        AdminCommand::Pool(shape) => pool::pool(*shape).await,
        AdminCommand::Requests(what) => requests::requests(what).await,
        AdminCommand::Audit(what) => audit::audit(what).await,
        AdminCommand::Keys(what) => keys::keys(what).await,
        AdminCommand::Doctor(shape) => doctor::doctor(*shape).await,
        AdminCommand::SupportBundle(what) => doctor::support_bundle(what).await,
    }
}

/// A line on standard output.
fn say(line: &str) -> Result<()> {
    Ok(writeln!(io::stdout().lock(), "{line}")?)
}

/// Whoever read the output has seen enough, as `head` does.
fn has_no_reader(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<io::Error>();
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("skyshard: {}", exit::sentence(error));
    Exit::of(error).into()
}
