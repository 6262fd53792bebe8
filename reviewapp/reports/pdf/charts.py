"""Stacked bars of risks, as inline SVG with a number in every part and a title in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WIDE, SMALL, HEIGHT = 487, 165, 14
NARROW = 9  # a part narrower than this has no room for its number

# Print colours with white figures at 4.5:1 or more; what is open stays hollow.
PARTS = (
    ("high", gettext_lazy("%(number)s high risk"), "#b81d22", "#ffffff"),
    ("medium", gettext_lazy("%(number)s medium risk"), "#9c5b00", "#ffffff"),
    ("none", gettext_lazy("%(number)s no risk"), "#2b7d46", "#ffffff"),
    ("unanswered", gettext_lazy("%(number)s unanswered"), "#ffffff", "#3b3630"),
    ("not_applicable", gettext_lazy("%(number)s not applicable"), "#d8d2c6", "#3b3630"),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar; figures are units of the drawing, formatted for SVG."""

    name: str
    x: str
    width: str
    middle: str
    fill: str
    ink: str
    number: int
    roomy: bool


@dataclass(frozen=True, slots=True)
class Bar:
    words: str
    segments: tuple[Segment, ...]
    width: int
    height: int = HEIGHT


def bar_of(counts: dict[str, int], name: str, width: int = SMALL) -> Bar:
    """The bar of some questions' risks.

    Args:
        counts: questions by risk in lower case, and `total`.
        name: what the bar is of, for its title.
        width: in points, which is also what it has room for.
    """
    words = f"{name}: {counts_words(counts)}"
    return Bar(words=words, segments=_segments(counts, width), width=width)


def counts_words(counts: dict[str, int]) -> str:
    """`3 high risk, 1 medium risk, 2 unanswered`; every risk that occurs, worst first."""
    found = [words % {"number": counts[name]} for name, words, *_rest in PARTS if counts[name]]
    return ", ".join(found) or _("no questions")


def _segments(counts: dict[str, int], whole: int) -> tuple[Segment, ...]:
    segments, x = [], 0.0
    for name, _words, fill, ink in PARTS:
        if number := counts[name]:
            width = whole * number / counts["total"]
            segments.append(
                Segment(
                    name=name,
                    x=f"{x:.2f}",
                    width=f"{width:.2f}",
                    middle=f"{x + width / 2:.2f}",
                    fill=fill,
                    ink=ink,
                    number=number,
                    roomy=width >= NARROW * len(str(number)),
                )
            )
            x += width
    return tuple(segments)
