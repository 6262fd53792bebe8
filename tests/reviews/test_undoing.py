"""One's own last step can be taken back, and taken back again."""

import pytest
from django.utils import timezone

from reviewapp.reviews.domain.accepting import accept_pillar, accept_question
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import Decision, decision_of
from reviewapp.reviews.domain.undoing import NothingToUndo, undo_all, undo_change
from reviewapp.reviews.domain.writing import StaleAnswer
from reviewapp.reviews.models import Answer, LensReview, Origin, Suggestion
from tests.factories import make_user

from .factories import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(workload) -> Answer:
    return make_review(workload).answers.first()


def say(answer: Answer, notes: str, by) -> Answer:
    now = Answer.objects.get(pk=answer.pk)
    return save_answer(
        answer_id=answer.pk,
        read_version=now.version,
        decision=Decision(not_applicable=True, notes=notes),
        by=by,
    )


def test_the_last_change_is_taken_back_and_put_back(answer, owner):
    first = say(answer, "first", owner.user)
    second = say(answer, "second", owner.user)
    undone = undo_change(answer_id=answer.pk, version=second.version, by=owner.user)
    assert decision_of(undone) == decision_of(first)
    assert undone.origin == Origin.UNDO
    again = undo_change(answer_id=answer.pk, version=undone.version, by=owner.user)
    assert decision_of(again) == decision_of(second)
    # What it is called follows: put back, it is a change that can be undone.
    assert again.origin == second.origin
    assert answer.changes.count() == 4


def test_an_accepted_suggestion_that_is_taken_back_was_decided_by_nobody(answer, owner):
    accept(answer, owner.user)
    now = Answer.objects.get(pk=answer.pk)
    assert now.origin == Origin.SUGGESTION
    undone = undo_change(answer_id=answer.pk, version=now.version, by=owner.user)
    assert decision_of(undone) == Decision()
    assert not undone.by_person
    redone = undo_change(answer_id=answer.pk, version=undone.version, by=owner.user)
    assert redone.selected
    assert not redone.by_person


def accept(answer: Answer, by) -> None:
    suggest(answer)
    accept_question(answer_id=answer.pk, read_version=answer.version, by=by)


def suggest(answer: Answer) -> None:
    version = answer.review.version
    pillars = version.document["pillars"]
    question = next(q for p in pillars for q in p["questions"] if q["id"] == answer.question_id)
    Suggestion.objects.create(
        review=answer.review,
        question_id=answer.question_id,
        choice_id=question["choices"][0]["id"],
        verdict="met",
    )


def test_somebody_elses_change_is_not_taken_back(answer, owner, organisation):
    saved = say(answer, "mine", make_user(organisation))
    with pytest.raises(NothingToUndo):
        undo_change(answer_id=answer.pk, version=saved.version, by=owner.user)


def test_what_somebody_changed_since_stays(answer, owner, organisation):
    mine = say(answer, "mine", owner.user)
    theirs = say(answer, "theirs", make_user(organisation))
    with pytest.raises(StaleAnswer):
        undo_change(answer_id=answer.pk, version=mine.version, by=owner.user)
    assert Answer.objects.get(pk=answer.pk).notes == theirs.notes


def test_an_accepted_pillar_is_taken_back_but_for_what_was_changed_since(workload, owner):
    review = make_review(workload)
    answers = list(review.answers.filter(pillar_id=review.answers.first().pillar_id))
    for each in answers:
        suggest(each)
    done = accept_pillar(review=review, pillar_id=answers[0].pillar_id, by=owner.user)
    assert done.changed == len(answers)
    say(answers[0], "changed since", owner.user)
    undone = undo_all(review=review, written=done.written, by=owner.user)
    assert (undone.changed, undone.left) == (len(answers) - 1, 1)
    assert Answer.objects.get(pk=answers[0].pk).notes == "changed since"


def test_a_closed_review_says_so_and_keeps_what_was_accepted(workload, owner, editor):
    review = make_review(workload)
    answers = list(review.answers.filter(pillar_id=review.answers.first().pillar_id))
    for each in answers:
        suggest(each)
    base = f"/workloads/{workload.pk}/"
    editor.post(f"{base}accept/{review.slug}/", {"pillar": answers[0].pillar_id})
    LensReview.objects.filter(pk=review.pk).update(closed_at=timezone.now())
    before = list(review.answers.order_by("pk").values_list("version", flat=True))
    response = editor.post(f"{base}accept/{review.slug}/undo/", follow=True)
    text = response.content.decode()
    assert "This review is closed, so nothing changes. A lead can open it again." in text
    assert "changed since" not in text
    assert list(review.answers.order_by("pk").values_list("version", flat=True)) == before
    one = review.answers.get(pk=answers[0].pk)
    page = f"{base}review/{review.slug}/{one.question_id}/"
    alone = editor.post(f"{page}undo/", {"version": one.version}, follow=True).content.decode()
    assert "This review is closed" in alone
    assert "What you wrote stays" not in alone


def test_an_answer_of_another_review_is_not_taken_back(answer, organisation, owner):
    from tests.factories import make_workload

    saved = say(answer, "mine", owner.user)
    other = make_review(make_workload(organisation, "Search"))
    undone = undo_all(review=other, written={answer.pk: saved.version}, by=owner.user)
    assert (undone.changed, undone.left) == (0, 0)


def test_the_page_takes_back_what_it_shows(answer, editor):
    page = (
        f"/workloads/{answer.review.workload_id}/review/{answer.review.slug}/{answer.question_id}/"
    )
    saved = say(answer, "mine", editor.user)
    assert "Undo" in editor.get(page).content.decode()
    response = editor.post(
        f"{page}undo/", {"version": saved.version}, headers={"HX-Request": "true"}
    )
    text = response.content.decode()
    assert 'id="answer-now"' in text
    assert "Redo" in text
    assert not Answer.objects.get(pk=answer.pk).not_applicable
    editor.post(f"{page}undo/", {"version": "nonsense"})
    editor.post(f"{page}undo/", {"version": "2" * 5000})
    assert Answer.objects.get(pk=answer.pk).version == 2


def test_an_acceptance_on_the_overview_can_be_taken_back(answer, editor):
    suggest(answer)
    base = f"/workloads/{answer.review.workload_id}/"
    editor.post(f"{base}accept/{answer.review.slug}/", {"pillar": answer.pillar_id})
    page = f"{base}review/{answer.review.slug}/"
    assert "You accepted the evidence for 1 question." in editor.get(page).content.decode()
    editor.post(f"{base}accept/{answer.review.slug}/undo/")
    assert "You accepted" not in editor.get(page).content.decode()
    assert not Answer.objects.get(pk=answer.pk).selected
