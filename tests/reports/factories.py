"""A reviewed workload with everything a report can show, and PDFs read back."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from pillars.prefill import Suggested
from reviewapp.reports.content import content_of
from reviewapp.reports.pdf import print_pdf
from reviewapp.reports.rendering import render
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail
from reviewapp.reviews.models import LensReview, Suggestion
from reviewapp.workloads.models import Workload
from tests.reviews.factories import (
    answer_of,
    decide,
    make_finding,
    make_lens,
    make_part,
    make_review,
    make_run,
    make_suggestions,
    small_lens,
)

HIGH_TITLE = "How do you get data back?"
MEDIUM_TITLE = "How do you do number 1?"
OPEN_TITLE = "How do you do number 2?"


def answer(review: LensReview, question_id: str, *selected: str, by: Any = None, **more: Any):
    row = answer_of(review, question_id)
    return save_answer(
        answer_id=row.pk, read_version=row.version, decision=decide(*selected, **more), by=by
    )


def make_reviewed(workload: Workload, *, failing: int = 11, by: Any = None) -> LensReview:
    """One question at high risk, one at medium, one unanswered; a scan with `failing` findings.

    `tested` of the high one is refuted, `automatic` counts as in place against the evidence.
    """
    version = make_lens(small_lens(), organisation=workload.organisation)
    review = make_review(workload, version)
    notes = {"automatic": ChoiceDetail(notes="Snapshots every night.")}
    answer(review, "backups", "automatic", by=by, notes="The team knows.", choice_details=notes)
    answer(review, "question_1", "first_1", by=by)
    add_evidence(review, failing=failing)
    return review


def add_evidence(review: LensReview, *, failing: int) -> None:
    run = make_run(review.workload, calls=42, facts_count=120)
    make_part(run, "rds")
    make_part(run, "guardduty", "denied", "guardduty:ListDetectors is denied.")
    verdicts = {"automatic": Suggested.NOT_MET, "tested": Suggested.NOT_MET}
    make_suggestions(review, verdicts, run=run, checks=("restores-tested",))
    Suggestion.objects.filter(review=review).update(failed=failing, passed=3, unknown=1)
    for number in range(failing):
        resource = f"arn:aws:rds:eu-central-1:111122223333:db:orders-{number}"
        make_finding(run, "restores-tested", resource=resource)
    make_finding(run, "restores-tested", "unknown", resource="", reason="It was denied.")


def print_report(workload: Workload, milestone: Any = None) -> PdfReader:
    return read(print_pdf(content_of(workload, milestone), lambda _: None).data)


def rendered(workload: Workload, kind: Any, milestone: Any = None):
    return render(content_of(workload, milestone), kind)


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def text_of(reader: PdfReader) -> str:
    """All words of all pages, each gap as one blank."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def outline_of(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Every bookmark: (level from 0, title, page from 1)."""
    return list(_outline(reader, reader.outline, 0))


def _outline(reader: PdfReader, entries: list, level: int) -> Iterator[tuple[int, str, int]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(reader, entry, level + 1)
        else:
            yield level, entry.title, reader.get_destination_page_number(entry) + 1


def structure_of(reader: PdfReader) -> list[DictionaryObject]:
    """Every element of the tag tree, in reading order."""
    return list(_elements(reader.trailer["/Root"]["/StructTreeRoot"]))


def _elements(node: Any) -> Iterator[DictionaryObject]:
    node = node.get_object()
    if isinstance(node, DictionaryObject):
        if node.get("/Type") == "/StructElem":
            yield node
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from _elements(kid)
