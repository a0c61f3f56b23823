//! Stands between the app and the simulated Cal.com and tells the moment at which a write leaves the computer.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Told the event type of each `PATCH`, before the first byte of it goes on.
pub type OnWrite = Arc<dyn Fn(i64) + Send + Sync>;

/// Relays to `target` as long as the runtime lives; returns its own address.
pub async fn start(target: &str, on_write: OnWrite) -> io::Result<String> {
    let target = target.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (target, on_write) = (target.clone(), Arc::clone(&on_write));
            // A broken connection is what the app should see as one.
            tokio::spawn(async move { relay(client, &target, &on_write).await.ok() });
        }
    });
    Ok(address)
}

async fn relay(client: TcpStream, target: &str, on_write: &OnWrite) -> io::Result<()> {
    let server = TcpStream::connect(target).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there = async {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            match from_client.read(&mut bytes).await? {
                0 => return to_server.shutdown().await,
                count => {
                    if let Some(event_type) = written(&bytes[..count]) {
                        on_write(event_type);
                    }
                    to_server.write_all(&bytes[..count]).await?;
                }
            }
        }
    };
    let back = async { tokio::io::copy(&mut from_server, &mut to_client).await };
    // The first to end ends both: a connection that the server drops is dropped here, too.
    tokio::select! {
        ended = there => ended,
        ended = back => ended.map(drop),
    }
}

/// The event type that a request writes to. The client sends one request at a time, in one piece.
fn written(bytes: &[u8]) -> Option<i64> {
    let line = bytes.strip_prefix(b"PATCH ")?;
    let end = line.iter().position(|byte| *byte == b' ')?;
    let path = std::str::from_utf8(&line[..end]).ok()?;
    path.rsplit('/').next()?.parse().ok()
}
