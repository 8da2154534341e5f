"""Figures on topics: what is funded, by whom, where and how it moves."""

from lib.figures.figure import Figure
from lib.figures.topics import map, of_topic, one, peers, ranked, specialised, totals, trends

#: In the order of the page.
FIGURES: tuple[Figure, ...] = (
    totals.TOPICS,
    totals.PROJECTS,
    totals.UNASSIGNED,
    totals.MONEY,
    totals.UNASSIGNED_MONEY,
    map.MAP,
    one.PROJECTS,
    one.SHARE_OF_PROJECTS,
    one.MONEY,
    one.SHARE_OF_MONEY,
    one.STABILITY,
    of_topic.TYPICAL,
    of_topic.BORDERLINE,
    of_topic.TOPIC_BY_YEAR,
    of_topic.TOPIC_BY_COUNTRY,
    ranked.RANKED,
    ranked.BY_YEAR,
    trends.TRENDS,
    specialised.BY_COUNTRY,
    specialised.BY_FUNDER,
    peers.AGAINST_PEERS,
)
