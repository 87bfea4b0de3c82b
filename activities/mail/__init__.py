"""Mail through SendGrid: each message once, delivery as evidence."""
