"""Who attended is known by a pseudonym alone: no name and no address is in a table, a report, a log or a file."""

from __future__ import annotations

import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from lib.cli.main import main
from lib.entities.attendance import Attendance
from lib.ingest.matching import Match
from lib.ingest.parsing.given import Given
from lib.ingest.persons import KEY_FILE, KEY_VARIABLE, PseudonymKeyError, Pseudonyms, pseudonyms
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from lib.ingest.upload import NeedsInput, Prepared, RejectedError, prepare
from lib.ingest.upload.answers import Answers
from lib.ingest.upload.shown import rows_with_problems
from lib.services.actors import operator
from lib.services.pseudonym_key import change_key, persons_under_other_key
from tests.ingest.dumps import csv_file, everything, files_of, load_files, temporary_rows
from tests.ingest.files import samples
from tests.ingest.fuzz.broken_zips import rezipped

ROOT = Path(__file__).parents[2]
#: Names that the files have.
SECRETS = ("Zyzzyva", "Exemple", "Beispiel", "Panel 7", "panel7@", "Org Anizer", "Pre Senter", "Guest, Some")
SECRETS += ("Host Person", "Autre", "Va (Chris)", "Call-in User")
TEMPLATE = "event_id,attendee,organisation_type,country,registered,attended,minutes,role\n"


def named(text: str) -> str:
    """A sample with a family name that is no word of ours."""
    return text.replace("Example", "Zyzzyva").replace("example.org", "zyzzyva.test")


#: Files by what they are; all of them lists of persons.
FILES: dict[str, SourceFile] = {
    "Zoom webinar": samples.text_file("zoom.csv", named(samples.ZOOM_WEBINAR.format(panelists=samples.PANELISTS))),
    "Zoom meeting": samples.text_file("meeting.csv", named(samples.ZOOM_MEETING)),
    "Teams": samples.text_file("teams.csv", named(samples.TEAMS), "utf-16"),
    "Teams German": samples.text_file("teams.csv", named(samples.TEAMS_GERMAN), "utf-16"),
    "Teams other language": samples.text_file("teams.csv", named(samples.TEAMS_OTHER_LANGUAGE), "utf-16"),
    "Teams flat": samples.text_file("teams.csv", named(samples.TEAMS_FLAT), "utf-16"),
    "Teams list": samples.text_file("teams.csv", named(samples.TEAMS_LIST), "utf-16"),
    "Webex": samples.text_file("webex.csv", named(samples.WEBEX), "utf-16"),
    "Webex event": samples.text_file("webex.csv", named(samples.WEBEX_EVENT)),
    "Eventbrite": samples.text_file("eventbrite.csv", named(samples.EVENTBRITE)),
    "Indico": samples.text_file("indico.csv", named(samples.INDICO)),
    "EUSurvey French": samples.text_file("survey.csv", named(samples.EUSURVEY_FRENCH)),
    "EUSurvey German": samples.text_file("survey.csv", named(samples.EUSURVEY_GERMAN), "cp1252"),
    "template": csv_file("attendance", f"{TEMPLATE}E1,ann@zyzzyva.test,university,MT,yes,yes,30,participant\n"),
}
#: Rows that do not fit, and rows in which names slipped into other columns.
ODD: dict[str, SourceFile] = {
    "countries and numbers that are none": csv_file(
        "attendance",
        f"{TEMPLATE}E1,ann@zyzzyva.test,university,Atlantis,yes,yes,many,participant\n"
        "E1,Ben Zyzzyva,,MT,perhaps,,-1,\n",
    ),
    "the same person twice": csv_file(
        "attendance", f"{TEMPLATE}E1,ann@zyzzyva.test,,MT,,,,\nE1,ANN@zyzzyva.test ,,MT,,,,\nE1,Ann  Zyzzyva,,,,,,\n"
    ),
    "columns swapped": csv_file(
        "attendance",
        f"{TEMPLATE}ann@zyzzyva.test,E1,Ann Zyzzyva,Ben Zyzzyva,Cy Zyzzyva,Dee Zyzzyva,Ann Zyzzyva,ann@zyzzyva.test\n"
        "Ann Zyzzyva,E1,university,MT,yes,yes,1,participant\n",
    ),
    "a comma too many": csv_file(
        "attendance", f"{TEMPLATE}E1,participant,university,MT,yes,yes,1,x,Ann Zyzzyva,a@zyzzyva.test\n"
    ),
    "nobody": csv_file("attendance", f"{TEMPLATE}E1,,Ann Zyzzyva,MT,,,,\n,ann@zyzzyva.test,,,,,,\n"),
    "an event nobody knows": csv_file("attendance", f"{TEMPLATE}Ann Zyzzyva,ben@zyzzyva.test,,MT,,,,\n"),
    "shifted Zoom": samples.text_file(
        "zoom.csv",
        samples.ZOOM_WEBINAR.format(panelists="").replace("Yes,Ann,Ann,Zyzzyva,", "Yes,Zyzzyva, Ann,Ann,Zyzzyva,"),
    ),
    "odd Eventbrite": samples.text_file(
        "eventbrite.csv", samples.EVENTBRITE.replace(",MT,", ",Ann Zyzzyva,").replace(",Checked In,", ",Zyzzyva,")
    ),
    "odd Indico": samples.text_file("indico.csv", named(samples.INDICO).replace(",Malta,", ",ann@zyzzyva.test,")),
}


@pytest.fixture
def store(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv(KEY_VARIABLE, "a key of the tests")
    monkeypatch.setenv("ICPERMED_DATA_DIR", str(tmp_path))
    countries = (
        "MT,MLT,Malta\nDE,DEU,Germany\nES,ESP,Spain\nTR,TUR,Türkiye\nIE,IRL,Ireland\nFR,FRA,France\nAT,AUT,Austria\n"
    )
    load_files(
        engine,
        csv_file("country", f"iso2,iso3,name\n{countries}"),
        csv_file("event", "event_id,name\nE1,One\nE2,Two\n"),
    )
    return engine


def said(wanted: str | None = None, event: str = "E1", **more: Match) -> Answers:
    return Answers(wanted, more, Given({"event_id": event, "list_of": "registered"}), accept_proposals=True)


def assert_nobody(where: str, text: str) -> None:
    folded = text.casefold()
    found = [secret for secret in SECRETS if secret.casefold() in folded]
    assert not found, f"{found} in {where}: ...{text[max(0, folded.find(found[0].casefold()) - 80) :][:200]}"


def temporary_files() -> Iterator[bytes]:
    """What this process holds open of files that have no name any more, as engines keep their temporary ones."""
    for entry in Path("/proc/self/fd").iterdir():
        try:
            # Pipes and sockets would block, or are not there any more.
            if stat.S_ISREG(entry.stat().st_mode) and "(deleted)" in os.readlink(entry):
                yield entry.read_bytes()
        except OSError:
            continue


def assert_prepared_names_nobody(ready: Prepared) -> None:
    assert_nobody("the report", repr(ready.report))
    assert_nobody(
        "the report's JSON", json.dumps([g.as_json() for g in [*ready.report.errors, *ready.report.warnings]])
    )
    assert_nobody("the report's text", "\n".join(map(str, [*ready.report.errors, *ready.report.warnings])))
    rows = temporary_rows(ready._connection)
    assert rows, "nothing was staged, and nothing can be found there"
    assert_nobody("a temporary table", repr(rows))
    for content in temporary_files():
        assert_nobody("a temporary file", content.decode("utf-8", "replace"))
        assert_nobody("a temporary file", content.decode("utf-16-le", "replace"))
    for found in ready.found:
        for part in rows_with_problems(found, ready.problems):
            assert_nobody("the copy with errors", repr(part))


def assert_store_names_nobody(engine: Engine) -> None:
    assert_nobody("a table", repr(everything(engine)))
    assert_nobody("the store's file", files_of(engine).decode("utf-8", "replace"))


def imported(engine: Engine, file: SourceFile, answers: Answers) -> int:
    """Import a list of persons, bad rows aside, and look for names on the way. Returns how many it brought."""
    with prepare(engine, [file], answers) as ready:
        assert_prepared_names_nobody(ready)
        try:
            ready.load(operator("tests"))
        except RejectedError as rejected:
            assert_nobody("the exception", f"{rejected} {rejected.problems!r}")
            if ready.report.changes_anything:
                ready.load(operator("tests"), quarantine_bad_rows=True)
        assert_prepared_names_nobody(ready)
    assert_store_names_nobody(engine)
    with engine.connect() as connection:
        return len(connection.scalars(select(Attendance.attendee)).all())


@pytest.mark.parametrize("name", FILES)
def test_lists_of_every_format(
    store: Engine, name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    assert imported(store, FILES[name], said()) > 0
    assert_nobody("the log", caplog.text)
    assert_nobody("what is printed", "".join(capfd.readouterr()))


@pytest.mark.parametrize("name", ODD)
def test_rows_that_do_not_fit(store: Engine, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    imported(store, ODD[name], said("attendance" if name in ("columns swapped", "a comma too many") else None))
    assert_nobody("the log", caplog.text)


def test_an_odd_value_is_hidden_and_its_place_is_told(store: Engine) -> None:
    with prepare(store, [ODD["countries and numbers that are none"]], said()) as ready:
        told = {(group.column, group.examples[0]) for group in ready.report.errors}
    hidden = "(not shown)"
    assert {("country", (2, hidden)), ("minutes", (2, hidden)), ("registered", (3, hidden))} <= told


def test_a_sheet_of_unknown_columns(store: Engine) -> None:
    content = "Wer;Anschrift;Herkunft\nAnn Zyzzyva;ann@zyzzyva.test;Malta\nBen Zyzzyva;ben@zyzzyva.test;Nirgendwo\n"
    file = samples.text_file("liste.csv", content)
    match = Match("attendance", {"attendee": "Anschrift", "country": "Herkunft"})
    with pytest.raises(NeedsInput) as asked:
        prepare(store, [file], Answers(given=Given({"event_id": "E1"})))
    assert_nobody("the question", f"{asked.value} {asked.value.requests!r}")
    assert (
        imported(store, file, Answers(None, {"liste.csv": match}, Given({"event_id": "E1", "list_of": "registered"})))
        == 1
    )
    # The match is remembered; so is that a column names persons.
    assert imported(store, samples.text_file("neu.csv", content.replace("ann@", "cy@")), said(event="E2")) == 2


def test_a_list_without_column_names_is_asked_about_without_a_word_of_it(store: Engine) -> None:
    content = "Ann Zyzzyva,ann@zyzzyva.test,Malta\nBen Zyzzyva,ben@zyzzyva.test,Malta\n"
    for wanted in (None, "attendance"):
        with pytest.raises(NeedsInput, match="no row with column names") as asked:
            prepare(store, [samples.text_file("list.csv", content)], said(wanted))
        assert_nobody("the question", f"{asked.value} {asked.value.requests!r}")
    assert_store_names_nobody(store)


def test_a_damaged_workbook_does_not_quote_its_cells(store: Engine) -> None:
    rows = [["attendee", "event_id"], ["ann@zyzzyva.test", "E1"]]
    whole = samples.workbook_file("list.xlsx", {"One": rows})
    cell = b'<c r="C2" t="n"><v>ann@zyzzyva.test</v></c></row></sheetData>'
    retyped = rezipped_with(whole, b"</row></sheetData>", cell)
    with pytest.raises(UnreadableFileError, match="is damaged") as refused:
        prepare(store, [retyped], said("attendance"))
    assert_nobody("the message", str(refused.value))


def rezipped_with(file: SourceFile, old: bytes, new: bytes) -> SourceFile:
    """A workbook whose first sheet has other bytes in one place."""
    assert isinstance(file.content, bytes)

    def change(name: str, data: bytes) -> tuple[str, bytes]:
        assert "sheet1" not in name or old in data
        return name, data.replace(old, new) if "sheet1" in name else data

    return SourceFile(file.name, rezipped(file.content, change))


def test_the_command_line_names_nobody(
    store: Engine, store_address: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    file = ODD["countries and numbers that are none"]
    assert isinstance(file.content, bytes)
    path.write_bytes(file.content)
    for more in ([], ["--json"], ["--dry-run"], ["--keep-bad-rows"]):
        main(["import", str(path), "--db", store_address, *more])
    main(["imports", "--db", store_address, "--json"])
    printed = capfd.readouterr()
    assert "(not shown)" in printed.out + printed.err
    assert_nobody("what is printed", printed.out + printed.err)
    assert_store_names_nobody(store)


# The pseudonyms


def attendees(engine: Engine) -> dict[str, set[str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(Attendance.event_id, Attendance.attendee)).all()
    return {event: {row.attendee for row in rows if row.event_id == event} for event in ("E1", "E2")}


def test_one_person_at_two_events_and_under_two_keys(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load_files(store, FILES["Eventbrite"], answers=said(event="E1"))
    load_files(store, csv_file("attendance", "event_id,attendee\nE2, ANN@zyzzyva.test\n"))
    found = attendees(store)
    assert len(found["E1"]) == 2
    assert found["E2"] < found["E1"], "by e-mail address, whatever its case, the person is the same"
    monkeypatch.setenv(KEY_VARIABLE, "another key")
    again = csv_file("attendance", "event_id,attendee\nE2,ann@zyzzyva.test\n")
    with pytest.raises(PseudonymKeyError, match="under another key"):
        load_files(store, again)
    # Pseudonyms that a file holds are the same under every key.
    load_files(store, csv_file("attendance", f"event_id,attendee\nE2,{'a' * 32}\n"))
    assert persons_under_other_key(store) == 3
    change_key(store, operator("Ann"))
    assert persons_under_other_key(store) == 0
    load_files(store, again)
    assert len(attendees(store)["E2"]) == 3
    assert all(len(attendee) == 32 for attendee in attendees(store)["E2"])


def test_the_key_is_made_once_beside_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    address = f"sqlite:///{tmp_path}/store.sqlite"
    first = pseudonyms(address).of("ann@zyzzyva.test")
    key = tmp_path / KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    content = key.read_bytes()
    assert pseudonyms(address).of("ann@zyzzyva.test") == first
    assert key.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE], "no draft is left"
    monkeypatch.setenv(KEY_VARIABLE, "a key of its own")
    other = pseudonyms(address).of("ann@zyzzyva.test")
    assert other != first
    assert key.read_bytes() == content
    monkeypatch.delenv(KEY_VARIABLE)
    assert pseudonyms(address).of("ann@zyzzyva.test") == first


def test_a_servers_key_must_be_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setenv("ICPERMED_DATA_DIR", str(tmp_path / "data"))
    without = pseudonyms("postgresql+psycopg://somebody@127.0.0.1/none")
    assert without.of("a" * 32) == "a" * 32
    with pytest.raises(PseudonymKeyError, match=KEY_VARIABLE):
        without.of("ann@zyzzyva.test")
    assert not (tmp_path / "data" / KEY_FILE).exists()


def test_processes_that_start_at_once_end_up_with_one_key(tmp_path: Path) -> None:
    code = (
        "import sys; from lib.ingest.persons import pseudonyms; print('ready', flush=True); sys.stdin.readline(); "
        f"print(pseudonyms('sqlite:///{tmp_path}/store.sqlite').of('ann@zyzzyva.test'))"
    )
    environment = {name: value for name, value in os.environ.items() if name != KEY_VARIABLE}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    made = [process.communicate("go\n", timeout=60)[0] for process in started]
    assert len(set(made)) == 1
    assert made[0].strip() == pseudonyms_of(tmp_path)("ann@zyzzyva.test")


def pseudonyms_of(folder: Path) -> Callable[[str], str]:
    return Pseudonyms((folder / KEY_FILE).read_text().strip().encode()).of
