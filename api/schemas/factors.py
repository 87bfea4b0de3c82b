"""Second factors, and proofs of who one is (contract M3)."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.schemas.accounts import Secret
from api.schemas.common import Instant, Schema
from api.schemas.sessions import MailedToken
from terms.sessions import Proof

Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
FactorName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Credential = dict[str, Any]
"""`PublicKeyCredential.toJSON()` of the browser."""


class PasswordProof(Schema):
    """The password."""

    kind: Literal[Proof.PASSWORD]
    password: Secret


class TotpProof(Schema):
    """The code that the authenticator app shows."""

    kind: Literal[Proof.TOTP]
    code: Code


class RecoveryCodeProof(Schema):
    """One of the recovery codes, however typed."""

    kind: Literal[Proof.RECOVERY_CODE]
    code: Code


class PasskeyProof(Schema):
    """What the authenticator answered to the options of `POST /v1/passkey-challenges`."""

    kind: Literal[Proof.PASSKEY]
    credential: Credential


ProofGiven = PasswordProof | TotpProof | RecoveryCodeProof | PasskeyProof
FactorGiven = TotpProof | RecoveryCodeProof | PasskeyProof


class StepUpRequest(Schema):
    """One of the proofs that the session names in `step_up_with`."""

    proof: Annotated[ProofGiven, Field(discriminator="kind")]


class SecondFactorRequest(Schema):
    """One of the factors that the session names."""

    proof: Annotated[FactorGiven, Field(discriminator="kind")]


class PasskeySignIn(Schema):
    """What the authenticator answered."""

    credential: Credential


class PasswordResetConfirmation(Schema):
    """The new password, and a second factor where one is enrolled."""

    token: MailedToken
    password: Secret
    proof: Annotated[FactorGiven, Field(discriminator="kind")] | None = None


class PasskeyOptions(Schema):
    """Options for `navigator.credentials`, as JSON (WebAuthn level 3); good once."""

    options: dict[str, Any]
    expires_at: Instant


class FactorView(Schema):
    """A second factor."""

    id: str
    kind: Literal[Proof.TOTP, Proof.PASSKEY]
    name: str
    created_at: Instant
    last_used_at: Instant | None
    synced: bool | None
    """Of a passkey: whether it may live on several devices."""


class FactorsView(Schema):
    """All second factors of the user, oldest first."""

    items: list[FactorView]
    recovery_codes_left: int | None
    required: bool
    """Whether the last one cannot be removed: so for staff."""


class FactorChange(Schema):
    """The name by which its user knows it."""

    name: FactorName


class TotpEnrolment(Schema):
    """A secret for an authenticator app, shown this once. No factor yet: its first code is to be given."""

    id: str
    secret: str
    uri: str
    """`otpauth://…`, as apps read it from the picture."""
    qr_svg: str
    """The picture, as SVG."""
    expires_at: Instant


class TotpConfirmation(Schema):
    """The first code of the app."""

    code: Code


class NewPasskey(Schema):
    """What the authenticator made, to the options of `POST /v1/me/factors/passkeys/challenge`."""

    name: FactorName
    credential: Credential


class Enrolled(Schema):
    """A factor was enrolled."""

    factors: FactorsView
    recovery_codes: list[str] | None
    """Given with the first factor, and shown this once."""


class RecoveryCodes(Schema):
    """New codes, shown this once; older ones have ended."""

    recovery_codes: list[str]
