"""How pages look beside what Streamlit's theme says: width, heads, cards, icons, and colours that read well.

The sheet is served in the head of the HTML (lib/api/served_head.py), so that it holds before the first element is
drawn: one that came with the elements would move them. Only the colours of the theme, which is the reader's, come
later.
"""

from __future__ import annotations

from typing import Final

from lib.charts import maps

#: Streamlit's own download of a table writes formulas as they are; our exports do not. Captions are less faint than
#: Streamlit's.
_SHARED = """
[data-testid="stElementToolbarButton"]:has([aria-label^="Download as CSV"]) { display: none; }
.stApp [data-testid="stCaptionContainer"] { opacity: 0.8; }
"""
#: Pages use the width that there is. Streamlit's own head lies over them, with its menu at the right. The menu of pages
#: comes after them; its place is kept (app.py says how wide it is).
_PAGE = """
[data-testid="stLayoutWrapper"]:has(> .st-key-unseen) { display: none; }
[data-testid="stHeader"] { height: 2.5rem; min-height: 2.5rem; background: transparent; }
[data-testid="stMainBlockContainer"] { padding: 2.5rem 1.25rem 3rem; max-width: none; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.7rem; }
.st-key-page-head { justify-content: space-between; column-gap: 1rem; row-gap: 0; }
.st-key-page-head h1 { padding: 0; }
.st-key-page-head > * { width: auto; flex: 0 1 auto; }
[data-testid="stLayoutWrapper"]:has(> .st-key-demonstration-mark) { position: sticky; top: 2.5rem; z-index: 99; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-stays-"]) { position: sticky; top: 4.6rem; z-index: 98; }
.st-key-demonstration-mark, [class*="st-key-stays-"] { backdrop-filter: blur(1rem); }
[class*="st-key-stays-"] { padding: 0 0.8rem; border-radius: 0.5rem; border: 1px solid var(--faint); }
.st-key-demonstration-mark [data-testid="stAlertContainer"] { padding: 0.2rem 0.8rem; }
.st-key-soon [data-testid="stSkeleton"] { height: 1.5rem; }
[data-testid="stSidebarContent"]:not(:has([data-testid="stSidebarNav"])) [data-testid="stSidebarUserContent"] {
  display: none; }
@media (max-width: 640px) {
  [data-testid="stMainBlockContainer"] { padding-left: 0.9rem; padding-right: 0.9rem; }
}
@media (min-width: 768px) {
  [data-testid="stAppViewContainer"]:not(:has([data-testid="stSidebar"])) { padding-left: 220px; }
}
"""
#: One line of at most 48 px. On a telephone it folds into a switch with the number of what is set, which unfolds it
#: without asking the server.
_BAR = """
.st-key-bar { min-height: 2.5rem; }
.st-key-bar > :has(> .st-key-bar-fold) { display: none; }
.st-key-bar-chips button { min-height: 1.75rem; padding: 0 0.6rem; }
.st-key-bar-chips [data-testid="stSkeleton"] { height: 1.75rem; }
[class*="st-key-chip-"] p { display: block; max-width: 14rem; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap; }
@media (min-width: 1240px) { .st-key-bar { flex-wrap: nowrap; } }
@media (min-width: 1240px) and (max-width: 1500px) {
  .st-key-bar-chips [class*="st-key-chip-"] p { max-width: 3.2rem; }
  .st-key-bar-menu-group [data-testid="stPopoverButton"] p { position: absolute; width: 1px; height: 1px;
    overflow: hidden; clip-path: inset(50%); }
}
@media (max-width: 899px) {
  .st-key-bar > :has(> .st-key-bar-fold) { display: flex; }
  .st-key-bar:not(:has(.st-key-bar-fold input:checked)) > :not(:has(> .st-key-bar-fold)) { display: none; }
  .st-key-bar [class*="st-key-bar-"] { width: 100%; }
}
"""
#: Cards share the width evenly, two to a row on a telephone, where "EUR 60.6 million" needs a smaller letter. They come
#: one by one, so their width follows from how many there will be, and their height from what most of them hold.
_CARDS = """
[class*="st-key-cards-"] { display: grid; grid-template-columns:
  repeat(auto-fill, minmax(max(9.2rem, calc((100% - (var(--cards) - 1) * 1rem) / var(--cards))), 1fr)); }
[class*="st-key-card-"] [data-testid="stSkeleton"] { height: 3.25rem; }
[class*="st-key-cards-headlines-"] [data-testid="stMetricValue"] { font-size: 1.1rem; }
[class*="st-key-cards-"] > *, [class*="st-key-card-"] { width: 100%; height: 100%; min-width: 0; }
[class*="st-key-card-"] { padding: 0.6rem 0.75rem; }
.card-line { width: 100%; height: 1.5rem; background: currentColor; opacity: 0.7; }
[class*="st-key-card-"] [data-testid="stMetricValue"] * { white-space: normal; overflow-wrap: anywhere; }
@media (max-width: 640px) {
  [class*="st-key-cards-"] { grid-template-columns: repeat(2, 1fr); }
  [class*="st-key-cards-"] [data-testid="stMetricValue"] { font-size: 1.05rem; }
}
"""
#: The icons of a figure stand at the right of its heading. A link to it leaves the bar over the page in sight.
_FIGURES = """
[class*="st-key-findings-"] [data-testid="stSkeleton"] {
  height: calc(var(--sentences) * 0.3rem + var(--lines) * 1.45rem); }
@media (max-width: 640px) {
  [class*="st-key-findings-"] [data-testid="stSkeleton"] {
    height: calc(var(--sentences) * 0.3rem + var(--folded) * 1.45rem); }
}
[class*="st-key-chart-of-"] :is([data-testid="stSkeleton"], [data-testid="stVegaLiteChart"]:not(:has(svg))) {
  min-height: calc(var(--hundreds) * 100px + var(--tens) * 10px); }
.stApp ul.findings { margin: 0; padding: 0; list-style: none; }
.stApp .findings li { margin: 0.15rem 0; padding: 0; line-height: 1.45; }
.findings a { color: inherit; text-decoration: underline; text-underline-offset: 0.2em;
  text-decoration-color: color-mix(in srgb, currentColor 35%, transparent); }
.findings a:hover { text-decoration-color: currentColor; }
.st-key-jump { position: absolute; height: 0; }
[class*="st-key-figure-"] { padding: 0.75rem 0.9rem; }
[class*="st-key-figure-"]:fullscreen { padding: 2rem; overflow: auto; background: var(--ground); }
[class*="st-key-head-"] { position: relative; }
[class*="st-key-head-"] > :has(> [class*="st-key-icons-"]) { position: absolute; width: auto; right: -0.3rem;
  top: -0.5rem; }
[class*="st-key-own-"] [data-testid="stSelectbox"] { max-width: 24rem; }
.figure-head h2 { margin: 0; padding: 0; font-size: 1.05rem; line-height: 1.35; font-weight: 600;
  scroll-margin-top: 6rem; outline: none; text-wrap: pretty; }
.figure-head > :first-child { padding-right: 8.2rem; }
.figure-head p { margin: 0.1rem 0 0; font-size: 0.85rem; line-height: 1.35; }
.figure-head .title, .figure-head .covers { font-size: 0.8rem; opacity: 0.8; }
.figure-head .title { min-height: 1.8rem; }
"""
#: Icons show no words. These are read aloud all the same, and stand below the icon beside the pointer or under focus.
_ICONS = """
[class*="st-key-icons-"] { flex-wrap: nowrap; }
[class*="st-key-icons-"] button { position: relative; min-height: 1.75rem; min-width: 1.9rem; padding: 0.1rem 0.3rem; }
[class*="st-key-icons-"] [data-testid="stPopoverButton"] > div > div[aria-hidden="true"] { display: none; }
[class*="st-key-icons-"] button p > span { position: absolute; right: 0; top: calc(100% + 0.25rem); z-index: 100;
  width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; pointer-events: none; }
[class*="st-key-icons-"] button:is(:hover, :focus-visible) p > span { width: auto; height: auto; clip-path: none;
  padding: 0.15rem 0.4rem; border-radius: 0.3rem; color: var(--ground); background: var(--ink); }
"""
#: The server does not know how wide the map is, so it is fitted for one width; a narrower page shows it smaller.
_MAPS = "[class*='-map-frame'] { container-type: inline-size; }" + "".join(
    f"@container (width < {width}px) {{ [class*='-map-frame'] > * {{ zoom: {(width - 40) / maps.WIDTH:.3f}; }} }}"
    for width in range(maps.WIDTH, 200, -40)
)
#: A thing that has a page to itself.
_NAMES = ":is(.st-key-topic-name, .st-key-project-name) [data-testid='stText'] { font-size: 1.3rem; font-weight: 600; }"
#: Streamlit writes white on a chip's colour, and draws tabs and switches in the same colour on the ground. No colour
#: has 4.5:1 to both on a ground that is not black, so the dark theme's chips are written in the ground's colour.
_CHIPS = """
[data-testid="stMultiSelectTagsContainer"] [data-tag], [data-testid="stMultiSelectTagsContainer"] [data-tag] * {
  color: var(--on-chip);
}
"""
_OF_THEME = {
    "dark": ":root { --ink: #e8edf2; --ground: #10151c; --faint: #3a4654; --on-chip: #10151c; }",
    "light": ":root { --ink: #1d2733; --ground: #ffffff; --faint: #c9d3de; --on-chip: #ffffff; }",
}
#: A page may be drawn before the browser has reported its theme, which then is what the system's is.
_OF_UNKNOWN_THEME = " ".join(
    f"@media (prefers-color-scheme: {theme}) {{ {colours} }}" for theme, colours in _OF_THEME.items()
)
#: What is told before it is drawn, such as how many cards there will be, by the highest number of each.
_NUMBERS = {"cards": 30, "sentences": 12, "lines": 30, "folded": 60, "hundreds": 30, "tens": 9}
_TOLD = " ".join(
    f'[class*="-{name}{number}"] {{ --{name}: {number}; }}'
    for name, highest in _NUMBERS.items()
    for number in range(highest + 1)
)
_PARTS = (_TOLD, _SHARED, _PAGE, _BAR, _CARDS, _FIGURES, _ICONS, _MAPS, _NAMES, _CHIPS)
#: The sheet of all pages. Nested, its selectors are stronger than Streamlit's own, which come after it.
STYLE: Final = f"<style>:root {{ {''.join(_PARTS)} }} {_OF_UNKNOWN_THEME}</style>"


def told(name: str, **numbers: int) -> str:
    """Return the key of a container that tells the sheet numbers, by which it keeps the place of what comes late.

    Args:
        name: of the container.
        numbers: by names of `_NUMBERS`; larger ones than these are read as the highest.
    """
    return "-".join((name, *(f"{one}{min(number, _NUMBERS[one])}" for one, number in numbers.items())))


def colours_of(theme: str) -> str:
    """Return the element with the colours of a theme.

    Args:
        theme: dark or light.
    """
    return f"<style>{_OF_THEME[theme]}</style>"
