//! A door in front of the simulator that notes when the first byte of a request arrives.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Result;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

type Armed = Arc<Mutex<Option<oneshot::Sender<Instant>>>>;

/// Passes every byte on, in both directions, and looks at none.
pub struct Witness {
    address: SocketAddr,
    armed: Armed,
    task: JoinHandle<()>,
}

impl Witness {
    /// In front of a server at `http://HOST:PORT`.
    pub async fn before(server: &str) -> Result<Self> {
        let server: SocketAddr = server.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let armed = Armed::default();
        let task = tokio::spawn(accept(listener, server, Arc::clone(&armed)));
        Ok(Self {
            address,
            armed,
            task,
        })
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// When the next byte arrives from now on.
    pub fn next_byte(&self) -> oneshot::Receiver<Instant> {
        let (sender, receiver) = oneshot::channel();
        *self.armed.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, armed: Armed) {
    while let Ok((client, _)) = listener.accept().await {
        let armed = Arc::clone(&armed);
        // A connection ends when either side ends it; that is no error here.
        tokio::spawn(async move { pass(client, server, &armed).await.ok() });
    }
}

async fn pass(client: TcpStream, server: SocketAddr, armed: &Armed) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    let server = TcpStream::connect(server).await?;
    server.set_nodelay(true)?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let count = from_client.read(&mut buffer).await?;
            let now = Instant::now();
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
                return to_server.shutdown().await;
            };
            if let Some(waiting) = armed.lock().unwrap_or_else(PoisonError::into_inner).take() {
                // Whoever asked may have given up.
                let _ = waiting.send(now);
            }
            to_server.write_all(bytes).await?;
        }
    };
    let back = async {
        tokio::io::copy(&mut from_server, &mut to_client).await?;
        to_client.shutdown().await
    };
    tokio::try_join!(there, back).map(drop)
}
