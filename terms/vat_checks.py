"""When VIES is asked about a company's VAT number (contract S2): an answer that is not had refuses nobody."""

from datetime import datetime, timedelta

from terms.tax_ids import EU_VAT_COUNTRIES, SPAIN

EVERY = timedelta(minutes=10)
"""How often numbers that are due are looked for."""
ASK_AGAIN = timedelta(hours=1)
"""After so long without an answer."""
HOLDS = timedelta(days=90)
"""For so long an answer is taken to hold: numbers are withdrawn."""
BATCH = 20
"""Numbers of one round: even if none is answered in time it ends before the next."""
COUNTRIES = EU_VAT_COUNTRIES - {SPAIN}
"""Where a company's number decides who accounts for the VAT; at home it decides nothing."""


def asked_before(now: datetime, confirmed: bool | None) -> datetime:
    """Numbers last asked about before this instant, with this outcome, are due again."""
    return now - (ASK_AGAIN if confirmed is None else HOLDS)
