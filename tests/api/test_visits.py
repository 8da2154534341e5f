"""The cookie that says when the browser was here before."""

from __future__ import annotations

import asyncio
from datetime import date
from http.cookies import SimpleCookie

import pytest
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse

from lib.api import visits
from lib.common.visits import COOKIE, read_visits
from lib.ui import pages

PAGE = {"accept": "text/html,*/*"}


def cookie_of(path: str, headers: dict[str, str], scheme: str = "http") -> str:
    """The cookie that is set with an answer; empty where none is."""
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "scheme": scheme, "headers": given, "query_string": b""}
    app = visits.RememberVisits(HTMLResponse("a page"), pages.titles().keys())
    asyncio.run(app(scope, None, send))  # type: ignore[arg-type]
    return Headers(raw=sent[0]["headers"]).get("set-cookie", "")  # type: ignore[arg-type]


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    class Clock:
        @staticmethod
        def date() -> date:
            return day

    monkeypatch.setattr(visits, "utc_now", Clock)


def test_a_browser_remembers_its_last_day(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, kept = [], ""
    for day in (date(2026, 3, 1), date(2026, 3, 1), date(2026, 4, 2), date(2026, 4, 2), date(2026, 9, 3)):
        on(monkeypatch, day)
        kept = SimpleCookie(cookie_of("/calls", {**PAGE, "cookie": f"other=1; {COOKIE}={kept}"}))[COOKIE].value
        found = read_visits(kept)
        assert found is not None
        assert found.today == day
        seen.append((found.last, found.is_first))
    march, april = date(2026, 3, 1), date(2026, 4, 2)
    assert seen == [(None, True), (None, False), (march, False), (march, False), (april, False)]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/api/v1/figures/calls.calls.html", PAGE),
        ("/_stcore/health", PAGE),
        ("/favicon.svg", PAGE),
        ("/", {"accept": "application/json"}),
        ("/", {**PAGE, "sec-fetch-dest": "iframe"}),
    ],
)
def test_what_is_no_visit_sets_nothing(path: str, headers: dict[str, str]) -> None:
    assert cookie_of(path, headers) == ""


def test_the_cookie_is_for_this_site_alone() -> None:
    sent = cookie_of("/", PAGE)
    assert sent.endswith("HttpOnly; SameSite=Lax")
    assert cookie_of("/", PAGE, "https").endswith("; Secure")


@pytest.mark.parametrize("cookie", [None, "", "x", "_2026-13-01_1", "2026-03-01__2", "_2026-03-01_3"])
def test_a_cookie_that_says_nothing_is_as_none(cookie: str | None) -> None:
    assert read_visits(cookie) is None
