//! The simulator as a whole: start, stop, offline, and everything a test or the demo does to it.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::Router;
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::Mutex,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    api::now,
    audit::History,
    control,
    limit::{Limiter, RateLimit},
    line::{Cutter, Door},
    record::Request,
    rule::Rule,
    server,
    state::Shared,
    world::{EventType, World},
};

/// Connections that wait to be accepted.
const BACKLOG: u32 = 128;

/// How to start.
#[derive(Debug)]
pub struct Options {
    /// 0 takes any free one.
    pub port: u16,
    pub world: World,
    /// `None` for tests that ask a lot.
    pub rate_limit: Option<RateLimit>,
}

impl Options {
    /// On a free port, with Cal.com's own rate limit.
    pub fn new(world: World) -> Options {
        Options {
            port: 0,
            world,
            rate_limit: Some(RateLimit::default()),
        }
    }

    #[must_use]
    pub fn port(mut self, port: u16) -> Options {
        self.port = port;
        self
    }

    #[must_use]
    pub fn without_rate_limit(mut self) -> Options {
        self.rate_limit = None;
        self
    }
}

/// A running simulator on 127.0.0.1. Dropping it stops it, too, only without waiting for the port.
pub struct Simulator {
    handle: Handle,
    /// Ends everything, the control server included.
    running: CancellationToken,
}

/// What arrives is recorded and waits until this is dropped: see [`Simulator::hold`].
#[must_use = "dropping it lets everything go on"]
pub struct Hold(Arc<Shared>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hold").finish_non_exhaustive()
    }
}

/// What the simulator shares with its control server.
#[derive(Clone)]
pub(crate) struct Handle {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    gate: Arc<Mutex<Gate>>,
    offline: Arc<AtomicBool>,
}

/// The port, open or shut.
enum Gate {
    Open {
        door: CancellationToken,
        task: JoinHandle<()>,
    },
    /// The port stays bound without listening: connecting is refused, nobody else gets it,
    /// and a client cannot by chance be given it as its own port and talk to itself.
    Shut { reserved: Option<TcpSocket> },
}

impl Simulator {
    /// # Errors
    /// The port is taken.
    #[expect(
        clippy::unused_async,
        reason = "it spawns: nobody may call it outside a runtime"
    )]
    pub async fn start(options: Options) -> io::Result<Simulator> {
        let socket = bind(options.port)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(options.world, options.rate_limit));
        let running = CancellationToken::new();
        let gate = Gate::open(listener, &shared, running.child_token());
        let handle = Handle {
            shared,
            address,
            gate: Arc::new(Mutex::new(gate)),
            offline: Arc::default(),
        };
        Ok(Simulator { handle, running })
    }

    /// `http://127.0.0.1:PORT`; stays the same while offline.
    pub fn address(&self) -> String {
        format!("http://{}", self.handle.address)
    }

    /// Everything as it is now.
    pub fn world(&self) -> World {
        self.handle.shared.lock().world.clone()
    }

    /// As it really is, whatever a lagging copy shows.
    pub fn event_type(&self, id: i64) -> Option<EventType> {
        self.handle.shared.lock().world.event_type(id).cloned()
    }

    /// Someone changes the event type in Cal.com. `None` if there is none with this id.
    pub fn edit<R>(&self, id: i64, change: impl FnOnce(&mut EventType) -> R) -> Option<R> {
        let mut state = self.handle.shared.lock();
        state.world.event_type_mut(id).map(change)
    }

    /// As [`Simulator::edit`], by somebody whom the history names.
    pub fn edit_as<R>(
        &self,
        id: i64,
        who: &str,
        change: impl FnOnce(&mut EventType) -> R,
    ) -> Option<R> {
        let mut state = self.handle.shared.lock();
        let before = state.world.event_type(id)?.clone();
        let result = state.world.event_type_mut(id).map(change);
        let after = state.world.event_type(id)?.clone();
        state.audit.note(&before, &after, who, "WEBAPP", now());
        result
    }

    /// Changes the limit; everybody starts anew under it.
    pub fn set_rate_limit(&self, limit: Option<RateLimit>) {
        self.handle.shared.lock().limiter = Limiter::new(limit);
    }

    /// Whether the history of event types can be read from now on.
    pub fn set_history(&self, history: History) {
        self.handle.shared.lock().audit.answers = history;
    }

    /// Someone changes anything in Cal.com: people, keys, teams, event types.
    pub fn change_world<R>(&self, change: impl FnOnce(&mut World) -> R) -> R {
        change(&mut self.handle.shared.lock().world)
    }

    /// Everything received since the start or the last [`Simulator::clear_requests`], in order.
    pub fn requests(&self) -> Vec<Request> {
        self.handle.shared.lock().recorder.all().to_vec()
    }

    /// The `PATCH` requests among [`Simulator::requests`].
    pub fn patches(&self) -> Vec<Request> {
        let state = self.handle.shared.lock();
        let all = state.recorder.all().iter();
        all.filter(|request| request.method == "PATCH")
            .cloned()
            .collect()
    }

    pub fn clear_requests(&self) {
        self.handle.shared.lock().recorder.clear();
    }

    /// From now on this fault strikes. Rules are tried in the order in which they were added.
    pub fn inject(&self, rule: Rule) {
        self.handle.shared.lock().faults.add(rule);
    }

    /// Requests that already hang or wait keep doing so.
    pub fn clear_faults(&self) {
        self.handle.shared.lock().faults.clear();
    }

    /// Rules still in force, with what is left of `skip` and `times`.
    pub fn faults(&self) -> Vec<Rule> {
        self.handle.shared.lock().faults.rules().to_vec()
    }

    /// From now on whatever arrives is recorded and then waits, as with [`crate::Fault::Slow`], but for as long as the
    /// caller likes. What a client gives up meanwhile is never carried out.
    pub fn hold(&self) -> Hold {
        self.handle.shared.hold();
        Hold(Arc::clone(&self.handle.shared))
    }

    /// Now the requests that [`crate::Fault::ApplyLate`] struck are carried out, in the order of their arrival, whether or not
    /// anybody waits for them. Returns the `seq` of those that changed something.
    pub fn carry_out_late(&self) -> Vec<u64> {
        self.handle.shared.lock().carry_out_late()
    }

    /// Cuts every connection; new ones are refused until [`Simulator::go_online`]. What was in progress and
    /// not yet carried out never is, but for what [`crate::Fault::ApplyLate`] struck.
    pub async fn go_offline(&self) {
        self.handle.go_offline().await;
    }

    /// # Errors
    /// The port was taken by another program meanwhile, which is possible on some systems only.
    pub async fn go_online(&self) -> io::Result<()> {
        self.handle.go_online(&self.running).await
    }

    pub fn is_offline(&self) -> bool {
        self.handle.is_offline()
    }

    /// Serves the control interface on its own loopback port (0 takes a free one), so that it can be reached
    /// while the simulator is offline. Returns its address, `http://127.0.0.1:PORT`.
    ///
    /// # Errors
    /// The port is taken.
    #[expect(
        clippy::unused_async,
        reason = "it spawns: nobody may call it outside a runtime"
    )]
    pub async fn serve_control(&self, port: u16) -> io::Result<String> {
        let listener = bind(port)?.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        let stop = self.running.child_token();
        let app = control::app(self.handle.clone(), self.running.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                ended = axum::serve(listener, app) => {
                    tracing::debug!(?ended, "the control server of the simulator ended");
                }
            }
        });
        Ok(format!("http://{address}"))
    }

    /// Returns once the port is free again.
    pub async fn stop(self) {
        self.handle.go_offline().await;
        *self.handle.gate.lock().await = Gate::Shut { reserved: None };
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.running.cancel();
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("address", &self.address())
            .field("offline", &self.is_offline())
            .finish_non_exhaustive()
    }
}

impl Handle {
    pub(crate) async fn go_offline(&self) {
        let mut gate = self.gate.lock().await;
        self.offline.store(true, Ordering::SeqCst);
        if let Gate::Open { door, task } = &mut *gate {
            door.cancel();
            // It ends at once, and the listener with it. A panic in it would have been reported already.
            let _ = task.await;
            // On failure, going online binds again.
            let reserved = bind(self.address.port()).ok();
            *gate = Gate::Shut { reserved };
        }
    }

    pub(crate) async fn go_online(&self, running: &CancellationToken) -> io::Result<()> {
        let mut gate = self.gate.lock().await;
        if let Gate::Shut { reserved } = &mut *gate {
            let socket = reserved
                .take()
                .map_or_else(|| bind(self.address.port()), Ok)?;
            let listener = socket.listen(BACKLOG)?;
            *gate = Gate::open(listener, &self.shared, running.child_token());
        }
        self.offline.store(false, Ordering::SeqCst);
        Ok(())
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.offline.load(Ordering::SeqCst)
    }
}

impl Gate {
    fn open(listener: TcpListener, shared: &Arc<Shared>, door: CancellationToken) -> Gate {
        let app = Router::new()
            .fallback(server::handle)
            .with_state(Arc::clone(shared))
            .into_make_service_with_connect_info::<Cutter>();
        let listener = Door::new(listener, door.clone());
        let closed = door.clone();
        let task = tokio::spawn(async move {
            tokio::select! {
                () = closed.cancelled() => {}
                ended = axum::serve(listener, app) => {
                    tracing::debug!(?ended, "the simulator's server ended");
                }
            }
        });
        Gate::Open { door, task }
    }
}

fn bind(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Connections that were just closed must not keep the port. On Windows the option means something else.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    Ok(socket)
}
