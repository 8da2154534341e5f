"""The heaviest queries of the pages are answered from indexes: no page reads every participation."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from lib.entities.participation import Participation
from lib.entities.post import Post
from lib.metrics import activity, records
from lib.metrics.activity import money
from lib.metrics.scope import Scope


def plan(engine: Engine, query: Any) -> str:
    compiled = query.compile(engine, compile_kwargs={"literal_binds": True})
    prefix = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # On a small store PostgreSQL reads whole tables because that is quicker; we ask which index it has.
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = connection.exec_driver_sql(prefix + str(compiled)).all()
    return "\n".join(str(row[-1]) for row in rows)


HEAVY = {
    "projects of some countries": (
        money._projects_from_rows(Scope(countries=("DE", "FR"), first_year=2020, last_year=2020)),
        ["ix_participation_country_project_id_role"],
    ),
    "projects that a funder pays for, and of its programmes": (
        money._projects_from_rows(Scope(funders=("X",))),
        ["ix_programme_funder", "ix_funding_funder"],
    ),
    "participations in projects that a funder pays for, and of its programmes": (
        select(money._participation_rows(Scope(funders=("X",)))),
        ["ix_programme_funder", "ix_funding_funder"],
    ),
    "participations of a country": (
        select(Participation.project_id).where(Participation.country == "DE"),
        ["ix_participation_country_project_id_role"],
    ),
    "reach of a year": (
        select(Post.channel, Post.impressions).where(Post.published_at >= "2025-01-01"),
        ["ix_post_published_at_channel_impressions_engagements"],
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_query_uses_its_index(engine: Engine, name: str) -> None:
    query, indexes = HEAVY[name]
    found = plan(engine, query)
    if engine.dialect.name == "postgresql":
        # Which of its indexes PostgreSQL takes depends on how the rows spread; that it takes one does not.
        assert "Seq Scan" not in found, found
        assert "Index" in found, found
        return
    for index in indexes:
        assert index in found, found


def test_summary_answers_without_reading_participations(engine: Engine) -> None:
    asked: list[str] = []

    def remember(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        activity.participations(engine, Scope(countries=("DE",), levels=("national",)))
        activity.participations_by_country(engine, Scope())
    finally:
        event.remove(engine, "before_cursor_execute", remember)
    assert asked
    assert not any("participation" in statement.replace("participations", "") for statement in asked)


def test_records_are_read_page_by_page(engine: Engine) -> None:
    found = records.record_page(engine, "participation", Scope(), 0, 10)
    assert len(found.rows) == found.total == 0
