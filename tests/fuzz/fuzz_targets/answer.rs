//! The body of a 2xx answer: as it is, and as the data of a well-formed one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    abgleich_calcom::fuzzing::answer(bytes);
    let whole = [br#"{"status":"success","data":"#, bytes, b"}"].concat();
    abgleich_calcom::fuzzing::answer(&whole);
});
