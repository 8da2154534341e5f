"""The app: what stands around every page, and the page that is asked for (lib/ui/pages.py lists them)."""

import streamlit as st

from lib.ui.frame import serve

st.set_page_config(page_title="ICPerMed dashboard", page_icon="data/icon.svg", layout="wide", initial_sidebar_state=220)
st.logo("data/logo.svg", size="large", icon_image="data/icon.svg")
serve()
