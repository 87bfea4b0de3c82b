"""What `TermsChangeRecords` is asked and answers. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TermsMailing:
    """One page of the mails of one step: to users after `after`. Step 0 announces, later ones remind."""

    kind: str
    version: str
    step: int
    after: str | None


@dataclass(frozen=True)
class TermsMailed:
    """`next` is the user after whom the next page begins, `None` when there is none."""

    mails: int
    next: str | None
    superseded: bool = False
    """A newer substantial version is in force: its own mails take over."""
