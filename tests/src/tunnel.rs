//! A proxy as practices have one: it is asked for a tunnel, and at the other end is the simulated Cal.com behind TLS.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::programs;

/// The name that the certificate is for. No name server knows it.
pub const HOST: &str = "cal.praxis.example";

/// Dropped, it takes no more connections.
pub struct Tunnel {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

/// Whose certificates a desktop has to trust for [`HOST`].
pub fn authority() -> PathBuf {
    programs::root().join("tests/tls/authority.pem")
}

impl Tunnel {
    /// To a server of plain HTTP on loopback, as in `http://127.0.0.1:4000`.
    pub async fn start(server: &str) -> Tunnel {
        let server = server.trim_start_matches("http://").to_owned();
        let acceptor = acceptor();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&asked);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, acceptor) = (server.clone(), acceptor.clone());
                let noted = Arc::clone(&noted);
                // Whatever breaks, the client sees a closed connection.
                tokio::spawn(async move {
                    let _ = relay(client, &server, &acceptor, &noted).await;
                });
            }
        });
        Tunnel {
            address,
            asked,
            task,
        }
    }

    /// Name and port, as a person types it.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The first line of each request for a tunnel.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn acceptor() -> TlsAcceptor {
    let folder = programs::root().join("tests/tls");
    let certificate = CertificateDer::from_pem_file(folder.join("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn relay(
    mut client: TcpStream,
    server: &str,
    acceptor: &TlsAcceptor,
    asked: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let line = head.lines().next().unwrap_or_default().to_owned();
    let is_tunnel = line.starts_with("CONNECT ");
    asked.lock().unwrap().push(line);
    if !is_tunnel {
        return client
            .write_all(b"HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n")
            .await;
    }
    client
        .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .await?;
    let mut secure = acceptor.accept(client).await?;
    let mut server = TcpStream::connect(server).await?;
    tokio::io::copy_bidirectional(&mut secure, &mut server).await?;
    Ok(())
}
