"""A row of each entity that refers to those before it: the one that a new entity adds for the tests."""

from __future__ import annotations

#: By entity, in the order of loading, its smallest file.
ROWS = {
    "country": "iso2,iso3,name,region\nMT,MLT,Malta,Southern Europe\nIT,ITA,Italy,Southern Europe\n",
    "organisation": "organisation_id,name,country\nO,Organisation,MT\n",
    "membership": "country,organisation,status,evidence,from_date\nMT,O,member,named as member,2018-03\n",
    "programme": "programme_id,name,funder,country,level,start_year,end_year\nP,Programme,O,MT,national,2020,2027\n",
    "call": "call_id,programme,name,opened\nC,P,Call,2024-02-01\n",
    "call commitment": "call_id,funder,committed_eur\nC,O,1500000\n",
    "call outcome": "call_id,country,pre_proposals_submitted\nC,MT,40\n",
    "project": "project_id,title,call,programme,start_date\nJ,Project,C,P,2024-05-01\n",
    "field of science": "project_id,code,title\nJ,/23,medicine\n",
    "participation": "project_id,organisation,country,role,funder,funding_eur\nJ,O,MT,coordinator,O,350000\n",
    "event": "event_id,name,start_date,country\nE,Event,2024-06-01,MT\nS,Of sums,2024-07-01,MT\n",
    "attendance": "event_id,attendee,country,registered,attended\nE,0123456789abcdef,MT,yes,yes\n",
    "attendance sum": "event_id,country,registered,attended\nS,,60,50\nS,MT,40,30\n",
    "post": "post_id,channel,published_at,impressions\n1,x,2024-06-01 10:00,100\n",
    "channel snapshot": "channel,date,followers\nx,2024-06-01,200\n",
    "published figure": "subject,subject_id,quantity,value,unit,shown\ncall,C,funders,31,funders,yes\n",
    "output": "output_id,type,title,period_start,period_end,count\nN,newsletter,News,2024-01,2024-12,4\n",
}
