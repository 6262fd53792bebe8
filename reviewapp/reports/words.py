"""The words of reports, the same in every format."""

from datetime import date
from typing import Any

from reviewapp.reviews.models import Reason, RiskLevel, SuggestionVerdict

JSON = dict[str, Any]

RISKS: dict[str, str] = {str(value): str(label) for value, label in RiskLevel.choices}
REASONS: dict[str, str] = {str(value): str(label) for value, label in Reason.choices}
SUGGESTIONS: dict[str | None, str] = {
    SuggestionVerdict.MET: "Met",
    SuggestionVerdict.NOT_MET: "Not met",
    SuggestionVerdict.SUPPORTED: "Supported, a person decides",
    SuggestionVerdict.UNKNOWN: "Unknown",
    None: "",
}
ISSUES = {"HIGH": "HRI", "MEDIUM": "MRI"}
MEANS = {"console": "Console", "cli": "AWS CLI", "iac": "Infrastructure as code"}

LEVELS = {"HIGH": "high", "MEDIUM": "medium", "LOW": "low"}

IN_PLACE = "In place"
NOT_IN_PLACE = "Not in place"
NOT_APPLICABLE = "Not applicable"
UNANSWERED = "Unanswered"
SELECTED = "Selected"
NOT_SELECTED = "Not selected"


def answered(question: JSON) -> bool:
    """Whether somebody decided: a choice is selected or the question does not apply."""
    return bool(question["not_applicable"]) or any(c["selected"] for c in question["choices"])


def answer_words(question: JSON, choice: JSON) -> str:
    """What was answered of one choice."""
    if question["not_applicable"] or choice["not_applicable"]:
        return NOT_APPLICABLE
    if not answered(question):
        return UNANSWERED
    if choice["is_none"]:
        return SELECTED if choice["selected"] else NOT_SELECTED
    return IN_PLACE if choice["selected"] else NOT_IN_PLACE


def is_missing(question: JSON, choice: JSON) -> bool:
    """Whether an answered question lacks a practice."""
    return answer_words(question, choice) == NOT_IN_PLACE


def level_of(choice: JSON) -> str:
    """`high`, `medium` or `low`; empty without one, as in documents of before there were any."""
    return LEVELS.get(choice.get("level") or "", "")


def own_level_words(choice: JSON) -> str:
    """Why the level is not the published one; empty where it is."""
    reason = choice.get("level_reason")
    if not reason:
        return ""
    published = LEVELS[choice["level_published"]]
    return f"Own level {level_of(choice)}, published {published}: {reason}"


def reason_words(part: JSON) -> str:
    """Why a question or choice does not apply; empty where it does."""
    return REASONS[part["reason"]] if part["not_applicable"] else ""


def steps_of(choice: JSON) -> list[tuple[str, str]]:
    """The steps of a choice's improvement plan: (means in words, text), in a fixed order."""
    steps = choice["improvement_steps"]
    known = [(label, steps[means]) for means, label in MEANS.items() if steps.get(means)]
    other = [(means, text) for means, text in steps.items() if means not in MEANS and text]
    return known + other


SCOPE = {"resource": "Resource", "tag": "Tag", "account": "Account", "region": "Region"}


def scope_words(suppression: JSON) -> list[str]:
    """What a suppression covers besides its check: `Tag: team=pay`."""
    parts = [f"{label}: {suppression[name]}" for name, label in SCOPE.items() if suppression[name]]
    return [*parts, "Counts for all workloads"] if suppression["all_workloads"] else parts


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 question`, `2 questions`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def money_words(amount: float) -> str:
    """`3.65 USD`, `1,240 USD`."""
    return f"{amount:,.0f} USD" if amount >= 100 else f"{amount:,.2f} USD"


def saving_words(saving: JSON | None) -> str:
    """`about 120 USD a month, and at most 40.00 USD more`; empty where nothing is saved."""
    if not saving:
        return ""
    estimated, at_most = saving["estimated"], saving["at_most"]
    if not estimated:
        return f"at most {money_words(at_most)} a month"
    more = f", and at most {money_words(at_most)} more" if at_most else ""
    return f"about {money_words(estimated)} a month{more}"


def saved_by(saving: JSON | None) -> tuple[float, float]:
    """What puts savings in order: the estimate first, then the bound."""
    return (saving["estimated"], saving["at_most"]) if saving else (0.0, 0.0)


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
    file = f"file {item['file']['name']}" if item["file"] else ""
    what = item["url"] or file or item["text"]
    name = item["title"] if what in ("", item["title"]) else f"{item['title']} ({what})"
    until = f", valid until {item['valid_until']}" if item["valid_until"] else ""
    stale = ", past its date" if item["stale"] else ""
    return f"{name}, {item['added_by'] or 'somebody'}, {item['added_at'][:10]}{until}{stale}"


STATES = {
    "open": "Open",
    "ready": "Ready for review",
    "agreed": "Agreed",
    "kept_open": "Stays open",
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
    if not team:
        return ""
    due = f", due {date.fromisoformat(team['due']):%-d %B %Y}" if team["due"] else ""
    who = f"Assigned to {team['assignee']}{due}. " if team["assignee"] else ""
    by = f" by {team['by']}" if team["by"] and team["state"] != "open" else ""
    note = f": {team['note']}" if team["note"] and team["state"] == "kept_open" else ""
    return f"{who}{STATES[team['state']]}{by}{note}"
