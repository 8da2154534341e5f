"""The countries that take part in the demonstration data."""

from __future__ import annotations

#: A row of a file, by column.
Row = dict[str, object]

#: Country, its name, and how often it takes part, relative to the others.
COUNTRIES = {
    "DE": ("Germany", 15),
    "ES": ("Spain", 12),
    "FR": ("France", 11),
    "IT": ("Italy", 11),
    "NL": ("Netherlands", 8),
    "SE": ("Sweden", 6),
    "BE": ("Belgium", 6),
    "AT": ("Austria", 5),
    "DK": ("Denmark", 4),
    "FI": ("Finland", 4),
    "NO": ("Norway", 4),
    "IE": ("Ireland", 3),
    "PT": ("Portugal", 4),
    "PL": ("Poland", 5),
    "HU": ("Hungary", 3),
    "EE": ("Estonia", 3),
    "LV": ("Latvia", 2),
    "LT": ("Lithuania", 2),
    "SI": ("Slovenia", 2),
    "HR": ("Croatia", 2),
    "RO": ("Romania", 2),
    "BG": ("Bulgaria", 1),
    "CZ": ("Czechia", 3),
    "SK": ("Slovakia", 1),
    "GR": ("Greece", 3),
    "CY": ("Cyprus", 1),
    "MT": ("Malta", 1),
    "LU": ("Luxembourg", 2),
    "CH": ("Switzerland", 4),
    "IL": ("Israel", 3),
    "TR": ("Türkiye", 2),
    "IS": ("Iceland", 1),
    "CA": ("Canada", 2),
    "GB": ("United Kingdom", 3),
}
