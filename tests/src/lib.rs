//! What the tests of the real programs share.
