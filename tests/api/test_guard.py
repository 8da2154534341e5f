"""What other sites send is turned away before anything else sees it, and pages say what they may load and run."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from lib.api.guard import Guard, allowed_hosts
from lib.api.page_headers import WithPageHeaders, inline_scripts, policy

ANSWERED = [("http.response.start", 200)]


@pytest.fixture(autouse=True)
def _own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICPERMED_ALLOWED_HOSTS", "dashboard.example.org")


def asked(
    path: str, *headers: tuple[str, str], kind: str = "http", bound_to: str = "localhost"
) -> list[tuple[Any, ...]]:
    """What the guard lets through, or answers itself: the kinds of messages, with their status or code."""
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await PlainTextResponse("answered")(scope, receive, send)

    scope = {"type": kind, "method": "GET", "path": path, "scheme": "http", "query_string": b""}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in headers]
    guarded = Guard(app, bound_to)(scope, None, send)  # type: ignore[arg-type]
    # In a thread of its own: a browser of other tests has a running event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, guarded).result()
    return [(one["type"], one.get("status", one.get("code"))) for one in sent if one["type"] != "http.response.body"]


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "dashboard.example.org", "LOCALHOST"])
def test_own_names_are_answered(host: str) -> None:
    assert asked("/calls", ("host", host)) == ANSWERED
    assert asked("/_stcore/stream", ("host", host), ("origin", f"http://{host}"), kind="websocket") == [
        ("websocket.accept", None)
    ]


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("host", "evil.example"),),
        (("host", "localhost.evil.example"),),
        (("host", "localhost@evil.example"),),
        (("host", "dashboard.example.org.evil.example"),),
        (("host", "localhost"), ("host", "evil.example")),
        (("host", "[::1"),),
        # Rebound: the name of the attacker's page, which leads to this machine.
        (("host", "evil.example"), ("origin", "http://evil.example")),
        (("host", "localhost:8501"), ("origin", "http://evil.example")),
        (("host", "localhost:8501"), ("origin", "http://localhost:3000")),
        (("host", "localhost:8501"), ("origin", "null")),
        (("host", "localhost:8501"), ("origin", "http://localhost:8501@evil.example")),
        (("host", "localhost:8501"), ("origin", "http://localhost:8501"), ("origin", "http://evil.example")),
    ],
)
def test_names_and_pages_of_others_are_turned_away(headers: tuple[tuple[str, str], ...]) -> None:
    assert asked("/", *headers) == [("http.response.start", 403)]
    assert asked("/_stcore/stream", *headers, kind="websocket") == [("websocket.close", 1008)]


def test_programs_may_ask_from_anywhere_and_by_own_names_alone() -> None:
    elsewhere = ("origin", "https://evil.example")
    assert asked("/api/v1/calls.csv", ("host", "localhost"), elsewhere) == ANSWERED
    assert asked("/api/v1/calls.csv", ("host", "evil.example")) == [("http.response.start", 403)]
    assert asked("/healthz", ("host", "10.1.2.3:8501")) == ANSWERED


def test_numbers_of_the_process_are_closed_and_uploads_for_those_who_may_load() -> None:
    own = ("host", "localhost")
    assert asked("/_stcore/metrics", own) == [("http.response.start", 404)]
    assert asked("/_stcore/upload_file/session/file", own) == ANSWERED
    assert asked("/_stcore/upload_file/session/file", own, bound_to="") == [("http.response.start", 403)]
    assert asked("/_stcore/upload_file/session/file", ("host", "dashboard.example.org")) == [
        ("http.response.start", 403)
    ]


def test_hosts_come_from_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICPERMED_ALLOWED_HOSTS", " Figures.example.org, ,10.0.0.5")
    monkeypatch.setenv("ICPERMED_PUBLIC_URL", "https://dashboard.example.org:8443/")
    assert allowed_hosts("") == {"figures.example.org", "10.0.0.5", "dashboard.example.org"}
    assert allowed_hosts("10.0.0.7") == allowed_hosts(None) | {"10.0.0.7"}


@pytest.mark.parametrize(("public", "hsts"), [("", None), ("https://dashboard.example.org", "max-age=31536000")])
def test_pages_say_what_they_may_do(monkeypatch: pytest.MonkeyPatch, public: str, hsts: str | None) -> None:
    monkeypatch.setenv("ICPERMED_PUBLIC_URL", public)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    for own in ({}, {"content-security-policy": "sandbox"}):
        app = WithPageHeaders(PlainTextResponse("a page", headers=own), ["run()"])
        asyncio.run(app({"type": "http", "headers": []}, None, send))  # type: ignore[arg-type]
    found, kept = (Headers(raw=message["headers"]) for message in sent if message["type"] == "http.response.start")
    assert found["content-security-policy"] == policy(["run()"])
    assert kept.getlist("content-security-policy") == ["sandbox"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "same-origin"
    assert found.get("strict-transport-security") == hsts


def test_a_policy_runs_no_script_but_those_it_names() -> None:
    assert inline_scripts("<script>run()</script><script src='x'></script>") == ["run()"]
    scripts = next(one for one in policy(["run()"]).split("; ") if one.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts
    # echo -n 'run()' | openssl dgst -sha256 -binary | base64
    assert "'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='" in scripts
