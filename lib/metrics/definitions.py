"""How each figure is computed, in words, and from which files. Pages print these beside the charts.

Each is Final, so that the type checker refuses a second one of the same name; tests/pages/test_definitions.py lists the
figures that each explains.
"""

from __future__ import annotations

from typing import Final

ACTIVE: Final = (
    "A programme is active in a year when its first year is not later and its last year not earlier than that year. "
    "One that states no end, or whose first year is not known, is never counted as active; these are shown apart. A "
    "single competition is a call and no programme: it is shown apart, and ends with its year where it states no end."
)
PROGRAMMES: Final = (
    "Programmes that are recorded and fit the filters; with a period chosen, those active in at least one of its "
    f"years. {ACTIVE}"
)
BUDGETS: Final = (
    "Published budgets, in EUR, of the programmes dedicated to personalised medicine (PM). Budgets of programmes that "
    "merely allow PM are never summed as money for PM, and single competitions are shown apart. Programmes without a "
    "published budget, or with a budget in another currency for which no rate is recorded, are counted as programmes "
    "but add no money. What sources publish are appropriations, announced plans, budgets of calls or spending, of "
    "public and of private money: a sum adds these up, and says beside it which ones."
)
BUDGET: Final = (
    f"Whole budgets, added up; with a period chosen, of the programmes active in it, over all their years. {BUDGETS}"
)
BUDGET_ACTIVE: Final = f"Whole budgets of the programmes active in the year, over all their years. {BUDGETS} {ACTIVE}"
BUDGET_OVER_DAYS: Final = (
    "Each budget spread evenly over the days from 1 January of the programme's first year to 31 December of its last, "
    "in whole cents that add up to the budget; what falls into the year. Programmes that state no end or no beginning "
    f"are not in it. {BUDGETS}"
)
BUDGET_BY_START: Final = (
    f"Whole budgets by the year the programme began in; programmes without a first year are not in it. {BUDGETS}"
)
REAL_TERMS: Final = (
    "In prices of {base}: each year's amount times the price index of {base} divided by that of the year. Index: HICP, "
    "euro area, annual averages (Eurostat, prc_hicp_aind). Years without an index have no amount in real terms."
)
PER_MILLION: Final = (
    "Budgets spread over the days, divided year by year by the country's inhabitants in that year, in millions, and "
    "added up over the years of the period (without one, over all years of the programmes). Where the inhabitants of a "
    "year are not known, those of the nearest year are taken: the table says which. Inhabitants: World Bank, "
    f"SP.POP.TOTL. {BUDGET_OVER_DAYS}"
)
SUM_OF: Final = (
    "What the sum of budgets adds up: appropriation is money granted by a parliament or board, announced plan what was "
    "said would be spent, call budget what a call had to give, spending what was paid. Mixed is public and private "
    "money in one programme."
)
COUNTRIES: Final = (
    "Countries with at least one active national or regional programme. European and international programmes belong "
    "to no country."
)
CALL_YEAR: Final = (
    "The year of a call is the year in its name where it has one, else that of its opening, or of its first deadline "
    "where the opening is not known."
)
CALLS: Final = f"Calls by their year. {CALL_YEAR} A call is open to several countries, so country filters do not apply."
SUCCESS_RATE: Final = (
    "Projects funded divided by eligible pre-proposals, sums over sums, over the calls that publish both; never an "
    f"average of rates. With countries chosen: the calls' outcomes of these countries. {CALL_YEAR}"
)
PROJECTS: Final = (
    "Projects by the year of their first day. With countries chosen: projects with at least one participant from "
    "them. A project with partners in five countries counts once in each country's number and once in the total."
)
AWARDED: Final = (
    "Whole funding of the projects that began in the year, in EUR, from all funders. With countries chosen: the money "
    "of the participants from them."
)
AWARDED_OVER_DAYS: Final = (
    "Funding of projects, in EUR, from all funders, each spread evenly over the days from the project's first to its "
    "last, in whole cents that add up to the funding; what falls into the year. Projects without a known first and "
    "last day are not in it. With countries chosen: the money of the participants from them."
)
PARTICIPATIONS: Final = "Organisations' parts in projects, in any role, by the year of the project's first day."
EVENTS: Final = "Events by the year of their first day; with countries chosen, the country that hosted the event."
ATTENDANCE: Final = (
    "People who attended: the attendance list where there is one, else the published number of people who attended, "
    "with ~ where its source calls it approximate. Online viewers are not attendees and are never added. Fewer than "
    "five persons at an event are shown as <5; a sum with them in it says the least and the most that it can be."
)
WITH_ATTENDANCE: Final = (
    "Events with an attendance list that says who came, or with a published number of people who attended. All figures "
    "on attendance are of these events; of the others nothing is known."
)
SMALL_FIGURES: Final = (
    "Numbers below five of an event's attendance list are not shown (<5), and others are hidden with them until each "
    "could still be 1, 2, 3 or 4, for all that is shown anywhere and for whoever knows this rule. Those others are the "
    "persons of whom it is not known, then categories in an order that has nothing to do with their numbers; where "
    "that is not enough, the event is not broken down. What is hidden is the same whatever the filters. A sum over "
    "events says the least and the most that it can be with what is hidden in it, such as 23 to 30; bars reach to the "
    "least, and their faint ends to the most."
)
REGISTERED: Final = (
    "Registered: everyone who registered, and those who came without. Attendance rate: attended / registered, sums "
    "over sums, of the events that noted both; no-show is 1 minus that rate. Of fewer than ten people registered, or "
    "where fewer than half of the events noted both, the counts stand in place of a rate: 5 of 7. Who registered and "
    "has no mark on the list did not come."
)
ATTENDANCE_BY_EVENT: Final = f"{ATTENDANCE} {REGISTERED}"
ATTENDANCE_BY_KIND: Final = f"{ATTENDANCE} {REGISTERED} {SMALL_FIGURES}"
ATTENDANCE_BY_COUNTRY: Final = (
    "From the attendance lists: the country that people registered from. Events without a list are not in it. "
    f"{REGISTERED} {SMALL_FIGURES}"
)
ATTENDANCE_BY_ORGANISATION: Final = (
    "From the attendance lists: the kind of organisation that people registered with. Events without a list are not in "
    f"it. {REGISTERED} {SMALL_FIGURES}"
)
NEW_AND_RETURNING: Final = (
    "From the attendance lists: a person who attended is returning when the same pseudonym attended an event of the "
    "consortium that began on an earlier day, and new otherwise; earlier events count whatever the filters. Somebody "
    "who attended three events is counted at each of them. An event with fewer than nine people, or with more than "
    f"could have come before, is left out, but for those of the first day. {SMALL_FIGURES}"
)
CALENDAR: Final = (
    "Events by the month of their first day. Events of which only the year, or no date, is known are not in it."
)
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
HOSTS: Final = f"Events by the country they took place in; online events have none. {ATTENDANCE} {REGISTERED}"
AGAINST_PROGRAMMES: Final = (
    "Countries with a programme that was active in the period, or with a member status, against the countries that "
    "people registered from. Absent: no attendance list names anybody from the country; events without a list cannot "
    "tell, so it is said only where at least half of the events have one by country. "
    f"Hosted: events that took place in the country. {SMALL_FIGURES}"
)
ONLINE_FIGURES: Final = (
    "Figures that sources published of events besides the people who attended, as published; ~ marks those that the "
    "source calls approximate. Viewers and online participants are not attendees: they are never added to attendance, "
    "nor to each other."
)
REACH: Final = (
    "Impressions summed over the posts of all channels in the year. Unique reach is never added up. Nothing measured "
    "is shown as no data, not as zero. Country and programme filters do not apply to posts."
)
SHARED_PROJECTS: Final = (
    "Projects with at least one partner from both countries. A project with partners in five countries counts once in "
    "each of their ten pairs and once in the total, however many partners a country has in it; so the pairs do not add "
    "up to the total. Participations without a known country are left out; projects without a known start are in "
    "unless a period is chosen. With countries chosen in the sidebar: pairs with at least one of them."
)
STRENGTH: Final = (
    "Strength: shared projects * N / (projects of the one country * projects of the other), where N is the number of "
    "projects with a partner from any known country. 1 is what chance would give: 2 is twice as often, 0.5 half as "
    "often. Where chance would give fewer than 5 shared projects the ratio says nothing and is shown as few. N and the "
    "countries' projects are those of the same period, calls, levels, funders and areas. The 95% interval is the exact "
    "conditional one, with both countries' numbers of projects taken as given. p is how often chance alone would give "
    "a number at least as far from what it gives on average (hypergeometric distribution, twice the smaller side); it "
    "is adjusted for the number of pairs compared (Benjamini and Hochberg), over all pairs that the filters of the "
    "page leave. This takes every project as equally open to every country; but countries meet more easily in projects "
    "with many of them. So p is reckoned a second time against chance that leaves each project its number of countries "
    "(sizes kept), and adjusted likewise. A pair is coloured, ranked or named only where both are at most 0.05; all "
    "others may well be chance."
)
HARDLY: Final = (
    "Pairs that share at most half of the projects that chance would give them, where that may not well be "
    "chance itself (adjusted p at most 0.05), ranked by the number of projects that are missing to what it would give."
)
WIDENING_LIST: Final = (
    "Widening countries are those of the framework programme in force at the call's date: Horizon 2020's list (15 "
    "Member States and 12 associated countries) before 2021, then Horizon Europe's (15 and 14). For a project without "
    "a dated call its own date counts; without any date it is Horizon Europe's list."
)
WIDENING_IN_PROJECTS: Final = (
    "Share of the projects with at least one partner from a widening country, and of those in which a widening and "
    f"another country work together. {WIDENING_LIST} A country of which the list says nothing is neither, and projects "
    "with such countries alone are left out. A project of which only one country is recorded may have others: the "
    "figure says for how many projects two or more are. Sums over sums, by the year of the project's start. With "
    "countries chosen: projects with a partner from them."
)
AWARDED_BY_COUNTRY: Final = (
    "Funding of the participants from the country, in EUR, from all funders, in the projects that began in the period. "
    "Money of which no participant is named, or whose participant's country is not known, is in no country's sum."
)
PROJECT_MONEY: Final = (
    "Money belongs to a participant and a funder of the project, in EUR; a participant with two funders has two rows. "
    "By country: the sum over its participants. Where no amount is known the country is drawn small, never as zero."
)
TIME_TO_GRANT_OF_PROJECT: Final = (
    "Days from the call's deadline for full proposals to the signature of the grant, or to the project's start where "
    "the signature is not known. A date of which only the month or the year is known is none here."
)
SIMILAR: Final = (
    "Likeness from 0 to 1 is made up of two parts, by acronym, title, summary and keywords. Shared words count 65%: "
    "the cosine of TF-IDF vectors, in which words that few projects use weigh most and the prose of all grants "
    "nothing; British and American spelling, singular and plural are alike, and pairs of words that are terms of the "
    "field, such as gene therapy, count as such. Meaning counts 35%: the cosine of the sums of word vectors that ship "
    "with the dashboard, less what all projects have in common; with fewer than 30 projects words alone are compared. "
    "A project that shares no word is listed only if its meaning is at least 0.45 alike. Named are the shared words "
    "that weigh most."
)
TOPIC_MONEY: Final = (
    "Funding of the projects, in EUR, divided by each project's weights in the topics, which add up to one; with "
    "countries chosen, the money of the participants from them. What fits no topic is unassigned, so topics and "
    "unassigned add up to the money of all projects, to the cent. Projects whose funding is not known add no money."
)
TOPIC_PROJECTS: Final = (
    "Projects that belong at least partly to the topic; a project with several topics counts in each. Weighted, each "
    "project counts by its weights, which add up to one. With countries chosen: projects with a participant from "
    "them."
)
TOPIC_TAXONOMY: Final = (
    "HRCS categories are those that a project's source reports. Where it reports none, and for the twelve PM topics, "
    "the terms of a published list are searched in acronym, title, summary and keywords, as whole words; terms in the "
    "title and among the keywords count three times. A project belongs to at most three categories, in proportion to "
    "their terms; those with less than 40% of the best one's are left out. Projects with hardly any term are "
    "unassigned."
)
SPECIALISATION: Final = (
    "A topic's share in the country (or funder) divided by its share in all countries (or funders) together: 1 is the "
    "same as everywhere, 2 twice as much. Both shares count projects in the same way: a project of five countries "
    "counts once in each of them, and five times in the share of all. Projects without a topic, or without a known "
    "country (or funder), count in neither. Shown where at least 3 projects would be expected from the share of all: "
    "with fewer, even none at all could be chance."
)
TOPIC_FOUND: Final = (
    "A found topic is a group of projects whose texts (acronym, title, summary, keywords) are alike in words and "
    "meaning. A project belongs to the topics of the projects most like it, by their likeness, in shares that add up "
    "to one; listed are the distinctive terms of the topic that occur in the project's own text. A project that is "
    "like no other has no topic."
)
TOPIC_STABILITY: Final = (
    "Stability shows how many of a topic's projects stay together. Topics are computed ten more times, each time "
    "without another tenth of the projects and with everything else unchanged; each topic is compared with the new "
    "one that is most like it. Stability is the share of the projects in either that are in both, averaged over the "
    "ten: 1 if all stay together and no other joins them. Money and shares of a topic are rounded on screen to what "
    "this supports: one significant digit below 0.5, two below 0.9, otherwise three; exports hold the exact values "
    "beside the stability. Totals are exact. The stability of topics that the secretariat merged or split is not "
    "known, and one digit is shown."
)
TOPIC_MAP: Final = (
    "Projects whose texts are alike lie near each other (t-SNE of the vectors from which topics are computed; "
    "projects added later lie between those they are most like). Only nearness has a meaning: axes and distances "
    "between far points have none. A point has the colour and shape of the topic with the project's largest share. An "
    "outline filters every figure of the page to the projects inside it."
)
TOPIC_TYPICAL: Final = (
    "Typical projects are those that are entirely in the topic, and of these the ones nearest to its centre (likeness "
    "from 0 to 1, for found topics). Borderline projects have another topic with nearly the same share, or a larger "
    "one; the margin is the share in this topic minus that in the other."
)
TREND: Final = (
    "Change of a topic's share of the projects, from the first to the last year along a straight line, in percentage "
    "points, with its 95 % interval (robust, HC3). p: how often a topic's projects would lie as much towards the "
    "later or the earlier years if the years were shuffled over the projects (4 999 shuffles; for more than 1 000 "
    "projects the normal distribution that they come to). A project is shuffled whole, with its parts in all topics. "
    "p is adjusted for the number of topics (Benjamini and Hochberg). Emerging and fading: adjusted p below 0.05. No "
    "clear change: the interval leaves out a change as large as the topic's own share, such as from 4 to 12 %. All "
    "else is too little data to tell, as are fewer than 6 years with projects, and fewer than 10 projects in the topic "
    "or outside it. Projects are taken as chosen one by one: a call on one subject brings many at once, which the test "
    "takes for part of a trend."
)
AGAINST_PEERS: Final = (
    "Topics of projects with a participant from the chosen countries, beside those of the country: not here, where it "
    "takes part in no project; much less than there, where the topic's share is at most half of theirs. Either is said "
    "only where their share would give the country at least 3 projects: with fewer, none at all could be chance. "
    "Neighbours are countries with a common land border, overseas "
    "parts included."
)
POSTS_KNOWN: Final = (
    "A post's figures count for the moment (UTC) at which it was published. A channel's posts are known from its first "
    "to its last loaded post. In between, a stretch without a post has zero posts, impressions and engagements, and no "
    "engagement rate. Before and after nothing was measured: a gap in the line, never zero. The same goes for posts "
    "whose figures are missing; the table says how many."
)
RATE_OF_FEW: Final = (
    "A trial of the engagement rate is an impression, that is one time that a post was shown: of fewer than ten the "
    "counts stand in place of the rate, 1 of 7."
)
REACH_OVER_TIME: Final = (
    "Impressions and engagements: sums over the posts published in the week (from Monday), month or quarter. "
    "Engagement rate: engagements divided by impressions, sums over sums, of the posts that have both. Followers: as "
    "of the last day on which they were counted; never summed, neither over time nor over channels. Unique reach is "
    f"never added up. The first and the last stretch are cut to the period. {RATE_OF_FEW} {POSTS_KNOWN}"
)
REACH_MARKS: Final = (
    "Marked are events by their first day, calls by their opening, and newsletters by their day; newsletters of which "
    "only a longer time is known are not marked. Marks show what happened, not what had an effect."
)
REACH_GROWTH: Final = (
    "This period against the period before of equal length, and against the same days of the year before. The period "
    "is cut at the last post that was loaded, so that the periods compared are equally long. Followers are those "
    "counted last by the end of each period, at most 31 days before it, channel by channel. No change is given where "
    "the posts of a channel are not known for the whole of both periods, as when its account began in between. A "
    "channel counts as loaded to the end when its last post is at most 14 days older. Nor is there a change where the "
    "figure is known of fewer than half of the posts of a period, or in % of fewer than ten. The change of the "
    f"engagement rate is in percentage points. {RATE_OF_FEW}"
)
DAILY_FIGURES: Final = (
    "What the channels themselves report for single days: the mean of the days that were measured in the week, month "
    "or quarter, since not every day is. Impressions here are those of all posts on a day, whenever they were "
    "published; they are never added to the posts' impressions, which hold them already."
)
HEAT_MAP: Final = (
    "Posts by the day of the week and the hour, in UTC, at which they were published. Mean impressions per post: sum "
    "of impressions divided by the number of posts that have them. Engagement rate: engagements divided by "
    "impressions, sums over sums, of the posts that have both. The number in a cell is that of those posts; cells with "
    "fewer than 3 are left without a shade. Posts of which only the day is known are in no cell. The highest of many "
    "cells is high even where the hour does nothing. So what posts reached is shuffled 999 times over the hours at "
    "which posts were published, within each channel and year; it is said in how many of these orders (and the one "
    f"found) the highest cell is at least as high. {RATE_OF_FEW}"
)
BEFORE_AND_AFTER: Final = (
    "An average week of those before the day against an average week from the day on (engagement rate: engagements "
    "divided by impressions, sums over sums of the weeks), over the chosen channels together. Ordinary: the same "
    "difference around every other day, a week apart, whose weeks do not touch those shown; the band holds the middle "
    "90 % of them, the darker one the middle half. Engagement rates of fewer than ten "
    "impressions are left out. A change within the band is what weeks do anyway, and even one "
    "outside it does not show what caused it: one in ten ordinary changes lies outside. With fewer than 20 other "
    "stretches nothing is said. Only the time in which the posts of every chosen channel are known is used, whatever "
    f"the period of the page. {POSTS_KNOWN}"
)
RANKED_POSTS: Final = (
    "Posts of the period with the figures of their channel. By engagement rate, posts with at least 100 impressions; "
    f"posts without the figure come last. Posts without a date are not listed. {RATE_OF_FEW}"
)
TIMELINE: Final = (
    "From the first to the last year of each programme. Running out: the last year ends within 24 months of today. "
    "End not stated: began, and its source names no last year; shown apart and counted as active in no year."
)

INTERVAL: Final = (
    "The bar around a rate is Wilson's 95% interval: what the true rate may well be, given so few or so many "
    "proposals. Below ten proposals the counts are shown and no percentage. A proposal with partners from several "
    "countries counts once for each of them in a sum over countries, and how many different proposals there are is not "
    "published: the interval of such a sum is that of the fewest that there can be, those of the country with the "
    "most, call by call (of all countries together, those of the whole call)."
)
STAGE_RATES: Final = (
    "Overall: projects funded / eligible pre-proposals. Stage 1: full proposals invited / eligible pre-proposals. "
    "Stage 2: projects funded / full proposals submitted, or invited where the number submitted is not published. "
    "Sums over sums over the calls that publish both numbers; never an average of rates. With countries chosen: the"
    " outcomes that the calls publish for these countries; a proposal with partners from several of them counts "
    "once for each."
)
RATE_BY_CALL: Final = (
    f"{STAGE_RATES} The grey stroke is all calls of the period together; with "
    f"countries chosen, all countries together, in outcomes by country. {INTERVAL}"
)
RATE_BY_YEAR: Final = (
    f"{RATE_BY_CALL} By the year that the call opened, or of its first deadline; a year without one is a gap."
)
RATE_BY_COUNTRY: Final = (
    "From the outcomes that calls publish by country: projects funded with at least one partner from the country / "
    "eligible pre-proposals with at least one partner from it, and likewise for the two stages. A country of which "
    "no call publishes them is not shown. A proposal with partners in three countries counts once in each country, "
    "so the countries add up to more than the calls. The grey stroke is all countries together, counted likewise. "
    f"{INTERVAL}"
)
FUNNEL: Final = (
    "Proposals of each call by stage, as its secretariat published them. A stage that was not published is left "
    "out, which is not zero. A tilde (~) says that the source gives the outcome as approximate. With countries "
    "chosen: the sums of the numbers published for these countries."
)
OVERSUBSCRIPTION: Final = (
    "Money asked for in proposals / money available at the call's opening. Shown for whole calls, not by country, "
    "since no country has a part of a call's budget of its own. A tilde (~) says that the source gives the amount "
    "as approximate."
)
MONEY_OF_CALLS: Final = (
    "Available: the call's budget as published at its opening, or before. Requested: what all proposals asked for. "
    "Awarded: the money of the funded projects as the call published it. An amount that was not published is left out, "
    f"which is not zero. {OVERSUBSCRIPTION}"
)
RATE_OF_ALL_CALLS: Final = f"{STAGE_RATES} {INTERVAL}"
UPTAKE: Final = (
    "Committed: what a funder set aside for the calls before they opened. Awarded: its money in the recorded "
    "projects of these calls. Uptake: awarded / committed, sums over sums, over the calls whose recorded amounts "
    "add up to what they published as awarded (to 1%); of other calls it is not known how much is missing. A "
    "region's funder is a funder of its own, named with its region, and is not part of its country's."
)
WON_NOTHING: Final = (
    "Countries whose funders committed money to a call. Nothing won: the call's outcome for the country says that "
    "no project was funded or no money awarded, or all funded projects of the call are recorded and none has a "
    "participant from it. Not known, and in a list of its own: no outcome by country is published and not all projects "
    "are recorded."
)
CALL_PARTICIPATIONS: Final = (
    "From the recorded projects of the calls: organisations' parts in any role by the country of the participant, "
    "their money from all funders, and coordinations. Shares are of all countries together, also of those that a "
    "filter leaves out. Coordination rate: coordinations / participations. A project with partners in five "
    "countries counts once in each country's number of projects."
)
AWARDED_IN_CALLS: Final = (
    "Money awarded as the calls published it, over the calls that publish it; with countries chosen, what went to them."
)
WIDENING_SHARE: Final = (
    "Participations from widening countries / all participations in the recorded projects of the call. Where a "
    "participant is recorded of fewer than half of the projects that the call funded, or there are fewer than ten "
    f"participations, counts stand in place of the share. {WIDENING_LIST} Shown for whole calls, not by country."
)
PEER_GROUPS: Final = (
    f"EU27: today's Member States. EU13: those that joined in 2004 or later; EU14: the others. {WIDENING_LIST} "
    "Success rates come from the outcomes that calls publish by country, money and "
    f"participations from the recorded projects. Filters on countries do not narrow the groups. {INTERVAL}"
)
AGAINST_OTHERS: Final = (
    "The country against the sum of all others, which it is not part of: sums over sums over their outcomes by "
    f"country and over the recorded projects. Filters on countries do not narrow it. {INTERVAL}"
)
TIME_TO_GRANT: Final = (
    "Days from the call's deadline for full proposals to the signature of a project's grant, or to its first day "
    "where the signature is not known: the table says how many of each. Median: half of the projects took no "
    "longer. The box holds the middle half of the projects, the line reaches to the shortest and longest. Projects "
    "with neither date, or with one before the deadline, are left out, and so are dates of which only the month or the "
    "year is known. Shown for whole calls, not by country."
)
DIFFERING_FIGURES: Final = (
    "Figures of a call for which sources or stages give different values. All are kept; the one marked as shown is "
    "the one that the dashboard uses."
)
