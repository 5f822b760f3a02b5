//! The little HTTP that a build tool needs: is a port free, does an address answer.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use anyhow::{Context as _, Result};

const TIMEOUT: Duration = Duration::from_secs(5);

/// Whether a program could listen on this port of the loopback address.
pub fn port_is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A port that nobody listens on.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}

/// The status that `GET path` is answered with, if anybody answers.
pub fn status(port: u16, path: &str) -> Option<u16> {
    let text = get(port, path, "").ok()?;
    text.split_whitespace().nth(1)?.parse().ok()
}

/// The whole answer to `GET path`, head and body; `headers` are further lines, each ended by `\r\n`.
pub fn get(port: u16, path: &str, headers: &str) -> Result<String> {
    exchange(
        port,
        &format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{headers}\r\n"),
    )
}

/// Sends a request and reads until the other side closes.
pub fn exchange(port: u16, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
