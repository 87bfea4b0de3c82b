"""Keeps sealed documents verifiable for as long as they are kept (contract E4)."""
