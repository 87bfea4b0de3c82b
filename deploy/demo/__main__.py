"""`python -m deploy.demo [--pdf PATH] [--once]`: a document signed by two people in order, and what came out.

Registers an owner, uploads the document, sends it, follows both mailed links, and has the result judged by
validators that are not ours. Prints `sealed:`, `certificate:`, `evidence:` and `verdict:`, each on a line.
"""

import argparse
import os
import signal
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

from deploy.demo.http import Api, RefusedError
from deploy.demo.inbox import Inbox, MailNotReceivedError
from deploy.demo.owner import NotFinishedError, Owner, Party
from deploy.demo.sample import SAMPLE_PLACES, places_on_last_page, sample_contract
from deploy.demo.signer import sign
from deploy.demo.verdict import Verdict, judge
from deploy.setup.console import say
from deploy.stack.__main__ import end_on_signals, print_addresses
from deploy.stack.catalogue import offer_sample_plans
from deploy.stack.part import PartError
from deploy.stack.stack import DEFAULT_FOLDER, Stack, StackBusyError

MAIL_DOMAIN = "palmeral.example"


@dataclass(frozen=True)
class Outcome:
    """What the demonstration leaves. `signing_page` is the last signer's link."""

    sealed: Path
    certificate: Path
    evidence: Path
    verdict: Verdict
    signing_page: str


def main() -> None:
    """Runs the demonstration; ends with 1 when it failed or a validator was not satisfied."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo", description=__doc__)
    parser.add_argument("--pdf", type=Path, help="the document to sign; without it a sample contract")
    parser.add_argument("--once", action="store_true", help="stop everything at the end")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="where data is kept")
    arguments = parser.parse_args()
    if arguments.pdf is not None and not arguments.pdf.is_file():
        sys.exit(f"demo: {arguments.pdf} is not a file")
    end_on_signals()
    try:
        with Stack(arguments.folder.resolve(), default_ports=True, restart_crashed=True, say=say) as stack:
            if "SENDGRID_API_KEY" in os.environ:
                sys.exit("demo: Unset SENDGRID_API_KEY: the demo follows the links in the local inbox.")
            stack.start()
            offer_sample_plans(stack.env)
            outcome = demonstrate(stack, arguments.pdf)
            print_outcome(stack, outcome)
            if not arguments.once:
                print("Ctrl-C stops everything.", flush=True)
                signal.pause()
            if not outcome.verdict.passed:
                sys.exit(1)
    except (StackBusyError, PartError, RefusedError, MailNotReceivedError, NotFinishedError) as error:
        sys.exit(f"demo: {error}")


def demonstrate(stack: Stack, pdf: Path | None) -> Outcome:
    """The main job, from registration to verdict."""
    folder = stack.folder / "demo"
    run = uuid.uuid4().hex[:6]
    inbox = Inbox(stack.addresses["inbox"])
    owner = Owner(Api(stack.addresses["api"]), inbox)
    owner.register(f"ana.soler+{run}@{MAIL_DOMAIN}")
    owner.contract_free_plan()
    owner.take_key()
    say("an owner is registered, with a business, the free plan and an API key")
    document = owner.upload(pdf or sample_contract(folder))
    places = SAMPLE_PLACES if pdf is None else places_on_last_page(document["page_count"])
    parties = (
        Party("Ana Soler Vidal", f"ana+{run}@{MAIL_DOMAIN}"),
        Party("Luis Ferrer Mira", f"luis+{run}@sierra-clara.example"),
    )
    envelope_id = owner.send("Contrato de prestación de servicios", document["id"], parties, places)
    say(f"{envelope_id} is sent to two signers, one after the other")
    link = ""
    for party in parties:
        link = inbox.wait_for_link(party.email, "/sign/")
        sign(Api(stack.addresses["api"]), link)
        say(f"{party.name} has signed by the mailed link")
    envelope = owner.wait_until_completed(envelope_id, say)
    sealed, certificate, evidence = owner.fetch(envelope, folder)
    say("asking validators that are not ours")
    anchors = Path(stack.env["TRUST_ANCHORS_FILE"])
    return Outcome(sealed, certificate, evidence, judge(sealed, certificate, evidence, anchors), link)


def print_outcome(stack: Stack, outcome: Outcome) -> None:
    """One line each."""
    print(f"sealed: {outcome.sealed}")
    print(f"certificate: {outcome.certificate}")
    print(f"evidence: {outcome.evidence}")
    print(f"verdict: {outcome.verdict.summary}")
    print(f"signing page: {outcome.signing_page}")
    print_addresses(stack)


if __name__ == "__main__":
    main()
