"""Two organisations become one, to the cent, and two again."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine

from lib.entities.call_commitment import CallCommitment
from lib.entities.funding import Funding
from lib.entities.organisation import Organisation
from lib.entities.participation import Participation
from lib.entities.programme import Programme
from lib.ingest.staging.names import fold_name
from lib.ingest.undo import UndoError, undo
from lib.ingest.upload import prepare
from lib.services.actors import Actor, NotPermittedError, operator
from lib.services.merged_rows import MergeError
from lib.services.organisation_pairs import _with_words_in_common, likely_pairs
from lib.services.organisations import merge_organisations, preview_merge
from lib.services.rights import Role
from tests.conftest import filled_store
from tests.ingest.checks.reports import PARTICIPATION, rows
from tests.ingest.dumps import csv_file, dump, load_files

BY = operator("tests")


def fill(engine: Engine) -> None:
    """Two organisations that take part in a common project and in one each, fund, commit and belong."""
    load_files(engine, csv_file("country", "iso2,iso3,name\nDE,DEU,Germany\nFR,FRA,France\n"))
    organisations = (
        "organisation_id,name,short_name,country,ror_id\n"
        "KEEP,University of Example,,DE,\nGONE,Universität of Exemple,UEX,,https://ror.org/00example\n"
        "FUND,A funder,,FR,\nOTHER,Another university,,DE,\n"
    )
    funding = (
        f"{PARTICIPATION}"
        "BOTH,KEEP,DE,partner,FUND,100.10\nBOTH,GONE,DE,coordinator,FUND,0.25\nBOTH,GONE,DE,coordinator,,7\n"
        "BOTH,OTHER,DE,partner,KEEP,1\nBOTH,OTHER,DE,partner,GONE,2.02\n"
        "MINE,KEEP,DE,coordinator,FUND,5\nTHEIRS,GONE,,coordinator,FUND,6\nTHEIRS,OTHER,DE,partner,GONE,9.99\n"
    )
    load_files(
        engine,
        csv_file("organisation", organisations),
        csv_file("programme", "programme_id,name,funder,level,areas\nP,Plan,GONE,national,ELSA\n"),
        csv_file("call", "call_id,name\nC,Call\nD,Other call\n"),
        csv_file("call commitment", "call_id,funder,committed_eur\nC,KEEP,10.50\nC,GONE,0.75\nD,GONE,3\n"),
        csv_file("project", "project_id,title\nBOTH,Both\nMINE,Mine\nTHEIRS,Theirs\n"),
        csv_file("participation", funding),
        csv_file(
            "membership",
            "country,organisation,evidence,source_url\nDE,KEEP,chairs,https://example.org\n"
            "DE,GONE,chairs,https://example.org\nFR,GONE,chairs,https://example.org\n",
        ),
        csv_file("event", "event_id,name,organiser\nE,Meeting,GONE\n"),
    )


store = filled_store(fill)


def expected_funding(before: pd.DataFrame) -> pd.DataFrame:
    """The oracle: the same rows under one key, summed."""
    renamed = before.replace({"organisation": {"GONE": "KEEP"}, "funder": {"GONE": "KEEP"}})
    summed = renamed.groupby(["project_id", "organisation", "funder"], as_index=False)["funding_eur"].sum()
    return summed.sort_values(["project_id", "organisation", "funder"], ignore_index=True)


def funding_of(engine: Engine) -> pd.DataFrame:
    columns = ["project_id", "organisation", "funder", "funding_eur"]
    found = pd.DataFrame(rows(engine, Funding, *columns), columns=columns).fillna({"funder": ""})
    return found.sort_values(["project_id", "organisation", "funder"], ignore_index=True)


@pytest.mark.engines
def test_a_merge_is_exact_and_undoing_it_restores_every_row(store: Engine) -> None:
    before, numbers = dump(store), rows(store, Funding, "funding_id", "funding_eur")
    oracle = expected_funding(funding_of(store))
    shown = preview_merge(store, "KEEP", "GONE", BY)
    assert dump(store) == before, "a preview changes nothing"
    merged = merge_organisations(store, "KEEP", "GONE", BY, "one house under two names")
    assert (shown.rows, shown.filled, shown.added) == (merged.rows, merged.filled, merged.added)
    assert merged.filled == {"short_name": "UEX", "ror_id": "https://ror.org/00example"}
    assert merged.rows == {
        "participation": 2,
        "funding": 5,
        "call commitment": 2,
        "membership": 2,
        "programme": 1,
        "event": 1,
    }
    assert {(money.entity, money.place, money.funder, money.total) for money in merged.added} == {
        ("funding", "BOTH", "FUND", Decimal("100.35")),
        ("funding", "BOTH", "KEEP", Decimal("3.02")),
        ("call commitment", "C", "KEEP", Decimal("11.25")),
    }
    pd.testing.assert_frame_equal(funding_of(store), oracle)
    assert rows(store, Participation, "project_id", "organisation", "country", "role") == [
        ("BOTH", "KEEP", "DE", "coordinator"),
        ("BOTH", "OTHER", "DE", "partner"),
        ("MINE", "KEEP", "DE", "coordinator"),
        ("THEIRS", "KEEP", None, "coordinator"),
        ("THEIRS", "OTHER", "DE", "partner"),
    ]
    assert rows(store, CallCommitment, "call_id", "funder", "committed_eur") == [
        ("C", "KEEP", Decimal("11.25")),
        ("D", "KEEP", Decimal(3)),
    ]
    assert rows(store, Programme, "funder") == [("KEEP",)]
    assert "GONE" not in [key for (key,) in rows(store, Organisation, "organisation_id")]
    assert merged.import_id is not None
    undo(store, merged.import_id, BY)
    assert dump(store) == before
    assert rows(store, Funding, "funding_id", "funding_eur") == numbers


def test_files_that_name_the_one_that_is_gone_mean_the_other(store: Engine) -> None:
    merged = merge_organisations(store, "KEEP", "GONE", BY, "one house")
    file = csv_file(
        "participation",
        f"{PARTICIPATION}MINE,OTHER,,partner,Universität of Exemple,1\nTHEIRS,gone,,coordinator,OTHER,6\n",
    )
    with prepare(store, [file]) as ready:
        assert ready.report.errors == ()
        assert "organisation 'gone' is KEEP, University of Example" in ready.report.tables[0].read_as
    loaded = load_files(store, file)
    assert ("MINE", "OTHER", "KEEP", Decimal(1)) in rows(
        store, Funding, "project_id", "organisation", "funder", "funding_eur"
    )
    assert merged.import_id is not None
    with pytest.raises(UndoError, match=f"Undo first: {loaded.upload_id}"):
        undo(store, merged.import_id, BY)
    assert loaded.upload_id is not None
    undo(store, loaded.upload_id, BY)
    undo(store, merged.import_id, BY)


def test_an_import_that_brings_the_key_again_has_to_be_undone_first(store: Engine) -> None:
    merged = merge_organisations(store, "KEEP", "GONE", BY, "one house")
    again = load_files(store, csv_file("organisation", "organisation_id,name\nGONE,It is back\n"))
    assert merged.import_id is not None
    with pytest.raises(UndoError, match=f"Undo first: {again.upload_id}"):
        undo(store, merged.import_id, BY)


def test_a_number_that_was_given_again_is_no_obstacle(store: Engine) -> None:
    before = dump(store)
    merged = merge_organisations(store, "KEEP", "GONE", BY, "one house")
    added = load_files(
        store,
        csv_file(
            "participation",
            f"{PARTICIPATION}MINE,FUND,,partner,OTHER,1\nMINE,OTHER,,partner,,4\nTHEIRS,FUND,,partner,,8\n",
        ),
    )
    assert merged.import_id is not None
    undo(store, merged.import_id, BY)
    assert added.upload_id is not None
    undo(store, added.upload_id, BY)
    assert dump(store) == before


def test_what_cannot_be_merged_is_said(store: Engine) -> None:
    load_files(store, csv_file("organisation", "organisation_id,name\nX,Made up\n"), demonstration=True)
    foreign = "project_id,organisation,role,funder,funding_original,currency\n"
    foreign += "BOTH,FUND,partner,KEEP,5,CHF\nBOTH,FUND,partner,GONE,5,EUR\n"
    load_files(store, csv_file("participation", foreign))
    before = dump(store)
    for kept, gone, reason, said in (
        ("KEEP", "KEEP", "one", "Choose two"),
        ("KEEP", "NONE", "one", "no organisation NONE"),
        ("KEEP", "X", "one", "never mixed"),
        ("KEEP", "GONE", " ", "Say why"),
        ("KEEP", "GONE", "one", "an amount in CHF has no rate"),
    ):
        with pytest.raises(MergeError, match=said):
            merge_organisations(store, kept, gone, BY, reason)
    for actor in (Actor("", Role.SECRETARIAT), Actor("tests", Role.READER)):
        with pytest.raises(NotPermittedError):
            merge_organisations(store, "KEEP", "GONE", actor, "one")
    assert dump(store) == before


def test_amounts_in_two_currencies_are_added_in_euro(store: Engine) -> None:
    header = "project_id,organisation,role,funder,funding_original,funding_eur,currency,eur_rate,eur_rate_date\n"
    lines = "MINE,FUND,partner,KEEP,100,104.12,CHF,1.0412,2024-01-02\nMINE,FUND,partner,GONE,5,5,EUR,,\n"
    load_files(store, csv_file("participation", header + lines))
    merge_organisations(store, "KEEP", "GONE", BY, "one")
    columns = ("project_id", "organisation", "funder", "funding_eur", "funding_original", "currency", "eur_rate")
    assert ("MINE", "FUND", "KEEP", Decimal("109.12"), None, "EUR", None) in rows(store, Funding, *columns)


def test_pairs_that_may_be_one(engine: Engine) -> None:
    load_files(
        engine,
        csv_file("country", "iso2,iso3,name\nDE,DEU,Germany\nFR,FRA,France\n"),
        csv_file(
            "organisation",
            "organisation_id,name,country,ror_id\n"
            "A1,University of Exampletown,DE,\nA2,Universitiy of Exampletown,DE,\nA3,Exampletown University,DE,\n"
            "B1,University of Otherville,DE,\nB2,University A,DE,\nB3,University B,DE,\n"
            "C1,Clinic 1 of Exampletown,DE,\nC2,Clinic 2 of Exampletown,DE,\n"
            "D1,Institut d'Éxemple,FR,\nD2,INSTITUT D EXEMPLE,,\nD3,Institut d'exemple,DE,\n"
            "R1,Old name,FR,https://ror.org/00example\nR2,Quite another,DE,00example\n",
        ),
    )
    assert {(pair.kept.key, pair.gone.key, pair.why) for pair in likely_pairs(engine, demonstration=False)} == {
        ("A1", "A2", "similar names"),
        ("A1", "A3", "similar names"),
        ("A2", "A3", "similar names"),
        ("D1", "D2", "one name"),
        ("D2", "D3", "one name"),
        ("R1", "R2", "one ROR"),
    }
    assert likely_pairs(engine, demonstration=True) == []


def test_names_with_nothing_rare_in_common_are_not_compared() -> None:
    """Comparing each of many names with each other would take hours."""
    words = [fold_name(f"Example centre {number}").split() for number in range(1_000)]
    counted = Counter(word for name in words for word in name)
    common = frozenset({"example", "centre"})
    assert _with_words_in_common(range(1_000), words, counted, common) == set()
    words[0] = ["example", "radiologie"]
    words[1] = ["radiologia", "example"]
    assert _with_words_in_common(range(1_000), words, counted, common) == {(0, 1)}
