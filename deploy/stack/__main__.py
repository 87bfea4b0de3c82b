"""`python -m deploy.stack [--reload] [--folder F]`: the local stack, until Ctrl-C."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from deploy.setup.console import say
from deploy.stack.catalogue import offer_sample_plans
from deploy.stack.part import PartError
from deploy.stack.stack import DEFAULT_FOLDER, Stack, StackBusyError


def main() -> None:
    """Starts everything, prints the addresses, and stops everything when told to end."""
    parser = argparse.ArgumentParser(prog="python -m deploy.stack", description=__doc__)
    parser.add_argument("--reload", action="store_true", help="restart API and worker when the code changes")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="where data is kept")
    arguments = parser.parse_args()
    end_on_signals()
    try:
        with Stack(
            arguments.folder.resolve(),
            default_ports=True,
            reload=arguments.reload,
            restart_crashed=True,
            say=say,
        ) as stack:
            stack.start()
            offer_sample_plans(stack.env)
            print_addresses(stack)
            print("Ctrl-C stops everything.", flush=True)
            signal.pause()
    except (StackBusyError, PartError) as error:
        sys.exit(f"stack: {error}")


def end_on_signals() -> None:
    """Makes Ctrl-C and SIGTERM end the program in order; a second one does not interrupt the stopping."""

    def end(number: int, _: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        sys.exit(0 if number == signal.SIGINT else 128 + number)

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


def print_addresses(stack: Stack) -> None:
    """One line each for API docs, inbox and Temporal UI."""
    addresses = stack.addresses
    print(f"api docs: {addresses['api']}/docs")
    if "inbox" in addresses:
        print(f"inbox: {addresses['inbox']}/")
    if addresses["temporal-ui"]:
        print(f"temporal ui: {addresses['temporal-ui']}")


if __name__ == "__main__":
    main()
