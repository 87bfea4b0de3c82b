"""What an export tells of who did what: log, openings, sanctions, reviews of access (contract A8, M2, M7)."""

from sqlalchemy import ColumnElement, and_, exists, or_

from activities.export.whose import INSIDE, STAFF, ExportedTable, of_business
from activities.records.breach_telling import shown_to
from activities.records.disclosure_register import disclosures_told, duties_told
from models import (
    AccessReview,
    AccessReviewDecision,
    AccessReviewItem,
    AccessReviewRecord,
    Activity,
    BreachAssessment,
    BreachContact,
    BreachController,
    ChannelClause,
    Deadline,
    Disclosure,
    DisclosureDuty,
    DocumentOpening,
    DocumentOpeningView,
    Instruction,
    InstructionEntry,
    MisuseAppeal,
    MisuseDecision,
    RightsPart,
    SubjectMeasure,
    SubjectPlace,
    SubprocessorObjection,
)
from terms.misuse import TOLD_TO_CUSTOMER, AppealState

_OWN_FILE = "fetched by itself, as long as it is there"
_REPORT = "leads to who reported, which is kept from the business"


def _sanctions(business_id: str) -> ColumnElement[bool]:
    told = [state.value for state in TOLD_TO_CUSTOMER]
    return and_(MisuseDecision.business_id == business_id, MisuseDecision.state.in_(told))


def _appeals(business_id: str) -> ColumnElement[bool]:
    filed = MisuseAppeal.state != AppealState.DRAFTED.value
    return and_(MisuseAppeal.business_id == business_id, filed)


def _openings_told(business_id: str) -> ColumnElement[bool]:
    """All but those of which the law forbids telling. Row-level security shows its owner the same ones."""
    told = or_(DocumentOpening.silence_reason.is_(None), DocumentOpening.lifted_at.is_not(None))
    return and_(DocumentOpening.business_id == business_id, told)


def _views_told(business_id: str) -> ColumnElement[bool]:
    of_told = exists().where(
        DocumentOpening.id == DocumentOpeningView.document_opening_id, _openings_told(business_id)
    )
    return and_(DocumentOpeningView.business_id == business_id, of_told.correlate(DocumentOpeningView))


def _requests_passed_on(business_id: str) -> ColumnElement[bool]:
    return and_(RightsPart.business_id == business_id, RightsPart.passed_at.is_not(None))


def _entries_that_count(business_id: str) -> ColumnElement[bool]:
    return and_(InstructionEntry.business_id == business_id, InstructionEntry.counted_at.is_not(None))


def _assessments_told(business_id: str) -> ColumnElement[bool]:
    return exists().where(
        shown_to(business_id),
        BreachController.breach_id == BreachAssessment.breach_id,
        BreachController.told >= BreachAssessment.number,
    )


OVERSIGHT = (
    ExportedTable(
        Activity,
        of_business(Activity),
        {"fold": INSIDE, "retention": INSIDE, "keep_until": INSIDE},
    ),
    ExportedTable(
        DocumentOpening,
        _openings_told,
        dict.fromkeys(("opened_by", "decided_by", "decision_reason", "lifted_by"), STAFF),
    ),
    ExportedTable(DocumentOpeningView, _views_told),
    ExportedTable(
        MisuseDecision,
        _sanctions,
        {"report_id": _REPORT}
        | dict.fromkeys(
            ("reason", "proposed_by", "seconded_by", "second_words", "ended_by", "end_words"), STAFF
        ),
    ),
    ExportedTable(MisuseAppeal, _appeals, {"decided_by": STAFF}),
    ExportedTable(Deadline, of_business(Deadline)),
    ExportedTable(BreachController, shown_to, {"drill": INSIDE, "refused_at": INSIDE, "refused": INSIDE}),
    ExportedTable(BreachAssessment, _assessments_told, {"by": STAFF}),
    ExportedTable(RightsPart, _requests_passed_on, {"unreached_at": INSIDE}),
    ExportedTable(BreachContact, of_business(BreachContact), {"by": STAFF}),
    ExportedTable(Instruction, of_business(Instruction)),
    ExportedTable(
        InstructionEntry,
        _entries_that_count,
        {"by": STAFF, "unreached_at": INSIDE, "refusal": INSIDE},
    ),
    ExportedTable(
        DisclosureDuty,
        duties_told,
        {"unreached_at": INSIDE}
        | dict.fromkeys(("registered_by", "silence_approved_by", "lifted_by", "contacted_by"), STAFF),
    ),
    ExportedTable(Disclosure, disclosures_told, {"recorded_by": STAFF, "unreached_at": INSIDE}),
    ExportedTable(SubprocessorObjection, of_business(SubprocessorObjection)),
    ExportedTable(ChannelClause, of_business(ChannelClause)),
    ExportedTable(AccessReview, of_business(AccessReview)),
    ExportedTable(AccessReviewItem, of_business(AccessReviewItem)),
    ExportedTable(AccessReviewDecision, of_business(AccessReviewDecision), {"effect_id": INSIDE}),
    ExportedTable(AccessReviewRecord, of_business(AccessReviewRecord)),
    ExportedTable(
        SubjectMeasure, of_business(SubjectMeasure), {"object_key": INSIDE, "certificate": _OWN_FILE}
    ),
    ExportedTable(SubjectPlace, of_business(SubjectPlace)),
)
