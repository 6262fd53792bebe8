"""Lenses of a workload: put on, taken off, put back; nothing that was answered is lost."""

import pytest
from django.utils import timezone

from reviewapp.findings.domain import evaluate
from reviewapp.people.models import Role
from reviewapp.reviews.document import review_document
from reviewapp.reviews.domain.answers import QuestionGone, save_answer
from reviewapp.reviews.domain.following import follow_minors
from reviewapp.reviews.domain.removing import (
    TooManyLenses,
    UnknownLens,
    lenses_to_start,
    put_lens_back,
    put_lens_on,
    removed_reviews,
    take_lens_off,
)
from reviewapp.reviews.domain.reviews import ensure_reviews, reassess_workload
from reviewapp.reviews.domain.suggesting import store_suggestions
from reviewapp.reviews.domain.totals import ReviewGone
from reviewapp.reviews.models import LensReview
from reviewapp.reviews.scan_report import scan_report
from reviewapp.workloads.lens_offers import MOST_LENSES
from tests.factories import make_organisation, make_user

from .factories import (
    answer_of,
    decide,
    make_fact,
    make_lens,
    make_part,
    make_reading,
    make_review,
    make_run,
    small_lens,
)
from .versions import other_words, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def review(workload, version):
    review = make_review(workload, version)
    answer = answer_of(review)
    save_answer(
        answer_id=answer.pk, read_version=0, decision=decide("tested", notes="Kept."), by=None
    )
    return review


def take_off(review, by=None):
    return take_lens_off(workload=review.workload, review_id=review.pk, by=by)


def put_back(review):
    return put_lens_back(workload=review.workload, review_id=review.pk)


def totals(workload):
    workload.refresh_from_db()
    return (workload.high_risks, workload.medium_risks, workload.questions_total)


def scanned(workload):
    run = make_run(workload)
    part = make_part(run, "rds")
    make_reading(part, "rds.instance")
    make_fact(part, "rds.instance", "orders", StorageEncrypted=False)
    store_suggestions(run, evaluate(run))
    return run


# --- on ---------------------------------------------------------------------------------------


def test_a_lens_comes_with_what_the_last_scan_says_of_it(workload):
    run = scanned(workload)
    document = small_lens()
    document["pillars"][0]["questions"][0]["choices"][0]["practice"] = "SEC08-BP02"
    document["pillars"][0]["questions"][0]["choices"][0]["evidence"] = ["SEC08-BP02"]

    review = put_lens_on(workload=workload, lens=make_lens(document).lens)

    said = review.suggestions.get(choice_id="automatic")
    assert (said.verdict, said.run, review.prefilled_from) == ("not_met", run, run)
    assert "not encrypted" in said.because


def test_of_a_lens_on_the_workload_there_is_one_review(review, version):
    assert put_lens_on(workload=review.workload, lens=version.lens) == review
    assert LensReview.every.count() == 1


def test_a_workload_has_at_most_twenty(workload):
    lenses = [make_lens(small_lens(name=f"Lens {n}")).lens for n in range(MOST_LENSES + 1)]
    reviews = [put_lens_on(workload=workload, lens=lens) for lens in lenses[:-1]]

    with pytest.raises(TooManyLenses) as refused:
        put_lens_on(workload=workload, lens=lenses[-1])
    assert str(refused.value).startswith("A workload has at most 20 lenses.")
    take_off(reviews[0])
    put_lens_on(workload=workload, lens=lenses[-1])
    with pytest.raises(TooManyLenses):
        put_back(reviews[0])

    assert workload.reviews.count() == MOST_LENSES


def test_only_lenses_of_the_library_that_are_not_retired_are_put_on(workload, version):
    theirs = make_lens(organisation=make_organisation("Elsewhere")).lens
    retired = make_lens(organisation=workload.organisation).lens
    retired.retired_at = timezone.now()
    retired.save()

    assert version.lens in lenses_to_start(workload)
    for lens in (theirs, retired):
        assert lens not in lenses_to_start(workload)
        with pytest.raises(UnknownLens):
            put_lens_on(workload=workload, lens=lens)


def test_two_lenses_of_one_name_have_two_addresses(workload):
    """One built in later under a name that an own lens has."""
    own = make_lens(organisation=workload.organisation, alias="same")
    built_in = make_lens(alias="same")

    slugs = [put_lens_on(workload=workload, lens=each.lens).slug for each in (own, built_in)]

    assert slugs == ["same", "same-2"]


# --- off --------------------------------------------------------------------------------------


def test_a_lens_taken_off_is_out_of_everything_that_counts(review, workload):
    ensure_reviews(workload, aliases=["foundations"])
    run = scanned(workload)
    before = totals(workload)

    take_off(review)

    high, medium, questions = totals(workload)
    assert (high, medium, questions) == (before[0], before[1] - 1, before[2] - 3)
    assert [lens["name"] for lens in review_document(workload)["lenses"]] != []
    assert "Small lens" not in [lens["name"] for lens in review_document(workload)["lenses"]]
    assert [lens["lens"] for lens in scan_report(run)["lenses"]] == ["foundations"]
    assert [each.slug for each in workload.reviews.all()] == ["foundations"]


def test_its_answers_are_kept_and_take_no_writes(review):
    answer = answer_of(review)

    take_off(review)

    with pytest.raises(QuestionGone):
        save_answer(answer_id=answer.pk, read_version=1, decision=decide("automatic"), by=None)
    assert (answer_of(review).notes, answer_of(review).version) == ("Kept.", 1)


def test_who_took_it_off_and_when_is_told(review, organisation):
    person = make_user(organisation, Role.LEAD)

    take_off(review, person)

    (removed,) = removed_reviews(review.workload)
    assert (removed.removed_by, removed.removed_at is not None) == (person, True)


def test_taken_off_twice_is_told(review):
    take_off(review)

    with pytest.raises(ReviewGone):
        take_off(review)


def test_the_last_lens_may_go(review, workload):
    take_off(review)

    assert totals(workload) == (0, 0, 0)


# --- back -------------------------------------------------------------------------------------


def test_a_lens_put_back_has_its_answers_and_counts_again(review, workload):
    before = totals(workload)
    take_off(review)

    back = put_back(review)

    assert (back.removed_at, answer_of(back).notes) == (None, "Kept.")
    assert totals(workload) == before
    assert not removed_reviews(workload).exists()


def test_putting_it_on_again_is_putting_it_back(review, version):
    take_off(review)

    assert put_lens_on(workload=review.workload, lens=version.lens) == review
    assert answer_of(review).notes == "Kept."


def test_putting_back_what_is_on_changes_nothing(review, workload):
    before = totals(workload)

    assert put_back(review) == review
    assert totals(workload) == before


def test_it_is_judged_by_the_profile_as_it_is_now(review, workload):
    assert answer_of(review).risk == "MEDIUM"
    take_off(review)
    workload.rpo_minutes = 15
    workload.save()
    reassess_workload(workload.pk)
    assert answer_of(review).risk == "MEDIUM"

    put_back(review)

    assert answer_of(review).risk == "HIGH"
    assert totals(workload)[:2] == (1, 0)


def test_it_says_what_the_last_scan_says(review, workload):
    take_off(review)
    run = scanned(workload)
    assert not review.suggestions.exists()

    back = put_back(review)

    assert {each.run_id for each in review.suggestions.all()} == {run.pk}
    assert back.prefilled_from == run


def test_a_retired_lens_comes_back_too(review, version):
    take_off(review)
    version.lens.retired_at = timezone.now()
    version.lens.save()

    put_back(review)

    assert review.workload.reviews.count() == 1


def test_a_lens_of_another_workload_is_not_put_back(review, organisation):
    from tests.factories import make_workload

    take_off(review)
    with pytest.raises(ReviewGone):
        put_lens_back(workload=make_workload(organisation), review_id=review.pk)


def test_it_comes_back_in_the_newest_words_of_its_major(review, version):
    take_off(review)
    minor = publish(version, other_words(small_lens(), "Other words?"), major=False)
    assert follow_minors() == 0

    assert put_back(review).version == minor
