"""A substantial change of the terms, told to very many users."""
