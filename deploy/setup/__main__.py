"""`python3 -m deploy.setup [--tests]`: everything the project needs, into its own folders.

What is there already is not done again, so that a second start takes seconds.
"""

import argparse
import os
from concurrent.futures import ThreadPoolExecutor

from deploy.setup.console import MissingPrerequisiteError, say, stop
from deploy.setup.environment import ensure_environment
from deploy.setup.restic import ensure_restic
from deploy.setup.stripe_mock import ensure_stripe_mock
from deploy.setup.temporal import install_temporal
from deploy.setup.test_packages import ensure_test_packages
from deploy.setup.web import build_web


def main() -> None:
    """Sets up; ends with one sentence when something is missing that only the machine's owner can install."""
    parser = argparse.ArgumentParser(prog="python3 -m deploy.setup", description=__doc__)
    parser.add_argument("--tests", action="store_true", help="what the tests need besides")
    arguments = parser.parse_args()
    try:
        python = ensure_environment()
        if arguments.tests or not os.environ.get("TEMPORAL_ADDRESS"):
            install_temporal(python)
        with ThreadPoolExecutor(max_workers=1) as beside:
            restic = beside.submit(ensure_restic)
            build_web(python)
            restic.result()
        if arguments.tests:
            ensure_test_packages()
            ensure_stripe_mock()
    except MissingPrerequisiteError as error:
        stop(error)
    say("Everything is set up")


if __name__ == "__main__":
    main()
