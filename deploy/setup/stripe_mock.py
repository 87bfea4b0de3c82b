"""stripe-mock, which knows the shape of every request that Stripe takes; the tests hold ours against it."""

from pathlib import Path

from deploy.setup.console import say
from deploy.setup.go import find_or_install_go, install_module
from deploy.setup.paths import CACHE

MODULE = "github.com/stripe/stripe-mock@v0.203.0"
PROGRAM = CACHE / "stripe-mock" / "stripe-mock"


def ensure_stripe_mock() -> Path:
    """Builds it into the cache unless it is there."""
    if not PROGRAM.exists():
        say("Building stripe-mock with Go (some seconds)")
        install_module(find_or_install_go(), MODULE, PROGRAM.parent)
    return PROGRAM
