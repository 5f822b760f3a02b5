//! One connection (HTTP/1.1), from its first byte to its last.

use std::convert::Infallible;
use std::future::Future;
use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::Response;
use bytes::Bytes;
use http::Request;
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt;

use super::doors::Seat;
use super::pulse::Pulse;
use crate::metrics;

/// More headers than any browser or proxy sends, cookies included.
const HEADER_BYTES: usize = 24 * 1024;
/// What a connection holds in memory of what comes and what goes.
const BUFFER_BYTES: usize = 32 * 1024;
/// How often it is looked at least whether a connection has had its time.
const LOOK: Duration = Duration::from_secs(5);

/// Answers what the client asks until it or the server has had enough.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    seat: Seat,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    // Without it a short answer waits for the client's acknowledgement.
    drop(stream.set_nodelay(true));
    let pulse = Arc::clone(&seat.pulse);
    let socket = TokioIo::new(Watched {
        stream,
        pulse: Arc::clone(&pulse),
    });
    let service =
        service_fn(move |request: Request<Incoming>| answer(request, peer, router.clone(), Arc::clone(&pulse)));
    let mut connection = pin!(
        http1::Builder::new()
            .max_header_size(HEADER_BYTES)
            .max_buf_size(BUFFER_BYTES)
            .serve_connection(socket, service)
    );
    let look = LOOK.min(seat.limits().headers / 2);
    let mut stops = false;
    loop {
        tokio::select! {
            // A client that breaks off, or speaks something else than HTTP, is no fault of ours.
            _ended = connection.as_mut() => return,
            () = seat.wanted() => return,
            () = tokio::time::sleep(look) => {
                if let Some(over) = seat.pulse.over(seat.limits()) {
                    return metrics::observe_turned_away(over.as_str());
                }
            }
            _ = stopping.wait_for(|stop| *stop), if !stops => {
                if seat.pulse.is_silent() {
                    return;
                }
                stops = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
    pulse: Arc<Pulse>,
) -> impl Future<Output = Result<Response, Infallible>> {
    pulse.answers();
    let answering = Answering(pulse);
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    async move {
        let response = router.oneshot(request).await?;
        Ok(response.map(|body| {
            Body::new(Answered {
                body,
                _answering: answering,
            })
        }))
    }
}

/// A request that is being answered, its body included.
struct Answering(Arc<Pulse>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.rests();
    }
}

/// A body that says when it is over.
struct Answered {
    body: Body,
    _answering: Answering,
}

impl http_body::Body for Answered {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A socket that says when something comes and when something goes.
struct Watched {
    stream: TcpStream,
    pulse: Arc<Pulse>,
}

impl Watched {
    fn sent(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        self.pulse.sent(outcome.is_ready());
        outcome
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(cx, into);
        if into.filled().len() > before {
            self.pulse.heard();
        }
        outcome
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(cx, from);
        self.sent(outcome)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(cx, from);
        self.sent(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
