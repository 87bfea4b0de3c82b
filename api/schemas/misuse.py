"""Reports of misuse, decisions and appeals (contract A8)."""

from typing import Annotated, Literal, Self

from pydantic import EmailStr, StringConstraints, model_validator

from api.schemas.common import Instant, Language, Reason, Schema
from api.schemas.credentials import Words
from api.schemas.incidents import StaffName
from terms.misuse import AppealState, DecisionState, Ground, Reach, ReportState, Verdict

Named = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]


class SignerReport(Schema):
    """A recipient reports what was sent to them. Without `reply_to` it is anonymous."""

    ground: Ground
    words: Words = ""
    document_id: Annotated[str, StringConstraints(max_length=40)] | None = None
    """The one document meant; absent, the whole envelope."""
    reply_to: EmailStr | None = None


class DocumentReport(Schema):
    """Anybody reports a document, by exactly one of its envelope's id, its hash, or a link to it."""

    envelope_id: Annotated[str, StringConstraints(max_length=40)] | None = None
    document_sha256: Hash | None = None
    link: Named | None = None
    ground: Ground
    words: Words = ""
    reply_to: EmailStr | None = None
    language: Language = "es"

    @model_validator(mode="after")
    def _one_way_to_find_it(self) -> Self:
        given = [self.envelope_id, self.document_sha256, self.link]
        if sum(value is not None for value in given) != 1:
            raise ValueError("give exactly one of envelope_id, document_sha256 and link")
        return self


class ReportReceived(Schema):
    """The same whether there is such a document or not; the outcome goes to `reply_to`, if one was given."""

    status: Literal["received"] = "received"


class BusinessName(Schema):
    """A business that is reported."""

    id: str
    name: str | None


class UserName(Schema):
    """A user whose access is revoked."""

    id: str
    name: str | None


class AppealDraft(Schema):
    """Why the decision is wrong."""

    words: Reason


class AppealView(Schema):
    """An appeal and its answer."""

    id: str
    decision_id: str
    words: str
    filed_at: Instant
    state: AppealState
    decided_at: Instant | None
    reason: str | None


class StaffAppealView(AppealView):
    """An appeal, with who decided it."""

    decided_by: StaffName | None


class DecisionDraft(Schema):
    """What a reviewer decides. `facts` go to the customer, without who reported; `reason` stays inside."""

    verdict: Verdict
    ground: Ground
    facts: Reason
    reason: Reason
    user_id: Annotated[str, StringConstraints(max_length=40)] | None = None
    reach: Reach | None = None

    @model_validator(mode="after")
    def _user_for_a_revocation_only(self) -> Self:
        revokes = self.verdict is Verdict.REVOKE
        if (self.user_id is not None) != revokes or (self.reach is not None) != revokes:
            raise ValueError("user_id and reach belong to revoke, and to no other verdict")
        return self


class SecondOpinion(Schema):
    """Whether the second person agrees, and why."""

    agreed: bool
    reason: Reason


class DecisionEnd(Schema):
    """Why a sanction is lifted."""

    reason: Reason


class AppealDecision(Schema):
    """What comes of an appeal, with the reason that the customer is told."""

    outcome: Literal["upheld", "rejected"]
    reason: Reason


class StatementView(Schema):
    """A sanction as the business is told it."""

    id: str
    verdict: Verdict
    ground: Ground
    facts: str
    clauses: list[str]
    terms_version: str
    user: UserName | None
    reach: Reach | None
    state: DecisionState
    in_force_at: Instant | None
    appeal_until: Instant | None
    blocks_at: Instant | None
    ended_at: Instant | None
    appeal: AppealView | None


class DecisionView(Schema):
    """A decision as reviewers see it."""

    id: str
    report_id: str
    business: BusinessName
    verdict: Verdict
    ground: Ground
    facts: str
    reason: str
    user: UserName | None
    reach: Reach | None
    state: DecisionState
    proposed_by: StaffName
    proposed_at: Instant
    seconded_by: StaffName | None
    in_force_at: Instant | None
    appeal_until: Instant | None
    blocks_at: Instant | None
    ended_at: Instant | None
    appeal: StaffAppealView | None


class ReportView(Schema):
    """A report in the queue."""

    id: str
    state: ReportState
    ground: Ground
    words: str
    by: Literal["signer", "anybody"]
    anonymous: bool
    received_at: Instant
    business: BusinessName | None
    envelope_id: str | None
    document_id: str | None
    document_ids: list[str]
    """What the reviewer who has claimed it may open."""
    sender_id: str | None
    claimed_by: StaffName | None
    claimed_at: Instant | None
    claim_ends_at: Instant | None
    decision_id: str | None


class ReportDetail(ReportView):
    """A report with what else is known of the business."""

    reports_on_business: int
    decisions: list[DecisionView]
    """All decisions about the business, newest first."""
