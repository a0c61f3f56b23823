//! The little HTTP that the story needs to steer the simulator: JSON from a loopback address.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// # Errors
/// If there is no answer, not 2xx, or not JSON.
pub(crate) fn get(address: &str, path: &str) -> Result<Value> {
    let body = request("GET", address, path)?;
    serde_json::from_str(&body).with_context(|| format!("the answer to GET {path}"))
}

/// # Errors
/// If there is no answer or not 2xx.
pub(crate) fn post(address: &str, path: &str) -> Result<()> {
    request("POST", address, path).map(drop)
}

fn request(method: &str, address: &str, path: &str) -> Result<String> {
    let host = address.strip_prefix("http://").unwrap_or(address);
    let host = host.trim_end_matches('/');
    let mut stream = TcpStream::connect(host).with_context(|| address.to_owned())?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // HTTP/1.0: the answer is not chunked and ends with the connection.
    write!(
        stream,
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("no HTTP answer")?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if !status.starts_with('2') {
        bail!("{method} {path} was answered with {status}: {body}");
    }
    Ok(body.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::{BufRead as _, BufReader};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Answers one request, and hands back its first line.
    fn serve(answer: &'static str) -> (String, thread::JoinHandle<String>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let first = lines.next().unwrap().unwrap();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            stream.write_all(answer.as_bytes()).unwrap();
            first
        });
        (address, server)
    }

    #[test]
    fn json_is_read() {
        let (address, server) = serve("HTTP/1.0 200 OK\r\nX: y\r\n\r\n{\"a\": 1}");
        assert_eq!(
            get(&address, "/state").unwrap(),
            serde_json::json!({"a": 1})
        );
        assert_eq!(server.join().unwrap(), "GET /state HTTP/1.0");
    }

    #[test]
    fn a_refusal_is_an_error_with_its_reason() {
        let (address, server) = serve("HTTP/1.0 404 Not Found\r\n\r\nno such path");
        let message = post(&address, "/offlin").unwrap_err().to_string();
        assert_eq!(message, "POST /offlin was answered with 404: no such path");
        server.join().unwrap();
    }
}
