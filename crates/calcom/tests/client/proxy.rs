//! A proxy from the environment is not asked for this machine.
//!
//! The environment belongs to the whole process, so the test runs itself again as a child with the variables set.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use serde_json::json;

use crate::support::Server;

/// Tells the child that a proxy is set and that it must prove it.
const CHILD: &str = "ABGLEICH_TEST_PROXY_IS_SET";

/// Alone: an ordinary request. In the child: the same, while an ordinary client would go to the proxy.
#[tokio::test]
async fn loopback_is_reached_directly() {
    let server = Server::data(json!({"id": 1})).await;
    assert_eq!(server.client().me().await.unwrap().data.id, 1);
    if std::env::var_os(CHILD).is_some() {
        let control = reqwest::Client::builder().build().unwrap();
        let answer = control
            .get(format!("{}/control", server.address))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 418, "without no_proxy() the proxy answers");
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_proxy_in_the_environment_sees_nothing_of_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let seen = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer).unwrap();
        stream
            .write_all(
                b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            )
            .unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    });
    let mut child = Command::new(std::env::current_exe().unwrap());
    child
        .args(["--exact", "proxy::loopback_is_reached_directly"])
        .env(CHILD, "1");
    for name in [
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ] {
        child.env(name, &proxy);
    }
    let output = child
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
    let first = seen.join().unwrap();
    assert!(
        first.contains("/control"),
        "only the control may reach the proxy, not: {first}"
    );
}
