"""What choices that narrow mean, for those who make them."""

from __future__ import annotations

from typing import Final

#: What a period to the day does with dates that are known less precisely.
ROUGH_DATES: Final = (
    "A date of which only the month or the year is known counts in a period of days where all of that month or year "
    "lies in it, so that periods which follow each other count nothing twice."
)
MEMBER_STATUS: Final = (
    "Status in ICPerMed today as far as a public page says so; no complete list of members is public. Of several "
    "statements about a country, that with the strongest evidence holds: named as member, then chairs, vice-chairs, "
    "secretariat, signs for it. Taking part or paying in joint calls alone is no status. Each statement with its time "
    "and source is in Records, data set membership."
)
