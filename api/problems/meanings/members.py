"""Guests and owners, as `terms.members.MembersRefusal` has them."""

from api.problems.meanings.meaning import Meaning

INVITATION_UNKNOWN = Meaning(404, "This invitation is not valid", "Check that the link is whole.")
INVITATION_ACCEPTED = Meaning(409, "The invitation was accepted already", "Sign in.")
INVITATION_DECLINED = Meaning(409, "The invitation was declined", "Its owner can invite again.")
INVITATION_REVOKED = Meaning(409, "The invitation was taken back", "Ask whoever invited.")
INVITATION_EXPIRED = Meaning(409, "The invitation has expired", "Its owner can invite again.")
INVITATION_FOR_ANOTHER = Meaning(
    403, "Another address was invited", "Sign in with the address that received the invitation."
)
ALREADY_INVITED = Meaning(
    409, "This address is invited already", "Renew the invitation, or revoke it and invite again."
)
ALREADY_MEMBER = Meaning(409, "This user belongs to the business already", "Nothing is left to do.")
TRANSFER_UNDER_WAY = Meaning(
    409, "The business is being offered to somebody already", "Withdraw that offer first."
)
TRANSFER_ACCEPTED = Meaning(409, "The offer was accepted already", "Nothing is left to do.")
TRANSFER_DECLINED = Meaning(409, "The offer was declined", "The owner can offer again.")
TRANSFER_WITHDRAWN = Meaning(409, "The offer was withdrawn", "The owner can offer again.")
TRANSFER_EXPIRED = Meaning(409, "The offer has expired", "The owner can offer again.")
ALREADY_OWNER = Meaning(409, "This user owns the business already", "Nothing is left to do.")
NOT_A_MEMBER = Meaning(
    409, "One of both is no longer what the offer says", "The owner withdraws it and offers again."
)
BUSINESS_LIMITED = Meaning(
    409, "The service of the business is limited or has ended", "It takes in nobody until it is complete."
)
DELETION_FORBIDDEN = Meaning(
    409, "The business cannot be deleted now", "`errors` names what stands against it and the way out."
)
DELETION_ASKED = Meaning(
    409, "The business is to be deleted", "Take the deletion back before choosing a plan."
)
ACCOUNT_IN_USE = Meaning(409, "The account cannot be closed now", "`errors` names what stands against it.")
OWNER_CANNOT_LEAVE = Meaning(
    409, "A business always has its owner", "Transfer the ownership to another member first."
)
