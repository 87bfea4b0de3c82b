"""What validation trusts, and which changes after a signature it permits."""

import logging
from collections.abc import Iterable

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.policies import DEFAULT_DIFF_POLICY
from pyhanko.sign.diff_analysis.policy_api import SuspiciousModification
from pyhanko.sign.diff_analysis.rules.metadata_rules import MetadataUpdateRule
from pyhanko.sign.diff_analysis.rules_api import QualifiedWhitelistRule, ReferenceUpdate

from activities.signing.entries import entry

for _talkative in ("pyhanko", "pyhanko_certvalidator"):
    # their log lines carry signers' names; what they find is returned or raised as well
    logging.getLogger(_talkative).setLevel(logging.CRITICAL)


def read_anchors(anchors_pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file; raises `ValueError` when there is none."""
    anchors = [x509.Certificate.load(der) for _, _, der in pem.unarmor(anchors_pem, multiple=True)]
    if not anchors:
        raise ValueError("no trust anchors")
    return anchors


class UntouchedMetadataRule(MetadataUpdateRule):
    """Does not judge metadata that nobody changed: the world's PDFs have broken XMP in them."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """Approves changes of metadata as its base does; without a change there is nothing to approve."""
        before, after = (entry(root, "/Metadata") for root in (old.root, new.root))
        try:
            return list(super().apply(old, new))
        except SuspiciousModification:
            if before is not None and after is not None and before.encoded_data == after.encoded_data:
                return []
            raise


def _rules() -> list[QualifiedWhitelistRule]:
    lenient = UntouchedMetadataRule().as_qualified(ModificationLevel.LTA_UPDATES)  # type: ignore[no-untyped-call]
    kept = [
        rule
        for rule in DEFAULT_DIFF_POLICY.global_rules
        if not isinstance(getattr(rule, "rule", None), MetadataUpdateRule)
    ]
    return [*kept, lenient]


PERMITTED_CHANGES = StandardDiffPolicy(global_rules=_rules(), form_rule=DEFAULT_DIFF_POLICY.form_rule)
"""pyHanko's default policy: signatures, form filling and validation data, nothing else."""
