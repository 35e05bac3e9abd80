//! The coordinator on a stage, with nodes played by the script; and a whole cluster with random faults.

mod gets;
mod puts;
mod scene;
mod views;
mod world;
