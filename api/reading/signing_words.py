"""What the signer is told about who asks and about rights (contract E3), in Spanish and English."""

_RIGHTS = {
    "es": (
        "{name} es el responsable del tratamiento de sus datos para gestionar la firma de este documento. "
        "Puede ejercer sus derechos de acceso, rectificación, supresión, oposición, limitación y "
        "portabilidad escribiendo a {email}, y reclamar ante la Agencia Española de Protección de Datos "
        "(www.aepd.es)."
    ),
    "en": (
        "{name} is the controller of your data for managing the signing of this document. You can exercise "
        "your rights of access, rectification, erasure, objection, restriction and portability by writing to "
        "{email}, and lodge a complaint with the Spanish data protection agency (www.aepd.es)."
    ),
}


def rights_text(name: str, email: str, language: str) -> str:
    """Who the controller is and where rights are exercised."""
    return _RIGHTS[language].format(name=name, email=email)


def address_line(address: dict[str, str]) -> str:
    """A postal address on one line."""
    town = " ".join(part for part in (address.get("postal_code"), address.get("city")) if part)
    return ", ".join(part for part in (address.get("street"), town, address.get("region")) if part)


def masked(email: str) -> str:
    """An address that its owner recognises and others do not learn: `a•••@e•••.com`."""
    local, _, domain = email.rpartition("@")
    host, _, suffix = domain.rpartition(".")
    return f"{local[:1]}•••@{host[:1]}•••.{suffix}"
