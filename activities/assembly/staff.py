"""Activities about the holder's staff: who is let in, what they owe, and the review of it."""

from activities.assembly.workshop import Activities, Workshop
from activities.people.commitments import Commitments
from activities.people.duties import PeopleDuties
from activities.people.settling import CommitmentSettling
from activities.records.access_review_records import AccessReviewRecords
from activities.records.staff_key_records import StaffKeyRecords
from activities.records.staff_records import StaffRecords


def staff_activities(shop: Workshop) -> Activities:
    """Joiners, leavers, duties, keys and reviews."""
    staff = StaffRecords(shop.database, shop.zone)
    keys = StaffKeyRecords(shop.database, shop.zone)
    reviews = AccessReviewRecords(shop.database, shop.zone)
    commitments = Commitments(shop.database, shop.vault, shop.holder, shop.zone)
    return (
        staff.load_invitation,
        staff.expire_invitation,
        staff.load_decision,
        staff.expire_decision,
        staff.read_holders,
        staff.load_leaving,
        staff.leave,
        keys.due,
        keys.figures,
        keys.note_told,
        reviews.businesses,
        reviews.open,
        reviews.responsible,
        reviews.decide,
        reviews.sign_off,
        reviews.change,
        reviews.figures,
        commitments.draft,
        commitments.close,
        CommitmentSettling(shop.database, commitments, shop.commands).settle,
        PeopleDuties(shop.database, shop.zone).look,
    )
