"""`make simulate`: a subscription's years in seconds on the real service, beside what the contract foretells.

API, worker and payment gateway run in this process, by a clock that jumps from one event to the next;
PostgreSQL, Temporal and the mail provider's stand-in are those of the local stack.
"""
