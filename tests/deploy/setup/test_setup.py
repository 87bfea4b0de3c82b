"""The set-up finds what is there and says what is missing."""

import stat
from pathlib import Path

import pytest

from deploy.setup import stamps, temporal, test_packages
from deploy.setup.console import MissingPrerequisiteError, run


def _program(folder: Path, name: str, says: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and an empty PATH."""
    monkeypatch.setattr(temporal, "FOLDER", tmp_path / "cache")
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin")
    return tmp_path / "cache"


def test_a_cli_on_path_is_taken(cache: Path, tmp_path: Path) -> None:
    cli = _program(tmp_path / "path", "temporal", "temporal version 1.9.0 (Server 1.32.0, UI 2.54.1)")
    assert temporal.find_temporal() == temporal.TemporalPrograms(cli=cli)


def test_an_old_cli_on_path_is_passed_over_for_the_cached_one(cache: Path, tmp_path: Path) -> None:
    _program(tmp_path / "path", "temporal", "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)")
    assert temporal.find_temporal() is None
    cached = _program(
        cache, "temporal-sdk-python-1.35.0", "temporal version 1.10.0 (Server 1.33.2, UI 3.0.0)"
    )
    assert temporal.find_temporal() == temporal.TemporalPrograms(cli=cached)


def test_built_programs_are_taken_when_both_are_there(cache: Path) -> None:
    server = _program(cache / "server", "server", "")
    assert temporal.find_temporal() is None
    ui = _program(cache / "ui", "server", "")
    assert temporal.find_temporal() == temporal.TemporalPrograms(server=server, ui=ui)


def test_stamp_changes_with_name_and_content_of_files(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.write_text("a")
    first = stamps.digest([file], "3.11")
    assert stamps.digest([file], "3.11") == first
    assert stamps.digest([file], "3.12") != first
    file.write_text("b")
    assert stamps.digest([file], "3.11") != first
    other = file.rename(tmp_path / "other")
    other.write_text("a")
    assert stamps.digest([other], "3.11") != first


def test_a_failing_program_ends_the_setup_by_name() -> None:
    with pytest.raises(MissingPrerequisiteError, match=r"This failed .*: false"):
        run(["false"])


def test_missing_debian_packages_are_named_and_in_ci_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = tmp_path / "packages.txt"
    wanted.write_text("dpkg\nno-such-package-of-ours\n")
    monkeypatch.setattr(test_packages, "LIST", wanted)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.delenv("CI", raising=False)
    test_packages.ensure_test_packages()
    assert "Install no-such-package-of-ours (Debian packages)" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    with pytest.raises(MissingPrerequisiteError, match="no-such-package-of-ours"):
        test_packages.ensure_test_packages()
