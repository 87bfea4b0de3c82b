"""Finds when what the signatures rest on expires (contract M9)."""
