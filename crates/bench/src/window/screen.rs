//! When a window appears on the screen, as the X server tells.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Smaller ones are helpers of the toolkit.
const LEAST_WIDTH: u16 = 400;
const LOOK: Duration = Duration::from_millis(1);

pub struct Screen(RustConnection);

impl Screen {
    /// `display` as in the variable `DISPLAY`.
    pub fn open(display: &str) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(display))?;
        let Some(root) = connection.setup().roots.get(screen).map(|it| it.root) else {
            bail!("no screen {screen}");
        };
        let wanted = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection
            .change_window_attributes(root, &wanted)?
            .check()?;
        Ok(Self(connection))
    }

    /// Everything up to now.
    pub fn forget(&mut self) -> Result<()> {
        self.0.sync()?;
        while self.0.poll_for_event()?.is_some() {}
        Ok(())
    }

    pub fn window_appears(&mut self, limit: Duration) -> Result<Instant> {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            match self.0.poll_for_event()? {
                Some(Event::MapNotify(event)) => {
                    let now = Instant::now();
                    // It may be gone again.
                    let size = self.0.get_geometry(event.window)?.reply();
                    if size.is_ok_and(|size| size.width >= LEAST_WIDTH) {
                        return Ok(now);
                    }
                }
                Some(_) => {}
                None => std::thread::sleep(LOOK),
            }
        }
        bail!("no window appeared")
    }
}
