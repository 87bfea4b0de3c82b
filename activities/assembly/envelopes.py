"""Activities of envelopes: signed, sealed, certified, told of, and interrupted."""

from activities.archive.papers import PaperRenewal
from activities.archive.renewal import ArchiveRenewal
from activities.assembly.workshop import Activities, Workshop
from activities.envelopes_under_way import EnvelopesUnderWay
from activities.evidence.chain_stamp import ChainStamper
from activities.evidence.clerk import EvidenceClerk
from activities.messenger.assembly import messenger_from_settings
from activities.records.channel_consents import ChannelConsentRecords
from activities.records.envelope_records import EnvelopeRecords
from activities.records.misuse_effects import MisuseEffects
from activities.records.misuse_records import MisuseRecords
from activities.signing.document_signer import make_document_signer
from activities.signing.signatory import Signatory


def envelope_activities(shop: Workshop) -> Activities:
    """What signing and misuse need."""
    records = EnvelopeRecords(shop.database, shop.zone)
    misuse = MisuseRecords(shop.database, shop.zone)
    signer = make_document_signer(shop.settings, shop.neighbours, shop.processes)
    signatory = Signatory(shop.database, shop.vault, signer)
    stamper = ChainStamper(shop.tsa, shop.anchors)
    clerk = EvidenceClerk(shop.database, shop.vault, stamper, shop.seal, shop.holder, shop.zone)
    renewal = ArchiveRenewal(shop.database, shop.vault, shop.tsa, shop.anchors, shop.processes)
    papers = PaperRenewal(shop.database, shop.vault, shop.tsa, shop.anchors, shop.processes)
    return (
        records.load_plan,
        records.record,
        signatory.sign,
        signatory.seal,
        clerk.issue_certificate,
        renewal.note,
        renewal.renew,
        papers.note,
        papers.renew,
        shop.commands.ask,
        EnvelopesUnderWay(shop.database, shop.commands).follow,
        misuse.find_reported,
        misuse.find_stored_appeal,
        misuse.is_expulsion_appealed,
        misuse.record_misuse,
        misuse.find_abandoned,
        MisuseEffects(shop.database).apply,
        MisuseEffects(shop.database).enforce,
        shop.mailer.send,
        messenger_from_settings(shop.settings, shop.database).send,
        ChannelConsentRecords(shop.database).close_code,
    )
