"""What is funded: projects and money by topic, over the years, by country and by funder.

The same figures are made of any grouping of projects: the fixed taxonomies (lib.topics.taxonomies) and whatever else
`GROUPINGS` names. A grouping says how much of a project belongs to which category, in parts per million; what it leaves
of a project is "unassigned", here a category that is missing.

Sums are named here; the projects behind them are in `projects`, and what rises or falls in `trends`.
"""

from lib.metrics.groupings import FOUND, GROUPINGS
from lib.metrics.topics.peers import FEW_HERE, LESS_HERE, NOT_HERE, against_peers
from lib.metrics.topics.specialisation import FEWEST_EXPECTED, by_country, by_funder, with_country, with_funder
from lib.metrics.topics.sums import by_topic, by_year, digits, stabilities, total, with_date, with_money, with_topic
from lib.metrics.topics.weights import MONEY, PROJECTS

__all__ = [
    "FEWEST_EXPECTED",
    "FEW_HERE",
    "FOUND",
    "GROUPINGS",
    "LESS_HERE",
    "MONEY",
    "NOT_HERE",
    "PROJECTS",
    "against_peers",
    "by_country",
    "by_funder",
    "by_topic",
    "by_year",
    "digits",
    "stabilities",
    "total",
    "with_country",
    "with_date",
    "with_funder",
    "with_money",
    "with_topic",
]
