"""Uploaded documents: examined, repaired and shown, always in a process of their own."""
