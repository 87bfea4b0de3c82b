"""Claims of debts with late interest, as PDF (contract S8, S9)."""
