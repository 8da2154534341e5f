"""The app as it is served: the pages of app.py, and the addresses for programs beside them in the same process."""

from streamlit.starlette import App

from lib.api.routes import routes

app = App("app.py", routes=routes())
