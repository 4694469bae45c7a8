//! The program as a process, and what it tells.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A server of its own.
pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    /// The pages have an address of their own.
    apart: bool,
    told: Cell<bool>,
    child: Child,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(1024, arguments)
    }

    /// Starts it with so many file descriptors.
    pub(crate) fn start_with(descriptors: usize, arguments: &[&str]) -> Self {
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("ulimit -n {descriptors}; exec \"$0\" \"$@\""))
            .arg(env!("CARGO_BIN_EXE_messenger"))
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = Arc::new(Mutex::new(String::new()));
        let written = log.clone();
        let lines = BufReader::new(child.stderr.take().expect("is piped"));
        let reader = std::thread::spawn(move || {
            for line in lines.lines() {
                let line = line.expect("the log is readable");
                *written.lock().expect("is not poisoned") += &(line + "\n");
            }
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("is piped"))
            .read_line(&mut line)
            .expect("a line comes");
        let address = line.trim().strip_prefix("listening on http://");
        let address = address.unwrap_or_else(|| {
            panic!("{line}: {}", log.lock().expect("is not poisoned"));
        });
        Self {
            address: address.parse().expect("is an address"),
            apart: arguments.contains(&"--metrics-listen"),
            told: Cell::new(false),
            child,
            log,
            reader: Some(reader),
        }
    }

    /// The address of the pages, as the log says.
    pub(crate) fn told_on(&self) -> SocketAddr {
        for _ in 0..100 {
            let log = self.log.lock().expect("is not poisoned").clone();
            let line = log.lines().find(|line| line.contains("telling metrics"));
            if let Some((_, address)) = line.and_then(|line| line.split_once("address=")) {
                return address.trim().parse().expect(address);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the log does not say where the pages are");
    }

    pub(crate) fn text(&self) -> String {
        let (status, text) = get(self.told_on_or_main(), "/metrics");
        assert_eq!(status, 200);
        text
    }

    pub(crate) fn scrape(&self) -> Scrape {
        Scrape::read(&self.text())
    }

    fn told_on_or_main(&self) -> SocketAddr {
        if self.apart {
            self.told_on()
        } else {
            self.address
        }
    }

    /// Waits until the metrics are so.
    pub(crate) fn eventually(&self, condition: impl Fn(&Scrape) -> bool) {
        let start = Instant::now();
        loop {
            let text = self.text();
            if condition(&Scrape::read(&text)) {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(20), "never:\n{text}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Tells it to stop; told twice, it would not wait for anything.
    pub(crate) fn terminate(&self) {
        if self.told.replace(true) {
            return;
        }
        let id = self.child.id().to_string();
        let status = Command::new("kill").args(["-TERM", &id]).status();
        assert!(status.expect("kill runs").success());
    }

    /// Ends the program, and gives back what it logged.
    pub(crate) fn stop(mut self) -> String {
        self.terminate();
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}");
        let reader = self.reader.take().expect("reads until the end");
        reader.join().expect("it read all");
        self.log.lock().expect("is not poisoned").clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    http(address, "GET", path, "")
}

pub(crate) fn post(address: SocketAddr, body: &str) -> String {
    http(address, "POST", "/jsonrpc", body).1
}

pub(crate) fn try_get(address: SocketAddr, path: &str) -> Option<(u16, String)> {
    request(address, "GET", path, "").ok().flatten()
}

pub(crate) fn http(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, String) {
    let answer = request(address, method, path, body).expect("the server answers");
    answer.expect("the answer is whole")
}

fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    body: &str,
) -> std::io::Result<Option<(u16, String)>> {
    let mut socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let length = body.len();
    // Whoever is turned away may be answered, and closed, before the request is written.
    let _ = write!(
        socket,
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let mut answer = Vec::new();
    let read = socket.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    if answer.is_empty() {
        read?;
    }
    Ok(answer.split_once("\r\n\r\n").and_then(|(head, body)| {
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some((status, body.to_owned()))
    }))
}

/// Metrics, read back.
pub(crate) struct Scrape(String);

impl Scrape {
    pub(crate) fn read(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The value of a series; 0 if there is none.
    pub(crate) fn value(&self, name: &str, labels: &str) -> f64 {
        let series = format!("{name}{labels} ");
        let line = self.0.lines().find_map(|line| line.strip_prefix(&series));
        line.map_or(0.0, |value| value.parse().expect(value))
    }

    /// Name, kind and help of each metric.
    pub(crate) fn families(&self) -> Vec<(String, String, String)> {
        let lines = self.0.lines().collect::<Vec<_>>();
        let heads = lines.windows(2).filter_map(|pair| {
            let (name, help) = pair[0].strip_prefix("# HELP ")?.split_once(' ')?;
            let kind = pair[1].strip_prefix(&format!("# TYPE {name} "))?;
            Some((name.to_owned(), kind.to_owned(), help.to_owned()))
        });
        heads.collect()
    }

    /// The labels of a metric, in their order.
    pub(crate) fn labels(&self, name: &str) -> Vec<String> {
        let series = self.0.lines().find_map(|line| {
            let rest = line.strip_prefix(name)?;
            let rest = rest.strip_prefix("_bucket").unwrap_or(rest);
            rest.strip_prefix('{')?.split_once('}')
        });
        let Some((labels, _)) = series else {
            return Vec::new();
        };
        let names = labels.split(',').filter_map(|label| label.split_once('='));
        let names = names.map(|(name, _)| name.to_owned());
        names.filter(|name| name != "le").collect()
    }

    /// The values of a label.
    pub(crate) fn values_of(&self, name: &str, label: &str) -> BTreeSet<String> {
        let start = format!("{name}{{{label}=\"");
        let values = self.0.lines().filter_map(|line| line.strip_prefix(&start));
        values
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    }

    /// Fails unless every line is a comment or a sample of the metric announced last, once each.
    pub(crate) fn check(&self) {
        let (mut current, mut seen) = (String::new(), BTreeSet::new());
        for line in self.0.lines() {
            if let Some(rest) = line.strip_prefix("# ") {
                let mut words = rest.split(' ');
                assert!(matches!(words.next(), Some("HELP" | "TYPE")), "{line}");
                current = words.next().expect(line).to_owned();
                continue;
            }
            let (series, value) = line.rsplit_once(' ').expect(line);
            assert!(value.parse::<f64>().is_ok(), "{line}");
            let name = series.split('{').next().expect(line);
            let suffix = name.strip_prefix(&current).expect(line);
            assert!(
                matches!(suffix, "" | "_bucket" | "_sum" | "_count"),
                "{line}"
            );
            assert!(seen.insert(series.to_owned()), "twice: {line}");
        }
        assert!(seen.len() > 50);
        assert!(self.0.ends_with('\n'));
    }
}
