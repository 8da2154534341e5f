"""What the store holds, what is missing, and in which order to load it."""

from lib.ui import frame
from lib.ui.first_steps import draw_steps

frame.begin(
    "First steps",
    "For the Secretariat: what is loaded, what is missing, in which order to load it, and the templates for it.",
    shows_figures=False,
)
draw_steps()
