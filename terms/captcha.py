"""Proof of work on public forms (contract M6): what a browser computes before a stranger's form is read."""

from datetime import timedelta

from terms.access import Limit

CHALLENGE_LIFE = timedelta(minutes=20)
"""How long a challenge may be answered: long enough to read and fill in a form, with whatever aids."""
SOLUTION_KEPT = timedelta(hours=25)
"""How long a used challenge is remembered: longer than it could be used again by itself, or by repeating the
request it was used for, whose answer is kept for 24 hours."""
CHALLENGES_PER_ORIGIN = Limit(240, timedelta(minutes=10))
EASY_CHALLENGES = 20
"""So many challenges that an origin has not worked off cost what one costs."""
HARDER_EVERY = 20
"""With so many more the work doubles."""
HARDEST = 8
"""At most so many times the work: people who share an address with a robot are slowed, not shut out."""
COUNTER_LEAST = 100
COUNTER_MOST = 300
"""A challenge takes between so many derivations of a key. The range is bounded, so that nobody's browser is
unlucky for long."""


def work_factor(outstanding: int) -> int:
    """How many times harder than usual the next challenge is for an origin with so many recent ones."""
    beyond = max(0, outstanding - EASY_CHALLENGES)
    doublings = -(-beyond // HARDER_EVERY)
    return min(HARDEST, 1 << doublings)
