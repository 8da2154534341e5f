"""The group of all commands: its help, its version, and the two names by which it is run."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import click
import pytest

from lib.cli.main import commands, main
from lib.common.version import version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_console_script_and_python_m_lib_are_the_same_commands() -> None:
    module, _, name = PROJECT["scripts"]["icpermed-dashboard"].partition(":")
    called = f"import sys; from {module} import {name}; sys.argv = ['x', '--version']; {name}()"
    for words in (["-m", "lib", "--version"], ["-c", called]):
        done = subprocess.run([sys.executable, *words], cwd=ROOT, check=True, capture_output=True, text=True)
        assert done.stdout == f"icpermed-dashboard, version {PROJECT['version']}\n"


def test_the_version_is_the_day_of_the_newest_changes() -> None:
    assert version() == PROJECT["version"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = next(line for line in changes.splitlines() if line.startswith("## "))
    assert [int(number) for number in newest[3:].split("-")] == [int(number) for number in version().split(".")]


def test_every_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    overview = capsys.readouterr().out
    for name, command in commands.commands.items():
        assert command.help, name
        first = command.help.partition("\n")[0]
        assert f"  {name} " in overview
        assert first in overview, "the line is not cut short"
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.name)
        assert main([name, "--help"]) == 0
        assert first in capsys.readouterr().out


def test_each_command_has_a_file_of_its_own() -> None:
    files = {path.stem for path in (ROOT / "lib" / "cli").glob("*.py")}
    for name, command in commands.commands.items():
        assert command.callback is not None
        module = import_module(command.callback.__module__)
        assert Path(str(module.__file__)).stem in files - {"main", "options"}, name
    assert len({command.callback.__module__ for command in commands.commands.values() if command.callback}) == len(
        commands.commands
    )


@pytest.mark.parametrize("words", [[], ["nothing"], ["status", "--nothing"], ["undo", "seven"], ["export", "project"]])
def test_words_that_are_no_command_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Usage: icpermed-dashboard" in said.err


def test_an_interrupted_command_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lib.cli.status.refuse_unready", interrupt)
    assert main(["status", "--db", "sqlite://"]) == 130
    assert capsys.readouterr().err.strip() == "Interrupted."


def test_an_address_that_is_none_is_refused_and_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--db", "ada:secret@nowhere"]) == 2
    written = capsys.readouterr().err
    assert "is no address of a store" in written
    assert "secret" not in written
