"""A local message provider: speaks Twilio's API to its real client, and shows what it took as JSON."""
