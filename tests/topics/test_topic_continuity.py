"""Which topics a new run continues, worked out by hand."""

from __future__ import annotations

from lib.topics.topic_continuity import match_topics, pick_free_colours


def of(**topics: str) -> dict[str, int]:
    return {project: int(name[1:]) for name, listed in topics.items() for project in listed}


def test_topics_that_live_on_keep_their_ids() -> None:
    change = match_topics(of(t7="abcd", t9="efgh"), of(c0="efgh", c1="abcd"), [7, 9], 2)
    assert change.kept == {0: 9, 1: 7}
    assert [change.appeared, change.split, change.merged, change.vanished] == [[], {}, {}, []]


def test_split_merged_appeared_and_vanished() -> None:
    before = of(t1="abcdefgh", t2="ijk", t3="lmnopq", t4="rstu")
    after = of(c0="abcde", c1="fgh", c2="lmnopqijk", c3="r", c4="xyz") | {"s": 0, "t": 2, "u": 1}
    change = match_topics(before, after, [1, 2, 3, 4], 5)
    assert change.kept[0] == 1
    assert change.split[1] == 1
    assert change.kept[2] == 3
    assert change.merged == {2: 2}
    assert change.appeared == [4]


def test_new_projects_say_nothing_of_what_became_of_a_topic() -> None:
    change = match_topics(of(t1="ab"), of(c0="abcdefghijklmnop"), [1], 1)
    assert change.kept == {0: 1}


def test_scattered_topics_vanish() -> None:
    change = match_topics(of(t1="abcd", t2="efghijkl"), of(c0="abef", c1="cdgh", c2="ijkl"), [1, 2], 3)
    assert 2 in change.kept.values() or 2 in change.vanished
    assert match_topics({}, of(c0="ab"), [], 1).appeared == [0]


def test_colours_that_are_free() -> None:
    assert pick_free_colours([0, 2, 5], 3) == [1, 3, 4]
    assert pick_free_colours([], 2) == [0, 1]
