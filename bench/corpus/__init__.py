"""What becomes of real PDFs: examined, signed by two, sealed and validated."""
