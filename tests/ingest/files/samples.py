"""Small files as other systems export them: their texts, and helpers that make files of these."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from lib.ingest.readers.source import SourceFile


def text_file(name: str, text: str, encoding: str = "utf-8") -> SourceFile:
    return SourceFile(name, text.encode(encoding))


def zip_file(name: str, members: Mapping[str, str]) -> SourceFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return SourceFile(name, packed.getvalue())


def workbook_file(name: str, sheets: Mapping[str, Sequence[Sequence[object]]]) -> SourceFile:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    saved = io.BytesIO()
    book.save(saved)
    return SourceFile(name, saved.getvalue())


#: An objective with line breaks, quotes, separators, entities and tags; an amount with a computed number of decimals;
#: a project without dates, money and call.
CORDIS_PROJECTS = """\
"id";"acronym";"status";"title";"startDate";"endDate";"totalCost";"ecMaxContribution";"legalBasis";"topics";\
"ecSignatureDate";"frameworkProgramme";"masterCall";"subCall";"fundingScheme";"nature";"objective";\
"contentUpdateDate";"rcn";"grantDoi"
"101999001";"FLAXPM";"SIGNED";"Flax &amp; personalised medicine";"2024-01-01";"2027-12-31";"2500000.005";"2499999.125";\
"HORIZON.2.1";"HORIZON-HLTH-2023-01";"2023-11-20";"HORIZON";"HORIZON-HLTH-2023";"HORIZON-HLTH-2023-SUB";"RIA";"";\
"<p>First line; with a ""quote"".</p>
H<sub>2</sub>O at p &lt; 0.05&nbsp;level";"2024-03-01 10:22:33";"260001";"10.3030/101999001"
"101999002";"EMPTY";"CLOSED";"No dates";"";"";"0";"";"HORIZON.2.1";"";"";"HORIZON";"";"HORIZON-SUB-ONLY";"CSA";"";\
"Short";"2022-08-25 11:05:57";"260002";""
"101999003";"STOP";"TERMINATED";"No call";"2024-01-01";"";"";"";"";"";"";"HORIZON";"";"";"CSA";"";"";"";"260003";""
"""

#: The same organisation twice, EL for Greece, a partner's contribution empty, and one without a code.
CORDIS_ORGANISATIONS = """\
"projectID";"projectAcronym";"organisationID";"vatNumber";"name";"shortName";"SME";"activityType";"street";"postCode";\
"city";"country";"nutsCode";"geolocation";"organizationURL";"contactForm";"contentUpdateDate";"rcn";"order";"role";\
"ecContribution";"netEcContribution";"totalCost";"endOfParticipation";"active"
"101999001";"FLAXPM";"999900001";"";"UNIVERSITY OF FLAX &amp; WOOL";"UFW";"false";"HES";"";"";"Athens";"EL";"EL303";\
"(37.98381,23.727539)";\
"https://www.example.org";"";"2024-03-01 10:22:33";"1";"1";"coordinator";"1000000.5";"900000.25";"";"false";""
"101999001";"FLAXPM";"999900001";"";"UNIVERSITY OF FLAX &amp; WOOL";"UFW";"false";"HES";"";"";"Athens";"EL";"";"";\
"https://www.example.org";"";"2024-03-01 10:22:33";"1";"2";"thirdParty";"100";"";"";"false";""
"101999001";"FLAXPM";"999900002";"";"Flax GmbH";"";"true";"PRC";"";"";"Bonn";"DE";"";"";"www.example.com";"";"";"2";\
"3";"participant";"500000";"0";"";"false";""
"101999001";"FLAXPM";"";"";"Nameless Code Institute";"";"";"REC";"";"";"";"UK";"";"";"";"";"";"3";"4";\
"associatedPartner";"";"";"";"false";""
"""

CORDIS_FIELDS_OF_SCIENCE = """\
"projectID";"euroSciVocCode";"euroSciVocPath";"euroSciVocTitle";"euroSciVocDescription"
"101999001";"/23/49/321";"/medical and health sciences/health sciences";"health sciences";""
"""

CORDIS_TOPICS = '"projectID";"topic";"title"\n"101999001";"HORIZON-HLTH-2023-01";"Flax"\n'

CORDIS_OLDER = """\
rcn;id;acronym;status;programme;topics;frameworkProgramme;title;startDate;endDate;projectUrl;objective;totalCost;\
ecMaxContribution;call;fundingScheme;coordinator;coordinatorCountry;participants;participantCountries;subjects
1;643001;OLDPM;CLOSED;H2020-EU.3.1.;PHC-01;H2020;Old layout;2015-01-01;2018-12-31;www.example.org;Text;2499999,5;\
2000000;H2020-PHC-2014;RIA;UNIVERSITÄT FLACHS;DE;"Wool &amp; Flax SA;Hospital One";FR;
2;643002;TWO;SIGNED;H2020-EU.3.1.;PHC-01;H2020;Several countries;2015-01-01;2018-12-31;http://www.example.org/two;Text;\
1;1;H2020-PHC-2014;RIA;Universität  Flachs;DE;"WOOL & FLAX SA;Hospital Two";FR;
3;643003;MANY;SIGNED;H2020-EU.3.1.;PHC-01;H2020;Countries not parallel;2015-01-01;2018-12-31;;Text;1;1;;RIA;\
Solo Institute;IT;"Partner A;Partner B;Partner C";FR;ES
"""
#: The last row's list of countries has a separator: there it is in quotes.
CORDIS_OLDER = CORDIS_OLDER.replace(";FR;ES\n", ';"FR;ES";\n')

X_TODAY = '''\
Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,\
Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks
2074000000000000001,"Tue, Jul 14, 2026","Call open, apply!
Second line",https://x.com/example/status/2074000000000000001,"1,234",12,300,1,7,2,3,5,6,7,66,0,0
2.074E+18,"Wed, Jul 15, 2026",Saved by a spreadsheet,https://x.com/example/status/2074000000000000002,9,0,0,0,0,0,0,0,0,0,0,0,0
"=""2074000000000000003""","Thu, Jul 16, 2026",Without a link,,9,0,0,0,0,0,0,0,0,0,0,0,0
2.074E+18,"Fri, Jul 17, 2026",Lost,,9,0,0,0,0,0,0,0,0,0,0,0,0
'''

X_CLASSIC = """\
"Tweet id","Tweet permalink","Tweet text","time","impressions","engagements","engagement rate","retweets","replies",\
"likes","user profile clicks","url clicks","hashtag clicks","detail expands","permalink clicks","app opens",\
"app installs","follows","email tweet","dial phone","media views","media engagements"
"1498600000000000001","https://twitter.com/example/status/1498600000000000001","Old times","2022-03-01 10:00 +0000",\
"1253.0","17.0","0.0135","4.0","1.0","9.0","1.0","2.0","0.0","1.0","0.0","0","0","3","0","0","0","0"
"""

X_DAYS = """\
Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits,Create Post,\
Video views,Media views
"Tue, Jul 14, 2026",1200,12,80,1,0,4,1,2,3,9,1,0,0
"""

LINKEDIN_CONTENT: dict[str, list[list[object]]] = {
    "Metrics": [
        ["The aggregated metrics of your page's posts in the time period."],
        [
            "Date",
            "Impressions (organic)",
            "Impressions (sponsored)",
            "Impressions (total)",
            "Unique impressions (organic)",
            "Clicks (organic)",
            "Clicks (sponsored)",
            "Clicks (total)",
            "Reactions (organic)",
            "Reactions (sponsored)",
            "Reactions (total)",
            "Comments (organic)",
            "Comments (sponsored)",
            "Comments (total)",
            "Reposts (organic)",
            "Reposts (sponsored)",
            "Reposts (total)",
            "Engagement rate (organic)",
        ],
        ["03/04/2024", 90, 10, 100, 60, 5, 1, 6, 3, 0, 3, 1, 0, 1, 2, 0, 2, 0.12],
    ],
    "All posts": [
        ["The engagement metrics of each of your posts in the time period."],
        [
            "Post title",
            "Post link",
            "Post type",
            "Campaign name",
            "Posted by",
            "Created date",
            "Campaign start date",
            "Campaign end date",
            "Audience",
            "Impressions",
            "Views",
            "Offsite Views",
            "Clicks",
            "Click through rate (CTR)",
            "Likes",
            "Comments",
            "Reposts",
            "Follows",
            "Engagement rate",
            "Content Type",
        ],
        [
            "JTC2024 is open",
            "https://www.linkedin.com/feed/update/urn:li:activity:7170000000000000001",
            "Organic",
            None,
            "Some Body",
            "03/04/2024",
            None,
            None,
            "All followers",
            1000,
            None,
            None,
            10,
            0.01,
            20,
            3,
            4,
            1,
            0.037,
            "Article",
        ],
        [
            "Not all is known",
            "https://www.linkedin.com/posts/example_jtc-activity-7170000000000000002-abCd",
            "Organic",
            None,
            "Some Body",
            "03/05/2024",
            None,
            None,
            "All followers",
            50,
            None,
            None,
            None,
            None,
            2,
            0,
            0,
            0,
            0,
            None,
        ],
    ],
}
LINKEDIN_FOLLOWERS: dict[str, list[list[object]]] = {
    "New followers": [
        ["Followers gained in the time period."],
        ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"],
        ["03/04/2024", 0, 3, 0, 3],
    ],
    "Location": [["Location", "Total followers"], ["Valletta", 12]],
}
LINKEDIN_VISITORS: dict[str, list[list[object]]] = {
    "Visitor metrics": [
        ["Visitors of your page in the time period."],
        ["Date", "Overview page views (total)", "Total page views (desktop)", "Total page views (total)"],
        ["03/04/2024", 8, 5, 9],
    ],
    "Industry": [["Industry", "Total views"], ["Research", 4]],
}

#: Padded with separators to one width, as a spreadsheet saves it; one attendee rejoins, one stays away, one writes the
#: address in capitals, one has no address; the last section lists telephones.
ZOOM_WEBINAR = """\
Attendee Report,,,,,,,,,,,,
Report Generated:,"Mar 23, 2025 6:26 PM",,,,,,,,,,,
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,\
Max Concurrent Views,Enable Registration,,,
"PM, explained",847 0000 0000,"Mar 22, 2025 7:13 PM",95,6,1,4,6,4,Yes,,,
Host Details,,,,,,,,,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,\
Country/Region Name,,,,,
Yes,Host Person,host@example.org,"Mar 22, 2025 19:13:27","Mar 22, 2025 20:48:19",95,No,Germany,,,,,
Panelist Details,,,,,,,,,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,\
Country/Region Name,,,,,
{panelists}Attendee Details,,,,,,,,,,,,
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,\
Time in Session (minutes),Is Guest,Country/Region Name,Your field of work
Yes,Ann,Ann,Example,ann@example.org,"Mar 15, 2025 11:23:29",approved,"Mar 22, 2025 19:14:00","Mar 22, 2025 19:34:00",\
20,Yes,Spain,Research
Yes,Ann,Ann,Example,ANN@example.org,"Mar 15, 2025 11:23:29",approved,"Mar 22, 2025 19:40:00","Mar 22, 2025 20:10:00",\
30,Yes,Spain,Research
No,Ben,Ben,Example,ben@example.org,"Mar 15, 2025 11:27:19",approved,--,--,--,--,,Policy
Yes,Ça  Va (Chris),Chris,Example ,,"Mar 16, 2025 11:27:19",approved,"Mar 22, 2025 19:14:00","Mar 22, 2025 19:15:00",1,\
Yes,Türkiye,
No,Dee,Dee,Example,dee@example.org,"Mar 16, 2025 11:27:19",denied,--,--,--,--,,
Other Attended,,,,,,,,,,,,
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name,,,,,,,,
+49 000,"Mar 22, 2025 19:14:00","Mar 22, 2025 19:34:00",20,Germany,,,,,,,,
"""
#: More panelists than the head that headers are looked for in has rows.
PANELISTS = "".join(
    f'Yes,Panel {n},panel{n}@example.org,"Mar 22, 2025 19:00:00","Mar 22, 2025 20:00:00",60,Yes,Malta,,,,,\n'
    for n in range(120)
)

ZOOM_MEETING = """\
Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Steering Board,10/05/2026 05:55:00 PM,10/05/2026 07:00:00 PM,host@example.org,65,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Ann Example,ann@example.org,10/05/2026 05:55:00 PM,10/05/2026 06:10:00 PM,15,No,No
Ann Example,ann@example.org,10/05/2026 06:20:00 PM,10/05/2026 07:00:00 PM,40,No,No
Ben  Example,,10/05/2026 06:00:00 PM,10/05/2026 06:03:00 PM,3,Yes,Yes
Ben  Example,,10/05/2026 06:03:00 PM,10/05/2026 07:00:00 PM,57,Yes,No
"""

TEAMS = """\
1. Summary
Meeting title\tFamily Meeting
Attended participants\t3
Start time\t11/26/25, 4:16:54 PM
End time\t11/26/25, 5:18:08 PM
Meeting duration\t1h 1m 14s
Average attendance time\t41m 13s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Org Anizer\t11/26/25, 4:16:55 PM\t11/26/25, 5:18:08 PM\t1h 1m 30s\torg@example.org\torg@example.org\tOrganizer
Pre Senter\t11/26/25, 4:17:00 PM\t11/26/25, 5:18:05 PM\t1h 1m 29s\t\tpre@example.org\tPresenter
Guest, Some (External)\t11/26/25, 4:17:00 PM\t11/26/25, 4:17:20 PM\t20s\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Org Anizer\t11/26/25, 4:16:55 PM\t11/26/25, 5:18:08 PM\t1h 1m 30s\torg@example.org\tOrganizer
"""

TEAMS_GERMAN = """\
1. Zusammenfassung
Besprechungstitel\tFamilientreffen
Teilnehmer\t1
Startzeit\t06.10.26, 18:01:00

2. Teilnehmer
Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechung\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Ann Example\t06.10.26, 18:01:00\t06.10.26, 19:00:00\t1 Std. 59 Min. 0 Sek.\tann@example.org\tann@example.org\tTeilnehmer

3. Aktivitäten in der Besprechung
Name\tBeitreten\tVerlassen\tDauer\tE-Mail\tRolle
Ann Example\t06.10.26, 18:01:00\t06.10.26, 18:30:00\t29 Min.\tann@example.org\tTeilnehmer
"""

#: Words that no list of ours has.
TEAMS_OTHER_LANGUAGE = """\
1. Resumo
Título da reunião\tEncontro

2. Participantes
Nome\tPrimeira Entrada\tÚltima Saída\tDuração da Reunião\tEndereço\tID do participante (UPN)\tFunção
Ann Example\t07/02/26, 10:00:00\t07/02/26, 11:00:00\t1h\tann@example.org\tann@example.org\tOrganizador
"""

TEAMS_FLAT = """\
Meeting Summary
Total Number of Participants\t1
Meeting Title\tTraining
Meeting Start Time\t7/20/2021, 4:16:29 PM

Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)
Ann Example\t7/20/2021, 4:16:29 PM\t7/20/2021, 4:26:29 PM\t10m\tann@example.org\tPresenter\tann@example.org
Ann Example\t7/20/2021, 4:30:29 PM\t7/20/2021, 5:00:29 PM\t30m\tann@example.org\tPresenter\tann@example.org
"""

TEAMS_LIST = """\
Full Name\tUser Action\tTimestamp
Ann Example\tJoined before\t7/20/2021, 4:16:29 PM
Ann Example\tLeft\t7/20/2021, 4:26:29 PM
"""

WEBEX = """\
Meeting Name\tMeeting Start Time\tMeeting End Time\tDisplay Name\tFirst Name\tLast Name\tRole\tAttendee Email\t\
Join Time\tLeave Time\tAttendance Duration\tConnection Type
Info day\t2022-09-21 15:45:31\t2022-09-21 16:45:00\tAnn E.\tAnn\tExample\tHost\tann@example.org\t2022-09-21 15:45:31\t\
2022-09-21 16:45:00\t59 mins\tDesktop app
Info day\t2022-09-21 15:45:31\t2022-09-21 16:45:00\tCall-in User_2\t\t\tAttendee\t\t2022-09-21 15:50:00\t\
2022-09-21 15:53:00\t3 mins\tPhone
"""

WEBEX_EVENT = """\
Attended,First Name,Last Name,Email,Country/Region,Invited,Registered,Start time,End time,Duration
,Ann,Example,ann@example.org,Malta,No,Yes,10:00 am,11:00 am,60 mins
,Ben,Example,ben@example.org,Malta,No,Yes,,,
"""

EVENTBRITE = """\
Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,Currency,\
Total Paid,Attendee Status,Home Country,Type of organisation,Event Name,Event Start Date
2001,2026-09-26,Ann,Example,ann@example.org,1,,On site,1,,Free,EUR,0,Checked In,MT,University,PM Days,2026-10-03
2001,2026-09-26,Ann,Example,ann@example.org,1,,Dinner,2,,Free,EUR,0,Attending,MT,University,PM Days,2026-10-03
2002,2026-09-26 20:10,Ben,Example,ben@example.org,1,,On site,3,,Free,EUR,0,Not Attending,DE,,PM Days,2026-10-03
2003,2026-09-27 09:00,Cy,Example,cy@example.org,1,,On site,4,,Free,EUR,0,Attending,IE,Something,PM Days,2026-10-03
"""

INDICO = """\
ID,Name,First Name,Last Name,Email Address,Affiliation,Country,Registration date,Registration state,Checked in
1,Ann Example,Ann,Example,ann@example.org,Somewhere,Malta,2026-02-20 09:00,Completed,Yes
2,Ben Example,Ben,Example,ben@example.org,Somewhere,Germany,2026-02-20 09:00,Withdrawn,No
3,Cy Example,Cy,Example,cy@example.org,Somewhere,Ireland,2026-02-20 09:00,Pending,No
"""

EUSURVEY_FRENCH = """\
Alias,permed-days
Prénom,Nom,Organisation,Souhaitez-vous la lettre par e-mail ?,Adresse e-mail,Pays,Type d’organisation,\
Invitation number,Contribution ID,User name,Creation date,Last update,Languages
Anne,Exemple,Université X,Oui,anne@example.org,France,Université,,c-1,someone,2026-02-20,2026-02-20,FR
Anne,Autre,Hôpital Y,Non,,France,Autre chose,,c-2,,2026-02-20,2026-02-20,FR
,,,,,,,,c-3,,2026-02-20,2026-02-20,FR
"""
EUSURVEY_GERMAN = """\
Vorname;Name;E-Mail-Adresse;Land;Art der Einrichtung;Contribution ID;Creation date
Anna;Beispiel;;Österreich;Universitätsklinikum;c-1;2026-02-20
"""
