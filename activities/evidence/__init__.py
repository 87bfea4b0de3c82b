"""The ledger's certificate and its portable package."""
