"""Reference data: what every store holds, and what becomes of rows that somebody else has loaded."""

from __future__ import annotations

from sqlalchemy import Engine, select

from lib.common.countries import country_code
from lib.entities.country import Country
from lib.entities.import_record import REFERENCE_DATA
from lib.entities.organisation import Organisation
from lib.ingest.reference import load_reference
from lib.metrics.choices import choices
from lib.metrics.imports import list_imports
from tests.rows import load
from tests.totals import listed_countries, rows


def names(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {row.iso2: row.name for row in connection.execute(select(Country.iso2, Country.name))}


def test_every_country_of_iso_3166_is_there_and_understood_by_its_names() -> None:
    listed = rows("country", False)
    assert len({row["iso2"] for row in listed}) == len(listed) == 249 + 1
    for row in listed:
        assert {country_code(row[column]) for column in ("iso2", "iso3", "name")} == {row["iso2"]}, row
    spellings = {"Republic of Ghana": "GH", "Viêt Nam": "VN", "Гана": "GH", "Kingdom of Belgium": "BE", "Norge": "NO"}
    assert {name: country_code(name) for name in spellings} == spellings
    # M49 has no region for Antarctica, nor for Taiwan; nor does every territory have a count of inhabitants.
    assert [row["iso2"] for row in listed if not row["region"]] == ["AQ"]
    assert sum(bool(row["population"]) for row in listed) > 215


def test_uploads_refer_to_reference_data_in_a_store_without_the_sample(engine: Engine) -> None:
    loaded = load_reference(engine)
    assert (loaded.counts["country"].new, loaded.counts["organisation"].new, loaded.left_out) == (250, 1, ())
    assert set(list_imports(engine)["imported_by"]) == {REFERENCE_DATA}
    before = choices(engine, 2026).countries
    assert list(before) == [row["iso2"] for row in listed_countries()], "of the others there are no rows"
    load(engine, "event", "event_id,name,country\nE,Workshop in Accra,Ghana\n")
    assert choices(engine, 2026).countries.keys() - before.keys() == {"GH"}
    again = load_reference(engine)
    assert {counts.new + counts.changed for counts in again.counts.values()} == {0}


def test_rows_of_others_stay_as_they_are(engine: Engine) -> None:
    load(engine, "country", "iso2,iso3,name\nGH,GHA,Ghana (Accra)\nCD,COD,Republic of the Congo\n")
    load(engine, "organisation", "organisation_id,name\nEU-EC,The Commission\n")
    loaded = load_reference(engine)
    assert loaded.counts["country"].new == 250 - 3
    assert loaded.left_out == ("country CG: country CD has its name Republic of the Congo",)
    assert {code: names(engine).get(code) for code in ("GH", "CD", "CG", "NG")} == {
        "GH": "Ghana (Accra)",
        "CD": "Republic of the Congo",
        "CG": None,
        "NG": "Nigeria",
    }
    with engine.connect() as connection:
        assert connection.scalars(select(Organisation.name)).all() == ["The Commission"]
