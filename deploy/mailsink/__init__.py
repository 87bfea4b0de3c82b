"""A local mail provider: speaks SendGrid's API to its real client, and shows what it took in an inbox."""
