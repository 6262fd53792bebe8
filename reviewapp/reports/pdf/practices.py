"""One choice as a report shows it: what was answered, the evidence, how to improve."""

from dataclasses import dataclass
from typing import Any

from ..words import (
    SUGGESTIONS,
    counted,
    level_of,
    money_words,
    own_level_words,
    saved_by,
    saving_words,
    steps_of,
)

JSON = dict[str, Any]

FAILING_SHOWN = 8
UNKNOWN_SHOWN = 2
LINE_LIMIT = 60  # lines of one improvement step; a lens may carry whole programs


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
class Practice:
    title: str
    code: str
    level: str
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
    steps: list[tuple[str, str]]


def practice_of(choice: JSON) -> Practice:
    failing, unknown = _found(choice, "fail"), _found(choice, "unknown")
    shown = failing[:FAILING_SHOWN]
    unsure = [] if shown else unknown[:UNKNOWN_SHOWN]
    plan = choice["improvement"] or {"text": "", "url": ""}
    return Practice(
        title=choice["title"],
        code=choice["practice"] or "",
        level=level_of(choice),
        own_level=own_level_words(choice),
        description=choice["description"],
        why=choice.get("why", ""),
        effort=choice.get("effort", ""),
        trade_off=choice.get("trade_off", ""),
        suggestion=SUGGESTIONS[choice["suggestion"]],
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
        steps=[(means, _clipped(text)) for means, text in steps_of(choice)],
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
    bound = "at most" if saving["at_most"] else "about"
    return f"Saves {bound} {money_words(saving['monthly'])} a month."


def _more(counts: JSON, failing: int, unknown: int) -> str:
    """What the rows above leave out, from the counts of all findings."""
    parts = []
    if (left := counts["failed"] - failing) > 0:
        parts.append(f"{left:,} more that fail")
    if (left := counts["unknown"] - unknown) > 0:
        parts.append(f"{left:,} that could not be judged")
    return f"and {' and '.join(parts)}" if parts else ""


def _counts_words(counts: JSON) -> str:
    if not any(counts.values()):
        return ""
    total = counted(sum(counts.values()), "resource")
    failed, passed, unknown = counts["failed"], counts["passed"], counts["unknown"]
    words = f"{total} looked at: {failed:,} failing, {passed:,} passing, {unknown:,} unknown"
    suppressed = counts.get("suppressed", 0)
    return f"{words}, {suppressed:,} suppressed" if suppressed else words


def _clipped(text: str) -> str:
    lines = text.rstrip().splitlines()
    if len(lines) <= LINE_LIMIT:
        return "\n".join(lines)
    left = len(lines) - LINE_LIMIT
    return "\n".join([*lines[:LINE_LIMIT], f"… {counted(left, 'more line')} in the JSON report"])
