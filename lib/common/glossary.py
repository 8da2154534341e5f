"""Terms that figures and pages use, each explained once in plain English, with where its meaning comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

#: The source of what this dashboard decides itself.
OURS: Final = "this dashboard"


@dataclass(frozen=True)
class Term:
    """A term.

    Attributes:
        name: as the list of terms has it.
        explanation: in whole sentences.
        source: who says so.
        written: patterns of how texts write it, beside its name; capitals count where a pattern has some.
    """

    name: str
    explanation: str
    source: str = OURS
    written: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds the term in a text, as a whole word."""
        return _pattern((re.escape(self.name), *self.written))


@cache
def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    each = (way if way != way.lower() else f"(?i:{way})" for way in ways)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


#: In the order of the alphabet.
TERMS: Final = (
    Term(
        "95 % interval",
        "The range in which the true value lies in about 95 of 100 cases, given how many were counted. Two values "
        "whose intervals overlap widely may well be the same.",
        "E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212",
        (r"95\s?% (?:intervals?|from|to)", "intervals?", "Wilson's score", "Wilson"),
    ),
    Term(
        "active",
        "A programme is active in a year that is not before its first and not after its last. One that states no end "
        "is active in no year, since nobody knows.",
        written=("active",),
    ),
    Term(
        "amount, kind of",
        "An appropriation is money granted by a parliament or board, an announced plan what was said would be spent, a "
        "call budget what a call had to give, and spending what was paid.",
        written=("appropriations?", "announced plans?", "call budgets?"),
    ),
    Term(
        "beyond chance",
        "More often than if who works with whom were drawn by lot, by so much that a lot would hardly give it. Of all "
        "pairs called so, at most one in twenty is expected to be wrong (hypergeometric distribution, corrected after "
        "Benjamini and Hochberg).",
        "Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289-300",
        ("by chance", "beyond chance", "hypergeometric", "Benjamini"),
    ),
    Term(
        "commitment",
        "What a funder says before a call that it has to give; what it pays in the end may be less or more.",
        written=("commitments?", "committed"),
    ),
    Term(
        "coordination",
        "A participation as coordinator: the organisation that leads the project.",
        written=("coordinat(?:es|ions?|ors?)",),
    ),
    Term(
        "coverage",
        "Of how many of the things that a figure speaks of the value that it needs is known. Where it is too few, the "
        "figure shows counts, and no share, rank or “none”.",
        written=("known of", "covers"),
    ),
    Term(
        "dedicated to PM",
        "A programme for personalised medicine and nothing else. One that merely allows it is counted, but its budget "
        "is in no sum of money for PM.",
        written=("dedicated",),
    ),
    Term(
        "demonstration data",
        "Made-up rows with which every page can be seen full. They are marked, and never added to the facts.",
        written=("demonstration",),
    ),
    Term(
        "engagement rate",
        "Engagements (likes, comments, shares, clicks) divided by impressions, sums over sums.",
        written=("engagements?",),
    ),
    Term(
        "EU27, EU14, EU13",
        "Today's 27 Member States of the European Union; EU13 joined in 2004 or later, EU14 are the others.",
        written=("EU27", "EU14", "EU13"),
    ),
    Term(
        "framework programme",
        "The European Union's programme for research: Horizon 2020 from 2014 to 2020, Horizon Europe from 2021 to "
        "2027.",
        "European Commission",
        ("Horizon 2020", "Horizon Europe"),
    ),
    Term(
        "HICP",
        "The harmonised index of consumer prices: it turns the money of different years into that of one year (real "
        "terms).",
        "Eurostat, prc_hicp_aind",
        ("real terms", "price index"),
    ),
    Term(
        "HRCS",
        "The Health Research Classification System, with which funders say which of 21 health categories a project "
        "serves, and which kind of research it is. A project is divided between several by percent.",
        "hrcsonline.net",
        ("HRCS",),
    ),
    Term(
        "ICPerMed",
        "The International Consortium for Personalised Medicine: ministries and funding organisations, and the "
        "European Commission, since 2016.",
        "cordis.europa.eu/project/id/964197/reporting",
    ),
    Term(
        "impressions",
        "How often posts were shown on a screen. One reader may see a post several times; unique reach would count "
        "readers, and can be added up over no two posts.",
        "X and LinkedIn, in their exports",
        ("unique reach", "reach"),
    ),
    Term(
        "median",
        "The middle value: half of the known ones are larger, half smaller.",
    ),
    Term(
        "member",
        "A country of which a public source says that it is a member of ICPerMed. No complete list is public, so more "
        "countries may be members.",
        "data/README.md, Membership",
        ("members?", "Member status"),
    ),
    Term(
        "no-show",
        "Someone who registered and did not come; the rate is 1 less attended divided by registered, only where both "
        "are known.",
        written=("no-shows?", "stayed away"),
    ),
    Term(
        "not known",
        "No source gives the value, shown as “–”. It is never counted as zero.",
        written=("not known", "no data"),
    ),
    Term(
        "NUTS region",
        "A region in the European Union's statistics, from large ones (NUTS 1) to small ones (NUTS 3).",
        "Eurostat",
        ("NUTS",),
    ),
    Term(
        "oversubscription",
        "Money requested by proposals divided by the money available: 3 means that three times as much was asked for.",
    ),
    Term(
        "participation",
        "One organisation's part in one project. A project with partners in five countries counts once in each "
        "country's number of projects and once in the total, so the countries' bars add up to more.",
        written=("participations?",),
    ),
    Term(
        "PM",
        "Personalised medicine: prevention, diagnosis and treatment tailored to what is known of the single patient.",
        "icpermed.eu",
        ("personalised medicine",),
    ),
    Term(
        "PM topic",
        "One of twelve topics of personalised medicine that this dashboard finds by lists of terms, beside the topics "
        "that it finds by likeness of texts.",
        "data/taxonomies/pm_topics.csv",
        ("PM topics",),
    ),
    Term(
        "pre-proposal",
        "The short proposal of the first stage of a call. Those that are eligible and judged best are invited to send "
        "a full proposal, of which the best are funded.",
        "eppermed.eu, joint transnational calls",
        ("pre-proposals?", "full proposals?", "Stage [12]", "stage [12]"),
    ),
    Term(
        "single competition",
        "One call for proposals that stands by itself. It is no programme that runs on, and is in no sum of "
        "programmes.",
        written=("single competitions?",),
    ),
    Term(
        "specialisation",
        "How much larger a topic's share is in a country than among all: 2 means twice as large.",
        written=("specialis(?:ation|ed)",),
    ),
    Term(
        "spread over the days",
        "An amount of several years divided evenly among its days, so that each year gets its part.",
        written=("spread evenly", "spread over"),
    ),
    Term(
        "success rate",
        "Projects funded divided by eligible pre-proposals, sums over sums; never an average of rates.",
        written=("success rates?",),
    ),
    Term(
        "time to grant",
        "Days from the deadline of full proposals to the signature of the grant, or to the project's first day where "
        "no signature is known.",
    ),
    Term(
        "topic",
        "A group of projects whose texts are alike, found by the dashboard and named by its most telling words. A "
        "project may belong to several in parts.",
        written=("topics?",),
    ),
    Term(
        "widening country",
        "A country with less part in European research than others, by the list of the framework programme in force at "
        "the call's date.",
        "European Commission, Spreading Excellence and Widening Participation",
        ("widening",),
    ),
)
assert [term.name.casefold() for term in TERMS] == sorted(term.name.casefold() for term in TERMS)


def terms_in(text: str) -> tuple[Term, ...]:
    """Return the terms that a text uses, in the order of the list."""
    return tuple(term for term in TERMS if term.pattern.search(text))
