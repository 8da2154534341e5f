"""The periodic report: its figures against counts of the sample's files, and its three forms read back."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import docx
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pypdf import PdfReader
from sqlalchemy import Engine

from lib.cli.main import main
from lib.common import formatting
from lib.export.about import About
from lib.export.report import KINDS
from lib.export.report.section import Section
from lib.figures import files
from lib.figures.asking import asking
from lib.figures.figure import Answer
from lib.figures.report import FIGURES, period
from lib.figures.report.funding import CALLS_ADDED, PROGRAMMES_ADDED
from lib.figures.report.outputs import OUTPUTS, TRAINING
from lib.figures.report.outreach import EVENTS_BY_TYPE, EVENTS_ONE_BY_ONE, POSTS_BY_CHANNEL
from lib.metrics.report import narrow_to_days, period_of
from lib.metrics.scope import Scope
from tests import totals
from tests.rows import load

#: Among the training of the reporting period there is no event, which places narrow.
WITHIN = {TRAINING.id: Scope(first_year=2010, last_year=2026)}
DATA = Path(__file__).parents[2] / "data"
FIRST, LAST, TODAY = date(2021, 3, 1), date(2022, 8, 31), date(2026, 11, 25)
OUTPUT = "output_id,type,title,period_start,period_end,count,approximate,part_of,note\n"


def of_period(
    engine: Engine, first: date = FIRST, last: date = LAST, *, demonstration: bool = False
) -> dict[str, Answer]:
    """The report's sections by their id."""
    scope = narrow_to_days(Scope(demonstration=demonstration), first, last)
    return {figure.id: figure.answer(asking(engine), scope) for figure in FIGURES}


def rows_of(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_period(day: str) -> bool:
    """Whether all of a day, a month or a year lies in the period."""
    first, last = totals.first_of(day[:10]), totals.last_of(day[:10])
    return first is not None and last is not None and FIRST <= first <= last <= LAST


@pytest.mark.figure("report.outputs", "report.training")
def test_period_1_has_the_counts_that_the_secretariat_reported(sample_engine: Engine) -> None:
    found = of_period(sample_engine)
    outputs, types = found[OUTPUTS.id].frame, found[EVENTS_BY_TYPE.id].frame
    answered = dict(zip(outputs["type"], outputs["number"], strict=True))
    assert answered == {
        "news item": "more than 70",
        "newsletter": "6",
        "flyer": "12",
        "meeting report": "1",
        "post": "about 240",
        "recognition": "2",
        "best practice": "8",
        # The Family Meeting, the workshop and the info day.
        "event": "3",
        "training": "1",
        "report": "1",
    }
    own = dict(zip(types["type"], types["own"], strict=True))
    assert (own["family meeting"], own["workshop"], own["info day"]) == (1, 1, 1)
    assert list(found[TRAINING.id].frame["what"]) == ["Training event, period 1"]


@pytest.mark.figure(
    "report.events_by_type", "report.events_one_by_one", "report.programmes_added", "report.calls_added"
)
@pytest.mark.parametrize("part", ["facts", "demonstration"])
def test_events_programmes_and_calls_are_those_of_the_files(sample_engine: Engine, part: str) -> None:
    found = of_period(sample_engine, demonstration=part == "demonstration")
    events = [row for row in rows_of(f"{part}/event.csv") if in_period(row["start_date"])]
    types = found[EVENTS_BY_TYPE.id].frame
    assert dict(zip(types["type"], types["events"], strict=True)) == Counter(row["type"] for row in events)
    assert sorted(found[EVENTS_ONE_BY_ONE.id].frame["name"]) == sorted(row["name"] for row in events)
    programmes = [row["name"] for row in rows_of(f"{part}/programme.csv") if row["start_year"] in ("2021", "2022")]
    assert sorted(found[PROGRAMMES_ADDED.id].frame["name"]) == sorted(programmes)
    calls = [
        row["name"]
        for row in rows_of(f"{part}/call.csv")
        if in_period(row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"])
    ]
    assert sorted(found[CALLS_ADDED.id].frame["name"]) == sorted(calls)


@pytest.mark.figure("report.posts_by_channel")
def test_posts_and_reach_are_those_of_the_file(sample_engine: Engine) -> None:
    found = of_period(sample_engine, demonstration=True)
    posts = [row for row in rows_of("demonstration/post.csv") if in_period(row["published_at"])]
    labels = {"x": "X", "linkedin": "LinkedIn"}
    channels, months = found[POSTS_BY_CHANNEL.id].frame, found[POSTS_BY_CHANNEL.id].context["months"]
    for row in channels.to_dict("records"):
        on_channel = [post for post in posts if labels[post["channel"]] == row["label"]]
        assert row["posts"] == len(on_channel) > 0
        assert row["impressions"] == sum(int(post["impressions"] or 0) for post in on_channel)
    by_channel = months.groupby("label")["impressions"].sum()
    assert by_channel.to_dict() == dict(zip(channels["label"], channels["impressions"], strict=True))
    assert of_period(sample_engine)[POSTS_BY_CHANNEL.id].frame.empty, "there are no public facts about posts"


@pytest.mark.figure("report.outputs_one_by_one")
def test_outputs_one_by_one_are_those_of_the_file(sample_engine: Engine) -> None:
    found = of_period(sample_engine)["report.outputs_one_by_one"].frame
    partly = [
        row["output_id"]
        for row in rows_of("facts/output.csv")
        if row["period_start"]
        and totals.first_of(row["period_start"]) <= LAST
        and (totals.last_of(row["period_end"] or row["period_start"]) or FIRST) >= FIRST
    ]
    assert sorted(found["output_id"]) == sorted(partly)


def test_no_piece_is_counted_twice_and_none_that_reaches_beyond_the_period(engine: Engine) -> None:
    load(
        engine,
        "output",
        OUTPUT
        + "ALL,news item,All news,2021-01-01,2021-12-31,70,yes,,more than 70\n"
        + "N1,news item,One,2021-03-05,2021-03-05,1,,ALL,\n"
        + "N2,news item,Two,2021-07-05,2021-07-05,1,,ALL,\n"
        + "R,recognition,Launched,2020-12-01,2020-12-01,1,,,\n"
        + "W,recognition,A winner,2021-03-09,2021-03-09,1,,R,\n"
        + "F,flyer,Flyers,2021-03-01,2021-03-31,,,,\n"
        + "G,newsletter,About,2021-03-01,2021-03-31,5,yes,,over 5\n"
        + "H,newsletter,Exact,2021-03-01,2021-03-31,2,,,\n",
    )
    year = of_period(engine, date(2021, 1, 1), date(2021, 12, 31))[OUTPUTS.id].frame.set_index("type")["number"]
    assert year.to_dict() == {"flyer": "–", "news item": "more than 70", "newsletter": "about 7"}
    march = of_period(engine, date(2021, 3, 1), date(2021, 3, 31))[OUTPUTS.id].frame.set_index("type")["number"]
    # The single item that is known; not the winner, which is a piece of a recognition that was launched before.
    assert march.to_dict() == {"flyer": "–", "news item": "1", "newsletter": "about 7"}


@pytest.mark.parametrize(
    ("scope", "first", "last"),
    [
        (Scope(), FIRST, LAST),
        (Scope(first_year=2023), date(2023, 1, 1), TODAY),
        (Scope(last_year=2019), date(2019, 1, 1), date(2019, 12, 31)),
        (Scope(first_year=2027), date(2027, 1, 1), date(2027, 1, 1)),
        (Scope(first_day=date(2022, 1, 5), last_day=date(2022, 2, 6)), date(2022, 1, 5), date(2022, 2, 6)),
    ],
)
def test_a_report_always_has_a_period(scope: Scope, first: date, last: date) -> None:
    found = period_of(scope, TODAY)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("kind", KINDS)
def test_a_report_of_nothing_says_so(engine: Engine, kind: str) -> None:
    scope = narrow_to_days(Scope(), FIRST, LAST)
    sections = files.sections(FIGURES, asking(engine), scope)
    content = KINDS[kind].make(period.title_of(scope), sections)
    if kind == "docx":
        answered = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
        assert answered.count("Nothing is recorded.") == len(sections)
    if kind == "html":
        assert content.decode().count("Nothing is recorded.") == len(sections)


@pytest.fixture(scope="module")
def written(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The report of period 1 in every form, as the command line writes it."""
    tmp_path = tmp_path_factory.mktemp("report")
    period = ["--from", str(FIRST), "--to", str(LAST), "--db", f"sqlite:///{sample_file}"]
    for ending in KINDS:
        assert main(["report", *period, "--to-file", str(tmp_path / f"report.{ending}")]) == 0
    return {ending: (tmp_path / f"report.{ending}").read_bytes() for ending in KINDS}


def test_the_word_document_is_made_to_be_edited(written: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(written["docx"]))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "What was produced",
        "Outputs one by one",
        "Events by type",
        "Events one by one",
        "Training",
        "Posts and reach by channel",
        "Programmes added",
        "Calls added",
    ]
    title = document.paragraphs[0].text.replace(formatting.HARD, " ")
    assert title == "Periodic report, 1 March 2021 to 31 August 2022"
    first = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert ["news item", "more than 70"] in first
    assert ["post", "about 240"] in first
    captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
    assert (
        len([caption for caption in captions if caption.startswith("Table")])
        == len(document.tables)
        == len(headings) - 1
    ), "nothing is known of posts"
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(described) == 2
    assert "news item: more than 70" in described[0]
    with ZipFile(io.BytesIO(written["docx"])) as archive:
        xml = archive.read("word/document.xml").decode()
    assert re.findall(r"SEQ (Figure|Table) \\\* ARABIC", xml)
    assert xml.count("w:tblHeader") == len(document.tables)
    assert xml.count("w:cantSplit") == sum(len(table.rows) for table in document.tables)


def test_pictures_on_slides_have_a_description(written: dict[str, bytes]) -> None:
    slides = Presentation(io.BytesIO(written["pptx"])).slides
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert len(pictures) == 2
    assert "news item: more than 70" in pictures[0]._element.nvPicPr.cNvPr.get("descr")


def test_the_other_forms_hold_the_same(written: dict[str, bytes]) -> None:
    html = written["html"].decode()
    assert "<td>more than 70</td>" in html
    assert html.count("<svg") == 2
    assert "<script" not in html
    pdf = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(written["pdf"])).pages)
    assert re.search(r"news item\s+more than 70", pdf)


@pytest.mark.parametrize("kind", KINDS)
def test_names_from_all_of_europe_are_written(kind: str) -> None:
    name = "Łódź, Čeľadice, Ağrı, Αθήνα, Київ ≥ 5 – 6"
    table = pd.DataFrame({"name": [name] * 2, "amount": ["1", "2"]})
    section = Section(About(name), table, {"name": (name, str), "amount": ("Amount", str)}, ())
    content = KINDS[kind].make(name, [section])
    if kind == "pdf":
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif kind == "docx":
        document = docx.Document(io.BytesIO(content))
        text = " ".join([*(p.text for p in document.paragraphs), *(c.text for c in document.tables[0]._cells)])
    elif kind == "pptx":
        shapes = [shape for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes]
        cells = [cell.text for shape in shapes if shape.has_table for cell in shape.table.iter_cells()]
        text = " ".join([*(shape.text_frame.text for shape in shapes if shape.has_text_frame), *cells])
    else:
        text = content.decode()
    assert " ".join(text.split()).count(name) >= 4


def test_the_command_line_tells_it_and_says_what_is_wrong(
    sample_engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = sample_engine.url.render_as_string(hide_password=False)
    period = ["report", "--from", str(FIRST), "--to", str(LAST), "--db", address]
    assert main(period) == 0
    answered = capsys.readouterr().out
    assert "  news item, more than 70\n" in answered
    assert "Nothing is recorded." in answered
    assert main([*period, "--to-file", str(tmp_path / "report.odt")]) == 2
    assert ".html, .pdf, .docx, .pptx" in capsys.readouterr().err
    assert main(["report", "--from", "2022-01-01", "--to", "2021-01-01", "--db", address]) == 2
    assert "the first day comes first" in capsys.readouterr().err
    assert main(["report", "--from", "1.3.2021", "--to", "2022-08-31"]) == 2
    assert "write the day as 2021-03-01" in capsys.readouterr().err


@pytest.mark.parametrize("dataset", ["facts", "demonstration"])
def test_what_the_report_covers_is_counted_from_the_files(sample_engine: Engine, dataset: str) -> None:
    def rows(entity: str) -> list[dict[str, str]]:
        path = f"{dataset}/{entity}.csv"
        return rows_of(path) if (DATA / path).exists() else []

    found = of_period(sample_engine, demonstration=dataset == "demonstration")
    posts, held = rows("post"), rows("event")
    in_time = [row for row in posts if in_period(row["published_at"])]
    dated = [
        row for row in rows("call") if row["opened"] or row["pre_proposal_deadline"] or row["full_proposal_deadline"]
    ]
    counted = {
        name: [(one.known, one.of) for one in answer.coverage if not one.what.endswith("attendance")]
        for name, answer in found.items()
    }
    outputs = (sum(bool(row["period_start"]) for row in rows("output")), len(rows("output")))
    programmes = (sum(bool(row["start_year"]) for row in rows("programme")), len(rows("programme")))
    events = (sum(bool(row["start_date"]) for row in held), len(held))
    assert counted[OUTPUTS.id] == counted["report.outputs_one_by_one"] == [outputs]
    assert counted[PROGRAMMES_ADDED.id] == [programmes]
    assert counted[CALLS_ADDED.id] == [(len(dated), len(rows("call")))]
    assert counted[TRAINING.id] == [events, outputs]
    for name in (EVENTS_BY_TYPE.id, EVENTS_ONE_BY_ONE.id):
        assert counted[name][0] == events
    assert counted[POSTS_BY_CHANNEL.id] == [
        (sum(bool(row["published_at"]) for row in posts), len(posts)),
        (sum(bool(row["impressions"]) for row in in_time), len(in_time)),
        (sum(bool(row["engagements"]) for row in in_time), len(in_time)),
    ]
