"""The parser of each content that lib.entities.fields declares: from a cell's plain text to a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from lib.entities import fields
from lib.entities.fields import Content, Field
from lib.ingest.parsing import values

_PARSERS: Mapping[Content, values.Parser] = {
    fields.TEXT: values.plain_text,
    fields.WEB_ADDRESS: values.web_address,
    fields.IDENTIFIER: values.identifier,
    fields.PSEUDONYM: values.pseudonym,
    fields.CHANNEL: values.channel,
    fields.MONEY: values.money,
    fields.EXCHANGE_RATE: values.rate,
    fields.SHARE: values.share,
    fields.COUNT: values.count,
    fields.SMALL_COUNT: values.small_count,
    fields.POSITIVE_COUNT: values.inhabitants,
    fields.YEAR_NUMBER: values.year,
    fields.DAY: values.day,
    fields.HISTORIC_DAY: values.historic_day,
    fields.FIRST_DAY: values.first_day,
    fields.LAST_DAY: values.last_day,
    fields.MOMENT: values.moment,
    fields.COUNTRY_CODE: values.country_code,
    fields.YES_NO: values.yes_no,
    fields.NUTS_CODE: values.nuts_code,
    fields.COORDINATES: values.coordinates,
}
#: Parsers of contents that have words or a length, by their name.
_MAKERS: Mapping[str, Callable[[Content], values.Parser]] = {
    fields.short_text(0).name: lambda content: values.short_text(content.length),
    fields.code(0).name: lambda content: values.upper_code(content.length),
    fields.one_of(()).name: lambda content: values.one_of(content.allowed),
    fields.list_of().name: lambda content: values.list_of(content.allowed or None),
    fields.shares_of(()).name: lambda content: values.shares_of(content.allowed),
}


@cache
def parser_of(content: Content) -> values.Parser:
    """From a cell's plain text to its value; what does not fit raises ParseError."""
    return _PARSERS[content] if content in _PARSERS else _MAKERS[content.name](content)


def parse(field: Field, cell: str) -> object:
    """The value of a cell of a field.

    Raises:
        ParseError: the cell does not hold what the field declares.
    """
    if field.refers_to and field.content is fields.IDENTIFIER:
        # What it is called may be longer than its key, which takes the name's place before anything is stored.
        return values.name_of_row(cell)
    return parser_of(field.content)(cell)
