"""Durable lifecycles, one module each, reading like the contract's chapter."""
