CHOSEN = {
    "calls.country_against_others": {"my-country": "DE"},
    "calls.country_against_others_by_year": {"my-country": "DE"},
}
EMPTY_IN_SAMPLE = {"calls.nothing_won": "test_countries_that_won_nothing"}
