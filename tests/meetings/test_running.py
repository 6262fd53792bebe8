"""Beginning, moving, presenting, parking, ending."""

import pytest
from django.utils import timezone

from reviewapp.audit.models import Entry
from reviewapp.live import publishing
from reviewapp.meetings.domain.beginning import MeetingRuns, NothingToDiscuss, PillarPlan
from reviewapp.meetings.domain.clocks import pillar_times
from reviewapp.meetings.domain.ending import end, end_forgotten
from reviewapp.meetings.domain.running import (
    InvalidText,
    MeetingOver,
    NotPresenting,
    go_to,
    park,
    present,
)
from reviewapp.meetings.models import Meeting, Show
from reviewapp.reviews.domain.writing import ReviewClosed
from tests.assignments.factories import make_team

from .factories import back_date, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def actions():
    names = Entry.objects.filter(action__startswith="meeting.").order_by("pk")
    return list(names.values_list("action", flat=True))


def test_it_begins_at_the_first_question_of_the_plan_and_only_once(team):
    plan = (PillarPlan("security", 7), PillarPlan("reliability"))
    meeting = start(team, plan=plan)
    assert meeting.questions == ["question_1", "question_2", "backups"]
    assert (meeting.question_id, meeting.presenter) == ("question_1", team.ben)
    with pytest.raises(MeetingRuns) as runs:
        start(team, by=team.cleo)
    assert runs.value.meeting == meeting
    end(meeting_id=meeting.pk, by=team.ben)
    assert start(team, by=team.cleo).pk != meeting.pk


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (Show.UNANSWERED, ["question_2"]),
        (Show.RISKS, ["backups", "question_1"]),
        (Show.MINE, ["question_2"]),
    ],
)
def test_a_filter_chooses_the_questions_and_they_stay_once_answered(team, show, expected):
    team.decide(team.ben, "backups")
    team.decide(team.ben, "question_1", "first_1")
    team.give(team.ben, "question_2")
    meeting = start(team, show=show)
    team.decide(team.ben, expected[0], f"{expected[0]}_no")
    meeting.refresh_from_db()
    assert meeting.questions == expected


def test_nothing_to_discuss_and_a_closed_review_are_refused(team):
    with pytest.raises(NothingToDiscuss):
        start(team, show=Show.PRIORITISED)
    team.review.closed_at = timezone.now()
    team.review.save(update_fields=["closed_at"])
    with pytest.raises(ReviewClosed):
        start(team)
    assert not Meeting.objects.exists()


def test_the_presenter_alone_moves_and_another_takes_over(team):
    meeting = start(team)
    with pytest.raises(NotPresenting):
        go_to(meeting_id=meeting.pk, question_id="question_1", by=team.cleo)
    present(meeting_id=meeting.pk, by=team.cleo)
    moved = go_to(meeting_id=meeting.pk, question_id="question_1", by=team.cleo)
    assert moved.question_id == "question_1"
    assert [step.ended_at is None for step in meeting.steps.all()] == [False, True]
    # Pressed twice it is shown once.
    go_to(meeting_id=meeting.pk, question_id="question_1", by=team.cleo)
    assert meeting.steps.count() == 2
    assert actions() == ["meeting.begun", "meeting.presenter_changed"]


def test_time_of_a_pillar_is_that_of_its_questions_beside_the_plan(team):
    meeting = start(team)
    back_date(meeting, minutes=6)
    go_to(meeting_id=meeting.pk, question_id="question_1", by=team.ben)
    times = pillar_times(meeting, meeting.steps.all(), timezone.now())
    assert [(each.pillar_id, each.planned, each.used // 10) for each in times] == [
        ("reliability", 300, 36),
        ("security", 600, 0),
    ]
    assert times[0].over >= 60
    assert times[1].over == 0


def test_open_pages_hear_ids_and_no_texts(team, monkeypatch, django_capture_on_commit_callbacks):
    said = []
    monkeypatch.setattr(publishing, "_publish", lambda workload, message: said.append(message))
    meeting = start(team)
    with django_capture_on_commit_callbacks(execute=True):
        go_to(meeting_id=meeting.pk, question_id="question_2", by=team.ben)
        park(meeting_id=meeting.pk, text="Ask finance", question_id="question_2", by=team.ben)
    assert [
        f'"kind": "{kind}"' in text for kind, text in zip(("moved", "parked"), said, strict=True)
    ]
    assert '"at": "question_2"' in said[0]
    assert "finance" not in "".join(said)


def test_parked_text_is_bounded_and_an_ended_meeting_takes_nothing(team):
    meeting = start(team)
    for text in ("  ", "x" * 501):
        with pytest.raises(InvalidText):
            park(meeting_id=meeting.pk, text=text, question_id="", by=team.ben)
    item = park(meeting_id=meeting.pk, text=" Ask \n fin\x00ance ", question_id="gone", by=team.ben)
    assert (item.text, item.question_id) == ("Ask finance", "")
    end(meeting_id=meeting.pk, by=team.cleo)
    for step in (
        lambda: park(meeting_id=meeting.pk, text="late", question_id="", by=team.ben),
        lambda: go_to(meeting_id=meeting.pk, question_id="backups", by=team.ben),
        lambda: end(meeting_id=meeting.pk, by=team.ben),
    ):
        with pytest.raises(MeetingOver):
            step()
    assert not meeting.steps.filter(ended_at=None).exists()


def test_what_nobody_ended_ends_as_of_the_last_thing_that_happened(team):
    meeting = start(team)
    back_date(meeting, hours=13)
    team.decide(team.ben)
    # Somebody still answers: it goes on.
    assert end_forgotten() == 0
    changes = team.answer().changes
    then = meeting.started_at - timezone.timedelta(hours=12, minutes=30)
    changes.update(at=then)
    assert end_forgotten() == 1
    meeting.refresh_from_db()
    assert (meeting.ended_at, meeting.ended_by) == (then, None)
    assert meeting.steps.get().ended_at == then
    assert end_forgotten() == 0
