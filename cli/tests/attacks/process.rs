//! What Linux says of a process (proc(5)).
use std::fs;

/// The most memory that it ever held, in bytes.
pub(crate) fn memory_bytes_max(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    peak.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1_024
}

/// Sockets that it has open now.
pub(crate) fn sockets(id: u32) -> usize {
    let open = fs::read_dir(format!("/proc/{id}/fd")).unwrap().flatten();
    // One that was closed meanwhile is none.
    let is_socket = |path| fs::read_link(path).is_ok_and(|to| to.to_string_lossy().starts_with("socket:"));
    open.filter(|entry| is_socket(entry.path())).count()
}
