"""Sheets whose headers no format knows: which of their columns is which field."""

from lib.ingest.matching.checks import problems_of
from lib.ingest.matching.match import Match, identifier_of, mapping_of
from lib.ingest.matching.memory import header_hash, remember, remembered
from lib.ingest.matching.propose import propose

__all__ = ["Match", "header_hash", "identifier_of", "mapping_of", "problems_of", "propose", "remember", "remembered"]
