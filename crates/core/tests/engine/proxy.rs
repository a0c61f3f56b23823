//! Stands between client and simulator and changes what is said: for answers that the simulator never gives.

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub struct Proxy {
    address: String,
    answers: Arc<Mutex<HashMap<String, String>>>,
    /// Answers that are left until it ends, connections and all.
    left: Arc<AtomicI64>,
    gate: Arc<Gate>,
    task: JoinHandle<()>,
}

/// Keeps answers back.
#[derive(Default)]
struct Gate {
    shut: AtomicBool,
    holds: AtomicBool,
    opened: Notify,
}

impl Gate {
    async fn pass(&self) {
        let opened = self.opened.notified();
        if self.shut.load(Ordering::SeqCst) {
            self.holds.store(true, Ordering::SeqCst);
            opened.await;
        }
    }
}

impl Proxy {
    /// Replaces a text in every answer with another one of the same length.
    pub async fn start(target: &str, from: &'static str, to: &'static str) -> Self {
        assert_eq!(from.len(), to.len());
        let target = target.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let answers: Arc<Mutex<HashMap<String, String>>> = Arc::default();
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let gate = Arc::new(Gate::default());
        let (own, rest, way) = (Arc::clone(&answers), Arc::clone(&left), Arc::clone(&gate));
        let task = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                // One connection at a time. Whatever breaks, the client sees a closed one.
                let _ = relay(&mut client, &target, (from, to), &own, &rest, &way).await;
                if rest.load(Ordering::SeqCst) == 0 {
                    return drop(listener);
                }
            }
        });
        Self {
            address,
            answers,
            left,
            gate,
            task,
        }
    }

    /// Ends after that many answers, as if the network were gone.
    pub fn close_after(&self, answers: i64) {
        self.left.store(answers, Ordering::SeqCst);
    }

    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// From now on an answer is fetched, but not handed over.
    pub fn hold_first_answer(&self) {
        self.gate.shut.store(true, Ordering::SeqCst);
    }

    /// True if an answer is being held.
    pub fn holds(&self) -> bool {
        self.gate.holds.load(Ordering::SeqCst)
    }

    pub fn release(&self) {
        self.gate.shut.store(false, Ordering::SeqCst);
        self.gate.opened.notify_waiters();
    }

    /// Answers this path itself from now on.
    pub fn answer(&self, path: &str, json: &str) {
        self.answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), json.to_owned());
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One request after another, each on a connection of its own to the target.
async fn relay(
    client: &mut TcpStream,
    target: &str,
    (from, to): (&str, &str),
    answers: &Mutex<HashMap<String, String>>,
    left: &AtomicI64,
    gate: &Gate,
) -> io::Result<()> {
    while left.load(Ordering::SeqCst) > 0 {
        let request = message(client).await?;
        let text = String::from_utf8_lossy(&request).into_owned();
        let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
        let own = answers.lock().unwrap().get(&path).cloned();
        let answer = if let Some(json) = own {
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
            format!("{head}content-length: {}\r\n\r\n{json}", json.len()).into_bytes()
        } else {
            let mut server = TcpStream::connect(target).await?;
            server.write_all(&request).await?;
            message(&mut server).await?
        };
        let mut answer = String::from_utf8_lossy(&answer).into_owned();
        if !from.is_empty() {
            answer = answer.replace(from, to);
        }
        if left.fetch_sub(1, Ordering::SeqCst) == 1 {
            answer = answer.replacen("\r\n", "\r\nconnection: close\r\n", 1);
        }
        gate.pass().await;
        client.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}

/// Headers, and as many bytes after them as they announce.
async fn message(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some(end) = text.find("\r\n\r\n") {
            let announced = text[..end]
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = announced
                .and_then(|length| length.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Ok(bytes);
            }
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}
