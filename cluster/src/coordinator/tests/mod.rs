//! The coordinator on a stage, with nodes played by the script; and a whole cluster with random faults.

mod at_node;
mod garbage;
mod gets;
mod puts;
mod scene;
mod upkeep;
mod views;
mod world;
