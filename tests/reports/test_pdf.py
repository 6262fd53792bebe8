"""The printed report, read back: what it says and what a screen reader finds in it."""

import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from django.db import transaction
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import LineBox, TextBox

from reviewapp.people.models import Role
from reviewapp.reports.content import content_of
from reviewapp.reports.pdf.fetcher import STATIC, OwnFilesOnly
from reviewapp.reports.pdf.printing import html_of
from reviewapp.reviews.domain.decisions import ChoiceDetail
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.models import Suggestion
from reviewapp.workloads.domain import create_workload
from tests.factories import make_organisation, make_user, make_workload
from tests.reviews.factories import make_lens, make_review, small_lens

from .factories import (
    HIGH_TITLE,
    MEDIUM_TITLE,
    OPEN_TITLE,
    answer,
    make_reviewed,
    outline_of,
    print_report,
    structure_of,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(workload, editor):
    return make_reviewed(workload, by=editor.user)


@dataclass(frozen=True)
class Printed:
    """The report of a reviewed workload, and who decided."""

    reader: PdfReader
    text: str
    by: str


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker):
    """Printed once, in a transaction that is taken back: tests only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        organisation = make_organisation("Meridian")
        by = make_user(organisation, Role.LEAD)
        workload = make_workload(organisation, "Checkout")
        make_reviewed(workload, by=by)
        reader = print_report(workload)
        transaction.set_rollback(True)
    return Printed(reader, text_of(reader), str(by))


@pytest.fixture
def reader(printed):
    return printed.reader


@pytest.fixture
def text(printed):
    return printed.text


def test_it_names_the_risks_with_reason_evidence_and_plan(text, printed):
    assert f"HRI 1 Reliability · Small lens {HIGH_TITLE} High risk: " in text
    assert f"MRI 1 Security · Small lens {MEDIUM_TITLE} Medium risk: " in text
    assert f"Decided by {printed.by} on " in text
    assert "Notes The team knows." in text
    assert "Practice tested REL09-BP04" in text
    assert "Evidence: Not met. Because of tested." in text
    assert "arn:aws:rds:eu-central-1:111122223333:db:orders-0" in text.replace(" ", "")
    assert "Backups are off." in text
    assert "Do tested. Read more" in text
    assert "Counted as in place, but the evidence says otherwise Practice automatic" in text


def test_findings_are_bounded_and_the_rest_is_counted(text):
    squeezed = text.replace(" ", "")

    assert "db:orders-7" in squeezed
    assert "db:orders-8" not in squeezed
    assert "and 3 more that fail and 1 that could not be judged" in text


def test_it_says_what_the_scan_could_not_read(text):
    assert "120 facts from 42 AWS calls. 1 place read, 0 without the service in use, 1" in text
    assert "guardduty Denied 111122223333 eu-central-1 guardduty:ListDetectors is denied." in text


def test_open_questions_and_contradictions_are_in_the_summary(text):
    assert f"{OPEN_TITLE} Says nothing Security 0" in text
    assert (
        f"Answers that the evidence contradicts A person’s answer stands; the facts of the last scan say otherwise. Appendix A marks the practices. {HIGH_TITLE}"
        in text
    )


def test_every_high_and_medium_question_of_the_foundations_is_named(organisation):
    fields = {"name": "Shop", "description": "Sells.", "environment": "PRODUCTION"}
    workload = create_workload(
        organisation=organisation,
        lenses=["foundations"],
        fields={**fields, "account_ids": ["111122223333"], "regions": ["eu-central-1"]},
    )
    (review,) = workload.reviews.all()
    rows = list(review.answers.all())
    for row in rows:
        answer(review, row.question_id, *_first_choice(review, row.question_id))

    reader = print_report(workload)

    risky = [(p, q) for p in _pillars(workload) for q in p["questions"] if q["risk"] in RISKY]
    assert len(risky) > 10
    text, titles = text_of(reader), [title for _, title, _ in outline_of(reader)]
    for pillar, question in risky:
        assert f"{pillar['name']} · Foundations {question['title']}" in text
        assert question["title"] in titles


RISKY = ("HIGH", "MEDIUM")


def _pillars(workload):
    return content_of(workload).document["lenses"][0]["pillars"]


def _first_choice(review, question_id):
    choices = [q for p in review.version.document["pillars"] for q in p["questions"]]
    (question,) = [q for q in choices if q["id"] == question_id]
    return [question["choices"][0]["id"]]


def test_bookmarks_lead_to_the_parts(reader):
    outline = outline_of(reader)

    assert [title for level, title, _ in outline if level == 0] == [
        "Cover",
        "Contents",
        "Summary",
        "What the account’s facts cover",
        "High risk issues",
        "Medium risk issues",
        "Appendix A: all answers",
        "Appendix B: the workload",
        "Appendix C: how the risks came about",
    ]
    assert (1, HIGH_TITLE) in [(level, title) for level, title, _ in outline]
    pages = [page for _, _, page in outline]
    assert pages == sorted(pages)


def test_the_contents_name_the_right_pages(reader):
    contents = reader.pages[1].extract_text()
    bookmarks = {title: page for level, title, page in outline_of(reader) if level < 2}

    for title in ("Summary", "High risk issues", "Appendix A: all answers", HIGH_TITLE):
        found = re.search(rf"{re.escape(title)}[ .]+(\d+)", contents)
        assert found, title
        assert int(found[1]) == bookmarks[title]


def test_every_page_but_the_cover_has_its_number(reader):
    pages = [page.extract_text() for page in reader.pages]
    number = len(pages)

    assert "1 of" not in pages[0]
    for index, text in enumerate(pages[1:], start=2):
        assert f"{index} of {number}" in text


def test_metadata(reader):
    metadata = reader.metadata

    assert metadata.title == "Well-Architected review of Checkout"
    assert metadata.author == "Meridian"
    assert metadata["/Keywords"] == "AWS Well-Architected, review, HRI, MRI, Small lens"
    assert metadata.creation_date is not None
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_it_is_tagged_as_pdf_ua(reader):
    root = reader.trailer["/Root"]
    elements = structure_of(reader)
    kinds = [element["/S"] for element in elements]

    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data().replace(b"'", b'"') or (
        b"<pdfuaid:part>1<" in root["/Metadata"].get_data()
    )
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/Link"} <= set(kinds)
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert [str(figure["/Alt"]) for figure in figures] == [
        "All questions: 1 high risk, 1 medium risk, 1 unanswered",
        "Reliability: 1 high risk",
        "Security: 1 medium risk, 1 unanswered",
    ]


def test_headings_do_not_skip_a_level(reader):
    kinds = [str(element["/S"]) for element in structure_of(reader)]
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H\d", kind)]

    assert levels[0] == 1
    assert max(after - before for before, after in pairwise(levels)) == 1


def test_markup_of_users_is_text(workload):
    workload.purpose = "<h1>Ours</h1> & yours"
    workload.save()
    review = make_review(workload)
    notes = "<b>bold</b> <script>alert(1)</script> {{ workload }} {% now 'Y' %}"
    detail = {"automatic": ChoiceDetail(notes="</td></table><i>out</i>")}
    answer(review, "backups", "automatic", notes=notes, choice_details=detail)

    text = text_of(print_report(workload))

    assert notes in text
    assert "</td></table><i>out</i>" in text
    assert "<h1>Ours</h1> & yours" in text


def test_odd_characters_do_no_harm(workload):
    workload.name = "Shop \x08\ufffe \u202e𝔘😀"
    workload.save()
    review = make_review(workload)
    answer(review, "backups", "automatic", notes="a\x0b\x1bb \u200b\u2028c\td\x7f\x80")

    reader = print_report(workload)

    assert reader.metadata.title == "Well-Architected review of Shop  \u202e𝔘😀"
    assert "Shop" in reader.xmp_metadata.dc_title["x-default"]
    assert "Notes ab c d" in text_of(reader)


def test_nothing_is_wider_than_the_page(workload):
    review = make_reviewed(workload, failing=2)
    workload.name, workload.description = "W" * 100, "D" * 250
    workload.notes = "https://example.com/" + "n" * 3000
    workload.save()
    Suggestion.objects.update(because="b" * 900)
    review.workload.runs.first().findings.update(
        resource="arn:aws:s3:::" + "x" * 2000, reason="r" * 900, region="r" * 30
    )
    answer(review, "question_2", "first_2", notes="N" * 10_000)

    beyond = list(_beyond(workload))

    assert beyond == []


def _beyond(workload):
    """Texts of the body that end right of the page's content box."""
    document = HTML(
        string=html_of(content_of(workload)), base_url=STATIC, url_fetcher=OwnFilesOnly()
    ).render()
    for page in document.pages:
        box = page._page_box
        edge = box.content_box_x() + box.width + 1
        for line in (each for each in box.descendants() if isinstance(each, LineBox)):
            for text in (each for each in line.descendants() if isinstance(each, TextBox)):
                if text.position_x + text.width > edge:
                    yield text.text


def test_a_review_nobody_touched_gives_a_sensible_report(workload):
    make_review(workload, make_lens(small_lens(), organisation=workload.organisation))

    text = text_of(print_report(workload))

    assert "None of the 3 questions is answered yet, so no risk is decided." in text
    assert "No scan stands behind this review" in text
    assert "No question is at high risk. 3 questions are still unanswered." in text
    assert f"{OPEN_TITLE} Not scanned" in text


def test_a_workload_without_any_lens_gives_a_report(organisation):
    bare = make_workload(organisation, "Bare")

    text = text_of(print_report(bare))

    assert "No lens is part of this review yet" in text


def test_a_milestone_is_named_and_not_computed_again(workload, editor, review):
    milestone = save_milestone(workload=workload, name="Before the sale", by=editor.user)
    answer(review, "backups", "automatic", "tested", "copies")
    answer(review, "question_1", not_applicable=True, reason="OUT_OF_SCOPE")

    frozen = text_of(print_report(workload, milestone))
    live = text_of(print_report(workload))

    assert "Milestone “Before the sale” of " in frozen
    assert f"HRI 1 Reliability · Small lens {HIGH_TITLE}" in frozen
    assert f"MRI 1 Security · Small lens {MEDIUM_TITLE}" in frozen
    assert "No question is at high risk." in live
    assert "Reason: out of scope." in live
