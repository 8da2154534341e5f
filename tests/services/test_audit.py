"""The audit log: what is written with each change, that it stays as it was, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import DBAPIError

from lib.common.clock import utc_now
from lib.ingest.undo import undo
from lib.services import audit
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.rights import Role
from lib.services.roles import Grant, RoleError, give_role, list_roles, role_of, take_role
from lib.services.saved_views import SavedViewError, save
from lib.store.audit import AuditAddress, AuditEntry, network_of
from lib.store.engine import write_transaction
from tests.rows import upload

ADA = replace(operator("Ada"), address="192.0.2.77")


def entries(engine: Engine) -> list[dict[Any, Any]]:
    """All entries, the oldest first."""
    return audit.list_entries(engine, ADA).iloc[::-1].to_dict("records")


@pytest.mark.engines
def test_what_changes_the_store_is_written_with_it_and_stays(engine: Engine) -> None:
    upload(engine, "organisation", "organisation_id,name\nO1,One\n")
    undo(engine, 1, ADA)
    with pytest.raises(SavedViewError):
        save(engine, "", "calls", "", ADA)
    audit.note(engine, Actor("Eve", address="2001:db8:1:2::3"), "load files", "", refused=True)
    loaded, undone, refused = entries(engine)
    assert (loaded["action"], loaded["subject"], loaded["actor"]) == ("load files", "import 1", "tests")
    assert '"new": 1' in loaded["after"]
    assert (undone["action"], undone["subject"], undone["address"]) == ("undo an import", "import 1", "192.0.2.77")
    assert (refused["actor"], refused["role"], bool(refused["refused"])) == ("Eve", "reader", True)
    assert [one["actor"] for one in audit.list_entries(engine, ADA, words="EVE").to_dict("records")] == ["Eve"]
    assert audit.verify(engine, ADA).broken is None
    for change in ("UPDATE audit_entry SET actor = 'Eve'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="neither changed nor deleted"), engine.begin() as connection:
            connection.execute(text(change))
    assert audit.verify(engine, ADA).entries == 3


@pytest.mark.parametrize(
    "change", ["UPDATE audit_entry SET actor = 'Eve' WHERE entry_id = 2", "DELETE FROM audit_entry WHERE entry_id = 2"]
)
def test_a_changed_or_missing_entry_is_found(engine: Engine, change: str) -> None:
    for name in ("a", "b", "c"):
        save(engine, name, "calls", "", ADA)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays"))
        else:
            for trigger in ("audit_entry_stays_update", "audit_entry_stays_delete"):
                connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text("DELETE FROM audit_address"))
        connection.execute(text(change))
    assert audit.verify(engine, ADA).broken in (2, 3)


def test_a_whole_address_goes_after_thirty_days(engine: Engine) -> None:
    save(engine, "a", "calls", "", ADA)
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(update(AuditAddress).values(at=utc_now() - timedelta(days=31)))
    save(engine, "b", "calls", "", operator("Grace"))
    first, second = entries(engine)
    assert first["address"] == "192.0.2.0/24"
    assert second["address"] is None or second["address"] != second["address"]
    with engine.connect() as connection:
        assert connection.execute(select(AuditAddress)).all() == []
        assert connection.scalars(select(AuditEntry.network)).all() == ["192.0.2.0/24", ""]
    assert network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network_of("nowhere") == ""


def test_roles_are_held_for_what_a_provider_tells(engine: Engine) -> None:
    give_role(engine, Grant("eulogin", "sub", "a1", Role.ADMINISTRATOR), ADA)
    give_role(engine, Grant("eulogin", "groups", "pm", Role.MEMBER), ADA)
    give_role(engine, Grant("eulogin", "email", "ada@example.org", Role.SECRETARIAT), ADA)
    give_role(engine, Grant("eulogin", "realm_access.roles", "f", Role.FUNDER, ("MT-F", "")), ADA)
    told: list[tuple[dict[str, Any], Role]] = [
        ({"sub": "a1", "groups": ["pm"]}, Role.ADMINISTRATOR),
        ({"sub": "a2", "groups": ["x", "pm"]}, Role.MEMBER),
        ({"sub": "a2", "groups": "pm"}, Role.MEMBER),
        ({"sub": "a2", "email": "ada@example.org"}, Role.READER),
        ({"sub": "a2", "email": "ada@example.org", "email_verified": True}, Role.SECRETARIAT),
        ({"sub": "a2", "realm_access": {"roles": ["f"]}}, Role.FUNDER),
        ({}, Role.READER),
    ]
    for claims, role in told:
        assert role_of(engine, "eulogin", claims)[0] is role, claims
        assert role_of(engine, "another", claims) == (Role.READER, frozenset())
    assert role_of(engine, "eulogin", {"realm_access": {"roles": ["f"]}})[1] == {"MT-F"}
    give_role(engine, Grant("eulogin", "sub", "a1", Role.MEMBER), ADA)
    take_role(engine, "eulogin", "groups", "pm", ADA)
    assert role_of(engine, "eulogin", {"sub": "a1", "groups": ["pm"]})[0] is Role.MEMBER
    assert list(list_roles(engine, ADA)["claim"]) == ["email", "realm_access.roles", "sub"]
    assert [one["action"] for one in entries(engine)] == ["give a role"] * 5 + ["take a role away"]
    assert '"role": "administrator"' in entries(engine)[4]["before"]


@pytest.mark.parametrize(
    ("grant", "reason"),
    [
        (Grant(" ", "sub", "1", Role.MEMBER), "Say the provider"),
        (Grant("p", "sub", "v" * 301, Role.MEMBER), "1 to 300"),
        (Grant("p", "sub", "1", Role.READER), "Everybody is a reader"),
        (Grant("p", "sub", "1", Role.FUNDER), "which organisations"),
    ],
)
def test_a_role_that_cannot_be_given_says_why(engine: Engine, grant: Grant, reason: str) -> None:
    with pytest.raises(RoleError, match=reason):
        give_role(engine, grant, ADA)
    with pytest.raises(RoleError, match="has no role"):
        take_role(engine, "p", "sub", "1", ADA)


def test_the_secretariat_neither_gives_roles_nor_reads_the_log(engine: Engine) -> None:
    secretariat = Actor("Ada", Role.SECRETARIAT)
    with pytest.raises(NotPermittedError, match="administrators may give roles"):
        give_role(engine, Grant("p", "sub", "1", Role.ADMINISTRATOR), secretariat)
    with pytest.raises(NotPermittedError, match="administrators may read the audit log"):
        audit.list_entries(engine, secretariat)
