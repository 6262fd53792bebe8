"""All that the templates of the PDF show, made from a report's content."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..content import ReportContent
from ..figures import day_of, day_words, number_words, saving_words
from .answers import lens_answers
from .charts import WIDE, bar_of, counts_words
from .coverage import coverage_of
from .discussion import talks_of
from .fetcher import STATIC
from .issues import anchor_of, disagreements, issues_of, open_questions, placed
from .levels import own_levels_of
from .profile import cover_pairs, profile_pairs
from .suppressions import suppressions_of

JSON = dict[str, Any]
# Static files, in the order in which a later one counts.
SHEETS = ("report-pdf", "report-pdf-figures", "report-pdf-issues")


def pdf_context(content: ReportContent) -> JSON:
    document = content.document
    high, medium = issues_of(document, "HIGH"), issues_of(document, "MEDIUM")
    unanswered = open_questions(document)
    talks = talks_of(content)
    return {
        "content": content,
        "workload": document["workload"],
        "cover": cover_pairs(document["workload"]),
        "profile": profile_pairs(document["workload"]),
        "totals": document["totals"],
        "total_bar": bar_of(document["totals"], _("All questions"), WIDE),
        "summary": summary_words(document["totals"]),
        "high": high,
        "medium": medium,
        "issues": [*high, *medium],
        "open": unanswered,
        "open_saves": any(question.saving for question in unanswered),
        "disagreements": [
            {"title": each.question["title"], "pillar": each.pillar["name"], "to": anchor_of(each)}
            for each in disagreements(document)
        ],
        "coverage": coverage_of(document["run"]),
        "suppressions": suppressions_of(document),
        "saving": saving_words(document.get("saving")),
        "priced": priced_words(document),
        "saves": any(issue.saving for issue in (*high, *medium)),
        "lenses": lens_answers(document, talks),
        "other_talks": talks.rest,
        "with_discussion": content.with_discussion,
        "own_levels": own_levels_of(document),
        "sheets": [f"{STATIC}css/{sheet}.css" for sheet in SHEETS],
        "keywords": keywords(document),
    }


def priced_words(document: JSON) -> str:
    """The date of the prices behind the savings; empty where only AWS's own estimates are."""
    dates = {
        found["saving"]["priced"]
        for each in placed(document)
        for choice in each.question["choices"]
        for found in choice["findings"]
        if found.get("saving") and found["saving"]["priced"]
    }
    return day_words(day_of(max(dates))) if dates else ""


def summary_words(totals: JSON) -> str:
    """One sentence about all questions."""
    if not totals["total"]:
        return _("No lens is part of this review yet, so there is no question to report on.")
    said = {"number": number_words(totals["total"]), "counts": counts_words(totals)}
    if totals["unanswered"] == totals["total"]:
        words = ngettext(
            "None of the %(number)s question is answered yet, so no risk is decided.",
            "None of the %(number)s questions is answered yet, so no risk is decided.",
            totals["total"],
        )
    else:
        words = ngettext(
            "Of %(number)s question: %(counts)s.",
            "Of %(number)s questions: %(counts)s.",
            totals["total"],
        )
    return words % said


def keywords(document: JSON) -> str:
    lenses = [lens["name"].replace(",", " ") for lens in document["lenses"]]
    return ", ".join(["AWS Well-Architected", _("review"), "HRI", "MRI", *lenses])
