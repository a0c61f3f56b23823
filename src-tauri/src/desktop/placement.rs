//! Where the window was: restored only where a person would find it again.

use std::collections::HashMap;

use abgleich_core::paths::DataDir;
use serde::Deserialize;
use tauri::{
    AppHandle, LogicalSize, Monitor, PhysicalPosition, PhysicalSize, WebviewWindow,
    WebviewWindowBuilder, Wry,
};
use tauri_plugin_window_state::{AppHandleExt, Builder, StateFlags, WindowExt};

use crate::window::MAIN;

type WindowBuilder<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

/// Less of a window cannot be caught with the mouse.
const CATCHABLE: i64 = 100;

/// Never "visible": a window that was open at the end would open at a hidden start.
fn kept() -> StateFlags {
    if on_wayland() {
        // Programs do not place their windows there.
        StateFlags::SIZE | StateFlags::MAXIMIZED
    } else {
        StateFlags::SIZE | StateFlags::MAXIMIZED | StateFlags::POSITION
    }
}

fn on_wayland() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let backend = std::env::var("GDK_BACKEND").unwrap_or_default();
    cfg!(target_os = "linux") && is_set("WAYLAND_DISPLAY") && !backend.starts_with("x11")
}

pub fn plugin(dir: &DataDir) -> tauri::plugin::TauriPlugin<Wry> {
    Builder::new()
        // Joined to the plugin's own folder, an absolute path takes its place.
        .with_filename(dir.window_file().display().to_string())
        .with_state_flags(kept())
        .skip_initial_state(MAIN)
        .build()
}

/// What the file says of a window, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Saved {
    width: u32,
    height: u32,
    x: i32,
    y: i32,
    /// The place before it was maximised.
    prev_x: i32,
    prev_y: i32,
    maximized: bool,
}

impl Saved {
    fn of(dir: &DataDir) -> Option<Self> {
        let text = std::fs::read(dir.window_file()).ok()?;
        let windows: HashMap<String, Self> = serde_json::from_slice(&text).ok()?;
        windows.get(MAIN).copied()
    }

    /// Not that of a maximised window.
    fn corner(self) -> (i32, i32) {
        if self.maximized {
            (self.prev_x, self.prev_y)
        } else {
            (self.x, self.y)
        }
    }

    fn rectangle(self) -> Rectangle {
        let (x, y) = self.corner();
        Rectangle {
            x: x.into(),
            y: y.into(),
            width: self.width.into(),
            height: self.height.into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rectangle {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

impl Rectangle {
    /// Where windows can be, without bars at the edges.
    fn of(monitor: &Monitor) -> Self {
        let area = monitor.work_area();
        Self {
            x: area.position.x.into(),
            y: area.position.y.into(),
            width: area.size.width.into(),
            height: area.size.height.into(),
        }
    }

    /// Enough of both directions on one screen, and its upper edge, by which it is moved.
    fn can_be_caught_on(self, screen: Self) -> bool {
        let across = (self.x + self.width).min(screen.x + screen.width) - self.x.max(screen.x);
        let down = (self.y + self.height).min(screen.y + screen.height) - self.y.max(screen.y);
        across >= CATCHABLE && down >= CATCHABLE && self.y >= screen.y
    }

    fn fits_on(self, screen: Self) -> bool {
        self.width <= screen.width && self.height <= screen.height
    }
}

/// What of the saved state is good for these screens.
fn restorable(saved: Rectangle, screens: &[Rectangle], kept: StateFlags) -> StateFlags {
    let mut good = kept;
    if !screens.iter().any(|screen| saved.fits_on(*screen)) {
        good.remove(StateFlags::SIZE);
    }
    if !screens.iter().any(|screen| saved.can_be_caught_on(*screen)) {
        good.remove(StateFlags::POSITION);
    }
    good
}

/// Whether a window that is built where it belongs is exactly there. Elsewhere the builder's measures are those of a
/// screen that it has to guess, and what is shown before the page is there is not painted at all.
pub const BUILT_IN_PLACE: bool = cfg!(target_os = "linux");

/// Where the window is built: where it was, or in the centre.
pub fn place<'a>(
    window: WindowBuilder<'a>,
    handle: &AppHandle,
    dir: &DataDir,
    first: (f64, f64),
) -> WindowBuilder<'a> {
    let monitors = handle.available_monitors().unwrap_or_else(|error| {
        tracing::warn!(%error, "the screens are not known");
        Vec::new()
    });
    let Some(saved) = Saved::of(dir) else {
        let (width, height) = room_for(first, monitors.first());
        return window.inner_size(width, height).center();
    };
    let screens: Vec<Rectangle> = monitors.iter().map(Rectangle::of).collect();
    let (rectangle, kept) = (saved.rectangle(), kept());
    let good = restorable(rectangle, &screens, kept);
    let monitor = monitors
        .iter()
        .find(|monitor| rectangle.can_be_caught_on(Rectangle::of(monitor)))
        .or(monitors.first());
    let scale = monitor.map_or(1.0, Monitor::scale_factor);
    let (width, height) = if good.contains(StateFlags::SIZE) {
        (
            f64::from(saved.width) / scale,
            f64::from(saved.height) / scale,
        )
    } else {
        room_for(first, monitor)
    };
    let window = window.inner_size(width, height).maximized(saved.maximized);
    if good.contains(StateFlags::POSITION) {
        let (x, y) = saved.corner();
        window.position(f64::from(x) / scale, f64::from(y) / scale)
    } else {
        window.center()
    }
}

/// Puts a window that is not shown yet exactly where it was.
pub fn restore(window: &WebviewWindow, dir: &DataDir) -> tauri::Result<()> {
    let Some(saved) = Saved::of(dir) else {
        return Ok(());
    };
    let monitors = window.available_monitors()?;
    let screens: Vec<Rectangle> = monitors.iter().map(Rectangle::of).collect();
    window.restore_state(restorable(saved.rectangle(), &screens, kept()))
}

/// Back to where it can be caught, after the last screen it was on is gone. `first`: its first size.
pub fn bring_into_sight(window: &WebviewWindow, first: (f64, f64)) -> tauri::Result<()> {
    // Where a system enlarges a window, it also places it, and with its edges beyond the screen.
    if on_wayland() || window.is_maximized()? || window.is_fullscreen()? {
        return Ok(());
    }
    let (corner, size) = (window.outer_position()?, window.outer_size()?);
    let rectangle = Rectangle {
        x: corner.x.into(),
        y: corner.y.into(),
        width: size.width.into(),
        height: size.height.into(),
    };
    let monitors = window.available_monitors()?;
    let screens: Vec<_> = monitors.iter().map(Rectangle::of).collect();
    if screens
        .iter()
        .any(|screen| rectangle.can_be_caught_on(*screen))
    {
        return Ok(());
    }
    if screens.iter().any(|screen| rectangle.fits_on(*screen)) {
        window.center()
    } else {
        reset(window, first)
    }
}

/// As at the first start.
pub fn reset(window: &WebviewWindow, first: (f64, f64)) -> tauri::Result<()> {
    window.set_fullscreen(false)?;
    window.unmaximize()?;
    let monitors = window.available_monitors()?;
    let monitor = window.primary_monitor()?.or(monitors.into_iter().next());
    let (width, height) = room_for(first, monitor.as_ref());
    let Some(monitor) = monitor else {
        return window.set_size(LogicalSize::new(width, height));
    };
    let size: PhysicalSize<i32> =
        LogicalSize::new(width, height).to_physical(monitor.scale_factor());
    if !on_wayland() {
        // In the middle for the size that it will have: the system resizes it some time later.
        let area = monitor.work_area();
        let (across, down) = (
            area.size.cast::<i32>().width,
            area.size.cast::<i32>().height,
        );
        window.set_position(PhysicalPosition::new(
            area.position.x + (across - size.width) / 2,
            area.position.y + (down - size.height) / 2,
        ))?;
    }
    window.set_size(size)
}

/// The first size, or less where there is less room; in CSS pixels.
fn room_for(first: (f64, f64), monitor: Option<&Monitor>) -> (f64, f64) {
    let Some(monitor) = monitor else {
        return first;
    };
    let room = monitor.work_area().size;
    let room = room.to_logical::<f64>(monitor.scale_factor());
    if first.0 <= room.width && first.1 <= room.height {
        return first;
    }
    (first.0.min(room.width), first.1.min(room.height))
}

/// Also while it is hidden, so that a crash afterwards does not lose it.
pub fn keep(handle: &AppHandle) {
    if let Err(error) = handle.save_window_state(kept()) {
        tracing::debug!(%error, "where the window was is not kept");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn rectangle(x: i64, y: i64, width: i64, height: i64) -> Rectangle {
        Rectangle {
            x,
            y,
            width,
            height,
        }
    }

    const LAPTOP: Rectangle = rectangle(0, 0, 1_440, 900);
    const BESIDE: Rectangle = rectangle(1_440, 0, 1_920, 1_080);

    #[track_caller]
    fn check(saved: Rectangle, screens: &[Rectangle], position: bool, size: bool) {
        let all = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
        let good = restorable(saved, screens, all);
        assert_eq!(good.contains(StateFlags::POSITION), position, "{saved:?}");
        assert_eq!(good.contains(StateFlags::SIZE), size, "{saved:?}");
        assert!(good.contains(StateFlags::MAXIMIZED));
    }

    #[test]
    fn a_place_is_restored_only_where_the_window_can_be_caught() {
        check(rectangle(100, 100, 1_000, 700), &[LAPTOP], true, true);
        check(rectangle(1_340, 100, 1_000, 700), &[LAPTOP], true, true);
        check(rectangle(1_341, 100, 1_000, 700), &[LAPTOP], false, true);
        check(rectangle(-900, 100, 1_000, 700), &[LAPTOP], true, true);
        check(rectangle(-901, 100, 1_000, 700), &[LAPTOP], false, true);
        check(rectangle(100, 801, 1_000, 700), &[LAPTOP], false, true);
        // The bar by which it is moved is above the screen.
        check(rectangle(100, -40, 1_000, 700), &[LAPTOP], false, true);
        // What Windows says of a minimised window.
        check(
            rectangle(-32_000, -32_000, 1_000, 700),
            &[LAPTOP],
            false,
            true,
        );
        // The second screen is gone.
        let right = rectangle(2_000, 200, 1_200, 800);
        check(right, &[LAPTOP, BESIDE], true, true);
        check(right, &[LAPTOP], false, true);
        // Larger than any screen.
        check(rectangle(0, 0, 2_500, 1_400), &[LAPTOP], true, false);
        check(rectangle(0, 0, 1_000, 700), &[], false, false);
    }

    #[test]
    fn extreme_numbers_in_the_file_are_no_trouble() {
        let far = i32::MAX.into();
        check(
            rectangle(far, far, u32::MAX.into(), 1),
            &[LAPTOP],
            false,
            false,
        );
    }
}
