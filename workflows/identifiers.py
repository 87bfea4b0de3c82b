"""Workflow ids are business ids, both ways."""

ENVELOPE_PREFIX = "envelope-"


def envelope_workflow_id(envelope_id: str) -> str:
    """`env_…` → `envelope-env_…`."""
    return ENVELOPE_PREFIX + envelope_id


def envelope_id_of(workflow_id: str) -> str:
    """The inverse; raises `ValueError` for the id of another kind of workflow."""
    if not workflow_id.startswith(ENVELOPE_PREFIX):
        raise ValueError(f"not an envelope's workflow: {workflow_id}")
    return workflow_id.removeprefix(ENVELOPE_PREFIX)


def credential_report_workflow_id(report_id: str) -> str:
    """`crp_…` → `credential-report-crp_…`."""
    return f"credential-report-{report_id}"


def misuse_workflow_id(report_id: str) -> str:
    """`mis_…` → `misuse-mis_…`."""
    return f"misuse-{report_id}"


def registration_workflow_id(registration_id: str) -> str:
    """`reg_…` → `registration-reg_…`."""
    return f"registration-{registration_id}"


def invitation_workflow_id(invitation_id: str) -> str:
    """`inv_…` → `invitation-inv_…`."""
    return f"invitation-{invitation_id}"


def transfer_workflow_id(transfer_id: str) -> str:
    """`otr_…` → `transfer-otr_…`."""
    return f"transfer-{transfer_id}"


def departure_workflow_id(departure_id: str) -> str:
    """`dep_…` → `departure-dep_…`."""
    return f"departure-{departure_id}"


def subscription_workflow_id(subscription_id: str) -> str:
    """`sbc_…` → `subscription-sbc_…`."""
    return f"subscription-{subscription_id}"


def letter_workflow_id(letter_id: str) -> str:
    """`ltr_…` → `letter-ltr_…`."""
    return f"letter-{letter_id}"


def terms_change_workflow_id(kind: str, version: str) -> str:
    """`terms`, `2027-01-01` → `terms-change-terms-2027-01-01`."""
    return f"terms-change-{kind}-{version}"


def staff_joiner_workflow_id(invitation_id: str) -> str:
    """`stf_…` → `staff-joiner-stf_…`."""
    return f"staff-joiner-{invitation_id}"


def staff_decision_workflow_id(about_id: str) -> str:
    """`src_…` → `staff-decision-src_…`."""
    return f"staff-decision-{about_id}"


def staff_leaving_workflow_id(event_id: str) -> str:
    """`sev_…` → `staff-leaving-sev_…`."""
    return f"staff-leaving-{event_id}"


def access_review_workflow_id(quarter: str, business_id: str | None) -> str:
    """`access-review-2027-Q1-biz_…`, or `…-staff` without a business."""
    return f"access-review-{quarter}-{business_id or 'staff'}"
