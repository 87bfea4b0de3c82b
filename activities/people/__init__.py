"""What the holder's staff sign and learn: commitments by the holder's own envelopes, and trainings (P5)."""
