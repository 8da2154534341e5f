"""Projects whose identifier was made of their names, and that the store may have under another one: by their title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from sqlalchemy import exists, func, select, update

from lib.entities.project import Project
from lib.ingest.problem_codes import Code
from lib.ingest.problems import Problem, expect
from lib.ingest.staging.names import Named, fold_name
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.references import Choices, UnknownName, listed
from lib.ingest.staging.stage import Stage
from lib.ingest.tables import Made
from lib.store.datasets import of_dataset

#: The entity whose rows are compared, its key, and the name by which they are.
ENTITY, _KEY, _NAME = "project", "project_id", "title"
_BATCH = 5_000


def settle_same_titles(
    stages: Sequence[Stage], is_demonstration: Callable[[Stage], bool], choices: Choices, problems: ProblemTable
) -> list[UnknownName]:
    """Give projects the identifier that the store has for their title, where the owner of the files says so.

    Where nobody has said it, their rows are errors.

    Args:
        stages: of the upload.
        is_demonstration: the dataset of a stage's rows.
        choices: what the owner of the files has said.
        problems: receives what is found.

    Returns:
        The titles that are asked about, with the projects of the store that have them.
    """
    asked: list[UnknownName] = []
    for stage in stages:
        made = isinstance(stage.mapping.columns.get(_KEY), Made)
        if stage.schema.entity != ENTITY or not made or _NAME not in stage.own:
            continue
        dataset = is_demonstration(stage)
        found = _same_titles(stage, dataset)
        meant: dict[str, str] = {}
        for key, (title, near) in found.items():
            chosen = choices.meant.get(ENTITY, {}).get(title)
            if chosen is None and ENTITY in choices.same and len(near) == 1:
                chosen = near[0].key
            if chosen:
                meant[key] = chosen
            elif not choices.creates(ENTITY, title):
                asked.append(_asked(stage, key, title, near, problems))
        _take([other for other in stages if is_demonstration(other) == dataset], meant)
    return asked


def _same_titles(stage: Stage, demonstration: bool) -> dict[str, tuple[str, list[Named]]]:
    """Find the new projects of a stage whose title the store has: by key, the title and the projects that have it."""
    t, connection = stage.table, stage.connection
    known = exists(select(1).where(Project.project_id == t.c[_KEY]))
    query = select(t.c[_KEY], func.min(t.c[_NAME])).where(~known, t.c[_NAME].is_not(None)).group_by(t.c[_KEY])
    titles = sorted(((fold_name(title), key, title) for key, title in connection.execute(query)))
    by_name = {name: [(key, title) for _, key, title in rows] for name, rows in groupby(titles, key=lambda row: row[0])}
    found: dict[str, tuple[str, list[Named]]] = {}
    if by_name:
        stored = select(Project.project_id, Project.title).where(of_dataset(Project.import_id, demonstration))
        for rows in connection.execute(stored.execution_options(yield_per=_BATCH)).partitions():
            for row in rows:
                for key, title in by_name.get(fold_name(row.title), ()):
                    found.setdefault(key, (title, []))[1].append(Named(row.project_id, row.title))
    return found


def _asked(stage: Stage, key: str, title: str, near: Sequence[Named], problems: ProblemTable) -> UnknownName:
    rows = list(stage.connection.scalars(select(stage.table.c.row).where(stage.table.c[_KEY] == key)))
    expected = expect(Code.SAME_TITLE, near=listed([named.key for named in near], "or"))
    header = stage.headers.get(_NAME, _NAME)
    problems.add(stage.source, [Problem(row, header, title, expected) for row in rows])
    return UnknownName(ENTITY, title, "", len(rows), tuple(near))


def _take(stages: Sequence[Stage], meant: Mapping[str, str]) -> None:
    """Put the keys of the store in place of those that were made, wherever the rows of the files have them."""
    for stage in stages:
        for table in (stage.table, *stage.lists.values()) if meant else ():
            if _KEY in table.c:
                for made, key in meant.items():
                    stage.connection.execute(update(table).where(table.c[_KEY] == made).values({_KEY: key}))
