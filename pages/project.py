"""One project: what it is, who takes part, with whose money, and projects like it."""

from lib.metrics.project import details
from lib.ui import frame, missing, project
from lib.ui.ask import ask

page = frame.begin(
    "Project",
    "One project with its partners, money, dates, topic and source, and the projects most like it.",
    shows_figures=False,
)
asked = project.asked_for()
known = ask(details, asked) if asked else None
if known:
    # A link names a project, and so opens it whichever dataset the bar names.
    project.show_project(frame.of_dataset(page, known["demonstration"]), known)
elif not missing.whole_page(("project",), page.scope.demonstration):
    page = frame.of_dataset(page, page.scope.demonstration)
    project.show_found(page, asked)
