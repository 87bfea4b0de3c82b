"""Notices over WhatsApp and SMS, besides the mail that always goes (contract W1, W2)."""
