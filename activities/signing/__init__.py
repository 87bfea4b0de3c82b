"""PAdES signatures by pyHanko: the signers' own and the organisation's seal."""
