"""Whether a regular expression can take longer than its text is long, times a constant, to fail.

Python's matcher tries one way after the other. How many there are grows with the text where one loop can hand letters
over to another: where there are places p and q of the pattern, and a word, by which it gets from p to p, from p to q,
and from q to q (Weber and Seidl, On the degree of ambiguity of finite automata, 1991). To search a text is to have
such a loop over any letter before the pattern.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Letters that patterns tell apart, beside those that they name.
_LETTERS = [*map(chr, range(0x180)), *"αжא中é\u0301٣Ⅷ\u2009\u2013\u2028\u3000\ufeff"]
#: More of them make no difference to what is asked here, but to how long it takes to answer.
_MOST_COPIES = 3
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)

Letters = frozenset[str]


@dataclass(frozen=True)
class _Edge:
    """A way between two places, for these letters before it and after it; `end` says that the text ends there."""

    before: Letters
    after: Letters
    end: bool = True

    def then(self, other: _Edge) -> _Edge:
        return _Edge(self.before & other.before, self.after & other.after, self.end and other.end)


@dataclass
class _Part:
    """A part of a pattern: the places it begins and ends at, and the ways through it that take no letter."""

    first: list[tuple[int, _Edge]]
    last: list[tuple[int, _Edge]]
    empty: list[_Edge]


class Automaton:
    """The places of a pattern at which it takes a letter, and the ways between them."""

    def __init__(self, pattern: re.Pattern[Any], *, searches: bool) -> None:
        text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
        self._flags = pattern.flags
        tree = parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
        self._alphabet = _told_apart(tree, self._holds)
        self._all = frozenset(self._alphabet)
        self._any = _Edge(self._all, self._all)
        self.letters: list[Letters] = []
        self.ways: dict[int, list[tuple[int, _Edge]]] = {}
        self._doubled: list[tuple[int, int, Letters]] = []
        self._groups: dict[int, Any] = {}
        self._ahead: dict[int, set[int]] = {}
        self._circles: dict[int, set[int]] = {}
        whole = self._sequence(tree)
        #: Where the pattern may have ended, whatever comes next.
        self.done = {place for place, edge in whole.last if searches and edge.end and self._takes_any(place, edge)}
        if searches:
            start = self._place(self._all)
            self._link([(start, self._any)], [(start, self._any), *whole.first])

    def _takes_any(self, place: int, edge: _Edge) -> bool:
        """Whether any letter may come behind a place: it goes on to take it, or the pattern has ended."""
        stays = any(way == place for way, _ in self.ways.get(place, ()))
        return (edge.after | self.letters[place] if stays else edge.after) == self._all

    def hands_over(self) -> str | None:
        """Return a word that two loops can divide between them in ever more ways; None where there is none."""
        for place, way, letters in self._doubled:
            if place in self._reached(way):
                return min(letters)
        # The places of a pattern count up, so every loop has a way back.
        back = {way for place, ways in self.ways.items() for way, _ in ways if way <= place}
        loops = [place for place in set[int]().union(*map(self._circle, back)) if place in self._reached(place)]
        for p in loops:
            for q in loops:
                # Past a place where the pattern may have ended, a search does not go back to begin anew.
                last = self._circle(q) - self.done
                if p != q and q in last and q in self._reached(p):
                    between = {place for place in self._reached(p) if q in self._reached(place)}
                    if word := self._word(p, q, (self._circle(p), between, last)):
                        return word
        return None

    def _circle(self, place: int) -> set[int]:
        """The places to which and from which there is a way."""
        if place not in self._circles:
            ahead = self._reached(place)
            self._circles[place] = {other for other in ahead if place in self._reached(other)} | {place}
        return self._circles[place]

    def _reached(self, place: int) -> set[int]:
        if place not in self._ahead:
            seen, left = set[int](), [place]
            while left:
                for way, _ in self.ways.get(left.pop(), ()):
                    if way not in seen:
                        seen.add(way)
                        left.append(way)
            self._ahead[place] = seen
        return self._ahead[place]

    def _word(self, p: int, q: int, within: tuple[set[int], ...]) -> str | None:
        for letter in self.letters[p] & self.letters[q]:
            start = ((p, p, q), letter)
            words, left = {start: ""}, deque([start])
            while left:
                places, before = left.popleft()
                for step in self._steps(places, before, within):
                    if step == ((p, q, q), letter):
                        return words[places, before] + letter
                    if step not in words:
                        words[step] = words[places, before] + step[1]
                        left.append(step)
        return None

    def _steps(
        self, places: tuple[int, ...], before: str, within: tuple[set[int], ...]
    ) -> Iterator[tuple[tuple[int, int, int], str]]:
        a, b, c = (
            [(way, e.after & self.letters[way]) for way, e in self.ways[place] if way in inside and before in e.before]
            for place, inside in zip(places, within, strict=True)
        )
        for one, by_one in a:
            for two, by_two in b:
                if by_both := by_one & by_two:
                    for three, by_three in c:
                        for letter in by_both & by_three:
                            yield (one, two, three), letter

    def _place(self, letters: Letters) -> int:
        self.letters.append(letters)
        return len(self.letters) - 1

    def _link(self, last: Iterable[tuple[int, _Edge]], first: Iterable[tuple[int, _Edge]]) -> None:
        first = list(first)
        for place, out in last:
            ways = self.ways.setdefault(place, [])
            for way, into in first:
                edge = out.then(into)
                if edge.before and edge.after:
                    self._doubled += [
                        (place, way, edge.after & known.after)
                        for other, known in ways
                        if other == way and edge.before & known.before and edge.after & known.after
                    ]
                    ways.append((way, edge))

    def _sequence(self, nodes: Iterable[Any]) -> _Part:
        whole = _Part([], [], [self._any])
        for node in nodes:
            part = self._part(*node)
            self._link(whole.last, part.first)
            whole = _Part(
                whole.first + [(place, gap.then(edge)) for gap in whole.empty for place, edge in part.first],
                part.last + [(place, edge.then(gap)) for gap in part.empty for place, edge in whole.last],
                [one.then(two) for one in whole.empty for two in part.empty],
            )
        return whole

    def _part(self, kind: Any, value: Any) -> _Part:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            place = self._place(frozenset(letter for letter in self._alphabet if self._holds(kind, value, letter)))
            return _Part([(place, self._any)], [(place, self._any)], [])
        if kind is sre.SUBPATTERN:
            self._groups[value[0]] = value[3]
            before, self._flags = self._flags, self._flags & ~value[2] | value[1]
            part = self._sequence(value[3])
            self._flags = before
            return part
        if kind is sre.ATOMIC_GROUP:
            return self._sequence(value)
        if kind is sre.GROUPREF:
            return self._sequence(self._groups[value])
        if kind is sre.BRANCH:
            parts = [self._sequence(branch) for branch in value[1]]
            return _Part(*(list(chain.from_iterable(each)) for each in zip(*map(_ends, parts), strict=True)))
        if kind in _REPEATS:
            return self._repeated(kind, *value)
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            return self._looked(kind, *value)
        if kind is sre.AT:
            return _Part([], [], self._at(value))
        raise NotImplementedError(kind)

    def _repeated(self, kind: Any, least: int, most: int, node: Any) -> _Part:
        endless = most is sre.MAXREPEAT
        copies = [self._sequence(node) for _ in range(min(max(least, 1) if endless else most, _MOST_COPIES))]
        whole = _Part([], [], [self._any])
        for number, part in enumerate(copies, 1):
            if endless and number == len(copies):
                self._link(part.last, part.first)
            if kind is sre.POSSESSIVE_REPEAT and len(node) == 1 and len(part.last) == 1:
                # It takes all it can: what follows is none of its letters.
                rest = _Edge(self._all, self._all - self.letters[part.last[0][0]])
                part.last = [(place, edge.then(rest)) for place, edge in part.last]
            self._link(whole.last, part.first)
            optional = number > least
            whole = _Part(
                whole.first + [(place, gap.then(edge)) for gap in whole.empty for place, edge in part.first],
                part.last
                + [(p, e.then(gap)) for gap in part.empty for p, e in whole.last]
                + (whole.last if optional else []),
                whole.empty if optional else [one.then(two) for one in whole.empty for two in part.empty],
            )
        return whole

    def _looked(self, kind: Any, direction: int, node: Any) -> _Part:
        """One letter is known; more of them are tried, and what follows is not bound by them."""
        part = self._sequence(node)
        empty = [self._any]
        if all(
            len(branch) == 1 and branch[0][0] in (sre.LITERAL, sre.NOT_LITERAL, sre.IN) for branch in _branches(node)
        ):
            letters = frozenset[str]().union(*(self.letters[place] for place, _ in part.first))
            letters = letters if kind is sre.ASSERT else self._all - letters
            empty = [_Edge(letters, self._all) if direction < 0 else _Edge(self._all, letters, kind is sre.ASSERT_NOT)]
        return _Part(part.first if direction > 0 else [], [], empty)

    def _at(self, where: Any) -> list[_Edge]:
        none, words = frozenset[str](), frozenset(letter for letter in self._alphabet if re.match(r"\w", letter))
        if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return [_Edge(none, self._all)]
        if where in (sre.AT_END, sre.AT_END_STRING):
            return [_Edge(self._all, none)]
        if where is sre.AT_BOUNDARY:
            return [_Edge(words, self._all - words), _Edge(self._all - words, words, end=False)]
        return [_Edge(words, words, end=False), _Edge(self._all - words, self._all - words)]

    def _holds(self, kind: Any, value: Any, letter: str) -> bool:
        if kind is sre.ANY:
            return letter != "\n" or bool(self._flags & re.DOTALL)
        if kind is sre.NOT_LITERAL:
            return not self._is(value, letter)
        if kind is sre.LITERAL:
            return self._is(value, letter)
        negated = bool(value) and value[0][0] is sre.NEGATE
        return negated != any(self._in(*item, letter) for item in value[negated:])

    def _in(self, kind: Any, value: Any, letter: str) -> bool:
        if kind is sre.CATEGORY:
            return re.match(_CATEGORIES[value], letter) is not None
        first, last = value if kind is sre.RANGE else (value, value)
        return any(first <= ord(sign) <= last for sign in self._alike(letter))

    def _is(self, code: int, letter: str) -> bool:
        return any(ord(sign) == code for sign in self._alike(letter))

    def _alike(self, letter: str) -> set[str]:
        alike = {letter, letter.lower(), letter.upper()} if self._flags & re.IGNORECASE else {letter}
        return {sign for sign in alike if len(sign) == 1}


_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


def _ends(part: _Part) -> tuple[Any, Any, Any]:
    return part.first, part.last, part.empty


def _branches(node: Any) -> list[Any]:
    return list(node[0][1][1]) if len(node) == 1 and node[0][0] is sre.BRANCH else [node]


def _told_apart(tree: Any, holds: Callable[[Any, Any, str], bool]) -> list[str]:
    """One letter for all that the pattern does not tell apart."""
    sets = list(_sets(tree))
    letters = dict.fromkeys([*_LETTERS, *chain.from_iterable(_named(kind, value) for kind, value in sets)])
    words = [(sre.IN, [(sre.CATEGORY, sre.CATEGORY_WORD)])]
    by_sets: dict[tuple[bool, ...], str] = {}
    for letter in letters:
        by_sets.setdefault(tuple(holds(kind, value, letter) for kind, value in [*sets, *words]), letter)
    return list(by_sets.values())


def _sets(node: Any) -> Iterator[tuple[Any, Any]]:
    """All sets of letters in a pattern."""
    for kind, value in node:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            yield kind, value
        elif kind is sre.BRANCH:
            yield from chain.from_iterable(map(_sets, value[1]))
        elif kind is sre.ATOMIC_GROUP:
            yield from _sets(value)
        elif kind not in (sre.AT, sre.GROUPREF):
            yield from _sets(value[-1])


def _named(kind: Any, value: Any) -> Iterator[str]:
    items = value if kind is sre.IN else [(kind, value)]
    for item, of in items:
        if item in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(of)
        elif item is sre.RANGE:
            yield from (chr(of[0]), chr(of[1]))
