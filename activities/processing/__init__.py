"""The record of processing activities, made from the live registers as of any day (contract P2)."""
