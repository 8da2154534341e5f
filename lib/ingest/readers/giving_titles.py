"""The titles that the 360Giving standard gives to columns, for files that hold its JSON."""

from __future__ import annotations

from collections.abc import Sequence

#: Paths that only grants of the standard have together.
_OF_GRANTS = frozenset({"fundingOrganization/0/id", "awardDate"})
_ORGANISATION = {
    "id": "Identifier",
    "name": "Name",
    "charityNumber": "Charity Number",
    "companyNumber": "Company Number",
    "addressLocality": "City",
    "addressCountry": "Country",
    "postalCode": "Postal Code",
    "url": "Web Address",
}
#: Titles by path; lists have a title for their first object only, as spreadsheets of the standard usually do.
_TITLES = {
    "id": "Identifier",
    "title": "Title",
    "description": "Description",
    "currency": "Currency",
    "amountAppliedFor": "Amount Applied For",
    "amountAwarded": "Amount Awarded",
    "amountDisbursed": "Amount Disbursed",
    "awardDate": "Award Date",
    "url": "URL",
    "plannedDates/0/startDate": "Planned Dates:Start Date",
    "plannedDates/0/endDate": "Planned Dates:End Date",
    "plannedDates/0/duration": "Planned Dates:Duration (months)",
    "actualDates/0/startDate": "Actual Dates:Start Date",
    "actualDates/0/endDate": "Actual Dates:End Date",
    "grantProgramme/0/code": "Grant Programme:Code",
    "grantProgramme/0/title": "Grant Programme:Title",
    "grantProgramme/0/url": "Grant Programme:URL",
    "beneficiaryLocation/0/name": "Beneficiary Location:Name",
    "beneficiaryLocation/0/countryCode": "Beneficiary Location:Country Code",
    "fromOpenCall": "From An Open Call?",
    "dateModified": "Last Modified",
    "dataSource": "Data Source",
    **{f"recipientOrganization/0/{name}": f"Recipient Org:{title}" for name, title in _ORGANISATION.items()},
    **{f"fundingOrganization/0/{name}": f"Funding Org:{title}" for name, title in _ORGANISATION.items()},
}


def titled(paths: Sequence[str]) -> Sequence[str]:
    """Return the titles of the columns of 360Giving's JSON; other paths as they are."""
    return [_TITLES.get(path, path) for path in paths] if set(paths) >= _OF_GRANTS else paths
