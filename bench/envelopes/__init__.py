"""Envelopes per second, end to end, beside a bare workflow of as many activities on the same server."""
