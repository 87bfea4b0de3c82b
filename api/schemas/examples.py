"""One example per body, for the documentation. A test holds each against its schema."""

from typing import Any

from api.schemas.billing_examples import BILLING_EXAMPLES
from api.schemas.duty_examples import DUTY_EXAMPLES
from api.schemas.example_values import AT, BUSINESS_ID, DOCUMENT_ID, HASH, LATER
from api.schemas.export_examples import EXPORT_EXAMPLES
from api.schemas.instruction_examples import INSTRUCTION_EXAMPLES
from api.schemas.measure_examples import MEASURE_EXAMPLES
from api.schemas.member_examples import MEMBER_EXAMPLES, PLACE
from api.schemas.messaging_examples import MESSAGING_EXAMPLES
from api.schemas.opening_examples import OPENING_EXAMPLES
from api.schemas.plan_examples import PLAN_EXAMPLES
from api.schemas.privacy_examples import PRIVACY_EXAMPLES
from api.schemas.recovery_examples import RECOVERY_EXAMPLES
from api.schemas.retention_examples import RETENTION_EXAMPLES
from api.schemas.review_examples import REVIEW_EXAMPLES
from api.schemas.rights_examples import RIGHTS_EXAMPLES
from api.schemas.staff_examples import STAFF_EXAMPLES
from api.schemas.subject_examples import SUBJECT_EXAMPLES
from api.schemas.subscription_examples import SUBSCRIPTION_EXAMPLES
from api.schemas.trust_examples import TRUST_EXAMPLES

_ENVELOPE_ID = "env_01KB3EB2M4S8Q6Y0V9T3H7J5KD"
_SIGNER_ID = "sgn_01KB3EB2M5C1N7P9R3T5V7X9ZA"
_FIELD_ID = "fld_01KB3EB2M6D2P8Q0S4W6Y8A1CE"
_EXPIRY = "2026-12-22T23:00:00Z"

_ACCEPTED = {"version": "2026-11-22", "language": "es", "sha256": HASH}
_ADDRESS = {"street": "Calle Mayor 1", "postal_code": "03001", "city": "Alicante", "region": "Alicante"}
_FIELD = {
    "document_id": DOCUMENT_ID,
    "kind": "signature",
    "page": 2,
    "x": 0.1,
    "y": 0.75,
    "width": 0.35,
    "height": 0.08,
    "required": True,
    "label": "Firma del arrendatario",
}
_SIGNER = {"name": "Lucía Ferrer", "email": "lucia@example.com", "language": "es", "routing_order": 1}
_REMINDERS = {"first_after_days": 3, "every_days": 3, "maximum": 5}
_PENDING = {
    "kind": "terms",
    "version": "2027-01-15",
    "accepted_version": "2026-11-22",
    "business_id": BUSINESS_ID,
    "business": "Soler y Asociados",
}
_ME = {
    "id": "usr_01KB3E7Q2M9X4C6V8B0N1Z3L5K",  # pragma: allowlist secret
    "email": "marta@example.com",
    "name": "Marta Soler",
    "language": "es",
    "time_zone": "Europe/Madrid",
    "created_at": AT,
    "second_factor": True,
    "businesses": [PLACE],
    "pending_acceptances": [],
    "staff": None,
}
_FACTOR = {
    "id": "otp_01KB3E9C3M9X4C6V8B0N1Z3L5K",
    "kind": "totp",
    "name": "Móvil",
    "created_at": AT,
    "last_used_at": None,
    "synced": None,
}
_FACTORS = {"items": [_FACTOR], "recovery_codes_left": 10, "required": False}
_CREDENTIAL = {"id": "…", "rawId": "…", "type": "public-key", "response": {"clientDataJSON": "…"}}
_SIGNER_VIEW = _SIGNER | {
    "id": _SIGNER_ID,
    "state": "notified",
    "notified_at": AT,
    "viewed_at": None,
    "acted_at": None,
    "decline_reason": None,
    "fields": [_FIELD | {"id": _FIELD_ID}],
}
_ENVELOPE_DRAFT = {
    "title": "Contrato de servicios",
    "message": "Por favor, fírmelo antes del viernes.",
    "language": "es",
    "document_ids": [DOCUMENT_ID],
    "signers": [_SIGNER | {"fields": [_FIELD]}],
    "expires_in_days": 30,
    "reminders": _REMINDERS,
    "metadata": {"project": "A-17"},
    "external_id": "contract-2026-117",
}
_ENVELOPE = _ENVELOPE_DRAFT | {
    "id": _ENVELOPE_ID,
    "state": "sent",
    "signers": [_SIGNER_VIEW],
    "documents": [
        {
            "id": DOCUMENT_ID,
            "name": "contrato.pdf",
            "page_count": 2,
            "sha256": HASH,
            "signed_sha256": None,
            "level": None,
            "sealed": False,
        }
    ],
    "expires_at": _EXPIRY,
    "paused": False,
    "test": False,
    "reason": None,
    "created_at": AT,
    "sent_at": AT,
    "finished_at": None,
    "certificate_ready": False,
}
del _ENVELOPE["document_ids"]

_BUSINESS = {"name": "Soler y Asociados", "tax_id": "B12345674", "country": "ES", "address": _ADDRESS}
_BUSINESS = {
    "name": "Soler y Asociados",
    "customer_kind": "company",
    "tax_id": "B12345674",
    "country": "ES",
    "address": _ADDRESS,
}
_KEY = {
    "id": "key_01KB3EC6A8D0F2H4K6M8P0R2TV",
    "name": "facturación",
    "hint": "rk_7Qx2…",
    "created_at": AT,
    "last_used_at": None,
}

EXAMPLES: dict[str, dict[str, Any]] = MEMBER_EXAMPLES | {
    "CaptchaChallenge": {
        "parameters": {
            "algorithm": "PBKDF2/SHA-256",
            "nonce": "b2a6f1a0c1b14f0fb0c8d7a3e5f60718",  # pragma: allowlist secret
            "salt": "7f6e5d4c3b2a19080706050403020100",  # pragma: allowlist secret
            "cost": 5000,
            "keyLength": 32,
            "keyPrefix": "9a1f3c5e7b2d4f60718293a4b5c6d7e8",  # pragma: allowlist secret
            "keySignature": HASH,
            "expiresAt": 1795685400,
        },
        "signature": HASH,
    },
    "RegistrationRequest": {
        "email": "marta@example.com",
        "password": "Una-frase-larga-7",
        "language": "es",
        "privacy": _ACCEPTED,
    },
    "RegistrationAnswer": {"status": "mail_sent", "expires_at": "2026-11-23T09:30:00Z"},
    "VerificationRequest": {"token": "mZp0…43 characters of the mailed link"},
    "VerificationLinkAnswer": {"status": "mail_sent"},
    "VerificationAnswer": {"email": "marta@example.com", "signed_in": True},
    "Me": _ME,
    "MeChange": {"name": "Marta Soler", "language": "es", "time_zone": "Europe/Madrid"},
    "BusinessDraft": _BUSINESS
    | {
        "declarations": {
            "of_age": True,
            "capacity_to_contract": True,
            "data_is_true": True,
            "authority_to_represent": True,
        },
        "accepted": {"terms": _ACCEPTED, "privacy": _ACCEPTED, "processor": _ACCEPTED},
    },
    "BusinessView": _BUSINESS
    | {
        "id": "biz_01KB3E8W5H7J9K1M3P5R7T9V2X",  # pragma: allowlist secret
        "vat_number_confirmed": None,
        "created_at": AT,
        "standing": {
            "state": "download_only",
            "reason": "misuse",
            "since": LATER,
            "may": ["ask_rights", "download", "export", "list", "pay", "sign_in"],
        },
        "promotion_allowed": True,
        "privacy_contacts": {
            "dpo": {"name": "Vera Roig", "email": "dpd@gestoria.example"},
            "representative": None,
        },
        "deletion_requested_at": None,
    },
    "PendingAcceptances": {"items": [_PENDING]},
    "NewAcceptances": {"items": [_ACCEPTED | {"kind": "terms", "business_id": BUSINESS_ID}]},
    "TermsText": {
        "kind": "privacy",
        "version": "2026-11-22",
        "language": "es",
        "title": "Política de privacidad",
        "body": "## Responsable\n…",
        "sha256": HASH,
        "current": True,
        "versions": [{"version": "2026-11-22", "substantial": True, "summary": "Primera versión."}],
    },
    "SessionRequest": {"email": "marta@example.com", "password": "Una-frase-larga-7"},
    "SessionView": {
        "id": "ses_01KB3E9A2M9X4C6V8B0N1Z3L5K",  # pragma: allowlist secret
        "state": "open",
        "factors": ["totp", "recovery_code"],
        "step_up_with": ["password", "totp", "recovery_code"],
        "user": _ME,
        "expires_at": "2026-11-22T21:30:00Z",
        "idle_minutes": 60,
        "stepped_up_until": "2026-11-22T09:40:00Z",
    },
    "PasswordResetConfirmation": {
        "token": "mZp0…43 characters of the mailed link",
        "password": "Otra-frase-larga-8",
        "proof": {"kind": "totp", "code": "492039"},
    },
    "StepUpRequest": {"proof": {"kind": "password", "password": "Una-frase-larga-7"}},
    "SecondFactorRequest": {"proof": {"kind": "recovery_code", "code": "K7QZP-2MNTR"}},
    "PasskeySignIn": {"credential": _CREDENTIAL},
    "PasskeyOptions": {
        "options": {"challenge": "3q2-7w…", "rpId": "rubrica.example", "userVerification": "required"},
        "expires_at": "2026-11-22T09:35:00Z",
    },
    "FactorView": _FACTOR,
    "FactorsView": _FACTORS,
    "FactorChange": {"name": "Móvil"},
    "TotpEnrolment": {
        "id": "otp_01KB3E9C3M9X4C6V8B0N1Z3L5K",
        "secret": "base32, shown once",
        "uri": "otpauth://totp/…",
        "qr_svg": "<svg …></svg>",
        "expires_at": "2026-11-22T10:30:00Z",
    },
    "TotpConfirmation": {"code": "492039"},
    "NewPasskey": {"name": "Llave", "credential": _CREDENTIAL},
    "Enrolled": {"factors": _FACTORS, "recovery_codes": ["K7QZP-2MNTR"]},
    "RecoveryCodes": {"recovery_codes": ["K7QZP-2MNTR"]},
    "PasswordChange": {"current": "Una-frase-larga-7", "new": "Otra-frase-larga-8"},
    "PasswordResetRequest": {"email": "marta@example.com"},
    "PasswordResetAnswer": {"status": "mail_sent", "expires_at": "2026-11-22T10:30:00Z"},
    "ResetLink": {"token": "mZp0…43 characters of the mailed link"},
    "ClosingRequest": {"confirmation": "marta@example.com"},
    "KeptOfAccountView": {"what": "acceptances", "years": 6, "ground": "Código de Comercio, art. 30"},
    "ClosingView": {
        "obstacles": ["owns_business"],
        "kept": [{"what": "acceptances", "years": 6, "ground": "Código de Comercio, art. 30"}],
    },
    "ResetView": {
        "expires_at": "2026-11-22T10:30:00Z",
        "factor_required": True,
        "factors": ["totp", "recovery_code"],
    },
    "DocumentView": {
        "id": DOCUMENT_ID,
        "name": "contrato.pdf",
        "sha256": HASH,
        "uploaded_sha256": HASH,
        "size": 84213,
        "page_count": 2,
        "pages": [{"width": 595.28, "height": 841.89}, {"width": 595.28, "height": 841.89}],
        "changes": ["stripped"],
        "findings": ["author-metadata"],
        "signature_count": 0,
        "test": False,
        "created_at": AT,
    },
    "EnvelopeDraft": _ENVELOPE_DRAFT,
    "EnvelopeView": _ENVELOPE,
    "EnvelopeChange": {"expires_at": "2027-01-15T23:00:00Z"},
    "EnvelopeSummary": {
        "id": _ENVELOPE_ID,
        "title": "Contrato de servicios",
        "state": "sent",
        "external_id": "contract-2026-117",
        "test": False,
        "signers_total": 2,
        "signers_signed": 1,
        "expires_at": _EXPIRY,
        "created_at": AT,
        "sent_at": AT,
        "finished_at": None,
    },
    "VoidRequest": {"reason": "El importe de la página 2 no es correcto."},
    "RemindRequest": {"signer_id": _SIGNER_ID},
    "SignerCorrection": {"email": "lucia.ferrer@example.com"},
    "EventView": {
        "sequence": 4,
        "at": AT,
        "kind": "signer:invited",
        "actor": "service",
        "actor_id": None,
        "document_id": None,
        "document_sha256": None,
        "ip": None,
        "user_agent": None,
        "data": {"signer_id": _SIGNER_ID},
        "hash": HASH,
        "previous": HASH,
    },
    "Explanation": {
        "envelope_id": _ENVELOPE_ID,
        "state": "sent",
        "step": "applying_signatures",
        "since": LATER,
        "summary": "Aplicando al documento una firma ya aceptada.",
        "waits_for": [],
        "next_timer": {"kind": "expiry", "at": _EXPIRY},
        "pending": [
            {
                "name": "Apply signature",
                "attempts": 7,
                "last_error": "the time-stamping service does not answer",
                "next_attempt_at": "2026-11-22T10:09:00Z",
                "since": LATER,
            }
        ],
        "engine": "running",
    },
    "SigningView": {
        "status": "ready",
        "envelope_id": _ENVELOPE_ID,
        "envelope_state": "sent",
        "title": "Contrato de servicios",
        "message": "Por favor, fírmelo antes del viernes.",
        "language": "es",
        "test": False,
        "sender_name": "Soler y Asociados",
        "controller": {
            "name": "Soler y Asociados",
            "tax_id": "B12345674",
            "address": "Calle Mayor 1, 03001 Alicante",
            "contact_email": "marta@example.com",
            "rights_text": "Puede ejercer sus derechos escribiendo a marta@example.com.",
        },
        "signer_name": "Lucía Ferrer",
        "signer_email": "lucia@example.com",
        "signers": [{"name": "Lucía Ferrer", "state": "viewed", "you": True}],
        "documents": [
            {
                "id": DOCUMENT_ID,
                "name": "contrato.pdf",
                "sha256": HASH,
                "pages": [{"width": 595.28, "height": 841.89}],
                "fields": [
                    {name: value for name, value in _FIELD.items() if name != "document_id"}
                    | {"id": _FIELD_ID}
                ],
            }
        ],
        "consent": _ACCEPTED | {"title": "Consentimiento para firmar", "body": "…"},
        "expires_at": _EXPIRY,
        "signed_at": None,
        "reason": None,
        "copy_ready": False,
        "channels": ["sms"],
    },
    "SignatureRequest": {
        "consent": _ACCEPTED,
        "signature": {"method": "typed", "text": "Lucía Ferrer"},
        "values": {_FIELD_ID: "Arrendataria"},
        "time_zone": "Europe/Madrid",
    },
    "SignatureAnswer": {"status": "signed", "signed_at": LATER},
    "DeclineRequest": {"reason": "Falta el anexo II."},
    "LinkRenewal": {"sent_to": "l•••@e•••.com"},
    **EXPORT_EXAMPLES,
    **PLAN_EXAMPLES,
    **SUBSCRIPTION_EXAMPLES,
    **BILLING_EXAMPLES,
    **REVIEW_EXAMPLES,
    **TRUST_EXAMPLES,
    **RECOVERY_EXAMPLES,
    **DUTY_EXAMPLES,
    **STAFF_EXAMPLES,
    **SUBJECT_EXAMPLES,
    **OPENING_EXAMPLES,
    **PRIVACY_EXAMPLES,
    **MEASURE_EXAMPLES,
    **INSTRUCTION_EXAMPLES,
    **RIGHTS_EXAMPLES,
    **MESSAGING_EXAMPLES,
    **RETENTION_EXAMPLES,
}
