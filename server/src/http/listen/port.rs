//! Why a port cannot be had, in words that help: who has it, and which one is free.
use std::{
    fmt, fs, io,
    net::{SocketAddr, TcpListener},
    path::Path,
};

/// How many ports above the taken one are tried.
const TRIED: u16 = 100;

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else listens there.
    #[error("{address} is taken{owner}. {advice}")]
    Taken {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// Who does, when the system tells.
        owner: Owner,
        /// What to do.
        advice: Advice,
    },
    /// Anything else.
    #[error("cannot listen on {address}: {cause}")]
    Refused {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// What the system said.
        cause: io::Error,
    },
}

impl BindError {
    pub(super) fn taken(address: SocketAddr) -> Self {
        Self::Taken { address, owner: Owner(owner(address)), advice: Advice(next_free(address)) }
    }
}

/// The process that listens: its number and name.
#[derive(Debug)]
pub struct Owner(Option<(u32, String)>);

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some((pid, name)) => write!(formatter, " by process {pid} ({name})"),
            None => formatter.write_str(" by another process"),
        }
    }
}

/// The next free address.
#[derive(Debug)]
pub struct Advice(Option<SocketAddr>);

impl fmt::Display for Advice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(free) => write!(formatter, "The next free one: --listen {free}"),
            None => formatter.write_str("Choose another one with --listen"),
        }
    }
}

fn next_free(address: SocketAddr) -> Option<SocketAddr> {
    (1..=TRIED)
        .filter_map(|step| address.port().checked_add(step))
        .map(|port| SocketAddr::new(address.ip(), port))
        .find(|candidate| TcpListener::bind(candidate).is_ok())
}

/// Linux tells which socket listens on a port, and every process of ours tells which sockets it has.
fn owner(address: SocketAddr) -> Option<(u32, String)> {
    let socket = ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .find_map(|table| listening_socket(&table, address.port()))?;
    let wanted = format!("socket:[{socket}]");
    let processes = fs::read_dir("/proc").ok()?.flatten().filter_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((pid, entry.path()))
    });
    let (pid, folder) = { processes }.find(|(_, folder)| holds(folder, &wanted))?;
    let name = fs::read_to_string(folder.join("comm")).unwrap_or_default();
    Some((pid, name.trim().chars().filter(|c| !c.is_control()).collect()))
}

/// The inode of the socket in state 0A (LISTEN) on this port.
fn listening_socket(table: &str, port: u16) -> Option<u64> {
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let here = u16::from_str_radix(fields.get(1)?.rsplit_once(':')?.1, 16).ok()?;
        let listens = *fields.get(3)? == "0A";
        (listens && here == port).then(|| fields.get(9)?.parse().ok()).flatten()
    })
}

fn holds(process: &Path, socket: &str) -> bool {
    let descriptors = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
    { descriptors }
        .any(|descriptor| fs::read_link(descriptor.path()).is_ok_and(|target| target.as_os_str() == socket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_names_its_owner_and_the_next_free_one() {
        let held = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = held.local_addr().expect("its address");
        let message = BindError::taken(address).to_string();
        assert!(
            message.starts_with(&format!("{address} is taken by process {} (", std::process::id())),
            "{message}"
        );
        assert!(message.contains("The next free one: --listen 127.0.0.1:"), "{message}");
    }

    #[test]
    fn the_systems_table_is_read() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 4711 1 0 100 0 0 10 0\n\
            1: 0100007F:1F91 0100007F:9999 01 00000000:00000000 00:00000000 00000000  0 0 4712 1 0 100 0 0 10 0\n";
        assert_eq!(listening_socket(table, 8080), Some(4711));
        assert_eq!(listening_socket(table, 8081), None);
        assert_eq!(listening_socket("", 8080), None);
    }
}
