//! What is left of clients: tasks and sockets.

use tokio::runtime::Handle;

/// How many tasks there are beside those of the driver itself, and how many sockets. The driver's own tasks
/// are local ones, which the runtime does not count.
pub(crate) fn count() -> usize {
    let tasks = Handle::current().metrics().num_alive_tasks();
    let links = std::fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .flatten();
    let sockets = links
        .filter_map(|entry| std::fs::read_link(entry.path()).ok())
        .filter(|target| target.to_string_lossy().starts_with("socket:"))
        .count();
    tasks + sockets
}
