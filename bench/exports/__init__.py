"""Exports of 10 MB to 10 GB: speed and peak memory, beside a bare loop that copies the same bytes."""
