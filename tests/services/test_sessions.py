"""Who is signed in: sessions that end by themselves, roles that count at once, and the settings of providers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from lib.common.clock import utc_now
from lib.services.actors import Actor, operator
from lib.services.providers import LoginSettingsError, Provider, login_is_set_up, providers
from lib.services.rights import Role
from lib.services.roles import Grant, give_role
from lib.services.sessions import actor_behind_proxy, actor_of, begin_session, end_session, end_sessions, shared_secret
from lib.store.engine import write_transaction
from lib.store.housekeeping_tables import LoginSession

ADMIN = operator("tests")
CLAIMS = {"sub": "a1", "name": "Ada", "groups": ["pm"]}


def age(engine: Engine, **columns: timedelta) -> None:
    with engine.connect() as connection, write_transaction(connection):
        connection.execute(update(LoginSession).values({name: utc_now() - ago for name, ago in columns.items()}))


def test_a_session_is_of_who_signed_in_until_it_ends(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begin_session(engine, "eulogin", CLAIMS, "192.0.2.7")
    assert actor_of(engine, token) == Actor("Ada", Role.READER, "eulogin:a1")
    give_role(engine, Grant("eulogin", "groups", "pm", Role.FUNDER, ("MT-F",)), ADMIN)
    assert actor_of(engine, token, "192.0.2.8") == Actor(
        "Ada", Role.FUNDER, "eulogin:a1", frozenset({"MT-F"}), "192.0.2.8"
    )
    with engine.connect() as connection:
        assert token not in repr(connection.execute(select(LoginSession.__table__)).all())
    for nobody in ("", "x", token[:-1], token.upper(), "\ud800"):
        assert actor_of(engine, nobody).id == "", nobody
    monkeypatch.setenv("ICPERMED_READ_ONLY", "1")
    assert actor_of(engine, token).role is Role.READER
    monkeypatch.delenv("ICPERMED_READ_ONLY")
    assert end_session(engine, token) == "eulogin"
    assert end_session(engine, token) == ""
    assert actor_of(engine, token).id == ""


def test_sessions_end_by_themselves_and_by_administrators(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    token = begin_session(engine, "eulogin", CLAIMS, "")
    age(engine, seen_at=timedelta(minutes=59), began_at=timedelta(hours=11))
    assert actor_of(engine, token).id, "each click makes it last longer"
    with engine.connect() as connection:
        assert utc_now() - connection.execute(select(LoginSession.seen_at)).scalar_one() < timedelta(minutes=1)
    age(engine, seen_at=timedelta(minutes=61))
    assert not actor_of(engine, token).id
    age(engine, seen_at=timedelta(0), began_at=timedelta(hours=13))
    assert not actor_of(engine, token).id, "however busy"
    monkeypatch.setenv("ICPERMED_LOGIN_HOURS", "14")
    monkeypatch.setenv("ICPERMED_LOGIN_IDLE_MINUTES", "no number")
    assert actor_of(engine, token).id
    monkeypatch.delenv("ICPERMED_LOGIN_HOURS")
    other = begin_session(engine, "eulogin", CLAIMS, "")
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(LoginSession)) == 1, "what has ended is deleted"
    assert end_sessions(engine, "eulogin", "a1", ADMIN) == 1
    assert not actor_of(engine, other).id


def test_a_proxy_vouches_for_whom_its_headers_name(engine: Engine) -> None:
    give_role(engine, Grant("proxy", "groups", "pm", Role.MEMBER), ADMIN)
    give_role(engine, Grant("proxy", "email", "ada@example.org", Role.SECRETARIAT), ADMIN)
    assert actor_behind_proxy(engine, {"sub": "a1", "groups": "x, pm"}).role is Role.MEMBER
    known = actor_behind_proxy(engine, {"email": "ada@example.org", "name": None})
    assert (known.name, known.id, known.role) == ("ada@example.org", "proxy:ada@example.org", Role.SECRETARIAT)
    assert actor_behind_proxy(engine, {"sub": None, "email": "", "groups": "pm"}) == Actor("")


def test_a_secret_is_made_once_for_all(engine: Engine) -> None:
    assert len(shared_secret(engine, "cookies")) > 40
    assert shared_secret(engine, "cookies") == shared_secret(engine, "cookies") != shared_secret(engine, "others")


GOOD = 'server_metadata_url = "https://id.example.org"\nclient_id = "d"\nclient_secret = "s3cret"\n'


def test_providers_are_read_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not login_is_set_up()
    file = tmp_path / "login.toml"
    monkeypatch.setenv("ICPERMED_LOGIN", str(file))
    assert login_is_set_up()
    file.write_text(f'[eulogin]\nlabel = "EU Login"\n{GOOD}[keycloak]\n{GOOD}keep = ["realm_access.roles"]\n')
    assert list(providers()) == ["eulogin", "keycloak"]
    kept = providers()["keycloak"].kept({"sub": "1", "realm_access": {"roles": ["a"]}, "birthdate": "1990-01-01"})
    assert kept == {"sub": "1", "realm_access": {"roles": ["a"]}}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read"),
        ("", "names no provider"),
        ("[x", "is not TOML"),
        ("x = 1\n", "write a table"),
        (f"[EU]\n{GOOD}", "small letters"),
        ('[x]\nclient_secret = "s3cret"\n', "lacks server_metadata_url, client_id"),
        (f"[x]\n{GOOD}colour = 1\n", "knows no colour"),
    ],
)
def test_settings_that_cannot_be_used_say_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, reason: str
) -> None:
    file = tmp_path / "login.toml"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("ICPERMED_LOGIN", str(file))
    with pytest.raises(LoginSettingsError, match=reason) as refused:
        providers()
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("claims", "admitted"),
    [
        ({"email": "ada@Example.org", "email_verified": True}, True),
        ({"email": "ada@example.org"}, False),
        ({"email": "ada@example.org", "email_verified": "true"}, False),
        ({"email": "ada@example.org.evil.example", "email_verified": True}, False),
        ({"email": "ada@evil-example.org", "email_verified": True}, False),
        ({}, False),
    ],
)
def test_only_checked_addresses_of_allowed_domains_are_admitted(claims: dict[str, object], admitted: bool) -> None:
    provider = Provider("x", "X", "m", "i", "s", domains=("example.org",))
    assert provider.admits(claims) is admitted
    assert Provider("x", "X", "m", "i", "s").admits(claims)
