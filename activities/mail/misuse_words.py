"""Words for what is reported and decided, in Spanish and English (contract A8)."""

from collections.abc import Mapping
from types import MappingProxyType

from terms.misuse import Ground

GROUNDS: Mapping[str, Mapping[Ground, str]] = MappingProxyType(
    {
        "es": {
            Ground.INAPPROPRIATE_LANGUAGE: "lenguaje inapropiado",
            Ground.HARASSMENT: "acoso",
            Ground.FRAUD: "fraude",
            Ground.ADULT_MATERIAL: "contenido para adultos",
            Ground.MALWARE: "programas maliciosos",
            Ground.RIGHTS_INFRINGEMENT: "vulneración de derechos",
        },
        "en": {
            Ground.INAPPROPRIATE_LANGUAGE: "inappropriate language",
            Ground.HARASSMENT: "harassment",
            Ground.FRAUD: "fraud",
            Ground.ADULT_MATERIAL: "adult material",
            Ground.MALWARE: "malware",
            Ground.RIGHTS_INFRINGEMENT: "infringement of rights",
        },
    }
)
_MEASURES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "es": {
            "suspend": "Suspensión: el servicio queda limitado a consultar y descargar hasta que se levante, "
            "sin límite de tiempo. Los envíos en marcha quedan en pausa",
            "revoke-business": "Retirada del acceso de un usuario a la empresa, sin límite de tiempo",
            "revoke-service": "Retirada del acceso de un usuario a todo el servicio, sin límite de tiempo",
            "expel": "Expulsión: el contrato termina hoy, sin preaviso ni devolución. Durante 30 días solo "
            "se puede consultar y descargar; después se bloquean los datos y se anulan los envíos en marcha",
        },
        "en": {
            "suspend": "Suspension: the service is limited to reading and downloading until it is lifted, "
            "without limit in time. Envelopes under way are paused",
            "revoke-business": "One user's access to the business ends, without limit in time",
            "revoke-service": "One user's access to the whole service ends, without limit in time",
            "expel": "Expulsion: the contract ends today, without notice or refund. For 30 days you can read "
            "and download; then the data is blocked and envelopes under way are voided",
        },
    }
)


def ground_words(ground: str, language: str) -> str:
    """The ground as a mail says it."""
    return GROUNDS[language][Ground(ground)]


def measure_words(verdict: str, reach: str | None, language: str) -> str:
    """What the sanction is, from when, and for how long."""
    return _MEASURES[language][f"{verdict}-{reach}" if reach else verdict]
