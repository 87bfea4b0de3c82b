"""What the stand-ins of neighbours share."""
