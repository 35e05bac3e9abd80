//! The server as a library: everything behind the one port, built alike by `skyshard serve` and by the tests.
//!
//! A request falls one way: [`http`] → [`grpc`] → [`service`] → [`db`], [`mail`], the cluster and the domain.
//! Permission is a type: a service function takes a `&Member` or an `&Admin`, and only [`auth`] can make one.
//!
//! Start at [`app::App`], the struct of parts, and [`running::Running`], which opens and closes them.
#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod banner;
pub mod calendar;
pub mod calls;
pub mod clock;
pub mod db;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod grpc;
pub mod http;
pub mod jobs;
pub mod keyring;
pub mod layers;
pub mod lock;
pub mod mail;
pub mod reach;
pub mod running;
pub mod service;
pub mod settings;
pub mod spans;
pub mod tls;
pub mod trail;
pub mod zones;
