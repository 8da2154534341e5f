"""Sheets whose headers no format knows: which of their columns is which field."""

from lib.ingest.matching.checks import problems_of
from lib.ingest.matching.match import Match, fields_for, identifier_of, links, mappings_of
from lib.ingest.matching.memory import (
    RememberedMatch,
    UnknownMatchError,
    change_remembered,
    forget_match,
    forget_matches_of,
    header_hash,
    list_remembered,
    remember,
    remembered,
)
from lib.ingest.matching.propose import propose

__all__ = [
    "Match",
    "RememberedMatch",
    "UnknownMatchError",
    "change_remembered",
    "fields_for",
    "forget_match",
    "forget_matches_of",
    "header_hash",
    "identifier_of",
    "links",
    "list_remembered",
    "mappings_of",
    "problems_of",
    "propose",
    "remember",
    "remembered",
]
