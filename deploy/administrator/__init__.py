"""The command that makes administrators: named people of the role `security`, by a link and no password."""
