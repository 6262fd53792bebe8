"""What was decided, the minutes as a page, and as a PDF that is read back."""

import io
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pypdf import PdfReader

from reviewapp.audit.models import Entry
from reviewapp.comments.domain.subjects import of_question
from reviewapp.comments.domain.writing import Draft, begin_thread
from reviewapp.jobs.domain import claim, recover_lost
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.meetings.domain.decisions import decisions_of
from reviewapp.meetings.domain.ending import end
from reviewapp.meetings.domain.keeping import StillRunning, ask_for_minutes
from reviewapp.meetings.domain.running import go_to, join, park, settle
from reviewapp.meetings.models import Minutes
from reviewapp.meetings.pages.minutes import minutes_context
from reviewapp.meetings.writing import write_minutes
from tests.assignments.factories import make_team
from tests.factories import login

from .factories import start, url_of

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=http://169.254.169.254/>"
DUE = date(2031, 5, 6)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def held(team):
    """A meeting with one of everything, ended; something came before it and after it."""
    team.decide(team.lead, "backups", notes="From before.")
    meeting = start(team)
    for person in (team.ben, team.cleo):
        join(meeting, person)
    team.decide(team.ben, "backups", "tested")
    team.decide(team.ben, "backups", "automatic", "tested", notes=HOSTILE)
    team.step(team.lead, "agreed")
    team.give(team.cleo, "question_1", due=DUE)
    go_to(meeting_id=meeting.pk, question_id="question_1", by=team.ben)
    park(meeting_id=meeting.pk, text=f"Ask {HOSTILE}", question_id="question_1", by=team.cleo)
    _comment(team)
    meeting = end(meeting_id=meeting.pk, by=team.ben)
    team.decide(team.ben, "question_1")
    return meeting


def _comment(team):
    lens = lens_of(team.review.version)
    subject = of_question(team.review, lens, lens.question("question_1"))
    draft = Draft("Is it so?", uuid4(), [])
    begin_thread(workload=team.workload, subject=subject, draft=draft, by=team.cleo)


def test_decisions_are_read_from_the_histories_between_start_and_end(team, held):
    found = [(each.kind, each.question_id, each.by) for each in decisions_of(held)]
    assert found == [
        # Two writes of one person without a break are one.
        ("answer", "backups", team.ben),
        ("state", "backups", team.lead),
        ("assignment", "question_1", team.lead),
        ("parked", "question_1", team.cleo),
        ("comment", "question_1", team.cleo),
    ]
    answer, *_rest = decisions_of(held)
    assert (answer.risk_before, answer.risk_after) == ("HIGH", "NONE")


def test_what_was_taken_back_is_no_decision(team):
    meeting = start(team)
    before = team.decide(team.ben, "question_2", "first_2")
    team.decide(team.ben, "question_2", "second_2")
    team.decide(team.ben, "question_2", "first_2")
    assert before.risk == "MEDIUM"
    (one,) = decisions_of(meeting)
    assert (one.risk_before, one.risk_after) == ("UNANSWERED", "MEDIUM")
    team.give(team.ben, "backups")
    team.give(None, "backups")
    words = [each.words for each in decisions_of(meeting)[1:]]
    assert words == ["Assigned to Ben Okoro", "Taken back from Ben Okoro"]


def test_the_minutes_say_what_stood_before_and_after_whatever_came_later(team, held):
    context = minutes_context(held)
    backups, first = context["questions"]
    assert (backups.risk_before, backups.risk_after) == ("High risk", "No risk identified")
    assert [(each.mine, each.theirs) for each in backups.fields] == [
        ("Not ticked", "Ticked"),
        ("Not ticked", "Ticked"),
        ("Ticked", "Not ticked"),
    ]
    assert backups.notes == HOSTILE
    assert not first.changed
    assert [each.words for each in first.said] == ["Assigned to Cleo Marsh, due 6 May 2031"]
    assert first.comments == 1
    risks = {each["label"]: (each["before"], each["after"]) for each in context["risks"]}
    assert risks["High risk"] == (1, 0)
    assert risks["Unanswered"] == (2, 2)
    assert [each.user for each in context["people"]] == [team.ben, team.cleo]


def test_the_page_shows_hostile_text_as_text_and_parked_items_can_be_resolved_later(team, held):
    page = login(team.cleo).get(url_of(held, "minutes/")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    item = held.parked.get()
    settling = url_of(held, f"parked/{item.pk}/")
    assert f'action="{settling}"' in page
    back = login(team.cleo).post(settling)
    assert back.headers["Location"] == url_of(held, "minutes/")
    item.refresh_from_db()
    assert item.resolved_by == team.cleo
    settle(item=item, resolved=False, by=team.ben)
    assert item.resolved_at is None
    # Resolved after the end is no decision of the meeting.
    assert [each.kind for each in decisions_of(held)].count("parked") == 1


def test_a_worker_that_was_killed_leaves_it_to_the_next_and_the_pdf_is_read_back(team, held):
    browser = login(team.cleo)
    browser.post(url_of(held, "minutes/pdf/"))
    made = Minutes.objects.get(meeting=held)
    # Asked for twice, it is made once.
    assert ask_for_minutes(meeting=held, by=team.ben) == made
    claim(Minutes, str(made.pk))
    Minutes.objects.filter(pk=made.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert write_minutes(str(made.pk)) is not None or recover_lost()
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("complete", 2)
    response = browser.get(url_of(held, f"minutes/{made.pk}/"))
    reader = PdfReader(io.BytesIO(response.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert made.pages == len(reader.pages)
    for said in (
        "Monday",
        f"{held.started_at:%H:%M}",
        "UTC",
        "Ben Okoro",
        "Cleo Marsh",
        "How do you get data back?",
        "Risk: High risk → No risk identified",
        "Assigned to Cleo Marsh, due 6 May 2031",
        "<script>alert(1)</script>",
        "Reliability 5:00",
    ):
        assert said in text
    assert reader.metadata.title == "Minutes: Monday, Checkout"
    assert Entry.objects.filter(action="meeting.minutes_downloaded").count() == 1


def test_a_running_meeting_has_no_pdf(team):
    meeting = start(team)
    with pytest.raises(StillRunning):
        ask_for_minutes(meeting=meeting, by=team.ben)
    assert not Minutes.objects.exists()
