"""Malware: everything that comes in is scanned where a scanner is set (contract A8, M8)."""
