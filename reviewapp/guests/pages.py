"""What a guest sees: the review as it stands, with or without its evidence."""

from collections.abc import Iterator
from typing import Any

from reviewapp.lenses.pages.icons import icon_named
from reviewapp.reviews.document import review_part, version_words

from .models import GuestLink

WATERMARKS = range(60)
_NO_EVIDENCE: dict[str, Any] = {"findings": [], "because": "", "checks": []}


def guest_context(link: GuestLink) -> dict[str, Any]:
    lens = review_part(link.review)
    return {
        "link": link,
        "workload": link.workload,
        "lens": {**lens, "version": version_words(lens)},
        "pillars": [_pillar(each, link) for each in lens["pillars"]],
        "marks": WATERMARKS,
    }


def _pillar(pillar: dict[str, Any], link: GuestLink) -> dict[str, Any]:
    questions = pillar["questions"]
    if not link.with_evidence:
        questions = [_without_evidence(each) for each in questions]
    return {
        **pillar,
        "icon": icon_named(pillar["id"], pillar["name"]),
        "questions": questions,
    }


def _without_evidence(question: dict[str, Any]) -> dict[str, Any]:
    choices = [{**choice, **_NO_EVIDENCE} for choice in question["choices"]]
    return {**question, "choices": choices, "attached": []}


def files_shown(link: GuestLink) -> Iterator[str]:
    """Ids of the files that the page names; a guest may open no other."""
    if not link.with_evidence:
        return
    for pillar in review_part(link.review)["pillars"]:
        for question in pillar["questions"]:
            yield from (item["file"]["id"] for item in question["attached"] if item["file"])
