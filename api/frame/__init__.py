"""What happens around every request: ids, headers, limits, access, idempotency."""
