"""Seals the log of interactions into a chain, and looks whether it still holds (contract M7)."""
