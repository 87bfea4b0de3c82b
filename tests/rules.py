"""Which tests show which rule of the contract, read from their marks; `python -m tests.rules` prints it."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

TESTS = Path(__file__).parent

RULES: Mapping[str, str] = {
    "C1": "Calendar rules run in the holder's zone; a change of clocks moves no deadline's date",
    "C2": "A period in days leaves its first day out and ends at 24:00 of its last",
    "C3": "Working days are Monday to Friday less the holidays of the holder's seat",
    "C4": "Hours are real hours from the instant of awareness",
    "C5": "Money is decimal euros, rounded half up, never a float",
    "A1": "Registration is free, in two phases, with a verified address",
    "A2": "Declarations and acceptances are evidence: version, hash, instant, IP, user agent",
    "A3": "A substantial change of a text is mailed and asked for again; others are only published",
    "A4": "A business has one plan, or shares one of its owner's",
    "A5": "Guests join by invitation, without the owner's matters, and lose access at once",
    "A6": "Consumer or not is asked",
    "A7": "Lost credentials can be reported by anybody; sessions, keys and links end",
    "A8": "Misuse is reported, opened with a reason, and sanctioned",
    "A9": "The customer can object to the use of name and logo",
    "A10": "Pages cannot be framed by other sites",
    "S1": "Plans and prices change; what was contracted stays",
    "S2": "The exact price, VAT and charges are shown before contracting",
    "S3": "Contracted once paid on the gateway's page, within 24 hours",
    "S4": "The first charge is the rest of the month, or the whole prepaid period",
    "S5": "Renewals are charged between day 1 and day 5",
    "S6": "Use is billed in the month after, with amount and days",
    "S7": "Unpaid after day 5, downloads only until it is paid",
    "S8": "Grace is 30 days from day 1 of the unpaid month, then the end",
    "S9": "Late interest at the legal rates of each day",
    "S10": "Notice 15 days before the end of the month, then 30 days of downloads",
    "S11": "A prepaid plan ends with its period, or by request with the month",
    "S12": "Non-payment governs a cancellation that meets it",
    "S13": "The holder ends with the same notice; misuse without notice or refund",
    "S14": "A consumer withdraws within 14 days and gets everything back",
    "S15": "Upgrades at once with the difference, downgrades from the next month",
    "S16": "Downloads only: read, export, pay; envelopes under way pause",
    "S17": "Blocked: nobody of the customer enters; openings have a reason and a second person",
    "S18": "Each class of data is kept its years, then destroyed and certified",
    "S19": "Every charge has an invoice without gap, every refund a rectifying one",
    "S20": "The holder's liability is limited to the price of the service",
    "S21": "Each date is told ahead, and when it comes",
    "E1": "Documents are signed by those they are addressed to, each step guided",
    "E2": "Each envelope says which data are asked; nothing else is kept",
    "E3": "The signer is told who the controller is, what for, and where to exercise rights",
    "E4": "Each signing is a valid signature with evidence that checks without this service",
    "E5": "Sending beyond the plan or the state is refused with the way out",
    "E6": "A provider's failure loses no envelope, and the sender sees why it waits",
    "P1": "Data is used on the controller's recorded instructions alone",
    "P2": "Record of processing activities per controller, current and exportable",
    "P3": "No disclosure without the controller's authorisation",
    "P4": "A new sub-processor is told 30 days ahead and starts for who did not object",
    "P5": "Everyone with access signs commitments and is trained, with evidence",
    "P6": "A data subject's request goes to the controller at once, within 7 working days",
    "P7": "Requests are acknowledged, identified, and resolved within a month",
    "P8": "Controllers are told of a breach within 48 hours, the authority within 72",
    "P9": "An evidence pack per controller on request",
    "P10": "The DPO's identity and contact are told to the controllers",
    "P11": "At the end the data is blocked, then destroyed",
    "M1": "Weekly backups, kept four weeks; a restore drill every six months",
    "M2": "Least privilege, unique ids, reviews of access; who leaves is out at once",
    "M3": "Passwords, second factors, keys of six months, no default users",
    "M4": "Sessions close when idle",
    "M5": "Files are encrypted before they leave; payloads too",
    "M6": "Captcha on public forms; metadata is stripped",
    "M7": "Every interaction is logged, anomalies detected, incidents registered",
    "M8": "Malware protection on everything that comes in",
    "M9": "Each measure leaves dated evidence and is watched",
    "W1": "A message needs clause, consent and code; revoked by one click",
    "W2": "No sensitive data leaves over a message",
    "W3": "A stolen device ends links and sessions at once",
    "W4": "Channels are reviewed periodically, on record",
}

_HEAD = """# Which tests show which rule

Made from the marks of the tests (`@pytest.mark.rule("P8")`): `python -m tests.rules > docs/rules.md`; a test
holds it true, and fails when a rule has none. Files are those of `tests/`; `make test-long` runs long ones.
"""
_CHAPTERS = {
    "C": "Time and money",
    "A": "Accounts",
    "S": "Subscription",
    "E": "Envelopes and signing",
    "P": "Data protection",
    "M": "Security measures",
    "W": "Messaging",
}


@dataclass(frozen=True, order=True)
class Shown:
    """A test that says which rules it shows."""

    file: str
    test: str
    rules: tuple[str, ...]
    long: bool


def shown() -> Sequence[Shown]:
    """Every marked test, by file; read without importing any."""
    return sorted(found for file in TESTS.rglob("test_*.py") for found in _marked(file))


def _marked(file: Path) -> Iterator[Shown]:
    tree = ast.parse(file.read_text())
    everywhere = [mark for mark in ast.walk(tree) if isinstance(mark, ast.Assign) and _is_pytestmark(mark)]
    for function in tree.body:
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        rules = tuple(rule for mark in function.decorator_list for rule in _rules(mark))
        if rules:
            marks = [*function.decorator_list, *everywhere]
            long = any("pytest.mark.long" in ast.unparse(mark) for mark in marks)
            yield Shown(str(file.relative_to(TESTS)), function.name, rules, long)


def _is_pytestmark(assigned: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in assigned.targets)


def _rules(mark: ast.expr) -> Iterator[str]:
    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
        yield from (ast.literal_eval(rule) for rule in mark.args)


def page() -> str:
    """The documentation page."""
    tests = shown()
    parts = [_HEAD]
    for chapter, title in _CHAPTERS.items():
        parts.append(f"\n## {chapter}. {title}\n\n| rule | says | shown by |\n|---|---|---|\n")
        parts.extend(
            f"| {rule} | {says} | {_listed([test for test in tests if rule in test.rules])} |\n"
            for rule, says in RULES.items()
            if rule.startswith(chapter)
        )
    return "".join(parts)


def _listed(tests: Sequence[Shown]) -> str:
    files = groupby(tests, key=lambda test: test.file)
    lines = [f"`{file}`: {'; '.join(_words(test) for test in found)}" for file, found in files]
    return "<br>".join(lines)


def _words(test: Shown) -> str:
    return test.test.removeprefix("test_").replace("_", " ") + " (long)" * test.long


if __name__ == "__main__":
    sys.stdout.write(page())
