"""The contract as pure functions and values: no I/O, no clock, no framework. `now` is an argument."""
