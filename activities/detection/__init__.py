"""Looks for what is unusual in the log of interactions and in the evidence (contract M7)."""
