"""Fifty people write into one review at once, over HTTP."""

import pytest

from bench.writers import WRITERS, Loss, check, make_people, write_all
from reviewapp.reviews.models import AnswerChange
from tests.factories import make_organisation, make_workload
from tests.reviews.factories import make_lens, make_review, small_lens

# All fifty are at it from the first; more of the same is for bench/writers.py.
CHANGES = 2


@pytest.mark.django_db(transaction=True)
def test_nothing_accepted_is_lost_and_nothing_refused_is_written(server):
    workload = make_workload(make_organisation())
    review = make_review(workload, make_lens(small_lens(questions=24)))
    people = make_people(workload, WRITERS)

    tally = write_all(server.port, people, review, changes=CHANGES)

    assert tally.count == WRITERS * CHANGES
    assert tally.refused
    check(review, tally)
    lost = AnswerChange.objects.filter(answer__review=review).order_by("-version").first()
    lost.delete()
    with pytest.raises(Loss):
        check(review, tally)
