"""Filters as words: what they mean, back again, and what is said of those that cannot be used."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from lib.metrics.choices import Choices
from lib.metrics.scope import DEFAULTS, LABELS, NARROWED_BY, Scope, without_effect
from lib.metrics.scope_names import NAMES, SETS, FilterError
from lib.metrics.scope_words import canonical, from_words, in_sentences, names_of, not_known, refuse_idle, to_words

CHOICES = Choices(
    countries={"MT": "Malta", "TR": "Türkiye", "GR": "Greece", "GB": "United Kingdom", "CZ": "Czechia"},
    regions=("Southern Europe", "Western Asia"),
    levels=("regional", "national"),
    funders={"A": "Agency", "B": "Agency", "Ö": "Österreichische Stiftung"},
    areas=("Data & ICT",),
    statuses=("member", "not known"),
    has_demonstration=True,
    first_year=2010,
    last_year=2026,
    calls={"C1": "Call (one)", "C2": "Call (two)"},
    channels={"linkedin": "LinkedIn", "x": "X"},
    events={"E1": "Kick-off", "E2": "Kick-off"},
    topics={"Found topics": {"Cancer and genes": "7"}, "PM topic": {"Rare diseases": "Rare diseases"}},
    merged_topics={"3": "Cancer and genes", "Old name": "Cancer and genes"},
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
    "first-day": ["2011-03-01"],
    "last-day": ["2012-08-31"],
    "soon": ["true"],
    "call": ["Call (two)"],
    "project": ["J1"],
    "who": ["Malta"],
    "with": ["Greece"],
    "grouping": ["PM topics"],
    "topic": ["Rare diseases"],
    "outline": ["0.1 0.2,0.3 0.1,0.2 0.4"],
    "channel": ["LinkedIn"],
    "post-search": ["newsletter"],
    "post-days": ["LinkedIn 2024-01-01 to 2024-03-31"],
    "post-hour": ["Monday 09:00", "Sunday 23:00"],
    "event-type": ["workshop"],
    "event-format": ["online"],
    "event": ["Kick-off [E2]"],
    "attendees-from": ["Türkiye"],
    "search": ["genome"],
    "dataset": ["demonstration"],
}
FILTERS = Scope(
    countries=("MT", "TR"),
    regions=("Western Asia",),
    levels=("national",),
    funders=("B",),
    areas=("Data & ICT",),
    statuses=("not known",),
    first_year=2011,
    last_year=2020,
    first_day=date(2011, 3, 1),
    last_day=date(2012, 8, 31),
    running_out=date(2026, 11, 30),
    calls=("C2",),
    projects=("J1",),
    together=("MT", "GR"),
    grouping="PM topic",
    topic="Rare diseases",
    outline=((0.1, 0.2), (0.3, 0.1), (0.2, 0.4)),
    channels=("linkedin",),
    post_text="newsletter",
    post_days=((date(2024, 1, 1), date(2024, 3, 31), "linkedin"),),
    post_hours=((0, 9), (6, 23)),
    event_types=("workshop",),
    event_formats=("online",),
    events=("E2",),
    attendees_from=("TR",),
    search="genome",
    demonstration=True,
)


def test_words_are_read_and_written() -> None:
    assert from_words(WORDS, CHOICES, date(2026, 11, 30)) == FILTERS
    assert to_words(FILTERS, CHOICES) == WORDS
    assert from_words({}, CHOICES) == Scope()
    assert to_words(Scope(), CHOICES) == {}
    assert in_sentences(FILTERS, CHOICES)["country"] == "Malta, Türkiye"


def test_every_choice_that_narrows_has_a_word_a_label_and_rows_that_it_narrows() -> None:
    """A new attribute of Filters that one of them forgot would be dropped on its way without a word."""
    attributes = {field.name for field in fields(Scope)} - {"demonstration"}
    assert set(DEFAULTS) - {"demonstration"} == attributes == set(LABELS)
    assert {name for sets in SETS.values() for name in sets} == attributes
    assert set().union(*NARROWED_BY.values()) == attributes
    assert all(getattr(FILTERS, name) != DEFAULTS[name] for name in attributes), "the example sets each of them"
    assert FILTERS.narrowed == attributes
    assert len(in_sentences(FILTERS, CHOICES)) == len(to_words(FILTERS, CHOICES)) - 1, "all but the dataset"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(("malta", "MT"), ("MT", "MT"), ("mt", "MT"), ("MLT", "MT"), ("Turkey", "TR"), ("türkiye", "TR")),
        *(("TURKIYE", "TR"), ("EL", "GR"), ("UK", "GB"), ("uk", "GB"), ("Czech Republic", "CZ"), ("Česko", "CZ")),
        *(("The United Kingdom", "GB"), ("Griechenland", "GR"), ("Malta (MT)", "MT")),
    ],
)
@pytest.mark.parametrize("name", ["country", "attendees-from", "who", "with"])
def test_countries_are_read_as_uploads_read_them(name: str, written: str, code: str) -> None:
    scope = from_words({name: [written]}, CHOICES)
    assert code in (*scope.countries, *scope.attendees_from, *scope.together)
    assert canonical({name: [written]}, CHOICES) == {name: [CHOICES.countries[code]]}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"funder": ["A"]}, Scope(funders=("A",))),
        ({"funder": ["osterreichische stiftung"]}, Scope(funders=("Ö",))),
        ({"funder": ["ÖSTERREICHISCHE  Stiftung"]}, Scope(funders=("Ö",))),
        ({"call": ["call (TWO)", "C1"]}, Scope(calls=("C2", "C1"))),
        ({"channel": ["x", "linkedin"]}, Scope(channels=("x", "linkedin"))),
        ({"level": ["National"]}, Scope(levels=("national",))),
        ({"topic": ["7"]}, Scope(topic="Cancer and genes")),
        ({"topic": ["3"]}, Scope(topic="Cancer and genes")),
        ({"topic": ["Old name"]}, Scope(topic="Cancer and genes")),
        ({"period": ["2024 Q1"]}, Scope(first_day=date(2024, 1, 1), last_day=date(2024, 3, 31))),
        ({"period": ["years of the sidebar"], "first-day": ["2024-01-01"]}, Scope()),
        ({"period": ["free dates"], "first-day": ["2024-01-01"]}, Scope(first_day=date(2024, 1, 1))),
        ({"part": ["all data"]}, Scope()),
        ({"part": ["facts only"]}, Scope()),
        ({"search": ["  two words "]}, Scope(search="two words")),
        ({"search": [""]}, Scope()),
    ],
)
def test_words_are_read_as_people_write_them(words: dict[str, list[str]], expected: Scope) -> None:
    assert from_words(words, CHOICES) == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"land": ["MT"]}, "land: is no filter; known are country, region"),
        ({"country": ["Atlantis"]}, "country: 'Atlantis' is none of its values: Czechia, Greece, Malta"),
        ({"country": ["France"]}, "country: 'France' is none of its values"),
        ({"level": ["global"]}, "level: 'global' is none of its values: national, regional"),
        ({"from": ["1066"]}, "from: '1066' is no year from 2010 to 2026"),
        ({"to": ["²"]}, "to: '²' is no year"),
        ({"from": ["2020"], "to": ["2011"]}, "from: 2020 lies after to, 2011"),
        ({"from": ["2011", "2012"]}, "from: takes one value, not 2"),
        ({"part": ["facts"]}, "part: 'facts' is none of its values: all data, facts only"),
        ({"call": ["JTC2099"]}, "call: 'JTC2099' is none of its values: Call (one), Call (two)"),
        ({"channel": ["MySpace"]}, "channel: 'MySpace' is none of its values: LinkedIn, X"),
        ({"topic": ["99"]}, "topic: '99' is none of its values: Cancer and genes"),
        ({"grouping": ["PM topics"], "topic": ["7"]}, "topic: '7' is none of its values: Rare diseases"),
        ({"period": ["some day"]}, "period: 'some day' is none of its values"),
        ({"who": ["Malta", "Greece"]}, "who: takes one value, not 2"),
        ({"outline": ["0 0,1"]}, "outline: is no outline; write its corners as"),
        ({"soon": ["perhaps"]}, "soon: 'perhaps' is none of its values: false, true"),
        ({"search": ["a" * 501]}, "search: has 501 signs; at most 500"),
        ({"search": ["a\x00b"]}, "search: holds a sign that no text can have"),
        ({"search": ["\ud800"]}, "search: holds a sign that no text can have"),
        ({"project": ["J\x00"]}, "project: holds a sign that no text can have"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_would_be_right(words: dict[str, list[str]], said: str) -> None:
    with pytest.raises(FilterError) as raised:
        from_words(words, CHOICES)
    assert str(raised.value).startswith(said)


def test_what_names_nothing_is_distinguished_from_what_does() -> None:
    asked = {"country": ["Malta", "Atlantis"], "call": ["Call (one)", "JTC2099"], "topic": ["7"], "colour": ["red"]}
    assert not_known(asked, CHOICES) == {"country": ["Atlantis"], "call": ["JTC2099"]}
    assert not_known({"grouping": ["PM topics"], "topic": ["7"]}, CHOICES) == {"topic": ["7"]}
    assert not_known(WORDS, CHOICES) == {}


@pytest.mark.parametrize("entity", NARROWED_BY)
def test_a_filter_that_does_not_narrow_rows_is_refused(entity: str) -> None:
    for name in (name for name in NAMES if name != "dataset"):
        words = {name: WORDS.get(name, ["2024"])} | ({"grouping": WORDS["grouping"]} if name == "topic" else {})
        if name == "grouping" and "topic" in NARROWED_BY[entity]:
            words["topic"] = WORDS["topic"]
        scope = from_words(words, CHOICES)
        narrows = bool(set(SETS[name]) & NARROWED_BY[entity])
        if name != "grouping":
            assert bool(without_effect(scope, NARROWED_BY[entity])) != narrows, name
        if narrows:
            refuse_idle(words, scope, NARROWED_BY[entity], "rows", grouped=entity == "topic")
        else:
            with pytest.raises(FilterError, match="does not narrow rows; what does is"):
                refuse_idle(words, scope, NARROWED_BY[entity], "rows", grouped=entity == "topic")


def test_a_file_is_named_by_what_its_rows_are_narrowed_to() -> None:
    assert names_of(Scope(), CHOICES) == ""
    assert names_of(Scope(countries=("MT",), first_year=2011, last_year=2011), CHOICES) == "Malta 2011"
    assert names_of(Scope(countries=("MT", "TR"), topic="Cancer and genes"), CHOICES) == "2 countries Cancer and genes"
    assert names_of(Scope(first_day=date(2021, 3, 1)), CHOICES) == "2021-03-01 to today"
