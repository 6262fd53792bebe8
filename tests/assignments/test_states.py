"""From open to ready to agreed, and what takes a question back."""

import pytest
from django.core.exceptions import PermissionDenied

from reviewapp.assignments.domain.states import (
    InvalidNote,
    StaleState,
    Wish,
    agree_to_ready,
    change_state,
    history_of,
)
from reviewapp.assignments.models import State
from reviewapp.notices.models import Notice
from reviewapp.reviews.models import Answer, Origin

from .factories import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


def state(team, question_id="backups"):
    return team.board().works[question_id].state


def test_a_contributor_marks_ready_a_lead_agrees_and_both_are_in_the_history(team):
    team.decide(team.ben)
    team.step(team.ben, State.READY)
    after = team.step(team.lead, State.AGREED)
    assert (after.state, after.by, after.version) == (State.AGREED, team.lead, 2)
    steps = [(step.before, step.after, step.by) for step in history_of(team.answer())]
    assert steps == [("ready", "agreed", team.lead), ("open", "ready", team.ben)]


def test_leads_hear_of_ready_and_whoever_marked_it_hears_of_agreed(team):
    team.decide(team.ben)
    team.step(team.ben, State.READY)
    team.step(team.lead, State.AGREED)
    told = {(each.user, "ready" in each.text) for each in Notice.objects.all()}
    assert told == {(team.lead, True), (team.ben, False)}


def test_an_unanswered_question_is_neither_ready_nor_agreed_but_may_stay_open(team):
    for to, by in ((State.READY, team.ben), (State.AGREED, team.lead)):
        with pytest.raises(PermissionDenied):
            team.step(by, to)
    team.step(team.ben, State.KEPT_OPEN, note="Waits for the penetration test.")
    assert team.board().works["backups"].settled


@pytest.mark.parametrize("to", [State.KEPT_OPEN, State.OPEN])
def test_leaving_open_and_sending_back_need_a_note(team, to):
    team.decide(team.ben)
    team.step(team.ben, State.READY)
    with pytest.raises(InvalidNote):
        team.step(team.lead, to, note=" ")
    assert state(team) is State.READY


def test_a_contributor_takes_back_what_is_ready_but_not_what_is_agreed(team):
    team.decide(team.ben)
    team.step(team.ben, State.READY)
    team.step(team.ben, State.OPEN)
    team.step(team.ben, State.READY)
    team.step(team.lead, State.AGREED)
    for to in (State.OPEN, State.READY, State.KEPT_OPEN):
        with pytest.raises(PermissionDenied):
            team.step(team.ben, to, note="Not so sure.")


def test_a_contributor_of_another_pillar_takes_no_step(team):
    team.workload.roles.create(user=team.ben, role="contributor", pillars=["security"])
    team.ben.memberships.update(role="member")
    team.decide(team.lead)
    with pytest.raises(PermissionDenied):
        team.step(team.ben, State.READY)


def test_a_changed_answer_is_open_again_and_says_who_had_agreed(team):
    team.decide(team.ben)
    team.step(team.lead, State.AGREED)
    team.decide(team.ben, "backups", "tested")
    work = team.board().works["backups"]
    assert (work.state, work.lapsed, work.by) == (State.OPEN, State.AGREED, team.lead)
    assert Notice.objects.get(user=team.lead).text.startswith("Ben Okoro changed the answer")


def test_what_a_lead_changes_stays_agreed(team):
    team.decide(team.ben)
    team.step(team.lead, State.AGREED)
    team.decide(team.lead, "backups", "tested")
    assert state(team) is State.AGREED
    team.decide(team.ben, "backups", "tested", "automatic")
    assert state(team) is State.OPEN


def test_a_change_by_nobody_opens_it_too_since_nobody_agreed_to_that_answer(team):
    team.decide(team.ben)
    team.step(team.lead, State.AGREED)
    team.decide(None, "backups", "tested")
    assert state(team) is State.OPEN


def test_evidence_that_disagrees_opens_nothing(team):
    team.decide(team.ben)
    team.step(team.lead, State.AGREED)
    Answer.objects.filter(pk=team.answer().pk).update(disagrees=True, stale=True)
    assert state(team) is State.AGREED


def test_many_writes_ask_one_query_each_and_none_where_nobody_wrote(
    team, django_assert_num_queries
):
    from reviewapp.assignments.receivers import follow_answer

    answer = team.decide(team.ben)
    with django_assert_num_queries(1):
        follow_answer(answer=answer, by=team.ben, origin=Origin.PERSON)
    with django_assert_num_queries(0):
        follow_answer(answer=answer, by=None, origin=Origin.TEMPLATE)


def test_the_second_of_two_sees_what_is_there_now(team):
    answer = team.decide(team.ben)
    team.step(team.ben, State.READY)
    late = Wish(State.KEPT_OPEN, 0, answer.version, "Later.")
    with pytest.raises(StaleState) as stale:
        change_state(answer_id=answer.pk, wish=late, by=team.cleo, rights=team.rights(team.cleo))
    assert stale.value.work.state is State.READY


def test_nobody_agrees_to_an_answer_that_they_have_not_seen(team):
    answer = team.decide(team.ben)
    seen = Wish(State.AGREED, 0, answer.version)
    team.decide(team.ben, "backups", "tested")
    with pytest.raises(StaleState):
        change_state(answer_id=answer.pk, wish=seen, by=team.lead, rights=team.rights(team.lead))


def test_a_lead_agrees_to_all_that_is_ready_and_was_shown(team):
    for question_id in ("backups", "question_1", "question_2"):
        team.decide(team.ben, question_id)
        team.step(team.ben, State.READY, question_id)
    team.decide(team.ben, "question_1", "first_1")
    done = agree_to_ready(
        workload=team.workload,
        review_id=team.review.pk,
        by=team.lead,
        seen=["backups", "question_1"],
    )
    states = [work.state for work in team.board().works.values()]
    assert (done, states) == (1, [State.AGREED, State.OPEN, State.READY])
