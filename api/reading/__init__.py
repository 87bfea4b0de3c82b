"""What requests are shown, read from the tables."""
