"""Upgrades, undos, removals and saves at once: one wins, all others are told, counts stay right."""

from collections import Counter

import pytest

from reviewapp.reviews.domain.answers import LensMoved, QuestionGone, save_answer
from reviewapp.reviews.domain.following import follow_minors
from reviewapp.reviews.domain.removing import (
    TooManyLenses,
    put_lens_back,
    put_lens_on,
    take_lens_off,
)
from reviewapp.reviews.domain.upgrading import (
    NothingToUndo,
    StaleReview,
    undo_upgrade,
    upgrade_review,
)
from reviewapp.reviews.domain.writing import StaleAnswer
from reviewapp.reviews.models import Answer, AnswerChange, LensReview, LensUpgrade, Milestone
from reviewapp.workloads.lens_offers import MOST_LENSES
from reviewapp.workloads.models import Workload
from tests.factories import make_organisation, make_workload

from .factories import answer_of, decide, make_lens, make_review, small_lens
from .test_concurrency import at_once, counted
from .versions import other_words, publish, second_lens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place():
    organisation = make_organisation()
    version = make_lens(organisation=organisation)
    workload = make_workload(organisation)
    return workload, version, make_review(workload, version)


def upgrade(review, to):
    workload = Workload.objects.get(pk=review.workload_id)
    return upgrade_review(workload=workload, review_id=review.pk, read=1, to=to.number, by=None)


def told(work, *refusals):
    """`done`, or the name of the refusal that was raised."""
    try:
        work()
    except refusals as refused:
        return type(refused).__name__
    return "done"


def test_of_many_who_upgrade_at_once_one_does_and_the_others_are_told(place):
    workload, version, review = place
    second = publish(version, second_lens())

    results = at_once(lambda _: told(lambda: upgrade(review, second), StaleReview), range(6))

    assert Counter(results) == {"done": 1, "StaleReview": 5}
    assert (LensUpgrade.objects.count(), Milestone.objects.count()) == (1, 1)
    assert counted(workload)


def test_of_many_who_undo_at_once_one_does(place):
    workload, version, review = place
    done = upgrade(review, publish(version, second_lens()))

    def undo(_):
        held = Workload.objects.get(pk=workload.pk)
        return told(lambda: undo_upgrade(workload=held, upgrade_id=done.pk, by=None), NothingToUndo)

    assert Counter(at_once(undo, range(6))) == {"done": 1, "NothingToUndo": 5}
    assert LensReview.objects.get(pk=review.pk).version == version
    assert Milestone.objects.count() == 2
    assert counted(workload)


def test_what_is_saved_while_an_upgrade_runs_is_kept_or_refused_and_never_lost(place):
    """Pages of the first version save all the time: each save is in the history or was refused."""
    workload, version, review = place
    second = publish(version, second_lens())
    answers = {key: answer_of(review, key) for key in ("backups", "question_1", "question_2")}
    choices = {"backups": "copies", "question_1": "first_1", "question_2": "first_2"}

    def write(number):
        if number == 4:
            return told(lambda: upgrade(review, second))
        key = list(answers)[number % 3]
        accepted = []
        for turn in range(8):
            version_read = Answer.every.get(pk=answers[key].pk).version
            note = f"{number}-{turn}"

            def save(note=note, version_read=version_read):
                save_answer(
                    answer_id=answers[key].pk,
                    read_version=version_read,
                    decision=decide(choices[key], notes=note),
                    by=None,
                    read_major=1,
                )

            if told(save, StaleAnswer, LensMoved, QuestionGone) == "done":
                accepted.append(note)
        return accepted

    results = at_once(write, range(9))

    accepted = [note for each in results if isinstance(each, list) for note in each]
    history = {change.after["notes"] for change in AnswerChange.objects.all()}
    assert set(accepted) <= history
    stands = LensReview.objects.get(pk=review.pk)
    assert stands.version == second
    assert set(stands.answers.values_list("question_id", flat=True)) == {
        "backups",
        "question_1",
        "question_9",
    }
    assert "copies" not in answer_of(stands).selected
    assert counted(workload)


def test_a_lens_is_taken_off_while_people_save(place):
    workload, _, review = place
    answer = answer_of(review)

    def act(number):
        if number == 3:
            held = Workload.objects.get(pk=workload.pk)
            return told(lambda: take_lens_off(workload=held, review_id=review.pk, by=None))
        read = Answer.every.get(pk=answer.pk).version
        decision = decide("tested", notes=str(number))
        return told(
            lambda: save_answer(answer_id=answer.pk, read_version=read, decision=decision, by=None),
            StaleAnswer,
            QuestionGone,
        )

    results = at_once(act, range(7))

    saved = [number for number, each in enumerate(results) if each == "done" and number != 3]
    assert answer.changes.count() == len(saved)
    workload.refresh_from_db()
    assert (workload.questions_total, workload.high_risks) == (0, 0)
    put_lens_back(workload=workload, review_id=review.pk)
    assert counted(workload)


def test_a_lens_put_on_many_times_at_once_is_there_once(place):
    workload, _, review = place
    take_lens_off(workload=workload, review_id=review.pk, by=None)
    lens = review.version.lens

    def put(_):
        return put_lens_on(workload=Workload.objects.get(pk=workload.pk), lens=lens).pk

    assert set(at_once(put, range(6))) == {review.pk}
    assert LensReview.every.filter(workload=workload).count() == 1
    assert counted(workload)


def test_the_last_place_is_given_once(place):
    workload, _, _ = place
    lenses = [make_lens(small_lens(name=f"Lens {n}")).lens for n in range(MOST_LENSES + 3)]
    for lens in lenses[: MOST_LENSES - 2]:
        put_lens_on(workload=workload, lens=lens)

    def put(lens):
        held = Workload.objects.get(pk=workload.pk)
        return told(lambda: put_lens_on(workload=held, lens=lens), TooManyLenses)

    results = at_once(put, lenses[MOST_LENSES - 2 :])

    assert Counter(results) == {"done": 1, "TooManyLenses": 4}
    assert workload.reviews.count() == MOST_LENSES


def test_a_minor_version_followed_by_many_workers_moves_once(place):
    workload, version, review = place
    answer = answer_of(review)
    save_answer(answer_id=answer.pk, read_version=0, decision=decide("tested"), by=None)
    minor = publish(version, other_words(small_lens(), "Other words?"), major=False)

    moved = at_once(lambda _: follow_minors(version.lens_id), range(4))

    assert sum(moved) == 1
    assert LensReview.objects.get(pk=review.pk).version == minor
    assert LensUpgrade.objects.count() == 1
    assert counted(workload)


def test_an_upgrade_goes_through_whatever_minor_version_comes_meanwhile(place):
    workload, version, review = place
    publish(version, other_words(small_lens(), "Other words?"), major=False)
    second = publish(version, second_lens())

    def act(number):
        if number:
            return follow_minors(version.lens_id)
        return told(lambda: upgrade(review, second), StaleReview)

    assert at_once(act, range(2))[0] == "done"

    assert LensReview.objects.get(pk=review.pk).version == second
    assert counted(workload)
