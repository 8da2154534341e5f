"""The page on uploading: files in, questions, the report of what would happen, and loading."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.common import formatting
from lib.export.error_copy import error_copy
from lib.export.templates import template_csv, template_xlsx
from lib.ingest.convert import Given
from lib.ingest.formats.recognise import FORMATS
from lib.ingest.look import Answers, Found, Need, Progress, may_be_given, sample
from lib.ingest.matching import Match, problems_of, propose
from lib.ingest.problems import Group
from lib.ingest.schemas import SCHEMAS
from lib.ingest.source import SourceFile, Unusable
from lib.ingest.tables import as_text, folded
from lib.ingest.upload import Counts, Loaded, Prepared, Rejected, Report, Unanswered, prepare
from lib.ui.ask import engine
from lib.ui.frame import Column, show_list
from lib.ui.jobs import Cancelled, Job
from lib.ui.who import your_name

_LOG = logging.getLogger(__name__)
_BY_ITSELF = "Recognise it from the content"
_FILE_TYPES = ("csv", "tsv", "txt", "xlsx", "xls", "zip")
#: The files that the user is working on, and those that are still being loaded behind them.
_DESK, _BEHIND = "upload-desk", "uploads-behind"
_ROUND = "upload-round"
#: Answers that are shown all at once; more are in a list.
_MOST_BUTTONS = 3
_NOT_LOADED = "– not loaded –"
_CURRENCIES = ("CHF", "GBP", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "ISK", "TRY", "ILS", "CAD", "USD")


@dataclass
class Desk:
    """What the user is working on: the files, what was said of them, and how far they are."""

    key: tuple[object, ...]
    files: tuple[SourceFile, ...]
    answers: Answers
    demonstration: bool
    job: Job[Any] | None = None
    waiting: Unanswered | None = None
    prepared: Prepared | None = None
    loaded: Loaded | None = None
    trouble: str = ""
    tries: int = 0
    is_loading: bool = False

    @property
    def names(self) -> str:
        return ", ".join(file.name for file in self.files)

    def close(self) -> None:
        """Let go of everything; nothing was written that is not loaded."""
        if self.job is not None:
            self.job.cancel()
            self.job.when_done(lambda result: result.close() if isinstance(result, Prepared) else None)
            self.job = None
        if self.prepared is not None:
            self.prepared.close()
            self.prepared = None


def draw_upload() -> None:
    """Everything on the page, as far as the files are."""
    _draw_templates()
    with st.container(border=True):
        uploaded = st.file_uploader(
            "Files",
            type=list(_FILE_TYPES),
            accept_multiple_files=True,
            key=f"upload-files-{st.session_state.get(_ROUND, 0)}",
            help="CSV, XLSX, XLS or a zip of these, up to 200 MB and 1 000 000 rows. Files that belong together, such "
            "as projects and their participants, are loaded together or not at all.",
        )
        left, right = st.columns(2)
        wanted = left.selectbox(
            "What the files hold",
            [_BY_ITSELF, *SCHEMAS, *(name for name in FORMATS if not name.endswith(" template"))],
            format_func=_named,
            key="upload-wanted",
        )
        by = your_name(right)
        demonstration = st.checkbox(
            "These rows are made up: demonstration data",
            key="upload-demonstration",
            help="They are shown apart from the facts, under a mark on every page and in every file, and never change "
            "facts. They refer to other demonstration data, and to countries.",
        )
    files = tuple(SourceFile(file.name, file.getvalue()) for file in uploaded)
    desk = _desk(files, tuple(file.file_id for file in uploaded), wanted, demonstration)
    if st.session_state.get(_BEHIND):
        _draw_behind()
    if desk is not None:
        st.text(f"Files: {desk.names}")
    if desk is None:
        st.info("Drop one or more files above. Nothing is written before you have seen what would happen.")
    elif desk.trouble:
        st.error(desk.trouble, icon=":material/error:")
        st.button("Try again", on_click=_begin, args=(desk,))
    elif desk.loaded is not None:
        _draw_loaded(desk.loaded)
    elif desk.job is not None:
        _wait(desk)
    elif desk.waiting is not None:
        _draw_needs(desk, desk.waiting)
    elif desk.prepared is not None:
        _draw_report(desk, desk.prepared, by)


def _named(what: str) -> str:
    return FORMATS[what].label if what in FORMATS else what.capitalize() if what in SCHEMAS else what


def _draw_templates() -> None:
    with st.expander("Templates to fill in"):
        entity = st.selectbox("Template for", list(SCHEMAS), format_func=str.capitalize, key="template")
        with st.container(horizontal=True):
            for label, make, ending, media in (
                ("As a workbook", template_xlsx, "xlsx", "application/octet-stream"),
                ("As CSV", template_csv, "csv", "text/csv"),
            ):
                st.download_button(
                    label,
                    partial(make, entity),
                    f"{entity.replace(' ', '_')}.{ending}",
                    media,
                    icon=":material/download:",
                    on_click="ignore",
                    key=f"template-{ending}",
                )
        needed = {field.name: "yes" if field.required else "no" for field in SCHEMAS[entity].fields}
        guide = pd.DataFrame(
            [{"column": field.name, "guide": field.guide} for field in SCHEMAS[entity].fields], dtype=object
        )
        guide["needed"] = guide["column"].map(needed)
        columns = {"column": Column("Column"), "needed": Column("Needed"), "guide": Column("What belongs there")}
        show_list(guide, columns, alt=f"Columns of the template for {entity}", key="template-guide")


def _desk(files: tuple[SourceFile, ...], ids: Sequence[str], wanted: str, demonstration: bool) -> Desk | None:
    """The desk for these files; a new one, with the work begun, where the files or what is said of them changed."""
    key = (tuple(ids), wanted, demonstration)
    desk: Desk | None = st.session_state.get(_DESK)
    # Without files the desk stays: Streamlit forgets what was dropped when the page changes.
    if desk is not None and files and desk.key != key:
        if desk.is_loading:
            st.session_state.setdefault(_BEHIND, []).append(desk)
        else:
            desk.close()
        desk = None
    if desk is None and files:
        answers = Answers(None if wanted == _BY_ITSELF else wanted)
        desk = Desk(key, files, answers, demonstration)
        _begin(desk)
    st.session_state[_DESK] = desk
    return desk


def _begin(desk: Desk) -> None:
    """Read, check and compare the files, in the background."""
    store, files, answers, demonstration = engine(), desk.files, desk.answers, desk.demonstration
    desk.trouble, desk.waiting = "", None
    desk.tries += 1
    desk.job = Job(lambda tell: prepare(store, files, answers, demonstration=demonstration, progress=tell))


@st.fragment(run_every=0.4)
def _wait(desk: Desk) -> None:
    """Show how far the work is, until it is done."""
    job = desk.job
    if job is None:
        return
    if job.done:
        _finish(desk, job)
        st.rerun()
    share = 0.0 if job.share is None else job.share
    st.progress(share, text=job.what)
    st.button("Cancel", on_click=job.cancel, icon=":material/cancel:", key=f"cancel-{desk.tries}")


@st.fragment(run_every=1)
def _draw_behind() -> None:
    """Files that are being loaded while the user goes on with others."""
    behind: list[Desk] = st.session_state[_BEHIND]
    for place, desk in enumerate(behind):
        if desk.job is not None and desk.job.done:
            _finish(desk, desk.job)
        with st.container(border=True, horizontal=True, key=f"behind-{place}"):
            if desk.job is not None:
                st.text(f"{desk.names}: {desk.job.what}")
            elif desk.loaded is not None:
                st.text(f"{desk.names}: loaded as import {desk.loaded.upload_id}")
            else:
                st.text(f"{desk.names}: {desk.trouble}")


def _finish(desk: Desk, job: Job[Any]) -> None:
    desk.job = None
    try:
        result = job.result()
    except Unanswered as unanswered:
        desk.waiting = unanswered
    except (Unusable, Rejected) as error:
        desk.trouble = str(error)
    except Cancelled:
        desk.trouble = "Cancelled; nothing was written."
    except Exception:  # noqa: BLE001  # whatever it is, the user must learn that the store is as it was
        _LOG.exception("an upload failed")
        desk.trouble = "Something went wrong on our side; nothing was written. The server's log says more."
    else:
        if isinstance(result, Prepared):
            desk.prepared = result
        else:
            desk.loaded = result


# What only the files' owner can say


def _draw_needs(desk: Desk, unanswered: Unanswered) -> None:
    st.header("A question first" if len(unanswered.needs) == 1 else "Some questions first", anchor=False)
    said: list[tuple[Need, str | Match]] = []
    ready = True
    for place, need in enumerate(unanswered.needs):
        with st.container(border=True, key=f"need-{place}"):
            if need.match is not None:
                found = next(found for found in unanswered.looked.found if found.where == need.where)
                match, fits = _ask_match(need, found, place)
                said.append((need, match))
            else:
                text = _ask(need, place)
                fits = bool(text)
                said.append((need, text))
            ready = ready and fits
    st.button(
        "Go on",
        type="primary",
        disabled=not ready,
        icon=":material/arrow_forward:",
        on_click=_go_on,
        args=(desk, said),
    )


def _go_on(desk: Desk, said: Sequence[tuple[Need, str | Match]]) -> None:
    """Read the files anew with what was said."""
    for need, answer in said:
        desk.answers = _with(desk.answers, need, answer)
    _begin(desk)


def _ask(need: Need, place: int) -> str:
    st.text(f"{need.where}: {need.question.about}")
    if need.question.examples:
        st.text(f"Column {need.name}, with cells such as: {', '.join(need.question.examples)}")
    options = list(need.question.answers)
    if not options:
        return st.text_input(need.name, key=f"need-value-{place}") or ""
    index = options.index(need.proposed) if need.proposed in options else None
    meaning, key = need.question.answers.__getitem__, f"answer-{place}"
    if len(options) <= _MOST_BUTTONS:
        return st.radio("Answer", options, index=index, format_func=meaning, key=key) or ""
    return st.selectbox("Answer", options, index=index, format_func=meaning, key=key) or ""


def _with(answers: Answers, need: Need, answer: str | Match) -> Answers:
    """The answers with one more."""
    if isinstance(answer, Match):
        return replace(answers, matches={**answers.matches, need.where: answer})
    given = answers.given
    if need.question.examples:
        return replace(answers, given=replace(given, readings={**given.readings, folded(need.name): answer}))
    return replace(answers, given=replace(given, constants={**given.constants, need.name: answer}))


def _ask_match(need: Need, found: Found, place: int) -> tuple[Match, bool]:
    """A grid in which the user says which column is what. Returns the match, and whether it can be used."""
    assert need.match is not None
    st.text(f"{need.where}: nobody knows this header yet. Which column is what?")
    header, rows = found.table.header, sample(found)
    entity = st.selectbox(
        "Each row is a",
        list(SCHEMAS),
        index=list(SCHEMAS).index(need.match.entity),
        key=f"match-entity-{place}",
    )
    proposal = need.match if entity == need.match.entity else propose(header, rows, entity)
    field_of = {header: name for name, header in proposal.columns.items() if isinstance(header, str)}
    labels = {_NOT_LOADED: _NOT_LOADED} | {f.name: f"{f.name}: {f.guide}"[:70] for f in SCHEMAS[entity].fields}
    grid = pd.DataFrame(
        {
            "column": header,
            "examples": [_examples(rows, p) for p in range(len(header))],
            "field": [field_of.get(name, _NOT_LOADED) for name in header],
        }
    )
    edited = st.data_editor(
        grid,
        hide_index=True,
        width="stretch",
        key=f"match-grid-{place}-{entity}",
        column_config={
            "column": st.column_config.TextColumn("Column of the file", disabled=True),
            "examples": st.column_config.TextColumn("Cells such as", disabled=True),
            "field": st.column_config.SelectboxColumn("Belongs to", options=list(labels), required=True),
        },
    )
    columns: dict[str, str | tuple[str, ...]] = {}
    twice = []
    for name, said in zip(edited["column"], edited["field"], strict=True):
        if said != _NOT_LOADED:
            twice += [said] if said in columns else []
            columns[said] = name
    key = SCHEMAS[entity].key[0]
    if len(SCHEMAS[entity].key) == 1 and key not in columns:
        made = proposal.columns.get(key)
        chosen = st.multiselect(
            f"No column is the {key}: make it from",
            list(header),
            default=list(made) if isinstance(made, tuple) else [],
            key=f"match-key-{place}-{entity}",
            help="The same cells give the same identifier, so that the same file again changes nothing.",
        )
        if chosen:
            columns[key] = tuple(chosen)
    match = Match(entity, columns)
    given = [field.name for field in SCHEMAS[entity].fields if may_be_given(field) and field.name not in columns]
    problems = problems_of(match, header, given) + [f"Two columns are the {name}." for name in dict.fromkeys(twice)]
    for problem in problems:
        st.text(problem)
    return match, not problems


def _examples(rows: Sequence[Sequence[Any]], place: int) -> str:
    cells = dict.fromkeys(as_text(row[place])[:40] for row in rows if place < len(row))
    return " | ".join(cell for cell in list(cells)[:4] if cell)


# What would happen


def _draw_report(desk: Desk, prepared: Prepared, by: str) -> None:
    report = prepared.report
    for said in report.seen_before:
        st.info(said, icon=":material/history:")
    _draw_tables(report)
    _draw_counts(report.counts)
    _draw_changes(report)
    _draw_problems(prepared, report)
    _draw_rates(desk, report)
    good = sum(counts.new + counts.changed for counts in report.counts.values())
    if report.changes_nothing and not report.errors:
        st.success("Nothing to load: the store has all of it already.", icon=":material/check:")
        return
    if not by:
        st.warning("Write your name above; it is kept with the import.", icon=":material/person:")
    with st.container(horizontal=True):
        if report.errors:
            st.button(
                f"Load the good rows, keep {formatting.counted(report.rows_bad, 'bad one', 'bad ones')} aside",
                disabled=not (by and good),
                on_click=_load,
                args=(desk, prepared, by, True),
            )
        else:
            st.button("Load", type="primary", disabled=not by, on_click=_load, args=(desk, prepared, by, False))
        st.button("Discard", on_click=_discard)


def _draw_tables(report: Report) -> None:
    st.header("How the files were read", anchor=False)
    tables = pd.DataFrame(
        [
            {
                "where": table.where,
                "format": table.format,
                "rows": table.rows_read,
                "bad": table.rows_bad,
                "told": "; ".join(table.told),
                "unused": ", ".join(table.unused),
            }
            for table in report.tables
        ]
        + [{"where": where, "format": "not needed, left out"} for where in report.left_out]
    )
    tables = tables.astype({"rows": "Int64", "bad": "Int64"})
    columns = {
        "where": Column("File"),
        "format": Column("Recognised as"),
        "rows": Column("Rows", formatting.number),
        "bad": Column("Rows with errors", formatting.number),
        "told": Column("Read as"),
        "unused": Column("Columns not loaded"),
    }
    show_list(tables, columns, alt="How the files were read", key="upload-tables")


def _draw_counts(counts: dict[str, Counts]) -> None:
    st.header("What would happen", anchor=False)
    rows = pd.DataFrame(
        [
            {"entity": entity.capitalize(), "new": c.new, "changed": c.changed, "same": c.same, "missing": c.missing}
            for entity, c in counts.items()
        ]
    )
    columns = {
        "entity": Column("Rows of"),
        "new": Column("New", formatting.number),
        "changed": Column("Changed", formatting.number),
        "same": Column("The same", formatting.number),
        "missing": Column("In the store, not in the file (they stay)", formatting.number),
    }
    show_list(rows, columns, alt="Rows that would be new, changed, the same, missing", key="upload-counts")


def _draw_changes(report: Report) -> None:
    if not report.changes:
        return
    with st.expander(
        f"Old and new values side by side: the first {formatting.number(len(report.changes))}", expanded=True
    ):
        rows = pd.DataFrame(
            [{**change, "old": _shown(change["old"]), "new": _shown(change["new"])} for change in report.changes]
        )
        columns = {
            "row": Column("Row", formatting.number),
            "entity": Column("Rows of"),
            "key": Column("Key"),
            "field": Column("Field"),
            "old": Column("In the store"),
            "new": Column("In the file"),
        }
        show_list(rows, columns, alt="Values that would change, old and new", key="upload-changes")


def _shown(value: object) -> str:
    return formatting.MISSING if value is None else str(value)


def _draw_problems(prepared: Prepared, report: Report) -> None:
    if not (report.errors or report.warnings):
        st.success("Every row fits.", icon=":material/check:")
        return
    if report.errors:
        st.error(
            f"{formatting.counted(report.rows_bad, 'row does', 'rows do')} not fit. Mend them in the "
            "file and upload it "
            "again, or load the good rows and keep the bad ones aside.",
            icon=":material/error:",
        )
    for title, groups in (("Errors", report.errors), ("Odd, but can be loaded", report.warnings)):
        if groups:
            st.header(title, anchor=False)
            draw_groups(groups, key=f"upload-{title}")
    if not any(table.rows_read for table in report.tables):
        return
    name, media, _ = "", "", b""
    if st.button("Make a copy of the file with its errors", icon=":material/edit_note:", key="make-copy"):
        with st.spinner("Writing the copy"):
            name, media, content = error_copy(prepared)
        st.download_button(f"Download {name}", content, name, media, on_click="ignore", key="error-copy")


def draw_groups(groups: Sequence[Group], key: str) -> None:
    """Problems, alike ones in one row."""
    rows = pd.DataFrame(
        [
            {
                "where": group.where,
                "column": group.column or formatting.MISSING,
                "rows": group.rows,
                "first": ", ".join(str(row) for row, _ in group.examples) + (" …" if group.rows > 5 else ""),
                "found": " | ".join(dict.fromkeys(value for _, value in group.examples if value)) or "(empty)",
                "expected": group.expected,
            }
            for group in groups
        ]
    )
    columns = {
        "where": Column("File"),
        "column": Column("Column"),
        "found": Column("Found"),
        "expected": Column("What would be right"),
        "rows": Column("Rows", formatting.number),
        "first": Column("In rows"),
    }
    show_list(rows, columns, alt="What is wrong, alike problems in one row", key=key)


def _draw_rates(desk: Desk, report: Report) -> None:
    """Where amounts of another currency have no rate, one can be stated for all of them."""
    wanting = [c for c in _CURRENCIES if any(f"a rate for {c};" in group.expected for group in report.warnings)]
    for currency in wanting:
        with st.form(f"rate-{currency}", border=True):
            st.text(f"State a rate, and the amounts in {currency} get a value in EUR.")
            left, right = st.columns(2)
            rate = left.text_input(f"EUR for one {currency}", placeholder="1.0412", key=f"rate-of-{currency}")
            day = right.date_input("Date of the rate", value=date.today(), key=f"rate-day-{currency}")
            if st.form_submit_button("Use this rate") and rate:
                _use_rate(desk, currency, rate, day)


def _use_rate(desk: Desk, currency: str, rate: str, day: Any) -> None:
    try:
        value = Decimal(rate.replace(",", "."))
    except ArithmeticError:
        value = Decimal(0)
    if not 0 < value < 10**6:
        st.error("A rate is a number larger than 0, such as 1.0412.")
        return
    given = desk.answers.given
    rates = {**given.rates, currency: (value, day)}
    desk.answers = replace(desk.answers, given=Given(given.constants, given.readings, rates))
    if desk.prepared is not None:
        desk.prepared.close()
        desk.prepared = None
    _begin(desk)
    st.rerun()


def _load(desk: Desk, prepared: Prepared, by: str, keep_bad_rows: bool) -> None:
    """Load what was prepared, in the background; a second click on the button does nothing."""
    if desk.prepared is not prepared:
        return

    def work(tell: Progress) -> Loaded:
        try:
            return prepared.load(by, keep_bad_rows=keep_bad_rows, progress=tell)
        finally:
            prepared.close()

    desk.prepared = None
    desk.tries += 1
    desk.is_loading = True
    desk.job = Job(work)
    _empty_drop()


def _discard() -> None:
    desk: Desk | None = st.session_state.get(_DESK)
    if desk is not None:
        desk.close()
    st.session_state[_DESK] = None
    _empty_drop()


def _empty_drop() -> None:
    """Make the place where files are dropped ready for others: under a new key it is a new one."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _draw_loaded(loaded: Loaded) -> None:
    st.button("Upload other files", on_click=_discard, icon=":material/upload_file:")
    if loaded.upload_id is None:
        st.success("Nothing to load: the store has all of it already.", icon=":material/check:")
        return
    aside = f" {formatting.counted(loaded.rows_aside, 'row was', 'rows were')} kept aside." if loaded.rows_aside else ""
    st.success(f"Loaded as import {loaded.upload_id}.{aside}", icon=":material/check:")
    _draw_counts(loaded.counts)
    st.page_link(
        "pages/imports.py",
        label="See the import, or take it back",
        icon=":material/history:",
        query_params={"import": str(loaded.upload_id)},
    )
