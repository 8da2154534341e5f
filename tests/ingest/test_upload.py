"""A file is read, checked and loaded as a whole, or refused with every problem named and nothing changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import InvalidRequestError

from lib.entities.channel_snapshot import ChannelSnapshot
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.programme import Programme, ProgrammeArea
from lib.entities.project import Project, ProjectHealthCategory, ProjectKeyword
from lib.ingest.readers.source import SourceFile, UnreadableFileError
from lib.ingest.undo import undo
from lib.ingest.upload import Counts, RejectedError, prepare
from lib.services.actors import operator
from lib.store.tables import Base
from tests.conftest import filled_store
from tests.ingest.dumps import dump as everything
from tests.rows import load, upload

pytestmark = pytest.mark.engines

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\n"


def fill(engine: Engine) -> None:
    load(engine, "country", COUNTRIES)
    load(engine, "organisation", "organisation_id,name,country\nO1,Straße & Söhne,MT\nO2,Two,LU\n")


filled = filled_store(fill)


def dump(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def problems(engine: Engine, entity: str, content: str, **more: bool) -> list[tuple[int, str, str, str]]:
    """What is wrong with the file; it must leave the store as it was."""
    before = dump(engine)
    with pytest.raises(RejectedError) as refused:
        load(engine, entity, content, **more)
    assert dump(engine) == before
    groups = refused.value.problems
    assert all(group.where == f"{entity}.csv" for group in groups)
    found = [(row, group.column, value, group.expected) for group in groups for row, value in group.examples]
    return sorted(found)


def test_new_changed_same(filled: Engine) -> None:
    content = "organisation_id,name,country\nO1,Straße & Söhne,MT\nO2,Zwei,LU\nO3,Three,\n"
    again = upload(filled, "organisation", content)
    assert again.counts == {"organisation": Counts(new=1, changed=1, same=1)}
    with filled.connect() as connection:
        rows = {row.organisation_id: row for row in connection.execute(select(Organisation.__table__))}
    assert rows["O2"].name == "Zwei"
    assert rows["O2"].import_id == rows["O3"].import_id == again.upload_id
    assert rows["O1"].import_id != again.upload_id, "a row that stayed the same keeps the import it came from"
    assert (rows["O2"].source_row, rows["O3"].source_row) == (3, 4)


def test_same_file_again_changes_nothing(filled: Engine) -> None:
    before = dump(filled)
    again = upload(filled, "country", COUNTRIES)
    assert again.upload_id is None
    assert dump(filled) == before


def test_what_a_file_leaves_out_stays(filled: Engine) -> None:
    load(filled, "programme", "programme_id,name,level,budget_eur,areas\nP,Old,national,5.00,ELSA;Data & ICT\n")
    load(filled, "programme", "programme_id,name,level\nP,New,national\n")
    with filled.connect() as connection:
        row = connection.execute(select(Programme.__table__)).one()
        areas = set(connection.scalars(select(ProgrammeArea.area)))
    assert (row.name, row.budget_eur, row.currency) == ("New", Decimal("5.00"), "EUR")
    assert areas == {"ELSA", "Data & ICT"}


def test_lists_are_replaced_and_keep_their_order(filled: Engine) -> None:
    load(filled, "project", "project_id,title,keywords,health_categories\nJ,T,zebra;ant,Blood:40;Skin:60\n")
    load(filled, "project", "project_id,title,keywords,health_categories\nJ,T,ant;zebra;cow,Eye\n")
    with filled.connect() as connection:
        words = list(connection.scalars(select(ProjectKeyword.keyword).order_by(ProjectKeyword.position)))
        shares = connection.execute(select(ProjectHealthCategory.health_category, ProjectHealthCategory.percent)).all()
    assert words == ["ant", "zebra", "cow"]
    assert [tuple(row) for row in shares] == [("Eye", Decimal(100))]


def test_a_participant_with_two_funders(filled: Engine) -> None:
    load(filled, "project", "project_id,title\nJ,T\n")
    header = "project_id,organisation,country,role,funder,funding_eur\n"
    result = load(
        filled, "participation", f"{header}J,O1,MT,partner,O1,1.00\nJ,O1,MT,partner,O2,2.50\nJ,O2,LU,partner,,\n"
    )
    assert result.new == 3
    with filled.connect() as connection:
        money = connection.execute(select(Funding.funder, Funding.funding_eur).order_by(Funding.funder)).all()
        assert len(connection.execute(select(Participation.__table__)).all()) == 2
    assert [tuple(row) for row in money] == [("O1", Decimal("1.00")), ("O2", Decimal("2.50"))]
    contradiction = f"{header}J,O1,MT,partner,O1,1.00\nJ,O1,LU,partner,O2,2.50\n"
    assert problems(filled, "participation", contradiction)[0][:3] == (3, "country", "LU (row 2: MT)")


def test_every_problem_is_named_at_once(filled: Engine) -> None:
    content = (
        "programme_id,name,funder,country,level,start_year,end_year,budget_eur\n"
        "P1,,O1,MT,national,2020,2019,1\n"
        "P2,Two,NOBODY,XX,galactic,20,2021,1.23.4\n"
        "P3,Three,O1,MT,national,2020,2019,-5\n"
        "P4,Four,O1,MT,national,2020,2019,1\n"
        "P5,Five,NOBODY,MT,national,2020,2021,1\n"
        "P6,Six,O1,MT,national,,,\n"
        "P6,Seven,O1,MT,national,,,\n"
    )
    found = problems(filled, "programme", content)
    assert [(row, column, value) for row, column, value, _ in found] == [
        (2, "end_year", "2019 (start_year: 2020)"),
        (2, "name", ""),
        (3, "budget_eur", "1.23.4"),
        (3, "country", "XX"),
        (3, "level", "galactic"),
        (3, "start_year", "20"),
        (4, "budget_eur", "-5"),
        (4, "end_year", "2019 (start_year: 2020)"),
        (5, "end_year", "2019 (start_year: 2020)"),
        (6, "funder", "NOBODY"),
        (8, "programme_id", "P6 (as in row 7, which has other values in name)"),
    ]
    assert all(expected for *_, expected in found)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (",100.00,,,", None),
        ("EUR,100.00,100.00,,", None),
        ("EUR,100.00,90.00,,", "budget_eur"),
        ("CHF,100.00,,1.04,2024-01-02", None),
        ("CHF,100.00,104.00,1.04,2024-01-02", None),
        ("CHF,100.00,140.00,1.04,2024-01-02", "budget_eur"),
        ("CHF,100.00,104.00,,", "eur_rate"),
        ("CHF,,104.00,1.04,2024-01-02", "budget_original"),
        ("CHF,100.00,,1.04,", "eur_rate_date"),
        ("CHF,100.00,,,", None),
    ],
)
def test_money_in_another_currency(filled: Engine, cells: str, column: str | None) -> None:
    content = (
        f"programme_id,name,level,currency,budget_original,budget_eur,eur_rate,eur_rate_date\nP,P,national,{cells}\n"
    )
    if column:
        assert [found[1] for found in problems(filled, "programme", content)] == [column]
        return
    load(filled, "programme", content)
    with filled.connect() as connection:
        row = connection.execute(select(Programme.__table__)).one()
    expected = {"CHF": Decimal("104.00") if "1.04" in cells else None, "EUR": Decimal("100.00")}[row.currency]
    assert row.budget_eur == expected
    assert row.budget_original == Decimal("100.00")


def test_half_a_cent_is_rounded_up(filled: Engine) -> None:
    load(
        filled,
        "programme",
        "programme_id,name,level,currency,budget_original,eur_rate,eur_rate_date\nP,P,national,SEK,0.10,0.25,2024-01-02\n",
    )
    with filled.connect() as connection:
        assert connection.scalar(select(Programme.budget_eur)) == Decimal("0.03")


def test_facts_and_demonstration_rows_never_change_each_other(filled: Engine) -> None:
    found = problems(filled, "organisation", "organisation_id,name,country\nO1,Made up,MT\n", demonstration=True)
    assert found[0][0] == 2
    load(filled, "organisation", "organisation_id,name,country\nX-1,Example,MT\n", demonstration=True)
    assert problems(filled, "organisation", "organisation_id,name,country\nX-1,Real,MT\n")[0][0] == 2


def test_an_output_may_refer_to_another_of_the_same_file(filled: Engine) -> None:
    content = "output_id,type,title,count,part_of\nA,post,First,1,B\nB,post,All,240,\n"
    assert load(filled, "output", content).new == 2
    assert problems(filled, "output", "output_id,type,title,part_of\nC,post,x,NONE\n")[0][1] == "part_of"


def test_long_text_line_breaks_and_row_numbers(filled: Engine) -> None:
    long = "ö" * 5_000
    content = f'project_id,title,summary\nJ1,"Two\nlines","{long}"\n\nJ2,T,=1+1\n'
    load(filled, "project", content)
    with filled.connect() as connection:
        rows = {row.project_id: row for row in connection.execute(select(Project.__table__))}
    assert rows["J1"].title == "Two\nlines"
    assert rows["J1"].summary == long
    assert rows["J2"].summary == "=1+1"
    assert rows["J2"].source_row == 4, "the third record after the header, the empty one counted"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds no rows"),
        (b"%PDF-1.7", "PDF"),
        (b'iso2,iso3,name\n"MT,MLT,Malta\n', "row 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(engine: Engine, content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match=says):
        prepare(engine, [SourceFile("some.csv", content)])


def test_header_problems(filled: Engine) -> None:
    assert [found[1] for found in problems(filled, "country", "iso2,name,colour\nMT,Malta,red\n")] == ["iso3"]


def test_commission_codes_are_understood(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nEL,GRC,Greece\nuk,GBR,United Kingdom\n")
    with engine.connect() as connection:
        assert set(connection.scalars(text("SELECT iso2 FROM country"))) == {"GR", "GB"}


def test_a_row_with_errors_is_not_missing_from_the_file(filled: Engine) -> None:
    content = "organisation_id,name,country,type\nO1,Straße & Söhne,MT,university\nO2,Two,LU,palace\n"
    file = SourceFile("organisation.csv", content.encode())
    with prepare(filled, [file]) as ready:
        assert ready.report.rows_bad == 1
        assert ready.report.counts["organisation"].missing == 0
    reference = "organisation_id,name,country\nO2,Two,ZZ\n"
    with prepare(filled, [SourceFile("organisation.csv", reference.encode())]) as ready:
        assert ready.report.rows_bad == 1
        assert ready.report.counts["organisation"].missing == 1


FOLLOWERS = b"channel,date,new_followers\nlinkedin,2024-03-01,3\nlinkedin,2024-03-02,0\n"
VISITORS = b"channel,date,page_views\nlinkedin,2024-03-02,41\nlinkedin,2024-03-03,7\n"


def snapshots(engine: Engine) -> list[tuple[str, int | None, int | None]]:
    s = ChannelSnapshot
    with engine.connect() as connection:
        rows = connection.execute(select(s.date, s.new_followers, s.page_views).order_by(s.date))
        return [(day.isoformat(), followers, views) for day, followers, views in rows]


@pytest.mark.parametrize("known", [b"", b"channel,date,followers,page_views\nlinkedin,2024-03-02,900,40\n"])
def test_files_with_other_columns_of_the_same_rows_complete_each_other(engine: Engine, known: bytes) -> None:
    if known:
        with prepare(engine, [SourceFile("channel_snapshot.csv", known)]) as ready:
            ready.load(operator("test"))
    before = everything(engine)
    files = [SourceFile("followers.csv", FOLLOWERS), SourceFile("visitors.csv", VISITORS)]
    with prepare(engine, files) as ready:
        assert not ready.report.errors
        loaded = ready.load(operator("test"))
    assert snapshots(engine) == [("2024-03-01", 3, None), ("2024-03-02", 0, 41), ("2024-03-03", None, 7)]
    with prepare(engine, files) as again:
        assert again.report.changes_nothing
    assert loaded.upload_id is not None
    undo(engine, loaded.upload_id, operator("test"))
    assert everything(engine) == before


def test_files_with_the_same_column_of_the_same_rows_do_not(engine: Engine) -> None:
    files = [SourceFile("one.csv", FOLLOWERS), SourceFile("two.csv", FOLLOWERS.replace(b",3\n", b",4\n"))]
    with prepare(engine, files) as ready, pytest.raises(RejectedError, match="has it with other values"):
        ready.load(operator("test"))


def test_a_name_finds_no_place_in_a_list_of_persons(filled: Engine) -> None:
    load(filled, "event", "event_id,name\nE1,Workshop\n")
    content = "event_id,attendee,{}\nE1,a@example.org,Jane Doe\n"
    with pytest.raises(RejectedError) as refused:
        load(filled, "attendance", content.format("role"))
    assert "Jane" not in str(refused.value)
    assert "role" in str(refused.value)
    assert load(filled, "attendance", content.format("note")).new == 1, "a column that nobody asked for is left out"
    assert "Jane" not in str(dump(filled))


def test_closing_waits_for_the_work_of_another_thread(engine: Engine) -> None:
    ready = prepare(engine, [SourceFile("country.csv", COUNTRIES.encode())])
    began, go_on = Event(), Event()

    def wait(_share: float | None, what: str) -> None:
        if what.startswith("Writing"):
            began.set()
            assert go_on.wait(30)

    with ThreadPoolExecutor(2) as threads:
        loading = threads.submit(ready.load, operator("test"), progress=wait)
        assert began.wait(30)
        closing = threads.submit(ready.close)
        assert not closing.done()
        go_on.set()
        assert loading.result(30).upload_id is not None
        closing.result(30)
    with pytest.raises(InvalidRequestError, match="closed"):
        ready.load(operator("test"))


def test_a_quote_closed_rows_later_is_told(filled: Engine) -> None:
    header = "organisation_id,name,country,type,note\n"
    swallowing = 'O3,"Three,MT,university,\nO4,Four,MT,university,\nO5,Five",LU,university,\n'
    with prepare(filled, [SourceFile("organisation.csv", (header + swallowing).encode())]) as ready:
        (told,) = ready.report.warnings
    assert (told.expected, told.examples[0][0]) == ("a text without whole rows in it; see its quotes", 2)
    prose = 'O3,"Three, or one, or two, or four,\nin two lines, with commas",LU,university,\n'
    with prepare(filled, [SourceFile("organisation.csv", (header + prose).encode())]) as ready:
        assert not ready.report.warnings
