"""What requests change: accounts, drafts, and the acts that workflows are told of."""
