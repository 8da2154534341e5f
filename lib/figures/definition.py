"""How a figure is computed, in words that a policy officer understands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """What is counted, of what, what is left out and why it matters; each in whole sentences.

    Attributes:
        counts: what is counted or summed up; of a share, its numerator.
        of: what it is divided by, or compared with; empty where it is neither.
        left_out: what is not in it; empty where nothing is.
        why: why the figure matters to its readers, and what it does not say.
        notes: rules that several figures share, see lib.figures.notes.
    """

    counts: str
    of: str = ""
    left_out: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All of it, as one paragraph."""
        return " ".join(part for part in (self.counts, self.of, self.left_out, *self.notes, self.why) if part)
