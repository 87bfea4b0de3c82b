"""What a controller does about one data subject, over all its envelopes (contract P6, P7)."""
