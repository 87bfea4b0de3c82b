"""What neighbours report to us: verified, kept in an inbox, each event once."""
