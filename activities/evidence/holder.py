"""Who runs the service, from configuration."""

from settings import Settings
from terms.texts import Holder


def holder_from_settings(settings: Settings) -> Holder:
    """The holder as texts, certificate and package name it."""
    return Holder(
        name=settings.holder_name,
        tax_id=settings.holder_tax_id,
        address=settings.holder_address,
        email=settings.holder_email,
        dpo_email=settings.holder_dpo_email,
        registry=settings.holder_registry,
        service_url=settings.public_url,
        dpo_name=settings.holder_dpo_name,
    )
