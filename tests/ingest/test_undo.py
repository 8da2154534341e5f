"""An import that is taken back leaves the store as if it had never been; where others build on it, that is said."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select

from lib.ingest.undo import CannotUndo, undo
from lib.ingest.upload import Loaded, prepare
from lib.store import models as m
from tests.ingest.dumps import Dump, csv_file, dump, everything, load_files
from tests.ingest.files import samples
from tests.rows import upload

pytestmark = pytest.mark.engines

COUNTRIES = "iso2,iso3,name\nMT,MLT,Malta\nLU,LUX,Luxembourg\nGR,GRC,Greece\nDE,DEU,Germany\nGB,GBR,United Kingdom\n"
ORGANISATIONS = "organisation_id,name,country\nO1,One,MT\nO2,Two,LU\nEU-EC,European Commission,\n"
PARTICIPATION = "project_id,organisation,country,role,funder,funding_eur\n"


@pytest.fixture
def filled(engine: Engine) -> Engine:
    upload(engine, "country", COUNTRIES)
    upload(engine, "organisation", ORGANISATIONS)
    return engine


def numbered(loaded: Loaded) -> int:
    assert loaded.upload_id is not None
    return loaded.upload_id


def taken_back(engine: Engine, loaded: Loaded) -> None:
    undo(engine, numbered(loaded), "tests")


def blockers(engine: Engine, loaded: Loaded) -> str:
    """Why an import cannot be taken back, as it is told; nothing may have changed."""
    before = everything(engine)
    with pytest.raises(CannotUndo) as refused:
        taken_back(engine, loaded)
    assert everything(engine) == before
    return str(refused.value)


def test_new_rows_are_removed(filled: Engine) -> None:
    before = dump(filled)
    loaded = upload(
        filled,
        "programme",
        "programme_id,name,funder,level,budget_eur,areas\n"
        "P1,New,O1,national,5.00,ELSA;Data & ICT\nP2,Other,,European,,\n",
    )
    done = undo(filled, numbered(loaded), "somebody")
    assert (done.upload_id, done.removed, done.restored) == (loaded.upload_id, {"programme": 2}, {})
    assert dump(filled) == before
    with filled.connect() as connection:
        record = connection.execute(select(m.ImportRecord.__table__).where(m.ImportRecord.undone_at.is_not(None))).one()
    assert (record.import_id, record.undone_by) == (loaded.upload_id, "somebody")


def test_changed_rows_come_back_with_their_lists(filled: Engine) -> None:
    upload(filled, "programme", "programme_id,name,level,budget_eur,areas\nP,Old,national,5.00,ELSA;Data & ICT\n")
    upload(
        filled,
        "project",
        "project_id,title,programme,start_date,funding_eur,keywords,health_categories,research_activities\n"
        "J1,First,P,2020-01-01,10.00,zebra;ant,Blood:40;Skin:60,Aetiology\n"
        "J2,Second,P,2021-01-01,,,,\n"
        "J3,Third,P,2021-01-01,7.00,bee,Eye,\n",
    )
    before = dump(filled)
    areas = upload(filled, "programme", "programme_id,name,level,budget_eur,areas\nP,New,European,6.00,ELSA\n")
    projects = upload(
        filled,
        "project",
        "project_id,title,start_date,funding_eur,keywords,health_categories,research_activities\n"
        "J1,First,2020-01-01,10.00,ant;zebra;cow,Eye,\n"
        "J2,Zwei,2022-01-01,1.00,new,Skin,Treatment evaluation\n"
        "J4,Fourth,2022-01-01,1.00,a;b,,\n",
    )
    assert dump(filled) != before
    done = undo(filled, numbered(projects), "tests")
    assert (done.removed, done.restored) == ({"project": 1}, {"project": 2})
    done = undo(filled, numbered(areas), "tests")
    assert done.restored == {"programme": 1}
    assert dump(filled) == before


def test_only_a_list_changed(filled: Engine) -> None:
    upload(filled, "project", "project_id,title,keywords\nJ,T,one;two\n")
    before = dump(filled)
    loaded = upload(filled, "project", "project_id,title,keywords\nJ,T,two;one\n")
    assert loaded.counts["project"].changed == 1
    taken_back(filled, loaded)
    assert dump(filled) == before


def test_a_file_that_says_nothing_of_lists_leaves_them_and_so_does_taking_it_back(filled: Engine) -> None:
    upload(filled, "project", "project_id,title,keywords\nJ,T,one;two\n")
    before = dump(filled)
    loaded = upload(filled, "project", "project_id,title\nJ,New title\n")
    assert dump(filled)["project_keyword"] == before["project_keyword"]
    taken_back(filled, loaded)
    assert dump(filled) == before


def test_participation_with_two_funders(filled: Engine) -> None:
    upload(filled, "project", "project_id,title,start_date\nJ,T,2020-01-01\n")
    empty = dump(filled)
    first = upload(filled, "participation", f"{PARTICIPATION}J,O1,MT,partner,O1,1.00\nJ,O1,MT,partner,O2,2.50\n")
    before = dump(filled)
    second = upload(
        filled,
        "participation",
        f"{PARTICIPATION}J,O1,MT,coordinator,O1,1.00\nJ,O1,MT,coordinator,O2,3.00\nJ,O1,MT,coordinator,EU-EC,9.00\n"
        "J,O2,LU,partner,,\n",
    )
    with filled.connect() as connection:
        assert connection.scalar(select(func.sum(m.Funding.funding_eur))) == Decimal("13.00")
    done = undo(filled, numbered(second), "tests")
    assert done.removed == {"participation": 1, "funding": 1}
    assert done.restored == {"participation": 1, "funding": 1}
    assert dump(filled) == before
    taken_back(filled, first)
    assert dump(filled) == empty


def test_funders_of_one_participation_in_two_files_of_one_upload(filled: Engine) -> None:
    upload(filled, "project", "project_id,title\nJ,T\n")
    before = dump(filled)
    loaded = load_files(
        filled,
        csv_file("participation", f"{PARTICIPATION}J,O1,MT,partner,O1,1.00\n"),
        csv_file("participation", f"{PARTICIPATION}J,O1,MT,partner,O2,2.00\nJ,O2,LU,partner,O2,2.00\n"),
    )
    with filled.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(m.Participation)) == 2
        assert connection.scalar(select(func.count()).select_from(m.Funding)) == 3
    taken_back(filled, loaded)
    assert dump(filled) == before


def raw_summaries(engine: Engine) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """project_year and country_year, computed in Python from the rows themselves."""
    with engine.connect() as connection:
        part = {row.import_id: row.demonstration for row in connection.execute(select(m.ImportRecord.__table__))}
        level = {row.programme_id: row.level for row in connection.execute(select(m.Programme.__table__))}
        projects = {row.project_id: row for row in connection.execute(select(m.Project.__table__))}
        participations = connection.execute(select(m.Participation.__table__)).all()
        funding = connection.execute(select(m.Funding.__table__)).all()

    def of_project(row: object) -> tuple[str, int]:
        return level.get(row.programme, ""), row.start_date.year if row.start_date else 0

    by_year: dict[tuple[object, ...], list[Decimal | None]] = {}
    for row in projects.values():
        by_year.setdefault((part[row.import_id], *of_project(row)), []).append(row.funding_eur)
    by_country: dict[tuple[object, ...], list[object]] = {}
    for row in participations:
        programme, year = of_project(projects[row.project_id])
        by_country.setdefault((part[row.import_id], programme, row.country or "", year), []).append(row)

    def known(amounts: list[Decimal | None]) -> list[Decimal]:
        return [amount for amount in amounts if amount is not None]

    def money(rows: list[object]) -> Decimal | None:
        keys = {(row.project_id, row.organisation) for row in rows}
        amounts = known([f.funding_eur for f in funding if (f.project_id, f.organisation) in keys])
        return sum(amounts) if amounts else None

    return (
        {
            (*key, len(amounts), len(known(amounts)), sum(known(amounts)) if known(amounts) else None)
            for key, amounts in by_year.items()
        },
        {
            (
                *key,
                len({row.project_id for row in rows}),
                len(rows),
                sum(row.role == "coordinator" for row in rows),
                money(rows),
            )
            for key, rows in by_country.items()
        },
    )


def kept_summaries(engine: Engine) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    with engine.connect() as connection:
        return (
            {tuple(row) for row in connection.execute(select(m.ProjectYear.__table__))},
            {tuple(row) for row in connection.execute(select(m.CountryYear.__table__))},
        )


def test_summaries_follow(filled: Engine) -> None:
    upload(filled, "programme", "programme_id,name,level\nP,P,national\nQ,Q,European\n")
    upload(
        filled,
        "project",
        "project_id,title,programme,start_date,funding_eur\nJ1,T,P,2020-05-01,10.00\nJ2,T,Q,2020-06-01,\nJ3,T,,,5.00\n",
    )
    first = upload(
        filled,
        "participation",
        f"{PARTICIPATION}J1,O1,MT,coordinator,O1,1.00\nJ1,O2,LU,partner,O1,2.00\nJ3,O2,,partner,,\n",
    )
    steps: list[tuple[Loaded, object]] = []
    for entity, content in (
        ("participation", f"{PARTICIPATION}J1,O1,MT,partner,O2,4.00\nJ2,O1,MT,coordinator,O2,8.00\n"),
        (
            "project",
            "project_id,title,programme,start_date,funding_eur\nJ1,T,Q,2021-05-01,11.00\nJ9,T,P,2021-01-01,1\n",
        ),
        ("programme", "programme_id,name,level\nQ,Q,international\n"),
    ):
        assert kept_summaries(filled) == raw_summaries(filled)
        kept = kept_summaries(filled)
        steps.append((upload(filled, entity, content), kept))
    assert kept_summaries(filled) == raw_summaries(filled)
    for loaded, before in reversed(steps):
        taken_back(filled, loaded)
        assert kept_summaries(filled) == before == raw_summaries(filled)
    taken_back(filled, first)
    assert kept_summaries(filled) == raw_summaries(filled)
    assert kept_summaries(filled)[1] == set()


def test_a_cordis_zip_is_one_upload(filled: Engine) -> None:
    upload(filled, "organisation", "organisation_id,name,country\nPIC-999900002,Flax under its own name,DE\n")
    before = dump(filled)
    loaded = load_files(
        filled,
        samples.zip_file(
            "cordis.zip",
            {
                # In an order that no reference follows.
                "euroSciVoc.csv": samples.CORDIS_FIELDS_OF_SCIENCE,
                "organization.csv": samples.CORDIS_ORGANISATIONS,
                "project.csv": samples.CORDIS_PROJECTS,
                "topics.csv": samples.CORDIS_TOPICS,
            },
        ),
    )
    with filled.connect() as connection:
        records = connection.execute(select(m.ImportRecord.__table__).order_by(m.ImportRecord.import_id)).all()[-3:]
        assert connection.scalar(select(func.count()).select_from(m.FieldOfScience)) == 1
        assert connection.scalar(select(func.count()).select_from(m.Participation)) == 3
    assert {record.upload_id for record in records} == {loaded.upload_id}
    assert {record.sheet for record in records} == {"euroSciVoc.csv", "organization.csv", "project.csv"}
    middle = records[1].import_id
    done = undo(filled, middle, "tests")
    assert done.upload_id == loaded.upload_id, "any of its imports stands for the whole upload"
    assert dump(filled) == before
    with pytest.raises(CannotUndo, match="taken back already"):
        undo(filled, records[2].import_id, "tests")


def test_a_later_change_is_in_the_way(filled: Engine) -> None:
    first = upload(filled, "project", "project_id,title,keywords\nJ,Old,a\nK,Same,\n")
    before = dump(filled)
    second = upload(filled, "project", "project_id,title,keywords\nJ,Old,b\n")
    third = upload(filled, "project", "project_id,title\nK,New\n")
    said = blockers(filled, first)
    assert said.endswith(f"Take back first: {second.upload_id}, {third.upload_id}.")
    taken_back(filled, second)
    assert blockers(filled, first).endswith(f"Take back first: {third.upload_id}.")
    taken_back(filled, third)
    assert dump(filled) == before
    taken_back(filled, first)
    assert dump(filled)["project"] == []


@pytest.mark.parametrize(
    ("entity", "content"),
    [
        ("programme", "programme_id,name,funder,level\nP,P,NEW,national\n"),
        ("participation", f"{PARTICIPATION}J,NEW,MT,partner,,\n"),
        ("participation", f"{PARTICIPATION}J,O1,MT,partner,NEW,1.00\n"),
        ("event", "event_id,name,organiser\nE,E,NEW\n"),
        ("call commitment", "call_id,funder,committed_eur\nC,NEW,1.00\n"),
    ],
)
def test_a_later_reference_is_in_the_way(filled: Engine, entity: str, content: str) -> None:
    upload(filled, "project", "project_id,title\nJ,T\n")
    upload(filled, "call", "call_id,name\nC,C\n")
    before = dump(filled)
    brought = upload(filled, "organisation", "organisation_id,name\nNEW,New\n")
    referring = upload(filled, entity, content)
    assert blockers(filled, brought).endswith(f"Take back first: {referring.upload_id}.")
    taken_back(filled, referring)
    taken_back(filled, brought)
    assert dump(filled) == before


def test_a_reference_that_taking_back_would_bring_again_is_in_the_way(filled: Engine) -> None:
    before = dump(filled)
    brought = upload(filled, "organisation", "organisation_id,name\nNEW,New\n")
    referring = upload(filled, "programme", "programme_id,name,funder,level\nP,P,NEW,national\n")
    away = upload(filled, "programme", "programme_id,name,funder,level\nP,P,O1,national\n")
    # No row names the organisation now; the kept row of the programme does.
    assert f"{away.upload_id}" in blockers(filled, brought)
    for loaded in (away, referring, brought):
        taken_back(filled, loaded)
    assert dump(filled) == before


def test_a_name_that_somebody_took_since_is_in_the_way(filled: Engine) -> None:
    before = dump(filled)
    renamed = upload(filled, "country", "iso2,iso3,name\nMT,MLT,Melita\n")
    taking = upload(filled, "country", "iso2,iso3,name\nIT,ITA,Malta\n")
    assert blockers(filled, renamed).endswith(f"Take back first: {taking.upload_id}.")
    taken_back(filled, taking)
    taken_back(filled, renamed)
    assert dump(filled) == before


def test_rows_of_an_import_that_only_found_them_the_same_do_not_hold_it(filled: Engine) -> None:
    before = dump(filled)
    first = upload(filled, "project", "project_id,title\nJ,T\n")
    second = upload(filled, "project", "project_id,title\nJ,T\nK,T\n")
    taken_back(filled, first)
    assert [row[0] for row in dump(filled)["project"]] == ["K"]
    taken_back(filled, second)
    assert dump(filled) == before


def test_twice_and_unknown_are_told(filled: Engine) -> None:
    loaded = upload(filled, "project", "project_id,title\nJ,T\n")
    undo(filled, numbered(loaded), "Ann of the secretariat")
    said = blockers(filled, loaded)
    assert said.startswith(f"Import {loaded.upload_id} was taken back already, by Ann of the secretariat on 20")
    with pytest.raises(CannotUndo, match="There is no import 999"):
        undo(filled, 999, "tests")


def test_import_again_after_taking_back(filled: Engine) -> None:
    content = "project_id,title,keywords\nJ,T,a;b\n"
    first = upload(filled, "project", content)
    rows = [row[:2] for row in dump(filled)["project"]]
    taken_back(filled, first)
    with prepare(filled, [csv_file("project", content)]) as ready:
        assert ready.report.seen_before == (), "a file that was taken back is as good as new"
        second = ready.load("tests")
    assert numbered(second) > numbered(first)
    assert [row[:2] for row in dump(filled)["project"]] == rows
    taken_back(filled, second)
    assert dump(filled)["project"] == []


def test_facts_and_demonstration_rows(filled: Engine) -> None:
    before = dump(filled)
    made_up = upload(filled, "organisation", "organisation_id,name,country\nX,Example,MT\n", demonstration=True)
    projects = upload(filled, "project", "project_id,title,start_date\nXJ,T,2020-01-01\n", demonstration=True)
    fact = upload(filled, "project", "project_id,title,start_date\nJ,T,2020-01-01\n")
    assert kept_summaries(filled)[0] == {(True, "", 2020, 1, 0, None), (False, "", 2020, 1, 0, None)}
    taken_back(filled, projects)
    assert kept_summaries(filled)[0] == {(False, "", 2020, 1, 0, None)}
    taken_back(filled, fact)
    taken_back(filled, made_up)
    assert dump(filled) == before


def test_rows_kept_aside_stay_with_the_record(filled: Engine) -> None:
    before = dump(filled)
    loaded = load_files(filled, csv_file("project", "project_id,title\nJ,T\nK,\n"), keep_bad_rows=True)
    assert loaded.rows_aside == 1
    taken_back(filled, loaded)
    assert dump(filled, ("import_record", "row_kept_aside")) == {
        name: rows for name, rows in before.items() if name != "row_kept_aside"
    }
    assert len(dump(filled)["row_kept_aside"]) == 1, "the history still tells what did not fit"


# Any imports in any order


def some(of: random.Random, words: str, most: int) -> str:
    return ";".join(of.sample(words, of.randint(0, most)))


def programmes(of: random.Random) -> str:
    rows = [
        f"P{number},{of.choice('abc')},{of.choice(['', 'O1', 'O2', 'O3'])},{of.choice(['national', 'European'])},"
        f"{of.choice(['', '1.00', '2.00'])},{of.choice(['', 'ELSA', 'ELSA;Data & ICT'])}"
        for number in of.sample(range(4), of.randint(1, 3))
    ]
    return "\n".join(["programme_id,name,funder,level,budget_eur,areas", *rows])


def organisations(of: random.Random) -> str:
    rows = [
        f"O{number},{of.choice('abc')},{of.choice(['', 'MT', 'LU'])}"
        for number in of.sample(range(1, 6), of.randint(1, 4))
    ]
    return "\n".join(["organisation_id,name,country", *rows])


def projects(of: random.Random) -> str:
    rows = [
        f"J{number},{of.choice('abc')},{of.choice(['', 'P0', 'P1'])},{of.choice(['', '2020-01-01', '2021-01-01'])},"
        f"{some(of, 'uvw', 3)},{of.choice(['', 'Eye', 'Eye;Skin', 'Eye:10;Skin:90'])}"
        for number in of.sample(range(5), of.randint(1, 4))
    ]
    header = "project_id,title,programme,start_date,keywords,health_categories"
    if of.random() < 0.3:
        header, rows = "project_id,title", [row.rsplit(",", 4)[0] for row in rows]
    return "\n".join([header, *rows])


def participations(of: random.Random) -> str:
    rows = []
    for project in of.sample(range(5), of.randint(1, 3)):
        for organisation in of.sample(range(1, 6), of.randint(1, 2)):
            role, country = of.choice(["partner", "coordinator"]), of.choice(["", "MT", "LU"])
            rows += [
                f"J{project},O{organisation},{country},{role},{funder},{of.choice(['', '1.00', '2.00'])}"
                for funder in of.sample(["", "O1", "O2"], of.randint(1, 3))
            ]
    return "\n".join([PARTICIPATION.strip(), *rows])


KINDS: dict[str, Callable[[random.Random], str]] = {
    "organisation": organisations,
    "programme": programmes,
    "project": projects,
    "participation": participations,
}


@pytest.mark.parametrize("seed", range(2))
def test_taking_back_everything_gives_back_every_earlier_store(filled: Engine, seed: int) -> None:
    """Random imports, some taken back in between; what does not fit is kept aside, as references go astray."""
    of = random.Random(seed)
    undoable: list[tuple[Loaded, Dump]] = []
    aside = ("import_record", "row_kept_aside")
    refused = 0
    for _ in range(10):
        if undoable and of.random() < 0.2:
            loaded, before = undoable.pop()
            taken_back(filled, loaded)
            assert dump(filled, aside) == before
            continue
        before = dump(filled, aside)
        entities = of.sample(list(KINDS), of.choice([1, 1, 1, 2, 4]))
        files = [csv_file(entity, KINDS[entity](of)) for entity in entities]
        loaded = load_files(filled, *files, keep_bad_rows=True)
        assert kept_summaries(filled) == raw_summaries(filled)
        if loaded.upload_id is None:
            assert dump(filled, aside) == before
        else:
            undoable.append((loaded, before))
        if len(undoable) > 1:
            refused += tried_too_early(filled, of.choice(undoable[:-1])[0], undoable, aside)
    assert len(undoable) > 3
    for loaded, before in reversed(undoable):
        taken_back(filled, loaded)
        assert dump(filled, aside) == before
    assert refused > 0


def tried_too_early(engine: Engine, loaded: Loaded, undoable: list[tuple[Loaded, Dump]], aside: tuple[str, ...]) -> int:
    """Try to take back an import that others may build on: 1 where that is refused, and nothing has changed."""
    before = dump(engine, aside)
    later = {numbered(other) for other, _ in undoable if numbered(other) > numbered(loaded)}
    with engine.connect() as connection:
        builds = sum(
            connection.scalar(select(func.count()).select_from(table).where(table.c.import_id == loaded.upload_id))
            for table in m.BEFORE.values()
            if "import_id" in table.c
        )
    if not builds:
        return 0
    with pytest.raises(CannotUndo) as refused:
        taken_back(engine, loaded)
    named = str(refused.value).rpartition(": ")[2].rstrip(".").split(", ")
    assert {int(number) for number in named} <= later
    assert dump(engine, aside) == before
    return 1
