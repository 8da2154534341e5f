"""Rates for amounts in another currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from lib.ingest.problem_codes import Code
from lib.ingest.upload import Report
from lib.ui.upload.desk import Desk, check_again


def draw_rates(desk: Desk, report: Report) -> None:
    """Ask for a rate where amounts in another currency have none."""
    missing = {str(g.parameters["currency"]) for g in report.warnings if g.code == Code.MISSING_RATE}
    for currency in sorted(missing):
        with st.form(f"rate-{currency}", border=True):
            st.text(f"State a rate, and the amounts in {currency} get a value in EUR.")
            left, right = st.columns(2)
            rate = left.text_input(f"EUR for one {currency}", placeholder="1.0412", key=f"rate-of-{currency}")
            day = right.date_input("Date of the rate", value=date.today(), key=f"rate-day-{currency}")
            if st.form_submit_button("Use this rate") and rate:
                _use_rate(desk, currency, rate, day)


def _use_rate(desk: Desk, currency: str, rate: str, day: Any) -> None:
    """Read the files again with a rate."""
    try:
        value = Decimal(rate.replace(",", "."))
    except ArithmeticError:
        value = Decimal(0)
    if not 0 < value < 10**6:
        st.error("A rate is a number larger than 0, such as 1.0412.")
        return
    given = desk.answers.given
    rates = {**given.rates, currency: (value, day)}
    check_again(desk, replace(desk.answers, given=replace(given, rates=rates)))
    st.rerun()
