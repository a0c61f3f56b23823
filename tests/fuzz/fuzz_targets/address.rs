//! An API address as somebody typed it.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| abgleich_calcom::fuzzing::address(text));
