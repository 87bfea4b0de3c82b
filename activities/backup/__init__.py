"""Backups of database, objects and configuration, and the drill that restores them (contract M1)."""
