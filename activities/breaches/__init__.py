"""The notification of a breach to the authority as a document that is ready to file (contract P8)."""
