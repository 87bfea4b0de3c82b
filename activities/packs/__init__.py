"""Packs of evidence for one controller: gathered, sealed, kept while they can be fetched (P9, P10)."""
