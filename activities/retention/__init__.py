"""The purge of blocked businesses: dates, destruction, and the certificate of it (contract S17, S18)."""
