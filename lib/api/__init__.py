"""Addresses for programs: rows, what describes them, and whether the service is up. Starlette, and no Streamlit."""
