//! The built program in a real window.
