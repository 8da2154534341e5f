"""Signing in by a real provider on loopback in a real browser: back to the page, roles at once, out in every window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from lib.services.actors import operator
from lib.services.audit import list_entries
from lib.services.rights import Role
from lib.services.roles import Grant, give_role, take_role
from lib.services.sessions import COOKIE
from lib.store.engine import open_engine
from tests.browser.conftest import served

pytestmark = pytest.mark.browser
ADMIN = operator("tests")
REFUSED = "Only the Secretariat may load files."


def sign_in(page: Page, subject: str) -> None:
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("button", name=subject, exact=True).click()


def test_one_signs_in_and_out_and_roles_count_at_once(
    browser: Browser, sqlite_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copy(sqlite_model, tmp_path / "store.sqlite"))
    store = open_engine(f"sqlite:///{file}")
    users = [
        User(sub="ada", claims={"name": "Ada <b>Ärmel", "email": "ada@example.org", "email_verified": True}),
        User(sub="eve", claims={"name": "Eve", "email": "eve@elsewhere.example", "email_verified": True}),
    ]
    with run_server_in_thread(user_claims=users) as provider:
        settings = tmp_path / "login.toml"
        settings.write_text(
            f'[test]\nlabel = "Test"\nclient_id = "dashboard"\nclient_secret = "secret"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n'
            'allowed_domains = ["example.org"]\n'
        )
        monkeypatch.setenv("ICPERMED_LOGIN", str(settings))
        with served(file) as address:
            context = browser.new_context()
            context.route("https://**", lambda route: route.abort())
            page = context.new_page()
            page.goto(f"{address}/upload?my-country=Malta")
            expect(page.get_by_text(REFUSED)).to_be_visible()
            # Somebody whom the settings do not admit stays out.
            sign_in(page, "eve")
            expect(page.get_by_text("not among those that may sign in")).to_be_visible()
            page.goto(f"{address}/upload?my-country=Malta")
            sign_in(page, "ada")
            # Back on the page that was left, known, and a reader still.
            page.wait_for_url(f"{address}/upload?my-country=Malta")
            expect(page.get_by_text("Ada <b>Ärmel")).to_be_visible()
            expect(page.get_by_text(REFUSED)).to_be_visible()
            cookie = next(one for one in context.cookies() if one["name"] == COOKIE)
            assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)
            give_role(store, Grant("test", "email", "ada@example.org", Role.SECRETARIAT), ADMIN)
            other = context.new_page()
            other.goto(f"{address}/imports")
            expect(other.get_by_text("Nothing was imported yet.")).to_be_visible()
            other.goto(f"{address}/organisations")
            expect(other.get_by_role("button", name="Show what merging changes")).to_be_visible()
            assert other.get_by_label("Your name, for the record").count() == 0, "it is known"
            page.reload()
            page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
                {"name": "a.csv", "mimeType": "text/csv", "buffer": b"iso2,iso3,name\nMT,MLT,Malta\n"}
            )
            expect(page.get_by_text("Files: a.csv")).to_be_visible()
            # The role is taken away while the page is open: the next thing that is done there is refused.
            take_role(store, "test", "email", "ada@example.org", ADMIN)
            other.get_by_label("Identifier of the one that stays").fill("A")
            other.keyboard.press("Enter")
            expect(other.get_by_text("Only the Secretariat may merge organisations.")).to_be_visible()
            # Out here is out there: the other window is one of a reader with its next click.
            page.get_by_role("link", name="Sign out").first.click()
            page.wait_for_url(lambda url: "end_session" in url and "token" not in url)
            other.get_by_role("link", name="Calls").first.click()
            expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
            assert COOKIE not in {one["name"] for one in context.cookies()}
            # An old cookie opens nothing, and nobody is led elsewhere.
            context.add_cookies([{"name": COOKIE, "value": cookie["value"], "url": address}])
            page.goto(f"{address}/upload")
            expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
            page.goto(f"{address}/login/?next=//elsewhere.example/")
            page.get_by_role("button", name="ada", exact=True).click()
            page.wait_for_url(f"{address}/")
            context.close()
    told = list_entries(store, ADMIN).iloc[::-1]
    assert [*zip(told["action"], told["actor"], told["refused"], strict=True)] == [
        ("sign in", "eve", True),
        ("sign in", "Ada <b>Ärmel", False),
        ("give a role", "tests", False),
        ("take a role away", "tests", False),
        ("sign out", "Ada <b>Ärmel", False),
        ("sign in", "Ada <b>Ärmel", False),
    ]
