"""What people said, in a report: left out unless it was asked for, and then as it was."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils.translation import override
from pypdf import PdfReader

from reviewapp.comments.domain.settling import resolve
from reviewapp.comments.domain.writing import edit_comment, remove_comment
from reviewapp.files.uploads import Upload
from reviewapp.people.models import Role
from reviewapp.reports.content import content_of
from reviewapp.reports.models import Report
from reviewapp.reports.pdf import print_pdf
from reviewapp.reports.pdf.printing import html_of
from reviewapp.reviews.domain.milestones import save_milestone
from tests.comments.factories import answer_to, say, say_on
from tests.factories import make_user
from tests.reviews.factories import make_finding, make_lens, make_review, make_run
from tests.reviews.test_true_types import PDF

from .factories import read, text_of
from .test_pages import url

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def review(workload, organisation):
    return make_review(workload, make_lens(organisation=organisation))


@pytest.fixture
def ada(organisation):
    return make_user(organisation, Role.LEAD, name="Ada Lovelace", email="ada@example.com")


@pytest.fixture
def grace(organisation):
    return make_user(organisation, Role.CONTRIBUTOR, name="Grace Hopper", email="g@example.com")


def printed(workload, milestone=None, *, discussion=True) -> PdfReader:
    content = content_of(workload, milestone, discussion=discussion)
    return read(print_pdf(content, lambda _: None).data)


def addresses_in(reader: PdfReader) -> set[str]:
    """Every address and every place inside that a page links to."""
    found = set()
    for page in reader.pages:
        for each in page.get("/Annots", []):
            link = each.get_object()
            where = link.get("/A", {}).get("/URI") or link.get("/Dest")
            found.add(str(where))
    return found


def test_the_pdf_says_who_said_what_on_each_question(review, ada, grace):
    plan = Upload("restore-plan.pdf", "application/pdf", PDF)
    opened = say(review, grace, f"**Who** restored it, @[Ada Lovelace]? {HOSTILE}", uploads=(plan,))
    answer_to(opened.thread, ada, "See #rel09-bp01 and https://wiki.example.com/restore")
    settled = say(review, ada, "Once a week?", choice="tested")
    resolve(settled.thread, by=ada)
    gone = answer_to(settled.thread, grace, "password hunter2")
    remove_comment(gone, by=grace)
    found = make_finding(make_run(review.workload), "restores-tested", resource="orders-1")
    say_on(found, grace, "Known since May.")

    reader = printed(review.workload)
    text = text_of(reader)

    assert "Discussion · Open Grace Hopper " in text
    assert f"Who restored it, @Ada Lovelace? {HOSTILE} Attached: restore-plan.pdf" in text
    assert "See #rel09-bp01 and https://wiki.example.com/restore" in text
    assert "Discussion: Practice tested · Resolved by Ada Lovelace on " in text
    assert "This comment was removed." in text
    assert "hunter2" not in text
    assert "Known since May." in text
    links = addresses_in(reader)
    assert "https://wiki.example.com/restore" in links
    assert any(link.startswith("q-") for link in links)
    assert not any("workloads" in link for link in links)


def test_nothing_of_it_is_in_a_report_that_was_not_asked_for_it(review, grace):
    say(review, grace, "Nobody outside reads this.")

    text = text_of(printed(review.workload, discussion=False))

    assert "Nobody outside reads this." not in text
    assert "Discussion" not in text


def test_a_milestone_has_what_was_said_until_then_in_the_words_of_then(review, ada, grace):
    start = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        said = say(review, grace, "Restored in May.")
        clock.shift(timedelta(hours=1))
        milestone = save_milestone(workload=review.workload, name="First")
        clock.shift(timedelta(hours=1))
        edit_comment(said, text="Restored in June.", read=1, by=grace)
        answer_to(said.thread, ada, "Thank you.")
        resolve(said.thread, by=ada)

    then = html_of(content_of(review.workload, milestone, discussion=True))
    now = html_of(content_of(review.workload, discussion=True))

    assert "Restored in May." in then
    assert "· Open" in then
    assert "Thank you." not in then
    assert "Restored in June." in now
    assert "Resolved by Ada Lovelace on 2 November 2026" in now


def test_the_tick_asks_for_it_and_a_table_has_no_place_for_it(editor, review):
    where = url("create", review.workload)
    refused = editor.post(where, {"format": "csv", "milestone": "", "discussion": "on"})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"discussion"}

    editor.post(where, {"format": "pdf", "milestone": ""})
    editor.post(where, {"format": "pdf", "milestone": "", "discussion": "on"})

    assert sorted(Report.objects.values_list("discussion", flat=True)) == [False, True]
    page = editor.get(url("list", review.workload)).content.decode()
    assert page.count("with discussion") == 1


def test_the_pdf_speaks_the_language_of_who_asked(review, grace):
    say(review, grace, "Restored in May.")
    with override("de"):
        html = html_of(content_of(review.workload, discussion=True))
    assert '<html lang="de">' in html
    assert "Diskussion</strong>" in html
    assert "Restored in May." in html
