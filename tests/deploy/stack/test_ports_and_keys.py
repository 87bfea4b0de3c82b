"""A stack's ports and secrets stay what they were, and its secrets are nobody else's."""

import json
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.stack import keys
from deploy.stack.ports import HOST, PortBook, free_port


@contextmanager
def listening(port: int) -> Iterator[int]:
    """A server as the stack's are: it allows reuse of its port, which is told."""
    with socket.create_server((HOST, port)) as server:
        yield server.getsockname()[1]


def test_ports_are_the_same_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = [PortBook(file, {}).port(name) for name in ("api", "pki")]
    assert [PortBook(file, {}).port(name) for name in ("api", "pki")] == first
    assert len(set(first)) == 2


def test_a_port_taken_by_another_program_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    taken = PortBook(file, {}).port("api")
    with listening(taken):
        assert PortBook(file, {}).port("api") != taken


def test_default_port_is_taken_only_when_free(tmp_path: Path) -> None:
    free = free_port()
    assert PortBook(tmp_path / "free.json", {"api": free}).port("api") == free
    with listening(0) as busy:
        assert PortBook(tmp_path / "busy.json", {"api": busy}).port("api") != busy


def test_a_free_port_is_kept_from_whoever_asks_for_any_and_serves_whoever_was_meant() -> None:
    free = free_port()
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind((HOST, free))
    with listening(free), socket.create_connection((HOST, free)):
        pass
    with listening(free) as again:
        assert again == free


def test_two_names_never_share_a_port(tmp_path: Path) -> None:
    free = free_port()
    book = PortBook(tmp_path / "ports.json", {"api": free, "pki": free})
    assert book.port("api") != book.port("pki")


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    made = keys.load_or_create(file)
    assert keys.load_or_create(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(made) == set(keys.NAMES)
    assert len(set(made.values())) == len(made)


def test_a_new_secret_is_added_and_the_others_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    made = keys.load_or_create(file)
    file.write_text(json.dumps({name: value for name, value in made.items() if name != "LINK_KEY"}))
    again = keys.load_or_create(file)
    assert again["LINK_KEY"] != made["LINK_KEY"]
    assert again["MASTER_KEY"] == made["MASTER_KEY"]
