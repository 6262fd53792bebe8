"""JSON and CSV: the same data for programs and spreadsheets."""

import csv
import io
import json

import pytest

from reviewapp.reports.content import Unreadable, content_of
from reviewapp.reports.csv_file import COLUMNS
from reviewapp.reports.models import Format
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.decisions import ChoiceDetail
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.models import Milestone
from tests.factories import make_workload
from tests.reviews.factories import make_review

from .factories import HIGH_TITLE, answer, make_reviewed, rendered

pytestmark = pytest.mark.django_db


def rows_of(workload, milestone=None):
    text = rendered(workload, Format.CSV, milestone).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def row_of(workload, choice_id):
    (row,) = [row for row in rows_of(workload) if row["choice_id"] == choice_id]
    return row


def test_json_of_a_milestone_is_its_document_whatever_happens_after(workload, editor):
    review = make_reviewed(workload)
    milestone = save_milestone(workload=workload, name="Before the sale", by=editor.user)
    answer(review, "backups", "automatic", "tested", "copies")
    workload.name = "Renamed"
    workload.save()

    written = json.loads(rendered(workload, Format.JSON, milestone).data)

    assert written["schema"] == "well-architected-review-report/1"
    assert written["review"] == Milestone.objects.get(pk=milestone.pk).document
    assert written["review"]["totals"]["high"] == 1
    assert written["milestone"] == {
        "number": 1,
        "name": "Before the sale",
        "saved": milestone.created_at.isoformat(),
        "saved_by": str(editor.user),
    }
    assert written["organisation"] == "Meridian"


def test_json_of_the_live_state_is_the_document_now(workload):
    make_reviewed(workload)

    written = json.loads(rendered(workload, Format.JSON).data)

    assert written["milestone"] is None
    assert written["review"] == json.loads(json.dumps(review_document(workload)))


def test_csv_has_a_row_for_each_choice(workload, editor):
    make_reviewed(workload, by=editor.user)

    rows = rows_of(workload)

    assert [row["choice_id"] for row in rows] == [
        *("automatic", "tested", "copies", "backups_no"),
        *("first_1", "second_1", "question_1_no"),
        *("first_2", "second_2", "question_2_no"),
    ]
    assert list(rows[0]) == list(COLUMNS)
    tested = rows[1]
    assert {
        name: tested[name] for name in COLUMNS if name not in ("why", "decided_at", "workload")
    } == {
        "lens": "Small lens",
        "lens_version": "1.0",
        "pillar": "Reliability",
        "question_id": "backups",
        "question": HIGH_TITLE,
        "issue": "HRI",
        "risk": "High risk",
        "choice_id": "tested",
        "choice_attached": "",
        "question_attached": "",
        "choice": "Practice tested",
        "practice": "REL09-BP04",
        "level": "",
        "level_published": "",
        "level_reason": "",
        "why_it_matters": "",
        "effort": "",
        "trade_off": "",
        "answer": "Not in place",
        "reason": "",
        "suggestion": "Not met",
        "suggestion_because": "Because of tested.",
        "disagrees": "",
        "findings_passed": "3",
        "findings_failed": "11",
        "findings_unknown": "1",
        "findings_suppressed": "0",
        "saving_usd_month": "",
        "saving_at_most_usd_month": "",
        "section": "answers",
        "suppression_scope": "",
        "suppression_owner": "",
        "suppression_returns_on": "",
        "question_notes": "The team knows.",
        "choice_notes": "",
        "improvement_plan": "Do tested.",
        "improvement_link": "https://example.com/plan",
        "improvement_steps": "",
        "decided_by": str(editor.user),
        "assigned_to": "",
        "due": "",
        "state": "",
        "state_by": "",
        "state_note": "",
    }
    assert tested["why"].startswith("High risk: ")
    assert (rows[0]["answer"], rows[0]["disagrees"]) == ("In place", "yes")
    assert rows[0]["choice_notes"] == "Snapshots every night."
    assert [row["answer"] for row in rows[3:]] == [
        *("Not selected", "In place", "Not in place", "Not selected"),
        *("Unanswered", "Unanswered", "Unanswered"),
    ]
    assert [row["issue"] for row in rows[3:8]] == ["HRI", "MRI", "MRI", "MRI", ""]


def test_csv_says_what_does_not_apply_and_why(workload):
    review = make_review(workload)
    excused = {"copies": ChoiceDetail(not_applicable=True, reason="ARCHITECTURE_CONSTRAINTS")}
    answer(review, "backups", "tested", choice_details=excused)
    answer(review, "question_1", not_applicable=True, reason="OUT_OF_SCOPE")

    copies, first = row_of(workload, "copies"), row_of(workload, "first_1")

    assert (copies["answer"], copies["reason"]) == ("Not applicable", "Architecture constraints")
    assert (first["answer"], first["reason"]) == ("Not applicable", "Out of scope")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\n", "＝"])
def test_no_cell_is_a_formula(workload, start):
    review = make_review(workload)
    formula = f'{start}HYPERLINK("http://evil.example","x")'
    detail = {"automatic": ChoiceDetail(notes=formula)}
    answer(review, "backups", "automatic", notes=formula, choice_details=detail)

    row = row_of(workload, "automatic")

    assert row["question_notes"] == f"'{formula}"
    assert row["choice_notes"] == f"'{formula}"


def test_text_of_several_lines_with_quotes_comes_back_whole(workload):
    review = make_review(workload)
    notes = 'First; "second", third\nlast Ω'
    answer(review, "backups", "automatic", notes=notes)

    assert row_of(workload, "automatic")["question_notes"] == notes


def test_a_workload_without_lenses_gives_a_head_alone(organisation):
    bare = make_workload(organisation, "Bare")

    assert rows_of(bare) == []
    assert rendered(bare, Format.CSV).data.startswith(b'\xef\xbb\xbf"workload","lens"')


def test_a_document_of_another_release_is_refused_in_words(workload):
    make_reviewed(workload)
    milestone = save_milestone(workload=workload, name="Old one")
    milestone.document = {**milestone.document, "format": 99}
    milestone.save()

    with pytest.raises(Unreadable, match="format 99; this release reads format 1"):
        content_of(workload, milestone)


@pytest.mark.parametrize(
    ("name", "milestone", "stem"),
    [
        ("Checkout & Größe", "", "checkout-groe-live-"),
        ("日本", "", "workload-live-"),
        ("Checkout", "Q3: before/after", "checkout-q3-beforeafter-"),
    ],
)
def test_file_names_are_plain(organisation, name, milestone, stem):
    workload = make_workload(organisation, name)
    frozen = save_milestone(workload=workload, name=milestone) if milestone else None

    written = rendered(workload, Format.JSON, frozen)

    assert written.name.startswith(stem)
    assert written.name.removeprefix(stem).removesuffix(".json").count("-") == 2
