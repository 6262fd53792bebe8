"""Minor versions reach the reviews of their major by themselves."""

import pytest

from reviewapp.lenses.domain.publishing import publish as publish_lens
from reviewapp.reviews import receivers
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.following import follow_minors
from reviewapp.reviews.models import LensReview, LensUpgrade
from reviewapp.reviews.tasks import follow_minors_task
from tests.factories import make_organisation, make_workload

from .factories import answer_of, decide, make_lens, make_review, small_lens
from .versions import other_words, publish, second_lens

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


@pytest.fixture
def sent(monkeypatch):
    """What would go to the broker."""
    found = []
    monkeypatch.setattr(
        receivers.current_app, "send_task", lambda task, args: found.append((task, args))
    )
    return found


def test_a_minor_version_reaches_every_review_of_its_major(review, version, organisation):
    minor = publish(version, other_words(small_lens(), "How are data brought back?"), major=False)

    assert follow_minors(version.lens_id) == 1

    moved = LensReview.objects.get(pk=review.pk)
    assert moved.version == minor
    assert (answer_of(review).notes, answer_of(review).version) == ("Kept.", 1)
    (move,) = LensUpgrade.objects.all()
    assert (move.is_minor, move.milestone, move.answers) == (True, None, {})
    assert not review.workload.milestones.exists()


def test_following_twice_is_following_once(review, version):
    publish(version, other_words(small_lens(), "Other words?"), major=False)
    follow_minors(version.lens_id)

    assert follow_minors(version.lens_id) == 0
    assert LensUpgrade.objects.count() == 1


def test_another_major_is_left_where_it_is(review, version):
    publish(version, second_lens())
    publish(version, other_words(second_lens(), "Other words?"), major=False)

    assert follow_minors() == 0
    assert LensReview.objects.get(pk=review.pk).version == version


def test_a_review_keeps_what_it_had_where_the_lens_is_not_shared_any_more(review, version):
    version.lens.organisation = make_organisation("Others")
    version.lens.save()
    publish(version, other_words(small_lens(), "Other words?"), major=False)

    assert follow_minors() == 0
    assert LensReview.objects.get(pk=review.pk).version == version


def test_other_workloads_follow_where_one_cannot(review, version, organisation, monkeypatch):
    from reviewapp.reviews.domain import following

    other = make_review(make_workload(organisation), version)
    minor = publish(version, other_words(small_lens(), "Other words?"), major=False)
    held = following.hold_workload

    def refuse(workload_id):
        if workload_id == review.workload_id:
            raise RuntimeError("No room.")
        return held(workload_id)

    monkeypatch.setattr(following, "hold_workload", refuse)

    assert follow_minors() == 1
    assert LensReview.objects.get(pk=other.pk).version == minor
    assert LensReview.objects.get(pk=review.pk).version == version


def test_publishing_a_minor_version_sends_the_reviews_after_it(
    review, version, organisation, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        minor = publish_lens(
            organisation=organisation,
            lens=version.lens,
            document=other_words(small_lens(), "Other words?"),
            major=False,
        )
    assert sent == [("reviews.follow_minors", [str(version.lens_id)])]

    follow_minors_task(*sent[0][1])

    assert LensReview.objects.get(pk=review.pk).version == minor


def test_what_no_review_follows_needs_no_worker(
    version, organisation, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish_lens(
            organisation=organisation,
            lens=version.lens,
            document=other_words(small_lens(), "Other words?"),
            major=False,
        )
        publish_lens(organisation=organisation, lens=version.lens, document=second_lens())

    assert sent == []


def test_a_major_version_waits(
    review, version, organisation, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        publish_lens(organisation=organisation, lens=version.lens, document=second_lens())

    assert sent == []


def test_a_shared_lens_takes_its_reviews_along(version, review):
    """The reviews of whoever it is shared with are on workloads of another organisation."""
    from django.utils import timezone

    from reviewapp.lenses.models import LensShare

    friends = make_organisation("Friends")
    LensShare.objects.create(
        lens=version.lens,
        organisation=friends,
        alias="theirs",
        code_digest="0" * 64,
        expires_at=timezone.now(),
        accepted_at=timezone.now(),
    )
    shared = make_review(make_workload(friends), version)
    minor = publish(version, other_words(small_lens(), "Other words?"), major=False)

    assert follow_minors() == 2

    assert shared.slug == "theirs"
    assert LensReview.objects.get(pk=shared.pk).version == minor
