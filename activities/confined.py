"""Programs that end with this process, and of root's powers keep none but to pass through folders."""

import os
import shutil
import signal


def confined(
    command: tuple[str, ...], run_as: str | None = None, death_signal: signal.Signals = signal.SIGKILL
) -> tuple[str, ...]:
    """`command`, made to get `death_signal` when its parent dies and, for root, to run as `run_as`.

    The account keeps one privilege of root, to pass through folders: the project may lie in a private home,
    whose permissions are nobody's to change.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return command
    prefix = [setpriv, "--pdeathsig", death_signal.name.removeprefix("SIG")]
    if run_as is not None and os.geteuid() == 0:
        prefix += ["--reuid", run_as, "--regid", _group_of(run_as), "--clear-groups"]
        prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        prefix += ["--securebits=+no_setuid_fixup"]  # without it access(2) would not know of the privilege
    return (*prefix, "--", *command)


def _group_of(account: str) -> str:
    """Numeric id of the account's primary group."""
    import pwd

    return str(pwd.getpwnam(account).pw_gid)
