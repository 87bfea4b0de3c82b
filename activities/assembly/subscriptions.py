"""Activities of subscriptions: charged, invoiced, claimed, exported, and destroyed at last."""

from activities.assembly.workshop import Activities, Workshop
from activities.claims.claimant import Claimant
from activities.contract_decisions import ContractDecisions
from activities.expelled_contracts import ExpelledContracts
from activities.export.exporter import Exporter
from activities.invoices.invoicer import Invoicer
from activities.payments.cards import CardKeeper
from activities.payments.cashier import Cashier
from activities.payments.gateway import Gateway
from activities.payments.pages import PaymentPages
from activities.receipts.maker import ReceiptMaker
from activities.records.plan_changes import PlanChanges
from activities.records.plan_shares import PlanShares
from activities.records.subscription_choices import SubscriptionChoices
from activities.records.subscription_records import SubscriptionRecords
from activities.records.vat_number_records import VatNumberRecords
from activities.retention.certificate import PurgeCertificates
from activities.retention.dates import RetentionDates
from activities.retention.purge import Purge
from activities.retention.rows import RowDestruction
from activities.vault.factory import vault_from_settings
from activities.vies.client import Vies


def subscription_activities(shop: Workshop) -> Activities:
    """From the choice of a plan to the purge."""
    changes = PlanChanges(shop.database, shop.zone)
    shares = PlanShares(shop.database)
    choices = SubscriptionChoices(shop.database, shop.zone)
    vies = Vies(shop.neighbours, shop.settings.vies_url)
    subscriptions = SubscriptionRecords(
        shop.database, shop.zone, asks_at_grace_end=shop.settings.end_of_grace == "ask"
    )
    return (
        changes.draft,
        changes.take,
        changes.end,
        shares.share,
        shares.unshare,
        choices.draft,
        subscriptions.close_bill,
        subscriptions.load_subscription,
        subscriptions.meter,
        subscriptions.open_bill,
        subscriptions.paid_bills,
        subscriptions.paid_fee,
        subscriptions.paid_fees,
        subscriptions.read_payment,
        subscriptions.record_subscription,
        ExpelledContracts(shop.database, shop.commands).follow,
        ContractDecisions(shop.database).carry_out,
        VatNumberRecords(shop.database, vies).check_due,
        *_payment_activities(shop),
        *_paper_activities(shop),
        *_retention_activities(shop),
    )


def _payment_activities(shop: Workshop) -> Activities:
    gateway = Gateway(shop.settings.stripe_api_key.get_secret_value(), shop.settings.stripe_base_url)
    cashier = Cashier(shop.database, gateway)
    pages = PaymentPages(shop.database, gateway, cashier, shop.settings.public_url)
    return (
        cashier.charge,
        cashier.close,
        cashier.look,
        cashier.refund,
        CardKeeper(shop.database, gateway).forget,
        pages.open,
        pages.open_card,
        pages.look,
    )


def _paper_activities(shop: Workshop) -> Activities:
    invoicer = Invoicer(shop.database, shop.vault, shop.holder, shop.zone)
    claimant = Claimant(shop.database, shop.vault, shop.holder, shop.zone, shop.settings.late_rates)
    exporter = Exporter(shop.database, shop.vault, shop.holder, shop.zone)
    return (
        invoicer.issue,
        invoicer.rectify,
        claimant.make,
        ReceiptMaker(shop.database, shop.vault, shop.seal, shop.holder, shop.zone).make,
        exporter.gather,
        exporter.measure,
        exporter.finish,
        exporter.lapse,
    )


def _retention_activities(shop: Workshop) -> Activities:
    dates = RetentionDates(shop.database, shop.zone)
    destruction = vault_from_settings(shop.settings, shop.retention)
    purge = Purge(shop.database, RowDestruction(shop.retention), shop.vault, destruction)
    certificates = PurgeCertificates(shop.database, shop.seal, shop.holder, shop.zone)
    return (dates.read, dates.to_begin, purge.purge, certificates.certify)
