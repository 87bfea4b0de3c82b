"""The database as workflows see it."""
