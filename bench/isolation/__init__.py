"""What row-level security costs where people notice: lists of envelopes."""
