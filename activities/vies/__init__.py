"""The European Commission's VAT Information Exchange System (VIES)."""
