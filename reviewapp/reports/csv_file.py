"""A report as a table: one row for each choice of each question, then one for each suppression.

`section` tells them apart: `answers` or `suppressions`; a suppression has its check as `choice`.
Its words are English whoever asks for it: programs and spreadsheets compare them.
"""

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.utils.translation import override

from reviewapp.reviews.document import version_words
from reviewapp.web.spreadsheets import cell

from .content import ReportContent
from .figures import saved_by
from .words import (
    ISSUES,
    STATES,
    answer_words,
    attached_words,
    means_words,
    reason_words,
    risk_words,
    scope_words,
    steps_of,
    suggestion_words,
    team_part,
)

JSON = dict[str, Any]

COLUMNS = (
    "workload",
    "lens",
    "lens_version",
    "pillar",
    "question_id",
    "question",
    "issue",
    "risk",
    "why",
    "choice_id",
    "choice",
    "practice",
    "level",
    "level_published",
    "level_reason",
    "answer",
    "reason",
    "suggestion",
    "suggestion_because",
    "disagrees",
    "findings_passed",
    "findings_failed",
    "findings_unknown",
    "saving_usd_month",
    "saving_at_most_usd_month",
    "question_notes",
    "choice_notes",
    "why_it_matters",
    "effort",
    "trade_off",
    "improvement_plan",
    "improvement_link",
    "improvement_steps",
    "decided_by",
    "decided_at",
    "section",
    "findings_suppressed",
    "suppression_scope",
    "suppression_owner",
    "suppression_returns_on",
    "question_attached",
    "choice_attached",
    "assigned_to",
    "due",
    "state",
    "state_by",
    "state_note",
)


@override("en")
def as_csv(content: ReportContent) -> str:
    """The table with its head; line ends as RFC 4180 has them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in chain(_rows(content), _suppressions(content)):
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()


def _rows(content: ReportContent) -> Iterator[JSON]:
    for lens in content.document["lenses"]:
        of_lens = {
            "section": "answers",
            "workload": content.workload,
            "lens": lens["name"],
            "lens_version": version_words(lens),
        }
        for pillar in lens["pillars"]:
            for question in pillar["questions"]:
                of_question = {**of_lens, "pillar": pillar["name"], **_question(question)}
                for choice in question["choices"]:
                    yield {**of_question, **_choice(question, choice)}


def _suppressions(content: ReportContent) -> Iterator[JSON]:
    """None in documents of before there were any."""
    for each in content.document.get("suppressions", []):
        yield {
            "section": "suppressions",
            "workload": content.workload,
            "choice": each["title"] or "Any check",
            "choice_id": each["check"],
            "reason": each["reason"],
            "findings_suppressed": each["findings"],
            "decided_by": each["made_by"],
            "decided_at": each["made_at"],
            "suppression_scope": "; ".join(scope_words(each)),
            "suppression_owner": each["owner"],
            "suppression_returns_on": each["returns_on"],
        }


def _question(question: JSON) -> JSON:
    return {
        "question_id": question["id"],
        "question": question["title"],
        "issue": ISSUES.get(question["risk"], ""),
        "risk": risk_words(question["risk"]),
        "why": question["because"],
        "question_notes": question["notes"],
        "question_attached": "\n".join(attached_words(question)),
        "decided_by": question["updated_by"] or "",
        "decided_at": question["updated_at"] or "",
        **_team(team_part(question)),
    }


def _team(team: JSON) -> JSON:
    return {
        "assigned_to": team.get("assignee") or "",
        "due": team.get("due") or "",
        "state": str(STATES[team["state"]]) if team else "",
        "state_by": team.get("by") or "",
        "state_note": team.get("note", ""),
    }


def _choice(question: JSON, choice: JSON) -> JSON:
    plan = choice["improvement"] or {"text": "", "url": ""}
    return {
        "choice_attached": "\n".join(attached_words(question, choice["id"])),
        "choice_id": choice["id"],
        "choice": choice["title"],
        "practice": choice["practice"] or "",
        **_level(choice),
        "answer": answer_words(question, choice),
        "reason": reason_words(question) or reason_words(choice),
        "suggestion": suggestion_words(choice["suggestion"]),
        "suggestion_because": choice["because"],
        "disagrees": "yes" if choice["disagrees"] else "",
        "findings_passed": choice["counts"]["passed"],
        "findings_failed": choice["counts"]["failed"],
        "findings_unknown": choice["counts"]["unknown"],
        **_saving(choice.get("saving")),
        "findings_suppressed": choice["counts"].get("suppressed", 0),
        "choice_notes": choice["notes"],
        "why_it_matters": choice.get("why", ""),
        "effort": choice.get("effort", ""),
        "trade_off": choice.get("trade_off", ""),
        "improvement_plan": plan["text"],
        "improvement_link": plan["url"],
        "improvement_steps": "\n\n".join(
            f"{means_words(means)}: {text}" for means, text in steps_of(choice)
        ),
    }


def _saving(saving: JSON | None) -> JSON:
    """Empty where nothing is saved, and in milestones of before savings were estimated."""
    estimated, at_most = saved_by(saving)
    return {
        "saving_usd_month": f"{estimated:.2f}" if estimated else "",
        "saving_at_most_usd_month": f"{at_most:.2f}" if at_most else "",
    }


def _level(choice: JSON) -> JSON:
    """Empty where the lens gives none, and in milestones of before there were levels."""
    names = ("level", "level_published", "level_reason")
    return {name: choice.get(name) or "" for name in names}
