"""The first administrator is made by command, and the audit log is verified by one."""

from __future__ import annotations

import json

import pytest

from lib.cli.main import main


@pytest.mark.engines("sqlite")
def test_roles_are_given_by_command_and_the_log_is_verified(
    store_address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    db = ["--db", store_address]
    assert main(["give-role", "eulogin", "sub=a1", "administrator", "--by", "Ada", *db]) == 0
    assert main(["give-role", "eulogin", "groups=f", "funder", *db]) == 2
    assert "which organisations" in capsys.readouterr().err
    assert main(["give-role", "eulogin", "groups=f", "funder", "--for", "MT-F", *db]) == 0
    assert main(["roles", "--json", *db]) == 0
    given = json.loads(capsys.readouterr().out)
    assert [(one["claim"], one["role"], one["organisations"]) for one in given] == [
        ("groups", "funder", ["MT-F"]),
        ("sub", "administrator", []),
    ]
    assert main(["take-role", "eulogin", "groups=f", *db]) == 0
    assert main(["take-role", "eulogin", "groups=f", *db]) == 2
    assert main(["audit", "list", *db]) == 0
    assert "take a role away: groups f of eulogin" in capsys.readouterr().out
    assert main(["audit", "verify", *db]) == 0
    assert "3 entries, all as they were written" in capsys.readouterr().out
