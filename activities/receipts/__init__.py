"""Receipts of what customers declare of their contract, as sealed PDF (contract S10, S14)."""
