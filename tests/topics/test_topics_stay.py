"""Topics of a run continue those that are there: with a tenth of the sample's projects replaced, names, corrections and
most projects stay."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pytest
from sqlalchemy import Engine, select

from lib.services.actors import operator
from lib.store.topic_tables import ProjectTopic, Topic
from lib.topics import compute, corrections, placement, project_texts
from lib.topics.project_texts import ProjectTexts
from lib.topics.project_topics import read_main_topics

BY = operator("Ada")


@dataclass
class Sample:
    """A store with the sample's topics of the demonstration data, from whose runs projects can be left out."""

    engine: Engine
    ids: list[str]
    leave_out: Callable[[Collection[str]], None]

    def main(self) -> dict[str, int]:
        """The topic of each project as computed."""
        with self.engine.connect() as connection:
            return read_main_topics(connection, True)

    def shown(self) -> dict[int, str]:
        with self.engine.connect() as connection:
            query = select(Topic.topic_id, Topic.label).where(Topic.shown, Topic.demonstration)
            return {row.topic_id: row.label for row in connection.execute(query)}

    def topics_of(self, project: str) -> set[int]:
        with self.engine.connect() as connection:
            query = select(ProjectTopic.topic_id).where(ProjectTopic.project_id == project)
            return set(connection.scalars(query))


@pytest.fixture
def sample(own_topics: Engine, monkeypatch: pytest.MonkeyPatch) -> Sample:
    everything = project_texts.read_texts(own_topics, True)
    out: set[str] = set()

    def read(_engine: Engine, _demonstration: bool) -> ProjectTexts:
        kept = [n for n, project in enumerate(everything.project_ids) if project not in out]
        ids, texts = ([of_all[n] for n in kept] for of_all in (everything.project_ids, everything.texts))
        return ProjectTexts(tuple(ids), tuple(texts), everything.keywords)

    def leave_out(projects: Collection[str]) -> None:
        out.clear()
        out.update(projects)

    for module in (compute, placement):
        monkeypatch.setattr(module, "read_texts", read)
    # How stable topics are is another test's concern, and takes most of the time.
    monkeypatch.setattr(compute, "measure_stability", lambda _texts, _ready, _main, k, *_: [None] * k)
    return Sample(own_topics, list(everything.project_ids), leave_out)


@pytest.mark.parametrize(("gone", "come"), [(30, 30), (0, 40), (0, 1)], ids=["a tenth", "forty more", "one more"])
def test_names_corrections_and_most_projects_stay(sample: Sample, gone: int, come: int) -> None:
    order = np.random.RandomState(7).permutation(sample.ids).tolist()
    left, new = order[:gone], order[gone : gone + come]
    sample.leave_out(new)
    compute.compute_topics(sample.engine, True, BY)
    before = sample.main()
    renamed, merged, into = sorted(sample.shown())[:3]
    corrections.rename(sample.engine, renamed, "As the board says", BY)
    corrections.merge(sample.engine, merged, into, BY)
    pinned = order[100:120]
    for project in pinned:
        corrections.pin(sample.engine, project, renamed, BY)
    names = sample.shown()

    sample.leave_out(left)
    placement.place_projects(sample.engine, True, BY)
    placed = {project: topic for project, topic in sample.main().items() if project in new}
    compute.compute_topics(sample.engine, True, BY)
    after = sample.main()

    assert sample.shown() == names, "every topic keeps its id and its name"
    assert names[renamed] == "As the board says"
    assert merged not in names
    assert all(sample.topics_of(project) == {renamed} for project in pinned)
    assert corrections.list_corrections(sample.engine, True)["rests"].isna().all()
    both = [project for project in before if project in after and project not in pinned]
    assert len(both) > 150
    assert np.mean([before[project] == after[project] for project in both]) >= 0.85
    # Of few projects one that moves would be a tenth of them.
    if come > 1:
        assert np.mean([placed[project] == after.get(project) for project in placed]) >= 0.85


def test_topics_found_anew_are_compared_before_they_replace_any(sample: Sample) -> None:
    before, names = sample.main(), sample.shown()
    first, second, *_ = sorted(names)
    corrections.merge(sample.engine, first, second, BY)
    named = sample.shown()
    draft = compute.draft_topics(sample.engine, True, BY, 8)
    assert (sample.main(), sample.shown()) == (before, named), "nothing has changed yet"
    found = draft.comparison
    assert found.topics == len(names)
    assert found.kept + len(found.ended) == found.topics
    assert found.kept + len(found.added) == 8
    assert 0 < found.stay < found.projects <= len(before)

    compute.save_topics(sample.engine, draft, BY)
    listed = corrections.list_corrections(sample.engine, True)
    rests = [str(why) for why in listed["rests"].dropna()]
    assert rests == list(found.resting)
    assert rests == [f"the topic “{names[first]}” is no longer found"] or first in sample.shown()
    with pytest.raises(compute.TopicsError, match="meanwhile"):
        compute.save_topics(sample.engine, draft, BY)
