//! The server as a library: everything behind the one port, built alike by `skyshard serve` and by the tests.
//!
//! A request falls one way: [`http`] → [`grpc`] → [`service`] → [`db`], [`mail`], the cluster and the domain.
//! Permission is a type: a service function takes a `&Member` or an `&Admin`, and only [`auth`] can make one.
//!
//! Start at [`app::App`], the struct of parts.
#![recursion_limit = "256"]

pub mod app;
pub mod auth;
pub mod clock;
pub mod db;
pub mod grpc;
pub mod http;
pub mod jobs;
pub mod keyring;
pub mod mail;
pub mod service;
pub mod settings;
