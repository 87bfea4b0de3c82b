"""Encrypted object storage: everything is encrypted before it leaves the process (contract M5)."""
