"""Who may do what: credentials, callers, and the access rule that every route declares."""
