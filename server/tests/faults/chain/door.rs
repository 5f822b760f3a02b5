//! What stands before two servers: nginx, where `HUIKA_TEST_NGINX` names the program (`cargo xtask soak chain` installs it), and else a few
//! lines that lead each connection to one of them, in turns, and to the other one where nobody answers.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::net::TcpStream;

pub(super) struct Door {
    pub(super) port: u16,
    nginx: Option<(Child, TempDir)>,
}

impl Door {
    pub(super) async fn to(servers: [u16; 2]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        if let Ok(program) = std::env::var("HUIKA_TEST_NGINX") {
            drop(listener);
            let nginx = tokio::task::spawn_blocking(move || nginx(&program, port, servers)).await;
            let nginx = Some(nginx.expect("nginx starts"));
            return Self { port, nginx };
        }
        listener.set_nonblocking(true).expect("it can be set");
        let listener = tokio::net::TcpListener::from_std(listener).expect("it can be used");
        let turn = Arc::new(AtomicUsize::new(0));
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let first = turn.fetch_add(1, Ordering::SeqCst) % 2;
                tokio::spawn(async move {
                    for server in [servers[first], servers[1 - first]] {
                        if let Ok(mut far) = TcpStream::connect(("127.0.0.1", server)).await {
                            let _ended = tokio::io::copy_bidirectional(&mut near, &mut far).await;
                            return;
                        }
                    }
                });
            }
        });
        Self { port, nginx: None }
    }
}

/// As Debian's comes, with nothing but the two servers in its settings.
fn nginx(program: &str, port: u16, servers: [u16; 2]) -> (Child, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().display();
    let kept: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {place}/{kind};\n"))
        .concat();
    let [one, other] = servers;
    let text = format!(
        "daemon off;\npid {place}/pid;\nerror_log {place}/error.log;\nevents {{ worker_connections 512; }}\n\
         http {{\naccess_log off;\n{kept}\
         upstream huika {{ server 127.0.0.1:{one} fail_timeout=1s; server 127.0.0.1:{other} fail_timeout=1s; keepalive 16; }}\n\
         server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://huika; proxy_http_version 1.1; \
         proxy_set_header Connection \"\"; proxy_set_header Host $host; }} }}\n}}\n"
    );
    let settings = folder.path().join("nginx.conf");
    std::fs::write(&settings, text).expect("can be written");
    let child = Command::new(program)
        .arg("-c")
        .arg(&settings)
        .arg("-p")
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("nginx can be started");
    let since = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(since.elapsed() < Duration::from_secs(10), "nginx does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    (child, folder)
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some((child, _)) = &mut self.nginx {
            let _already_gone = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
            let _status = child.wait();
        }
    }
}
