"""The archive of everything of a business (contract S16)."""
