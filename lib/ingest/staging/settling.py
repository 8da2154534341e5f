"""Staged rows settled with each other: persons joined, repeated keys merged or refused."""

from __future__ import annotations

from collections.abc import Sequence

from lib.common.progress import Progress
from lib.ingest.staging.namesakes import Namesakes
from lib.ingest.staging.problem_table import ProblemTable
from lib.ingest.staging.repeats import settle_against, settle_repeats
from lib.ingest.staging.same_person import join_persons
from lib.ingest.staging.stage import Stage


def settle(
    stages: Sequence[Stage],
    where: Sequence[str],
    problems: ProblemTable,
    namesakes: Namesakes,
    progress: Progress,
) -> None:
    """Settle the rows of every stage with each other, and with those of the earlier stages of the same entity.

    Args:
        stages: of the upload, in the order of loading.
        where: the names of the upload's tables.
        problems: receives what is found.
        namesakes: knows what was said of persons of one name.
        progress: receives the steps.
    """
    settled: list[Stage] = []
    for stage in stages:
        progress(None, f"Comparing {stage.schema.entity} rows with each other")
        join_persons(stage, settled, problems, namesakes)
        settle_repeats(stage, problems)
        for earlier in settled:
            if earlier.schema is stage.schema:
                settle_against(stage, earlier, (where[earlier.source], where[stage.source]), problems)
        settled.append(stage)
