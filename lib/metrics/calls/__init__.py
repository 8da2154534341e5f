"""Calls and what became of them: proposals by stage, success rates, money asked for, committed and awarded.

Outcomes are counts that a call's secretariat published: a row for the whole call, and one for each country where
countries were counted. Rates are sums over sums, never averages of rates. A proposal with partners in three countries
counts once in each country's row, so the rows of countries add up to more than the call's own.

How many different proposals stand behind several countries' rows is not published. There are at least as many as the
country with the most has, call by call; intervals are those of so few (the columns of SAMPLES).

The calls are those that fit the filters; those that a reader picked are among them (`Scope.calls`).
"""
