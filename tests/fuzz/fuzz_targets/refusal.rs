//! Status and body of an answer from 400 on; a `$` in it is the key.
#![no_main]

use libfuzzer_sys::fuzz_target;

const KEY: &str = "cal_live_0123456789abcdef";

fuzz_target!(|input: (u16, &[u8])| {
    let (status, bytes) = input;
    let status = 400 + status % 200;
    abgleich_calcom::fuzzing::refused(status, bytes, KEY);
    let mut with_key = Vec::new();
    for byte in bytes {
        match byte {
            b'$' => with_key.extend_from_slice(KEY.as_bytes()),
            other => with_key.push(*other),
        }
    }
    abgleich_calcom::fuzzing::refused(status, &with_key, KEY);
});
