"""Who has which role, and the way to give and take away roles."""

from lib.ui import frame
from lib.ui.roles import draw_roles

frame.begin(
    "Roles",
    "For administrators: the roles that persons and groups have when they sign in.",
    shows_figures=False,
)
draw_roles()
