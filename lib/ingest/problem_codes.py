"""What may be wrong with a file, by code, and the sentences that users read of it.

The sentences stand here and nowhere else; whatever finds a problem names its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Code(StrEnum):
    """What is wrong. Codes are kept with imports and read by programs: they never change."""

    # Texts and words
    NUL_CHARACTER = "nul-character"
    TEXT_TOO_LONG = "text-too-long"
    IDENTIFIER_TOO_LONG = "identifier-too-long"
    IDENTIFIER_ROUNDED = "identifier-rounded"
    LOOKALIKE_LETTERS = "lookalike-letters"
    POST_NUMBER_ROUNDED = "post-number-rounded"
    DATE_IN_TEXT = "date-in-text"
    NUMBER_IN_TEXT = "number-in-text"
    TRUTH_VALUE_IN_TEXT = "truth-value-in-text"
    LEADING_ZERO_LOST = "leading-zero-lost"
    NOT_A_WEB_ADDRESS = "not-a-web-address"
    NOT_LETTERS = "not-letters"
    NOT_ALLOWED = "not-allowed"
    NOT_YES_OR_NO = "not-yes-or-no"
    NOT_A_PSEUDONYM = "not-a-pseudonym"
    NOT_A_CHANNEL = "not-a-channel"
    REPEATED_CATEGORY = "repeated-category"
    PERCENTS_DO_NOT_ADD_UP = "percents-do-not-add-up"
    # Countries
    NOT_A_COUNTRY_CODE = "not-a-country-code"
    NOT_A_COUNTRY = "not-a-country"
    SEVERAL_COUNTRIES = "several-countries"
    EUROPE_NO_COUNTRY = "europe-no-country"
    NOT_A_NUTS_CODE = "not-a-nuts-code"
    NOT_COORDINATES = "not-coordinates"
    # Numbers
    NOT_A_NUMBER = "not-a-number"
    NOT_A_PLAIN_NUMBER = "not-a-plain-number"
    NOT_A_WHOLE_NUMBER = "not-a-whole-number"
    NUMBER_ROUNDED = "number-rounded"
    NUMBER_SCALED = "number-scaled"
    NUMBER_NOT_ALONE = "number-not-alone"
    EITHER_DECIMAL_MARK = "either-decimal-mark"
    TOO_MANY_DECIMALS = "too-many-decimals"
    OTHER_DECIMAL_MARK = "other-decimal-mark"
    OTHER_GROUP_MARK = "other-group-mark"
    NEGATIVE_COUNT = "negative-count"
    COUNT_OUT_OF_RANGE = "count-out-of-range"
    NO_INHABITANTS = "no-inhabitants"
    SHARE_OUT_OF_RANGE = "share-out-of-range"
    YEAR_OUT_OF_RANGE = "year-out-of-range"
    # Dates
    NOT_A_DATE = "not-a-date"
    NOT_AN_ISO_DATE = "not-an-iso-date"
    NOT_AN_ISO_MONTH = "not-an-iso-month"
    NOT_AN_ISO_TIME = "not-an-iso-time"
    RANGE_OF_DATES = "range-of-dates"
    QUARTER_OF_YEAR = "quarter-of-year"
    EMPTY_DATE = "empty-date"
    NOT_A_PARTIAL_DATE = "not-a-partial-date"
    NOT_A_TIME = "not-a-time"
    OTHER_DATE_ORDER = "other-date-order"
    DATE_OUT_OF_RANGE = "date-out-of-range"
    FAR_FUTURE = "far-future"
    DATES_OUT_OF_ORDER = "dates-out-of-order"
    BEFORE_STORED_DATE = "before-stored-date"
    AFTER_STORED_DATE = "after-stored-date"
    # Money
    AMOUNT_WRITTEN_OUT = "amount-written-out"
    AMOUNTS_SCALED = "amounts-scaled"
    NEGATIVE_AMOUNT = "negative-amount"
    PERCENT_OF_AMOUNT = "percent-of-amount"
    AMOUNT_OUT_OF_RANGE = "amount-out-of-range"
    RATE_OUT_OF_RANGE = "rate-out-of-range"
    OTHER_CURRENCY = "other-currency"
    CURRENCY_CONTRADICTED = "currency-contradicted"
    SHARED_CURRENCY_SIGN = "shared-currency-sign"
    EUR_DIFFERS_FROM_ORIGINAL = "eur-differs-from-original"
    MISSING_ORIGINAL = "missing-original"
    MISSING_RATE = "missing-rate"
    MISSING_RATE_OF_EUR = "missing-rate-of-eur"
    MISSING_RATE_DATE = "missing-rate-date"
    CONVERTED_TOO_LARGE = "converted-too-large"
    RATE_CONTRADICTED = "rate-contradicted"
    # Headers and rows
    MISSING_COLUMN = "missing-column"
    REPEATED_COLUMN = "repeated-column"
    UNKNOWN_COLUMN = "unknown-column"
    RETIRED_COLUMN = "retired-column"
    MISSING_VALUE = "missing-value"
    UNUSUAL_VALUE = "unusual-value"
    CELLS_BEYOND_HEADER = "cells-beyond-header"
    ROWS_INSIDE_TEXT = "rows-inside-text"
    TOTAL_ROW = "total-row"
    TOTAL_OF_ALL = "total-of-all"
    TOTAL_DIFFERS = "total-differs"
    HEADING_ROW = "heading-row"
    CELL_OVERRULED = "cell-overruled"
    CONSTANT_UNHEEDED = "constant-unheeded"
    HEADING_FILLED = "heading-filled"
    FOOTNOTE_ROW = "footnote-row"
    EXAMPLE_ROW = "example-row"
    CANCELLED = "cancelled"
    NOT_JOINED = "not-joined"
    NAMESAKES = "namesakes"
    # Workbooks
    ERROR_CELL = "error-cell"
    FORMULA_WITHOUT_VALUE = "formula-without-value"
    HIDDEN_SHEET = "hidden-sheet"
    HIDDEN_ROWS = "hidden-rows"
    MERGED_CELLS = "merged-cells"
    MERGED_AMOUNT = "merged-amount"
    # Keys and references
    REPEATED_KEY = "repeated-key"
    ALIKE_KEY = "alike-key"
    EQUAL_ROW = "equal-row"
    EQUAL_ROW_OF_TABLE = "equal-row-of-table"
    NEWER_ROW_TAKEN = "newer-row-taken"
    KEY_OF_OTHER_TABLE = "key-of-other-table"
    KEY_OF_OTHER_DATASET = "key-of-other-dataset"
    CONTRADICTS_ROW = "contradicts-row"
    CONTRADICTS_TABLE = "contradicts-table"
    SAME_TITLE = "same-title"
    NAME_TAKEN = "name-taken"
    UNKNOWN_REFERENCE = "unknown-reference"
    NEAR_REFERENCE = "near-reference"
    AMBIGUOUS_REFERENCE = "ambiguous-reference"
    REFERENCE_TO_FACT = "reference-to-fact"
    REFERENCE_TO_DEMONSTRATION = "reference-to-demonstration"
    COUNTRY_CHANGED = "country-changed"
    SUMS_OF_PERSONS = "sums-of-persons"
    PERSONS_OF_SUMS = "persons-of-sums"
    SUMS_CANNOT_BE = "sums-cannot-be"


#: What would be right, by code; what stands in braces are the parameters.
EXPECTED: Mapping[Code, str] = {
    Code.NUL_CHARACTER: "text without NUL characters, which cannot be seen; type it anew",
    Code.TEXT_TOO_LONG: "at most {longest} characters; shorten the text",
    Code.IDENTIFIER_TOO_LONG: "an identifier of at most {longest} characters",
    Code.IDENTIFIER_ROUNDED: "the identifier as text; the spreadsheet has rounded it: format the column as text and "
    "type it anew",
    Code.LOOKALIKE_LETTERS: "Latin letters in place of {letters}, which look like them and are Greek or Cyrillic",
    Code.POST_NUMBER_ROUNDED: "the post's number with all its digits; a spreadsheet rounds it, so import the file as "
    "downloaded",
    Code.DATE_IN_TEXT: "a text; this cell is a date, which a spreadsheet may have made of a name such as SEPT9 or 3-2",
    Code.NUMBER_IN_TEXT: "a text; this cell is a number, which a spreadsheet may have made of a code such as 2E11",
    Code.TRUTH_VALUE_IN_TEXT: "a text; this cell is true or false, which a spreadsheet makes of such words",
    Code.LEADING_ZERO_LOST: "the code with its leading zeros, as others in the column have; this cell is a number, of "
    "which a spreadsheet takes zeros off",
    Code.NOT_A_WEB_ADDRESS: "an address beginning with http:// or https://, such as https://www.example.org",
    Code.NOT_LETTERS: "{length} letters, such as {example}",
    Code.NOT_ALLOWED: "one of: {allowed}",
    Code.NOT_YES_OR_NO: "yes or no; leave the cell empty where it is not known",
    Code.NOT_A_PSEUDONYM: "a pseudonym of 16 to 64 hexadecimal digits, never a name or an e-mail address",
    Code.NOT_A_CHANNEL: "a channel's short name, such as x or linkedin",
    Code.REPEATED_CATEGORY: "each category once in a cell",
    Code.PERCENTS_DO_NOT_ADD_UP: "percents from 0 to 100 that add up to 100",
    Code.NOT_A_COUNTRY_CODE: "a two-letter country code of ISO 3166-1, such as MT",
    Code.NOT_A_COUNTRY: "a country: its English name or its two-letter code, such as Malta or MT",
    Code.SEVERAL_COUNTRIES: "one country; write a row for each, or leave the cell empty",
    Code.EUROPE_NO_COUNTRY: "a country, which the European Union is not; leave the cell empty",
    Code.NOT_A_NUTS_CODE: "the code of a NUTS region, such as DEA2",
    Code.NOT_COORDINATES: "degrees north and east, such as 51.98633,5.66794",
    Code.NOT_A_NUMBER: "a number, such as 1234567.89; leave the cell empty where it is not known",
    Code.NOT_A_PLAIN_NUMBER: "a number with a point for decimals and no thousands sign, such as 1234567.89",
    Code.NOT_A_WHOLE_NUMBER: "a whole number, such as 1234567; leave the cell empty where it is not known",
    Code.NUMBER_ROUNDED: "the number in full, such as 1234567.89; the spreadsheet may have rounded it: format the "
    "column as numbers without a power of ten and save it again",
    Code.NUMBER_SCALED: "the number in full, such as 1200000; what stands beside it stands for different numbers in "
    "different languages",
    Code.NUMBER_NOT_ALONE: "the number alone, such as 30000000, without words or signs such as ca., <, > or *; leave "
    "the cell empty where only a bound is known",
    Code.EITHER_DECIMAL_MARK: "one sign for decimals in the whole column; here both occur, and each number was read "
    "in the only way that is possible",
    Code.TOO_MANY_DECIMALS: "a number with at most {decimals} decimals; round it",
    Code.OTHER_DECIMAL_MARK: "a number with a {mark} for decimals, as in the rest of the column, such as {example}",
    Code.OTHER_GROUP_MARK: "a whole number in which {mark}s group thousands, as in the rest of the column",
    Code.NEGATIVE_COUNT: "a whole number, 0 or more",
    Code.COUNT_OUT_OF_RANGE: "a whole number from 0 to {highest}",
    Code.NO_INHABITANTS: "a whole number, 1 or more",
    Code.SHARE_OUT_OF_RANGE: "a share from 0 to 1, or a percent with its sign, such as 0.4 or 40 %",
    Code.YEAR_OUT_OF_RANGE: "a year from {first} to {last}",
    Code.NOT_A_DATE: "a date, such as 2024-03-14; leave the cell empty where it is not known",
    Code.NOT_AN_ISO_DATE: "a date as YYYY-MM-DD, such as {example}",
    Code.NOT_AN_ISO_MONTH: "a month as YYYY-MM, such as 2024-03",
    Code.NOT_AN_ISO_TIME: "a time as YYYY-MM-DD hh:mm, such as 2024-03-14 09:30",
    Code.RANGE_OF_DATES: "one date, such as 2024-03-14; the first and the last day belong in a column each",
    Code.QUARTER_OF_YEAR: "a date, a month or a year; write the first month of the quarter, such as 2024-04",
    Code.EMPTY_DATE: "a date, such as 2024-03-14; this is how spreadsheets show an empty one: leave the cell empty",
    Code.NOT_A_PARTIAL_DATE: "a date, a month or a year, such as 2024-03-14, 2024-03 or 2024; leave the cell empty "
    "where it is not known",
    Code.NOT_A_TIME: "a date and time, such as 2024-03-14 09:30",
    Code.OTHER_DATE_ORDER: "a date as {order}, as in the rest of the column",
    Code.DATE_OUT_OF_RANGE: "a date of the years {first} to {last}; check the year",
    Code.FAR_FUTURE: "a date before {last}, unless it is meant",
    Code.DATES_OUT_OF_ORDER: "nothing earlier than {column}; correct one of the two",
    Code.BEFORE_STORED_DATE: "nothing earlier than the {column} in the store; correct the row, or load both dates",
    Code.AFTER_STORED_DATE: "nothing later than the {column} in the store; correct the row, or load both dates",
    Code.AMOUNT_WRITTEN_OUT: "the amount in full; thousands and millions were written out, please check",
    Code.AMOUNTS_SCALED: "amounts in full, under a header without thousands or millions; every amount in this column "
    "was multiplied by {factor}, please check",
    Code.NEGATIVE_AMOUNT: "an amount of 0 or more; a minus or brackets make it negative. Correct it, or leave the "
    "cell empty",
    Code.PERCENT_OF_AMOUNT: "an amount of money, not a percent",
    Code.AMOUNT_OUT_OF_RANGE: "an amount from 0 to 9 999 999 999 999.99",
    Code.RATE_OUT_OF_RANGE: "EUR for one unit of the currency, larger than 0 and at most {highest}",
    Code.OTHER_CURRENCY: "an amount in {currency}, as in the rest of the column; amounts in several currencies "
    "belong in the column for original amounts, each with its code in the column currency",
    Code.CURRENCY_CONTRADICTED: "an amount in {currency}, as the column currency says in this row",
    Code.SHARED_CURRENCY_SIGN: "the currency as its code, since several share this sign: {codes}",
    Code.EUR_DIFFERS_FROM_ORIGINAL: "the same as {amount}_original, since the currency is EUR; correct one of the two",
    Code.MISSING_ORIGINAL: "the amount in {currency}",
    Code.MISSING_RATE: "a rate for {currency}; without one the amount has no value in EUR",
    Code.MISSING_RATE_OF_EUR: "the rate that turns {amount}_original into {amount}_eur",
    Code.MISSING_RATE_DATE: "the date of the rate",
    Code.CONVERTED_TOO_LARGE: "an amount of less than EUR {highest}",
    Code.RATE_CONTRADICTED: "{amount}_original x eur_rate, within EUR 1; correct one of the three",
    Code.MISSING_COLUMN: "the column {column}: {guide}",
    Code.REPEATED_COLUMN: "this column once: {times} columns of the file have this name; rename or delete the others",
    Code.UNKNOWN_COLUMN: "a column of the {entity} template, perhaps {proposed}; this one is not loaded",
    Code.RETIRED_COLUMN: "no such column: what it says belongs in the {entity} template, and is not read here",
    Code.MISSING_VALUE: "a value: {guide}",
    Code.UNUSUAL_VALUE: "{usual}",
    Code.CELLS_BEYOND_HEADER: "no cells beyond the {width} of the header; a text in which the separator stands has "
    "to be in quotes",
    Code.ROWS_INSIDE_TEXT: "a text without whole rows in it; see its quotes",
    Code.TOTAL_ROW: "rows of data alone; this row of sums was left out",
    Code.TOTAL_OF_ALL: "an empty cell as the {column}; this row of totals is read as the sum of all",
    Code.TOTAL_DIFFERS: "what the rows by {column} add up to; check whether a row is missing, or persons of whom it is "
    "not known",
    Code.HEADING_ROW: "rows of data alone; this row with a single cell was taken for a heading and left out",
    Code.CELL_OVERRULED: "{value}, as was said of all rows; this cell is not read",
    Code.CONSTANT_UNHEEDED: "{value}, as was said for files without a column for the {field}; this one has it, and it "
    "counts. To put {value} in its place, use --overrule {field}, or 'The same in all rows' on the page",
    Code.HEADING_FILLED: "the {field} in every row; this row with a single cell was taken for a heading, and read as "
    "the {field} of the rows below it that have none",
    Code.FOOTNOTE_ROW: "rows of data alone; this footnote was left out",
    Code.EXAMPLE_ROW: "rows of your own; the template's example row was left out",
    Code.CANCELLED: "a registration that stands; those that were cancelled or withdrawn were left out",
    Code.NOT_JOINED: "e-mail addresses, or names as in the list of registrations: {strangers} of {named} attendees "
    "without an e-mail address cannot be joined to the {registered} registered, and count as further persons",
    Code.NAMESAKES: "one address for each person: {persons} bear a name that is known by another, and count as others "
    "unless you say that they are the same",
    Code.ERROR_CELL: "a value in place of the spreadsheet's error, which is read as an empty cell",
    Code.FORMULA_WITHOUT_VALUE: "a value; this formula was saved without one: open the file in a spreadsheet program, "
    "save it there, and upload it again",
    Code.HIDDEN_SHEET: "a sheet that can be seen: this one is hidden, and is read like the others; leave it out if its "
    "rows do not belong to the table",
    Code.HIDDEN_ROWS: "rows that can be seen: those that are hidden or filtered out (number: {rows}) are read like the "
    "others; delete them, or leave the sheet out, if they are not meant",
    Code.MERGED_CELLS: "a value in every row: these cells are merged, and each is read as the first of them",
    Code.MERGED_AMOUNT: "the amount of each row by itself: these cells are merged, and nothing says which part of it "
    "belongs to which row",
    Code.REPEATED_KEY: "each key once; correct the key, or delete the row that is wrong",
    Code.ALIKE_KEY: "one spelling of each key; but for zeros before it this is the key of another {entity}, and the "
    "two are kept apart. Correct one of them if they are the same",
    Code.EQUAL_ROW: "each row once; this one is the same in every column, and counts once",
    Code.EQUAL_ROW_OF_TABLE: "each row in one file; {table} has the same row, which counts once",
    Code.NEWER_ROW_TAKEN: "each row in one file; the values of {newer} were taken, which is newer than {older}",
    Code.KEY_OF_OTHER_TABLE: "each key in one file; {table} has it with other values. Delete the row that is wrong",
    Code.KEY_OF_OTHER_DATASET: "a key that no {dataset} has, since facts and demonstration data never change each "
    "other; correct the key, or remove the other row first",
    Code.CONTRADICTS_ROW: "the same {field} in every row of one {entity}; correct the rows that differ",
    Code.CONTRADICTS_TABLE: "the {field} that {table} has",
    Code.SAME_TITLE: "a word on whether this is {near} of the store, which has the same title, or a new project, since "
    "the file has no identifier for it",
    Code.NAME_TAKEN: "a {field} that no other {entity} has; correct it, or delete the row that is double",
    Code.UNKNOWN_REFERENCE: "the identifier or the name of {entity} that is in the store; load it first",
    Code.NEAR_REFERENCE: "the identifier or the name of {entity} that is in the store, perhaps {near}; or load "
    "it first",
    Code.AMBIGUOUS_REFERENCE: "the identifier of the one that is meant, since {candidates} go by this name",
    Code.REFERENCE_TO_FACT: "the identifier of demonstration data; this one is a fact, to which demonstration data "
    "cannot refer",
    Code.REFERENCE_TO_DEMONSTRATION: "the identifier of a fact; this one is demonstration data, to which facts cannot "
    "refer",
    Code.COUNTRY_CHANGED: "a country just as the store has it: countries serve both datasets, and come with the facts",
    Code.SUMS_OF_PERSONS: "an event without an attendance list: of this one there is one, from which its sums follow",
    Code.PERSONS_OF_SUMS: "an event without sums of attendance: empty those of this one first, on Records, in its row",
    Code.SUMS_CANNOT_BE: "{possible}",
}
