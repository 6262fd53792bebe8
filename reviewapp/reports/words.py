"""The words of reports, the same in every format, in the language that holds."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.reviews.models import Reason, RiskLevel, SuggestionVerdict

from .figures import day_of, day_words

JSON = dict[str, Any]

SUGGESTIONS = {
    SuggestionVerdict.MET: gettext_lazy("Met"),
    SuggestionVerdict.NOT_MET: gettext_lazy("Not met"),
    SuggestionVerdict.SUPPORTED: gettext_lazy("Supported, a person decides"),
    SuggestionVerdict.UNKNOWN: gettext_lazy("Unknown"),
}
ISSUES = {"HIGH": "HRI", "MEDIUM": "MRI"}
CONSOLE = "console"
MEANS = {
    CONSOLE: gettext_lazy("Console"),
    "cli": gettext_lazy("AWS CLI"),
    "iac": gettext_lazy("Infrastructure as code"),
}
LEVELS = {"HIGH": "high", "MEDIUM": "medium", "LOW": "low"}
LEVEL_WORDS = {
    "high": gettext_lazy("high"),
    "medium": gettext_lazy("medium"),
    "low": gettext_lazy("low"),
}

IN_PLACE = "in_place"
NOT_IN_PLACE = "not_in_place"
NOT_APPLICABLE = "not_applicable"
UNANSWERED = "unanswered"
SELECTED = "selected"
NOT_SELECTED = "not_selected"
ANSWERS = {
    IN_PLACE: gettext_lazy("In place"),
    NOT_IN_PLACE: gettext_lazy("Not in place"),
    NOT_APPLICABLE: gettext_lazy("Not applicable"),
    UNANSWERED: gettext_lazy("Unanswered"),
    SELECTED: gettext_lazy("Selected"),
    NOT_SELECTED: gettext_lazy("Not selected"),
}
# As a reason reads inside a sentence: not every language begins it with a small letter.
REASONS_INSIDE = {
    Reason.NONE: gettext_lazy("no reason given"),
    Reason.OUT_OF_SCOPE: gettext_lazy("out of scope"),
    Reason.BUSINESS_PRIORITIES: gettext_lazy("business priorities"),
    Reason.ARCHITECTURE_CONSTRAINTS: gettext_lazy("architecture constraints"),
    Reason.OTHER: gettext_lazy("other"),
}


def risk_words(risk: str) -> str:
    return str(RiskLevel(risk).label)


def suggestion_words(verdict: str | None) -> str:
    """Empty where the evidence says nothing."""
    return str(SUGGESTIONS[SuggestionVerdict(verdict)]) if verdict else ""


def answered(question: JSON) -> bool:
    """Whether somebody decided: a choice is selected or the question does not apply."""
    return bool(question["not_applicable"]) or any(c["selected"] for c in question["choices"])


def answer_of(question: JSON, choice: JSON) -> str:
    """What was answered of one choice: a key of `ANSWERS`."""
    if question["not_applicable"] or choice["not_applicable"]:
        return NOT_APPLICABLE
    if not answered(question):
        return UNANSWERED
    if choice["is_none"]:
        return SELECTED if choice["selected"] else NOT_SELECTED
    return IN_PLACE if choice["selected"] else NOT_IN_PLACE


def answer_words(question: JSON, choice: JSON) -> str:
    return str(ANSWERS[answer_of(question, choice)])


def is_missing(question: JSON, choice: JSON) -> bool:
    """Whether an answered question lacks a practice."""
    return answer_of(question, choice) == NOT_IN_PLACE


def level_of(choice: JSON) -> str:
    """`high`, `medium` or `low`; empty without one, as in documents of before there were any."""
    return LEVELS.get(choice.get("level") or "", "")


def level_words(choice: JSON) -> str:
    level = level_of(choice)
    return str(LEVEL_WORDS[level]) if level else ""


def own_level_words(choice: JSON) -> str:
    """Why the level is not the published one; empty where it is."""
    reason = choice.get("level_reason")
    if not reason:
        return ""
    return _("Own level %(own)s, published %(published)s: %(reason)s") % {
        "own": level_words(choice),
        "published": LEVEL_WORDS[LEVELS[choice["level_published"]]],
        "reason": reason,
    }


def reason_words(part: JSON) -> str:
    """Why a question or choice does not apply; empty where it does."""
    return str(Reason(part["reason"]).label) if part["not_applicable"] else ""


def reason_inside(part: JSON) -> str:
    """The same inside a sentence."""
    return str(REASONS_INSIDE[Reason(part["reason"])]) if part["not_applicable"] else ""


def steps_of(choice: JSON) -> list[tuple[str, str]]:
    """The steps of a choice's improvement plan: (means, text), in a fixed order."""
    steps = choice["improvement_steps"]
    known = [(means, steps[means]) for means in MEANS if steps.get(means)]
    other = [(means, text) for means, text in steps.items() if means not in MEANS and text]
    return known + other


def means_words(means: str) -> str:
    return str(MEANS.get(means, means))


SCOPE = {
    "resource": gettext_lazy("Resource"),
    "tag": gettext_lazy("Tag"),
    "account": gettext_lazy("Account"),
    "region": gettext_lazy("Region"),
}


def scope_words(suppression: JSON) -> list[str]:
    """What a suppression covers besides its check: `Tag: team=pay`."""
    parts = [f"{label}: {suppression[name]}" for name, label in SCOPE.items() if suppression[name]]
    return [*parts, _("Counts for all workloads")] if suppression["all_workloads"] else parts


def attached_words(question: JSON, choice_id: str = "") -> list[str]:
    """What people attached to a choice, a line each.

    Without one: to the question as a whole, and to choices that the lens has no more. Documents
    saved before anything could be attached have none.
    """
    known = {choice["id"] for choice in question["choices"]}
    placed = [
        (item["choice"] if item["choice"] in known else "", item)
        for item in question.get("attached", ())
    ]
    return [_item_words(item) for place, item in placed if place == choice_id]


def _item_words(item: JSON) -> str:
    file = _("file %(name)s") % {"name": item["file"]["name"]} if item["file"] else ""
    what = item["url"] or file or item["text"]
    name = item["title"] if what in ("", item["title"]) else f"{item['title']} ({what})"
    parts = [name, item["added_by"] or _("somebody"), item["added_at"][:10]]
    if item["valid_until"]:
        parts.append(_("valid until %(day)s") % {"day": item["valid_until"]})
    if item["stale"]:
        parts.append(_("past its date"))
    return ", ".join(parts)


STATES = {
    "open": gettext_lazy("Open"),
    "ready": gettext_lazy("Ready for review"),
    "agreed": gettext_lazy("Agreed"),
    "kept_open": gettext_lazy("Stays open"),
}


def team_part(question: JSON) -> JSON:
    """Who has a question until when, and how far it is; empty where nobody ever said.

    So it is of documents saved before questions were assigned.
    """
    team = question.get("team") or {}
    used = team.get("assignee") or team.get("at") or team.get("state", "open") != "open"
    return dict(team) if used else {}


def team_words(question: JSON) -> str:
    """`Assigned to Ben, due 3 December 2026. Agreed by Ada`; empty where there is nothing."""
    team = team_part(question)
    return " ".join(filter(None, (_assigned_words(team), _state_words(team)))) if team else ""


def _assigned_words(team: JSON) -> str:
    if not team["assignee"]:
        return ""
    said = {"name": team["assignee"]}
    if not team["due"]:
        return _("Assigned to %(name)s.") % said
    return _("Assigned to %(name)s, due %(day)s.") % {**said, "day": day_words(day_of(team["due"]))}


def _state_words(team: JSON) -> str:
    words = str(STATES[team["state"]])
    if team["by"] and team["state"] != "open":
        words = _("%(state)s by %(name)s") % {"state": words, "name": team["by"]}
    return f"{words}: {team['note']}" if team["note"] and team["state"] == "kept_open" else words
