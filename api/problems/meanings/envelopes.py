"""Envelopes, as `terms.envelope.Refusal` has them, and signing."""

from api.problems.meanings.meaning import Meaning

UNKNOWN_SIGNER = Meaning(404, "There is no such signer in this envelope", "Check the signer's id.")
TEST_RECIPIENT = Meaning(
    422,
    "A test goes to members of the business alone",
    "`errors` names each address that is not a member's; use a member's, or send it in live mode.",
)
ENVELOPE_NOT_SENT = Meaning(409, "The envelope has not been sent", "Send it first.")
ENVELOPE_COMPLETED = Meaning(409, "The envelope is completed", "Final states are final.")
ENVELOPE_DECLINED = Meaning(409, "The envelope was declined", "Final states are final; send a new one.")
ENVELOPE_EXPIRED = Meaning(409, "The envelope has expired", "Final states are final; send a new one.")
ENVELOPE_VOIDED = Meaning(409, "The envelope was voided", "Final states are final; send a new one.")
SENDER_SERVICE_INTERRUPTED = Meaning(
    409,
    "The sender's service is interrupted",
    "It goes on when the sender's service does; nothing is lost.",
)
NOT_YOUR_TURN = Meaning(409, "It is not this signer's turn", "Others sign first; a mail says when.")
ALREADY_SIGNED = Meaning(409, "This signer has signed already", "Nothing is left to do.")
ENVELOPE_BEING_SEALED = Meaning(
    409, "Everybody has signed; the document is being sealed", "Nothing is left to do."
)
REMINDED_TOO_RECENTLY = Meaning(409, "They were reminded a moment ago", "Wait some minutes.")
NOBODY_TO_REMIND = Meaning(409, "There is nobody to remind", "See `waits_for` in the explanation.")
EXPIRY_IN_THE_PAST = Meaning(422, "The expiry has to lie in the future", "Choose a later instant.")
NOTHING_TO_CORRECT = Meaning(422, "The correction changes nothing", "Give a name or an address.")
CERTIFICATE_NOT_READY = Meaning(
    409,
    "The certificate is not there yet",
    "It is issued when the envelope has ended; see the explanation.",
)
EVIDENCE_NOT_READY = Meaning(409, "There is no evidence yet", "Send the envelope first.")
LINK_UNKNOWN = Meaning(404, "This link is not valid", "Check that it is whole.")
LINK_EXPIRED = Meaning(
    410, "This link has expired", "Ask for a new one with `POST …/link`; it goes to the signer's address."
)
CHANNEL_NOT_OFFERED = Meaning(
    409, "This channel is not offered", "The sender's contract does not authorise it, or it is off."
)
CHANNEL_CODE_WRONG = Meaning(422, "The code is not right", "Check the newest message; few tries are left.")
CHANNEL_CODE_LAPSED = Meaning(410, "The code does not work any more", "Ask for another one.")
COPY_NOT_READY = Meaning(409, "The finished copy is not there yet", "A mail says when it is.")
