"""Documents refused at upload, as `terms.uploads.RefusalCause` has them."""

from api.problems.meanings.meaning import Meaning

NOT_A_PDF = Meaning(422, "The file is not a PDF", "Upload a PDF.")
EMPTY = Meaning(422, "The document is empty", "Upload a PDF with at least one page.")
PASSWORD_PROTECTED = Meaning(422, "The document needs a password", "Upload it without one.")
TOO_LARGE = Meaning(422, "The document is too large", "Make it smaller; the limit is in `detail`.")
TOO_MANY_PAGES = Meaning(422, "The document has too many pages", "Split it.")
TOO_COMPLEX = Meaning(422, "The document takes too much to examine", "Print it to a new PDF and upload that.")
INFECTED = Meaning(422, "Malware was found in the document", "Check where it comes from.")
ACTIVE_CONTENT = Meaning(422, "The document holds scripts or launch actions", "Remove them.")
SIGNING_FORBIDDEN = Meaning(
    422,
    "The document forbids further signatures",
    "Ask its author for a version without that restriction.",
)
OWNER_RESTRICTED = Meaning(422, "The document restricts changes", "Upload it without restrictions.")
UNSIGNABLE = Meaning(422, "The document cannot be signed", "Print it to a new PDF and upload that.")
DAMAGED = Meaning(422, "The document is damaged beyond repair", "Export it again from where it comes from.")
SIGNED_IN_TEST = Meaning(
    422,
    "A signed document cannot be used in test mode",
    "Its watermark would break the signatures; use an unsigned one.",
)
