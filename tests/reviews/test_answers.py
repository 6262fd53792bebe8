"""Deciding a question: history, versions, what is refused, counts."""

import pytest

from reviewapp.reviews.domain.answers import decision_at, history_of, save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail, InvalidDecision, decision_of
from reviewapp.reviews.domain.reviews import reassess_workload
from reviewapp.reviews.domain.writing import StaleAnswer
from reviewapp.reviews.models import Answer
from reviewapp.workloads.models import Workload

from .factories import answer_of, decide, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(workload):
    return make_review(workload)


@pytest.fixture
def person(editor):
    return editor.user


def save(answer, decision, *, by=None, version=None):
    read = answer.version if version is None else version
    return save_answer(answer_id=answer.pk, read_version=read, decision=decision, by=by)


def totals(review):
    review.refresh_from_db()
    return (review.high, review.medium, review.none, review.unanswered, review.not_applicable)


def test_a_new_review_counts_every_question_as_unanswered(review, workload):
    assert totals(review) == (0, 0, 0, 3, 0)
    workload.refresh_from_db()
    assert (workload.questions_answered, workload.questions_total) == (0, 3)


def test_a_decision_is_kept_with_its_risk_and_its_history(review, person):
    answer = save(answer_of(review), decide("tested", notes="Restored in May."), by=person)

    stored = answer_of(review)
    assert stored.version == answer.version == 1
    assert stored.selected == ["tested"]
    assert stored.risk == "MEDIUM"
    assert "Practice automatic" in stored.risk_because
    assert stored.updated_by == person
    assert stored.by_person
    (change,) = history_of(stored)
    assert (change.version, change.by, change.origin) == (1, person, "person")
    assert (change.risk_before, change.risk_after) == ("UNANSWERED", "MEDIUM")
    assert change.before["selected"] == []
    assert change.after["notes"] == "Restored in May."


def test_every_write_is_in_the_history_and_can_be_read_again(review, person):
    answer = answer_of(review)
    for decision in (decide("tested"), decide("tested", "automatic"), decide("backups_no")):
        answer = save(answer, decision, by=person)

    assert [change.version for change in history_of(answer)] == [3, 2, 1]
    assert decision_at(answer, 0) == decide()
    assert decision_at(answer, 2) == decide("tested", "automatic")
    assert decision_at(answer, 9) is None


def test_counts_follow_the_answers_in_review_and_workload(review, workload, person):
    save(answer_of(review), decide("automatic"), by=person)
    save(answer_of(review, "question_1"), decide("first_1"), by=person)
    save(answer_of(review, "question_2"), decide(not_applicable=True), by=person)

    assert totals(review) == (1, 1, 0, 0, 1)
    workload.refresh_from_db()
    assert (workload.high_risks, workload.medium_risks) == (1, 1)
    assert (workload.questions_answered, workload.questions_total) == (3, 3)


def test_two_lenses_add_up_in_the_workload(review, workload, person):
    other = make_review(workload)
    save(answer_of(review), decide("backups_no"), by=person)
    save(answer_of(other), decide("backups_no"), by=person)

    workload.refresh_from_db()
    assert (workload.high_risks, workload.questions_total) == (2, 6)
    assert totals(review) == totals(other) == (1, 0, 0, 2, 0)


def test_a_stale_write_is_refused_and_changes_nothing(review, person):
    answer = answer_of(review)
    save(answer, decide("tested"), by=person)

    with pytest.raises(StaleAnswer) as refused:
        save(answer, decide("automatic", notes="mine"), by=person, version=0)

    assert refused.value.current.selected == ["tested"]
    assert refused.value.attempted == decide("automatic", notes="mine")
    stored = answer_of(review)
    assert (stored.version, stored.selected, stored.notes) == (1, ["tested"], "")
    assert stored.changes.count() == 1


def test_saving_what_is_there_already_makes_no_version(review, person):
    answer = save(answer_of(review), decide("tested", notes="a\r\nb"), by=person)

    again = save(answer, decide("tested", notes="a\nb"), by=person)
    late = save(answer, decide("tested", notes="a\nb"), by=person, version=0)

    assert again.version == late.version == 1
    assert answer.changes.count() == 1


def test_opening_and_saving_an_empty_answer_decides_nothing(review, person):
    answer = save(answer_of(review), decide(notes=" \n "), by=person)
    assert (answer.version, answer.by_person) == (0, False)


def refused(answer, decision):
    with pytest.raises(InvalidDecision) as error:
        save(answer, decision)
    return error.value.errors


def test_none_of_these_excludes_the_others(review):
    errors = refused(answer_of(review), decide("backups_no", "tested"))
    assert errors == {"selected": ["“None of these” cannot be ticked together with other choices."]}


def test_notes_have_a_limit_and_the_message_says_by_how_much(review):
    errors = refused(answer_of(review), decide("tested", notes="x" * 10_482))
    assert errors == {"notes": ["10,482 characters; 10,000 fit. Shorten it by 482."]}
    assert save(answer_of(review), decide(notes="x" * 10_000)).version == 1


def test_everything_wrong_is_said_at_once(review):
    details = {
        "tested": ChoiceDetail(not_applicable=True, reason="BECAUSE", notes="y" * 2_001),
        "elsewhere": ChoiceDetail(notes="z"),
    }
    errors = refused(answer_of(review), decide("tested", notes="a\x00b", choice_details=details))
    assert set(errors) == {
        "selected",
        "notes",
        "choice:tested",
        "choice:tested:notes",
        "choice:tested:reason",
    }


def test_a_reason_without_its_mark_is_dropped(review):
    details = {"copies": ChoiceDetail(reason="OTHER"), "tested": ChoiceDetail(notes="n")}
    answer = save(answer_of(review), decide("tested", reason="OTHER", choice_details=details))
    assert answer.reason == "NONE"
    assert set(answer.choice_details) == {"tested"}


def test_a_choice_marked_not_applicable_counts_as_satisfied(review):
    details = {"automatic": ChoiceDetail(not_applicable=True, reason="OUT_OF_SCOPE")}
    answer = save(answer_of(review), decide("tested", choice_details=details))
    assert answer.risk == "NONE"
    assert decision_of(answer_of(review)).detail("automatic").reason == "OUT_OF_SCOPE"


def test_a_question_not_applicable_keeps_its_ticks(review):
    answer = save(answer_of(review), decide("tested"))
    answer = save(answer, decide("tested", not_applicable=True, reason="OUT_OF_SCOPE"))
    assert (answer.risk, answer.selected) == ("NOT_APPLICABLE", ["tested"])


def test_the_profile_sharpens_the_risk_and_a_change_of_it_judges_again(review, workload):
    answer = save(answer_of(review), decide("tested", "automatic"))
    assert answer.risk == "NONE"

    Workload.objects.filter(pk=workload.pk).update(rpo_minutes=60)
    assert reassess_workload(workload.pk) > 0

    answer = answer_of(review)
    assert answer.risk == "HIGH"
    assert "recovery point objective" in answer.risk_because
    assert answer.version == 1
    assert totals(review) == (1, 0, 0, 2, 0)
    workload.refresh_from_db()
    assert workload.high_risks == 1

    Workload.objects.filter(pk=workload.pk).update(rpo_minutes=61)
    reassess_workload(workload.pk)
    assert answer_of(review).risk == "NONE"
    assert Answer.objects.get(pk=answer.pk).changes.count() == 1
