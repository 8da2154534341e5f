"""Filters as words: what they mean, back again, and what is said of those that cannot be used."""

from __future__ import annotations

import pytest

from lib.metrics.choices import Choices
from lib.metrics.filter_words import BadFilter, from_words, in_sentences, to_words
from lib.metrics.filters import Filters

CHOICES = Choices(
    countries={"MT": "Malta", "TR": "Türkiye"},
    regions=("Southern Europe", "Western Asia"),
    levels=("regional", "national"),
    funders={"A": "Agency", "B": "Agency"},
    areas=("Data & ICT",),
    statuses=("member", "not known"),
    first_year=2010,
    last_year=2026,
)
WORDS = {
    "country": ["Malta", "Türkiye"],
    "region": ["Western Asia"],
    "level": ["national"],
    "funder": ["Agency [B]"],
    "area": ["Data & ICT"],
    "status": ["not known"],
    "from": ["2011"],
    "to": ["2020"],
    "part": ["facts only"],
}
FILTERS = Filters(
    countries=("MT", "TR"),
    regions=("Western Asia",),
    levels=("national",),
    funders=("B",),
    areas=("Data & ICT",),
    statuses=("not known",),
    first_year=2011,
    last_year=2020,
    demonstration=False,
)


def test_words_are_read_and_written() -> None:
    assert from_words(WORDS, CHOICES) == FILTERS
    assert to_words(FILTERS, CHOICES) == WORDS
    assert from_words({}, CHOICES) == Filters()
    assert to_words(Filters(), CHOICES) == {}
    assert in_sentences(FILTERS, CHOICES)["country"] == "Malta, Türkiye"


def test_codes_are_understood_as_well() -> None:
    assert from_words({"country": ["TR", "Türkiye"], "funder": ["A"]}, CHOICES) == Filters(
        countries=("TR",), funders=("A",)
    )
    assert not from_words({"part": ["all data"]}, CHOICES).demonstration


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"land": ["MT"]}, "land: is no filter; known are country, region"),
        ({"country": ["Atlantis"]}, "country: 'Atlantis' is none of its values: Malta, Türkiye"),
        ({"level": ["National"]}, "level: 'National' is none of its values: national, regional"),
        ({"from": ["1066"]}, "from: '1066' is no year from 2010 to 2026"),
        ({"to": ["²"]}, "to: '²' is no year"),
        ({"from": ["2020"], "to": ["2011"]}, "from: 2020 lies after to, 2011"),
        ({"from": ["2011", "2012"]}, "from: takes one value, not 2"),
        ({"part": ["facts"]}, "part: 'facts' is none of its values: all data, facts only"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_would_be_right(words: dict[str, list[str]], said: str) -> None:
    with pytest.raises(BadFilter) as raised:
        from_words(words, CHOICES)
    assert str(raised.value).startswith(said)
