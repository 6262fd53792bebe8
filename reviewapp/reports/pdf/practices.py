"""One choice as a report shows it: what was answered, the evidence, how to improve."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..figures import money_words, number_words, saved_by, saving_words
from ..words import CONSOLE, level_of, means_words, own_level_words, steps_of, suggestion_words

JSON = dict[str, Any]

FAILING_SHOWN = 8
UNKNOWN_SHOWN = 2
LINE_LIMIT = 60  # lines of one improvement step; a lens may carry whole programs
ABSENT = {
    "": "",
    "high": gettext_lazy("High risk while absent"),
    "medium": gettext_lazy("Medium risk while absent"),
    "low": gettext_lazy("Low risk while absent"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the resource, its place, and what is wrong with it."""

    resource: str
    name: str
    account: str
    region: str
    reason: str
    saving: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One way to improve. `prose` is to be read, the rest to be copied."""

    means: str
    text: str
    prose: bool


@dataclass(frozen=True, slots=True)
class Practice:
    title: str
    code: str
    level: str
    absent: str
    own_level: str
    description: str
    why: str
    effort: str
    trade_off: str
    suggestion: str
    verdict: str
    because: str
    failing: list[Found]
    unknown: list[Found]
    more: str
    counts: str
    notes: str
    saving: str
    saved: tuple[float, float]
    plan: str
    plan_url: str
    steps: list[Step]


def practice_of(choice: JSON) -> Practice:
    failing, unknown = _found(choice, "fail"), _found(choice, "unknown")
    shown = failing[:FAILING_SHOWN]
    unsure = [] if shown else unknown[:UNKNOWN_SHOWN]
    plan = choice["improvement"] or {"text": "", "url": ""}
    return Practice(
        title=choice["title"],
        code=choice["practice"] or "",
        level=level_of(choice),
        absent=str(ABSENT[level_of(choice)]),
        own_level=own_level_words(choice),
        description=choice["description"],
        why=choice.get("why", ""),
        effort=choice.get("effort", ""),
        trade_off=choice.get("trade_off", ""),
        suggestion=suggestion_words(choice["suggestion"]),
        verdict=choice["suggestion"] or "",
        because=choice["because"],
        failing=shown,
        unknown=unsure,
        more=_more(choice["counts"], len(shown), len(unsure)),
        counts=_counts_words(choice["counts"]),
        notes=choice["notes"],
        saving=saving_words(choice.get("saving")),
        saved=saved_by(choice.get("saving")),
        plan=plan["text"],
        plan_url=plan["url"],
        steps=[
            Step(means_words(means), _clipped(text), means == CONSOLE)
            for means, text in steps_of(choice)
        ],
    )


def _found(choice: JSON, verdict: str) -> list[Found]:
    return [
        Found(
            resource=each["resource"],
            name=each["name"],
            account=each["account"],
            region=each["region"],
            reason=each["reason"],
            saving=_saving(each.get("saving")),
        )
        for each in choice["findings"]
        if each["verdict"] == verdict
    ]


def _saving(saving: JSON | None) -> str:
    """What the remedy of one finding saves."""
    if not saving:
        return ""
    words = (
        _("Saves at most %(money)s a month.")
        if saving["at_most"]
        else _("Saves about %(money)s a month.")
    )
    return words % {"money": money_words(saving["monthly"])}


def _more(counts: JSON, failing: int, unknown: int) -> str:
    """What the rows above leave out, from the counts of all findings."""
    more_fail, more_unknown = counts["failed"] - failing, counts["unknown"] - unknown
    if more_fail > 0 and more_unknown > 0:
        words = _("and %(fail)s more that fail and %(unknown)s that could not be judged")
    elif more_fail > 0:
        words = _("and %(fail)s more that fail")
    elif more_unknown > 0:
        words = _("and %(unknown)s that could not be judged")
    else:
        return ""
    return words % {"fail": number_words(more_fail), "unknown": number_words(more_unknown)}


def _counts_words(counts: JSON) -> str:
    if not any(counts.values()):
        return ""
    total = sum(counts.values())
    numbers = {name: number_words(number) for name, number in counts.items()}
    words = ngettext(
        "%(total)s resource looked at: %(failed)s failing, %(passed)s passing, %(unknown)s unknown",
        "%(total)s resources looked at: %(failed)s failing, %(passed)s passing, %(unknown)s "
        "unknown",
        total,
    )
    if counts.get("suppressed"):
        # A call of its own: what stands inside an f-string is in no catalogue.
        suppressed = _("%(suppressed)s suppressed")
        words = f"{words}, {suppressed}"
    return words % {**numbers, "total": number_words(total)}


def _clipped(text: str) -> str:
    lines = text.rstrip().splitlines()
    if len(lines) <= LINE_LIMIT:
        return "\n".join(lines)
    left = len(lines) - LINE_LIMIT
    more = ngettext(
        "… %(number)s more line in the JSON report",
        "… %(number)s more lines in the JSON report",
        left,
    )
    return "\n".join([*lines[:LINE_LIMIT], more % {"number": number_words(left)}])
