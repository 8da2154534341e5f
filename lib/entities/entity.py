"""What is declared of an entity, all in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lib.entities.base import Base
from lib.entities.listing import Listing
from lib.entities.schema import Schema

#: By language (ISO 639-1), words separated by commas.
ByLanguage = Mapping[str, str]


@dataclass(frozen=True)
class Entity:
    """A kind of row.

    Attributes:
        name: such as "call outcome"; pages, files and the command line call it so.
        model: its table.
        about: what a row is, in a sentence.
        plural: what its rows are called, such as "outcomes of calls".
        address: its name in addresses for programs. Programs depend on it, so it never changes. Empty: it has none.
        schema: the form of its file; None where it has no file of its own.
        in_file_of: the entity whose file has its columns, where it has no file of its own.
        listing: how its rows are listed; None where they are not.
        example: the made-up row of its template: cells by field. Examples of different entities belong together.
        synonyms: what other people's files call a field, by field; amounts have theirs with the EUR value.
        called: words for the entity itself, which say little in a header of its files.
        known_by: columns by which files may name a row in place of its key, the one that is shown first.
        beside: entities whose columns often stand in the same rows of other people's files, as a project's title stands
            beside its participants.
        expected: fields that a complete row has, beside those without which it is refused and its source.
        dated_by: the column with the date of what a row is about, such as a project's first day; empty: none.
        reference: reference data, which both datasets share.
        counts_persons: a row counts persons of one event, perhaps fewer than may be published.
    """

    name: str
    model: type[Base]
    about: str
    plural: str
    address: str = ""
    schema: Schema | None = None
    in_file_of: str = ""
    listing: Listing | None = None
    example: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, ByLanguage] = field(default_factory=dict)
    called: ByLanguage = field(default_factory=dict)
    known_by: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    dated_by: str = ""
    reference: bool = False
    counts_persons: bool = False

    @property
    def title(self) -> str:
        return self.name.capitalize()

    @property
    def of_persons(self) -> bool:
        """Whether a row is a single person: such rows are never listed; what may be published of them is exported."""
        return self.schema is not None and self.schema.of_persons

    @property
    def is_confidential(self) -> bool:
        """Whether its rows tell small numbers of persons: they never leave the store, but for the secretariat's own
        copy of it. What may be published of them is exported as attendance."""
        return self.of_persons or self.counts_persons
