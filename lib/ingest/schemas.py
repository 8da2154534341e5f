"""The form of each entity's file, declared once: columns, what fits in them, keys and references.

Templates, checks, error messages and the loader all read these declarations.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.common.formatting import PRECISION
from lib.ingest import values as v
from lib.ingest.readings import Kind
from lib.store import models as m
from lib.store import vocabulary as words

#: How the cells of a column may be written, by what reads their plain form; text where nothing is named.
_KINDS: Mapping[v.Parser, Kind] = {
    v.money: Kind.NUMBER,
    v.rate: Kind.NUMBER,
    v.share: Kind.NUMBER,
    v.count: Kind.COUNT,
    v.small_count: Kind.COUNT,
    v.inhabitants: Kind.COUNT,
    v.year: Kind.COUNT,
    v.day: Kind.DAY,
    v.historic_day: Kind.DAY,
    v.first_day: Kind.DATE,
    v.last_day: Kind.DATE,
    v.moment: Kind.MOMENT,
    v.country_code: Kind.COUNTRY,
    v.yes_no: Kind.YES_NO,
}


@dataclass(frozen=True)
class Field:
    """A column of a file.

    Args:
        name: header of the column, and name of the store's column.
        parse: from the cell's plain text to a value.
        guide: what belongs in the column, for the template's reader.
        required: an empty cell is an error.
        refers_to: entity whose key the value must be.
        person: the cell may name a person; it becomes a pseudonym before anything else sees it.
    """

    name: str
    parse: v.Parser
    guide: str
    required: bool = False
    refers_to: str | None = None
    person: bool = False

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.parse, Kind.TEXT)

    @property
    def columns(self) -> tuple[str, ...]:
        """The store's columns: a date's precision stands beside it."""
        return (self.name, f"{self.name}{PRECISION}") if self.kind is Kind.DATE else (self.name,)


@dataclass(frozen=True)
class Odd:
    """Values that can be loaded, but that somebody should look at.

    Args:
        columns: fields that the rule looks at; rows where one of them is empty pass.
        is_odd: from their values to whether they are odd.
        expected: what would be usual, for the report.
    """

    columns: tuple[str, ...]
    is_odd: Callable[..., Any]
    expected: str


@dataclass(frozen=True)
class Child:
    """A list inside a cell that the store keeps as rows of its own."""

    field: str
    model: type[m.Base]
    columns: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Target:
    """A table that rows of the file go to."""

    entity: str
    model: type[m.Base]
    key: tuple[str, ...]
    columns: tuple[str, ...]
    children: tuple[Child, ...] = ()
    #: A row goes to the table only where one of these columns is filled; empty: always.
    only_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The form of one entity's file."""

    entity: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    targets: tuple[Target, ...]
    #: Amounts, by the name before `_eur` and `_original`.
    amounts: tuple[str, ...] = ()
    #: Pairs of columns of which the second may not lie before the first.
    ordered: tuple[tuple[str, str], ...] = ()
    odd: tuple[Odd, ...] = ()
    #: Columns that files of earlier versions have, and the entity that now holds what they said.
    retired: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: Stored rows that agree with the file in these columns are missed where the file lacks them; none: all rows.
    scope: tuple[str, ...] = ()

    @property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @property
    def of_persons(self) -> bool:
        """Whether a row is about a single person."""
        return any(field.person for field in self.fields)

    @property
    def required(self) -> set[str]:
        return {field.name for field in self.fields if field.required}


_ORIGIN = (
    Field("approximate", v.yes_no, "yes where the source says about, over, up to or almost"),
    Field("source_url", v.web_address, "page or file that the row was taken from"),
    Field("as_of", v.first_day, "date that the source gives; a month or a year where it gives no day"),
    Field("verified_on", v.first_day, "when somebody last checked the row against its source"),
    Field("verified_by", v.plain_text, "who checked it: a team or an office, no person's name"),
    Field("note", v.plain_text, "anything a reader should know"),
)
_CURRENCY = (
    Field("currency", v.upper_code(3), "ISO 4217 code of the original amounts; empty means EUR"),
    Field("eur_rate", v.rate, "EUR for one unit of the currency"),
    Field("eur_rate_date", v.day, "date of the rate"),
)


def _amount(name: str, guide: str) -> tuple[Field, Field]:
    return (
        Field(f"{name}_eur", v.money, f"{guide}, in EUR"),
        Field(f"{name}_original", v.money, f"{guide}, in the currency it was published in"),
    )


def _schema(
    entity: str,
    key: Sequence[str],
    *fields: Field | tuple[Field, ...],
    amounts: tuple[str, ...] = (),
    ordered: tuple[tuple[str, str], ...] = (),
    odd: tuple[Odd, ...] = (),
    scope: tuple[str, ...] = (),
    children: tuple[Child, ...] = (),
    retired: Mapping[str, str] | None = None,
) -> Schema:
    """A schema whose rows go to one table."""
    flat: list[Field] = []
    for field in fields:
        flat.extend([field] if isinstance(field, Field) else field)
    model = m.ENTITIES[entity]
    # What systems count is not checked row by row. A name fits into a note, and names of persons are never kept.
    left_out = set() if issubclass(model, m.Verified) else {"verified_on", "verified_by"}
    left_out |= {"note"} if any(field.person for field in flat) else set()
    flat.extend([*(_CURRENCY if amounts else ()), *(field for field in _ORIGIN if field.name not in left_out)])
    in_children = {child.field for child in children}
    columns = _columns(field for field in flat if field.name not in in_children)
    target = Target(entity, model, tuple(key), columns, children)
    return Schema(entity, tuple(key), tuple(flat), (target,), amounts, ordered, odd, retired or {}, scope)


def _columns(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(column for field in fields for column in field.columns)


def _participation_schema() -> Schema:
    """A row is a participant of a project, once for each of its funders; the store keeps the two apart."""
    own = (
        Field("project_id", v.identifier, "the project", required=True, refers_to="project"),
        Field("organisation", v.identifier, "the participant", required=True, refers_to="organisation"),
        Field("country", v.country_code, "country the participant takes part from", refers_to="country"),
        Field("role", v.one_of(words.ROLES), "coordinator or partner", required=True),
    )
    money = (
        Field("funder", v.identifier, "organisation that pays; one row for each funder", refers_to="organisation"),
        *_amount("funding", "what the funder pays to the participant"),
    )
    origin, currency = _columns(_ORIGIN), _columns(_CURRENCY)
    return Schema(
        "participation",
        ("project_id", "organisation", "funder"),
        (*own, *money, *_CURRENCY, *_ORIGIN),
        (
            Target(
                "participation",
                m.Participation,
                ("project_id", "organisation"),
                (*_columns(own), *origin),
            ),
            Target(
                "funding",
                m.Funding,
                ("project_id", "organisation", "funder"),
                ("project_id", "organisation", *_columns(money), *currency, *origin),
                only_with=("funder", "funding_eur", "funding_original"),
            ),
        ),
        amounts=("funding",),
        scope=("project_id",),
    )


#: Years after which a project's end is more likely a slip than a plan.
_LONGEST_PROJECT = 12


def _not_more(smaller: str, larger: str) -> Odd:
    return Odd((smaller, larger), lambda less, more: less > more, f"not more than {larger}")


def _counts(*named: tuple[str, str], parse: v.Parser = v.count) -> tuple[Field, ...]:
    return tuple(Field(name, parse, guide) for name, guide in named)


_ALL = (
    _schema(
        "country",
        ["iso2"],
        Field("iso2", v.country_code, "ISO 3166-1 alpha-2; Kosovo is XK", required=True),
        Field("iso3", v.upper_code(3), "ISO 3166-1 alpha-3", required=True),
        Field("name", v.plain_text, "short name in English", required=True),
        Field("region", v.plain_text, "UN M49 subregion"),
        Field("grouping", v.one_of(words.GROUPINGS), "EU, EFTA, candidate or other"),
        Field("protocol_order", v.small_count, "place in the EU's order of protocol"),
        Field("eu_member_since", v.historic_day, "date of accession"),
        Field("eu_member_until", v.historic_day, "last day of membership"),
        Field("widening", v.yes_no, "widening country of Horizon Europe"),
        Field("widening_h2020", v.yes_no, "widening country of Horizon 2020"),
        Field("population", v.inhabitants, "inhabitants"),
        Field("population_year", v.year, "year of the population"),
        Field("population_source_url", v.web_address, "page that gives the population"),
        ordered=(("eu_member_since", "eu_member_until"),),
        retired={"status": "membership", "status_source_url": "membership"},
    ),
    _schema(
        "organisation",
        ["organisation_id"],
        Field("organisation_id", v.identifier, "your own identifier, such as MT-XCJENZA", required=True),
        Field("name", v.plain_text, "official name", required=True),
        Field("short_name", v.plain_text, "acronym or short name"),
        Field("country", v.country_code, "country of its seat", refers_to="country"),
        Field("region", v.plain_text, "region that a regional body stands for, such as Saxony"),
        Field("type", v.one_of(words.ORGANISATION_TYPES), "kind of organisation"),
        Field("ror_id", v.short_text(40), "identifier in the Research Organization Registry"),
        Field("role", v.plain_text, "role in ICPerMed and its family, with evidence in source_url"),
        Field("url", v.web_address, "its own site"),
    ),
    _schema(
        "membership",
        ["country", "organisation", "evidence", "from_date", "source_url"],
        Field("country", v.country_code, "the country", required=True, refers_to="country"),
        Field(
            "organisation",
            v.identifier,
            "its organisation that the source speaks of; empty for the country",
            refers_to="organisation",
        ),
        Field("status", v.one_of(words.MEMBER_STATUSES), "status in ICPerMed; empty where the source does not say"),
        Field("evidence", v.one_of(words.EVIDENCE), "what the source says that it rests on", required=True),
        Field("from_date", v.first_day, "since when; a month or a year where no day is known"),
        Field("to_date", v.last_day, "until when; empty where it goes on or nobody knows"),
        ordered=(("from_date", "to_date"),),
        odd=(
            Odd(
                ("status", "evidence"),
                lambda _status, evidence: evidence in words.WEAK_EVIDENCE,
                "no status: by taking part in joint calls alone nobody is a member or an observer",
            ),
        ),
        scope=("country",),
    ),
    _schema(
        "programme",
        ["programme_id"],
        Field("programme_id", v.identifier, "your own identifier", required=True),
        Field("name", v.plain_text, "name of the programme", required=True),
        Field("funder", v.identifier, "organisation that funds it", refers_to="organisation"),
        Field("country", v.country_code, "country; empty for European and international ones", refers_to="country"),
        Field("level", v.one_of(words.LEVELS), "regional, national, European or international", required=True),
        Field("start_year", v.year, "first year"),
        Field("end_year", v.year, "last year; empty when the source states none"),
        _amount("budget", "total budget"),
        Field(
            "amount_kind",
            v.one_of(words.AMOUNT_KINDS),
            "what the budget is: appropriation, announced plan, call budget or spending",
        ),
        Field("money_from", v.one_of(words.MONEY_FROM), "whose money it is: public, private or mixed"),
        Field(
            "single_competition",
            v.yes_no,
            "yes when it is one call for proposals, which ends with its year where no end is stated",
        ),
        Field("pm_share", v.share, "1 when dedicated to PM; empty when it merely allows PM"),
        Field("areas", v.list_of(words.AREAS), "ICPerMed areas, separated by ;"),
        Field("url", v.web_address, "page of the programme"),
        Field("description", v.plain_text, "one or two sentences"),
        amounts=("budget",),
        ordered=(("start_year", "end_year"),),
        children=(Child("areas", m.ProgrammeArea, ("area",)),),
    ),
    _schema(
        "call",
        ["call_id"],
        Field("call_id", v.identifier, "identifier of the call, such as JTC2024", required=True),
        Field("programme", v.identifier, "programme the call belongs to", refers_to="programme"),
        Field("name", v.plain_text, "name of the call", required=True),
        Field("topic", v.plain_text, "what the call is about"),
        Field("opened", v.first_day, "date of publication"),
        Field("pre_proposal_deadline", v.last_day, "deadline of the first stage"),
        Field("full_proposal_deadline", v.last_day, "deadline of the second stage"),
        _amount("budget", "budget available"),
        Field("url", v.web_address, "page of the call"),
        amounts=("budget",),
        ordered=(("opened", "pre_proposal_deadline"), ("pre_proposal_deadline", "full_proposal_deadline")),
    ),
    _schema(
        "call commitment",
        ["call_id", "funder"],
        Field("call_id", v.identifier, "the call", required=True, refers_to="call"),
        Field("funder", v.identifier, "organisation that commits the money", required=True, refers_to="organisation"),
        _amount("committed", "what the funder set aside"),
        amounts=("committed",),
        scope=("call_id",),
    ),
    _schema(
        "call outcome",
        ["call_id", "country"],
        Field("call_id", v.identifier, "the call", required=True, refers_to="call"),
        Field("country", v.country_code, "empty for the whole call", refers_to="country"),
        _counts(
            ("pre_proposals_submitted", "pre-proposals handed in"),
            ("pre_proposals_eligible", "pre-proposals found eligible"),
            ("full_proposals_invited", "consortia invited to the second stage"),
            ("full_proposals_submitted", "full proposals handed in"),
            ("projects_funded", "projects funded"),
            parse=v.small_count,
        ),
        _amount("requested", "money requested"),
        _amount("awarded", "money awarded"),
        amounts=("requested", "awarded"),
        odd=(
            _not_more("full_proposals_invited", "pre_proposals_eligible"),
            _not_more("projects_funded", "full_proposals_submitted"),
            _not_more("projects_funded", "full_proposals_invited"),
            _not_more("awarded_eur", "requested_eur"),
        ),
        scope=("call_id",),
    ),
    _schema(
        "project",
        ["project_id"],
        Field("project_id", v.identifier, "identifier of the project", required=True),
        Field("acronym", v.plain_text, "acronym"),
        Field("title", v.plain_text, "full title", required=True),
        Field("summary", v.plain_text, "abstract"),
        Field("call", v.identifier, "call that funded it", refers_to="call"),
        Field("programme", v.identifier, "programme that funded it", refers_to="programme"),
        Field("grant_number", v.plain_text, "number of the grant"),
        Field("signature_date", v.first_day, "signature of the grant"),
        Field("start_date", v.first_day, "first day"),
        Field("end_date", v.last_day, "last day"),
        _amount("total_cost", "total cost"),
        _amount("funding", "funding of all funders"),
        Field("status", v.one_of(words.PROJECT_STATUSES), "signed, running, ended or terminated"),
        Field("keywords", v.list_of(), "keywords, separated by ;"),
        Field("health_categories", v.shares_of(words.HEALTH_CATEGORIES), "HRCS health categories with percents"),
        Field("research_activities", v.shares_of(words.RESEARCH_ACTIVITIES), "HRCS activity groups with percents"),
        Field("url", v.web_address, "page of the project"),
        amounts=("total_cost", "funding"),
        ordered=(("start_date", "end_date"),),
        odd=(
            _not_more("funding_eur", "total_cost_eur"),
            Odd(
                ("start_date", "end_date"),
                lambda start, end: end.year - start.year > _LONGEST_PROJECT,
                f"a project of at most {_LONGEST_PROJECT} years",
            ),
        ),
        children=(
            Child("keywords", m.ProjectKeyword, ("keyword",), numbered=True),
            Child("health_categories", m.ProjectHealthCategory, ("health_category", "percent")),
            Child("research_activities", m.ProjectResearchActivity, ("research_activity", "percent")),
        ),
    ),
    _schema(
        "field of science",
        ["project_id", "code"],
        Field("project_id", v.identifier, "the project", required=True, refers_to="project"),
        Field("code", v.identifier, "code in the European Science Vocabulary, such as /23/49/321", required=True),
        Field("path", v.plain_text, "names from the broadest field to this one"),
        Field("title", v.plain_text, "name of the field", required=True),
        scope=("project_id",),
    ),
    _participation_schema(),
    _schema(
        "event",
        ["event_id"],
        Field("event_id", v.identifier, "identifier of the event", required=True),
        Field("name", v.plain_text, "name of the event", required=True),
        Field("type", v.one_of(words.EVENT_TYPES), "kind of event"),
        Field("format", v.one_of(words.EVENT_FORMATS), "on site, online or hybrid"),
        Field("start_date", v.first_day, "first day"),
        Field("end_date", v.last_day, "last day"),
        Field("city", v.plain_text, "city"),
        Field("country", v.country_code, "country; empty for online events", refers_to="country"),
        Field("organiser", v.identifier, "organisation that holds it", refers_to="organisation"),
        Field("capacity", v.small_count, "seats"),
        Field("url", v.web_address, "page of the event"),
        ordered=(("start_date", "end_date"),),
    ),
    _schema(
        "attendance",
        ["event_id", "attendee"],
        Field("event_id", v.identifier, "the event", required=True, refers_to="event"),
        Field(
            "attendee",
            v.pseudonym,
            "e-mail address, name or pseudonym; only a keyed pseudonym of it is ever kept",
            required=True,
            person=True,
        ),
        Field("organisation_type", v.one_of(words.ORGANISATION_TYPES), "kind of organisation"),
        Field("country", v.country_code, "country the person comes from", refers_to="country"),
        Field("registered", v.yes_no, "yes or no"),
        Field("attended", v.yes_no, "yes or no"),
        Field("minutes", v.small_count, "minutes present"),
        Field("role", v.one_of(words.EVENT_ROLES), "participant, speaker or organiser"),
        odd=(
            Odd(("registered", "attended"), lambda registered, came: came and not registered, "yes, having attended"),
            Odd(("minutes",), lambda minutes: minutes > 24 * 60, "minutes at one event, at most a day"),
        ),
        scope=("event_id",),
    ),
    _schema(
        "post",
        ["channel", "post_id"],
        Field("post_id", v.short_text(80), "the channel's own identifier", required=True),
        Field("channel", v.channel, "x, linkedin, ...", required=True),
        Field("published_at", v.moment, "time of publication, UTC"),
        Field("text", v.plain_text, "text of the post"),
        Field("url", v.web_address, "address of the post"),
        _counts(
            ("impressions", "times shown"),
            ("engagements", "all reactions and clicks"),
            ("likes", "likes"),
            ("comments", "comments or replies"),
            ("shares", "shares, reposts or retweets"),
            ("clicks", "clicks on the link"),
            ("follows", "follows won by the post"),
        ),
        odd=(
            Odd(
                ("engagements", "impressions"),
                lambda engaged, shown: engaged > shown,
                "not more engagements than impressions",
            ),
        ),
        scope=("channel",),
    ),
    _schema(
        "channel snapshot",
        ["channel", "date"],
        Field("channel", v.channel, "x, linkedin, ...", required=True),
        Field("date", v.day, "day of the count", required=True),
        _counts(
            ("followers", "followers in all, on that day"),
            ("new_followers", "followers won on that day"),
            ("page_views", "page views of that day"),
            ("impressions", "times that the channel's posts were shown on that day"),
            ("engagements", "reactions to and clicks on the channel's posts on that day"),
            ("clicks", "clicks on the channel's posts on that day"),
        ),
        scope=("channel",),
    ),
    _schema(
        "published figure",
        ["subject", "subject_id", "quantity", "value", "stage", "source_url"],
        Field("subject", v.one_of(words.SUBJECTS), "what the figure is about", required=True),
        Field("subject_id", v.identifier, "its identifier", required=True),
        Field("quantity", v.short_text(80), "what was counted or measured", required=True),
        Field("value", v.plain_text, "the figure as published", required=True),
        Field("unit", v.short_text(40), "its unit", required=True),
        Field("stage", v.one_of(words.STAGES), "stage the figure belongs to"),
        Field("shown", v.yes_no, "yes for the one that the dashboard shows", required=True),
    ),
    _schema(
        "output",
        ["output_id"],
        Field("output_id", v.identifier, "identifier", required=True),
        Field("type", v.one_of(words.OUTPUT_TYPES), "kind of output", required=True),
        Field("title", v.plain_text, "title", required=True),
        Field("period_start", v.first_day, "first day of the period the row covers"),
        Field("period_end", v.last_day, "last day of the period"),
        Field("count", v.small_count, "how many pieces the row stands for"),
        Field("part_of", v.identifier, "output whose count already holds this one", refers_to="output"),
        Field("url", v.web_address, "address of the piece"),
        ordered=(("period_start", "period_end"),),
    ),
)
#: Schemas by the name of the entity, parents before children.
SCHEMAS: dict[str, Schema] = {schema.entity: schema for schema in _ALL}
