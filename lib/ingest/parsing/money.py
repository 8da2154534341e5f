"""Amounts of money: what follows from those that a row has, and what contradicts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from lib.ingest.parsing import values as v
from lib.ingest.parsing.fields import CENT
from lib.ingest.parsing.given import Rates
from lib.ingest.parsing.numbers import take_apart
from lib.ingest.parsing.row_checks import RowChecks
from lib.ingest.problem_codes import Code
from lib.ingest.problems import WARNING, expect

#: Amounts in EUR that differ from amount x rate by more than this contradict it.
_ROUNDING = Decimal(1)


def settle_money(checks: RowChecks, rates: Rates) -> None:
    """Fill in what follows from the amounts that are there, and note what contradicts.

    Every amount has an original in the row's currency and a value in EUR; in EUR the two are the same.
    """
    amounts = [name for name in checks.schema.amounts if {f"{name}_eur", f"{name}_original"} & checks.values.keys()]
    if not amounts:
        return
    rows, values = len(checks.numbers), checks.values
    signs = _by_sign(checks, amounts)
    for name in (*(f"{amount}{end}" for amount in amounts for end in ("_eur", "_original")), "currency"):
        values.setdefault(name, [None] * rows)
    foreign = [p for p, currency in enumerate(values["currency"]) if currency not in (None, "EUR")] or signs
    if not foreign:
        _all_in_euro(checks, amounts)
        return
    for name in ("eur_rate", "eur_rate_date"):
        values.setdefault(name, [None] * rows)
    for place in range(rows):
        if values["currency"][place] in (None, "EUR"):
            _in_euro(checks, amounts, [place])
        else:
            _converted(checks, amounts, place, rates)


def _by_sign(checks: RowChecks, amounts: Iterable[str]) -> bool:
    """Amounts that carry the sign of another currency are originals, whatever their column is called."""
    found = False
    for amount in amounts:
        for end in ("_eur", "_original"):
            column = checks.notations.get(f"{amount}{end}")
            code = column.currency if column is not None else ""
            if code in ("", "EUR" if end == "_eur" else ""):
                continue
            found = True
            rows, values = len(checks.numbers), checks.values
            currency = values.setdefault("currency", [None] * rows)
            cells = values[f"{amount}{end}"]
            originals = values.setdefault(f"{amount}_original", [None] * rows)
            for place, value in enumerate(cells):
                if value is None:
                    continue
                currency[place] = currency[place] or code
                if currency[place] != code:
                    _refuse_other_sign(checks, place, f"{amount}{end}")
                elif end == "_eur" and originals[place] is None:
                    originals[place], cells[place] = value, None
    return found


def _refuse_other_sign(checks: RowChecks, place: int, name: str) -> None:
    """Refuse an amount whose sign is not that of the currency that its row states; one without a sign is in that."""
    column = checks.column(name)
    _, around = take_apart(checks.shown_cell(column, place))
    stated = checks.values["currency"][place]
    if around.currency not in ("", stated):
        checks.add_problem(place, name, expect(Code.CURRENCY_CONTRADICTED, currency=stated))


def _all_in_euro(checks: RowChecks, amounts: Sequence[str]) -> None:
    if len(amounts) > 1 or any(value is not None for value in checks.values[f"{amounts[0]}_original"]):
        _in_euro(checks, amounts, range(len(checks.numbers)))
        return
    euros = checks.values[f"{amounts[0]}_eur"]
    checks.values[f"{amounts[0]}_original"] = euros
    checks.values["currency"] = [
        stated if euro is None else "EUR" for stated, euro in zip(checks.values["currency"], euros, strict=True)
    ]


def _in_euro(checks: RowChecks, amounts: Iterable[str], places: Iterable[int]) -> None:
    values = checks.values
    currency = values["currency"]
    for amount in amounts:
        euros, originals = values[f"{amount}_eur"], values[f"{amount}_original"]
        for place in places:
            euro, original = euros[place], originals[place]
            if euro is None and original is None:
                continue
            currency[place] = "EUR"
            if euro is None:
                euros[place] = original
            elif original is None:
                originals[place] = euro
            elif euro != original:
                expected = expect(Code.EUR_DIFFERS_FROM_ORIGINAL, amount=amount)
                checks.add_problem(place, f"{amount}_eur", expected, beside=f"{amount}_original: {original}")


def _converted(checks: RowChecks, amounts: Iterable[str], place: int, rates: Rates) -> None:
    values = checks.values
    currency, rate = values["currency"][place], values["eur_rate"][place]
    if rate is None and currency in rates:
        rate, values["eur_rate_date"][place] = rates[currency]
        values["eur_rate"][place] = rate
    if rate is not None and values["eur_rate_date"][place] is None:
        checks.add_problem(place, "eur_rate_date", expect(Code.MISSING_RATE_DATE))
    for amount in amounts:
        euro, original = values[f"{amount}_eur"][place], values[f"{amount}_original"][place]
        if euro is None and original is None:
            continue
        if original is None:
            checks.add_problem(place, f"{amount}_original", expect(Code.MISSING_ORIGINAL, currency=currency))
        elif rate is not None:
            converted = (original * rate).quantize(CENT, ROUND_HALF_UP)
            if converted >= v.MOST_MONEY:
                expected = expect(Code.CONVERTED_TOO_LARGE, highest=f"{v.MOST_MONEY:,}")
                checks.add_problem(place, f"{amount}_original", expected)
            elif euro is None:
                values[f"{amount}_eur"][place] = converted
            elif abs(euro - converted) > _ROUNDING:
                expected = expect(Code.RATE_CONTRADICTED, amount=amount)
                checks.add_problem(place, f"{amount}_eur", expected, beside=f"it makes {converted}")
        elif euro is not None:
            checks.add_problem(place, "eur_rate", expect(Code.MISSING_RATE_OF_EUR, amount=amount))
        else:
            expected = expect(Code.MISSING_RATE, currency=currency)
            checks.add_problem(place, f"{amount}_original", expected, WARNING)
