"""Workflow ids are business ids, both ways."""

ENVELOPE_PREFIX = "envelope-"
SUBSCRIPTION_PREFIX = "subscription-"


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


def recovery_workflow_id(recovery_id: str) -> str:
    """`arc_…` → `account-recovery-arc_…`."""
    return f"account-recovery-{recovery_id}"


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


def retention_workflow_id(business_id: str) -> str:
    """`biz_…` → `retention-biz_…`."""
    return f"retention-{business_id}"


def subscription_workflow_id(subscription_id: str) -> str:
    """`sbc_…` → `subscription-sbc_…`."""
    return SUBSCRIPTION_PREFIX + subscription_id


def evidence_pack_workflow_id(pack_id: str) -> str:
    """`epk_…` → `evidence-pack-epk_…`."""
    return f"evidence-pack-{pack_id}"


def export_workflow_id(export_id: str) -> str:
    """`exp_…` → `export-exp_…`."""
    return f"export-{export_id}"


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


def claim_workflow_id(claim_id: str) -> str:
    """`clm_…` → `claim-clm_…`."""
    return f"claim-{claim_id}"


def staff_leaving_workflow_id(event_id: str) -> str:
    """`sev_…` → `staff-leaving-sev_…`."""
    return f"staff-leaving-{event_id}"


def commitment_workflow_id(user_id: str, occasion: str) -> str:
    """`usr_…` and what it is ordered for → `commitment-usr_…-occasion`."""
    return f"commitment-{user_id}-{occasion}"


def access_review_workflow_id(quarter: str, business_id: str | None) -> str:
    """`access-review-2027-Q1-biz_…`, or `…-staff` without a business."""
    return f"access-review-{quarter}-{business_id or 'staff'}"


def subprocessor_workflow_id(subprocessor_id: str) -> str:
    """`sbp_…` → `subprocessor-sbp_…`."""
    return f"subprocessor-{subprocessor_id}"


def deletion_workflow_id(deletion_id: str) -> str:
    """`bdl_…` → `deletion-bdl_…`."""
    return f"deletion-{deletion_id}"


def closing_workflow_id(user_id: str) -> str:
    """`usr_…` → `closing-usr_…`."""
    return f"closing-{user_id}"


def breach_workflow_id(breach_id: str) -> str:
    """`bre_…` → `breach-bre_…`."""
    return f"breach-{breach_id}"


def erasure_workflow_id(measure_id: str) -> str:
    """`dsm_…` → `erasure-dsm_…`."""
    return f"erasure-{measure_id}"


def rectification_workflow_id(measure_id: str) -> str:
    """`dsm_…` → `rectification-dsm_…`."""
    return f"rectification-{measure_id}"


def restriction_workflow_id(measure_id: str) -> str:
    """`dsm_…` → `restriction-dsm_…`."""
    return f"restriction-{measure_id}"


def subject_export_workflow_id(measure_id: str) -> str:
    """`dsm_…` → `subject-export-dsm_…`."""
    return f"subject-export-{measure_id}"


def rights_request_workflow_id(request_id: str) -> str:
    """`rrq_…` → `rights-request-rrq_…`."""
    return f"rights-request-{request_id}"


def channel_consent_workflow_id(consent_id: str) -> str:
    """`cco_…` → `channel-consent-cco_…`."""
    return f"channel-consent-{consent_id}"


def instruction_workflow_id(instruction_id: str) -> str:
    """`ins_…` → `instruction-ins_…`."""
    return f"instruction-{instruction_id}"


def disclosure_notice_workflow_id(about_id: str) -> str:
    """Of a duty or a disclosure: `ddt_…` → `disclosure-notice-ddt_…`."""
    return f"disclosure-notice-{about_id}"
