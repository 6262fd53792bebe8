"""How a lens review stands, in small parts that look the same for everybody who may see it.

Each part has a name and stands on pages as `data-part="name"`; an open page takes those that
changed (`live-review.js`).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils.html import conditional_escape

from .navigator import ALL, Navigator, NavItem, NavPillar
from .overview import PillarCard, overview_context
from .question import Place

Parts = dict[str, str]
Named = Iterator[tuple[str, str]]


def standing_parts(place: Place) -> Parts:
    """Every part by its name; as many queries as the overview has."""
    context = overview_context(place, show=ALL)
    nav: Navigator = context["nav"]
    parts = dict(_of_review(context))
    for card in context["cards"]:
        parts.update(_of_pillar(card))
    parts.update((f"filter-{each.key}", str(each.count)) for each in nav.filters)
    return parts


def _of_review(context: dict[str, Any]) -> Named:
    nav: Navigator = context["nav"]
    counts = dict(nav.counts)
    yield "bar", _rendered("web/_riskbar.html", counts)
    yield "bar-tall", _rendered("web/_riskbar.html", {**counts, "tall": True})
    yield "counts", _rendered("web/_risk_counts.html", counts)
    yield "counts-words", _rendered("web/_risk_counts.html", {**counts, "words": True})
    yield "first", _rendered("reviews/_first_counts.html", context)
    where = context["review"].version.lens.name
    yield "levels", _rendered(LEVELS, {"levels": context["levels"], "where": where})


def _of_pillar(card: PillarCard) -> Named:
    pillar: NavPillar = card.nav
    yield f"answered-{pillar.dom_id}", str(pillar.answered)
    yield f"bar-{pillar.dom_id}", _rendered("web/_riskbar.html", dict(pillar.counts))
    yield f"work-{pillar.dom_id}", conditional_escape(pillar.work or "")
    levels = {"levels": card.levels, "where": pillar.pillar.name}
    yield f"levels-{pillar.dom_id}", _rendered(LEVELS, levels)
    for item in pillar.items:
        yield from _of_question(item)


def _of_question(item: NavItem) -> Named:
    answer = {"answer": item.answer}
    yield f"work-{item.dom_id}", conditional_escape(item.work or "")
    yield f"mark-{item.dom_id}", _rendered("reviews/_nav_mark.html", answer)
    yield f"flag-{item.dom_id}", _rendered("reviews/_nav_flag.html", answer)
    yield f"risk-{item.dom_id}", _rendered("web/_risk.html", {"risk": item.answer.risk})
    yield f"said-{item.dom_id}", _rendered("reviews/_row_said.html", answer)


LEVELS = "reviews/_level_links.html"


@cache
def _template(name: str) -> Template:
    found: Template = get_template(name)  # type: ignore[assignment]
    return found


def _rendered(name: str, context: dict[str, Any]) -> str:
    return _template(name).render(context).strip()
