"""Sources that come again: saved by those who may, fetched from nowhere but where the administrator allows."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from sqlalchemy import Engine

from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.readers.source import SourceFile
from lib.ingest.staging.references import Choices
from lib.ingest.upload import prepare
from lib.ingest.upload.answers import Answers
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.rights import Role
from lib.services.sources import fetching
from lib.services.sources.allowed import FOLDERS_VARIABLE, HOSTS_VARIABLE, SourceError, check_allowed
from lib.services.sources.fetching import fetch
from lib.services.sources.saved import Source, find_source, forget_source, list_sources, note_load, save_source
from tests.ingest.dumps import everything

ROWS = b"organisation_id,name\nO1,One\n"
ADA = operator("Ada")


class Server(SimpleHTTPRequestHandler):
    """The files of a folder, and addresses that lead elsewhere."""

    def do_GET(self) -> None:
        elsewhere = {"/moved.csv": "organisation.csv", "/away.csv": "https://example.org/x.csv", "/loop": "/loop"}
        if self.path in elsewhere:
            self.send_response(302)
            self.send_header("Location", elsewhere[self.path])
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing between the lines of the tests."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the server that the administrator has named, with a file."""
    named = tmp_path / "named"
    named.mkdir()
    (named / "organisation.csv").write_bytes(ROWS)
    monkeypatch.setenv(FOLDERS_VARIABLE, str(named))
    return named


@pytest.fixture
def host(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an https server of that folder, on loopback; the administrator has named it."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(folder)))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    name = f"localhost:{server.server_port}"
    monkeypatch.setenv(HOSTS_VARIABLE, f"data.example.org, {name}")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    yield f"https://{name}"
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_over_https(host: str) -> None:
    for path in ("organisation.csv", "moved.csv"):
        (file,) = fetch(f"{host}/{path}")
        assert (file.name, file.content) == ("organisation.csv", ROWS)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("away.csv", "Nothing is fetched from the host example.org: allowed hosts are: data.example.org, localhost:"),
        ("loop", "leads to one address after the other"),
        ("none.csv", "the server answered 404"),
    ],
)
def test_what_cannot_be_fetched_says_why(host: str, path: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        fetch(f"{host}/{path}")


def test_a_server_whose_certificate_is_not_valid_is_not_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SourceError, match="its certificate is not valid"):
        fetch(f"{host}/organisation.csv")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://data.example.org/x.csv", "over https only"),
        ("ftp://data.example.org/x.csv", "over https only"),
        ("file:///etc/passwd", "over https only"),
        ("https://ada:secret@data.example.org/x.csv", "user name or password"),
        ("https://data.example.org.evil.test/x.csv", "allowed hosts are: data.example.org"),
        ("https://data.example.org:8443/x.csv", "the host data.example.org:8443"),
        ("https://127.0.0.1/x.csv", "the host 127.0.0.1"),
        ("https://[::1", "no web address"),
        ("/etc/passwd", "the path /etc/passwd: allowed folders are: "),
        ("named/organisation.csv", "allowed folders are: "),
    ],
)
def test_nothing_is_fetched_that_was_not_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str, reason: str
) -> None:
    monkeypatch.setenv(HOSTS_VARIABLE, "data.example.org")
    monkeypatch.chdir(folder.parent)
    with pytest.raises(SourceError, match=reason.replace("[", r"\[")):
        check_allowed(address)


def test_without_settings_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in (HOSTS_VARIABLE, FOLDERS_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(
        SourceError, match=f"no hosts are allowed yet. The administrator names them in {HOSTS_VARIABLE}"
    ):
        fetch("https://data.example.org/x.csv")
    with pytest.raises(SourceError, match="no folders are allowed yet"):
        fetch(str(tmp_path))


def test_all_files_of_a_folder_are_read_and_links_lead_nowhere_else(folder: Path, tmp_path: Path) -> None:
    (folder / "b.CSV").write_bytes(ROWS)
    (folder / ".hidden.csv").write_bytes(ROWS)
    (folder / "notes.docx").write_bytes(b"")
    assert [file.name for file in fetch(str(folder))] == ["b.CSV", "organisation.csv"]
    (tmp_path / "secret.csv").write_bytes(b"secret")
    (folder / "z.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(SourceError, match="Nothing is fetched from the path"):
        fetch(str(folder))
    with pytest.raises(SourceError, match="Nothing is fetched from the path"):
        fetch(str(folder / "z.csv"))
    with pytest.raises(SourceError, match="there is no such file or folder"):
        fetch(str(folder / "none.csv"))


def test_files_too_large_are_not_read(host: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", len(ROWS) - 1)
    for address in (str(folder), f"{host}/organisation.csv"):
        with pytest.raises(SourceError, match=r"organisation\.csv is larger than"):
            fetch(address)


ANSWERS = Answers(
    "organisation",
    given=Given(
        {"country": "MT"},
        {"opened": "dmy"},
        {"CHF": (Decimal("1.04"), date(2024, 1, 2))},
        {"": frozenset({"n/a", "-"})},
        {"type": {"HEI": "university"}},
        frozenset({"notes"}),
    ),
    matches={"organisation.csv": Match("organisation", {"name": "Name", "organisation_id": ("Land", "Name")})},
    accept_proposals=True,
    choices=Choices(frozenset({"organisation"}), {"organisation": {"ANR": "FR-ANR"}}),
    left_out=frozenset({"Sheet 2"}),
    header_rows={"organisation.csv": 1},
    given_for={"organisation.csv": Given({"type": "SME"})},
)


@pytest.mark.engines
def test_a_source_is_saved_loaded_and_forgotten(engine: Engine, folder: Path) -> None:
    save_source(engine, Source(" Partners  of ours ", str(folder), ANSWERS), ADA)
    saved = find_source(engine, "partners OF ours", ADA)
    assert saved == Source("Partners of ours", str(folder), ANSWERS)
    files = fetch(saved.address)
    assert not saved.is_unchanged(files)
    with prepare(engine, files, Answers("organisation")) as ready:
        ready.load(ADA)
    note_load(engine, saved.name, files, Answers("organisation"), ADA)
    loaded = find_source(engine, saved.name, ADA)
    assert loaded.is_unchanged(fetch(saved.address))
    assert (loaded.answers, loaded.loaded_at is None) == (Answers("organisation"), False)
    (folder / "organisation.csv").write_bytes(ROWS + b"O2,Two\n")
    assert not loaded.is_unchanged(fetch(saved.address))
    forget_source(engine, saved.name, ADA)
    assert list_sources(engine, ADA) == []
    with pytest.raises(SourceError, match="saved are: none"):
        find_source(engine, saved.name, ADA)


def test_a_source_that_cannot_be_saved_says_why(engine: Engine, folder: Path) -> None:
    save_source(engine, Source("One", str(folder), Answers()), ADA)
    for source, reason in (
        (Source("ONE", str(folder), Answers()), "is called “ONE” already"),
        (Source(" ", str(folder), Answers()), "a name of 1 to 120"),
        (Source("Two", "/etc", Answers()), "Nothing is fetched from the path /etc"),
        (Source("Two", str(folder), Answers("unicorn")), "neither an entity nor a format"),
    ):
        with pytest.raises(SourceError, match=reason):
            save_source(engine, source, ADA)


@pytest.mark.parametrize("actor", [Actor("Ada", Role.READER), operator(" ")])
def test_readers_and_the_nameless_change_no_source(engine: Engine, folder: Path, actor: Actor) -> None:
    save_source(engine, Source("One", str(folder), Answers()), ADA)
    before = everything(engine)
    file = SourceFile("x.csv", ROWS)
    for write in (
        lambda: save_source(engine, Source("Two", str(folder), Answers()), actor),
        lambda: forget_source(engine, "One", actor),
        lambda: note_load(engine, "One", [file], Answers(), actor),
    ):
        with pytest.raises(NotPermittedError):
            write()
    assert everything(engine) == before
    if actor.role is Role.READER:
        with pytest.raises(NotPermittedError):
            list_sources(engine, actor)
