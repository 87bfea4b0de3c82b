"""What sleeping subscriptions cost, and how fast day 1 renews them beside a bare loop of charges."""
