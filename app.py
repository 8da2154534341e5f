"""The pages of the dashboard and the way between them."""

import streamlit as st

from lib.ui.frame import SECRETARIAT, serve

st.set_page_config(page_title="ICPerMed dashboard", page_icon="data/icon.svg", layout="wide", initial_sidebar_state=220)
st.logo("data/logo.svg", size="large", icon_image="data/icon.svg")
serve(
    {
        "Board": [
            st.Page("pages/overview.py", title="Overview", icon=":material/dashboard:", default=True),
        ],
        "Funding": [
            st.Page("pages/programmes.py", title="Programmes", icon=":material/public:"),
            st.Page("pages/calls.py", title="Calls", icon=":material/gavel:"),
            st.Page("pages/collaboration.py", title="Collaboration", icon=":material/hub:"),
            st.Page("pages/topics.py", title="Topics", icon=":material/bubble_chart:"),
            st.Page("pages/project.py", title="Project", icon=":material/science:"),
        ],
        "Outreach": [
            st.Page("pages/events.py", title="Events", icon=":material/event:"),
            st.Page("pages/reach.py", title="Reach", icon=":material/campaign:"),
        ],
        "Take away": [
            st.Page("pages/report.py", title="Report", icon=":material/article:"),
            st.Page("pages/saved.py", title="Saved views", icon=":material/bookmarks:"),
            st.Page("pages/records.py", title="Records", icon=":material/table_rows:"),
        ],
        SECRETARIAT: [
            st.Page("pages/first_steps.py", title="First steps", icon=":material/flag:"),
            st.Page("pages/upload.py", title="Upload", icon=":material/upload_file:"),
            st.Page("pages/data_quality.py", title="Data quality", icon=":material/fact_check:"),
            st.Page("pages/imports.py", title="Imports", icon=":material/history:"),
            st.Page("pages/organisations.py", title="Double organisations", icon=":material/merge:"),
        ],
    }
)
