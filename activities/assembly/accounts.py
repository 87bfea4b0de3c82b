"""Activities of accounts and of the businesses that they belong to."""

from activities.assembly.workshop import Activities, Workshop
from activities.mail.links import LinkTokens
from activities.records.account_closing import AccountClosing
from activities.records.account_recovery_records import AccountRecoveryRecords
from activities.records.credential_records import CredentialRecords
from activities.records.deletion_records import DeletionRecords
from activities.records.departure_records import DepartureRecords
from activities.records.invitation_records import InvitationRecords
from activities.records.registration_records import RegistrationRecords
from activities.records.terms_change_records import TermsChangeRecords
from activities.records.transfer_records import TransferRecords


def account_activities(shop: Workshop) -> Activities:
    """From registration to closing, with what is lost on the way."""
    registrations = RegistrationRecords(shop.database, LinkTokens.from_secret(shop.settings.link_key))
    invitations = InvitationRecords(shop.database, shop.zone)
    departures = DepartureRecords(shop.database)
    transfers = TransferRecords(shop.database, shop.zone)
    return (
        registrations.load_registration,
        registrations.renew_link,
        registrations.unfinished_user,
        registrations.remove_unverified,
        invitations.load_invitation,
        invitations.record_invitation,
        invitations.admit,
        departures.load_departure,
        departures.close_departure,
        transfers.load_transfer,
        transfers.record_transfer,
        transfers.hand_over,
        DeletionRecords(shop.database, shop.zone).look,
        AccountClosing(shop.database, shop.zone).erase,
        TermsChangeRecords(shop.database, shop.mailer).mail_page,
        *_credential_activities(shop),
    )


def _credential_activities(shop: Workshop) -> Activities:
    credentials = CredentialRecords(shop.database)
    recoveries = AccountRecoveryRecords(shop.database, shop.zone)
    return (
        credentials.load_credential_report,
        credentials.close_without_effect,
        credentials.end_access,
        credentials.end_links,
        credentials.find_invitations,
        credentials.record_secured,
        recoveries.load_recovery,
        recoveries.confirm,
        recoveries.stop,
        recoveries.expire,
        recoveries.begin_waiting,
        recoveries.give_up,
        recoveries.close_without_effect,
        recoveries.reset,
    )
