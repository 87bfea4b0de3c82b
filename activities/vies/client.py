"""Asks VIES about a VAT number, by its REST API."""

import logging

import httpx

log = logging.getLogger(__name__)


class Vies:
    """`url` is the base of the REST API; `None`: VIES is not asked, and nothing is ever known."""

    def __init__(self, client: httpx.AsyncClient, url: str | None) -> None:
        self._client = client
        self._url = url

    @property
    def is_asked(self) -> bool:
        """Whether the setting names a service to ask."""
        return self._url is not None

    async def is_valid(self, prefix: str, number: str) -> bool | None:
        """Whether the member state knows the number; `None` while it cannot be known."""
        if self._url is None:
            return None
        try:
            answer = await self._client.post(
                f"{self._url.rstrip('/')}/check-vat-number",
                json={"countryCode": prefix, "vatNumber": number},
            )
            said = answer.json().get("valid") if answer.is_success else None
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            log.warning("VIES gave no answer: %s", type(error).__name__)
            return None
        return said if isinstance(said, bool) else None
