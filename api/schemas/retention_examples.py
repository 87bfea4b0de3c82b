"""Examples of bodies about legal holds and the destruction of blocked data."""

from typing import Any

_BUSINESS_ID = "biz_01KB3E8W5H7J9K1M3P5R7T9V2X"  # pragma: allowlist secret
_CERTIFICATE_ID = "pct_01P0A7K3R5S7T9V1X3Z5B7D9FG"
_DIGEST = "3f5a1f0c5e0d0f4a6b0f6c4c2f9d1f3b7c8e9a0b1c2d3e4f5a6b7c8d9e0f1a2b"  # pragma: allowlist secret
_PERSON = {"id": "usr_01KB3EH6P4D9X1T3V5Z7B9F1KC", "name": "Nora Gil"}  # pragma: allowlist secret
_ORDERED = {
    "business_id": _BUSINESS_ID,
    "reference": "Diligencias previas 123/2027",
    "reason": "El Juzgado de Instrucción n.º 3 de Alicante ordena conservar los datos.",
}
_STAGES = ("documents_and_evidence", "contract_and_billing", "people")

RETENTION_EXAMPLES: dict[str, dict[str, Any]] = {
    "LegalHoldDraft": _ORDERED,
    "LegalHoldView": _ORDERED
    | {
        "id": "hld_01KB3EM9S7G2A4X6Y8E0H2J4PF",  # pragma: allowlist secret
        "placed_by": _PERSON,
        "placed_at": "2027-06-02T08:15:00Z",
        "release_asked": None,
        "released_by": None,
        "released_at": None,
    },
    "RetentionView": {
        "business_id": _BUSINESS_ID,
        "blocked_at": "2027-05-30T22:00:00Z",
        "stages": [
            {
                "stage": "technical_logs",
                "due_at": "2028-05-30T22:00:00Z",
                "begun_at": "2028-05-30T22:00:01Z",
                "purged_at": "2028-05-30T22:00:04Z",
                "certificate_id": _CERTIFICATE_ID,
            },
            *(
                {"stage": stage, "due_at": due, "begun_at": None, "purged_at": None, "certificate_id": None}
                for stage, due in zip(
                    _STAGES,
                    ("2032-05-30T22:00:00Z", "2033-05-30T22:00:00Z", "2033-05-30T22:00:00Z"),
                    strict=True,
                )
            ),
        ],
    },
    "PurgeCertificateView": {
        "id": _CERTIFICATE_ID,
        "business_id": _BUSINESS_ID,
        "stage": "technical_logs",
        "issued_at": "2028-05-30T22:00:04Z",
        "digest": _DIGEST,
        "facts": {"rule": "S18", "rows": {"activity": 1204}, "objects": 0, "histories": 0},
    },
}
